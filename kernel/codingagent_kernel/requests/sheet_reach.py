"""How far the sheets of an XLSX reach, told from their XML. The reader allots a cell for every place up to the last, and dies where it cannot."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import reduce

from codingagent_kernel.requests.failure import RequestFailure

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
"""Of a sheet in Excel: XFD1048576."""
_CHUNK = 1 << 22
_LONGEST = 256
"""Bytes of a chunk that are read again with the next, for a reference that was cut in two."""
_COLUMNS = re.compile(rb"""[ \t\r\n]r=["']([A-Za-z]+)[0-9]""")
_ROWS = re.compile(rb"""[ \t\r\n]r=["'][A-Za-z]*([0-9]+)["']""")
_VALUES = re.compile(rb"""<(?:\w+:)?c[ \t\r\n][^>]*?r=["']([A-Za-z]+)([0-9]+)["'][^>/]*>(?!</)""")
"""Cells that hold something; the reader passes over those that only have a format."""


def refuse_far_cells(archive: zipfile.ZipFile, most_cells: int) -> None:
    """Raises RequestFailure where a sheet spans more cells than may be read, mostly because of one that was filled by mistake."""
    for member in archive.infolist():
        if not re.search(r"worksheets/[^/]+\.xml$", member.filename):
            continue
        column, row = _reach(archive, member)
        if _number(column) * row > most_cells:
            column, row = _reach_of_values(archive, member)
        width = _number(column)
        if width * row <= most_cells:
            continue
        place = f"{column[:12]}{str(row)[:12]}"
        if width > LAST_COLUMN or row > LAST_ROW:
            raise RequestFailure(
                "corrupt",
                f"This workbook is damaged: it names a cell {place}, which no sheet has. Open it in Excel, save it anew and upload it again.",
            )
        raise RequestFailure(
            "too_large",
            f"A sheet of this workbook reaches as far as the cell {place}, which is too many cells to be read here. "
            "In Excel, Ctrl+End leads to the last cell: delete the rows and columns beyond your table, save the file and upload it again. "
            "Or save the sheet as CSV.",
        )


def _reach(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[str, int]:
    """The last column and the last row that any cell of the sheet stands in, if only with a format. Quick: every workbook goes through it."""
    columns, rows = set[bytes](), set[bytes]()
    for chunk in _chunks(archive, member):
        columns.update(_COLUMNS.findall(chunk))
        rows = {_last_row({*rows, *_ROWS.findall(chunk)})}
    return _last_column(columns), int(_last_row(rows))


def _reach_of_values(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[str, int]:
    columns, rows = set[bytes](), set[bytes]()
    for chunk in _chunks(archive, member):
        for letters, digits in _VALUES.findall(chunk):
            columns.add(letters)
            rows.add(digits)
        rows = {_last_row(rows)}
    return _last_column(columns), int(_last_row(rows))


def _last_row(rows: Iterable[bytes]) -> bytes:
    return max(rows, key=lambda digits: int(digits[:20]), default=b"0")[:20]


def _last_column(columns: Iterable[bytes]) -> str:
    return max(columns, key=lambda letters: _number(letters.decode()), default=b"A").decode().upper()


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as file:
        tail = b""
        while data := file.read(_CHUNK):
            yield tail + data
            tail = (tail + data)[-_LONGEST:]


def _number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27; of what is no column only that it lies too far counts."""
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters.upper()[:12], 0)
