"""The request `page`: some rows of a stored table, sorted and filtered."""

import json

import duckdb

from codingagent_kernel.requests import arguments as given
from codingagent_kernel.requests.cells import rows_as_cells
from codingagent_kernel.requests.engine import workbench
from codingagent_kernel.requests.filters import condition, order
from codingagent_kernel.requests.stored import Stored, open_stored

CUT = 10_000
TIGHT_CUT = 300
MOST_BYTES = 3 * 1024**2
"""An answer must fit into one frame of the kernel's socket."""


def answer(arguments: dict[str, object]) -> dict[str, object]:
    """{path, offset?, limit?, sort?, filter?} -> TablePage. Fewer rows than asked for come back only where they would not fit a frame."""
    path = given.file_to_read(arguments)
    offset = given.whole(arguments, "offset", default=0)
    limit = given.whole(arguments, "limit", default=100, least=0, most=1000)
    with workbench() as bench:
        table = open_stored(bench.connection, path)
        chosen = condition(arguments.get("filter"), table.names, table.types)
        sorting = order(arguments.get("sort"), table.names)
        total = table.rows
        if chosen:
            total = bench.connection.execute(f"select count(*) from {table.relation} {chosen}").fetchall()[0][0]
        tail = f"{table.relation} {chosen} {sorting}"
        rows = _fitting(table, tail, limit, offset)
    columns = [{"name": name, "type": kind} for name, kind in zip(table.names, table.kinds, strict=True)]
    return {"columns": columns, "rows": rows, "total": total, "offset": offset}


def _fitting(table: Stored, tail: str, limit: int, offset: int) -> list[list[object]]:
    """The rows; where they hold texts so long that they fit neither memory nor frame, shorter texts, then fewer rows."""
    count, cut = limit, CUT
    while True:
        try:
            rows = rows_as_cells(table.connection, f"{tail} limit {count} offset {offset}", table.types, cut=cut)
        except duckdb.OutOfMemoryException:
            if count <= 1:
                raise
            count //= 8
            continue
        if _size(rows) <= MOST_BYTES or len(rows) <= 1:
            return rows
        count = count if cut == CUT else len(rows) // 2
        cut = TIGHT_CUT


def _size(rows: list[list[object]]) -> int:
    return len(json.dumps(rows, ensure_ascii=False).encode(errors="replace"))
