"""Pages of a stored table: filter, sort, search; names and values of every sort are data, never SQL."""

import datetime
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.requests.conftest import Ask

ROWS = 1000
NASTY = "a'b\"; drop table t; --, c"


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "t.parquet"
    start = datetime.date(2024, 1, 1)
    table = pa.table(
        {
            "id": pa.array(range(ROWS)),
            "ID": pa.array([f"k{n % 7}" for n in range(ROWS)]),
            NASTY: pa.array([None if n % 10 == 0 else n / 4 for n in range(ROWS)]),
            "day": pa.array([start + datetime.timedelta(days=n % 30) for n in range(ROWS)]),
            "text, with comma": pa.array(["O'Brien" if n == 5 else "100% _x_" if n == 6 else f"row {n}" for n in range(ROWS)]),
            "big": pa.array([2**60 + n for n in range(ROWS)]),
            "flag": pa.array([n % 2 == 0 for n in range(ROWS)]),
        }
    )
    pq.write_table(table, path, row_group_size=100)
    return path


def ids(page: Any) -> list[int]:
    return [row[0] for row in page["rows"]]


def test_a_page_at_any_offset(stored: Path, ask: Ask) -> None:
    page = ask("page", stored, offset=990, limit=100)
    assert ids(page) == list(range(990, 1000))
    assert (page["total"], page["offset"]) == (ROWS, 990)
    assert [column["name"] for column in page["columns"]][:3] == ["id", "ID", NASTY]
    assert page["rows"][0][5] == str(2**60 + 990)
    assert ids(ask("page", stored, offset=5000)) == []
    assert ids(ask("page", stored, limit=0)) == []


FILTERS: dict[str, tuple[list[dict[str, Any]], int]] = {
    "range": ([{"column": "id", "op": "range", "min": 10, "max": 19.5}], 10),
    "open range": ([{"column": NASTY, "op": "range", "min": "249"}], 4),
    "range of days": ([{"column": "day", "op": "range", "min": "2024-01-29"}], 66),
    "range of exact integers": ([{"column": "big", "op": "range", "max": str(2**60)}], 1),
    "no bound": ([{"column": "id", "op": "range"}], ROWS),
    "nonsense bound": ([{"column": "id", "op": "range", "min": "abc"}], 0),
    "in": ([{"column": "ID", "op": "in", "values": ["k0", "k1"]}], 286),
    "in numbers": ([{"column": "id", "op": "in", "values": [1, 2, "3", 5000]}], 3),
    "in with missing": ([{"column": NASTY, "op": "in", "values": [None, 0.25]}], 101),
    "in flags": ([{"column": "flag", "op": "in", "values": [True]}], 500),
    "in nothing": ([{"column": "id", "op": "in", "values": []}], 0),
    "contains": ([{"column": "text, with comma", "op": "contains", "text": "o'br"}], 1),
    "contains signs of LIKE": ([{"column": "text, with comma", "op": "contains", "text": "100% _"}], 1),
    "contains in numbers": ([{"column": "id", "op": "contains", "text": "99"}], 19),
    "missing": ([{"column": NASTY, "op": "missing"}], 100),
    "present": ([{"column": NASTY, "op": "present"}], 900),
    "search": ([{"column": "*", "op": "search", "text": "K3 ROW"}], 143),
    "search a number": ([{"column": "*", "op": "search", "text": "249.75"}], 1),
    "search nothing": ([{"column": "*", "op": "search", "text": "  "}], ROWS),
    "both": ([{"column": "ID", "op": "in", "values": ["k0"]}, {"column": "id", "op": "range", "max": 20}], 3),
    "an attack": ([{"column": "text, with comma", "op": "contains", "text": "' or 1=1 --"}], 0),
}


@pytest.mark.parametrize("case", FILTERS)
def test_filters_count_and_cut(case: str, stored: Path, ask: Ask) -> None:
    conditions, total = FILTERS[case]
    page = ask("page", stored, filter=conditions, limit=1000)
    assert page["total"] == total
    assert len(page["rows"]) == total
    assert ask("page", stored, filter=json.dumps(conditions), limit=1)["total"] == total


def test_sorting_by_several_columns_whatever_their_names(stored: Path, ask: Ask) -> None:
    assert ids(ask("page", stored, sort="-id", limit=2)) == [999, 998]
    assert ids(ask("page", stored, sort="ID,-id", limit=2)) == [994, 987]
    assert ids(ask("page", stored, sort=f"-{NASTY},id", limit=1)) == [999]
    assert ids(ask("page", stored, sort="text, with comma", limit=2)) == [6, 5]
    assert ask("page", stored, sort=NASTY, offset=ROWS - 1)["rows"][0][2] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort": "nothing"}, {"sort": "id;drop"}, {"filter": "[{"}, {"filter": {"column": "id"}}, {"filter": [5]},
        {"filter": [{"column": "no", "op": "missing"}]},
        {"filter": [{"column": "id", "op": "explode"}]}, {"filter": [{"column": "id", "op": "in", "values": "x"}]},
        {"filter": [{"column": "id", "op": "range", "min": [1]}]},
        {"filter": [{"column": "ID", "op": "contains", "text": "\0"}]}, {"offset": -1}, {"limit": 5000}, {"limit": "ten"},
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused(wrong: dict[str, Any], stored: Path, ask: Ask) -> None:
    with pytest.raises(RequestFailure) as failure:
        ask("page", stored, **wrong)
    assert failure.value.code == "bad_request"


def test_a_page_fits_its_frame(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "wide.parquet"
    pq.write_table(pa.table({"text": ["é" * 100_000] * 1000, "n": list(range(1000))}), path)
    page = ask("page", path, limit=1000)
    assert page["total"] == 1000
    assert 0 < len(json.dumps(page, ensure_ascii=False).encode()) < 4 * 1024**2
    assert page["rows"][0][0].endswith("…")


def test_what_is_no_table_is_refused(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1" + bytes(100) + b"PAR1")
    with pytest.raises(RequestFailure) as failure:
        ask("page", path)
    assert failure.value.code == "corrupt"


def test_a_list_names_every_column_to_sort_by(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "odd.parquet"
    pq.write_table(pa.table({"id": [0, 1, 2], "-id": [1, 1, 2], "a,-id": [5, 4, 4], "-": [1, None, 3]}), path)

    def sorted_by(*columns: tuple[str, bool]) -> list[int]:
        return ids(ask("page", path, sort=[{"column": name, "descending": down} for name, down in columns]))

    assert sorted_by(("id", True)) == [2, 1, 0]
    assert sorted_by(("-id", False), ("id", True)) == [1, 0, 2]
    assert sorted_by(("a,-id", False), ("-", True)) == [2, 1, 0]
    assert sorted_by() == [0, 1, 2]
    assert ids(ask("page", path, sort=[{"column": "-id"}, {"column": "id"}])) == [0, 1, 2]
    wrong: list[object] = [["id"], [{"column": "nothing"}], [{"column": ["id"]}], [{"column": "id", "descending": "yes"}], 5]
    for sort in wrong:
        with pytest.raises(RequestFailure) as failure:
            ask("page", path, sort=sort)
        assert failure.value.code == "bad_request"
