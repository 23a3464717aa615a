"""XLSX as Excel, other programs and scripts leave it: formulas, calendars, merged cells, locks, odd sheets."""

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.requests.conftest import Ask

Make = Callable[..., Any]


@pytest.fixture
def book(tmp_path: Path) -> Make:
    """A workbook of sheets by name; `change` sees it before it is saved."""

    def made(sheets: dict[str, list[list[Any]]], change: Callable[[Any], None] | None = None, name: str = "book.xlsx") -> Path:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.worksheets[0])
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
        if change:
            change(workbook)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return made


def edited(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one of its parts changed."""
    target = path.with_name("edited.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as out:
        for entry in source.infolist():
            data = source.read(entry)
            out.writestr(entry, change(data) if entry.filename == member else data)
    return target


def codes(found: Any) -> set[str]:
    return {warning["code"] for warning in found["warnings"]}


def test_formulas_show_what_excel_last_computed_and_nothing_where_it_never_did(book: Make, ask: Ask) -> None:
    path = book({"S": [["a", "b"], [1, "=A2*2"], [2, "=A3*2"]]})
    assert ask("profile", path)["head"] == [[1, None], [2, None]]
    computed = edited(
        path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v></v>", b"<v>7</v>").replace(b"<v />", b"<v>7</v>")
    )
    assert ask("profile", computed)["head"] == [[1, 7], [2, 7]]


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_are_right_in_both_calendars(since_1904: bool, book: Make, ask: Ask) -> None:
    def change(workbook: Any) -> None:
        if since_1904:
            workbook.epoch = CALENDAR_MAC_1904
        workbook["S"].append([datetime.datetime(2024, 2, 29)])
        workbook["S"].append([datetime.datetime(1950, 1, 1) if not since_1904 else datetime.datetime(1910, 1, 1)])

    found = ask("profile", book({"S": [["day"]]}, change))
    assert [row[0] for row in found["head"]] == ["2024-02-29", "1910-01-01" if since_1904 else "1950-01-01"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_the_first_sheet_that_is_seen_is_read(state: str, book: Make, ask: Ask) -> None:
    def change(workbook: Any) -> None:
        workbook["Secret"].sheet_state = state

    path = book({"Secret": [["x"], [1]], "Blank": [], "Data": [["y"], [2]]}, change)
    found = ask("profile", path)
    assert found["head"] == [[2]]
    assert [(sheet["name"], sheet["hidden"]) for sheet in found["sheets"]] == [("Secret", True), ("Blank", False), ("Data", False)]
    assert ask("profile", path, sheet="Secret")["head"] == [[1]]


def test_a_book_whose_only_data_is_hidden_shows_that(book: Make, ask: Ask) -> None:
    def change(workbook: Any) -> None:
        workbook["Data"].sheet_state = "hidden"

    found = ask("profile", book({"Cover": [], "Data": [["y"], [2]]}, change))
    assert found["head"] == [[2]]
    assert "hidden_sheets" in codes(found)


@pytest.mark.parametrize("title", ["Größe & Maß", "a'b", "x" * 31, "Sheet 1 (2)", "日本", "1"])
def test_sheets_of_any_name_can_be_asked_for(title: str, book: Make, ask: Ask, outbox: Path) -> None:
    path = book({"First": [["a"], [1]], title: [["b"], [2], [3]]})
    assert ask("profile", path, sheet=title)["head"] == [[2], [3]]
    assert ask("table", path, sheet=title, out="t.parquet")["rows"] == 2
    assert title in next(warning["message"] for warning in ask("profile", path)["warnings"] if warning["code"] == "more_sheets")


def test_merged_headers_become_names(book: Make, ask: Ask) -> None:
    def change(workbook: Any) -> None:
        for cells in ("A1:A2", "B1:C1", "D1:E1"):
            workbook["S"].merge_cells(cells)

    rows = [
        ["region", "2023", None, "2024", None],
        [None, "plan", "real", "plan", "real"],
        ["north", 1, 2, 3, 4],
        ["south", 5, 6, 7, 8],
    ]
    found = ask("profile", book({"S": rows}, change))
    assert [column["name"] for column in found["columns"]] == ["region", "2023 plan", "2023 real", "2024 plan", "2024 real"]
    assert (found["rows"], found["headerRows"]) == (2, 2)


CELLS: dict[str, tuple[list[Any], str, list[Any] | None]] = {
    "whole numbers": ([1.0, 2, None], "integer", [1, 2, None]),
    "a number with a fraction": ([1, 2.5], "decimal", [1.0, 2.5]),
    "numbers as texts": (["007", "12"], "text", ["007", "12"]),
    "texts with blanks alone": (["a", "  ", "b"], "text", ["a", None, "b"]),
    "line ends": (["one\ntwo", "x"], "text", ["one\ntwo", "x"]),
    "flags and texts": ([True, "yes"], "mixed", ["True", "yes"]),
    "days and moments": ([datetime.datetime(2024, 1, 31), datetime.datetime(2024, 1, 31, 8, 30)], "datetime", ["2024-01-31T00:00:00", "2024-01-31T08:30:00"]),
    "days and numbers": ([datetime.datetime(2024, 1, 31), 5], "mixed", ["2024-01-31", "5"]),
    "durations": ([datetime.timedelta(hours=30), datetime.timedelta(hours=1)], "text", None),
    "large numbers": ([2**53 + 2, 1], "decimal", None),
    "letters of all the world": (["日本", "😀"], "text", ["日本", "😀"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CELLS)
def test_a_column_of_cells(case: str, book: Make, ask: Ask) -> None:
    cells, kind, shown = CELLS[case]
    found = ask("profile", book({"S": [["k", "v"], *[[f"k{place}", cell] for place, cell in enumerate(cells)]]}))
    assert found["columns"][1]["type"] == kind
    if shown is not None:
        assert [row[1] for row in found["head"]] == shown


def test_a_sheet_without_names_has_its_columns_numbered(book: Make, ask: Ask) -> None:
    found = ask("profile", book({"S": [[1, "a"], [2, "b"], [3, "c"]]}))
    assert [column["name"] for column in found["columns"]] == ["column_1", "column_2"]
    assert found["rows"] == 3
    assert "no_header" in codes(found)


def test_columns_and_rows_that_hold_nothing_are_passed_over(book: Make, ask: Ask) -> None:
    rows = [["a", None, "b"], [1, None, "x"], [None, None, None], [2, None, "y"]]
    found = ask("profile", book({"S": rows}))
    assert [column["name"] for column in found["columns"]] == ["a", "b"]
    assert found["head"] == [[1, "x"], [None, None], [2, "y"]]
    assert "empty_rows" in codes(found)


def test_formats_far_below_the_table_are_no_rows(book: Make, ask: Ask) -> None:
    def change(workbook: Any) -> None:
        workbook["S"].cell(5000, 40).font = openpyxl.styles.Font(bold=True)

    found = ask("profile", book({"S": [["a", "b"], [1, 2]]}, change))
    assert (found["rows"], len(found["columns"])) == (1, 2)


def test_a_sheet_of_a_chart_is_no_table(book: Make, ask: Ask) -> None:
    def change(workbook: Any) -> None:
        sheet = workbook.create_chartsheet("Picture", 0)
        sheet.add_chart(openpyxl.chart.BarChart())

    found = ask("profile", book({"S": [["a"], [1]]}, change))
    assert [sheet["name"] for sheet in found["sheets"]] == ["S"]
    assert found["head"] == [[1]]


def test_macros_are_said_never_to_run(book: Make, ask: Ask) -> None:
    path = edited(
        book({"S": [["a"], [1]]}),
        "[Content_Types].xml",
        lambda xml: xml.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )
    look = ask("look", path, name="a.xlsm")
    assert (look["format"], look["note"]) == ("xlsm", "Its macros are never run.")
    assert ask("profile", path)["head"] == [[1]]


def test_a_sheet_that_is_locked_for_changes_is_read(book: Make, ask: Ask) -> None:
    def change(workbook: Any) -> None:
        workbook["S"].protection.set_password("secret")
        workbook["S"].protection.enable()

    assert ask("profile", book({"S": [["a"], [1]]}, change))["head"] == [[1]]


@pytest.mark.parametrize(
    ("member", "code"), [("xl/workbook.xml", "corrupt"), ("xl/worksheets/sheet1.xml", "corrupt"), ("[Content_Types].xml", None)]
)
def test_a_book_with_a_broken_part_is_refused_in_words(member: str, code: str | None, book: Make, ask: Ask) -> None:
    path = edited(book({"S": [["a"], [1]]}), member, lambda data: data[: len(data) // 3])
    try:
        ask("profile", path, name="a.xlsx")
    except RequestFailure as failure:
        assert failure.code == code or code is None
        assert failure.message.endswith(".")
    else:
        assert code is None
