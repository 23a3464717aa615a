"""Parquet with types and shapes that other programs write: each is shown, paged, sorted, filtered and stored without loss."""

import datetime
import decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.orc
import pyarrow.parquet as pq
import pytest

from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.requests.conftest import Ask

MOMENT = datetime.datetime(2024, 1, 31, 10, 30, 15, 250_000)
EARLY = datetime.datetime(1850, 6, 1)
UTC = datetime.UTC

# type: (values in rising order, the passport's word, the cells as shown)
TYPES: dict[str, tuple[pa.Array, str, list[Any]]] = {
    "int8": (pa.array([-128, 127], pa.int8()), "integer", [-128, 127]),
    "uint32": (pa.array([0, 2**32 - 1], pa.uint32()), "integer", [0, 2**32 - 1]),
    "uint64": (pa.array([1, 2**64 - 1], pa.uint64()), "integer", [1, str(2**64 - 1)]),
    "float16": (pa.array([-0.5, 1.5], pa.float16()), "decimal", [-0.5, 1.5]),
    "float32": (pa.array([-0.5, 1e30], pa.float32()), "decimal", [-0.5, pytest.approx(1e30)]),
    "decimal128": (pa.array([decimal.Decimal("-1.10"), decimal.Decimal("99.99")], pa.decimal128(10, 2)), "decimal", ["-1.10", "99.99"]),
    "decimal of 38 digits": (pa.array([decimal.Decimal(1), decimal.Decimal("9" * 38)], pa.decimal128(38, 0)), "decimal", ["1", "9" * 38]),
    "string": (pa.array(["A", "a"]), "text", ["A", "a"]),
    "large_string": (pa.array(["a", "b"], pa.large_string()), "text", ["a", "b"]),
    "dictionary of texts": (pa.array(["a", "b"]).dictionary_encode(), "text", ["a", "b"]),
    "boolean": (pa.array([False, True]), "boolean", [False, True]),
    "date32": (pa.array([EARLY.date(), MOMENT.date()]), "date", ["1850-06-01", "2024-01-31"]),
    "date64": (pa.array([EARLY.date(), MOMENT.date()], pa.date64()), "date", ["1850-06-01", "2024-01-31"]),
    "timestamp s": (pa.array([EARLY, MOMENT.replace(microsecond=0)], pa.timestamp("s")), "datetime", ["1850-06-01T00:00:00", "2024-01-31T10:30:15"]),
    "timestamp ms": (pa.array([EARLY, MOMENT], pa.timestamp("ms")), "datetime", ["1850-06-01T00:00:00", "2024-01-31T10:30:15.25"]),
    "timestamp ns": (pa.array([0, 1], pa.timestamp("ns")), "datetime", ["1970-01-01T00:00:00", "1970-01-01T00:00:00.000000001"]),
    "timestamp of a zone": (pa.array([EARLY, MOMENT], pa.timestamp("us", tz="America/New_York")), "datetime", ["1850-06-01T00:00:00Z", "2024-01-31T10:30:15.25Z"]),
    "time32": (pa.array([datetime.time(0, 1), datetime.time(23, 59, 59)], pa.time32("s")), "time", ["00:01:00", "23:59:59"]),
    "time64": (pa.array([datetime.time(0, 1), datetime.time(23, 59, 59, 5)], pa.time64("us")), "time", ["00:01:00", "23:59:59.000005"]),
    "binary": (pa.array([b"\x00", b"\xff\x01"]), "binary", ["0x00", "0xFF01"]),
    "fixed bytes": (pa.array([b"\x00\x01", b"\xff\x01"], pa.binary(2)), "binary", ["0x0001", "0xFF01"]),
    "list": (pa.array([[1], [2, None]]), "list", [[1], [2, None]]),
    "list of texts": (pa.array([["a"], ["b", "c"]]), "list", [["a"], ["b", "c"]]),
    "list of days": (pa.array([[], [EARLY.date()]]), "list", [[], ["1850-06-01"]]),
    "fixed list": (pa.array([[1, 2], [3, 4]], pa.list_(pa.int64(), 2)), "list", [[1, 2], [3, 4]]),
    "struct": (pa.array([{"a": 1, "b": None}, {"a": 2, "b": "x"}]), "object", [{"a": 1, "b": None}, {"a": 2, "b": "x"}]),
    "struct in a list": (pa.array([[{"a": 1}], [{"a": 2}, {"a": 3}]]), "list", [[{"a": 1}], [{"a": 2}, {"a": 3}]]),
    "map": (pa.array([[("k", 1)], [("k", 2)]], pa.map_(pa.string(), pa.int64())), "object", [{"k": 1}, {"k": 2}]),
}  # fmt: skip


@pytest.mark.parametrize("case", TYPES)
def test_a_type_is_shown_stored_and_paged(case: str, tmp_path: Path, outbox: Path, ask: Ask) -> None:
    values, kind, cells = TYPES[case]
    path = tmp_path / "t.parquet"
    # The type is in the middle, with a missing value on either side and rows that fall.
    column = pa.concat_arrays([pa.nulls(1, values.type), values.take(pa.array([1, 0])), pa.nulls(1, values.type)])
    pq.write_table(pa.table({"n": [0, 1, 2, 3], "v": column}), path)
    found = ask("profile", path)
    assert found["columns"][1]["type"] == kind
    assert found["columns"][1]["missing"] == 2
    assert [row[1] for row in found["head"]] == [None, cells[1], cells[0], None]
    stored = ask("table", path, out="copy.parquet")
    assert (stored["rows"], stored["columns"][1]["type"]) == (4, kind)
    copy = outbox / "copy.parquet"
    assert [row[1] for row in ask("page", copy, sort=[{"column": "v"}, {"column": "n"}])["rows"]] == [*cells, None, None]
    falling = ask("page", copy, sort=[{"column": "v", "descending": True}, {"column": "n"}])
    assert [row[0] for row in falling["rows"]] == [1, 2, 0, 3]
    assert ask("page", copy, filter=[{"column": "v", "op": "missing"}])["total"] == 2
    assert [row[1] for row in ask("page", copy)["rows"]] == [None, cells[1], cells[0], None]


@pytest.mark.parametrize(
    "case",
    [
        case
        for case, (_, kind, _cells) in TYPES.items()
        if kind in ("integer", "decimal", "text", "boolean", "date", "datetime", "time")
    ],
)
def test_a_shown_cell_finds_its_rows_again(case: str, tmp_path: Path, ask: Ask) -> None:
    """A click on a value filters by what was shown of it."""
    values, kind, _ = TYPES[case]
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"n": [0, 1], "v": values}), path)
    low, high = (row[1] for row in ask("page", path)["rows"])
    if case == "float32":
        high = 1e30  # A number of few bits is written shorter than it is.
    chosen = ask("page", path, filter=[{"column": "v", "op": "in", "values": [low]}])
    assert [row[0] for row in chosen["rows"]] == [0]
    if kind != "boolean":
        assert ask("page", path, filter=[{"column": "v", "op": "range", "min": low, "max": high}])["total"] >= (
            1 if case == "float32" else 2
        )
        assert ask("page", path, filter=[{"column": "v", "op": "range", "max": low}])["total"] == 1


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "brotli", "zstd", "lz4"])
def test_every_compression_is_read(compression: str, tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": list(range(1000)), "t": ["x"] * 1000}), path, compression=compression)
    found = ask("profile", path)
    assert (found["rows"], found["columns"][0]["max"]) == (1000, 999)


@pytest.mark.parametrize("version", ["1.0", "2.4", "2.6"])
@pytest.mark.parametrize("page", ["1.0", "2.0"])
def test_every_version_is_read(version: str, page: str, tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "t.parquet"
    table = pa.table({"a": [1, None], "m": pa.array([MOMENT, None], pa.timestamp("us"))})
    pq.write_table(table, path, version=version, data_page_version=page)
    assert ask("profile", path)["head"] == [[1, "2024-01-31T10:30:15.25"], [None, None]]


@pytest.mark.parametrize("encoding", ["DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT", "PLAIN"])
def test_every_encoding_is_read(encoding: str, tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": pa.array([3, 1, 2], pa.int32())}), path, use_dictionary=False, column_encoding=encoding)
    assert [row[0] for row in ask("profile", path)["head"]] == [3, 1, 2]


def test_names_that_differ_in_case_or_not_at_all(tmp_path: Path, ask: Ask, outbox: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([n]) for n in range(4)], names=["id", "ID", "Id", "größe; \"'"]), path)
    found = ask("profile", path)
    assert [column["name"] for column in found["columns"]] == ["id", "ID", "Id", "größe; \"'"]
    assert found["head"] == [[0, 1, 2, 3]]
    ask("table", path, out="t.parquet")
    assert ask("page", outbox / "t.parquet", filter=[{"column": "ID", "op": "range", "min": 1}])["total"] == 1
    assert ask("page", outbox / "t.parquet", filter=[{"column": "id", "op": "range", "min": 1}])["total"] == 0


@pytest.mark.parametrize(
    "index", [None, pd.Index(["x", "y"], name="key"), pd.MultiIndex.from_tuples([("x", 1), ("y", 2)], names=["k", "n"])]
)
def test_what_pandas_wrote_is_read_with_its_index(index: Any, tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "t.parquet"
    frame = pd.DataFrame({"a": [1, 2], "c": pd.Categorical(["p", "q"])}, index=index)
    frame.to_parquet(path)
    found = ask("profile", path)
    assert [column["name"] for column in found["columns"]] == ["a", "c", *([] if index is None else index.names)]
    assert [row[:2] for row in found["head"]] == [[1, "p"], [2, "q"]]


def test_a_parquet_without_rows_has_its_columns(tmp_path: Path, ask: Ask, outbox: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": pa.array([], pa.int64()), "t": pa.array([], pa.string())}), path)
    found = ask("profile", path)
    assert (found["rows"], found["head"]) == (0, [])
    assert [(column["name"], column["type"], column["missing"], column["distinct"]) for column in found["columns"]] == [
        ("a", "integer", 0, 0),
        ("t", "text", 0, 0),
    ]
    assert ask("table", path, out="t.parquet")["rows"] == 0
    assert ask("page", outbox / "t.parquet")["total"] == 0


def test_a_parquet_without_columns_is_empty(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({}), path)
    with pytest.raises(RequestFailure) as failure:
        ask("profile", path)
    assert failure.value.code == "empty"


def test_files_of_arrow_and_orc_are_kept_and_named(tmp_path: Path, ask: Ask) -> None:
    table = pa.table({"a": [1, 2]})
    pyarrow.feather.write_feather(table, str(tmp_path / "t.feather"))
    pyarrow.orc.write_table(table, str(tmp_path / "t.orc"))
    for name, known, words in (("t.feather", "arrow", "save it as Parquet"), ("t.orc", "orc", "save it as Parquet")):
        look = ask("look", tmp_path / name)
        assert (look["format"], look["kind"], look["readable"]) == (known, "file", False)
        assert words in look["note"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_parquet_whose_pages_are_damaged_is_refused(share: float, tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(
        pa.table({"a": [f"text {n * 7919 % 1000}" for n in range(5000)]}), path, compression="zstd", use_dictionary=False
    )
    data = bytearray(path.read_bytes())
    place = int(len(data) * share)
    data[place : place + 64] = bytes(64)
    path.write_bytes(data)
    with pytest.raises(RequestFailure) as failure:
        ask("profile", path)
    assert failure.value.code in ("corrupt", "unreadable")
