"""What is taken away is what was shown: every type, every name, every choice of rows, in each format."""

import csv
import datetime
import decimal
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.requests.conftest import Ask

FORMATS = ("csv", "json", "parquet", "xlsx")
Export = Callable[..., list[list[Any]]]


@pytest.fixture
def exported(tmp_path: Path, outbox: Path, ask: Ask) -> Export:
    """Header and rows of what was exported, as the readers of each format give them."""

    def made(columns: dict[str, Any] | pa.Table, format: str, **choice: object) -> list[list[Any]]:
        path = tmp_path / "t.parquet"
        pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), path)
        answer = ask("export", path, out=f"o.{format}", format=format, **choice)
        out = outbox / f"o.{format}"
        rows = read(out, format)
        assert (answer["rows"], answer["bytes"]) == (len(rows) - 1, out.stat().st_size)
        return rows

    return made


def read(path: Path, format: str) -> list[list[Any]]:
    if format == "csv":
        return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    if format == "json":
        objects = json.loads(path.read_text(encoding="utf-8"))
        return [list(objects[0]) if objects else [], *[list(entry.values()) for entry in objects]]
    if format == "parquet":
        table = pq.read_table(path)
        return [table.column_names, *[list(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]]
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


NAMES = ["id", "ID", "a,b", 'say "x"', "line\nend", "=cmd()", "größe", "😀", " blank ", "drop table t; --", "c0"]


@pytest.mark.parametrize("format", FORMATS)
def test_names_of_every_sort_stay_as_they_are(format: str, exported: Export) -> None:
    rows = exported({name: [place] for place, name in enumerate(NAMES)}, format)
    assert rows[0] == NAMES
    assert [str(cell) for cell in rows[1]] == [str(place) for place in range(len(NAMES))]


TEXTS = [
    "plain",
    'a "quote"',
    "comma, and; semicolon",
    "two\nlines",
    "=1+1",
    "-5",
    "007",
    "http://x.example",
    "",
    "日本 😀",
    "null",
    "'",
]


@pytest.mark.parametrize("format", FORMATS)
def test_texts_come_out_letter_for_letter(format: str, exported: Export) -> None:
    rows = exported({"n": list(range(len(TEXTS) + 1)), "t": [*TEXTS, None]}, format)
    shown = [row[1] for row in rows[1:]]
    if format in ("csv", "xlsx"):  # Neither tells an empty text from a missing one.
        shown = [text or "" for text in shown]
    assert shown == [*TEXTS, "" if format in ("csv", "xlsx") else None]


MOMENT = datetime.datetime(2024, 1, 31, 10, 30)
VALUES: dict[str, tuple[pa.Array, dict[str, Any]]] = {
    "integer": (pa.array([7]), {"csv": "7", "json": 7, "parquet": 7, "xlsx": 7}),
    "beyond 2^53": (pa.array([2**60 + 1]), {"csv": str(2**60 + 1), "json": str(2**60 + 1), "parquet": 2**60 + 1, "xlsx": str(2**60 + 1)}),
    "sixteen digits": (pa.array([1234567890123456]), {"csv": "1234567890123456", "json": 1234567890123456, "parquet": 1234567890123456, "xlsx": "1234567890123456"}),
    "decimal": (pa.array([2.5]), {"csv": "2.5", "json": 2.5, "parquet": 2.5, "xlsx": 2.5}),
    "exact decimal": (pa.array([decimal.Decimal("1.10")]), {"csv": "1.10", "json": "1.10", "parquet": decimal.Decimal("1.10"), "xlsx": "1.10"}),
    "flag": (pa.array([True]), {"csv": "true", "json": True, "parquet": True, "xlsx": True}),
    "day": (pa.array([MOMENT.date()]), {"csv": "2024-01-31", "json": "2024-01-31", "parquet": MOMENT.date(), "xlsx": datetime.datetime(2024, 1, 31)}),
    "moment": (pa.array([MOMENT]), {"csv": "2024-01-31 10:30:00", "json": "2024-01-31T10:30:00", "parquet": MOMENT, "xlsx": MOMENT}),
    "time": (pa.array([datetime.time(8, 15)]), {"csv": "08:15:00", "json": "08:15:00", "parquet": datetime.time(8, 15), "xlsx": datetime.time(8, 15)}),
    "day before Excel's first": (pa.array([datetime.date(1815, 6, 18)]), {"csv": "1815-06-18", "json": "1815-06-18", "parquet": datetime.date(1815, 6, 18), "xlsx": "1815-06-18"}),
    "list": (pa.array([[1, 2]]), {"csv": "[1, 2]", "json": [1, 2], "parquet": [1, 2], "xlsx": "[1, 2]"}),
    "object": (pa.array([{"a": 1}]), {"csv": "{'a': 1}", "json": {"a": 1}, "parquet": {"a": 1}, "xlsx": '{"a": 1}'}),
    "no number": (pa.array([float("nan")]), {"json": None, "xlsx": None}),
    "without end": (pa.array([float("inf")]), {"json": "inf", "xlsx": "inf", "parquet": float("inf")}),
}  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("case", VALUES)
def test_values_keep_their_type_where_the_format_has_it(case: str, format: str, exported: Export) -> None:
    values, expected = VALUES[case]
    if format in expected:
        assert exported({"k": ["x"], "v": values}, format)[1] == ["x", expected[format]]


@pytest.mark.parametrize("format", FORMATS)
def test_rows_are_those_that_were_chosen_in_their_order(format: str, exported: Export) -> None:
    columns = {"n": list(range(50)), "t": [f"w{number % 3}" for number in range(50)], "x": [None, 1.5] * 25}
    choice: dict[str, object] = {
        "filter": [{"column": "t", "op": "in", "values": ["w1"]}, {"column": "x", "op": "present"}],
        "sort": [{"column": "t"}, {"column": "n", "descending": True}],
    }
    rows = exported(columns, format, **choice)
    assert [int(row[0]) for row in rows[1:]] == [49, 43, 37, 31, 25, 19, 13, 7, 1]


@pytest.mark.parametrize("format", FORMATS)
def test_a_table_without_rows_keeps_its_names(format: str, exported: Export) -> None:
    rows = exported({"a": pa.array([], pa.int64()), "b": pa.array([], pa.string())}, format)
    assert rows == [["a", "b"] if format != "json" else []]


def test_a_text_beyond_what_a_cell_of_excel_holds_is_cut_there_alone(exported: Export) -> None:
    text = "x" * 40_000
    assert exported({"t": [text]}, "csv")[1] == [text]
    assert exported({"t": [text]}, "json")[1] == [text]
    (cut,) = exported({"t": [text]}, "xlsx")[1]
    assert cut.endswith("…")
    assert 32_000 < len(cut) <= 32_767


def test_what_was_uploaded_comes_out_under_its_own_names(tmp_path: Path, outbox: Path, ask: Ask) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,ID,zip\n1,x,01234\n2,y,\n")
    ask("table", path, out="t.parquet")
    ask("export", outbox / "t.parquet", out="o.csv", format="csv")
    assert (outbox / "o.csv").read_text() == "id,ID,zip\n1,x,01234\n2,y,\n"


@pytest.mark.parametrize(
    "wrong",
    [{"format": "xml"}, {"out": "../o.csv"}, {"out": None}, {"filter": [{"column": "no", "op": "missing"}]}, {"sort": "no"}],
)
def test_a_wrong_wish_leaves_no_file(wrong: dict[str, object], tmp_path: Path, outbox: Path, ask: Ask) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": [1]}), path)
    with pytest.raises(RequestFailure) as failure:
        ask("export", path, **({"out": "o.csv", "format": "csv"} | wrong))
    assert failure.value.code == "bad_request"
    assert list(outbox.iterdir()) == []
