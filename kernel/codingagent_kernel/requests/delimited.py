"""Reads a delimited text: finds its encoding, dialect and header, and turns its texts into typed columns."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import duckdb

from codingagent_kernel.requests import sampling
from codingagent_kernel.requests.dialect import Dialect, guess
from codingagent_kernel.requests.encoding import Encoding, detect
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.layout import Layout, find_layout, is_footer, is_total
from codingagent_kernel.requests.nature import is_empty
from codingagent_kernel.requests.source import Remarks
from codingagent_kernel.requests.staging import in_memory, text_batches, text_schema
from codingagent_kernel.requests.text_rows import open_text, records

TAIL = 64 * 1024
MOST_COLUMNS = 5000


@dataclass(frozen=True)
class Shape:
    """All that must be known to read the file's records as rows."""

    encoding: Encoding
    dialect: Dialect
    layout: Layout
    width: int
    newline: bytes
    header_line: int
    """The line of the file on which the header (or the first row) begins, from 1."""
    first_row_line: int


def find_shape(path: Path) -> Shape:
    """Looks at the beginning of the file. Raises RequestFailure when it is no text."""
    head = sampling.head_of(path)
    encoding = detect(head)
    if encoding is None:
        raise RequestFailure(
            "unreadable", "This is not a text that can be read as a table. Save it as CSV, Excel or Parquet and upload it again."
        )
    text = _decode(head, encoding)
    whole = path.stat().st_size <= len(head)
    lines = io.StringIO(text, newline="").readlines()
    lines = [line.replace("\0", "") for line in (lines if whole or len(lines) < 2 else lines[:-1])]
    if not any(line.strip() for line in lines):
        raise RequestFailure("empty", "The file holds nothing but blanks. Check that you picked the right one.")
    found = guess(lines[:5000])
    _check_width(found.width - 1)
    grid, starts = [], []
    with io.StringIO("".join(lines), newline="") as stream:
        for line, fields in islice(records(stream, found.dialect, Remarks()), 1000):
            grid.append(fields)
            starts.append(line)
    if not grid:
        raise RequestFailure("empty", "The file holds comments alone. Check that you picked the right one.")
    widths = sorted(map(len, grid))
    # Also where no name stands: what is cut off as empty at the end costs its readers minutes.
    _check_width(widths[len(widths) // 2] - 1)
    _check_width(widths[-1] // 10 - 1)
    layout = _widen(grid, find_layout(grid, found.width), found.width)
    width, layout = _trailing_delimiter(grid, len(layout.names), layout)
    first = layout.preamble + layout.header_rows
    after = starts[first] if first < len(starts) else len(lines) + 1
    _check_width(width)
    newline = ("\r" if lines[0].endswith("\r") else "\n").encode(_codec_of_pieces(head, encoding.name))
    return Shape(encoding, found.dialect, layout, width, newline, starts[min(layout.preamble, len(starts) - 1)], after)


def _check_width(width: int) -> None:
    if width > MOST_COLUMNS:
        raise RequestFailure(
            "too_large", f"The table has more than {MOST_COLUMNS:,} columns. Split it, or turn columns into rows, and upload that."
        )


def _codec_of_pieces(head: bytes, name: str) -> str:
    """The encoding of a piece from the middle, where no byte order mark tells."""
    if name in ("utf-16", "utf-32"):
        big = head[:2] in (b"\xfe\xff", bytes(2))
        return f"{name}-be" if big else f"{name}-le"
    return "utf-8" if name == "utf-8-sig" else name


def _decode(head: bytes, encoding: Encoding) -> str:
    text = head.decode(encoding.name, errors="replace")
    return text.lstrip("\ufeff")


def _widen(grid: list[list[str]], layout: Layout, usual: int) -> Layout:
    """The header says how wide the table is, unless most rows agree on more."""
    if not layout.header_rows:
        return layout
    declared = max(len(row) for row in grid[layout.preamble : layout.preamble + layout.header_rows])
    rows = grid[layout.preamble + layout.header_rows :]
    agreed = sum(len(row) == usual for row in rows) > len(rows) / 2
    return find_layout(grid, declared) if declared > usual or (declared < usual and not agreed) else layout


def _trailing_delimiter(grid: list[list[str]], width: int, layout: Layout) -> tuple[int, Layout]:
    """Each line ends with a delimiter: the last, unnamed and empty column is no column."""
    rows = grid[layout.preamble :]
    if width > 1 and len(rows) > 1 and all(len(row) == width and is_empty(row[-1]) for row in rows):
        return width - 1, layout.without_last()
    return width, layout


def rows_of(stream: io.TextIOBase, shape: Shape, remarks: Remarks) -> Iterator[list[str]]:
    """The data rows, each `width` fields wide. Short rows are filled up, long ones left out; both are said."""
    width = shape.width
    skip = shape.layout.preamble + shape.layout.header_rows
    short: list[int] = []
    shorter = 0
    above: list[str] = []
    held: list[tuple[int, list[str]]] = []
    """Rows that may be notes below the table, until a real row follows."""
    for line, found in islice(records(stream, shape.dialect, remarks, width=width), skip, None):
        count = len(found)
        if count > width and any(not is_empty(field) for field in found[width:]):
            remarks.reject(line, f"The row has {count} fields, {count - width} more than the header.")
            continue
        if count < width:
            shorter += 1
            if len(short) < 5:
                short.append(line)
        fields = found if count == width else found[:width] + [""] * (width - count)
        if width > 1 and ((fields[1] == "" and is_footer(fields[:count], width)) or is_total(fields, above)):
            held.append((line, fields))
            if len(held) <= 20:
                continue
        if held:
            yield from (row for _, row in held)
            held = []
        above = fields
        yield fields
    for line, fields in held:
        what = "A row of totals" if is_total(fields, above) else "A note"
        remarks.reject(line, f"{what} below the table: {' '.join(field for field in fields if field)[:120]}")
        shorter -= 1 if line in short else 0
    if shorter > 0:
        lines = ", ".join(map(str, short)) + (" …" if shorter > len(short) else "")
        word = "row has" if shorter == 1 else "rows have"
        remarks.warn("short_rows", f"{shorter} {word} fewer fields than the header; what lacks is missing (line {lines}).")


def load_sample(connection: duckdb.DuckDBPyConnection, path: Path, shape: Shape) -> tuple[str, Remarks, sampling.Sample]:
    """The whole file if it is small, else a sample of it, as a table of texts."""
    remarks = Remarks()
    part = sampling.sample(path, shape.newline)
    stream = io.TextIOWrapper(io.BytesIO(part.data), encoding=shape.encoding.name, errors="replace", newline="")
    rows = rows_of(stream, shape, remarks)
    name = in_memory(connection, "texts", text_batches(rows, shape.width), text_schema(shape.width))
    return name, remarks, part


def load_rows(path: Path, shape: Shape, remarks: Remarks) -> Iterator[list[str]]:
    """Every row of the file, however large, one by one."""
    with open_text(path, shape.encoding.name) as stream:
        yield from rows_of(stream, shape, remarks)


def has_footer(path: Path, shape: Shape) -> bool:
    """Whether notes or totals stand below the table; looked for in the last lines of a large file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL))
        lines = file.read().split(shape.newline)[1:]
    body = replace(shape, layout=replace(shape.layout, preamble=0, header_rows=0))
    remarks = Remarks()
    stream = io.TextIOWrapper(io.BytesIO(shape.newline.join(lines)), encoding=shape.encoding.name, errors="replace", newline="")
    for _ in rows_of(stream, body, remarks):
        pass
    return any("below the table" in reason for _, reason in remarks.rejected)
