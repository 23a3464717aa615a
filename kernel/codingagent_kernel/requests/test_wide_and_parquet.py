"""Parquet that others wrote, and tables so wide that their passports must say less."""

import decimal
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from codingagent_kernel.requests import RequestFailure, configure, parquet_table, sampling, table, text_table
from codingagent_kernel.requests.conftest import Ask
from codingagent_kernel.requests.passport_size import MOST_BYTES, fitted


def written(folder: Path, columns: dict[str, Any], **options: Any) -> Path:
    path = folder / "t.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return path


def codes(found: Any) -> list[str]:
    return [warning["code"] for warning in found["warnings"]]


def test_texts_that_are_not_marked_as_such_are_read_as_texts(tmp_path: Path, ask: Ask) -> None:
    path = written(
        tmp_path,
        {
            "name": pa.array(["Köln".encode(), None, b"Ulm"], pa.binary()),
            "raw": pa.array([b"\xff\x00", b"a", b"b"], pa.binary()),
            "signs": pa.array([b"\x01", b"a", b"b"], pa.binary()),
            "none": pa.array([None, None, None], pa.binary()),
        },
    )
    found = ask("profile", path)
    assert [column["type"] for column in found["columns"]] == ["text", "binary", "binary", "binary"]
    assert [row[0] for row in found["head"]] == ["Köln", None, "Ulm"]
    assert "unmarked_texts" in codes(found)
    frame = eval(found["readHint"].replace("{path}", repr(str(path))), {"pd": pd})
    assert frame["name"].tolist()[::2] == ["Köln", "Ulm"]


def test_rows_are_counted_by_their_groups(tmp_path: Path, ask: Ask) -> None:
    path = written(tmp_path, {"a": list(range(1000))}, row_group_size=100)
    assert ask("profile", path)["rows"] == 1000


@pytest.mark.parametrize(
    ("column", "call"),
    [
        (pa.array([1, None, 3], pa.int32()), "dtype_backend='numpy_nullable'"),
        (pa.array([1.1, 2.2, None], pa.float32()), "pd.read_parquet({path})"),
        (pa.array([decimal.Decimal("1.25"), None], pa.decimal128(9, 2)), "pd.read_parquet({path})"),
    ],
)
def test_the_line_of_pandas_keeps_the_types(tmp_path: Path, ask: Ask, column: pa.Array, call: str) -> None:
    assert call in ask("profile", written(tmp_path, {"a": column}))["readHint"]


def test_nothing_inside_a_list_breaks_the_answer(tmp_path: Path, ask: Ask) -> None:
    found = ask("profile", written(tmp_path, {"l": pa.array([[float("nan"), 1.5], [float("inf")], None])}))
    assert [row[0] for row in found["head"]] == [[None, 1.5], [None], None]


def test_a_sample_of_large_values_stays_within_memory(tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_table, "SAMPLE_ROWS", 100)
    monkeypatch.setattr(parquet_table, "BATCH_BYTES", 10_000)
    path = written(tmp_path, {"n": list(range(400)), "t": ["x" * 1000] * 400}, row_group_size=200, use_dictionary=False)
    found = ask("profile", path)
    assert (found["rows"], found["sampled"]) == (400, True)
    assert 0 < found["sampleRows"] <= 120


def test_too_many_columns_are_refused_in_words(tmp_path: Path, ask: Ask) -> None:
    with pytest.raises(RequestFailure) as failure:
        ask("profile", written(tmp_path, {f"n{number}": [1] for number in range(5001)}))
    assert failure.value.code == "too_large"
    assert "5,000 columns" in failure.value.message


def test_a_wide_table_has_a_whole_passport(tmp_path: Path, ask: Ask) -> None:
    path = written(tmp_path, {f"n{number}": [number, number + 1, None] for number in range(700)})
    columns = ask("profile", path)["columns"]
    assert [column["min"] for column in columns] == list(range(700))
    assert all(column["missing"] == 1 and column["distinct"] == 2 for column in columns)
    assert [number for number, column in enumerate(columns) if "histogram" in column] == list(range(600))


def test_a_passport_of_long_texts_fits_into_a_frame(passport: Ask) -> None:
    names = [f"n{number}" for number in range(300)]
    rows = [",".join(f"{'字' * 300}{row}{number}" for number in range(300)) for row in range(20)]
    found = passport("\n".join([",".join(names), *rows]))
    assert len(json.dumps(found)) <= MOST_BYTES
    assert [column["name"] for column in found["columns"]] == names
    assert found["rows"] == 20


def test_a_small_passport_is_left_alone_and_a_huge_one_keeps_its_columns() -> None:
    small = {"columns": [{"name": "a", "top": [{"value": "x" * 200, "count": 1}]}], "head": [["x" * 500]], "warnings": []}
    assert fitted(dict(small)) == small
    huge = {
        "columns": [
            {"name": f"n{number}", "missing": 0, "histogram": [{"from": 0.5, "to": 1.5, "count": 1}] * 40} for number in range(5000)
        ],
        "head": [[{"k": "y" * 90}] * 5000] * 20,
        "warnings": [{"code": "mixed_types", "message": "m", "examples": ["z"]}],
        "readHint": "h" * 4_000_000,
    }
    found = fitted(huge)
    assert len(json.dumps(found)) <= MOST_BYTES
    assert len(found["columns"]) == 5000
    assert "histogram" in found["columns"][0]
    assert found["warnings"] == [{"code": "mixed_types", "message": "m"}]


@pytest.mark.parametrize("width", [30, 130, 900])
def test_a_column_says_the_same_however_many_stand_beside_it(width: int, passport: Ask) -> None:
    """Columns that are alike are read and summed up together; none may get what belongs to another."""
    sorts: list[tuple[str, Callable[[int], str]]] = [
        ("n", lambda row: str(row % 7)),
        ("x", lambda row: f"{row / 4}"),
        ("zip", lambda row: f"{row % 5:05d}"),
        ("day", lambda row: f"2024-01-{row % 28 + 1:02d}"),
        ("odd", lambda row: "oops" if row == 5 else str(row)),
        ("gaps", lambda row: "" if row % 3 else f"{row}"),
        ("na", lambda row: "n/a" if row % 2 else f"{row}"),
        ("flag", lambda row: "true" if row % 2 else "false"),
        ("clock", lambda row: f"{row % 24:02d}:30"),
        ("void", lambda row: ""),
    ]
    names = [f"{sorts[place % 10][0]}{place}" for place in range(width)]
    rows = [",".join(sorts[place % 10][1](row) for place in range(width)) for row in range(40)]
    alone = {
        name: passport(f"k,{name}\n" + "\n".join(f"k{row},{cell(row)}" for row in range(40)))["columns"][1] for name, cell in sorts
    }
    found = passport("\n".join([",".join(names), *rows]))
    assert [column["name"] for column in found["columns"]] == names
    for place, column in enumerate(found["columns"]):
        expected = alone[sorts[place % 10][0]] | {"name": names[place]}
        if place >= 600:
            expected = {key: value for key, value in expected.items() if key not in ("top", "histogram")}
            column["distinct"] = expected["distinct"]  # Beyond the first columns it is an estimate.
        assert column == expected
    assert [row[4::10] for row in found["head"][4:7]] == [[str(text)] * (width // 10) for text in (4, "oops", 6)]
    told = {warning.get("column") for warning in found["warnings"] if warning["code"] == "mixed_types"}
    assert told == {name for name in names if name.startswith("odd")}


@pytest.mark.parametrize("name", ["wide.csv", "wide.xlsx"])
def test_five_thousand_columns_have_a_passport(tmp_path: Path, ask: Ask, name: str) -> None:
    configure(memory_bytes=2 * 1024**3)  # what a session has by default
    frame = pd.DataFrame([range(5000)], columns=[f"n{number}" for number in range(5000)])
    if name == "wide.csv":
        frame.to_csv(tmp_path / name, index=False)
    else:
        frame.to_excel(tmp_path / name, index=False, engine="xlsxwriter")
    columns = ask("profile", tmp_path / name)["columns"]
    assert [column["name"] for column in columns] == list(frame.columns)
    assert [column["min"] for column in columns] == list(range(5000))


@pytest.mark.parametrize(
    "last", ["7,x7,2024-01-08,0.5", "2.5,x,2024-01-08,1", "oops,,2024-01-08,1", "1,y,2024-02-31,", "00001,y,2024-01-08,n/a"]
)
def test_rows_read_in_pieces_are_those_read_at_once(
    tmp_path: Path, ask: Ask, outbox: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    """Where a late row shows that a column is not what its beginning seemed, both come to the same."""
    monkeypatch.setattr(sampling, "WHOLE", 4000)
    monkeypatch.setattr(sampling, "HEAD", 1000)
    monkeypatch.setattr(sampling, "PIECE", 100)
    rows = [f"{row},x{row},2024-01-{row % 28 + 1:02d},{row / 4}" for row in range(200)]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(["n,t,d,x", *rows, last, *rows]) + "\n")
    answers = []
    for at_once in (2000, 3):
        monkeypatch.setattr(text_table, "MOST_AT_ONCE", at_once)
        monkeypatch.setattr(table, "MOST_AT_ONCE", at_once)
        monkeypatch.setattr(text_table, "CELLS", 4 * 64)
        made = ask("table", path, out=f"{at_once}.parquet")
        page = ask("page", outbox / f"{at_once}.parquet", limit=1000)
        answers.append((made["columns"], made["warnings"], page["columns"], page["rows"]))
    assert answers[0] == answers[1]
    assert len(answers[1][3]) == 401


def test_what_pandas_reads_by_the_hint_can_be_computed_with(tmp_path: Path, ask: Ask) -> None:
    path = written(
        tmp_path,
        {
            "price": pa.array([decimal.Decimal("1.25"), decimal.Decimal("2.50"), None], pa.decimal128(9, 2)),
            "raw": pa.array([b"\xff\x00", None, b"\xdd"], pa.binary()),
        },
    )
    found = ask("profile", path)
    frame = eval(found["readHint"].replace("{path}", repr(str(path))), {"pd": pd})
    assert frame["price"].quantile(0.5) == 1.875
    assert frame["raw"].astype(str).tolist()[::2] == ["ff00", "dd"]
    assert frame["raw"].isna().tolist() == [False, True, False]
