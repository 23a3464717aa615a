"""What a reader hands on: a table that DuckDB can query, and all that there is to say about how it was read."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb


@dataclass(frozen=True)
class Remark:
    code: str
    message: str
    column: str | None = None
    examples: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        plain: dict[str, object] = {"code": self.code, "message": self.message}
        if self.column is not None:
            plain["column"] = self.column
        if self.examples:
            plain["examples"] = [example[:200] for example in self.examples[:5]]
        return plain


@dataclass
class Remarks:
    """Rows left out and things to beware of, collected while reading. Bounded: a file with a million faults gives the first of them."""

    rejected: list[tuple[int, str]] = field(default_factory=list)
    rejected_count: int = 0
    warnings: list[Remark] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    """Lines that are comments."""

    def reject(self, line: int, reason: str) -> None:
        self.rejected_count += 1
        if len(self.rejected) < 200:
            self.rejected.append((line, reason))

    def warn(self, code: str, message: str, column: str | None = None, examples: tuple[str, ...] = ()) -> None:
        if len(self.warnings) < 500:
            self.warnings.append(Remark(code, message, column, examples))


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    """As in the passport: integer, decimal, text, boolean, date, datetime, time, list, object, binary or mixed."""


@dataclass
class Table:
    """`relation` is SQL to select from; its columns are c0, c1, … in the order of `columns`."""

    connection: duckdb.DuckDBPyConnection
    relation: str
    columns: list[Column]
    format: str
    rows: int
    sampled: bool = False
    estimated: bool = False
    """`rows` was reckoned from the sample."""
    sample_rows: int | None = None
    facts: dict[str, object] = field(default_factory=dict)
    """encoding, delimiter, headerRows, sheets: what the passport carries beside the columns."""
    remarks: Remarks = field(default_factory=Remarks)
    hints: list[str] = field(default_factory=list)
    """Lines of pandas that should read this file, the plainest first; `{path}` stands for the path."""
    beginning: Path | None = None
    """Of a file too large to try a line on: a small one of the same shape, with its first rows."""


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
