"""Tables on their way to the screen: any frame or series as a Parquet file with its types, and as text.

A column that Parquet cannot say (mixed, complex, periods, numbers beyond 64 bits) becomes text; nothing about a column may make the
table fail. An index that means something becomes columns.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from codingagent_kernel import parquet_columns

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Kind = Literal["pandas", "series", "polars", "polars_series", "arrow", "duckdb"]

#: Cells that one table file may hold; beyond that its first rows.
MOST_CELLS = 100_000_000
TEXT_ROWS = 30
TEXT_COLUMNS = 30


def kind_of(value: object) -> Kind | None:
    """Which library's table this is; asks only libraries that were imported."""
    found: tuple[tuple[str, str, Kind], ...] = (
        ("pandas", "DataFrame", "pandas"),
        ("pandas", "Series", "series"),
        ("polars", "DataFrame", "polars"),
        ("polars", "Series", "polars_series"),
        ("pyarrow", "Table", "arrow"),
        ("pyarrow", "RecordBatch", "arrow"),
        ("duckdb", "DuckDBPyRelation", "duckdb"),
    )
    root = type(value).__module__.split(".", 1)[0]
    if root in ("builtins", "numpy", "__main__") and type(value).__mro__[1:2] == (object,):
        return None
    for module, name, kind in found:
        loaded = sys.modules.get(module)
        cls = getattr(loaded, name, None) if loaded else None
        # By its type alone: `isinstance` would ask the value, which may be hostile.
        if isinstance(cls, type) and issubclass(type(value), cls):
            return kind
    return None


def is_array(value: object) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def is_object_array(value: Any) -> bool:
    return is_array(value) and value.dtype == object and 0 < value.size <= 1000


@dataclass(slots=True)
class Table:
    """A table ready to be written. `rows` counts all its rows, also those beyond MOST_CELLS."""

    title: str | None
    rows: int
    columns: int
    content: Any
    words: str
    note: str = ""

    @property
    def shape(self) -> dict[str, int]:
        return {"rows": self.rows, "columns": self.columns}

    def text(self, limit: int) -> str:
        size = f"[{self.rows:,} rows × {self.columns:,} columns]"
        tail = f"\n{size}" + (f"\n[{self.note}]" if self.note else "")
        head = self.words
        if len(head) + len(tail) > limit:
            head = head[: limit - len(tail) - 30].rsplit("\n", 1)[0] + "\n… cut"
        return head + tail

    def write(self, path: str) -> None:
        parquet_columns.write(self.content, path)


def table_of(value: Any) -> Table:
    kind = kind_of(value)
    if kind == "series":
        frame = value.to_frame(name="value" if value.name is None else value.name)
        return _pandas(frame, value.name, lambda: _series_words(value))
    if kind == "pandas":
        return _pandas(value, None, lambda: _frame_words(value))
    if kind == "polars_series":
        value = value.to_frame()
    if kind in ("polars", "polars_series"):
        rows = min(value.height, _row_limit(value.width))
        return _finished(value.head(rows).to_arrow(), value.height, str(value))
    if kind == "duckdb":
        return _duckdb(value)
    import pyarrow as pa

    table = pa.Table.from_batches([value]) if isinstance(value, pa.RecordBatch) else value
    return _finished(table.slice(0, _row_limit(table.num_columns)), table.num_rows, _arrow_words(table))


#: Names that say nothing of what stands in the table.
_PLAIN_NAMES = frozenset(("df", "frame", "table", "data", "result", "results", "res", "out", "output", "tmp", "temp", "rel"))
TITLE_COLUMNS = 3
TITLE_LETTERS = 60


def title_of(table: Table, name: str | None) -> str:
    """What a person calls the table: its own title, the name of its variable, or else its first columns."""
    if table.title:
        return table.title
    words = " ".join((name or "").replace("_", " ").split()).removeprefix("df ").removesuffix(" df")
    if len(words) > 2 and words.lower() not in _PLAIN_NAMES:
        return words[:1].upper() + words[1:200]
    columns = [" ".join(column.split())[:TITLE_LETTERS] for column in table.content.column_names]
    listed = ", ".join(columns[:TITLE_COLUMNS]) + (" …" if len(columns) > TITLE_COLUMNS else "")
    return f"Table of {listed}" if any(columns) else "Empty table"


def _row_limit(columns: int) -> int:
    return max(1, MOST_CELLS // max(columns, 1))


def _cut_note(kept: int, rows: int) -> str:
    return f"the table that can be opened holds the first {kept:,} of {rows:,} rows" if kept < rows else ""


def _finished(table: pa.Table, rows: int, words: str) -> Table:
    named = parquet_columns.unique_names([str(name) for name in table.column_names])
    arrays = [parquet_columns.speakable(column) for column in table.columns]
    import pyarrow as pa

    made = pa.Table.from_arrays(arrays, names=named) if arrays else pa.table({})
    return Table(None, rows, len(named), made, words, _cut_note(table.num_rows, rows))


def _duckdb(relation: Any) -> Table:
    """A relation is a query: it is run once, for the rows that are shown and kept."""
    limit = _row_limit(len(relation.columns))
    table = relation.limit(limit).to_arrow_table()
    rows = table.num_rows if table.num_rows < limit else int(relation.count("*").fetchone()[0])
    return _finished(table, rows, _arrow_words(table))


def _pandas(frame: pd.DataFrame, name: object, words: Any) -> Table:
    rows, limit = len(frame), _row_limit(frame.shape[1] + frame.index.nlevels)
    kept = frame.iloc[:limit]
    columns = parquet_columns.from_pandas(kept)
    import pyarrow as pa

    content = (
        pa.Table.from_arrays([array for _, array in columns], names=[label for label, _ in columns]) if columns else pa.table({})
    )
    title = " ".join(str(name).split())[:200] if isinstance(name, str) and name else None
    try:
        said = words()
    except (KeyboardInterrupt, MemoryError):
        raise
    except Exception:
        said = _arrow_words(content)  # a value that cannot be written out: by now it is one that can
    return Table(title, rows, len(columns), content, said, _cut_note(len(kept), rows))


def _frame_words(frame: pd.DataFrame) -> str:
    import pandas as pd

    options = ("display.width", 160, "display.show_dimensions", False)
    with pd.option_context(*options):
        return str(frame.to_string(max_rows=TEXT_ROWS, max_cols=TEXT_COLUMNS, min_rows=20, line_width=160, max_colwidth=60))


def _series_words(series: pd.Series[Any]) -> str:
    return str(series.to_string(max_rows=TEXT_ROWS, min_rows=20, name=True, dtype=True))


def _arrow_words(table: pa.Table) -> str:
    head = table.slice(0, TEXT_ROWS)
    return _frame_words(head.to_pandas(types_mapper=None, ignore_metadata=True))
