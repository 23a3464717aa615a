"""Columns as Parquet can say them, each one's type kept where there is one, else as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from codingagent_kernel.pretty import pretty

if TYPE_CHECKING:
    import pandas as pd

#: A pyarrow Array or ChunkedArray.
Column = Any
_MOST_NESTING = 6
#: How a table's file is written.
FORMAT: dict[str, Any] = {"compression": "zstd", "compression_level": 1, "version": "2.6", "row_group_size": 100_000}


def write(table: pa.Table, path: str) -> None:
    """On this thread alone: a thread that Arrow started would cost the session its undo point."""
    from pyarrow import parquet

    parquet.write_table(table, path, **FORMAT)


def unique_names(names: list[str]) -> list[str]:
    """`a, a, a_2` → `a, a_2, a_2_2`: an earlier column keeps its name."""
    taken: set[str] = set()
    made = []
    for name in names:
        text, number = name, 1
        while text in taken:
            number += 1
            text = f"{name}_{number}"
        taken.add(text)
        made.append(text)
    return made


def from_pandas(frame: pd.DataFrame) -> list[tuple[str, Column]]:
    """Name and content of each column, the index first where it means something."""
    columns: list[tuple[str, Column]] = []
    if _index_means_something(frame.index):
        for level in range(frame.index.nlevels):
            values = frame.index.get_level_values(level)
            name = frame.index.names[level]
            fallback = "index" if frame.index.nlevels == 1 else f"index_{level}"
            columns.append((fallback if name is None else _label(name), from_values(values.to_series(index=range(len(values))))))
    for place in range(frame.shape[1]):
        columns.append((_label(frame.columns[place]), from_values(frame.iloc[:, place])))
    names = unique_names([name for name, _ in columns])
    return list(zip(names, (column for _, column in columns), strict=True))


def _index_means_something(index: pd.Index[Any]) -> bool:
    import pandas as pd

    # A range that does not start at 0 or that was reordered says which rows these were; a plain count says nothing.
    plain = isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1
    return not plain or index.name is not None


def _label(label: object) -> str:
    parts = label if isinstance(label, tuple) else (label,)
    try:
        words = [" ".join(str(part).split()) for part in parts]
    except Exception:
        words = ["column"]
    return " / ".join(word for word in words if word)[:300] or "column"


def from_values(values: pd.Series[Any]) -> Column:
    """Arrow's own conversion where it can be said in Parquet, else each value as text."""
    import pandas as pd

    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        values = values.astype(dtype.categories.dtype if not values.isna().any() else object)
        dtype = values.dtype
    if isinstance(dtype, pd.SparseDtype):
        values = values.sparse.to_dense()
    if dtype.kind == "O" and _is_nested_deeply(values):
        return _as_text(values)
    try:
        column = pa.Array.from_pandas(values)
    except (pa.ArrowException, TypeError, ValueError, OverflowError, AttributeError, RecursionError):
        return _as_text(values)
    return speakable(column, values)


def _is_nested_deeply(values: Any) -> bool:
    """Arrow overflows the stack on a list that holds itself. Looks at so many values, and calls what is left unseen deep."""
    room = 3_000_000
    level = [value for value in values if type(value) in (list, tuple, dict, set)]
    for _ in range(_MOST_NESTING):
        room -= len(level)
        if not level:
            return False
        if room < 0:
            return True
        inner: list[Any] = []
        for value in level:
            items = value.values() if type(value) is dict else value
            inner += [item for item in items if type(item) in (list, tuple, dict, set)]
        level = inner
    return bool(level)


def speakable(column: Column, values: Any = None) -> Column:
    """The column if every reader of Parquet understands its type; else a near type or text."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        return _as_text(values if values is not None else column.to_pylist())
    if pa.types.is_dictionary(kind):
        return speakable(column.dictionary_decode() if isinstance(column, pa.Array) else column.cast(kind.value_type), values)
    if pa.types.is_float16(kind):
        return column.cast(pa.float32())
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_duration(kind) or pa.types.is_interval(kind) or pa.types.is_union(kind) or pa.types.is_map(kind):
        return _as_text(values if values is not None else column.to_pylist())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return _as_text(values if values is not None else column.to_pylist())
    if pa.types.is_nested(kind) and not _nested_is_plain(kind):
        return _as_text(values if values is not None else column.to_pylist())
    if pa.types.is_string_view(kind):
        return column.cast(pa.string())
    return column


def _nested_is_plain(kind: pa.DataType) -> bool:
    """Lists and structs of what JSON has."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _nested_is_plain(kind.value_type)
    if pa.types.is_struct(kind):
        return 0 < kind.num_fields <= 100 and all(_nested_is_plain(kind.field(place).type) for place in range(kind.num_fields))
    plain = (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_string, pa.types.is_large_string)
    return any(test(kind) for test in plain) and not pa.types.is_float16(kind)


def _as_text(values: Any) -> pa.Array:
    return pa.array([_text(value) for value in values], type=pa.string())


def _text(value: Any) -> str | None:
    import pandas as pd

    if value is None:
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()[:100_000]
    try:
        if pd.api.types.is_scalar(value) and pd.isna(value):
            return None
        if isinstance(value, bytes):
            return value.hex() if len(value) <= 64 else f"{value[:64].hex()}… ({len(value):,} bytes)"
        if isinstance(value, list | dict):
            try:
                return json.dumps(value, default=str, ensure_ascii=False)[:100_000]
            except (ValueError, TypeError, RecursionError):
                return pretty(value)[:100_000]
        return str(value).encode("utf-8", "replace").decode()[:100_000]
    except (KeyboardInterrupt, MemoryError):
        raise
    except Exception as problem:
        return f"<{type(value).__name__}: {type(problem).__name__}>"
