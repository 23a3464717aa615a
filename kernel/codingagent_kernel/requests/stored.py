"""A table that was stored as Parquet, opened for a page, a summary or an export."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from codingagent_kernel.requests.cells import kind_of, types_of
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.source import Column, literal

_BROKEN = "This table cannot be read any more. Make it again, or upload the file again."


@dataclass(frozen=True)
class Stored:
    connection: duckdb.DuckDBPyConnection
    relation: str
    names: list[str]
    types: list[str]
    kinds: list[str]
    rows: int

    @property
    def columns(self) -> list[Column]:
        return [Column(name, kind) for name, kind in zip(self.names, self.kinds, strict=True)]


def open_stored(connection: duckdb.DuckDBPyConnection, path: Path) -> Stored:
    """Columns are c0, c1 … in the relation, whatever their names: DuckDB would confuse `ID` with `id`."""
    try:
        with pq.ParquetFile(path) as file:
            names = [str(name) for name in file.schema_arrow.names]
            kept = file.schema_arrow.metadata or {}
            rows = file.metadata.num_rows
        source = f"read_parquet({literal(str(path))})"
        positions = ", ".join(f"c{place}" for place in range(len(names)))
        relation = f"(select * from {source}) as t({positions})" if names else source
        types = types_of(connection, relation)[: len(names)]
    except (pa.ArrowException, duckdb.Error, OSError) as problem:
        raise RequestFailure("corrupt", _BROKEN) from problem
    told = [text for text in kept.get(b"kinds", b"").decode(errors="replace").split(",") if text]
    kinds = told if len(told) == len(names) else [kind_of(sql_type) for sql_type in types]
    return Stored(connection, relation, names, types, kinds, rows)
