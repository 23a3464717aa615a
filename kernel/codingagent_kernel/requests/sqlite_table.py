"""Reads a table of an SQLite file. The file is opened read-only, and nothing in it is run: no trigger, no view, no extension."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from codingagent_kernel.requests.engine import Workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.source import Remarks, Table, quoted
from codingagent_kernel.requests.staging import on_disk
from codingagent_kernel.requests.values_table import batches, collect, columns_of, schema_of

SAMPLE_ROWS = 100_000
_BROKEN = (
    "This SQLite file is damaged or locked. Make a copy with `sqlite3 file .dump`, or export its tables as CSV, and upload that."
)


def read_sqlite(bench: Workbench, path: Path, *, sheet: str | None, full: bool) -> Table:
    """One of its tables: the one named, else the one with the most rows."""
    try:
        with closing(_open(path)) as database:
            return _read(bench, database, sheet=sheet, full=full)
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        raise RequestFailure("corrupt", _BROKEN) from problem


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
    database.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    database.execute("pragma trusted_schema = off")
    database.execute("pragma cell_size_check = on")
    return database


def _read(bench: Workbench, database: sqlite3.Connection, *, sheet: str | None, full: bool) -> Table:
    found = database.execute(
        "select name from sqlite_schema where type = 'table' and rootpage > 0 and name not like 'sqlite\\_%' escape '\\' limit 500"
    )
    names = [row[0] for row in found]
    if not names:
        raise RequestFailure("empty", "The database holds no table. Of a view, save the rows as CSV and upload that.")
    counts = {name: database.execute(f"select count(*) from {quoted(name)}").fetchone()[0] for name in names}
    if sheet is not None and sheet not in counts:
        raise RequestFailure("bad_request", f"The database has no table {sheet!r}. It has: {', '.join(names)[:500]}.")
    chosen = sheet or max(names, key=lambda name: counts[name])
    rows = counts[chosen]
    limit = -1 if full else SAMPLE_ROWS
    headings = [column[0] for column in database.execute(f"select * from {quoted(chosen)} limit 0").description]
    remarks = Remarks()

    def values() -> Iterator[tuple[Any, ...]]:
        yield from database.execute(f"select * from {quoted(chosen)} limit {limit}")

    columns = columns_of(headings, collect(values(), len(headings)), remarks)
    relation = on_disk(bench.scratch / "sqlite.parquet", batches(values(), columns), schema_of(columns))
    if len(names) > 1:
        others = ", ".join(name for name in names if name != chosen)
        remarks.warn("more_sheets", f"This is the table {chosen}; the database has others: {others[:300]}.")
    sampled = 0 <= limit < rows
    return Table(
        bench.connection,
        relation,
        columns,
        format="sqlite",
        rows=rows,
        sampled=sampled,
        sample_rows=limit if sampled else None,
        facts={"sheets": [{"name": name, "hidden": False, "rows": count} for name, count in counts.items()], "sheet": chosen},
        remarks=remarks,
        hints=[
            f"pd.read_sql({('select * from ' + quoted(chosen))!r}, 'sqlite:///' + {{path}})",
            f"pd.read_sql({('select * from ' + quoted(chosen))!r}, __import__('sqlite3').connect({{path}}))",
        ],
    )
