"""Columns on their way into Parquet: types kept where there is one, text where not."""

import datetime
import decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from codingagent_kernel.parquet_columns import from_pandas, from_values, speakable, unique_names, write


def kind(values: Any) -> str:
    return str(from_values(pd.Series(values)).type)


@pytest.mark.parametrize(
    ("values", "type_name"),
    [
        ([1, 2], "int64"),
        ([1.5, None], "double"),
        ([True, False], "bool"),
        (np.array([1], dtype="uint8"), "uint8"),
        (np.array([1], dtype="float32"), "float"),
        (np.array([1], dtype="float16"), "float"),
        (np.array([2**64 - 1], dtype="uint64"), "uint64"),
        (pd.array([1, None], dtype="Int32"), "int32"),
        (pd.array([True, None], dtype="boolean"), "bool"),
        (pd.to_datetime(["2024-01-01"]).astype("datetime64[s]"), "timestamp[s]"),
        (pd.to_datetime(["2024-01-01"]).tz_localize("Asia/Tokyo").as_unit("us"), "timestamp[us, tz=Asia/Tokyo]"),
        ([datetime.date(2024, 1, 1)], "date32[day]"),
        ([datetime.time(12, 30)], "time64[us]"),
        ([decimal.Decimal("1.10"), decimal.Decimal("22.333")], "decimal128(5, 3)"),
        ([[1, 2], [3]], "list<item: int64>"),
        ([{"a": 1}, {"a": 2}], "struct<a: int64>"),
        (pd.Categorical([3, 5]), "int64"),
        (pd.arrays.SparseArray([0.0, 1.0]), "double"),
    ],
)
def test_types_that_are_kept(values: Any, type_name: str) -> None:
    assert kind(values) == type_name


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1, "x", None], ["1", "x", None]),
        ([2**70, -1], [str(2**70), "-1"]),
        ([1 + 2j, None], ["(1+2j)", None]),
        (pd.period_range("2024-01", periods=2, freq="Q"), ["2024Q1", "2024Q2"]),
        (pd.to_timedelta(["1 days", None]), ["1 days 00:00:00", None]),
        (pd.interval_range(0, 2), ["(0, 1]", "(1, 2]"]),
        ([b"\x00\xff", None], ["00ff", None]),
        ([b"x" * 100], ["78" * 64 + "… (100 bytes)"]),
        ([[1, "a"], [None]], ['[1, "a"]', "[null]"]),
        ([{"a": [1, {"b": b"x"}]}], ['{"a": [1, {"b": "b\'x\'"}]}']),
        ([pd.NaT, None], [None, None]),
        ([pd.NA, 5, "x"], [None, "5", "x"]),
        ([int, 5], ["<class 'int'>", "5"]),
    ],
)
def test_values_that_become_text(values: Any, texts: list[str | None]) -> None:
    column = from_values(pd.Series(values, dtype=None if not isinstance(values, list) else object))
    assert str(column.type) in ("string", "large_string")
    assert column.to_pylist() == texts


def test_a_list_that_holds_itself_does_not_end_the_process() -> None:
    loop: list[Any] = []
    loop.append(loop)
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    texts = from_values(pd.Series([loop, deep, {"a": loop}, 1])).to_pylist()
    assert all(isinstance(text, str) and len(text) <= 100_000 for text in texts)


def test_short_lists_stay_lists_in_a_long_column() -> None:
    column = from_values(pd.Series([[1, 2, 3]] * 50_000))
    assert str(column.type) == "list<item: int64>"


@pytest.mark.parametrize(
    "array",
    [
        pa.array([1, None], pa.duration("s")),
        pa.array([b"x"], pa.binary(1)),
        pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
        pa.array([{"a": b"x"}]),
        pa.array([[datetime.date(2024, 1, 1)]]),
        pa.array(["a"], pa.string_view()),
        pa.array([None], pa.null()),
        pa.array([1, 2]).dictionary_encode(),
        pa.chunked_array([pa.array(["a"]).dictionary_encode()]),
        pa.array([1.5], pa.float16()),
        pa.array([{}], pa.struct([])),
    ],
)
def test_whatever_arrow_has_can_be_written(array: Any, tmp_path: Path) -> None:
    path = str(tmp_path / "t.parquet")
    write(pa.Table.from_arrays([speakable(array)], names=["a"]), path)
    read = pq.read_table(path).column("a")
    assert len(read) == len(array)


def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    assert from_values(pd.Series(["\ud800x", 1], dtype=object)).to_pylist() == ["?x", "1"]


@pytest.mark.parametrize(
    ("names", "unique"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "a_2", "a_3"]),
        (["a", "a", "a_2"], ["a", "a_2", "a_2_2"]),
        ([], []),
    ],
)
def test_names_become_unique(names: list[str], unique: list[str]) -> None:
    assert unique_names(names) == unique


@pytest.mark.parametrize(
    ("index", "names"),
    [
        (pd.RangeIndex(2), ["x"]),
        (pd.RangeIndex(2, name="id"), ["id", "x"]),
        (pd.RangeIndex(5, 7), ["index", "x"]),
        (pd.Index([0, 1]), ["index", "x"]),
        (pd.Index(["a", "b"]), ["index", "x"]),
        (pd.Index(["a", "b"], name="x"), ["x", "x_2"]),
        (pd.MultiIndex.from_tuples([(1, 2), (3, 4)], names=["p", None]), ["p", "index_1", "x"]),
        (pd.DatetimeIndex(["2024-01-01", "2024-01-02"], name="day"), ["day", "x"]),
    ],
)
def test_an_index_that_says_something_is_kept(index: Any, names: list[str]) -> None:
    assert [name for name, _ in from_pandas(pd.DataFrame({"x": [1, 2]}, index=index))] == names


def test_labels_of_every_kind_become_names() -> None:
    class Bad:
        def __str__(self) -> str:
            raise ValueError

    labels = [None, 5, ("a", "b"), ("a", ""), "  two\n words ", "", Bad(), pd.Timestamp("2024-01-01")]
    frame = pd.DataFrame([range(len(labels))], columns=pd.Index(labels, dtype=object, tupleize_cols=False))
    expected = ["None", "5", "a / b", "a", "two words", "column", "column_2", "2024-01-01 00:00:00"]
    assert [name for name, _ in from_pandas(frame)] == expected
