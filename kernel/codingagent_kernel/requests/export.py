"""The request `export`: the rows that a viewer shows, as a file to take away."""

import csv
import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter  # type: ignore[import-untyped]

from codingagent_kernel.requests import arguments as given
from codingagent_kernel.requests.cells import kind_of, stream_cells
from codingagent_kernel.requests.engine import Workbench, workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.filters import condition, order
from codingagent_kernel.requests.source import literal
from codingagent_kernel.requests.stored import Stored, open_stored

EXCEL_ROWS = 1_048_575
EXCEL_COLUMNS = 16_384
EXCEL_TEXT = 32_767
UNCUT = 2**30
EXCEL_FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss", "time": "hh:mm:ss"}
MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}


def answer(arguments: dict[str, object]) -> dict[str, object]:
    """{path, out, format, sort?, filter?} -> {rows, bytes, mime}."""
    path, out = given.file_to_read(arguments), given.file_to_write(arguments)
    kind = given.text(arguments, "format") or "csv"
    if kind not in MIMES:
        raise RequestFailure("bad_request", f"A table cannot be exported as {kind[:50]!r}: use csv, xlsx, parquet or json.")
    with workbench() as bench:
        table = open_stored(bench.connection, path)
        chosen = condition(arguments.get("filter"), table.names, table.types)
        rows = bench.connection.execute(f"select count(*) from {table.relation} {chosen}").fetchall()[0][0]
        tail = f"{table.relation} {chosen} {order(arguments.get('sort'), table.names)}"
        if kind == "xlsx":
            if rows > EXCEL_ROWS or len(table.names) > EXCEL_COLUMNS:
                raise RequestFailure(
                    "too_large",
                    f"Excel holds at most {EXCEL_ROWS:,} rows and {EXCEL_COLUMNS:,} columns; the table has {rows:,} rows and "
                    f"{len(table.names):,} columns. Filter it, or export CSV or Parquet.",
                )
            _write_excel(table, tail, out)
        elif kind == "json":
            _write_json(table, tail, out)
        elif kind == "parquet":
            _write_parquet(table, tail, out)
        else:
            _write_csv(bench, table, tail, out)
    return {"rows": rows, "bytes": out.stat().st_size, "mime": MIMES[kind]}


def _write_csv(bench: Workbench, table: Stored, tail: str, out: Path) -> None:
    """The header is ours: DuckDB would rename `id` beside `ID`."""
    body = bench.scratch / "body.csv"
    bench.connection.execute(f"copy (select * from {tail}) to {literal(str(body))} (format csv, header false)")
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(table.names)
    with out.open("ab") as target, body.open("rb") as source:
        shutil.copyfileobj(source, target, 1 << 20)


def _write_parquet(table: Stored, tail: str, out: Path) -> None:
    reader = table.connection.execute(f"select * from {tail}").to_arrow_reader(50_000)
    schema = pa.schema([field.with_name(name) for field, name in zip(reader.schema, table.names, strict=True)])
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch.rename_columns(table.names))


def _write_json(table: Stored, tail: str, out: Path) -> None:
    """An array of objects, one a line, with the cells of a table page."""
    with out.open("w", encoding="utf-8", errors="replace") as file:
        file.write("[")
        for number, row in enumerate(stream_cells(table.connection, tail, table.types, cut=UNCUT)):
            file.write(("," if number else "") + "\n" + json.dumps(dict(zip(table.names, row, strict=True)), ensure_ascii=False))
        file.write("\n]\n")


def _write_excel(table: Stored, tail: str, out: Path) -> None:
    """Dates are dates, numbers numbers; a text is never taken for a formula or a link."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(out.parent),
    }
    with xlsxwriter.Workbook(str(out), options) as book:
        sheet = book.add_worksheet("Table")
        bold = book.add_format({"bold": True})
        formats = {kind: book.add_format({"num_format": shape}) for kind, shape in EXCEL_FORMATS.items()}
        for place, name in enumerate(table.names):
            sheet.write_string(0, place, name[:EXCEL_TEXT], bold)
        for number, row in enumerate(stream_cells(table.connection, tail, table.types, cut=EXCEL_TEXT - 1), 1):
            for place, cell in enumerate(row):
                if cell is not None:
                    _write_cell(sheet, (number, place), cell, formats.get(kind_of(table.types[place])))
        sheet.freeze_panes(1, 0)
        if table.names:
            sheet.autofilter(0, 0, max(1, sheet.dim_rowmax or 1), len(table.names) - 1)


def _write_cell(sheet: Any, place: tuple[int, int], cell: object, format: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, int | float):
        # Excel keeps fifteen digits of a number; a longer one stays whole as a text.
        long = isinstance(cell, int) and abs(cell) >= 10**15
        sheet.write_string(*place, str(cell)) if long else sheet.write_number(*place, cell)
    elif format is not None and (moment := _moment(str(cell))) is not None:
        sheet.write_datetime(*place, moment, format)
    else:
        sheet.write_string(*place, cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)[: EXCEL_TEXT - 1])


def _moment(text: str) -> datetime.date | datetime.time | None:
    """A date or time that Excel can hold; its calendar begins in 1900 and knows no zones."""
    try:
        if "T" in text:
            found: datetime.date | datetime.time = datetime.datetime.fromisoformat(text).replace(tzinfo=None)
        else:
            found = datetime.time.fromisoformat(text) if ":" in text else datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return found if isinstance(found, datetime.time) or found.year >= 1900 else None
