"""Brings the rows of a reader into DuckDB: as a table in memory while they are few, as Parquet on disk when they are many."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.source import literal

BATCH = 20_000
BATCH_BYTES = 16 * 1024**2


def text_batches(rows: Iterable[Sequence[str]], width: int) -> Iterator[pa.RecordBatch]:
    """Columns c0, c1 … of texts; every row has `width` fields. A batch ends early when its rows are long."""
    schema = text_schema(width)
    rows = iter(rows)
    size = BATCH
    while chunk := list(islice(rows, size)):
        batch = pa.record_batch([pa.array(column, pa.string()) for column in zip(*chunk, strict=True)], schema=schema)
        size = max(100, min(BATCH, int(len(chunk) * BATCH_BYTES / max(1, batch.nbytes))))
        yield batch


def text_schema(width: int) -> pa.Schema:
    return pa.schema([(f"c{place}", pa.string()) for place in range(width)])


def in_memory(connection: duckdb.DuckDBPyConnection, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> str:
    table = pa.Table.from_batches(list(batches), schema)
    connection.register(f"{name}_rows", table)
    connection.execute(f"create or replace temp table {name} as select * from {name}_rows")
    connection.unregister(f"{name}_rows")
    return name


def on_disk(path: Path, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> str:
    try:
        with pq.ParquetWriter(path, schema, compression="snappy") as writer:
            for batch in batches:
                writer.write_batch(batch)
    except OSError as problem:
        raise RequestFailure(
            "too_large", "There is not enough disk left in this session to read the file. Delete files you no longer need."
        ) from problem
    return f"read_parquet({literal(str(path))})"
