"""XLS and XLSB, the two binary sorts of workbooks: the same cells, sheets and warnings as in an XLSX."""

import datetime
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.requests.books_for_tests import Fault, Made, ods, xls, xlsb
from codingagent_kernel.requests.conftest import Ask

SORTS: dict[str, Callable[..., bytes]] = {"xls": xls, "xlsb": xlsb}
ROWS: list[list[Any]] = [["id", "name", "amount", "paid"], [1, "Köln", 2.5, True], [2, "Ulm", None, False], [3, "東京", -1, True]]


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[bytes], Path]:
    """Under the name that uploads have: it says nothing of the format."""

    def write(data: bytes) -> Path:
        path = tmp_path / "incoming-1"
        path.write_bytes(data)
        return path

    return write


def said(found: Any) -> dict[str, str]:
    return {warning["code"]: warning["message"] for warning in found["warnings"]}


@pytest.mark.parametrize("sort", SORTS)
def test_cells_are_read_as_they_are(sort: str, kept: Callable[[bytes], Path], ask: Ask, outbox: Path) -> None:
    path = kept(SORTS[sort](Made("Sales", ROWS)))
    look = ask("look", path, name=f"sales.{sort}")
    assert (look["format"], look["kind"], look["readable"]) == (sort, "data", True)
    found = ask("profile", path, name=f"sales.{sort}")
    assert found["head"] == [[1, "Köln", 2.5, True], [2, "Ulm", None, False], [3, "東京", -1.0, True]]
    assert [column["type"] for column in found["columns"]] == ["integer", "text", "decimal", "boolean"]
    assert "formula_errors" not in said(found)
    assert ask("table", path, name=f"sales.{sort}", out="t.parquet")["rows"] == 3
    assert ask("page", outbox / "t.parquet", sort="-id", limit=1)["rows"] == [[3, "東京", -1.0, True]]


@pytest.mark.parametrize("sort", [*SORTS, "ods"])
@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ([Fault("#DIV/0!")], "1 cell holds the error of a formula, such as #DIV/0!; in the table they are missing."),
        ([Fault("#N/A", formula=False)], "1 cell holds the error of a formula, such as #DIV/0!; in the table they are missing."),
        (
            [Fault("#REF!"), Fault("#NAME?", formula=False), Fault("#NUM!")],
            "3 cells hold the errors of a formula, such as #DIV/0!; in the table they are missing.",
        ),
    ],
)
def test_errors_of_formulas_are_missing_and_told(
    sort: str, faults: list[Fault], words: str, kept: Callable[[bytes], Path], ask: Ask
) -> None:
    rows: list[list[Any]] = [
        ["id", "x", "flag"],
        *[[number, fault, True] for number, fault in enumerate(faults)],
        [9, 1.5, False],
        [10, 2.5, True],
    ]
    found = ask("profile", kept((SORTS | {"ods": ods})[sort](Made("S", rows))), name=f"a.{sort}")
    assert said(found)["formula_errors"] == words
    x = found["columns"][1]
    assert (x["type"], x["missing"], x["max"]) == ("decimal", len(faults), 2.5)
    assert found["columns"][2]["type"] == "boolean"


@pytest.mark.parametrize("sort", SORTS)
def test_sheets_hidden_and_empty_ones_are_listed(sort: str, kept: Callable[[bytes], Path], ask: Ask) -> None:
    path = kept(SORTS[sort](Made("Cover", [], hidden=True), Made("Größe", [["a"], ["x"], ["y"]]), Made("Two", [["b"], [5]])))
    found = ask("profile", path, name=f"a.{sort}")
    assert [column["name"] for column in found["sheets"][2].pop("table")["columns"]] == ["b"]
    assert found["sheets"] == [
        {"name": "Cover", "hidden": True, "rows": 0},
        {"name": "Größe", "hidden": False, "rows": 3},
        {"name": "Two", "hidden": False, "rows": 2},
    ]
    assert found["head"] == [["x"], ["y"]]
    assert "Cover" in said(found)["hidden_sheets"]
    assert said(found)["more_sheets"] == "This is the sheet Größe; the workbook has others: Two."
    assert ask("profile", path, name=f"a.{sort}", sheet="Two")["head"] == [[5]]
    for sheet, code in (("Cover", "empty"), ("Nowhere", "bad_request")):
        with pytest.raises(RequestFailure) as failure:
            ask("profile", path, name=f"a.{sort}", sheet=sheet)
        assert failure.value.code == code
        assert sheet in failure.value.message


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_are_right_in_both_calendars(since_1904: bool, kept: Callable[[bytes], Path], ask: Ask) -> None:
    days = [datetime.date(2024, 2, 29), datetime.date(1999, 12, 31), datetime.date(1960, 1, 1)]
    found = ask("profile", kept(xls(Made("S", [("day",), *[(day,) for day in days]]), since_1904=since_1904)), name="a.xls")
    assert found["head"] == [[day.isoformat()] for day in days]
    assert (found["columns"][0]["type"], found["columns"][0]["min"]) == ("date", "1960-01-01")


def test_a_locked_xls_is_refused(kept: Callable[[bytes], Path], ask: Ask) -> None:
    for request in ("look", "profile"):
        with pytest.raises(RequestFailure) as failure:
            ask(request, kept(xls(Made("S", ROWS), locked=True)), name="a.xls")
        assert failure.value.code == "encrypted"


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95])
def test_a_book_that_breaks_off_is_refused_in_words_or_read(
    sort: str, share: float, kept: Callable[[bytes], Path], ask: Ask
) -> None:
    data = SORTS[sort](Made("S", [("id", "name"), *[(number, f"name {number}") for number in range(300)]]))
    try:
        found = ask("profile", kept(data[: int(len(data) * share)]), name=f"a.{sort}")
    except RequestFailure as failure:
        assert failure.code in ("corrupt", "empty")
        assert failure.message.endswith(".")
    else:
        assert found["rows"] == 300


def test_a_wrong_ending_does_not_matter(kept: Callable[[bytes], Path], ask: Ask) -> None:
    found = ask("look", kept(xls(Made("S", ROWS))), name="sales.xlsx")
    assert (found["format"], found["note"]) == ("xls", "It is called XLSX, but its content is XLS.")


def test_a_sheet_beside_one_with_errors_is_warned_of_too(kept: Callable[[bytes], Path], ask: Ask) -> None:
    """The file tells how many there are, not always where: a warning too many is better than none."""
    path = kept(xlsb(Made("Clean", [["a"], [1]]), Made("Faulty", [["b"], [Fault("#VALUE!")], [2]])))
    assert "formula_errors" in said(ask("profile", path, name="a.xlsb"))


@pytest.mark.parametrize("seed", [258, 302, 1817])
def test_a_book_that_the_reader_gives_up_on_is_refused_with_advice(seed: int, tmp_path: Path, ask: Ask) -> None:
    luck = random.Random(seed)
    data = bytearray(xls(Made("S", [["id", "name"], [1, "a"], [2.5, "b"], [True, Fault("#REF!")]])))
    for _ in range(luck.randint(1, 4)):
        data[luck.randrange(len(data))] = luck.choice([0, 255, 127, luck.randrange(256)])
    path = tmp_path / "broken.xls"
    path.write_bytes(data)
    with pytest.raises(RequestFailure, match="save it anew"):
        ask("profile", path)
