"""The request `table`: any readable table as Parquet, for the viewer and for reading by pages."""

import pyarrow.parquet as pq

from codingagent_kernel.requests import arguments as given
from codingagent_kernel.requests.engine import Workbench, workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.profile import remarks_as_json
from codingagent_kernel.requests.sniff import sniff
from codingagent_kernel.requests.source import Table, literal
from codingagent_kernel.requests.stored import kept_notes
from codingagent_kernel.requests.tables import open_table
from codingagent_kernel.requests.text_table import MOST_AT_ONCE

WIDE_ROWS = 2048


def answer(arguments: dict[str, object]) -> dict[str, object]:
    """{path, out, name?, sheet?} -> {columns, rows, bytes, rejected, warnings}; every row is read."""
    path, out = given.file_to_read(arguments), given.file_to_write(arguments)
    look = sniff(path, given.name_of(arguments, path))
    with workbench() as bench:
        table = open_table(bench, path, look, sheet=given.text(arguments, "sheet"), full=True)
        rows = store(bench, table, str(out))
    columns = [{"name": column.name, "type": column.kind} for column in table.columns]
    return {"columns": columns, "rows": rows, "bytes": out.stat().st_size, **remarks_as_json(table.remarks)}


def store(bench: Workbench, table: Table, target: str) -> int:
    """Writes the rows as c0, c1 …; the names and kinds stand beside them, because Parquet readers differ over `ID` and `id`."""
    if not table.columns:
        raise RequestFailure("empty", "The file holds no columns. Check that you picked the right one.")
    wanted = ", ".join(f"c{place}" for place in range(len(table.columns)))
    notes = kept_notes([column.name for column in table.columns], [column.kind for column in table.columns])
    if len(table.columns) > MOST_AT_ONCE:
        return _store_wide(bench, f"select {wanted} from {table.relation}", target, notes)
    bench.connection.execute(
        f"copy (select {wanted} from {table.relation}) to {literal(target)} "
        f"(format parquet, compression zstd, row_group_size 122880, kv_metadata {{kinds: {literal(notes['kinds'])}, names: {literal(notes['names'])}}})"
    )
    return int(pq.read_metadata(target).num_rows)


def _store_wide(bench: Workbench, query: str, target: str, notes: dict[str, str]) -> int:
    """DuckDB's writer would hold a piece of every column in memory until the end."""
    found = bench.connection.execute(query).to_arrow_reader(WIDE_ROWS)
    schema = found.schema.with_metadata(notes)
    count = 0
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in found:
            writer.write_batch(batch)
            count += batch.num_rows
    return count
