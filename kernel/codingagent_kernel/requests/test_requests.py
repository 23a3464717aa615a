"""The straight line: look, profile, table, page, on each kind of file that holds a table."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from codingagent_kernel.requests import REQUESTS, RequestFailure
from codingagent_kernel.requests.conftest import Ask

ROWS = [
    [1, "Anna", "01234", 12.5, "2024-01-31"],
    [2, "Bob", "00017", 7.25, "2024-02-29"],
    [3, "Çelik", "99999", None, "2024-03-31"],
]
NAMES = ["id", "name", "zip", "amount", "day"]


def make(folder: Path, kind: str) -> Path:
    frame = pd.DataFrame(ROWS, columns=NAMES)
    path = folder / f"sales.{kind}"
    dated = frame.assign(day=pd.to_datetime(frame["day"]))
    writers: dict[str, Any] = {
        "csv": lambda: frame.to_csv(path, index=False),
        "tsv": lambda: frame.to_csv(path, index=False, sep="\t"),
        "xlsx": lambda: dated.to_excel(path, index=False),
        "ods": lambda: dated.to_excel(path, index=False, engine="odf"),
        "parquet": lambda: dated.assign(day=dated["day"].dt.date).to_parquet(path),
        "json": lambda: frame.to_json(path, orient="records"),
        "jsonl": lambda: frame.to_json(path, orient="records", lines=True),
    }
    writers[kind]()
    return path


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "ods", "parquet", "json", "jsonl"])
def test_a_table_is_looked_at_profiled_stored_and_paged(kind: str, tmp_path: Path, outbox: Path, ask: Ask) -> None:
    path = make(tmp_path, kind)
    look = ask("look", path, name=path.name)
    assert (look["format"], look["kind"], look["readable"]) == (kind, "data", True)
    passport = ask("profile", path)
    columns = {column["name"]: column for column in passport["columns"]}
    assert passport["rows"] == 3
    assert passport["sampled"] is False
    assert [columns[name]["type"] for name in ("id", "name", "zip", "amount")] == ["integer", "text", "text", "decimal"]
    assert columns["amount"]["missing"] == 1
    assert (columns["id"]["min"], columns["id"]["max"], columns["id"]["mean"]) == (1, 3, 2)
    assert passport["head"][1][:4] == [2, "Bob", "00017", 7.25]
    assert passport["readHint"].count("{path}") == 1
    stored = ask("table", path, out="sales.parquet")
    assert stored["rows"] == 3
    page = ask("page", outbox / "sales.parquet", offset=1, limit=1, sort="-id")
    assert page["total"] == 3
    assert page["rows"][0][:3] == [2, "Bob", "00017"]
    assert [column["type"] for column in page["columns"]] == [column["type"] for column in passport["columns"]]


def test_the_name_a_person_gave_decides_where_the_content_does_not(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "incoming-1"
    path.write_text("name\nAnna\nBob\n")
    assert ask("look", path, name="people.csv")["format"] == "csv"
    assert ask("look", path, name="people.txt")["format"] == "text"
    assert ask("profile", path, name="people.csv")["rows"] == 2


def test_a_path_that_is_no_file_is_refused(tmp_path: Path, ask: Ask) -> None:
    for path, code in (
        (tmp_path / "none.csv", "not_found"),
        (tmp_path, "wrong_type"),
        ("", "bad_request"),
        ("a\0b", "bad_request"),
    ):
        with pytest.raises(RequestFailure) as failure:
            ask("profile", path)
        assert failure.value.code == code


@pytest.mark.parametrize("out", ["../escaped.parquet", "/etc/escaped.parquet", "a/../../b", None, 5])
def test_nothing_is_written_outside_the_outbox(tmp_path: Path, ask: Ask, out: object) -> None:
    path = make(tmp_path, "csv")
    with pytest.raises(RequestFailure) as failure:
        ask("table", path, out=out)
    assert failure.value.code == "bad_request"


def test_a_link_in_the_outbox_is_not_written_through(tmp_path: Path, outbox: Path, ask: Ask) -> None:
    target = tmp_path / "precious"
    target.write_text("keep me")
    (outbox / "out.parquet").symlink_to(target)
    with pytest.raises(RequestFailure):
        ask("table", make(tmp_path, "csv"), out="out.parquet")
    assert target.read_text() == "keep me"


def test_every_request_refuses_nonsense_in_words() -> None:
    for request in REQUESTS.values():
        with pytest.raises(RequestFailure) as failure:
            request({"path": 5})
        assert failure.value.message.endswith(".")


@pytest.mark.parametrize(
    ("request_name", "wrong"),
    [
        ("profile", {"path": "/tmp/\ud800.csv"}),
        ("look", {"name": "\udfff.csv"}),
        ("profile", {"sheet": "Sheet\ud83d"}),
        ("table", {"out": "\udc00.parquet"}),
        ("page", {"sort": "-\ud800"}),
        ("page", {"sort": [{"column": "id\ud800"}]}),
        ("page", {"filter": [{"column": "id", "op": "in", "values": ["a", "\ud800"]}]}),
        ("page", {"filter": '[{"op": "search", "text": "\\ud800"}]'}),
    ],
)  # fmt: skip
def test_half_a_character_is_refused_in_words(
    request_name: str, wrong: dict[str, object], tmp_path: Path, outbox: Path, ask: Ask
) -> None:
    ask("table", make(tmp_path, "csv"), out="sales.parquet")
    with pytest.raises(RequestFailure) as failure:
        REQUESTS[request_name]({"path": str(outbox / "sales.parquet"), **wrong})
    assert failure.value.code == "bad_request"
    assert "half of a character" in failure.value.message


def test_whole_characters_beyond_the_first_plane_are_none_of_those(tmp_path: Path, outbox: Path, ask: Ask) -> None:
    path = tmp_path / "😀.csv"
    path.write_text("😀,b\n🐍,1\n🐎,2\n")
    ask("table", path, out="t.parquet")
    found = ask("page", outbox / "t.parquet", filter=[{"column": "😀", "op": "contains", "text": "🐍"}])
    assert found["rows"] == [["🐍", 1]]
