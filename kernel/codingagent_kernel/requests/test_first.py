"""The straight line: look, profile, table, page, on each kind of file that holds a table."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from codingagent_kernel.requests import REQUESTS, RequestFailure, configure


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path) -> Path:
    folder = tmp_path / "outbox"
    folder.mkdir()
    configure(memory_bytes=1024**3, outbox=str(folder))
    return folder


def ask(request: str, /, **arguments: object) -> Any:
    return REQUESTS[request](arguments)


ROWS = [
    [1, "Anna", "01234", 12.5, "2024-01-31"],
    [2, "Bob", "00017", 7.25, "2024-02-29"],
    [3, "Çelik", "99999", None, "2024-03-31"],
]
NAMES = ["id", "name", "zip", "amount", "day"]


def make(folder: Path, kind: str) -> Path:
    frame = pd.DataFrame(ROWS, columns=NAMES)
    path = folder / f"sales.{kind}"
    if kind == "csv":
        frame.to_csv(path, index=False)
    elif kind == "xlsx":
        frame.assign(day=pd.to_datetime(frame["day"])).to_excel(path, index=False)
    elif kind == "parquet":
        frame.assign(day=pd.to_datetime(frame["day"]).dt.date).to_parquet(path)
    elif kind == "json":
        frame.to_json(path, orient="records")
    elif kind == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "json", "jsonl"])
def test_a_table_is_looked_at_profiled_stored_and_paged(kind: str, tmp_path: Path, outbox: Path) -> None:
    path = make(tmp_path, kind)
    look = ask("look", path=str(path), name=path.name)
    assert (look["format"], look["kind"], look["readable"]) == (kind, "data", True)
    passport = ask("profile", path=str(path))
    columns = {column["name"]: column for column in passport["columns"]}
    assert passport["rows"] == 3
    assert passport["sampled"] is False
    assert [columns[name]["type"] for name in ("id", "name", "zip", "amount")] == ["integer", "text", "text", "decimal"]
    assert columns["amount"]["missing"] == 1
    assert (columns["id"]["min"], columns["id"]["max"], columns["id"]["mean"]) == (1, 3, 2)
    assert passport["head"][1][:4] == [2, "Bob", "00017", 7.25]
    stored = ask("table", path=str(path), out="sales.parquet")
    assert stored["rows"] == 3
    page = ask("page", path=str(outbox / "sales.parquet"), offset=1, limit=1, sort="-id")
    assert page["total"] == 3
    assert page["rows"][0][:3] == [2, "Bob", "00017"]
    assert [column["type"] for column in page["columns"]] == [column["type"] for column in passport["columns"]]


def test_an_unknown_path_is_gone(tmp_path: Path) -> None:
    with pytest.raises(RequestFailure) as failure:
        ask("profile", path=str(tmp_path / "none.csv"))
    assert failure.value.code == "gone"
