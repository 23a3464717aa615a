"""Files too large to be read at once: JSON of any shape, and the line of pandas that is tried on a beginning alone."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from codingagent_kernel.requests import RequestFailure, hint_check, json_table
from codingagent_kernel.requests.conftest import Ask

COUNT = 3000
ROWS = [{"id": n, "zip": f"{n:05d}", "x": n / 4} for n in range(COUNT)]
SHAPES: dict[str, Any] = {
    "a list of objects": ROWS,
    "under a name": {"meta": {"page": 1}, "results": ROWS},
    "under names within names": {"response": {"data": {"items": ROWS}}},
    "by column, in lists": {name: [row[name] for row in ROWS] for name in ROWS[0]},
    "by column, numbered": {name: {str(n): row[name] for n, row in enumerate(ROWS)} for name in ROWS[0]},
    "split": {"columns": list(ROWS[0]), "data": [list(row.values()) for row in ROWS]},
    "a list of objects that differ": [*ROWS[:-1], ROWS[-1] | {"x": {"deep": 1}}],
}
ODD: dict[str, tuple[Any, list[str], list[Any]]] = {
    "lists in a list": ([list(row.values()) for row in ROWS], ["column_1", "column_2", "column_3"], [0, "00000", 0]),
    "keyed": ({f"k{n}": row for n, row in enumerate(ROWS)}, ["key", "id", "zip", "x"], ["k0", 0, "00000", 0]),
    "points on a map": (
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"n": n}} for n in range(COUNT)]},
        ["type", "properties.n"],
        ["Feature", 0],
    ),
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts as large is small, so that these tests are quick."""
    monkeypatch.setattr(json_table, "WHOLE", 10_000)
    monkeypatch.setattr(json_table, "LARGE_SAMPLE", 2000)
    monkeypatch.setattr(hint_check, "LARGEST", 100_000)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("shape", SHAPES)
def test_large_json_of_any_shape_is_read(shape: str, passport: Ask, ask: Ask, tmp_path: Path) -> None:
    sampled = passport(json.dumps(SHAPES[shape]), name="d.json")
    assert [column["name"] for column in sampled["columns"]] == ["id", "zip", "x"]
    assert (sampled["rows"], sampled["sampled"], sampled["sampleRows"]) == (COUNT, True, 2000)
    assert sampled["head"][1] == [1, "00001", 0.25] or shape == "a list of objects that differ"
    full = ask("profile", tmp_path / "d.json", full=True)
    assert (full["rows"], full["sampled"], full["columns"][0]["max"]) == (COUNT, False, COUNT - 1)
    assert ask("table", tmp_path / "d.json", out="d.parquet")["rows"] == COUNT


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("shape", ODD)
def test_large_json_of_odd_shapes_is_read(shape: str, passport: Ask) -> None:
    document, names, first = ODD[shape]
    found = passport(json.dumps(document), name="d.json")
    assert ([column["name"] for column in found["columns"]], found["head"][0], found["rows"]) == (names, first, COUNT)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("shape", ["under a name", "under names within names", "by column, in lists", "split"])
def test_the_line_that_reads_large_json_reads_all_of_it(shape: str, passport: Ask, tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    found = passport(json.dumps(SHAPES[shape]), name="d.json")
    frame = eval(found["readHint"].replace("{path}", "path"), {"pd": pd, "path": str(path)})
    assert frame.to_dict("records") == ROWS


@pytest.mark.usefixtures("small")
def test_damaged_large_json_says_where(passport: Ask) -> None:
    text = json.dumps(ROWS)
    with pytest.raises(RequestFailure, match=r"not valid JSON .line 1, character") as failure:
        passport(text[:60_000] + "}}" + text[60_000:], name="d.json")
    assert failure.value.code == "corrupt"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("shape", ["under a name", "a list of objects that differ"])
def test_json_beyond_memory_is_read_in_a_stream_or_refused_with_advice(
    shape: str, passport: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_table, "MEMORY_OF_A_BYTE", 1_000_000)
    if shape.startswith("a list"):
        assert passport(json.dumps(SHAPES[shape]), name="d.json")["rows"] == COUNT
        return
    with pytest.raises(RequestFailure, match=r"do not stand in one list.*Save its rows as JSON lines, CSV or Parquet") as failure:
        passport(json.dumps(SHAPES[shape]), name="d.json")
    assert failure.value.code == "too_large"
    assert "/" not in failure.value.message


def test_only_the_beginning_of_a_large_file_is_read_to_try_a_line(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pd.DataFrame(ROWS)
    paths = [tmp_path / f"d.{ending}" for ending in ("csv", "jsonl", "parquet", "db")]
    frame.to_csv(paths[0], index=False)
    frame.to_json(paths[1], orient="records", lines=True)
    frame.to_parquet(paths[2])
    with closing(sqlite3.connect(paths[3])) as base:
        frame.to_sql("t", base, index=False)
    monkeypatch.setattr(hint_check, "LARGEST", 1000)
    read: list[int] = []
    check = hint_check._names_and_types

    def checked(tried: Any, columns: Any) -> bool:
        read.append(len(tried))
        return check(tried, columns)

    monkeypatch.setattr(hint_check, "_names_and_types", checked)
    for path in paths:
        found = ask("profile", path)
        assert eval(found["readHint"].replace("{path}", "path"), {"pd": pd, "path": str(path)}).to_dict("records") == ROWS
    assert read == [hint_check.FIRST_ROWS] * 4
