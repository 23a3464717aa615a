"""Turns rows of Python values, as workbooks and databases hold them, into typed columns. Two passes: first the types, then the values."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

import pyarrow as pa

from codingagent_kernel.requests.cells import SAFE
from codingagent_kernel.requests.source import Column, Remarks

BATCH = 10_000
ERRORS = frozenset(("#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#N/A", "#GETTING_DATA"))
_NUMERIC_TEXT = re.compile(r"\s*[+-]?\s*[$€£¥]?\s?\d[\d.,' ]*\s?[%€$£¥]?\s*")
INT64 = 2**63


@dataclass
class Facts:
    """What the cells of one column are."""

    sorts: Counter[str] = field(default_factory=Counter)
    whole: bool = True
    midnight: bool = True
    huge: bool = False
    faults: int = 0
    numeric_texts: int = 0
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, cells: Sequence[Any]) -> None:
        for kind in set(map(type, cells)):
            sort = _SORTS.get(kind, "text")
            if sort == "missing":
                continue
            mine = [cell for cell in cells if type(cell) is kind]
            if sort == "text":
                mine = [cell for cell in mine if str(cell).strip()]
                faults = [cell for cell in mine if cell in ERRORS]
                self.faults += len(faults)
                mine = [cell for cell in mine if cell not in ERRORS] if faults else mine
                self.numeric_texts += sum(1 for cell in mine if _NUMERIC_TEXT.fullmatch(str(cell)[:60]))
            if mine:
                self.sorts[sort] += len(mine)
                self._note(sort, mine)

    def _note(self, sort: str, cells: Sequence[Any]) -> None:
        if sort == "number":
            self.whole = self.whole and all(
                isinstance(cell, int) or (float(cell).is_integer() and abs(cell) <= SAFE) for cell in cells
            )
            self.huge = self.huge or any(isinstance(cell, int) and not -INT64 <= cell < INT64 for cell in cells)
        if sort == "moment":
            self.midnight = self.midnight and all(cell.time() == datetime.time() for cell in cells)
        known = self.examples.setdefault(sort, [])
        if len(known) < 3:
            known.extend(as_text(cell) or "" for cell in cells[: 3 - len(known)])


_SORTS: dict[type, str] = {
    type(None): "missing",
    bool: "flag",
    int: "number",
    float: "number",
    Decimal: "number",
    datetime.date: "day",
    datetime.datetime: "moment",
    datetime.time: "time",
    datetime.timedelta: "span",
    bytes: "binary",
    dict: "object",
    list: "list",
}
_TYPES: dict[str, pa.DataType] = {
    "integer": pa.int64(),
    "decimal": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "time": pa.time64("us"),
    "binary": pa.binary(),
}


def as_text(cell: Any) -> str | None:
    """A cell as a person would write it."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < SAFE:
        return str(int(cell))
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return "0x" + cell[:32].hex()
    return str(cell)


def kind_of_facts(facts: Facts) -> str:
    sorts = set(facts.sorts)
    if not sorts:
        return "text"
    if sorts == {"number"}:
        return "text" if facts.huge else "integer" if facts.whole else "decimal"
    if sorts <= {"day", "moment"}:
        return "date" if facts.midnight else "datetime"
    single = {
        "flag": "boolean",
        "time": "time",
        "binary": "binary",
        "object": "object",
        "list": "list",
        "text": "text",
        "span": "text",
    }
    return single[next(iter(sorts))] if len(sorts) == 1 else "mixed"


def collect(rows: Iterable[Sequence[Any]], width: int) -> list[Facts]:
    found = [Facts() for _ in range(width)]
    for chunk in _chunks(rows):
        for facts, cells in zip(found, zip(*chunk, strict=True), strict=True):
            facts.add(cells)
    return found


def columns_of(names: Sequence[str], facts: Sequence[Facts], remarks: Remarks) -> list[Column]:
    """The kind of each column, and what to say about it."""
    columns = [Column(name, kind_of_facts(found)) for name, found in zip(names, facts, strict=True)]
    for column, found in zip(columns, facts, strict=True):
        if found.faults:
            word = "formula error is" if found.faults == 1 else "formula errors are"
            remarks.warn("formula_errors", f"{found.faults} {word} read as missing in {column.name}.", column.name)
        if column.kind == "mixed":
            rare = sorted(found.sorts, key=lambda sort: found.sorts[sort])
            examples = tuple(example for sort in rare[:2] for example in found.examples.get(sort, [])[:3])
            words = ", ".join(_in_words(sort, count) for sort, count in found.sorts.most_common())
            remarks.warn("mixed_types", f"{column.name} holds {words}; it is kept as text.", column.name, examples)
        elif column.kind == "text" and found.numeric_texts and found.numeric_texts >= 0.8 * found.sorts["text"] > 0:
            examples = tuple(found.examples.get("text", []))
            remarks.warn(
                "numbers_as_text", f"{column.name} holds numbers that were stored as text; it is kept so.", column.name, examples
            )
        elif found.huge:
            remarks.warn(
                "long_numbers",
                f"{column.name} is kept as text, because its numbers have more digits than a number can hold.",
                column.name,
            )
    return columns


_WORDS = {
    "number": ("number", "numbers"),
    "text": ("text", "texts"),
    "flag": ("true or false", "true or false"),
    "day": ("date", "dates"),
    "moment": ("date with a time", "dates with a time"),
    "time": ("time", "times"),
    "span": ("duration", "durations"),
    "object": ("object", "objects"),
    "list": ("list", "lists"),
}


def _in_words(sort: str, count: int) -> str:
    return f"{count} {_WORDS.get(sort, (sort, sort))[0 if count == 1 else 1]}"


def batches(rows: Iterable[Sequence[Any]], columns: Sequence[Column]) -> Iterator[pa.RecordBatch]:
    schema = schema_of(columns)
    makers = [_maker(column.kind) for column in columns]
    for chunk in _chunks(rows):
        cells = zip(*chunk, strict=True)
        arrays = [
            pa.array(map(maker, column), kind, size=len(chunk))
            for maker, column, kind in zip(makers, cells, schema.types, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    return pa.schema([(f"c{place}", _TYPES.get(column.kind, pa.string())) for place, column in enumerate(columns)])


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    rows = iter(rows)
    while chunk := list(islice(rows, BATCH)):
        yield chunk


def _maker(kind: str) -> Callable[[Any], Any]:
    makers: dict[str, Callable[[Any], Any]] = {
        "integer": lambda cell: int(cell) if _SORTS.get(type(cell)) == "number" else None,
        "decimal": lambda cell: float(cell) if _SORTS.get(type(cell)) == "number" else None,
        "boolean": lambda cell: cell if isinstance(cell, bool) else None,
        "date": _day,
        "datetime": _moment,
        "time": lambda cell: cell if isinstance(cell, datetime.time) else None,
        "binary": lambda cell: cell if isinstance(cell, bytes) else None,
    }
    return makers.get(kind, as_text)


def _day(cell: Any) -> datetime.date | None:
    if isinstance(cell, datetime.datetime):
        return cell.date()
    return cell if isinstance(cell, datetime.date) else None


def _moment(cell: Any) -> datetime.datetime | None:
    if isinstance(cell, datetime.datetime):
        return cell
    return datetime.datetime(cell.year, cell.month, cell.day) if isinstance(cell, datetime.date) else None  # noqa: DTZ001
