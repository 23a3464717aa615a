"""Reads the records of a delimited text one by one, whatever stands in it, and says which lines it could not use."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from codingagent_kernel.requests.dialect import LONGEST_FIELD, Dialect
from codingagent_kernel.requests.source import Remarks

_OVERLONG = "This row is longer than 32 MB."


class LineFeed:
    """The lines of a text, with the ones of the present record remembered so that they can be read again another way."""

    def __init__(self, stream: io.TextIOBase) -> None:
        self._stream = stream
        self._again: list[str] = []
        self.record: list[str] = []
        self.line = 0
        """The number of the line handed out last, from 1."""
        self.size = 0
        self.full = False
        self.ended = False
        self.nulls = 0
        self.marks = 0
        self.damaged = 0
        """Lines in which bytes are no letters of the encoding."""
        self.overlong: list[int] = []
        """Lines too long to be held; they are passed over."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.size > LONGEST_FIELD // 2:
            self.full = True
            raise StopIteration
        line = self._again.pop() if self._again else self._next_line()
        self.line += 1
        self.size += len(line)
        self.record.append(line)
        return line

    def _next_line(self) -> str:
        line = self._stream.readline(LONGEST_FIELD)
        while len(line) >= LONGEST_FIELD and not line.endswith(("\n", "\r")):
            while len(line) >= LONGEST_FIELD and not line.endswith(("\n", "\r")):
                line = self._stream.readline(LONGEST_FIELD)
            self.line += 1
            self.overlong.append(self.line)
            line = self._stream.readline(LONGEST_FIELD)
        if not line:
            self.ended = True
            raise StopIteration
        if line.strip() == "\x1a":
            return "\n"  # The sign with which old programs end a file.
        if "\0" in line:
            self.nulls += 1
            line = line.replace("\0", "")
        if "\ufffd" in line:
            self.damaged += 1
        if line.startswith("\ufeff"):
            self.marks += 1
            line = line.lstrip("\ufeff")
        return line

    def take(self) -> list[str]:
        """The lines of the record that just ended."""
        record, self.record, self.size = self.record, [], 0
        return record

    def put_back(self, lines: list[str]) -> None:
        self._again.extend(reversed(lines))
        self.line -= len(lines)
        self.full = self.ended = False


def open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    """Line ends are left as they are, for csv; broken bytes become U+FFFD."""
    return io.TextIOWrapper(path.open("rb", buffering=1 << 20), encoding=encoding, errors="replace", newline="")


def records(
    stream: io.TextIOBase, dialect: Dialect, remarks: Remarks, *, width: int | None = None
) -> Iterator[tuple[int, list[str]]]:
    """(first line, fields) of each record; blank lines and comments are passed over.

    With `width`, a record of several lines that were rows of so many fields each is read as those rows: a quote went astray.
    """
    feed = LineFeed(stream)
    blank = unclosed = 0
    stray = _StrayQuotes(dialect)
    reader = dialect.reader(feed)
    while True:
        try:
            fields: list[str] = next(reader)
        except StopIteration:
            if not feed.full and not feed.record:
                break
            fields = []
        except csv.Error:
            fields = []
            feed.full = True
        lines = feed.take()
        first = feed.line - len(lines) + 1
        # The text ends within a record only where a quotation mark is open.
        if (feed.ended or (feed.full and len(lines) > 1)) and _left_open(lines, dialect):
            feed.put_back(lines[1:])
            unclosed += 1
            plain = dialect if unclosed < 100 else Dialect(dialect.delimiter, None, comment=dialect.comment)
            reader = plain.reader(feed)
            remarks.reject(first, "A quotation mark is opened here and never closed.")
            continue
        if feed.full:
            remarks.reject(first, _OVERLONG)
            feed.full = False
            reader = dialect.reader(feed)
            continue
        if not fields or (len(fields) == 1 and not fields[0].strip()):
            blank += 1
            continue
        if dialect.comment and fields[0].startswith(dialect.comment) and lines[0].startswith(dialect.comment):
            feed.put_back(lines[1:])
            remarks.comments.append(first)
            continue
        if dialect.quote and stray.seen(lines):
            stray.note(first)
            if width is not None and _swallowed(lines, len(fields), (dialect.delimiter, width)):
                feed.put_back(lines[1:])
                fields = lines[0].rstrip("\r\n").split(dialect.delimiter)
        yield first, fields
    stray.report(remarks)
    _report(feed, blank, remarks)


class _StrayQuotes:
    """Rows in which a quotation mark stands where none may: they can be read in more than one way."""

    def __init__(self, dialect: Dialect) -> None:
        quote, edge = re.escape(dialect.quote or '"'), re.escape(dialect.delimiter)
        blank = " *" if dialect.padded else ""
        field = rf"{blank}(?:{quote}(?:[^{quote}]|{quote}{quote})*{quote}|(?!{quote})[^{edge}\r\n]*)"
        self._whole = re.compile(rf"{field}(?:{edge}{field})*\s*")
        self._quote = "\0" if dialect.backslash or not dialect.quote or dialect.delimiter == " " else dialect.quote
        self.count = 0
        self.first: list[int] = []

    def seen(self, lines: list[str]) -> bool:
        text = lines[0] if len(lines) == 1 else "".join(lines)
        return self._quote in text and len(text) < 20_000 and not self._whole.fullmatch(text)

    def note(self, line: int) -> None:
        self.count += 1
        if len(self.first) < 5:
            self.first.append(line)

    def report(self, remarks: Remarks) -> None:
        if self.count:
            lines = ", ".join(map(str, self.first)) + (" …" if self.count > len(self.first) else "")
            remarks.warn(
                "stray_quotes",
                f"Quotation marks stand inside fields without being doubled; look at line {lines} to see if it was read right.",
            )


def _swallowed(lines: list[str], count: int, table: tuple[str, int]) -> bool:
    """If these lines, read as one record of `count` fields, are rows of their own in a table of this delimiter and width."""
    delimiter, width = table
    own = (line.count(delimiter) + 1 == width for line in lines)
    return len(lines) > 1 and (next(own) if count != width else all(own))


def _left_open(lines: list[str], dialect: Dialect) -> bool:
    if not dialect.quote:
        return False
    marks = sum(line.count(dialect.quote) for line in lines)
    if dialect.backslash:
        marks -= sum(line.count("\\" + dialect.quote) for line in lines)
    return marks % 2 == 1


def _report(feed: LineFeed, blank: int, remarks: Remarks) -> None:
    for line in feed.overlong:
        remarks.reject(line, _OVERLONG)
    if blank:
        remarks.warn("blank_rows", f"{blank} blank {'line was' if blank == 1 else 'lines were'} passed over.")
    if feed.nulls:
        remarks.warn("nul_bytes", f"NUL bytes were removed from {feed.nulls} {'line' if feed.nulls == 1 else 'lines'}.")
    if feed.damaged:
        remarks.warn(
            "damaged_characters",
            f"{feed.damaged} {'line holds' if feed.damaged == 1 else 'lines hold'} bytes that are no characters of this encoding; "
            "they are shown as \ufffd. Check those values.",
        )
    if feed.marks:
        remarks.warn(
            "byte_order_marks",
            f"{feed.marks} byte order {'mark stands' if feed.marks == 1 else 'marks stand'} inside the file, as when files are joined; removed.",
        )
