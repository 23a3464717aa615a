"""Opens a Parquet file that someone uploaded."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from codingagent_kernel.requests import limits
from codingagent_kernel.requests.cells import kind_of, types_of
from codingagent_kernel.requests.engine import Workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.source import Column, Table
from codingagent_kernel.requests.stored import open_stored

SAMPLE_ROWS = 300_000
SAMPLE_GROUPS = 12
MOST_RATIO = 500


def read_parquet_table(bench: Workbench, path: Path, *, full: bool) -> Table:
    """Reads it as it is; a large one is sampled by row groups from all over it."""
    try:
        with pq.ParquetFile(path) as file:
            rows, groups = file.metadata.num_rows, file.metadata.num_row_groups
            largest = max((file.metadata.row_group(place).total_byte_size for place in range(groups)), default=0)
            if largest > limits.memory_share() and largest > MOST_RATIO * path.stat().st_size:
                raise RequestFailure("bomb", "This Parquet file unpacks to far more than it should; it is not opened.")
            if file.metadata.num_columns == 0:
                raise RequestFailure("empty", "This Parquet file holds no columns.")
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
    except (duckdb.Error, ValueError, OverflowError, RequestFailure):
        return _by_arrow(bench, path, rows)
    return Table(bench.connection, stored.relation, stored.columns, format="parquet", rows=rows, hints=["pd.read_parquet({path})"])


def _sampled(bench: Workbench, path: Path, rows: int) -> Table:
    with pq.ParquetFile(path) as file:
        groups = file.metadata.num_row_groups
        step = max(1, groups // SAMPLE_GROUPS)
        chosen = list(range(0, groups, step))[:SAMPLE_GROUPS]
        each = SAMPLE_ROWS // len(chosen)
        parts = []
        for place in chosen:
            taken = 0
            for batch in file.iter_batches(batch_size=min(each, 16_384), row_groups=[place]):
                parts.append(batch)
                taken += batch.num_rows
                if taken >= each:
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
    except (duckdb.Error, pa.ArrowException) as problem:
        raise RequestFailure(
            "unreadable", f"This Parquet file uses a type that cannot be read here ({str(problem)[:150]})."
        ) from problem
    columns = [Column(name, kind_of(sql_type)) for name, sql_type in zip(names, types, strict=True)]
    seen = table.num_rows if sampled else None
    return Table(
        bench.connection,
        "arrow_table",
        columns,
        format="parquet",
        rows=rows,
        sampled=sampled,
        sample_rows=seen,
        hints=["pd.read_parquet({path})"],
    )


def _reason(problem: Exception) -> tuple[str, str]:
    if "encrypt" in str(problem).lower() or "decrypt" in str(problem).lower():
        return "encrypted", "This Parquet file is encrypted. Save it without encryption and upload it again."
    return "corrupt", "This Parquet file is damaged or uses a feature that cannot be read here. Write it anew and upload it again."
