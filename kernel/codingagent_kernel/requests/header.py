"""Headers of several rows: groups over names, as reports have them, with their cells merged or just left empty."""

import datetime
import re
from collections.abc import Sequence
from itertools import pairwise

from codingagent_kernel.requests.nature import Cell, is_empty, nature

DEEPEST = 5
Span = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column."""


def is_year(cell: Cell) -> bool:
    return bool(re.fullmatch(r"(?:1[89]|20|21)\d\d(?:\.0)?", str(cell).strip()))


def step(row: Sequence[Cell], *, least: int = 3) -> int:
    """By how much the whole numbers of a row go on, as the months, hours or years over a pivot table do; 0 where they are no series.

    Years need be but two, other numbers `least`.
    """
    numbers = [cell for cell in row if nature(cell) == "number"]
    written = [label(cell).strip().removesuffix(".0") for cell in numbers]
    if len(written) < (2 if all(map(is_year, numbers)) else least) or not all(
        re.fullmatch(r"-?\d{1,15}", text) for text in written
    ):
        return 0
    values = [int(text) for text in written]
    steps = {after - before for before, after in pairwise(values)}
    return steps.pop() if len(steps) == 1 else 0


def depth(grid: Sequence[Sequence[Cell]], start: int, spans: Sequence[Span] = ()) -> int:
    """How many rows, from `start`, are header; 1 where nothing tells of more."""
    tall = [last - start + 1 for first, _, last, _ in spans if first == start and last > start]
    least = max(tall, default=1)
    if least > DEEPEST or start + least >= len(grid):
        return 1
    for count in range(max(2, least), DEEPEST + 1):
        if start + count >= len(grid):
            return least
        lower, below = grid[start + count - 1], grid[start + count]
        if not _names(lower, below):
            return least
        if _complete(grid[start : start + count]) and any(nature(cell) in ("number", "date") for cell in below):
            return count
    return least


def _names(row: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """All text, or years that stand over other numbers, or numbers that count one by one as those below do not."""
    series = abs(step(row)) == 1 and step(row) != step(below)
    for place, cell in enumerate(row):
        under = below[place] if place < len(below) else None
        if nature(cell) not in ("text", "empty") and not (series or (is_year(cell) and not is_year(under))):
            return False
    return sum(not is_empty(cell) for cell in row) >= 2


def _complete(rows: Sequence[Sequence[Cell]]) -> bool:
    """Every upper row has gaps, the last fills them: each column has a name of its own."""
    *upper, lower = rows
    width = max(len(row) for row in rows)
    gaps = [[place for place in range(width) if place >= len(row) or is_empty(row[place])] for row in upper]
    open_places = set(gaps[0]).intersection(*gaps)
    filled = {place for place, cell in enumerate(lower) if not is_empty(cell)}
    return all(0 < len(places) < width for places in gaps) and open_places <= filled


def joined(rows: Sequence[Sequence[Cell]], width: int, spans: Sequence[Span] = ()) -> list[Cell]:
    """The names of `width` columns: the group's, then what stands below it. `spans` are counted from the first of `rows`.

    A group reaches over the columns that its cell was merged with; where nothing is merged, up to the next group of its row.
    """
    names: list[list[str]] = [[] for _ in range(width)]
    ends: list[bool] = [False] * width
    """Where a group of an upper row begins, so that those of the lower rows may not reach beyond."""
    merged = any(last > first for _, first, _, last in spans)
    for level, row in enumerate(rows):
        group = ""
        for place in range(width):
            cell = row[place] if place < len(row) else None
            if not is_empty(cell):
                group = " ".join(label(cell).split())
                ends[place] = True
            elif level == len(rows) - 1 or (not _covered(spans, level, place) if merged else level > 0 and ends[place]):
                group = ""
            if group and (not names[place] or names[place][-1] != group):
                names[place].append(group)
    return [" ".join(parts) for parts in names]


def _covered(spans: Sequence[Span], row: int, place: int) -> bool:
    return any(top <= row <= bottom and left < place <= right for top, left, bottom, right in spans)


def label(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)
