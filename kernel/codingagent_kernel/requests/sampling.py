"""A sample of a large text: its beginning, and pieces from all over it, so that what starts late is seen early."""

import os
from dataclasses import dataclass
from pathlib import Path

HEAD = 2 * 1024**2
PIECES = 24
PIECE = 96 * 1024
WHOLE = 24 * 1024**2
"""A file up to this size is read whole at once."""


@dataclass(frozen=True)
class Sample:
    data: bytes
    size: int
    """Of the whole file."""

    @property
    def whole(self) -> bool:
        return len(self.data) >= self.size


def head_of(path: Path, size: int = HEAD) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def sample(path: Path, newline: bytes, *, from_line: int = 0) -> Sample:
    """Bytes of whole lines. Lines are cut where `newline` ends, so it must be the file's own, in its own encoding.

    `from_line` lines at the beginning belong to the head alone.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= WHOLE:
            return Sample(file.read(), size)
        parts = [_whole_lines(file.read(HEAD), newline, first=True)]
        step = (size - HEAD) // PIECES
        for number in range(PIECES):
            width = len(newline)
            start = (HEAD + number * step) // width * width
            file.seek(start, os.SEEK_SET)
            data = file.read(PIECE)
            parts.append(_whole_lines(data, newline, first=False))
    return Sample(b"".join(parts), size)


def _whole_lines(data: bytes, newline: bytes, *, first: bool) -> bytes:
    start = 0 if first else _find(data, newline, 0)
    end = _find_last(data, newline)
    return data[start:end] if end > start else b""


def _find(data: bytes, newline: bytes, start: int) -> int:
    """The place after the next line end that lies on a character's edge."""
    while (place := data.find(newline, start)) >= 0:
        if place % len(newline) == 0:
            return place + len(newline)
        start = place + 1
    return len(data)


def _find_last(data: bytes, newline: bytes) -> int:
    end = len(data)
    while (place := data.rfind(newline, 0, end)) >= 0:
        if place % len(newline) == 0:
            return place + len(newline)
        end = place + len(newline) - 1
    return 0
