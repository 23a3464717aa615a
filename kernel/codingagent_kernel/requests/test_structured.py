"""JSON, Parquet and SQLite: types that the file itself knows are kept, whatever shape the file has."""

import datetime
import decimal
import json
import sqlite3
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from codingagent_kernel.requests import RequestFailure, sampling
from codingagent_kernel.requests.conftest import Ask


def kinds(found: Any) -> dict[str, str]:
    return {column["name"]: column["type"] for column in found["columns"]}


JSON: dict[str, tuple[Any, list[str], list[list[Any]]]] = {
    "rows": ([{"a": 1, "b": "x"}, {"a": 2, "c": True}], ["integer", "text", "boolean"], [[1, "x", None], [2, None, True]]),
    "rows below": ({"meta": 1, "data": [{"a": 1}, {"a": 2.5}]}, ["decimal"], [[1.0], [2.5]]),
    "columns": ({"a": [1, 2], "b": ["x", "y"]}, ["integer", "text"], [[1, "x"], [2, "y"]]),
    "rows by key": ({"one": {"n": 1}, "two": {"n": 2}}, ["text", "integer"], [["one", 1], ["two", 2]]),
    "arrays": ([[1, "x"], [2, "y"]], ["integer", "text"], [[1, "x"], [2, "y"]]),
    "single values": ([1, 2, None], ["integer"], [[1], [2], [None]]),
    "one object": ({"a": 1, "b": "x"}, ["integer", "text"], [[1, "x"]]),
    "nested": ([{"a": {"b": 1}, "l": [1, 2]}, {"a": None, "l": []}], ["object", "list"], [[{"b": 1}, [1, 2]], [None, []]]),
    "ids": ([{"zip": "01234"}, {"zip": "00001"}], ["text"], [["01234"], ["00001"]]),
    "mixed": ([{"a": 1}, {"a": "x"}, {"a": True}], ["mixed"], [["1"], ["x"], ["True"]]),
    "beyond 2^53": ([{"a": 2**53 + 1}, {"a": 1}], ["integer"], [[str(2**53 + 1)], [1]]),
    "beyond 2^63": ([{"a": 2**70}, {"a": 1}], ["text"], [[str(2**70)], ["1"]]),
}


@pytest.mark.parametrize("case", JSON)
def test_json_of_every_shape(passport: Ask, case: str) -> None:
    document, expected, head = JSON[case]
    found = passport(json.dumps(document, indent=1), name="data.json")
    assert list(kinds(found).values()) == expected
    assert found["head"] == head


def test_json_lines_with_a_broken_one(passport: Ask) -> None:
    found = passport('{"a": 1}\n\n{"a": 2,\n{"a": 3}\n{"a": 4}\n{"a": 5}\n', name="data.jsonl")
    assert found["head"] == [[1], [3], [4], [5]]
    assert [entry["line"] for entry in found["rejected"]] == [3]


def test_large_json_lines_are_sampled_and_read_whole(passport: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codingagent_kernel.requests.json_table.WHOLE", 5000)
    monkeypatch.setattr(sampling, "WHOLE", 5000)
    monkeypatch.setattr(sampling, "HEAD", 2000)
    monkeypatch.setattr(sampling, "PIECE", 300)
    text = "".join(json.dumps({"id": n, "name": f"n{n}"}) + "\n" for n in range(2000))
    sampled, full = passport(text, name="d.jsonl"), passport(text, name="d.jsonl", full=True)
    assert sampled["sampled"] is True
    assert abs(sampled["rows"] - 2000) < 300
    assert (full["rows"], full["sampled"], kinds(full)) == (2000, False, {"id": "integer", "name": "text"})


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a": ', "[" * 100_000, '{"a": 1} trailing nonsense'])
def test_broken_json_is_refused(passport: Ask, text: str) -> None:
    with pytest.raises(RequestFailure) as failure:
        passport(text, name="data.json")
    assert failure.value.code == "corrupt"


def parquet(folder: Path, columns: dict[str, pa.Array]) -> Path:
    path = folder / "t.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_every_type_of_parquet(tmp_path: Path, ask: Ask, outbox: Path) -> None:
    moment = datetime.datetime(2024, 1, 31, 10, 30)
    path = parquet(
        tmp_path,
        {
            "small": pa.array([1, None], pa.int8()),
            "large": pa.array([2**63 + 1, 1], pa.uint64()),
            "real": pa.array([1.5, float("nan")]),
            "exact": pa.array([decimal.Decimal("1.10"), None], pa.decimal128(20, 2)),
            "text": pa.array(["a", None]),
            "flag": pa.array([True, None]),
            "day": pa.array([datetime.date(2024, 1, 31), None]),
            "moment": pa.array([moment, None], pa.timestamp("us")),
            "zoned": pa.array([moment, None], pa.timestamp("us", tz="UTC")),
            "bytes": pa.array([b"\x00\xff", None]),
            "list": pa.array([[1, 2], None]),
            "object": pa.array([{"a": 1}, None]),
            "half": pa.array([1.5, None], pa.float16()),
            "category": pa.array(["x", "y"]).dictionary_encode(),
        },
    )
    found = ask("profile", path)
    assert list(kinds(found).values()) == [
        "integer", "integer", "decimal", "decimal", "text", "boolean", "date", "datetime", "datetime", "binary", "list",
        "object", "decimal", "text",
    ]  # fmt: skip
    assert found["head"][0] == [
        1, str(2**63 + 1), 1.5, "1.10", "a", True, "2024-01-31", "2024-01-31T10:30:00", "2024-01-31T10:30:00Z", "0x00FF", [1, 2],
        {"a": 1}, 1.5, "x",
    ]  # fmt: skip
    assert found["head"][1][2] is None
    ask("table", path, out="copy.parquet")
    assert ask("page", outbox / "copy.parquet")["rows"] == found["head"]


def test_a_large_parquet_is_sampled_from_all_over(tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from codingagent_kernel.requests import parquet_table

    monkeypatch.setattr(parquet_table, "SAMPLE_ROWS", 1000)
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"n": pa.array(range(50_000))}), path, row_group_size=1000)
    sampled, full = ask("profile", path), ask("profile", path, full=True)
    assert (sampled["sampled"], sampled["rows"], sampled["sampleRows"] <= 1100) == (True, 50_000, True)
    assert sampled["columns"][0]["max"] > 40_000
    assert (full["sampled"], full["columns"][0]["max"], full["columns"][0]["distinct"]) == (False, 49_999, 50_000)


def test_a_parquet_that_bursts_is_refused(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "bomb.parquet"
    pq.write_table(pa.table({"t": ["x" * 100_000_000] * 5}), path, compression="zstd", use_dictionary=False)
    with pytest.raises(RequestFailure) as failure:
        ask("profile", path)
    assert failure.value.code == "bomb"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as base:
        base.executescript(
            """create table item (id integer, name text, price real, blob blob);
            insert into item values (1, 'a', 1.5, x'00ff'), (2, 'it''s', 2, null), (3, null, 'free', null);
            create table "odd ""name" (x); insert into "odd ""name" values (5);
            create view spy as select randomblob(1000000000);"""
        )
    base.close()
    return path


def test_a_table_of_a_database(database: Path, ask: Ask) -> None:
    assert ask("look", database)["format"] == "sqlite"
    found = ask("profile", database)
    assert kinds(found) == {"id": "integer", "name": "text", "price": "mixed", "blob": "binary"}
    assert found["head"] == [[1, "a", "1.5", "0x00FF"], [2, "it's", "2", None], [3, None, "free", None]]
    assert [sheet["name"] for sheet in found["sheets"]] == ["item", 'odd "name']
    assert ask("profile", database, sheet='odd "name')["head"] == [[5]]


def test_a_broken_database_is_refused(database: Path, ask: Ask) -> None:
    data = bytearray(database.read_bytes())
    data[100:] = bytes(reversed(data[100:]))
    database.write_bytes(data)
    with pytest.raises(RequestFailure) as failure:
        ask("profile", database)
    assert failure.value.code in ("corrupt", "empty")
