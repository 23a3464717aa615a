"""Finds out how a delimited text is written: its delimiter, its quotes, its comments."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

DELIMITERS = (",", ";", "\t", "|", "\x1f", "\x01", "^", "~", ":", " ")
# A field may be long; beyond this it is a quote that was never closed.
LONGEST_FIELD = 32 * 1024 * 1024
csv.field_size_limit(LONGEST_FIELD)


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    quote: str | None = '"'
    backslash: bool = False
    """Quotes inside quotes are written \\" instead of being doubled."""
    padded: bool = False
    """A blank follows each delimiter and is no part of the value."""
    comment: str | None = None

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar="\\" if self.backslash else None,
            skipinitialspace=self.padded,
        )


@dataclass(frozen=True)
class Guess:
    dialect: Dialect
    width: int
    consistency: float
    """The share of rows that have this width."""


def guess(lines: list[str]) -> Guess:
    """The dialect under which the lines fall into the most regular table of at least two columns, else a single column."""
    comment = _comment(lines)
    body = [line for line in lines if line.strip() and not (comment and line.startswith(comment))][:2000]
    candidates = [found for delimiter in DELIMITERS if (found := _judge(body, delimiter)) is not None]
    best = max(candidates, key=lambda found: (_worth(found), -DELIMITERS.index(found.dialect.delimiter)), default=None)
    if best is None or _worth(best) <= 0:
        best = Guess(Dialect(","), 1, 1.0)
    dialect = replace(best.dialect, comment=comment)
    dialect = replace(dialect, backslash=_escapes_by_backslash(body, dialect), padded=_padded(body, dialect))
    return Guess(dialect, best.width, best.consistency)


def parse(lines: list[str], dialect: Dialect) -> list[list[str]]:
    reader = dialect.reader(lines)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error:
        pass
    return rows


def _judge(body: list[str], delimiter: str) -> Guess | None:
    if not any(delimiter in line for line in body):
        return None
    best: Guess | None = None
    for quote in ('"', "'"):
        if quote == "'" and not _quotes_with(body, "'", delimiter):
            continue
        dialect = Dialect(delimiter, quote, padded=delimiter == " ")
        rows = [row for row in parse(body, dialect) if any(row)]
        widths = Counter(len(row) for row in rows)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * min(item[0], 3), item[0]))
        found = Guess(dialect, width, count / sum(widths.values()))
        # A header without the delimiter, over rows that seldom have it, says that it is none.
        if len(rows[0]) != width and (delimiter in " :" or (len(rows[0]) == 1 and count < 0.6 * len(rows))):
            continue
        if width > 1 and (best is None or found.consistency > best.consistency):
            best = found
    return best


def _quotes_with(body: list[str], quote: str, delimiter: str) -> bool:
    edge = re.escape(delimiter)
    pattern = re.compile(f"(?:^|{edge}){quote}[^{quote}]*{quote}(?={edge}|\r?\n?$)")
    return sum(1 for line in body if pattern.search(line)) > len(body) / 2 and not any('"' in line for line in body)


def _worth(found: Guess) -> float:
    """Blanks and colons stand in any text, so they must be much more regular than a real delimiter."""
    doubt = {" ": 0.35, ":": 0.3, "~": 0.05, "^": 0.05, "|": 0.02}.get(found.dialect.delimiter, 0.0)
    return found.consistency - doubt + 0.02 * min(found.width, 10) - 0.35


def _comment(lines: list[str]) -> str | None:
    """`#`, `//` or `%` before lines that are no rows; not a header that begins with it, as in `#id,name`, nor a value such as #tag."""
    starts = _record_starts(lines[:200])
    for mark in ("#", "//", "%"):
        marked = [line for line in starts if line.startswith(mark)]
        if marked and lines[0].startswith(mark) and len(marked) < len(lines) and not _is_row(lines[0], starts, mark):
            return mark
        rows = any(_is_row(line, starts, mark) for line in marked)
        spoken = all(re.match(r"#\s*[A-Za-z]", line) for line in marked)
        if mark == "#" and marked and len(marked) <= len(lines) / 4 and spoken and not rows:
            return mark
    return None


def _record_starts(lines: list[str]) -> list[str]:
    """The lines that are not the middle of a quoted field."""
    starts: list[str] = []
    inside = False
    for line in lines:
        if not inside:
            starts.append(line)
        inside ^= line.count('"') % 2 == 1
    return starts


def _is_row(line: str, lines: list[str], mark: str) -> bool:
    """If it has as many delimiters as the first line that does not begin with the mark."""
    first = next((other for other in lines if not other.startswith(mark)), "")
    return any(first.count(sign) == line.count(sign) > 0 for sign in ",;\t|")


def _escapes_by_backslash(body: list[str], dialect: Dialect) -> bool:
    if not dialect.quote:
        return False
    sign = dialect.quote
    inner = sum(1 for line in body if re.search(rf"\\{sign}(?!\s*(?:{re.escape(dialect.delimiter)}|\r?\n?$))", line))
    doubled = sum(
        1 for line in body if re.search(rf"[^{re.escape(dialect.delimiter)}]{sign}{sign}[^{re.escape(dialect.delimiter)}\s]", line)
    )
    return inner > doubled


def _padded(body: list[str], dialect: Dialect) -> bool:
    if dialect.delimiter in (" ", "\t"):
        return dialect.delimiter == " "
    signs = sum(line.count(dialect.delimiter) for line in body)
    blanks = sum(line.count(dialect.delimiter + " ") for line in body)
    return signs > 0 and blanks >= 0.9 * signs
