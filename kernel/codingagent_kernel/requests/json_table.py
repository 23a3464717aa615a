"""Finds the table in JSON: an array of objects, JSON lines, columns by name, or rows that lie one level down."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from codingagent_kernel.requests.cells import kind_of, types_of
from codingagent_kernel.requests.encoding import detect
from codingagent_kernel.requests.engine import Workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.sampling import WHOLE, head_of, sample
from codingagent_kernel.requests.source import Column, Remarks, Table, literal
from codingagent_kernel.requests.staging import on_disk
from codingagent_kernel.requests.values_table import batches, collect, columns_of, schema_of

MOST_COLUMNS = 5000


def read_json_table(bench: Workbench, path: Path, *, lines: bool, full: bool) -> Table:
    size = path.stat().st_size
    if size > WHOLE and (full or not lines):
        return _by_duckdb(bench, path, lines=lines, full=full)
    encoding = detect(head_of(path, 1 << 16))
    name = encoding.name if encoding else "utf-8"
    remarks = Remarks()
    hint = (
        "pd.read_json({path}, lines=True, dtype=False, convert_dates=False)"
        if lines
        else "pd.read_json({path}, dtype=False, convert_dates=False)"
    )
    sampled = size > WHOLE
    if lines:
        part = sample(path, b"\n")
        records: list[Any] = list(_lines(part.data.decode(name, errors="replace").lstrip("\ufeff"), remarks))
        rows = len(records) if part.whole else int(len(records) * size / max(1, len(part.data)))
    else:
        document = _parse(path.read_bytes().decode(name, errors="replace").lstrip("\ufeff"))
        records, key = _records(document, remarks)
        rows = len(records)
        hint = f"pd.DataFrame(pd.read_json({{path}}, typ='series', convert_dates=False, dtype=False)[{key!r}])" if key else hint
    names = _names(records)
    if not names:
        raise RequestFailure("empty", "The JSON holds no rows.")
    cells = [_row(record, names) for record in records]
    facts = collect(cells, len(names))
    columns = columns_of(names, facts, remarks)
    relation = on_disk(bench.scratch / "json.parquet", batches(map(_nested_as_text, cells), columns), schema_of(columns))
    relation = _with_json(relation, columns)
    return Table(
        bench.connection,
        relation,
        columns,
        format="jsonl" if lines else "json",
        rows=rows,
        sampled=sampled,
        sample_rows=len(records) if sampled else None,
        facts={"encoding": name},
        remarks=remarks,
        hints=[hint],
    )


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as problem:
        raise RequestFailure("corrupt", "This JSON is nested too deeply to be read.") from problem
    except ValueError as problem:
        where = f" in line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else ""
        raise RequestFailure("corrupt", f"This is not valid JSON{where}. Mend it and upload it again.") from problem


def _lines(text: str, remarks: Remarks) -> Iterator[Any]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as problem:
            remarks.reject(number, f"The line is not valid JSON: {str(problem)[:100]}.")


def _records(document: Any, remarks: Remarks) -> tuple[list[Any], str | None]:
    """The rows, and the key under which they lie if they lie deeper."""
    if isinstance(document, list):
        return document, None
    if not isinstance(document, dict):
        return [document], None
    lists = {key: value for key, value in document.items() if isinstance(value, list)}
    tables = {key: value for key, value in lists.items() if value and all(isinstance(entry, dict) for entry in value[:100])}
    if tables:
        key = max(tables, key=lambda name: len(tables[name]))
        remarks.warn("nested_table", f"The rows stand under {key!r}; the rest of the document was passed over.")
        return tables[key], key
    if lists and len(lists) == len(document) and len({len(value) for value in lists.values()}) == 1:
        return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)], None
    if len(document) > 1 and all(isinstance(value, dict) for value in document.values()):
        remarks.warn("keyed_rows", "The rows are named by keys, which became the column `key`.")
        return [{"key": key, **value} for key, value in document.items()], None
    return [document], None


def _names(records: list[Any]) -> list[str]:
    names: dict[str, None] = {}
    for record in records:
        if isinstance(record, dict):
            names.update(dict.fromkeys(record))
        elif isinstance(record, list):
            names.update(dict.fromkeys(f"column_{place + 1}" for place in range(len(record))))
        else:
            names["value"] = None
        if len(names) > MOST_COLUMNS:
            raise RequestFailure("too_large", "The objects of this JSON have more different keys than a table can have columns.")
    return list(names)


def _row(record: Any, names: list[str]) -> list[Any]:
    if isinstance(record, dict):
        return [record.get(name) for name in names]
    if isinstance(record, list):
        return [record[place] if place < len(record) else None for place in range(len(names))]
    return [record if name == "value" else None for name in names]


def _nested_as_text(row: list[Any]) -> list[Any]:
    return [json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict | list) else cell for cell in row]


def _with_json(relation: str, columns: list[Column]) -> str:
    wanted = ", ".join(
        f"c{place}::json as c{place}" if column.kind in ("object", "list") else f"c{place}" for place, column in enumerate(columns)
    )
    return f"(select {wanted} from {relation})"


def _by_duckdb(bench: Workbench, path: Path, *, lines: bool, full: bool) -> Table:
    """A large file, streamed. Lines that are no JSON are left out and counted."""
    options = "format='newline_delimited', ignore_errors=true" if lines else "format='array'"
    source = f"read_json({literal(str(path))}, {options}, sample_size={-1 if full else 50_000}, maximum_object_size=67108864)"
    limit = "" if full else " limit 200000"
    target = bench.scratch / "json.parquet"
    try:
        names = [str(name) for name in bench.connection.sql(f"select * from {source} limit 0").columns]
        bench.connection.execute(f"copy (select * from {source}{limit}) to {literal(str(target))} (format parquet)")
    except duckdb.Error as problem:
        raise RequestFailure(
            "unreadable", f"This JSON is too large and too irregular to be read as a table ({str(problem)[:150]})."
        ) from problem
    positions = ", ".join(f"c{place}" for place in range(len(names)))
    relation = f"(select * from read_parquet({literal(str(target))})) as t({positions})"
    columns = [Column(name, kind_of(sql_type)) for name, sql_type in zip(names, types_of(bench.connection, relation), strict=True)]
    seen = bench.connection.execute(f"select count(*) from {relation}").fetchall()[0][0]
    sampled = not full and seen == 200_000
    rows = int(seen * path.stat().st_size / max(1, path.stat().st_size)) if not sampled else seen
    return Table(
        bench.connection, relation, columns, format="jsonl" if lines else "json", rows=rows, sampled=sampled, sample_rows=seen if sampled else None,
        hints=["pd.read_json({path}, lines=True, dtype=False, convert_dates=False)" if lines else "pd.read_json({path}, dtype=False, convert_dates=False)"],
    )  # fmt: skip
