"""Runs a line of pandas against the passport it belongs to: a hint that would read the file otherwise is never given."""

import datetime
import decimal
import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LARGEST = 24 * 1024**2


def working_hint(hints: Sequence[str], path: Path, columns: Sequence[dict[str, Any]], rows: int) -> str | None:
    """The first line whose result has these columns, types, missing values and ranges; None if there is none.

    Beyond LARGEST bytes the first line is checked on the beginning of the file alone.
    """
    import pandas as pd

    large = path.stat().st_size > LARGEST
    for hint in hints:
        # The path stays a variable: as text it would be code wherever a column is called {path}.
        line = hint.replace("{path}", "path, nrows=1000", 1) if large and "read_csv" in hint else hint
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                frame = eval(line.replace("{path}", "path"), {"pd": pd, "path": str(path)})
        except Exception:
            continue
        if large and _names_and_types(frame, columns):
            return hint
        if (
            not large
            and len(frame) == rows
            and _names_and_types(frame, columns)
            and all(_same(frame, column) for column in columns)
        ):
            return hint
    return None


def _names_and_types(frame: Any, columns: Sequence[dict[str, Any]]) -> bool:
    if list(frame.columns) != [column["name"] for column in columns]:
        return False
    return all(kind_of_series(frame[column["name"]], str(column["type"])) for column in columns)


def kind_of_series(series: Any, kind: str) -> bool:
    """Whether pandas holds the column as the passport calls it."""
    from pandas.api import types

    if types.is_bool_dtype(series.dtype):
        return kind == "boolean"
    if kind in ("integer", "decimal"):
        whole = bool(types.is_integer_dtype(series.dtype))
        return whole if kind == "integer" else bool(types.is_float_dtype(series.dtype)) or _holds(series, decimal.Decimal)
    if kind in ("date", "datetime"):
        return bool(types.is_datetime64_any_dtype(series.dtype)) or _holds(series, datetime.date)
    if kind in ("text", "mixed", "time", "object", "list", "binary"):
        return bool(types.is_string_dtype(series.dtype) or types.is_object_dtype(series.dtype))
    return kind == "boolean" and _holds(series, bool)


def _holds(series: Any, kind: type) -> bool:
    values = series.dropna()
    return len(values) > 0 and all(isinstance(value, kind) for value in values)


def _same(frame: Any, column: dict[str, Any]) -> bool:
    series = frame[column["name"]]
    if int(series.isna().sum()) != column["missing"]:
        return False
    mean = column.get("mean")
    if column["type"] in ("integer", "decimal") and isinstance(mean, float) and len(series):
        return math.isclose(float(series.astype("float64").mean()), mean, rel_tol=1e-9, abs_tol=1e-9)
    if column["type"] == "date" and isinstance(column.get("min"), str):
        return str(series.min())[:10] == str(column["min"])[:10]
    return True
