"""A second way into an XLSX whose other sheets (macro sheets, dialogs) the first reader does not know."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl

from codingagent_kernel.requests.failure import RequestFailure

MOST_ROWS = 200_000


@dataclass
class PlainSheet:
    """Speaks as python_calamine's sheet does."""

    name: str
    hidden: bool
    cells: list[list[Any]]
    start: tuple[int, int] = (0, 0)
    merged_cell_ranges: list[Any] = field(default_factory=list)

    @property
    def height(self) -> int:
        return len(self.cells)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.cells), default=0)

    def iter_rows(self) -> Iterator[list[Any]]:
        yield from self.cells


def read_by_openpyxl(path: Path) -> list[PlainSheet]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        found = []
        for sheet in book.worksheets:
            rows = [list(row) for row in islice(sheet.iter_rows(values_only=True), MOST_ROWS + 1)]
            if len(rows) > MOST_ROWS:
                raise RequestFailure(
                    "too_large",
                    "This workbook is too large to be read in the way that it needs. Save the sheet as CSV and upload that.",
                )
            filled = [number for number, row in enumerate(rows) if any(cell is not None for cell in row)]
            found.append(PlainSheet(sheet.title, sheet.sheet_state != "visible", rows[: filled[-1] + 1] if filled else []))
    except RequestFailure:
        raise
    except Exception as problem:
        raise RequestFailure(
            "corrupt", "This workbook is damaged and cannot be opened. Open it in Excel, save it anew and upload it again."
        ) from problem
    return found
