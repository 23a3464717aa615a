"""Reads a sheet of a workbook: XLSX, XLSM, XLSB, XLS, ODS. Macros and formulas are never run; their stored results are read."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from codingagent_kernel.requests import hints, limits
from codingagent_kernel.requests.book_records import count_errors, count_formulas_without_result, is_locked_xls
from codingagent_kernel.requests.engine import Workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.header import Span
from codingagent_kernel.requests.layout import Layout, find_layout, is_footer, is_total
from codingagent_kernel.requests.nature import is_empty, nature
from codingagent_kernel.requests.old_workbooks import PlainSheet, read_by_openpyxl
from codingagent_kernel.requests.sheet_reach import refuse_far_cells
from codingagent_kernel.requests.source import Remarks, Table
from codingagent_kernel.requests.staging import on_disk
from codingagent_kernel.requests.values_table import batches, collect, columns_of, schema_of

from_path = calamine.CalamineWorkbook.from_path
MOST_CELLS = 40_000_000
MOST_COLUMNS = 5000
HEAD_ROWS = 300
MOST_GAPS = 200
MOST_HINTED_CELLS = 1_000_000
"""Beyond, trying a line of pandas out would cost as much again as reading the sheet."""
_TOO_MANY = "A sheet of this workbook has too many cells to be read here. Save it as CSV or Parquet and upload that."


@dataclass(frozen=True)
class Area:
    """Where the table lies in its sheet; rows and columns are counted from 0, the ends are not in it."""

    top: int
    bottom: int
    columns: tuple[int, ...]
    layout: Layout


def read_workbook(bench: Workbench, path: Path, format: str, *, sheet: str | None, alone: bool = False) -> Table:
    """One sheet: the one named, else the first that is visible and holds something. `alone`: the others are not even counted."""
    sheets = open_workbook(path)
    if not alone:
        _check_reach(path)
    names = [found.name for found in sheets]
    if sheet is not None and sheet not in names:
        raise RequestFailure("bad_request", f"The workbook has no sheet {sheet!r}. It has: {', '.join(names)[:500]}.")
    choice = _choose([found for found in sheets if found.name == sheet] if alone else sheets, sheet)
    listed, chosen, grid = choice.listed, choice.name, choice.grid
    remarks = Remarks()
    _about_sheets(choice, remarks)
    if grid is None or not grid.height:
        _refuse_damaged(choice, sheet)
        if sheet is None:
            _refuse_uncomputed(path, format)
        where = f"The sheet {sheet}" if sheet else "Every sheet of this workbook"
        raise RequestFailure("empty", f"{where} is empty. Check that you picked the right file.")
    _about_errors(path, format, remarks)
    area = _area(grid, remarks)
    width = len(area.columns)
    facts = collect(grid.rows(area), width)
    columns = columns_of(area.layout.names, facts, remarks)
    relation = on_disk(bench.scratch / "sheet.parquet", batches(grid.rows(area), columns), schema_of(columns))
    count = area.bottom - area.top
    return Table(
        bench.connection,
        relation,
        columns,
        format=format,
        rows=count,
        facts={"headerRows": area.layout.header_rows, "sheets": listed, "sheet": chosen},
        remarks=remarks,
        hints=[]
        if count * width > MOST_HINTED_CELLS
        else hints.for_workbook(hints.SheetPlace(chosen or "", area.top, count, area.layout, area.columns, grid.width), columns),
    )


@dataclass(frozen=True)
class Sheet:
    name: str
    hidden: bool
    load: Callable[[], "_Grid"]


def open_workbook(path: Path) -> list[Sheet]:
    """The sheets that can hold a table; each is read when it is loaded. Raises RequestFailure for a locked or broken file."""
    _check_size(path)
    try:
        book = from_path(str(path))
    except Exception as problem:
        words = str(problem).lower()
        if isinstance(problem, calamine.PasswordError) or "password" in words or "encrypt" in words or is_locked_xls(path):
            raise RequestFailure(
                "encrypted", "This workbook is locked with a password. Remove the password in Excel and upload it again."
            ) from problem
        return _open_otherwise(path, problem)
    kept = [found for found in book.sheets_metadata if str(found.typ).endswith(".WorkSheet")] or book.sheets_metadata
    return [Sheet(found.name, not str(found.visible).endswith(".Visible"), partial(_load, book, found.name)) for found in kept]


def _check_size(path: Path) -> None:
    """A sheet is held in memory whole, its XML tells how large it will be."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        largest = max(
            (member.file_size for member in archive.infolist() if re.search(r"worksheets/|content\.xml$", member.filename)),
            default=0,
        )
        if largest > 0.6 * limits.memory():
            raise RequestFailure("too_large", _TOO_MANY)


def _check_reach(path: Path) -> None:
    if zipfile.is_zipfile(path):
        # What cannot be unpacked here the reader itself refuses, or reads after all.
        with (
            suppress(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
            zipfile.ZipFile(path) as archive,
        ):
            refuse_far_cells(archive, MOST_CELLS)


def _load(book: calamine.CalamineWorkbook, name: str) -> "_Grid":
    try:
        return _Grid(book.get_sheet_by_name(name))
    except RequestFailure:
        raise
    except Exception:
        return _Grid(None, damaged=True)


def _open_otherwise(path: Path, problem: Exception) -> list[Sheet]:
    if not zipfile.is_zipfile(path):
        raise RequestFailure(
            "corrupt", "This workbook is damaged and cannot be opened. Open it in Excel, save it anew and upload it again."
        ) from problem
    with zipfile.ZipFile(path) as archive:
        binary = any(name.endswith("workbook.bin") for name in archive.namelist())
    if binary or "oasis" in str(problem):
        raise RequestFailure(
            "unreadable", "This workbook uses a feature that cannot be read here. Save it as XLSX and upload that."
        ) from problem
    return [Sheet(found.name, found.hidden, partial(_Grid, found)) for found in read_by_openpyxl(path)]


@dataclass
class _Choice:
    """All sheets with their rows, those that cannot be read, and the one to read."""

    listed: list[dict[str, object]] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    name: str | None = None
    grid: "_Grid | None" = None


def _choose(sheets: list[Sheet], wanted: str | None) -> _Choice:
    """Only one sheet is held in memory at a time besides the one to read."""
    choice = _Choice()
    spare: Sheet | None = None
    for sheet in sheets:
        grid = sheet.load()
        choice.listed.append({"name": sheet.name, "hidden": sheet.hidden, "rows": grid.height})
        if grid.damaged:
            choice.damaged.append(sheet.name)
        if wanted == sheet.name or (wanted is None and choice.grid is None and grid.height and not sheet.hidden):
            choice.name, choice.grid = sheet.name, grid
        elif grid.height and spare is None:
            spare = sheet
    if choice.grid is None and wanted is None and spare is not None:
        choice.name, choice.grid = spare.name, spare.load()
    return choice


def _refuse_damaged(choice: _Choice, wanted: str | None) -> None:
    if choice.damaged if wanted is None else wanted in choice.damaged:
        name = wanted or choice.damaged[0]
        raise RequestFailure(
            "corrupt",
            f"The sheet {name} of this workbook is damaged and cannot be read. "
            "Open it in Excel, save it anew or save the sheet as CSV, and upload that.",
        )


class _Grid:
    """The cells of a sheet."""

    def __init__(self, sheet: calamine.CalamineSheet | PlainSheet | None, *, damaged: bool = False) -> None:
        self.damaged = damaged
        self._sheet = sheet
        top, left = (sheet.start or (0, 0)) if sheet is not None else (0, 0)
        self._left = left
        self.height = top + sheet.height if sheet is not None and sheet.height and sheet.width else 0
        self.width = left + sheet.width if sheet is not None else 0
        self.merged = list(sheet.merged_cell_ranges or []) if sheet is not None else []
        if self.height * self.width > MOST_CELLS or self.width > MOST_COLUMNS:
            raise RequestFailure("too_large", _TOO_MANY)

    def all_rows(self) -> Iterator[list[Any]]:
        """Rows from the sheet's first, each as wide as the sheet."""
        if self._sheet is None:
            return
        # The reader fills up the rows above the first cell, but not the columns beside it.
        before = [None] * self._left
        for row in self._sheet.iter_rows():
            cells = before + row if len(row) + self._left <= self.width else row
            yield [None if isinstance(cell, str) and not cell.strip() else cell for cell in cells] + [None] * (
                self.width - len(cells)
            )

    def rows(self, area: Area) -> Iterator[Sequence[Any]]:
        for row in islice(self.all_rows(), area.top, area.bottom):
            yield [row[place] for place in area.columns]


def _area(grid: _Grid, remarks: Remarks) -> Area:
    last, used, after_gap = _extent(grid)
    head = list(islice(grid.all_rows(), HEAD_ROWS))
    columns = tuple(place for place in range(grid.width) if place in used)
    if not columns:
        raise RequestFailure("empty", "The sheet holds formats but no values. Check that you picked the right one.")
    head = [[row[place] for place in columns] for row in head]
    layout = find_layout(head, len(columns), _spans(grid, columns))
    top = layout.preamble + layout.header_rows
    end = _before_next_table(grid, [number for number in after_gap if number > top], columns, remarks) or last + 1
    bottom = max(top, _before_footer(grid, end, columns, remarks))
    _about_layout(grid, layout, head, remarks)
    return Area(top, bottom, columns, layout)


def _spans(grid: _Grid, columns: tuple[int, ...]) -> list[Span]:
    """The merged ranges in the sheet's head, their columns counted among those that are used."""
    found = []
    for (top, left), (bottom, right) in grid.merged:
        covered = [number for number, place in enumerate(columns) if left <= place <= right]
        if top < HEAD_ROWS and covered:
            found.append((top, covered[0], bottom, covered[-1]))
    return found


def _extent(grid: _Grid) -> tuple[int, set[int], list[int]]:
    """The last row with a value, the columns that have any, and the first rows that follow on a blank one."""
    last, used, after_gap = -1, set[int](), list[int]()
    for number, row in enumerate(grid.all_rows()):
        places = [place for place, cell in enumerate(row) if cell is not None]
        if places:
            if -1 < last < number - 1 and len(after_gap) < MOST_GAPS:
                after_gap.append(number)
            last = number
            used.update(places)
    return max(0, last), used, after_gap


def _before_next_table(grid: _Grid, starts: list[int], columns: tuple[int, ...], remarks: Remarks) -> int | None:
    """Where a second table begins below a blank row, with names over numbers: its rows say something else in the same columns."""
    if not starts:
        return None
    near = {number for start in starts for number in (start, start + 1)}
    rows = {
        number: [row[place] for place in columns]
        for number, row in enumerate(islice(grid.all_rows(), max(near) + 1))
        if number in near
    }
    for start in starts:
        names = {place: cell for place, cell in enumerate(rows[start]) if not is_empty(cell)}
        below = rows.get(start + 1, [])
        if (
            len(names) > 1
            and all(nature(cell) == "text" for cell in names.values())
            and any(nature(below[place]) in ("number", "date") for place in names if place < len(below))
        ):
            words = ", ".join(str(cell) for cell in names.values())[:120]
            remarks.warn(
                "more_tables",
                f"A second table begins in row {start + 1} ({words}); only the one above it is read. Put each on a sheet of its own.",
            )
            return start
    return None


def _before_footer(grid: _Grid, bottom: int, columns: tuple[int, ...], remarks: Remarks) -> int:
    """Where the rows end and notes below them begin."""
    tail = list(islice(grid.all_rows(), max(0, bottom - 20), bottom))
    end = bottom
    rows = [[row[place] for place in columns] for row in tail]
    for place in range(len(rows) - 1, -1, -1):
        cells = rows[place]
        total = is_total(cells, rows[place - 1] if place else [])
        if total or is_footer(cells, len(columns)):
            words = " ".join(str(cell) for cell in cells if not is_empty(cell))
            remarks.reject(end, f"{'A row of totals' if total else 'A note'} below the table: {words[:120]}")
        elif not all(is_empty(cell) for cell in cells):
            break
        end -= 1
    return end


def _about_layout(grid: _Grid, layout: Layout, head: list[list[Any]], remarks: Remarks) -> None:
    if any(not is_empty(cell) for row in head[: layout.preamble] for cell in row):
        remarks.warn("preamble", f"The table begins in row {layout.preamble + 1}; what stands above was passed over.")
    if not layout.header_rows:
        remarks.warn("no_header", "The sheet has no header; its columns are numbered.")
    for note in layout.notes:
        remarks.warn("renamed_column", note)
    top = layout.preamble + layout.header_rows
    count = sum(last >= top for _, (last, _) in grid.merged)
    if count:
        remarks.warn(
            "merged_cells",
            f"{count} {'range of cells is' if count == 1 else 'ranges of cells are'} merged; only the first cell of each holds the value.",
        )


def _about_errors(path: Path, format: str, remarks: Remarks) -> None:
    """The reader hands out a formula's error as an empty cell; the file itself tells how many there are."""
    count = count_errors(path, format)
    if count:
        word = "cell holds the error" if count == 1 else "cells hold the errors"
        remarks.warn("formula_errors", f"{count} {word} of a formula, such as #DIV/0!; in the table they are missing.")

    bare = count_formulas_without_result(path, format)
    if bare:
        word = "formula holds no result, because it was" if bare == 1 else "formulas hold no result, because they were"
        remarks.warn(
            "formulas_without_result",
            f"{bare} {word} never computed; in the table they are missing. {_COMPUTE}",
        )


_COMPUTE = "Open the workbook in Excel or LibreOffice, save it there and upload it again."


def _refuse_uncomputed(path: Path, format: str) -> None:
    if count_formulas_without_result(path, format):
        raise RequestFailure(
            "empty",
            "This workbook holds formulas alone, and none of them was ever computed. "
            "Open the workbook in Excel or LibreOffice, save it there and upload it again.",
        )


def _about_sheets(choice: _Choice, remarks: Remarks) -> None:
    listed, chosen = choice.listed, choice.name
    if choice.damaged and chosen not in choice.damaged:
        names = ", ".join(choice.damaged)[:300]
        remarks.warn("damaged_sheets", f"Damaged, and cannot be read: {names}. Open the workbook in Excel and save it anew.")
    hidden = [str(sheet["name"]) for sheet in listed if sheet["hidden"]]
    if hidden:
        remarks.warn(
            "hidden_sheets", f"{len(hidden)} {'sheet is' if len(hidden) == 1 else 'sheets are'} hidden: {', '.join(hidden)[:300]}."
        )
    others = [str(sheet["name"]) for sheet in listed if sheet["name"] != chosen and sheet["rows"]]
    if others and chosen:
        remarks.warn("more_sheets", f"This is the sheet {chosen}; the workbook has others: {', '.join(others)[:300]}.")
