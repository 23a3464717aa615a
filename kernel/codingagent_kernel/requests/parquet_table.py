"""Opens a Parquet file that someone uploaded."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from codingagent_kernel.requests import limits
from codingagent_kernel.requests.cells import kind_of, types_of
from codingagent_kernel.requests.engine import Workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.source import Column, Table, quoted
from codingagent_kernel.requests.stored import open_stored

SAMPLE_ROWS = 300_000
SAMPLE_GROUPS = 12
MOST_RATIO = 500
MOST_COLUMNS = 5000
MOST_UNMARKED = 200
"""Columns of bytes beyond this are left as they are: looking at each takes too long."""
_HINTS = ("pd.read_parquet({path})", "pd.read_parquet({path}, dtype_backend='numpy_nullable')")
_NESTED = ("object", "list")
BATCH_BYTES = 32 * 1024**2


def read_parquet_table(bench: Workbench, path: Path, *, full: bool) -> Table:
    """Reads it as it is; a large one is sampled by row groups from all over it."""
    try:
        with pq.ParquetFile(path) as file:
            groups = [file.metadata.row_group(place) for place in range(file.metadata.num_row_groups)]
            rows = sum(group.num_rows for group in groups)
            largest = max((group.total_byte_size for group in groups), default=0)
            if largest > limits.memory_share() and largest > MOST_RATIO * path.stat().st_size:
                raise RequestFailure(
                    "bomb", "This Parquet file unpacks to far more than it should; it is not opened. Write it anew and upload that."
                )
            if file.metadata.num_columns == 0:
                raise RequestFailure("empty", "This Parquet file holds no columns. Check that you picked the right one.")
            if len(file.schema_arrow.names) > MOST_COLUMNS:
                raise RequestFailure(
                    "too_large",
                    f"The table has more than {MOST_COLUMNS:,} columns. Split it, or turn columns into rows, and upload that.",
                )
    except (pa.ArrowException, OSError) as problem:
        raise RequestFailure(*_reason(problem)) from problem
    sampled = not full and rows > SAMPLE_ROWS * 2
    if sampled:
        return _sampled(bench, path, rows)
    # The statistics in a file that others wrote may be wrong; plans must not rest on them.
    bench.connection.execute("set disabled_optimizers = 'statistics_propagation'")
    try:
        stored = open_stored(bench.connection, path)
        bench.connection.execute(f"select * from {stored.relation} limit 100").fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.Error, ValueError, OverflowError, RequestFailure):
        return _by_arrow(bench, path, rows)
    hints = [*_HINTS, *_as_text(stored.columns, path)]
    return _ready(_with_texts(Table(bench.connection, stored.relation, stored.columns, format="parquet", rows=rows, hints=hints)))


def _as_text(columns: list[Column], path: Path) -> list[str]:
    """As text every value is read: pandas refuses a file for one moment beyond the year 9999 in a nested value, and gives shapes as bytes."""
    stored = pq.read_schema(path)
    shapes = {name for name, kind in zip(stored.names, stored.types, strict=True) if not pa.types.is_string(kind)}
    odd = [column for column in columns if column.kind in _NESTED or (column.kind == "text" and column.name in shapes)]
    names = [quoted(column.name) for column in odd]
    if not names or any("'" in name or "{" in name for name in names):
        return []
    texts = ", ".join(f"cast({name} as varchar) as {name}" for name in names)
    return [f"__import__('duckdb').execute('select * replace ({texts}) from read_parquet(?)', [str({{path}})]).df()"]


def _ready(table: Table) -> Table:
    """Hints whose columns can be computed with: pandas knows no quantile of Python's decimals, and takes no bytes for text."""
    types = types_of(table.connection, table.relation)
    sums = {
        column.name: "float64"
        for column, kind in zip(table.columns, types, strict=False)
        if column.kind == "decimal" and "DEC" in kind
    }
    blobs = [column.name for column in table.columns if column.kind == "binary"]
    digits = ", ".join(f"{name!r}: lambda t: t[{name!r}].map(lambda b: bytes(b).hex(), na_action='ignore')" for name in blobs)
    cast = f".astype({sums!r})" if sums else ""
    shown = f".assign(**{{{digits}}})" if digits else ""
    table.hints = [hint + cast + shown for hint in table.hints] + (table.hints if cast or shown else [])
    return table


def _with_texts(table: Table) -> Table:
    """Older writers do not mark their texts as such; bytes that are all letters are texts."""
    places = [place for place, column in enumerate(table.columns) if column.kind == "binary"]
    if not places or len(places) > MOST_UNMARKED:
        return table
    read = {place: f"try(decode(cast(c{place} as blob)))" for place in places}
    tests = ", ".join(
        f"count(c{place}), count({text}) filter (not regexp_matches({text}, '[\\x00-\\x08\\x0e-\\x1f\\x7f]'))"
        for place, text in read.items()
    )
    try:
        counts = table.connection.execute(f"select {tests} from {table.relation}").fetchall()[0]
    except duckdb.Error:
        return table
    texts = [place for number, place in enumerate(places) if counts[2 * number] and counts[2 * number] == counts[2 * number + 1]]
    if not texts:
        return table
    names = [table.columns[place].name for place in texts]
    cells = ", ".join(f"{read[place]} as c{place}" if place in texts else f"c{place}" for place in range(len(table.columns)))
    table.relation = f"(select {cells} from {table.relation})"
    table.columns = [Column(column.name, "text") if place in texts else column for place, column in enumerate(table.columns)]
    said = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
    table.remarks.warn(
        "unmarked_texts", f"The file does not say that {said} {'is' if len(names) == 1 else 'are'} text; read as text."
    )
    decoded = ", ".join(f"{name!r}: lambda t: t[{name!r}].str.decode('utf-8')" for name in names)
    table.hints = [f"{hint}.assign(**{{{decoded}}})" for hint in table.hints]
    return table


def _sampled(bench: Workbench, path: Path, rows: int) -> Table:
    with pq.ParquetFile(path) as file:
        groups = file.metadata.num_row_groups
        step = max(1, groups // SAMPLE_GROUPS)
        chosen = list(range(0, groups, step))[:SAMPLE_GROUPS]
        each = SAMPLE_ROWS // len(chosen)
        parts = []
        for place in chosen:
            taken = size = 0
            group = file.metadata.row_group(place)
            fitting = int(group.num_rows * BATCH_BYTES / max(1, group.total_byte_size))
            for batch in file.iter_batches(batch_size=max(1, min(each, 16_384, fitting)), row_groups=[place]):
                parts.append(batch)
                taken, size = taken + batch.num_rows, size + batch.nbytes
                if taken >= each or size >= limits.memory_share() / 2 / len(chosen):
                    break
        table = pa.Table.from_batches(parts)
    return _registered(bench, table, rows, sampled=True)


def _by_arrow(bench: Workbench, path: Path, rows: int) -> Table:
    """For the encodings that DuckDB does not know."""
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as problem:
        raise RequestFailure(*_reason(problem)) from problem
    return _registered(bench, table, rows, sampled=False)


def _registered(bench: Workbench, table: pa.Table, rows: int, *, sampled: bool) -> Table:
    names = [str(name) for name in table.schema.names]
    halves = [pa.field(field.name, pa.float32()) if field.type == pa.float16() else field for field in table.schema]
    table = table.cast(pa.schema(halves))
    plain = table.rename_columns([f"c{place}" for place in range(len(names))])
    try:
        bench.connection.register("arrow_rows", plain)
        types = types_of(bench.connection, "arrow_rows")
        bench.connection.execute("create temp table arrow_table as select * from arrow_rows")
        bench.connection.unregister("arrow_rows")
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.Error, pa.ArrowException) as problem:
        raise RequestFailure(
            "unreadable", f"This Parquet file uses a type that cannot be read here ({str(problem)[:150]}). Upload its rows as CSV."
        ) from problem
    columns = [Column(name, kind_of(sql_type)) for name, sql_type in zip(names, types, strict=True)]
    seen = table.num_rows if sampled else None
    found = Table(
        bench.connection,
        "arrow_table",
        columns,
        format="parquet",
        rows=rows,
        sampled=sampled,
        sample_rows=seen,
        hints=list(_HINTS),
    )
    return _ready(found)


def _reason(problem: Exception) -> tuple[str, str]:
    if "encrypt" in str(problem).lower() or "decrypt" in str(problem).lower():
        return "encrypted", "This Parquet file is encrypted. Save it without encryption and upload it again."
    return "corrupt", "This Parquet file is damaged or uses a feature that cannot be read here. Write it anew and upload it again."
