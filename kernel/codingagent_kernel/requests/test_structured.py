"""JSON, Parquet and SQLite: types that the file itself knows are kept, whatever shape the file has."""

import datetime
import decimal
import json
import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
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
    "nested": ([{"a": {"b": 1}, "l": [1, 2]}, {"a": None, "l": []}], ["list", "integer"], [[[1, 2], 1], [[], None]]),
    "an object and others, mixed": ([{"a": {"b": 1}}, {"a": 5}], ["mixed"], [['{"b": 1}'], ["5"]]),
    "objects in objects": ([{"u": {"x": 1, "in": {"y": "p"}}, "k": 1}, {"k": 2}], ["integer", "integer", "text"], [[1, 1, "p"], [2, None, None]]),
    "objects under keys": ({"k1": {"u": {"a": 1}}, "k2": {"u": {"a": 2}}}, ["text", "integer"], [["k1", 1], ["k2", 2]]),
    "ids": ([{"zip": "01234"}, {"zip": "00001"}], ["text"], [["01234"], ["00001"]]),
    "mixed": ([{"a": 1}, {"a": "x"}, {"a": True}], ["mixed"], [["1"], ["x"], ["True"]]),
    "beyond 2^53": ([{"a": 2**53 + 1}, {"a": 1}], ["integer"], [[str(2**53 + 1)], [1]]),
    "names apart from rows": ({"columns": ["a", "b"], "index": [0, 1], "data": [[1, "x"], [2, "y"]]}, ["integer", "text"], [[1, "x"], [2, "y"]]),
    "names apart from rows, as services say it": ({"columns": ["a"], "rows": [[1], [None]]}, ["integer"], [[1], [None]]),
    "a list called columns that names none": ({"columns": ["a", "b"], "data": [1, 2]}, ["text", "integer"], [["a", 1], ["b", 2]]),
    "columns of numbered values": ({"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": "y"}}, ["integer", "text"], [[1, "x"], [2, "y"]]),
    "rows far below": ({"result": {"page": {"items": [{"a": 1}, {"a": 2}], "total": 9}}}, ["integer"], [[1], [2]]),
    "the longest of several tables": ({"x": [{"a": 1}], "y": {"z": [{"b": 1}, {"b": 2}]}}, ["integer"], [[1], [2]]),
    "rows by key, one of which is called so": ({"x": {"key": 1}, "y": {"key": 2}}, ["text", "integer"], [["x", 1], ["y", 2]]),
    "ragged arrays": ([[1, "x"], [2]], ["integer", "text"], [[1, "x"], [2, None]]),
    "objects, values and arrays": ([{"a": 1}, 5, [2]], ["integer", "integer", "integer"], [[1, None, None], [None, 5, None], [None, None, 2]]),
    "a name that is blank": ([{"": 1, "b": 2}], ["integer", "integer"], [[1, 2]]),
    "numbers that are none": ([{"a": float("nan"), "l": [float("nan"), 1]}, {"a": 2.5, "l": []}], ["decimal", "list"], [[None, [None, 1]], [2.5, []]]),
    "beyond 2^63": ([{"a": 2**70}, {"a": 1}], ["text"], [[str(2**70)], ["1"]]),
}  # fmt: skip


@pytest.mark.parametrize("case", JSON)
def test_json_of_every_shape(passport: Ask, case: str) -> None:
    document, expected, head = JSON[case]
    found = passport(json.dumps(document, indent=1), name="data.json")
    assert list(kinds(found).values()) == expected
    assert found["head"] == head


@pytest.mark.parametrize("case", [case for case in JSON if "beyond" not in case and "none" not in case and "mixed" not in case])
def test_the_line_of_pandas_reads_json_of_that_shape(passport: Ask, tmp_path: Path, case: str) -> None:
    document, _, head = JSON[case]
    found = passport(json.dumps(document, indent=1), name="data.json")
    if "readHint" in found:
        frame = eval(found["readHint"].replace("{path}", repr(str(tmp_path / "data.json"))), {"pd": pd})
        assert frame.astype(object).where(frame.notna(), None).to_numpy().tolist() == head
    else:
        assert case in (
            "ragged arrays",
            "single values",
            "arrays",
            "objects, values and arrays",
            "a name that is blank",
            "names apart from rows, as services say it",
        )


ODD_JSON = {
    "values one after another": ('{"a": 1}{"a": 2}\n{"a": 3}', [[1], [2], [3]], ["several_values"]),
    "printed one after another": ('{\n "a": 1\n}\n{\n "a": 2\n}\n', [[1], [2]], ["several_values"]),
    "halves of characters": ('[{"a": "x\\ud800"}, {"a": "\\ud83d\\ude00"}]', [["x\ufffd"], ["😀"]], ["half_characters"]),
    "an integer without end": (f'[{{"a": {"9" * 5000}}}]', [["9" * 500 + "…"]], ["numbers_as_text"]),
    "a name twice": ('[{"a": 1, "a": 2}]', [[2]], []),
    "one value": ("5", [[5]], []),
}


@pytest.mark.parametrize("case", ODD_JSON)
def test_json_as_people_really_have_it(passport: Ask, case: str) -> None:
    text, head, codes = ODD_JSON[case]
    found = passport(text, name="data.json")
    assert found["head"] == head
    assert [warning["code"] for warning in found["warnings"]] == codes


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("name", ["data.json", "data.jsonl"])
def test_json_in_other_encodings(passport: Ask, tmp_path: Path, encoding: str, name: str) -> None:
    rows = ['{"stadt": "Köln"}', '{"stadt": "Gießen"}']
    found = passport("\n".join(rows) if name.endswith("l") else f"[{','.join(rows)}]", name=name, encoding=encoding)
    assert found["head"] == [["Köln"], ["Gießen"]]
    assert found["encoding"] == encoding
    frame = eval(found["readHint"].replace("{path}", repr(str(tmp_path / name))), {"pd": pd})
    assert list(frame["stadt"]) == ["Köln", "Gießen"]


def test_a_line_separator_inside_a_text_ends_no_line(passport: Ask) -> None:
    found = passport('{"a": "x\u2028y\x85z"}\n{"a": "w"}\n', name="data.jsonl")
    assert found["head"] == [["x\u2028y\x85z"], ["w"]]


@pytest.mark.parametrize("text", ["[]", "{}", "null", "[{}, {}]", "[[], []]"])
def test_json_without_rows_is_empty(passport: Ask, text: str) -> None:
    with pytest.raises(RequestFailure) as failure:
        passport(text, name="data.json")
    assert failure.value.code == "empty"


def test_a_large_array_is_counted_to_its_end(passport: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codingagent_kernel.requests.json_table.WHOLE", 1000)
    monkeypatch.setattr("codingagent_kernel.requests.json_table.LARGE_SAMPLE", 100)
    text = json.dumps([{"id": n, "x": n / 4} for n in range(500)])
    sampled, full = passport(text, name="d.json"), passport(text, name="d.json", full=True)
    assert (sampled["rows"], sampled["sampled"], sampled["sampleRows"]) == (500, True, 100)
    assert (full["rows"], full["sampled"], kinds(full)) == (500, False, {"id": "integer", "x": "decimal"})
    assert full["columns"][0]["max"] == 499


def test_broken_lines_of_a_large_file_are_left_out_and_named(passport: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codingagent_kernel.requests.json_table.WHOLE", 1000)
    lines = [json.dumps({"id": n, "l": [n]}) for n in range(500)]
    lines[250] = '{"id": 250, "l": ['
    lines.insert(300, "")
    found = passport("\n".join(lines), name="d.jsonl", full=True)
    assert (found["rows"], found["columns"][0]["missing"], kinds(found)) == (499, 0, {"id": "integer", "l": "list"})
    assert [entry["line"] for entry in found["rejected"]] == [251]


def test_objects_with_ever_new_keys_are_refused(passport: Ask) -> None:
    with pytest.raises(RequestFailure) as failure:
        passport(json.dumps([{f"k{n}": 1} for n in range(6000)]), name="data.json")
    assert failure.value.code == "too_large"


def test_json_lines_with_a_broken_one(passport: Ask) -> None:
    found = passport('{"a": 1}\n\n{"a": 2,\n{"a": 3}\n{"a": 4}\n{"a": 5}\n', name="data.jsonl")
    assert found["head"] == [[1], [3], [4], [5]]
    assert [entry["line"] for entry in found["rejected"]] == [3]


@pytest.mark.parametrize("end", ["\n", ""])
def test_large_json_lines_are_sampled_and_read_whole(end: str, passport: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codingagent_kernel.requests.json_table.WHOLE", 5000)
    monkeypatch.setattr(sampling, "WHOLE", 5000)
    monkeypatch.setattr(sampling, "HEAD", 2000)
    monkeypatch.setattr(sampling, "PIECE", 300)
    text = "\n".join(json.dumps({"id": n, "name": f"n{n}"}) for n in range(2000)) + end
    sampled, full = passport(text, name="d.jsonl"), passport(text, name="d.jsonl", full=True)
    assert sampled["sampled"] is True
    assert (sampled["rows"], "rowsEstimated" in sampled) == (2000, False)
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


@pytest.mark.parametrize(("text", "value"), [("42", 42), ('"word"', "word"), ("true", True)])
def test_one_value_alone_is_a_table_that_pandas_reads_too(passport: Ask, tmp_path: Path, text: str, value: object) -> None:
    found = passport(text, "one.json")
    frame = eval(found["readHint"].replace("{path}", repr(str(tmp_path / "one.json"))), {"pd": pd})
    assert frame.to_dict("list") == {"value": [value]}
