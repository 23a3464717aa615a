"""One table written in every way that programs write CSV: whatever the delimiter, line end, quoting or encoding, the same table comes back."""

import csv
import io
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from codingagent_kernel.requests import RequestFailure, sampling
from codingagent_kernel.requests.conftest import Ask

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
LINE_ENDS = {"unix": "\n", "windows": "\r\n", "old mac": "\r"}
NAMES = ["id", "name", "note", "amount", "day", "zip"]
ROWS: list[list[Any]] = [
    [1, "Käse, Brot", "one\nline and another", 2.5, "2024-01-31", "01234"],
    [2, 'the "big" one', "tab\there; and | there", -0.25, "2024-02-29", "00017"],
    [3, "O'Brien", "#5 // %", 1000.125, "2023-12-31", "99999"],
    [4, "plain", None, None, None, "00000"],
    [5, "größer", "x" * 300, 7.5, "1999-01-01", "10115"],
]


def written(rows: list[list[Any]], delimiter: str = ",", line_end: str = "\n", quoting: Any = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(
        [["" if cell is None else cell for cell in row] for row in rows]
    )
    return out.getvalue()


def ending(line_end: str) -> list[list[Any]]:
    """The rows with the file's own line ends within their texts."""
    return [[cell.replace("\n", line_end) if isinstance(cell, str) else cell for cell in row] for row in ROWS]


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
@pytest.mark.parametrize("line_end", LINE_ENDS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_every_dialect_gives_the_same_table(delimiter: str, line_end: str, quoting: int, passport: Ask) -> None:
    rows = ending(LINE_ENDS[line_end])
    found = passport(written([NAMES, *rows], DELIMITERS[delimiter], LINE_ENDS[line_end], quoting))
    assert [column["name"] for column in found["columns"]] == NAMES
    assert [column["type"] for column in found["columns"]] == ["integer", "text", "text", "decimal", "date", "text"]
    assert found["head"] == rows
    assert (found["delimiter"], found["rejected"], found["rows"]) == (DELIMITERS[delimiter], [], 5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"])
@pytest.mark.parametrize("line_end", LINE_ENDS)
def test_every_encoding_gives_the_same_table(
    line_end: str, encoding: str, passport: Ask, ask: Ask, tmp_path: Path, outbox: Path
) -> None:
    rows = ending(LINE_ENDS[line_end])
    found = passport(written([NAMES, *rows], ";", LINE_ENDS[line_end]), encoding=encoding)
    assert found["head"] == rows
    assert found["columns"][0]["name"] == "id"
    ask("table", tmp_path / "data.csv", out="t.parquet")
    assert ask("page", outbox / "t.parquet")["rows"] == rows


@pytest.mark.parametrize("seed", range(12))
def test_tables_of_chance_come_back_cell_for_cell(seed: int, passport: Ask, tmp_path: Path) -> None:
    """Texts with every sign that means something to a reader of CSV."""
    luck = random.Random(seed)
    width = luck.randint(2, 9)

    def cell() -> str | None:
        letters = luck.choice(["ab,;", 'a"b', "a\nb", "äé €", "a|\tb", "'x'", "= +-", "日本"])
        return "t" + "".join(luck.choices(letters, k=luck.randint(0, 12))).strip() if luck.random() > 0.15 else None

    names = [f"name {place}" for place in range(width)]
    rows = [[f"r{number}", *[cell() for _ in range(width - 1)]] for number in range(luck.randint(3, 20))]
    text = written([names, *rows], luck.choice(list(DELIMITERS.values())), luck.choice(["\n", "\r\n"]), luck.choice([0, 1]))
    found = passport(text)
    assert [column["name"] for column in found["columns"]] == names
    assert found["head"] == rows
    assert found["rejected"] == []


@pytest.fixture
def small_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "WHOLE", 20_000)
    monkeypatch.setattr(sampling, "HEAD", 4_000)
    monkeypatch.setattr(sampling, "PIECE", 500)


@pytest.mark.usefixtures("small_samples")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("line_end", LINE_ENDS)
def test_a_large_file_is_read_whole_in_every_encoding(line_end: str, encoding: str, passport: Ask) -> None:
    rows = [[number, f"Käse {number}", f"{number % 97:05d}", number / 4] for number in range(1500)]
    text = written([["id", "größe", "zip", "x"], *rows], ";", LINE_ENDS[line_end])
    full = passport(text, encoding=encoding, full=True)
    assert (full["rows"], full["sampled"], full["encoding"]) == (1500, False, encoding)
    assert [column["type"] for column in full["columns"]] == ["integer", "text", "text", "decimal"]
    assert (full["columns"][0]["max"], full["columns"][1]["distinct"], full["columns"][2]["distinct"]) == (1499, 1500, 97)
    sampled = passport(text, encoding=encoding)
    assert sampled["sampled"] is True
    assert sampled["rows"] == 1500 or (abs(sampled["rows"] - 1500) < 300 and sampled["rowsEstimated"])
    assert sampled["columns"][1]["name"] == "größe"


HEADERS: dict[str, tuple[str, list[str]]] = {
    "twice": ("a,b,a\n1,2,3\n", ["a", "b", "a.1"]),
    "three times, beside one that is called so": ("a,a.1,a,a\n1,2,3,4\n", ["a", "a.1", "a.2", "a.3"]),
    "blank": ("a,,c\n1,2,3\n", ["a", "column_2", "c"]),
    "blanks around": (" a ,\tb\t, c d \n1,2,3\n", ["a", "b", "c d"]),
    "line ends within": ('"a\nb","c\r\nd"\n1,2\n', ["a b", "c d"]),
    "quotes within": ('"say ""x""",b\n1,2\n', ['say "x"', "b"]),
    "of two letters alike but for their case": ("ID,id,Id\n1,2,3\n", ["ID", "id", "Id"]),
    "a mark before it": ("\ufeffid,b\n1,2\n", ["id", "b"]),
    "very long": ("a" * 300 + ",b\n1,2\n", ["a" * 200, "b"]),
    "words of SQL": ("select,from,c0\n1,2,3\n", ["select", "from", "c0"]),
    "formulas": ("=a,+b,@c\n1,2,3\n", ["=a", "+b", "@c"]),
}


@pytest.mark.parametrize("case", HEADERS)
def test_headers_become_names(case: str, passport: Ask, ask: Ask, tmp_path: Path, outbox: Path) -> None:
    text, names = HEADERS[case]
    found = passport(text)
    assert [column["name"] for column in found["columns"]] == names
    assert found["head"] == [list(range(1, len(names) + 1))]
    stored = ask("table", tmp_path / "data.csv", out="t.parquet")
    assert [column["name"] for column in stored["columns"]] == names
    last = names[-1]
    page = ask("page", outbox / "t.parquet", filter=[{"column": last, "op": "range", "min": len(names)}], sort=[{"column": last}])
    assert page["total"] == 1


RAGGED: dict[str, tuple[str, list[list[Any]], list[int]]] = {
    "short rows": ("a,b,c\n1,2,3\n4\n5,6\n7,8,9\n", [[1, 2, 3], [4, None, None], [5, 6, None], [7, 8, 9]], []),
    "long rows": ("a,b\n1,2\n3,4,5\n6,7\n", [[1, 2], [6, 7]], [3]),
    "long rows whose rest is blank": ("a,b\n1,2\n3,4,,\n6,7\n", [[1, 2], [3, 4], [6, 7]], []),
    "a blank line between": ("a,b\n1,2\n\n3,4\n", [[1, 2], [3, 4]], []),
    "blank lines at both ends": ("\n\na,b\n1,2\n3,4\n\n\n", [[1, 2], [3, 4]], []),
    "rows of delimiters alone": ("a,b\n1,2\n,\n3,4\n", [[1, 2], [None, None], [3, 4]], []),
    "an open quote on the last line": ('a,b\n1,2\n3,"4\n', [[1, 2]], [3]),
    "text behind a quote": ('a,b\n"x"y,1\nz,2\n', [["xy", 1], ["z", 2]], []),
    "an end of file sign": ("a,b\n1,2\n3,4\n\x1a", [[1, 2], [3, 4]], []),
}


@pytest.mark.parametrize("case", RAGGED)
def test_rows_that_do_not_fit_are_filled_up_or_named(case: str, passport: Ask) -> None:
    text, head, lines = RAGGED[case]
    found = passport(text)
    assert found["head"] == head
    assert [entry["line"] for entry in found["rejected"]] == lines
    assert ("rejected_rows" in {warning["code"] for warning in found["warnings"]}) is bool(lines)


def test_so_many_bad_rows_are_counted_and_the_first_are_listed(passport: Ask) -> None:
    text = "a,b\n" + "1,2\n" * 1000 + "1,2,3\n" * 300
    found = passport(text)
    assert (found["rows"], len(found["rejected"])) == (1000, 200)
    assert found["rejected"][0] == {"line": 1002, "reason": "The row has 3 fields, 1 more than the header."}
    warning = next(warning for warning in found["warnings"] if warning["code"] == "rejected_rows")
    assert warning["message"].startswith("300 rows were left out")


@pytest.mark.parametrize("text", ["", "\n", "   \n\t\n", "\ufeff", ",,\n,,\n"])
def test_a_file_without_a_table_is_empty_or_has_no_values(text: str, passport: Ask) -> None:
    try:
        found = passport(text)
    except RequestFailure as failure:
        assert failure.code == "empty"
    else:
        assert all(column["distinct"] == 0 for column in found["columns"])


DAMAGED = {
    "a quotation mark that is never closed": 'a,b\n1,2\n"open,3\n4,5\n',
    "fields beyond the header": "a,b\n1,2\n3,4,5,6\n7,8\n",
    "both, and bytes of no meaning": 'a,b,c\n1,2\n"open,4,5\n6,7,8,9,10\n\0\x01',
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_the_line_of_pandas_leaves_out_what_the_passport_leaves_out(text: str, passport: Ask, tmp_path: Path) -> None:
    found = passport(text)
    frame = eval(found["readHint"].replace("{path}", repr(str(tmp_path / "data.csv"))), {"pd": pd})
    assert (len(frame), bool(found["rejected"])) == (found["rows"], True)
    assert frame["a"].astype(str).tolist() == [str(row[0]) for row in found["head"]]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_rows_of_a_sampled_file_are_counted_where_they_can_be(
    newline: str, passport: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "WHOLE", 20_000)
    monkeypatch.setattr(sampling, "HEAD", 8_000)
    monkeypatch.setattr(sampling, "PIECE", 200)
    # Long rows first: what is reckoned from bytes alone is far off.
    rows = [f'{number},"{"x" * 200}{newline}y"' for number in range(50)] + [f"{number},z" for number in range(3000)]
    found = passport(newline.join(["id,text", *rows, ""]))
    assert found["sampled"]
    assert (found["rows"], "rowsEstimated" in found) == (3050, False)
    padded = passport(newline.join(["id, text", *(row.replace(",", ", ") for row in rows), ""]))
    assert padded["rows"] != 3050
    assert padded["rowsEstimated"]
