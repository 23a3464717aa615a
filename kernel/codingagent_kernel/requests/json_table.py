"""Reads JSON and JSON lines as a table."""

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from codingagent_kernel.requests import limits
from codingagent_kernel.requests.cells import kind_of, types_of
from codingagent_kernel.requests.encoding import detect
from codingagent_kernel.requests.engine import Workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.hint_check import FIRST_ROWS
from codingagent_kernel.requests.json_objects import open_objects
from codingagent_kernel.requests.json_rows import cells_of, find_rows, names_of
from codingagent_kernel.requests.json_text import parse, parse_line
from codingagent_kernel.requests.sampling import WHOLE, head_of, sample
from codingagent_kernel.requests.source import Column, Remarks, Table, literal
from codingagent_kernel.requests.staging import on_disk
from codingagent_kernel.requests.values_table import batches, collect, columns_of, schema_of

LARGE_SAMPLE = 200_000
MEMORY_OF_A_BYTE = 24
"""Bytes that a byte of JSON takes in memory at the very most, as text, as values and as rows."""
LONGEST_LINE = 64 * 1024**2
_LINES_HINT = "pd.read_json({path}, lines=True, dtype=False)"


def read_json_table(bench: Workbench, path: Path, *, lines: bool, full: bool) -> Table:
    size = path.stat().st_size
    if size > WHOLE and (full or not lines):
        return _large_lines(bench, path) if lines else _large_document(bench, path, full=full)
    encoding = detect(head_of(path, 1 << 16))
    name = encoding.name if encoding else "utf-8"
    remarks = Remarks()
    if not lines:
        return _whole_document(bench, path)
    part = sample(path, b"\n")
    records = list(_lines(part.data.decode(name, errors="replace").lstrip("\ufeff"), remarks))
    table = _of_records(bench, records, _Origin("jsonl", name, remarks, (_LINES_HINT,)))
    if not part.whole:
        table.sampled, table.sample_rows = True, len(records)
        # A line a record, all through the sample: then the lines of the file are its records.
        table.estimated = part.data.count(b"\n") != len(records)
        table.rows = int(len(records) * size / max(1, len(part.data))) if table.estimated else _count_lines(path)
    return table


def _count_lines(path: Path) -> int:
    count, last = 0, b""
    with path.open("rb") as file:
        while data := file.read(1 << 22):
            count, last = count + data.count(b"\n"), data
    return count + (not last.endswith(b"\n"))


@dataclass(frozen=True)
class _Origin:
    format: str
    encoding: str
    remarks: Remarks
    hints: Sequence[str]


def _of_records(bench: Workbench, records: Sequence[Any], origin: _Origin) -> Table:
    opened = open_objects(records)
    if opened is not None:
        return _of_rows(bench, opened.records, replace(origin, hints=opened.hints(origin.hints)))
    return _of_rows(bench, records, origin)


def _of_rows(bench: Workbench, records: Sequence[Any], origin: _Origin) -> Table:
    keys, remarks = names_of(records), origin.remarks
    if not keys:
        raise RequestFailure("empty", "The JSON holds no rows. Check that you picked the right one.")
    names = [name if name.strip() else f"column_{place + 1}" for place, name in enumerate(keys)]
    for place, (name, key) in enumerate(zip(names, keys, strict=True)):
        if name != key:
            remarks.warn("renamed_column", f"Column {place + 1} has no name and is called {name}.")
    cells = [cells_of(record, keys) for record in records]
    columns = columns_of(names, collect(cells, len(names)), remarks)
    relation = on_disk(bench.scratch / "json.parquet", batches(map(_nested_as_text, cells), columns), schema_of(columns))
    written = f", encoding={origin.encoding!r})" if origin.encoding != "utf-8" else ")"
    return Table(
        bench.connection,
        _with_json(relation, columns),
        columns,
        format=origin.format,
        rows=len(records),
        facts={"encoding": origin.encoding},
        remarks=remarks,
        hints=[re.sub(r"(\{path\}[^()]*)\)", rf"\1{written}", hint, count=1) for hint in origin.hints],
    )


def _lines(text: str, remarks: Remarks) -> Iterator[Any]:
    for number, line in enumerate(text.split("\n"), 1):
        yield from _numbered(line, number, remarks)


def _nested_as_text(row: list[Any]) -> list[Any]:
    return [_as_json(cell) if isinstance(cell, dict | list) else cell for cell in row]


def _as_json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), ensure_ascii=False)


def _finite(value: Any) -> Any:
    """NaN and the infinities, which JSON does not know, become null."""
    if isinstance(value, dict):
        return {key: _finite(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_finite(held) for held in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _with_json(relation: str, columns: list[Column]) -> str:
    wanted = ", ".join(
        f"c{place}::json as c{place}" if column.kind in ("object", "list") else f"c{place}" for place, column in enumerate(columns)
    )
    return f"(select {wanted} from {relation})"


def _whole_document(bench: Workbench, path: Path, *, most_rows: int | None = None) -> Table:
    """The rows of the document, wherever in it they stand; of more than `most_rows` the first."""
    encoding = detect(head_of(path, 1 << 16))
    name = encoding.name if encoding else "utf-8"
    remarks = Remarks()
    document = parse(path.read_bytes().decode(name, errors="replace").lstrip("\ufeff"), remarks)
    found = find_rows(document, remarks)
    count = len(found.records)
    table = _of_records(bench, found.records[:most_rows], _Origin("json", name, remarks, found.hints))
    if path.stat().st_size > WHOLE:
        table.beginning = bench.scratch / "beginning.json"
        table.beginning.write_text(json.dumps(_shortened(document)), encoding=name, errors="replace")
    if most_rows is not None and count > most_rows:
        table.rows, table.sampled, table.sample_rows = count, True, most_rows
    return table


def _shortened(value: Any) -> Any:
    """The document with the first entries of whatever in it is long."""
    if isinstance(value, dict):
        return {key: _shortened(held) for key, held in islice(value.items(), FIRST_ROWS)}
    return [_shortened(held) for held in value[:FIRST_ROWS]] if isinstance(value, list) else value


def _large_lines(bench: Workbench, path: Path) -> Table:
    """Streamed by DuckDB; where a line is no JSON, which it would pass off as an empty row, line by line by us."""
    try:
        return _by_duckdb(bench, path, lines=True, full=True)
    except duckdb.Error:
        return _line_by_line(bench, path)


def _large_document(bench: Workbench, path: Path, *, full: bool) -> Table:
    """A list of objects is streamed by DuckDB. Of any other shape the whole document is held, where there is memory for it."""
    fault = "The rows do not stand in one list of objects"
    if head_of(path, 1 << 12).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        try:
            table = _by_duckdb(bench, path, lines=False, full=full)
            if [column.name for column in table.columns] != ["json"]:
                return table
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            fault = "The rows are not all alike, or the JSON is damaged"
    if path.stat().st_size <= limits.memory() // MEMORY_OF_A_BYTE:
        return _whole_document(bench, path, most_rows=None if full else LARGE_SAMPLE)
    raise RequestFailure(
        "too_large",
        f"This JSON is too large to be read as a table in this shape. {fault}. "
        "Save its rows as JSON lines, CSV or Parquet, or split the file, and upload that.",
    )


def _by_duckdb(bench: Workbench, path: Path, *, lines: bool, full: bool) -> Table:
    form = "newline_delimited" if lines else "array"
    source = f"read_json({literal(str(path))}, format='{form}', sample_size={-1 if full else 50_000}, maximum_object_size=67108864)"
    limit = "" if full else f" limit {LARGE_SAMPLE}"
    target = bench.scratch / "json.parquet"
    names = [str(name) for name in bench.connection.sql(f"select * from {source} limit 0").columns]
    bench.connection.execute(f"copy (select * from {source}{limit}) to {literal(str(target))} (format parquet)")
    positions = ", ".join(f"c{place}" for place in range(len(names)))
    relation = f"(select * from read_parquet({literal(str(target))})) as t({positions})"
    columns = [Column(name, kind_of(sql_type)) for name, sql_type in zip(names, types_of(bench.connection, relation), strict=True)]
    seen = bench.connection.execute(f"select count(*) from {relation}").fetchall()[0][0]
    sampled = not full and seen == LARGE_SAMPLE
    rows = bench.connection.execute(f"select count(*) from {source}").fetchall()[0][0] if sampled else seen
    return Table(
        bench.connection,
        relation,
        columns,
        format="jsonl" if lines else "json",
        rows=rows,
        sampled=sampled,
        sample_rows=seen if sampled else None,
        hints=[_LINES_HINT] if lines else ["pd.read_json({path}, dtype=False)"],
    )


def _line_by_line(bench: Workbench, path: Path) -> Table:
    """Two passes, neither of which holds more than some rows."""
    remarks = Remarks()
    names: dict[str, None] = {}
    for record in _streamed(path, remarks):
        names.update(dict.fromkeys(names_of([record])))
    keys = names_of([names])
    rows = 0

    def cells() -> Iterator[list[Any]]:
        nonlocal rows
        rows = 0
        for record in _streamed(path, Remarks()):
            rows += 1
            yield cells_of(record, keys)

    columns = columns_of(keys, collect(cells(), len(keys)), remarks)
    relation = on_disk(bench.scratch / "json.parquet", batches(map(_nested_as_text, cells()), columns), schema_of(columns))
    return Table(bench.connection, _with_json(relation, columns), columns, format="jsonl", rows=rows, remarks=remarks)


def _streamed(path: Path, remarks: Remarks) -> Iterator[Any]:
    encoding = detect(head_of(path, 1 << 16))
    with path.open(encoding=encoding.name if encoding else "utf-8", errors="replace", newline="\n") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            yield from _numbered(line, number, remarks)


def _numbered(line: str, number: int, remarks: Remarks) -> Iterator[Any]:
    if line.strip():
        try:
            yield parse_line(line)
        except (ValueError, RecursionError) as problem:
            remarks.reject(number, f"The line is not valid JSON: {str(problem)[:100]}.")
