"""An exception as plain text for people and models: the cell's own lines in full, libraries' frames few, our own none."""

from __future__ import annotations

import linecache
import os
import re
import sysconfig
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

TRACEBACK_LIMIT = 8_000
MESSAGE_LIMIT = 2_000
#: The last frames of a library that are shown, and the most of the person's own.
_LIBRARY_FRAMES = 2
_OWN_FRAMES = 12
_CELL = re.compile(r"<cell (\d+)>\Z")
_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep
#: Wherever it lies: a path file may add packages of another folder.
_PACKAGES = re.compile(r".*/(?:site|dist)-packages/")
_STANDARD = sysconfig.get_path("stdlib")


def cell_name(count: int) -> str:
    return f"<cell {count}>"


def describe(problem: BaseException, cell: str) -> dict[str, Any]:
    """The `error` of a result frame. `cell` is the file name its code was compiled under. Never raises."""
    name = type(problem).__name__[:200]
    message = _message(problem)
    line = _line(problem, cell)
    try:
        text = "\n".join(_lines(problem))
    except Exception:
        text = f"{name}: {message}"
    error: dict[str, Any] = {"name": name, "message": message, "traceback": _cut(text)}
    if line is not None:
        error["line"] = line
    return error


def _message(problem: BaseException) -> str:
    if isinstance(problem, SyntaxError):
        text = problem.msg or "invalid syntax"
        return f"{text} (line {problem.lineno})"[:MESSAGE_LIMIT] if problem.lineno else text[:MESSAGE_LIMIT]
    try:
        text = str(problem)
    except Exception:
        return "(its message could not be read)"
    if isinstance(problem, MemoryError) and not text:
        return "there is not enough memory for this"
    return text if len(text) <= MESSAGE_LIMIT else text[:MESSAGE_LIMIT] + "…"


def _line(problem: BaseException, cell: str) -> int | None:
    """The deepest line of this cell; for a syntax error in it the line Python names."""
    if isinstance(problem, SyntaxError) and problem.filename in (cell, "<look>") and problem.lineno:
        return problem.lineno
    found = None
    for frame in _frames(problem.__traceback__):
        if frame[0] == cell:
            found = frame[1]
        elif frame[0].startswith("<timed ") or frame[0] == "<magic-timeit>":
            found = frame[1] + 1
    return found


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, int, str]]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield code.co_filename, trace.tb_lineno or 0, code.co_name
        trace = trace.tb_next


def _lines(problem: BaseException, depth: int = 0) -> Iterator[str]:
    before = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if before is not None and depth < 3 and before is not problem and _is_telling(before):
        yield from _lines(before, depth + 1)
        because = problem.__cause__ is not None
        yield ""
        yield "That was the cause of this:" if because else "While this was handled, another error came up:"
        yield ""
    frames = [frame for frame in _frames(problem.__traceback__) if not frame[0].startswith(_OURS) and "/IPython/" not in frame[0]]
    while len(frames) > 1 and "/asyncio/" in frames[0][0]:
        del frames[0]  # what runs a cell that awaits
    if frames:
        yield "Traceback (most recent call last):"
        yield from _frame_lines(frames)
    yield from _last_lines(problem)


def _is_telling(problem: BaseException) -> bool:
    """An earlier error that never passed through the person's code is a library's own business."""
    return any(_is_own(name) for name, _, _ in _frames(problem.__traceback__))


def _is_own(filename: str) -> bool:
    if _CELL.match(filename) or filename.startswith("<timed ") or filename == "<magic-timeit>":
        return True
    # A compiled library names its source by a relative path.
    return filename.startswith(os.sep) and not filename.startswith((_STANDARD, _OURS)) and not _PACKAGES.match(filename)


def _frame_lines(frames: list[tuple[str, int, str]]) -> Iterator[str]:
    own = [place for place, frame in enumerate(frames) if _is_own(frame[0])]
    if len(own) > _OWN_FRAMES:
        half = _OWN_FRAMES // 2
        gone = set(own[half:-half])
        first_gone = own[half]
    else:
        gone, first_gone = set(), -1
    hidden: list[str] = []
    for place, (filename, line, function) in enumerate(frames):
        if place in gone:
            if place == first_gone:
                yield f"  … {len(gone)} more frames"
            continue
        if first_gone <= place <= max(gone, default=-1) and not _is_own(filename):
            continue
        if not _is_own(filename):
            following = [_is_own(name) for name, _, _ in frames[place + 1 : place + 1 + _LIBRARY_FRAMES]]
            if len(following) == _LIBRARY_FRAMES and not any(following):
                hidden.append(filename)
                continue
        if hidden:
            yield f"  … {len(hidden)} frame{'s' if len(hidden) > 1 else ''} inside {_package(hidden[0])}"
            hidden = []
        yield from _one_frame(filename, line, function)


def _package(filename: str) -> str:
    inside = _short(filename)
    return "Python" if filename.startswith("<") else inside.lstrip(os.sep).split(os.sep)[0].removesuffix(".py")


def _one_frame(filename: str, line: int, function: str) -> Iterator[str]:
    cell = _CELL.match(filename)
    where = f"Cell {cell.group(1)}" if cell else f"File {_short(filename)}"
    inside = "" if function == "<module>" else f", in {function}"
    yield f"  {where}, line {line}{inside}"
    source = linecache.getline(filename, line).strip()
    if source:
        yield f"    {source[:300]}"


def _short(filename: str) -> str:
    """The path inside its package, or inside Python's own library."""
    if _PACKAGES.match(filename):
        return _PACKAGES.sub("", filename)
    return filename.removeprefix(_STANDARD).lstrip(os.sep) if filename.startswith(_STANDARD) else filename


def _last_lines(problem: BaseException) -> Iterator[str]:
    name, message = type(problem).__name__, _message(problem)
    if isinstance(problem, SyntaxError):
        if problem.lineno:
            yield f"  Line {problem.lineno}"
        if problem.text:
            code = problem.text.rstrip("\n").expandtabs(4)
            stripped = code.lstrip()
            yield f"    {stripped[:300]}"
            if problem.offset and problem.offset > 0:
                column = problem.offset - 1 - (len(code) - len(stripped))
                yield "    " + " " * max(0, min(column, 300)) + "^"
        yield f"{name}: {problem.msg}"
    else:
        yield f"{name}: {message}" if message else name
    notes = getattr(problem, "__notes__", None)
    if isinstance(notes, list):
        yield from (str(note)[:500] for note in notes[:10])
    if isinstance(problem, BaseExceptionGroup):
        for number, inner in enumerate(problem.exceptions[:10], 1):
            lines = traceback.format_exception_only(inner)
            yield f"  {number}. {''.join(lines).strip()[:500]}"


def _cut(text: str) -> str:
    if len(text) <= TRACEBACK_LIMIT:
        return text
    head = TRACEBACK_LIMIT // 3
    return f"{text[:head]}\n  … cut …\n{text[head - TRACEBACK_LIMIT :]}"
