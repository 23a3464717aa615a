"""A value as text: broken into lines, cut where it grows long, and never raising for what the value does."""

from __future__ import annotations

import io
from typing import Any

from IPython.lib.pretty import RepresentationPrinter

#: Beyond this the rest is cut unseen; a container is cut by items long before.
_MOST_CHARACTERS = 40_000
_MOST_ITEMS = 1000


class _Full(Exception):
    pass


class _Bounded(io.StringIO):
    def __init__(self) -> None:
        super().__init__()
        self._room = _MOST_CHARACTERS

    def write(self, text: str, /) -> int:
        self._room -= len(text)
        if self._room < 0:
            super().write(text[: self._room] or "")
            raise _Full
        return super().write(text)


def pretty(value: Any) -> str:
    """Raises nothing but KeyboardInterrupt and MemoryError."""
    written = _Bounded()
    try:
        if type(value) in (int, float, bool, str):
            written.write(repr(value) if type(value) is not int or abs(value) < 10**4000 else _long_number(value))
            return written.getvalue()
        printer = RepresentationPrinter(written, verbose=False, max_width=100, newline="\n", max_seq_length=_MOST_ITEMS)
        printer.pretty(value)
        printer.flush()
        return written.getvalue()
    except _Full:
        return written.getvalue() + "\n… cut"
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException as problem:
        return f"<{type(value).__name__}: its text form failed with {type(problem).__name__}>"


def _long_number(value: int) -> str:
    return f"a whole number of {value.bit_length():,} bits, too long to write out"
