"""Finds the table in a grid of cells: where its header stands, what comes before it and what below it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from codingagent_kernel.requests.header import Span, depth, is_year, joined, label, step
from codingagent_kernel.requests.nature import Cell, is_empty, nature

_FOOT = re.compile(
    r"(?i)(source|note|notes|total|sum|grand total|quelle|hinweis|gesamt|summe|fuente|totale?s?|updated|©|\(c\)|\*)\b|[©*†]"
)

MOST_CELLS = 40_000
"""A header is told from so many cells below it, of 200 rows at most."""


@dataclass(frozen=True)
class Layout:
    preamble: int
    """Rows of the grid before the header."""
    header_rows: int
    names: tuple[str, ...]
    renamed: tuple[str, ...] = ()
    """In words, what had to be done to the header's names …"""
    unnamed: tuple[int, ...] = ()
    """… and the columns, from 1, that it gives no name."""

    @property
    def notes(self) -> tuple[str, ...]:
        if not self.unnamed:
            return self.renamed
        names = ", ".join(self.names[number - 1] for number in self.unnamed[:8]) + (" …" if len(self.unnamed) > 8 else "")
        if len(self.unnamed) == 1:
            return (f"Column {self.unnamed[0]} has no name and is called {names}.", *self.renamed)
        return (f"{len(self.unnamed)} columns have no name and are called {names}.", *self.renamed)

    def without_last(self) -> "Layout":
        width = len(self.names) - 1
        return replace(self, names=self.names[:-1], unnamed=tuple(number for number in self.unnamed if number <= width))


def find_layout(grid: Sequence[Sequence[Cell]], width: int, spans: Sequence[Span] = ()) -> Layout:
    """`width` is the number of columns that most rows have; `spans` are the merged ranges of a sheet."""
    start = _first_table_row(grid, width, spans)
    body = [row for row in grid[start + 1 :] if any(not is_empty(cell) for cell in row)][
        : max(10, min(200, MOST_CELLS // max(1, width)))
    ]
    rows = depth(grid, start, spans) if start < len(grid) else 1
    if start >= len(grid) or (rows == 1 and not _is_header(grid[start], body)):
        return Layout(start, 0, tuple(f"column_{place + 1}" for place in range(width)))
    head = grid[start : start + rows]
    if rows == 1:
        cells = (list(head[0]) + [None] * width)[:width]
    else:
        cells = joined(head, width, [(top - start, left, bottom - start, right) for top, left, bottom, right in spans])
    names, renamed, unnamed = _tidy(cells)
    if rows > 1:
        renamed = (*renamed, f"{_COUNTS[rows]} header rows were joined into one.")
    return Layout(start, rows, names, renamed, unnamed)


_COUNTS = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}


def _first_table_row(grid: Sequence[Sequence[Cell]], width: int, spans: Sequence[Span]) -> int:
    """The first row that is as wide as the table; a title or a note above it fills a cell or two."""
    if width < 2:
        return next((place for place, row in enumerate(grid) if not is_empty(row[0] if row else None)), 0)
    need = max(2, (width + 1) // 2) if width > 2 else 2
    for place, row in enumerate(grid[:200]):
        filled = [number for number, cell in enumerate(row) if not is_empty(cell)]
        if len(filled) >= need and not (len(filled) < width and _stands_apart(grid, place, len(filled))):
            return place
        # A sparse row may be groups over names, or a header with gaps; a title holds its one cell at the left.
        if not filled or filled == [0] or len(row) < width:
            continue
        if depth(grid, place, spans) > 1 or (2 * len(filled) >= need and _has_below(grid, place)):
            return place
    return 0


def _stands_apart(grid: Sequence[Sequence[Cell]], place: int, count: int) -> bool:
    """A block of its own: a blank row follows, and after it a fuller row of names."""
    if _has_below(grid, place):
        return False
    rest = ([nature(cell) for cell in row] for row in grid[place + 1 : place + 20])
    later = next((natures for natures in rest if set(natures) - {"empty"}), [])
    return len(later) - later.count("empty") > count and set(later) <= {"text", "empty"}


def _has_below(grid: Sequence[Sequence[Cell]], place: int) -> bool:
    return place + 1 < len(grid) and any(not is_empty(cell) for cell in grid[place + 1])


def _is_header(row: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> bool:
    natures = [nature(cell) for cell in row]
    if all(kind == "empty" for kind in natures):
        return False
    if not body:
        return all(kind in ("text", "empty") for kind in natures) or (
            natures[0] == "text" and not any(kind == "date" for kind in natures)
        )
    score = 0.0
    series = _heads_numbers(row, natures, body)
    for place, kind in enumerate(natures):
        below = [nature(line[place]) for line in body if place < len(line) and not is_empty(line[place])]
        if kind == "empty" or not below:
            continue
        values = [line[place] for line in body if place < len(line)]
        score += 0.5 if series and kind == "number" else _evidence(row[place], kind, below, values)
    return score > 0 or (score == 0 and all(kind in ("text", "empty") for kind in natures))


def _heads_numbers(row: Sequence[Cell], natures: Sequence[str], body: Sequence[Sequence[Cell]]) -> bool:
    """Numbers in even steps over rows that are none such. Numbers alone must be many, and count from nought or one."""
    if all(kind == "number" for kind in natures) and (len(row) < 6 or label(row[0]).strip() not in ("0", "1")):
        return False
    named = any(
        kind == "text" and any(nature(line[place]) in ("number", "date") for line in body[:5] if place < len(line))
        for place, kind in enumerate(natures)
    )
    going = step(row, least=3 if named else 4)
    return going != 0 and sum(step(line) == going for line in body) <= len(body) / 4


def _evidence(cell: Cell, kind: str, below: list[str], values: Sequence[Cell]) -> float:
    """Above nought where the cell is unlike what stands below it, below nought where it is of the same sort."""
    usual, count = Counter(below).most_common(1)[0]
    if kind == "text":
        if usual != "text" and count > len(below) / 2:
            return 1.0
        return -0.6 if cell in values and len(values) > 2 else 0.1
    if kind != usual:
        return 0.5 if usual != "text" else 0.1
    if kind == "number" and is_year(cell) and not all(is_year(value) for value in values[:20] if not is_empty(value)):
        return 0.5
    return -1.0


def _tidy(cells: Sequence[Cell]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]:
    """Names without gaps, blanks around them, or doubles; what was done, in words; and the columns without a name."""
    names: list[str] = []
    doubles: list[tuple[int, str, str]] = []
    unnamed: list[int] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells):
        name = " ".join(label(cell).split())[:200]
        if not name:
            unnamed.append(place + 1)
        name = wanted = name or f"column_{place + 1}"
        count = 1
        while name in taken:
            name = f"{wanted}.{count}"
            count += 1
        if name != wanted:
            doubles.append((place + 1, wanted, name))
        taken.add(name)
        names.append(name)
    return tuple(names), _about_doubles(doubles), tuple(unnamed)


def _about_doubles(doubles: Sequence[tuple[int, str, str]]) -> tuple[str, ...]:
    if len(doubles) <= 3:
        return tuple(f"The name {name} stands more than once; column {place} is called {made}." for place, name, made in doubles)
    made = ", ".join(name for _, _, name in doubles[:8]) + (" …" if len(doubles) > 8 else "")
    return (f"{len(doubles)} names stand more than once; those columns are called {made}.",)


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
