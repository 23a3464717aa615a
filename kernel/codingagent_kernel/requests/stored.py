"""A table that was stored as Parquet, opened for a page."""

import json
from collections.abc import Sequence
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
    kinds = _told(kept.get(b"kinds")) or [kind_of(sql_type) for sql_type in types]
    names = _told(kept.get(b"names")) or names
    if len(kinds) != len(types) or len(names) != len(types):
        raise RequestFailure("corrupt", _BROKEN)
    return Stored(connection, relation, names, types, kinds, rows)


def kept_notes(names: Sequence[str], kinds: Sequence[str]) -> dict[str, str]:
    """What a table of ours carries beside its rows."""
    return {"names": json.dumps(list(names)), "kinds": json.dumps(list(kinds))}


def _told(note: bytes | None) -> list[str]:
    try:
        found = json.loads(note) if note else []
    except ValueError:
        return []
    return [str(text) for text in found] if isinstance(found, list) else []
