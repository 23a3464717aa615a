"""Which variable holds a number: for each number of an answer, the place among the person's variables that it can be read from."""

from __future__ import annotations

import math
import sys
import time
from typing import Any

from codingagent_kernel import tables

MOST_SECONDS = 2.0
#: As many as the host asks for at once.
MOST_CANDIDATES = 1000
#: Values of one column or array that are searched, and items of plain containers.
MOST_VALUES = 20_000_000
MOST_ITEMS = 100_000


class _Wanted:
    """Candidates not found yet, and the places of those that were."""

    def __init__(self, candidates: list[dict[str, Any]]) -> None:
        self.places: list[str | None] = [None] * len(candidates)
        self.variables: list[str | None] = [None] * len(candidates)
        self.open: dict[int, tuple[float, float]] = {}
        for place, candidate in enumerate(candidates):
            value, tolerance = candidate.get("value"), candidate.get("tolerance", 0)
            if isinstance(value, int | float) and isinstance(tolerance, int | float) and math.isfinite(value):
                self.open[place] = (float(value), abs(float(tolerance)))
        self.ends_at = time.monotonic() + MOST_SECONDS
        self.items = MOST_ITEMS

    @property
    def over(self) -> bool:
        return not self.open or time.monotonic() > self.ends_at

    def found(self, candidate: int, variable: str, place: str) -> None:
        if self.open.pop(candidate, None) is not None:
            self.variables[candidate], self.places[candidate] = variable, place

    def number(self, value: Any, variable: str, place: str) -> None:
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            return
        for candidate, (wanted, tolerance) in list(self.open.items()):
            if abs(number - wanted) <= tolerance:
                self.found(candidate, variable, place)

    def array(self, numbers: Any, variable: str, describe: Any) -> None:
        """Numbers as a one-dimensional NumPy array; `describe(index)` says where one stands."""
        import numpy as np

        numbers = numbers[:MOST_VALUES]
        if not numbers.size:
            return
        if not np.issubdtype(numbers.dtype, np.floating):
            numbers = numbers.astype(np.float64)
        for candidate, (wanted, tolerance) in list(self.open.items()):
            if self.over:
                return
            with np.errstate(all="ignore"):
                near = np.abs(numbers - wanted) <= tolerance
            place = int(near.argmax())
            if near[place]:
                self.found(candidate, variable, describe(place))


def find_values(held: list[tuple[str, Any]], arguments: dict[str, Any]) -> dict[str, Any]:
    """`{candidates: [{value, tolerance}]}` → `{found: [{variable, place} or null]}`, in the same order. Small things are searched
    first: a number that a cell put into a variable of its own is a better source than a cell of a large table."""
    candidates = [item for item in arguments.get("candidates", []) if isinstance(item, dict)][:MOST_CANDIDATES]
    wanted = _Wanted(candidates)
    for search in (_plain, _tables):
        for name, value in reversed(held):
            if wanted.over:
                break
            try:
                search(wanted, name, value)
            except (KeyboardInterrupt, MemoryError):
                raise
            except Exception:
                continue  # an odd variable hides only itself
    found = [
        {"variable": variable, "place": place} if variable else None
        for variable, place in zip(wanted.variables, wanted.places, strict=True)
    ]
    return {"found": found}


def _plain(wanted: _Wanted, name: str, value: Any) -> None:
    _walk(wanted, name, value, f"the variable {name}")


def _walk(wanted: _Wanted, name: str, value: Any, place: str) -> None:
    """Numbers, and numbers in lists and dicts, also nested ones."""
    cls = type(value)
    wanted.items -= 1
    if wanted.items < 0 or (wanted.items % 1024 == 0 and wanted.over):
        return
    if (
        cls in (int, float)
        or (cls.__module__ == "numpy" and getattr(value, "ndim", 1) == 0)
        or cls.__name__ in ("Decimal", "Fraction")
    ):
        wanted.number(value, name, place)
    elif cls in (list, tuple, set, frozenset):
        if cls is list and len(value) > 100 and all(type(item) in (int, float) for item in value[:100]):
            _number_list(wanted, name, value, place)
            return
        for index, item in enumerate(value):
            _walk(wanted, name, item, f"{place}, item {index}" if cls in (list, tuple) else place)
    elif cls is dict:
        for key, item in value.items():
            label = repr(key)[:60] if type(key) in (str, int, float, bool, tuple) else type(key).__name__
            _walk(wanted, name, item, f"{place}, key {label}")
    elif tables.kind_of(value) == "series" and len(value) <= 1000:
        _series(wanted, name, value, place)


def _number_list(wanted: _Wanted, name: str, value: list[Any], place: str) -> None:
    import numpy as np

    try:
        numbers = np.array(value[:MOST_VALUES], dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return
    wanted.array(numbers, name, lambda index: f"{place}, item {index}")


def _tables(wanted: _Wanted, name: str, value: Any) -> None:
    kind = tables.kind_of(value)
    place = f"the variable {name}"
    numpy = sys.modules.get("numpy")
    if numpy is not None and type(value) is numpy.ndarray:
        if numpy.issubdtype(value.dtype, numpy.number) and not numpy.issubdtype(value.dtype, numpy.complexfloating):
            shape = value.shape
            flat = value.ravel()
            wanted.array(flat, name, lambda index: f"{place}, item {_position(index, shape)}")
    elif kind == "series":
        _series(wanted, name, value, place)
    elif kind == "pandas":
        for position in range(value.shape[1]):
            if wanted.over:
                return
            column = value.columns[position]
            _series(wanted, name, value.iloc[:, position], f"{place}, column {str(column)[:60]}")
        _count(wanted, name, len(value), place)
    elif kind in ("polars", "arrow"):
        columns = value.get_columns() if kind == "polars" else value.columns
        names = value.columns if kind == "polars" else value.column_names
        for label, column in zip(names, columns, strict=True):
            if wanted.over:
                return
            numbers = _to_numpy(column)
            if numbers is not None:
                wanted.array(numbers, name, lambda index, label=label: f"{place}, column {str(label)[:60]}, row {index}")
        _count(wanted, name, value.height if kind == "polars" else value.num_rows, place)
    elif kind == "polars_series":
        numbers = _to_numpy(value)
        if numbers is not None:
            wanted.array(numbers, name, lambda index: f"{place}, row {index}")


def _count(wanted: _Wanted, name: str, rows: int, place: str) -> None:
    wanted.number(rows, name, f"the number of rows of {place.removeprefix('the ')}")


def _position(index: int, shape: tuple[int, ...]) -> str:
    import numpy as np

    if len(shape) <= 1:
        return str(index)
    return str(tuple(int(part) for part in np.unravel_index(index, shape)))


def _to_numpy(column: Any) -> Any:
    try:
        numbers = column.to_numpy()
    except Exception:
        return None
    return numbers if getattr(numbers, "dtype", None) is not None and numbers.dtype.kind in "iuf" else None


def _series(wanted: _Wanted, name: str, value: Any, place: str) -> None:
    import numpy as np
    import pandas as pd

    if not pd.api.types.is_numeric_dtype(value.dtype) or pd.api.types.is_complex_dtype(value.dtype):
        return
    numbers = value.to_numpy(dtype=np.float64, na_value=np.nan)

    def describe(index: int) -> str:
        label = value.index[index]
        words = str(label)[:60] if not isinstance(label, int | np.integer) else str(int(label))
        return f"{place}, row {words}"

    wanted.array(numbers, name, describe)
