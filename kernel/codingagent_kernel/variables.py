"""The person's variables: what they are called, what they are, how large, and the beginning of each. Newest first.

Looking must be safe and quick: no method of an unknown type is called, so that a hostile or slow `__repr__` or `__len__` never runs.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import pathlib
import sys
import types
import uuid
from collections.abc import Callable
from typing import Any

from codingagent_kernel import tables
from codingagent_kernel.values import find_values

MOST = 200
PREVIEW = 160
#: A class of the person's own that extends a table may do anything when it is looked at.
_TABLE_LIBRARIES = ("pandas", "polars", "pyarrow", "duckdb", "_duckdb")
_PLAIN = (int, float, complex, bool, type(None), decimal.Decimal, fractions.Fraction, uuid.UUID, range)
_TIMES = (datetime.date, datetime.datetime, datetime.time, datetime.timedelta, datetime.timezone)
_CONTAINERS = (list, tuple, set, frozenset, dict)


class Variables:
    def __init__(self, namespace: dict[str, Any], is_given: Callable[[str, object], bool] = lambda _name, _value: False) -> None:
        self._namespace = namespace
        self._is_given = is_given
        self._startup = {name: id(value) for name, value in namespace.items()}
        self._seen: dict[str, tuple[int, int]] = {}
        self._stamp = 0

    def notice(self, sets: set[str]) -> None:
        """After a cell: what it set is newest. `sets` are the names in its text, for values that compare as the same object."""
        self._stamp += 1
        seen = {}
        for name, value in self._theirs():
            before = self._seen.get(name)
            newer = before is None or before[0] != id(value) or name in sets
            seen[name] = (id(value), self._stamp if newer or before is None else before[1])
        self._seen = seen

    def is_empty(self) -> bool:
        """True while there is nothing a person would miss, functions and imports included."""
        return all(name.startswith("_") or self._is_startup(name, value) for name, value in list(self._namespace.items()))

    def newest(self) -> list[dict[str, Any]]:
        held = self._theirs()
        held.reverse()
        held.sort(key=lambda item: -self._seen.get(item[0], (0, 0))[1])
        return [describe(name, value) for name, value in held[:MOST]]

    def answer(self, name: str, arguments: dict[str, Any]) -> Any:
        match name:
            case "variables":
                self.notice(set())
                return {"items": self.newest()}
            case "find_values":
                return find_values(self._theirs(), arguments)
            case _:
                raise ValueError(f"unknown question {name}")

    def _is_startup(self, name: str, value: object) -> bool:
        return self._startup.get(name) == id(value) or self._is_given(name, value)

    def _theirs(self) -> list[tuple[str, Any]]:
        return [
            (name, value)
            for name, value in list(self._namespace.items())
            if isinstance(name, str)
            and not name.startswith("_")
            and not issubclass(type(value), types.ModuleType)
            and not self._is_startup(name, value)
            and not _is_imported(name, value)
        ]


def _is_imported(name: str, value: Any) -> bool:
    """`from math import sqrt`, `from collections import Counter`: found under its own name, and not made here."""
    if type(value) in (types.FunctionType, types.BuiltinFunctionType, type):
        return bool(value.__name__ == name and value.__module__ != "__main__")
    return issubclass(type(value), type) and type(value).__module__ == "abc"


def _root(cls: type) -> str:
    module = type.__getattribute__(cls, "__module__")
    return module.split(".", 1)[0] if type(module) is str else ""


def type_name(value: object) -> str:
    cls = type(value)
    root, name = _root(cls), type.__getattribute__(cls, "__name__")
    return name[:100] if root in ("builtins", "__main__") else f"{root}.{name}"[:200]


def describe(name: str, value: Any) -> dict[str, Any]:
    about: dict[str, Any] = {"name": name[:200], "type": type_name(value), "preview": ""}
    try:
        _fill(about, value)
    except (KeyboardInterrupt, MemoryError):
        raise
    except Exception as problem:
        about["preview"] = f"({type(problem).__name__} while looking)"
    return about


def _fill(about: dict[str, Any], value: Any) -> None:
    kind = tables.kind_of(value) if _root(type(value)) in _TABLE_LIBRARIES else None
    if kind is not None:
        _fill_table(about, value, kind)
        return
    numpy = sys.modules.get("numpy")
    if numpy is not None and type(value) is numpy.ndarray:
        about["shape"] = [int(size) for size in value.shape]
        about["bytes"] = int(value.nbytes)
        about["preview"] = f"{value.dtype}: {_items(value.ravel()[:8].tolist(), value.size)}"
        return
    cls = type(value)
    if cls in (str, bytes, *_CONTAINERS):
        about["shape"] = [len(value)]
        about["bytes"] = sys.getsizeof(value)
        about["preview"] = preview(value)
        return
    about["preview"] = preview(value)
    if cls in _PLAIN:
        about["bytes"] = sys.getsizeof(value)


def _fill_table(about: dict[str, Any], value: Any, kind: tables.Kind) -> None:
    match kind:
        case "pandas":
            about["shape"] = [int(size) for size in value.shape]
            about["bytes"] = int(value.memory_usage(index=True, deep=False).sum())
            about["preview"] = _columns(
                [(str(name), str(dtype)) for name, dtype in zip(value.columns[:20], value.dtypes.iloc[:20], strict=True)]
            )
        case "series":
            about["shape"] = [len(value)]
            about["bytes"] = int(value.memory_usage(index=True, deep=False))
            about["preview"] = f"{value.dtype}: {_items(value.iloc[:8].tolist(), len(value))}"
        case "polars":
            about["shape"] = [value.height, value.width]
            about["bytes"] = int(value.estimated_size())
            about["preview"] = _columns([(name, str(dtype)) for name, dtype in list(value.schema.items())[:20]])
        case "polars_series":
            about["shape"] = [len(value)]
            about["preview"] = f"{value.dtype}: {_items(value.head(8).to_list(), len(value))}"
        case "arrow":
            about["shape"] = [value.num_rows, value.num_columns]
            about["bytes"] = int(value.nbytes)
            about["preview"] = _columns([(field.name, str(field.type)) for field in list(value.schema)[:20]])
        case "duckdb":
            about["preview"] = _columns([(str(name), "") for name in value.columns[:20]])


def _columns(columns: list[tuple[str, str]]) -> str:
    return _cut(", ".join(f"{name[:40]} ({kind})" if kind else name[:40] for name, kind in columns))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= PREVIEW else text[: PREVIEW - 1] + "…"


def _items(items: Any, size: int) -> str:
    text = ", ".join(preview(item, 30) for item in items)
    return _cut(f"{text}, …" if size > len(items) else text)


def preview(value: Any, most: int = PREVIEW, depth: int = 2) -> str:
    """Types we know are written out, of all others the name alone."""
    cls = type(value)
    if cls is str:
        return _cut(repr(value[:most] + ("…" if len(value) > most else "")))
    if cls is bytes:
        return _cut(repr(value[: most // 2]))
    if cls is int and value.bit_length() > 2000:
        return f"a number of {value.bit_length():,} bits"
    if cls in _PLAIN:
        return _cut(repr(value))
    if cls in _TIMES or (issubclass(cls, pathlib.PurePath) and _root(cls) == "pathlib"):
        return str(value)[:most]
    if cls in _CONTAINERS:
        return _cut(_container(value, depth))
    root = _root(cls)
    if root in ("numpy", "pandas") and hasattr(cls, "item") and getattr(value, "ndim", 1) == 0:
        return preview(value.item(), most, depth) if root == "numpy" else _cut(str(value))
    if root == "pandas" and cls.__name__ in ("Timestamp", "Timedelta", "NaTType", "NAType", "Period", "Interval"):
        return str(value)[:most]
    if cls is types.FunctionType:
        return f"function {value.__name__}"[:most]
    name = type.__getattribute__(value if issubclass(cls, type) else cls, "__name__")
    return f"class {name}"[:most] if issubclass(cls, type) else f"{name} object"[:most]


def _container(value: Any, depth: int) -> str:
    opening, closing = "[]" if type(value) is list else "()" if type(value) is tuple else "{}"
    if depth <= 0:
        return f"{opening}…{closing}" if value else opening + closing
    parts = []
    for place, item in enumerate(value.items() if type(value) is dict else value):
        if place >= 8:
            parts.append("…")
            break
        if type(value) is dict:
            parts.append(f"{preview(item[0], 30, depth - 1)}: {preview(item[1], 40, depth - 1)}")
        else:
            parts.append(preview(item, 40, depth - 1))
    return opening + ", ".join(parts) + closing
