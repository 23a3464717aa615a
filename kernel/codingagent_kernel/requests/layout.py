"""Finds the table in a grid of cells: where its header stands, what comes before it and what below it."""

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Cell = object
"""A string from a text, or whatever a workbook holds. Empty is None or a blank string."""

_NUMBER = re.compile(r"[-+(]?\s*[$€£¥]?\s*\d[\d .,'’_]*(?:[eE][-+]?\d+)?\s*[%€£$¥)]?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?|\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?")
_FOOT = re.compile(
    r"(?i)(source|note|notes|total|sum|grand total|quelle|hinweis|gesamt|summe|fuente|totale?s?|updated|©|\(c\)|\*)\b|[©*†]"
)


@dataclass(frozen=True)
class Layout:
    preamble: int
    """Rows of the grid before the header."""
    header_rows: int
    names: tuple[str, ...]
    renamed: tuple[str, ...]
    """In words, what had to be done to the header's names."""


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def nature(cell: Cell) -> str:
    """empty, number, date, flag or text: enough to tell a header from the rows below."""
    if is_empty(cell):
        return "empty"
    if isinstance(cell, bool):
        return "flag"
    if isinstance(cell, int | float):
        return "number"
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        return "date"
    text = str(cell).strip()
    if _DATE.fullmatch(text):
        return "date"
    if _NUMBER.fullmatch(text):
        return "number"
    return "flag" if text.lower() in ("true", "false") else "text"


def find_layout(grid: Sequence[Sequence[Cell]], width: int) -> Layout:
    """`width` is the number of columns that most rows have."""
    start = _first_table_row(grid, width)
    body = [row for row in grid[start + 1 :] if any(not is_empty(cell) for cell in row)][:200]
    if start >= len(grid) or not _is_header(grid[start], body):
        names, renamed = _tidy([None] * width)
        return Layout(start, 0, names, ())
    top = list(grid[start])
    if _has_second_header(top, grid, start):
        names, renamed = _tidy(_joined(top, grid[start + 1], width))
        return Layout(start, 2, names, (*renamed, "Two header rows were joined into one."))
    names, renamed = _tidy((top + [None] * width)[:width])
    return Layout(start, 1, names, renamed)


def _first_table_row(grid: Sequence[Sequence[Cell]], width: int) -> int:
    """The first row that is as wide as the table; a title or a note above it fills a cell or two."""
    if width < 2:
        return next((place for place, row in enumerate(grid) if not is_empty(row[0] if row else None)), 0)
    need = max(2, (width + 1) // 2) if width > 2 else 2
    for place, row in enumerate(grid[:200]):
        filled = sum(not is_empty(cell) for cell in row)
        if filled >= need or (filled and len(row) >= width and _stands_over(grid, place)):
            return place
    return 0


def _stands_over(grid: Sequence[Sequence[Cell]], place: int) -> bool:
    """A sparse row directly over full ones is a sparse header, unless it holds its one cell at the left, as a title does."""
    row = grid[place]
    filled = [number for number, cell in enumerate(row) if not is_empty(cell)]
    return filled != [0] or place + 1 >= len(grid)


def _is_header(row: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> bool:
    natures = [nature(cell) for cell in row]
    if all(kind == "empty" for kind in natures):
        return False
    if not body:
        return all(kind in ("text", "empty") for kind in natures) or (
            natures[0] == "text" and not any(kind == "date" for kind in natures)
        )
    score = 0.0
    for place, kind in enumerate(natures):
        below = [nature(line[place]) for line in body if place < len(line) and not is_empty(line[place])]
        if kind == "empty" or not below:
            continue
        score += _evidence(row[place], kind, below, [line[place] for line in body if place < len(line)])
    return score > 0 or (score == 0 and all(kind in ("text", "empty") for kind in natures))


def _evidence(cell: Cell, kind: str, below: list[str], values: Sequence[Cell]) -> float:
    """Above nought where the cell is unlike what stands below it, below nought where it is of the same sort."""
    usual, count = Counter(below).most_common(1)[0]
    if kind == "text":
        if usual != "text" and count > len(below) / 2:
            return 1.0
        return -0.6 if cell in values and len(values) > 2 else 0.1
    if kind != usual:
        return 0.5 if usual != "text" else 0.1
    if kind == "number" and _is_year(cell) and not all(_is_year(value) for value in values[:20] if not is_empty(value)):
        return 0.5
    return -1.0


def _is_year(cell: Cell) -> bool:
    return bool(re.fullmatch(r"(?:1[89]|20|21)\d\d(?:\.0)?", str(cell).strip()))


def _has_second_header(top: Sequence[Cell], grid: Sequence[Sequence[Cell]], start: int) -> bool:
    """Groups over names: the upper row has gaps, the lower is all text, and below it come numbers or dates."""
    if start + 2 >= len(grid):
        return False
    lower, third = grid[start + 1], grid[start + 2]
    gaps = sum(is_empty(cell) for cell in top)
    lower_kinds = [nature(cell) for cell in lower]
    third_kinds = [nature(cell) for cell in third]
    if gaps == 0 or gaps == len(top) or not all(kind in ("text", "empty") for kind in lower_kinds):
        return False
    fills = all(not is_empty(cell) for cell, above in zip(lower, top, strict=False) if is_empty(above))
    return fills and any(kind in ("number", "date") for kind in third_kinds) and lower_kinds.count("text") >= 2


def _joined(top: Sequence[Cell], lower: Sequence[Cell], width: int) -> list[Cell]:
    names: list[Cell] = []
    group = ""
    for place in range(width):
        above = top[place] if place < len(top) else None
        below = lower[place] if place < len(lower) else None
        group = group if is_empty(above) else _label(above).strip()
        under = "" if is_empty(below) else _label(below).strip()
        names.append(" ".join(part for part in (group, under) if part))
    return names


def _tidy(cells: Sequence[Cell]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names without gaps, blanks around them, or doubles; and what was done, in words."""
    names: list[str] = []
    renamed: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells):
        raw = _label(cell)
        name = " ".join(raw.split())[:200] or f"column_{place + 1}"
        if not raw.strip() and any(not is_empty(other) for other in cells):
            renamed.append(f"Column {place + 1} has no name and is called {name}.")
        wanted, count = name, 1
        while name in taken:
            name = f"{wanted}.{count}"
            count += 1
        if name != wanted:
            renamed.append(f"The name {wanted} stands more than once; column {place + 1} is called {name}.")
        taken.add(name)
        names.append(name)
    return tuple(names), tuple(renamed[:20])


def _label(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)


_TOTAL = re.compile(r"(?i)(grand |sub)?(total|sum)s?:?|gesamt(summe)?:?|summe:?|totale?:?|insgesamt:?|合计|総計|итого:?")


def is_total(row: Sequence[Cell], above: Sequence[Cell]) -> bool:
    """A row of totals: the word stands in a column that holds numbers or dates above."""
    first = str(row[0]).strip() if row and not is_empty(row[0]) else ""
    return bool(_TOTAL.fullmatch(first)) and bool(above) and nature(above[0]) in ("number", "date")


def says_total(cell: Cell) -> bool:
    return bool(_TOTAL.fullmatch(str(cell).strip()))


def is_footer(row: Sequence[Cell], width: int) -> bool:
    """A note below the table: little of the row is filled, and it reads like words about the table."""
    filled = [cell for cell in row if not is_empty(cell)]
    if not filled or width < 2 or len(filled) > max(1, width // 3):
        return False
    first = str(filled[0]).strip()
    return (
        is_empty(row[0]) is False
        and nature(first) == "text"
        and bool(_FOOT.match(first) or (" " in first and len(first) > 20 and len(row) < width))
    )
