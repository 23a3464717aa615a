"""Runs a line of pandas against the passport it belongs to: a hint that would read the file otherwise is never given."""

import datetime
import decimal
import io
import math
import warnings
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

LARGEST = 24 * 1024**2
FIRST_ROWS = 1000


def working_hint(hints: Sequence[str], path: Path, columns: Sequence[dict[str, Any]], rows: int | None) -> str | None:
    """The first line whose result has these columns, types, missing values and ranges; None if there is none.

    Beyond LARGEST bytes a line is checked on the beginning of the file alone; so it is where `rows` is None, for a file that is one.
    """
    import pandas as pd

    large = path.stat().st_size > LARGEST
    for hint in hints:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # The path stays a variable: as text it would be code wherever a column is called {path}.
                frame = eval(hint.replace("{path}", "path"), {"pd": _Beginning() if large else pd, "path": str(path)})
        except Exception:
            continue
        if not _names_and_types(frame, columns):
            continue
        if large or rows is None or (len(frame) == rows and all(_same(frame, column) for column in columns)):
            return hint
    return None


class _Beginning:
    """pandas, whose readers give the first rows of a file; what can only be read whole is not read."""

    def read_csv(self, path: str, **how: Any) -> Any:
        import pandas as pd

        return pd.read_csv(path, nrows=FIRST_ROWS, **how)

    def read_json(self, path: str, **how: Any) -> Any:
        import pandas as pd

        if not how.get("lines"):
            raise ValueError("JSON has no beginning that can be read alone.")
        return pd.read_json(path, nrows=FIRST_ROWS, **how)

    def read_sql(self, query: str, connection: Any) -> Any:
        import pandas as pd

        return pd.read_sql(f"select * from ({query}) limit {FIRST_ROWS}", connection)

    def read_parquet(self, path: str, **how: Any) -> Any:
        import pandas as pd
        import pyarrow as pa
        import pyarrow.parquet as pq

        with pq.ParquetFile(path) as file:
            rows = pa.Table.from_batches(islice(file.iter_batches(FIRST_ROWS), 1), file.schema_arrow)
        beginning = io.BytesIO()
        pq.write_table(rows, beginning)
        return pd.read_parquet(beginning, **how)

    def __getattr__(self, name: str) -> Any:
        import pandas as pd

        return getattr(pd, name)


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
    if kind in ("text", "binary") and any(isinstance(value, bytes | bytearray) for value in series.dropna().head(FIRST_ROWS)):
        return False  # Whatever looks at its texts would fail on the first byte that is no letter.
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
