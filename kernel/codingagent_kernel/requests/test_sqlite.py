"""SQLite files as programs write them: any names, any types in any column, tables without row ids, views that are never run."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from codingagent_kernel.requests import RequestFailure, sqlite_table
from codingagent_kernel.requests.conftest import Ask

Base = Callable[[str], Path]


@pytest.fixture
def base(tmp_path: Path) -> Base:
    def made(script: str) -> Path:
        path = tmp_path / "base.db"
        path.unlink(missing_ok=True)
        database = sqlite3.connect(path)
        database.executescript(script)
        database.commit()
        database.close()
        return path

    return made


COLUMNS: dict[str, tuple[str, str, list[Any]]] = {
    "integers": ("integer", "1), (null), (-9223372036854775808", [1, None, "-9223372036854775808"]),
    "decimals": ("decimal", "1.5), (2), (null", [1.5, 2.0, None]),
    "whole decimals": ("integer", "1.0), (2.0", [1, 2]),
    "decimals without end": ("decimal", "9e999), (1.5", ["inf", 1.5]),
    "texts": ("text", "'a'), (''), ('O''Brien'), ('😀'", ["a", None, "O'Brien", "😀"]),
    "numbers as texts": ("text", "'01234'), ('7'", ["01234", "7"]),
    "days as texts": ("text", "'2024-01-31'), ('2024-02-29'", ["2024-01-31", "2024-02-29"]),
    "bytes": ("binary", "x'00ff'), (null), (x''", ["0x00FF", None, "0x"]),
    "everything": ("mixed", "1), ('a'), (2.5), (null", ["1", "a", "2.5", None]),
    "bytes among texts": ("mixed", "'a'), (x'41'", ["a", "0x41"]),
    "nothing": ("text", "null), (null", [None, None]),
}


@pytest.mark.parametrize("case", COLUMNS)
def test_a_column_is_what_its_values_are_whatever_it_was_declared(case: str, base: Base, ask: Ask) -> None:
    kind, values, shown = COLUMNS[case]
    found = ask("profile", base(f"create table t (v, k); insert into t (v) values ({values}); update t set k = rowid"))
    assert found["columns"][0]["type"] == kind
    assert [row[0] for row in found["head"]] == shown


TABLES: dict[str, tuple[str, list[list[Any]]]] = {
    "without row ids": ("create table t (a text primary key, b) without rowid; insert into t values ('y', 2), ('x', 1)", [["x", 1], ["y", 2]]),
    "strict": ("create table t (a integer, b text) strict; insert into t values (1, 'x')", [[1, "x"]]),
    "a computed column": ("create table t (a, b as (a * 2) stored); insert into t (a) values (4)", [[4, 8]]),
    "names alike but for their case": ('create table t ("id", "ID2"); insert into t values (1, 2)', [[1, 2]]),
    "odd names": ('create table t ("a b", "select", "x""y", "ü,;"); insert into t values (1, 2, 3, 4)', [[1, 2, 3, 4]]),
    "many columns": (f"create table t ({', '.join(f'c{n}' for n in range(300))}); insert into t (c299) values (5)", [[*[None] * 299, 5]]),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_tables_of_every_make_are_read(case: str, base: Base, ask: Ask, outbox: Path) -> None:
    script, rows = TABLES[case]
    path = base(script)
    assert ask("profile", path)["head"] == rows
    assert ask("table", path, out="t.parquet")["rows"] == len(rows)
    assert ask("page", outbox / "t.parquet")["rows"] == rows


SHOP = """create table small (a); insert into small values (1);
create table "order ""items""; --" (b); insert into "order ""items""; --" values (2), (3), (4);
create table empty_one (c);
create view spy as select * from small; create virtual table words using fts5(text); insert into words values ('hidden');
create trigger never after insert on small begin delete from small; end; create index quick on small (a);"""


def test_the_largest_table_is_read_unless_another_is_named(base: Base, ask: Ask) -> None:
    path = base(SHOP)
    found = ask("profile", path)
    assert found["head"] == [[2], [3], [4]]
    listed = {sheet["name"]: sheet["rows"] for sheet in found["sheets"]}
    assert (listed["small"], listed['order "items"; --'], listed["empty_one"]) == (1, 3, 0)
    assert not {"spy", "words", "quick", "never"} & set(listed)
    assert next(warning for warning in found["warnings"] if warning["code"] == "more_sheets")["message"].startswith(
        'This is the table order "items"; --; the database has others: small'
    )
    assert ask("profile", path, sheet="small")["head"] == [[1]]
    assert ask("profile", path, sheet="empty_one")["rows"] == 0
    for sheet in ("spy", "sqlite_schema", "nothing"):
        with pytest.raises(RequestFailure) as failure:
            ask("profile", path, sheet=sheet)
        assert failure.value.code == "bad_request"
        assert "small" in failure.value.message


@pytest.mark.parametrize(
    "script", ["create table t (a)", 'create table "it\'s ""t""" (a, b); insert into "it\'s ""t""" values (1, \'x\')']
)
def test_the_line_of_pandas_reads_the_table(script: str, base: Base, ask: Ask) -> None:
    path = base(script)
    found = ask("profile", path)
    if found["rows"]:
        frame = eval(found["readHint"].replace("{path}", repr(str(path))), {"pd": pd})
        assert frame.to_numpy().tolist() == found["head"]


@pytest.mark.parametrize("script", ["pragma user_version = 5", "create view v as select 1 as a"])
def test_a_database_without_tables_is_empty(script: str, base: Base, ask: Ask) -> None:
    with pytest.raises(RequestFailure) as failure:
        ask("profile", base(script))
    assert failure.value.code == "empty"


def test_a_long_table_is_sampled_and_read_whole_when_asked(base: Base, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_table, "SAMPLE_ROWS", 100)
    path = base(
        "create table t (n); with recursive r(n) as (select 0 union all select n + 1 from r limit 500) insert into t select n from r"
    )
    sampled, full = ask("profile", path), ask("profile", path, full=True)
    assert (sampled["rows"], sampled["sampled"], sampled["sampleRows"], sampled["columns"][0]["max"]) == (500, True, 100, 99)
    assert (full["rows"], full["sampled"], full["columns"][0]["max"]) == (500, False, 499)
    assert ask("table", path, out="t.parquet")["rows"] == 500


def test_a_database_that_is_being_written_to_is_read_and_left_alone(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "live.db"
    writer = sqlite3.connect(path)
    writer.executescript("create table t (a); insert into t values (1)")
    writer.execute("begin immediate")
    writer.execute("insert into t values (2)")
    before = path.read_bytes()
    assert ask("profile", path)["head"] == [[1]]
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.glob("live.db*")) == ["live.db", "live.db-journal"]
    writer.rollback()
    writer.close()


def test_texts_that_are_no_utf8_are_shown_with_marks(base: Base, ask: Ask) -> None:
    path = base("create table t (a, b); insert into t values (cast(x'4bf66c6e' as text), 1)")
    assert ask("profile", path)["head"] == [["K\ufffdln", 1]]


def test_a_database_cut_off_is_refused(base: Base, ask: Ask) -> None:
    path = base(
        "create table t (a); with recursive r(n) as (select 0 union all select n + 1 from r limit 9000) insert into t select n from r"
    )
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(RequestFailure) as failure:
        ask("profile", path)
    assert failure.value.code == "corrupt"
