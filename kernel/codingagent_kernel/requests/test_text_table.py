"""Messy delimited texts, one by one: what is read, what is left out, and what is said about it."""

from pathlib import Path
from typing import Any

import pytest

from codingagent_kernel.requests import sampling
from codingagent_kernel.requests.conftest import Ask


def kinds(found: Any) -> dict[str, str]:
    return {column["name"]: column["type"] for column in found["columns"]}


def codes(found: Any, column: str | None = None) -> set[str]:
    return {warning["code"] for warning in found["warnings"] if column is None or warning.get("column") == column}


# name: (text, head, kinds in order)
PLAIN: dict[str, tuple[str, list[list[object]], str]] = {
    "commas in quotes": ('a,b\n"x, y",1\nz,2\n', [["x, y", 1], ["z", 2]], "text integer"),
    "doubled quotes": ('a,b\n"ha ""ha"" ha",1\nz,2\n', [['ha "ha" ha', 1], ["z", 2]], "text integer"),
    "escaped quotes": ('a,b\n"ha \\"ha\\" ha",1\nz,2\n', [['ha "ha" ha', 1], ["z", 2]], "text integer"),
    "line ends in quotes": ('a,b\n"one\ntwo",1\nz,2\n', [["one\ntwo", 1], ["z", 2]], "text integer"),
    "windows line ends in quotes": ('a,b\r\n"one\r\ntwo",1\r\nz,2\r\n', [["one\r\ntwo", 1], ["z", 2]], "text integer"),
    "old mac line ends": ("a,b\r1,2\r3,4\r", [[1, 2], [3, 4]], "integer integer"),
    "mixed line ends": ("a,b\r\n1,2\n3,4\r5,6\r\n", [[1, 2], [3, 4], [5, 6]], "integer integer"),
    "no line end at the end": ("a,b\n1,2", [[1, 2]], "integer integer"),
    "semicolons": ("a;b\n1;2\n", [[1, 2]], "integer integer"),
    "pipes": ("a|b\n1|x, y\n", [[1, "x, y"]], "integer text"),
    "tabs": ("a\tb\n1\tx y\n", [[1, "x y"]], "integer text"),
    "unit separators": ("a\x1fb\n1\x1f2\n", [[1, 2]], "integer integer"),
    "blanks": ("a   b   c\n1   2   3\n4   5   6\n", [[1, 2, 3], [4, 5, 6]], "integer integer integer"),
    "single quotes": ("id;'na;me'\n1;'a;b'\n2;'c'\n", [[1, "a;b"], [2, "c"]], "integer text"),
    "blank after delimiter": ('"a", "b"\n"1", "x, y"\n"2", "z"\n', [[1, "x, y"], [2, "z"]], "integer text"),
    "trailing delimiter": ("a;b;\n1;2;\n3;4;\n", [[1, 2], [3, 4]], "integer integer"),
    "excel's first line": ("sep=;\na;b\n1;2\n3;4\n", [[1, 2], [3, 4]], "integer integer"),
    "one column": ("n\n1.5\n2.5\n", [[1.5], [2.5]], "decimal"),
    "empty cells": ('a,b,c\n1,"",""\n2,3,4\n', [[1, None, None], [2, 3, 4]], "integer integer integer"),
    "header alone": ("a,b\n", [], "text text"),
    "decimal comma": ("a;b\n1;2,5\n2;1.234,75\n", [[1, 2.5], [2, 1234.75]], "integer decimal"),
    "points that group in a file of decimal commas": ("a;b;n\n1;2,5;1.234\n2;3,75;12.500\n", [[1, 2.5, 1234], [2, 3.75, 12500]], "integer decimal integer"),
    "thousands": ('a,n\n1,"1,234"\n2,"12,345,678"\n3,5\n', [[1, 1234], [2, 12345678], [3, 5]], "integer integer"),
    "thousands and cents": ('a,n\n1,"1,234.50"\n2,7.25\n', [[1, 1234.5], [2, 7.25]], "integer decimal"),
    "science": ("x,y\n1e5,1.5E-3\n2e3,7\n", [[100000.0, 0.0015], [2000.0, 7.0]], "decimal decimal"),
    "signs": ("x,y\n-3,+4\n0,-0.5\n", [[-3, 4.0], [0, -0.5]], "integer decimal"),
    "true and false": ("a,b\ntrue,1\nFALSE,2\n,3\n", [[True, 1], [False, 2], [None, 3]], "boolean integer"),
    "iso days": ("d\n2024-01-31\n2024-02-29\n", [["2024-01-31"], ["2024-02-29"]], "date"),
    "iso moments": ("d,x\n2024-01-31T10:00:00,1\n2024-02-29 11:30,2\n", [["2024-01-31T10:00:00", 1], ["2024-02-29T11:30:00", 2]], "datetime integer"),
    "moments with zones": ("d,x\n2024-01-01T10:00:00Z,1\n2024-01-01T10:00:00+02:00,2\n", [["2024-01-01T10:00:00Z", 1], ["2024-01-01T08:00:00Z", 2]], "datetime integer"),
    "day first": ("d,x\n13/02/2024,1\n01/02/2024,2\n", [["2024-02-13", 1], ["2024-02-01", 2]], "date integer"),
    "month first": ("d,x\n02/13/2024,1\n02/01/2024,2\n", [["2024-02-13", 1], ["2024-02-01", 2]], "date integer"),
    "points between": ("d;x\n31.12.23;1\n01.02.24;2\n", [["2023-12-31", 1], ["2024-02-01", 2]], "date integer"),
    "months by name": ("d,x\n5 Jan 2024,1\n12 Feb 2024,2\n", [["2024-01-05", 1], ["2024-02-12", 2]], "date integer"),
    "afternoons": ("d,x\n1/31/2024 1:05 PM,1\n12/1/2024 11:59 AM,2\n", [["2024-01-31T13:05:00", 1], ["2024-12-01T11:59:00", 2]], "datetime integer"),
    "times": ("t,x\n10:30,1\n23:59:59,2\n", [["10:30:00", 1], ["23:59:59", 2]], "time integer"),
    "no header": ("1,2,x\n4,5,y\n7,8,z\n", [[1, 2, "x"], [4, 5, "y"], [7, 8, "z"]], "integer integer text"),
    "years as names": ("country,2019,2020\nDE,1,2\nFR,4,5\n", [["DE", 1, 2], ["FR", 4, 5]], "text integer integer"),
    "a header that begins with a hash": ("#id,name\n1,a\n2,b\n", [[1, "a"], [2, "b"]], "integer text"),
    "hashes inside": ("id,tag\n1,#red\n2,a#b\n# the end\n", [[1, "#red"], [2, "a#b"]], "integer text"),
    "comments between": ("# made by us\nid,name\n1,a\n# more\n2,b\n", [[1, "a"], [2, "b"]], "integer text"),
    "letters of all the world": ("id,t\n1,😀\n2,日本\n", [[1, "😀"], [2, "日本"]], "integer text"),
    "large integers": ("a,b\n9007199254740993,1\n2,2\n", [["9007199254740993", 1], [2, 2]], "integer integer"),
}  # fmt: skip


@pytest.mark.parametrize("case", PLAIN)
def test_it_is_read_as_it_is_meant(passport: Ask, case: str) -> None:
    text, head, expected = PLAIN[case]
    found = passport(text)
    assert found["head"] == head
    assert [column["type"] for column in found["columns"]] == expected.split()
    assert found["rejected"] == []
    assert found["rows"] == len(head)


# What must stay text, and what is said about it.
TEXT = {
    "leading_zeros": "zip,n\n01234,1\n99999,2\n",
    "long_numbers": "id,n\n12345678901234567890,1\n98765432109876543210,2\n",
    "ambiguous_dates": "d,n\n01/02/2024,1\n03/04/2024,2\n",
    "mixed_date_orders": "d,n\n13/02/2024,1\n02/13/2024,2\n",
    "mixed_time_zones": "d,n\n2024-01-01T10:00:00Z,1\n2024-01-01T10:00:00,2\n",
    "mixed_number_styles": 'x,n\n"1,5",1\n1.5,2\n"2,25",3\n',
    "ambiguous_numbers": "x;n\n1,234;1\n5,678;2\n",
    "numbers_as_text": 'x,n\n"$1,234.50",1\n$7.00,2\n',
}


@pytest.mark.parametrize("code", TEXT)
def test_what_is_not_certain_stays_text_and_is_said(passport: Ask, code: str) -> None:
    found = passport(TEXT[code])
    first = found["columns"][0]
    assert first["type"] == "text"
    warning = next(warning for warning in found["warnings"] if warning["code"] == code)
    assert warning["column"] == first["name"]
    assert warning["examples"]


@pytest.mark.parametrize("amounts", ["12%\n5.5%\n", "€ 5\n€ 7,50\n", "5 kg\n7 kg\n", "1 234\n5 678 901\n", "5 USD\n7 USD\n"])
def test_numbers_with_signs_and_units_are_told(passport: Ask, amounts: str) -> None:
    found = passport("x\n" + amounts)
    assert kinds(found) == {"x": "text"}
    assert "numbers_as_text" in codes(found, "x")


def test_a_text_among_numbers_is_shown(passport: Ask) -> None:
    found = passport("id,age\n1,30\n2,unknown age\n3,40\n4,50\n")
    assert kinds(found)["age"] == "mixed"
    warning = next(warning for warning in found["warnings"] if warning["code"] == "mixed_types")
    assert warning["examples"] == ["unknown age"]
    assert [row[1] for row in found["head"]] == ["30", "unknown age", "40", "50"]


def test_markers_for_missing_are_read_so_among_numbers_and_left_among_texts(passport: Ask) -> None:
    found = passport("id,code,n\n1,NA,5\n2,DE,n/a\n3,FR,7\n-,IT,-\n")
    assert kinds(found) == {"id": "integer", "code": "text", "n": "integer"}
    assert found["head"] == [[1, "NA", 5], [2, "DE", None], [3, "FR", 7], [None, "IT", None]]
    assert codes(found, "n") >= {"missing_markers"}
    assert codes(found, "code") >= {"possible_missing"}


def test_preamble_totals_and_notes_are_no_rows(passport: Ask) -> None:
    text = "Report of sales\nMade on 2024-05-01\n\nid;name;amount\n1;a;2,5\n2;b;3,75\n3;c;1.234,5\nTotal;;1.240,75\nSource: our own books of the year\n"
    found = passport(text)
    assert found["head"] == [[1, "a", 2.5], [2, "b", 3.75], [3, "c", 1234.5]]
    assert [entry["line"] for entry in found["rejected"]] == [8, 9]
    assert {"preamble", "decimal_comma", "rejected_rows", "blank_rows"} <= codes(found)


def test_a_total_among_names_stays_and_is_warned_of(passport: Ask) -> None:
    found = passport("item,qty\na,1\nb,2\nTotal,3\n")
    assert found["rows"] == 3
    assert "total_row" in codes(found, "item")


def test_defective_rows_are_filled_up_or_left_out_with_their_line(passport: Ask) -> None:
    found = passport('id,name,age\n1,"a\nb",30\n2,b\n3,c,40,extra\n4,d,50\n5,e,60,\n')
    assert found["head"] == [[1, "a\nb", 30], [2, "b", None], [4, "d", 50], [5, "e", 60]]
    assert found["rejected"] == [{"line": 5, "reason": "The row has 4 fields, 1 more than the header."}]
    assert "short_rows" in codes(found)


def test_a_quote_that_is_never_closed_costs_one_row(passport: Ask) -> None:
    found = passport('id,name\n1,"abc\n2,def\n3,ghi\n')
    assert found["head"] == [[2, "def"], [3, "ghi"]]
    assert found["rejected"][0]["line"] == 2


def test_stray_quotes_are_pointed_at(passport: Ask) -> None:
    found = passport('id,name\n1,"5" screen"\n2,"6"" screen"\n')
    assert "line 2" in next(warning["message"] for warning in found["warnings"] if warning["code"] == "stray_quotes")


def test_nul_bytes_and_marks_inside_are_removed_and_said(passport: Ask) -> None:
    found = passport("\ufeffid,name\n1,x\0y\n\ufeff2,b\n")
    assert found["head"] == [[1, "xy"], [2, "b"]]
    assert {"nul_bytes", "byte_order_marks"} <= codes(found)


def test_names_are_made_whole_and_unique(passport: Ask) -> None:
    found = passport("id,, name ,id,ID\n1,2,3,4,5\n")
    assert list(kinds(found)) == ["id", "column_2", "name", "id.1", "ID"]
    assert "renamed_column" in codes(found)


def test_two_header_rows_become_one(passport: Ask) -> None:
    found = passport("region,2023,,2024,\n,q1,q2,q1,q2\nnorth,1,2,3,4\nsouth,5,6,7,8\n")
    assert list(kinds(found)) == ["region", "2023 q1", "2023 q2", "2024 q1", "2024 q2"]
    assert found["headerRows"] == 2


def test_constant_empty_repeated_and_personal_columns_are_told(passport: Ask) -> None:
    rows = "".join(f"{number},x,,user{number}@mail.example\n" for number in range(10))
    found = passport("id,same,nothing,contact\n" + rows + "9,x,,user9@mail.example\n")
    assert "constant_column" in codes(found, "same")
    assert "empty_column" in codes(found, "nothing")
    assert "personal_data" in codes(found, "contact")
    assert "duplicate_rows" in codes(found)


def test_three_hundred_columns(passport: Ask) -> None:
    names = ",".join(f"c{number}" for number in range(300))
    found = passport(names + "\n" + ",".join(map(str, range(300))) + "\n" + ",".join(["x"] * 300) + "\n")
    assert len(found["columns"]) == 300


def test_a_row_of_ten_megabytes(passport: Ask) -> None:
    found = passport("id,text\n1,a\n2," + "x" * 10_000_000 + "\n3,b\n")
    assert found["rows"] == 3
    assert len(found["head"][1][1]) < 1000


def test_statistics_are_right(passport: Ask) -> None:
    found = passport("n,c\n" + "".join(f"{number},{'ab'[number % 2]}\n" for number in range(100)) + ",a\n")
    n, c = found["columns"]
    assert (n["missing"], n["distinct"], n["min"], n["max"], n["mean"]) == (1, 100, 0, 99, 49.5)
    assert sum(bar["count"] for bar in n["histogram"]) == 100
    assert n["histogram"][0]["from"] == 0
    assert n["histogram"][-1]["to"] == 99
    assert c["top"] == [{"value": "a", "count": 51}, {"value": "b", "count": 50}]


@pytest.fixture
def small_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a file of a few thousand rows were large."""
    monkeypatch.setattr(sampling, "WHOLE", 20_000)
    monkeypatch.setattr(sampling, "HEAD", 4_000)
    monkeypatch.setattr(sampling, "PIECE", 500)


def big(rows: int = 5000, *, odd: str = "") -> str:
    return "id,zip,x,d\n" + "".join(f"{n},{n % 97:05d},{n / 8},2024-01-{n % 28 + 1:02d}\n" for n in range(rows)) + odd


@pytest.mark.usefixtures("small_samples")
def test_a_large_file_is_sampled_first_and_read_whole_when_asked(passport: Ask) -> None:
    sampled, full = passport(big()), passport(big(), full=True)
    assert (sampled["sampled"], full["sampled"]) == (True, False)
    assert 0 < sampled["sampleRows"] < 5000
    assert abs(sampled["rows"] - 5000) < 500
    assert full["rows"] == 5000
    assert kinds(sampled) == kinds(full) == {"id": "integer", "zip": "text", "x": "decimal", "d": "date"}
    assert [column["max"] for column in full["columns"] if "max" in column] == [4999, 4999 / 8, "2024-01-28"]


@pytest.mark.usefixtures("small_samples")
@pytest.mark.parametrize(
    ("odd", "name", "kind", "code"),
    [
        ("late,00001,1,2024-01-01\n1,00001,1,2024-01-01\n", "id", "mixed", "mixed_types"),
        ("5000,00001,n/a,2024-01-01\n5001,00001,1,2024-01-01\n", "x", "decimal", "missing_markers"),
        ("05000,00001,1,2024-01-01\n1,00001,1,2024-01-01\n", "id", "text", "leading_zeros"),
        ("2.5,00001,1,2024-01-01\n1,00001,1,2024-01-01\n", "id", "decimal", None),
        ("5000,00001,1,2024-02-31\n1,00001,1,2024-01-01\n", "d", "mixed", "mixed_types"),
    ],
)
def test_what_shows_late_is_still_seen(passport: Ask, odd: str, name: str, kind: str, code: str | None) -> None:
    found = passport(big(odd=odd), full=True)
    assert found["rows"] == 5002
    assert kinds(found)[name] == kind
    assert code is None or code in codes(found, name)


@pytest.mark.usefixtures("small_samples")
@pytest.mark.parametrize(
    "odd",
    ["", "5000,1\n", "5000,1,2,2024-01-01,5\n", '5000,"a\nb",1,2024-01-01\n', '5000,"a"b,1,2024-01-01\n', "\n\n5000,1,2,2024-01-01\n", "Total,,5,\n", "5000,\xff,1,2024-01-01\n"],
)  # fmt: skip
def test_the_fast_reader_and_ours_agree(passport: Ask, monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    from codingagent_kernel.requests import text_table

    text = (big(2500, odd=odd) + big(2500).partition("\n")[2]).encode("latin-1")
    fast = passport(text, full=True)
    monkeypatch.setattr(text_table, "_is_plain", lambda shape: False)
    ours = passport(text, full=True)
    # Blank lines are passed over by both; only ours counts them.
    ours["warnings"] = [warning for warning in ours["warnings"] if warning["code"] != "blank_rows"]
    fast["warnings"] = [warning for warning in fast["warnings"] if warning["code"] != "blank_rows"]
    assert ours == fast


def test_the_table_that_is_stored_is_the_one_that_was_shown(ask: Ask, tmp_path: Path, outbox: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("zip,n,d,ID,id\n01234,5,2024-01-31,a,b\n99999,,2024-02-29,c,d\n")
    shown = ask("profile", path)
    ask("table", path, out="t.parquet")
    page = ask("page", outbox / "t.parquet")
    assert page["rows"] == shown["head"]
    assert [column["name"] for column in page["columns"]] == ["zip", "n", "d", "ID", "id"]
