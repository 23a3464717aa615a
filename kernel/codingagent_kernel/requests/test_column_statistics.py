"""What the header of a column says: missing, different, least, greatest, mean, commonest, spread; exact, for every type and for odd values."""

import datetime
import decimal
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from codingagent_kernel.requests import column_profile
from codingagent_kernel.requests.conftest import Ask

NAN, INF = float("nan"), float("inf")
Summary = Callable[..., dict[str, Any]]


@pytest.fixture
def summary(tmp_path: Path, ask: Ask) -> Summary:
    """The summary of one column, with others of its type beside it."""

    def made(values: pa.Array) -> dict[str, Any]:
        path = tmp_path / "t.parquet"
        empty = pa.nulls(len(values), values.type)
        pq.write_table(pa.table({"void": empty, "it": values, "again": values}), path)
        void, it, again = ask("profile", path)["columns"]
        assert again == it | {"name": "again"}
        assert (void["missing"], void["distinct"]) == (len(values), 0)
        assert "top" not in void
        assert "histogram" not in void
        return dict(it)

    return made


MOMENT = datetime.datetime(2024, 1, 31, 10, 30)
# values: (missing, distinct, least, greatest, mean); None in place of least where the type has none.
ENDS: dict[str, tuple[pa.Array, tuple[Any, ...]]] = {
    "integers": (pa.array([3, 1, None, 3]), (1, 2, 1, 3, 7 / 3)),
    "negative integers": (pa.array([-5, 5], pa.int8()), (0, 2, -5, 5, 0)),
    "integers beyond 2^53": (pa.array([2**60, 2**60 + 1]), (0, 2, str(2**60), str(2**60 + 1), float(2**60))),
    "integers beyond 2^63": (pa.array([2**64 - 1, 0], pa.uint64()), (0, 2, 0, str(2**64 - 1), (2**64 - 1) / 2)),
    "decimals": (pa.array([0.5, 1.5, None]), (1, 2, 0.5, 1.5, 1.0)),
    "decimals of few bits": (pa.array([0.5, 2.5], pa.float32()), (0, 2, 0.5, 2.5, 1.5)),
    "decimals without end": (pa.array([INF, -INF, 1.0, 3.0]), (0, 4, 1.0, 3.0, 2.0)),
    "decimals that are no numbers": (pa.array([NAN, NAN, 1.0]), (0, 2, 1.0, 1.0, 1.0)),
    "no number at all": (pa.array([NAN, NAN]), (0, 1, None, None, None)),
    "exact decimals": (pa.array([decimal.Decimal("1.10"), decimal.Decimal("2.20"), None]), (1, 2, "1.10", "2.20", 1.65)),
    "days": (pa.array([datetime.date(2024, 2, 29), datetime.date(1969, 7, 20)]), (0, 2, "1969-07-20", "2024-02-29")),
    "moments": (pa.array([MOMENT, MOMENT]), (0, 1, "2024-01-31T10:30:00", "2024-01-31T10:30:00")),
    "moments to the nanosecond": (pa.array([1, 2], pa.timestamp("ns")), (0, 2, "1970-01-01T00:00:00.000000001", "1970-01-01T00:00:00.000000002")),
    "moments with a zone": (pa.array([MOMENT], pa.timestamp("us", tz="Asia/Tokyo")), (0, 1, "2024-01-31T10:30:00Z", "2024-01-31T10:30:00Z")),
    "times": (pa.array([datetime.time(23, 59), datetime.time(0, 1)]), (0, 2, "00:01:00", "23:59:00")),
}  # fmt: skip


@pytest.mark.parametrize("case", ENDS)
def test_the_ends_and_the_mean(case: str, summary: Summary) -> None:
    values, (missing, distinct, low, high, *mean) = ENDS[case]
    found = summary(values)
    assert (found["missing"], found["distinct"]) == (missing, distinct)
    assert (found["min"], found["max"]) == (low, high)
    if mean:
        assert found["mean"] == (pytest.approx(mean[0]) if mean[0] is not None else None)
    else:
        assert "mean" not in found


TOPS: dict[str, tuple[pa.Array, list[tuple[Any, int]]]] = {
    "texts": (pa.array(["b", "a", "b", None]), [("b", 2), ("a", 1)]),
    "equally many in their order": (pa.array(["b", "a", "c"] * 2), [("a", 2), ("b", 2), ("c", 2)]),
    "case and accents tell apart": (pa.array(["é", "e", "É", "é"]), [("é", 2), ("e", 1), ("É", 1)]),
    "an empty text is a value": (pa.array(["", "", "a"]), [("", 2), ("a", 1)]),
    "flags": (pa.array([True, False, True]), [(True, 2), (False, 1)]),
    "integers": (pa.array([7, 7, -1]), [(7, 2), (-1, 1)]),
    "large integers": (pa.array([2**60, 2**60]), [(str(2**60), 2)]),
    "no numbers": (pa.array([NAN, NAN, 1.5]), [(None, 2), (1.5, 1)]),
    "days": (pa.array([datetime.date(2024, 1, 31)] * 3), [("2024-01-31", 3)]),
    "bytes": (pa.array([b"\x00", b"\x00"]), [("\\x00", 2)]),
    "lists": (pa.array([[1, 2], [1, 2], [2]]), [("[1, 2]", 2), ("[2]", 1)]),
    "objects": (pa.array([{"a": 1}, {"a": 1}]), [("{'a': 1}", 2)]),
    "a long text is cut": (pa.array(["x" * 500] * 2), [("x" * 200 + "…", 2)]),
}


@pytest.mark.parametrize("case", TOPS)
def test_the_commonest_values(case: str, summary: Summary) -> None:
    values, expected = TOPS[case]
    assert [(entry["value"], entry["count"]) for entry in summary(values)["top"]] == expected


def test_many_values_that_all_stand_once_have_no_commonest(summary: Summary) -> None:
    assert "top" not in summary(pa.array([f"id {number}" for number in range(11)]))
    assert len(summary(pa.array([f"id {number}" for number in range(10)]))["top"]) == 10
    found = summary(pa.array([f"id {number}" for number in range(50)] + ["id 7"]))
    assert found["top"][0] == {"value": "id 7", "count": 2}
    assert len(found["top"]) == 10


BARS: dict[str, tuple[pa.Array, list[tuple[float, float, int]]]] = {
    "whole numbers of a short range": (pa.array([1, 1, 3]), [(1, 2, 2), (2, 3, 0), (3, 4, 1)]),
    "one whole number": (pa.array([5, 5]), [(5, 6, 2)]),
    "one decimal": (pa.array([2.5, 2.5, None]), [(2.5, 2.5, 2)]),
    "below nought": (pa.array([-2, 0]), [(-2, -1, 1), (-1, 0, 0), (0, 1, 1)]),
    "what is no number is in no bar": (pa.array([1.0, NAN, INF, 1.0]), [(1, 1, 2)]),
}


@pytest.mark.parametrize("case", BARS)
def test_the_bars_of_a_histogram(case: str, summary: Summary) -> None:
    values, expected = BARS[case]
    assert [(bar["from"], bar["to"], bar["count"]) for bar in summary(values)["histogram"]] == expected


@pytest.mark.parametrize(
    "values",
    [
        [number / 3 for number in range(1000)],
        [number**2 for number in range(100)],
        [1e300, -1e300, 0.0],
        [2**62, 0, 5],
        [0.1, 0.2, 0.30000000000000004],
        [1e-300, 2e-300],
    ],
)
def test_every_number_falls_into_one_bar(values: list[float], summary: Summary) -> None:
    bars = summary(pa.array(values))["histogram"]
    assert sum(bar["count"] for bar in bars) == len(values)
    assert bars[-1]["count"] >= 1
    assert (bars[0]["from"], bars[-1]["to"]) == (min(values), max(values))
    for bar, following in pairwise(bars):
        assert bar["to"] == pytest.approx(following["from"], rel=1e-12)
        assert bar["from"] < bar["to"]


def test_a_range_too_wide_for_a_number_has_no_bars(summary: Summary) -> None:
    assert summary(pa.array([1.7e308, -1.7e308]))["histogram"] == []


@pytest.mark.parametrize(
    "kind", [pa.list_(pa.int64()), pa.struct([("a", pa.int64())]), pa.map_(pa.string(), pa.int64()), pa.binary()]
)
def test_nested_values_have_neither_ends_nor_bars(kind: pa.DataType, summary: Summary) -> None:
    value: Any = {"list<item: int64>": [1], "binary": b"x"}.get(str(kind), {"a": 1})
    found = summary(pa.array([[("a", 1)] if pa.types.is_map(kind) else value, None], kind))
    assert (found["missing"], found["distinct"]) == (1, 1)
    assert not {"min", "max", "mean", "histogram"} & set(found)


def test_tall_columns_say_the_same_one_by_one(tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.parquet"
    count = 300
    columns = {f"n{place}": pa.array([(row * place) % 11 for row in range(count)]) for place in range(5)}
    columns |= {f"t{place}": pa.array([f"w{(row * place) % 7}" if row % 9 else None for row in range(count)]) for place in range(5)}
    pq.write_table(pa.table(columns), path)
    together = ask("profile", path)
    for cells in (1, 2 * count):
        monkeypatch.setattr(column_profile, "CELLS", cells)
        assert ask("profile", path) == together


def test_very_many_different_values_are_estimated(passport: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_profile, "EXACT", 100)
    found = passport("id,k\n" + "".join(f"{number},{number % 3}\n" for number in range(2000)))
    id_, k = found["columns"]
    assert id_["distinct"] == pytest.approx(2000, rel=0.15)
    assert "top" not in id_
    assert k["distinct"] == 3


@pytest.mark.parametrize(
    ("name", "first", "told"),
    [
        ("order_date", 45292, True),
        ("OrderDate", 45292, True),
        ("Datum", 30000, True),
        ("amount", 45292, False),
        ("update", 45292, False),
        ("date", 20240101, False),
        ("day", 1, False),
    ],
)
def test_days_counted_as_excel_does_are_told_of(passport: Ask, name: str, first: int, told: bool) -> None:
    found = passport(f"{name},x\n" + "".join(f"{first + row},{row}\n" for row in range(9)))
    assert found["columns"][0]["type"] == "integer"
    assert ("serial_dates" in [warning["code"] for warning in found["warnings"]]) is told
