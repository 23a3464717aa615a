"""`final_result`: the short answer that a cell may leave."""

from __future__ import annotations

import json
import math
from typing import Any

from codingagent_kernel import display, tables
from codingagent_kernel.outbox import cut
from codingagent_kernel.pretty import pretty

NAME = "final_result"
_LIMIT = 20_000
#: Modules of values that a person reads better as `str` has them: 2024-01-02, 1.10.
_SAID_BY_STR = ("datetime", "decimal", "fractions", "pathlib", "uuid", "pandas")


def final_result(value: Any) -> tuple[str, str]:
    """(text, mime type) of any value."""
    if isinstance(value, str):
        return cut(value, _LIMIT), "text/markdown"
    if isinstance(value, bool) or value is None:
        return str(value), "text/plain"
    if hasattr(type(value), "item") and getattr(value, "ndim", None) == 0:
        value = value.item()
    if isinstance(value, float):
        return _number(value), "text/plain"
    chart = display.words_of_chart(value)
    if chart is not None:
        return cut(chart, _LIMIT), "text/plain"
    if tables.kind_of(value) in ("pandas", "series"):
        return cut(_markdown(value), _LIMIT), "text/markdown"
    if isinstance(value, dict | list | tuple):
        try:
            return cut(json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, indent=1), _LIMIT), "application/json"
        except (TypeError, ValueError, RecursionError):
            pass
    if type(value).__module__.split(".", 1)[0] in _SAID_BY_STR and tables.kind_of(value) is None:
        return cut(str(value), _LIMIT), "text/plain"
    if tables.kind_of(value):
        return cut(tables.table_of(value).text(_LIMIT), _LIMIT), "text/plain"
    return cut(str(value) if isinstance(value, int) and abs(value) < 10**300 else pretty(value), _LIMIT), "text/plain"


def _number(value: float) -> str:
    """Twelve digits: what a person wants of 0.1 + 0.2."""
    if not math.isfinite(value):
        return str(value)
    return repr(float(f"{value:.12g}"))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(type(value), "item") and getattr(value, "ndim", None) == 0:
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.12g}") if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)


def _markdown(value: Any) -> str:
    frame = value.to_frame() if tables.kind_of(value) == "series" else value
    rows = len(frame)
    plain_index = type(frame.index).__name__ == "RangeIndex"
    text = frame.head(50).to_markdown(index=not plain_index)
    return f"{text}\n\n… {rows - 50:,} more rows" if rows > 50 else str(text)
