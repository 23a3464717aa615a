"""Workbooks as people make them: titles, notes, hidden sheets, merged cells, formulas, text among numbers."""

import datetime
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.requests.conftest import Ask


@pytest.fixture
def sheet_passport(ask: Ask, tmp_path: Path) -> Ask:
    def made(*rows: list[Any], change: Any = None, **arguments: object) -> Any:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        if change:
            change(book, sheet)
        path = tmp_path / "book.xlsx"
        book.save(path)
        return ask("profile", path, **arguments)

    return made


def kinds(found: Any) -> dict[str, str]:
    return {column["name"]: column["type"] for column in found["columns"]}


def codes(found: Any) -> set[str]:
    return {warning["code"] for warning in found["warnings"]}


def test_every_type_of_cell(sheet_passport: Ask) -> None:
    found = sheet_passport(
        ["n", "x", "t", "flag", "day", "moment", "clock"],
        [1, 1.5, "a", True, datetime.date(2024, 1, 31), datetime.datetime(2024, 1, 31, 10, 30), datetime.time(8, 15)],
        [2, None, "007", False, datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29), datetime.time(9)],
    )
    assert list(kinds(found).values()) == ["integer", "decimal", "text", "boolean", "date", "datetime", "time"]
    assert found["head"][0] == [1, 1.5, "a", True, "2024-01-31", "2024-01-31T10:30:00", "08:15:00"]
    assert found["head"][1] == [2, None, "007", False, "2024-02-29", "2024-02-29T00:00:00", "09:00:00"]


def test_a_second_table_below_is_not_read_into_the_first(sheet_passport: Ask) -> None:
    regions: list[list[Any]] = [["region", "units", "revenue"], ["North", 1, 2.5], ["South", 2, 3.5]]
    found = sheet_passport(*regions, [], ["Staff", "Joined", "Salary"], ["Ann", "01/02/2020", 50000])
    assert (found["rows"], list(kinds(found).values())) == (2, ["text", "integer", "decimal"])
    assert "A second table begins in row 5 (Staff, Joined, Salary)" in found["warnings"][0]["message"]
    assert codes(found) == {"more_tables"}
    # A blank row between rows is none, nor are words below it that stand over nothing.
    assert sheet_passport(*regions, [], ["East", 3, 4.5])["rows"] == 4
    assert sheet_passport(*regions, [], ["East", "n/a", "n/a"], ["West", "n/a", "n/a"])["rows"] == 5


def test_titles_notes_and_totals_are_no_rows(sheet_passport: Ask) -> None:
    found = sheet_passport(
        ["Sales of the year"],
        [],
        ["id", "item", "amount"],
        [1, "a", 2.5],
        [2, "b", 3.5],
        ["Total", None, 6.0],
        [],
        ["Source: our own books"],
    )
    assert found["head"] == [[1, "a", 2.5], [2, "b", 3.5]]
    assert found["rows"] == 2
    assert len(found["rejected"]) == 2
    assert "preamble" in codes(found)


def test_hidden_sheets_are_named_and_can_be_asked_for(sheet_passport: Ask) -> None:
    def hide(book: Any, sheet: Any) -> None:
        other = book.create_sheet("Secret")
        other.append(["a"])
        other.append([1])
        other.sheet_state = "hidden"
        book.create_sheet("Empty")

    found = sheet_passport(["x"], [5], change=hide)
    assert [{name: value for name, value in sheet.items() if name != "table"} for sheet in found["sheets"]] == [
        {"name": "Sheet", "hidden": False, "rows": 2},
        {"name": "Secret", "hidden": True, "rows": 2},
        {"name": "Empty", "hidden": False, "rows": 0},
    ]
    assert {"hidden_sheets", "more_sheets"} <= codes(found)
    assert sheet_passport(["x"], [5], change=hide, sheet="Secret")["head"] == [[1]]
    with pytest.raises(RequestFailure) as failure:
        sheet_passport(["x"], [5], sheet="Nowhere")
    assert "Sheet" in failure.value.message


def test_merged_cells_errors_and_mixed_columns_are_told(sheet_passport: Ask) -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.merge_cells("A2:A3")

    found = sheet_passport(["k", "n", "m"], ["a", 1, 1], [None, "#DIV/0!", "two"], ["b", 3, 3.5], change=change)
    assert kinds(found) == {"k": "text", "n": "integer", "m": "mixed"}
    assert found["head"][1] == [None, None, "two"]
    assert {"merged_cells", "formula_errors", "mixed_types"} <= codes(found)


def test_a_table_away_from_the_corner(sheet_passport: Ask) -> None:
    def change(book: Any, sheet: Any) -> None:
        for row, values in enumerate([("id", "n"), (1, 10), (2, 20)], 4):
            for column, value in enumerate(values, 3):
                sheet.cell(row, column, value)

    found = sheet_passport(change=change)
    assert found["head"] == [[1, 10], [2, 20]]
    assert list(kinds(found)) == ["id", "n"]


def test_two_header_rows(sheet_passport: Ask) -> None:
    found = sheet_passport(
        ["region", 2023, None, 2024, None], [None, "q1", "q2", "q1", "q2"], ["north", 1, 2, 3, 4], ["south", 5, 6, 7, 8]
    )
    assert list(kinds(found)) == ["region", "2023 q1", "2023 q2", "2024 q1", "2024 q2"]


def test_numbers_beyond_what_a_cell_can_hold_stay_decimals(sheet_passport: Ask) -> None:
    assert kinds(sheet_passport(["a", "b"], [1e300, 1], [2.0, 2])) == {"a": "decimal", "b": "integer"}


def test_every_sheet_can_be_stored(ask: Ask, tmp_path: Path, outbox: Path) -> None:
    path = tmp_path / "two.xlsx"
    with pd.ExcelWriter(path) as writer:
        pd.DataFrame({"a": [1, 2]}).to_excel(writer, sheet_name="One", index=False)
        pd.DataFrame({"b": ["x"]}).to_excel(writer, sheet_name="Two", index=False)
    assert ask("table", path, out="one.parquet")["rows"] == 2
    assert ask("table", path, out="two.parquet", sheet="Two")["columns"] == [{"name": "b", "type": "text"}]
    assert ask("page", outbox / "two.parquet")["rows"] == [["x"]]


@pytest.mark.parametrize("rows", [[], [[None], ["", " "]]])
def test_an_empty_workbook_is_refused(sheet_passport: Ask, rows: list[list[Any]]) -> None:
    with pytest.raises(RequestFailure) as failure:
        sheet_passport(*rows)
    assert failure.value.code == "empty"


def test_a_workbook_whose_other_sheets_are_unknown_is_read_another_way(
    tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from codingagent_kernel.requests import workbooks

    path = tmp_path / "odd.xlsx"
    pd.DataFrame({"a": [1, 2], "b": ["x", None]}).to_excel(path, index=False)
    known = ask("profile", path)["head"]

    def stubborn(path: str) -> None:
        raise ValueError("Unrecognized sheet:type")

    monkeypatch.setattr(workbooks, "from_path", stubborn)
    assert ask("profile", path)["head"] == known == [[1, "x"], [2, None]]


def test_every_sheet_tells_its_columns_and_how_to_read_it(sheet_passport: Ask, tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        book.create_sheet("People").append(["id", "country"])
        for number, country in enumerate(["DE", "FR", "DE"]):
            book["People"].append([number, country])
        for row in (["Targets of the year"], [], ["region", "target"], ["North", 9.5]):
            book.create_sheet("Targets").append(row) if "Targets" not in book.sheetnames else book["Targets"].append(row)
        book.create_sheet("Only formats")["C3"].number_format = "0.00"

    found = sheet_passport(["x"], [5], change=more)
    assert found["sheet"] == "Sheet"
    own, people, targets, blank = found["sheets"]
    assert "table" not in own
    assert "table" not in blank
    assert [(column["name"], column["distinct"]) for column in people["table"]["columns"]] == [("id", 3), ("country", 2)]
    assert (people["table"]["rows"], people["table"]["head"][0]) == (3, [0, "DE"])
    assert (targets["table"]["rows"], [column["name"] for column in targets["table"]["columns"]]) == (1, ["region", "target"])
    for table in (people["table"], targets["table"]):
        frame = eval(table["readHint"].format(path=repr(str(tmp_path / "book.xlsx"))), {"pd": pd})
        assert [list(frame.columns), len(frame)] == [[column["name"] for column in table["columns"]], table["rows"]]
    assert all("table" not in sheet for sheet in sheet_passport(["x"], [5], change=more, sheet="People")["sheets"])


def test_formulas_that_were_never_computed_are_told_of(tmp_path: Path, ask: Ask) -> None:
    book = openpyxl.Workbook()
    for row in (["a", "b", "sum"], [1, 2, "=A2+B2"], [3, 4, "=A3+B3"]):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    found = ask("profile", tmp_path / "book.xlsx")
    (said,) = [warning["message"] for warning in found["warnings"] if warning["code"] == "formulas_without_result"]
    assert said.startswith("2 formulas hold no result")
    assert said.endswith("save it there and upload it again.")
    for cell in ("A1", "B1", "C1", "A2", "B2", "A3", "B3"):
        book.active[cell] = "=1+1"
    book.save(tmp_path / "bare.xlsx")
    with pytest.raises(RequestFailure, match=r"formulas alone.*Open the workbook in Excel"):
        ask("profile", tmp_path / "bare.xlsx")


def test_formulas_with_their_results_are_not(tmp_path: Path, ask: Ask) -> None:
    with pd.ExcelWriter(tmp_path / "made.xlsx", engine="xlsxwriter") as writer:
        pd.DataFrame({"a": [1, 2], "b": [1, 2]}).to_excel(writer, index=False)
        writer.sheets["Sheet1"].write_formula(1, 1, "=A2*2", None, 2)
        writer.sheets["Sheet1"].write_formula(2, 1, '=IF(A3>0,"","x")', None, "")
    # As Excel itself writes a text without a letter.
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(tmp_path / "made.xlsx") as made, zipfile.ZipFile(path, "w") as book:
        for name in made.namelist():
            book.writestr(name, made.read(name).replace(b'<c r="B3"><f>', b'<c r="B3" t="str"><f>'))
    assert "formulas_without_result" not in codes(ask("profile", path))
