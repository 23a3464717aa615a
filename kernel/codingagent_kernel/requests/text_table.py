"""From a delimited text to a typed table: at once when it is small, from a sample, or in one streaming pass over all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from codingagent_kernel.requests import hints
from codingagent_kernel.requests.delimited import Shape, find_shape, has_footer, load_rows, load_sample
from codingagent_kernel.requests.engine import Workbench
from codingagent_kernel.requests.kinds import Counts, count_classes
from codingagent_kernel.requests.reading import Reading, Subject, decide, say_mixed, text_markers
from codingagent_kernel.requests.source import Column, Remark, Remarks, Table, literal
from codingagent_kernel.requests.staging import on_disk, text_batches, text_schema

CELLS = 2_000_000
MOST_AT_ONCE = 2000
"""Columns of a large file that DuckDB streams; it takes memory for each, and with more of them it would spill for many minutes."""
MOST_COUNTED = 1024**3
"""Up to so many bytes the rows of a sampled file are counted, which takes some seconds at most."""


@dataclass
class Judged:
    """A column with its verdict and what was said about it."""

    name: str
    reading: Reading
    counts: Counts
    warnings: list[Remark] = field(default_factory=list)


def read_text_table(bench: Workbench, path: Path, *, full: bool) -> Table:
    """The table in a CSV or its like. `full` reads every row, whatever the size; else a large file is sampled."""
    connection, scratch = bench.connection, bench.scratch
    shape = find_shape(path)
    texts, remarks, part = load_sample(connection, path, shape)
    columns = judge(connection, texts, shape)
    facts = _facts(shape, remarks)
    values = _typed_rows(connection, connection.execute(f"select * from {texts}").to_arrow_table(), columns)
    connection.execute(f"drop table {texts}")
    if part.whole or not full:
        connection.register("typed_rows", values)
        connection.execute("create temp table typed as select * from typed_rows")
        connection.unregister("typed_rows")
        seen = values.num_rows
        counted = seen if part.whole else _count(connection, path, shape)
        relation, rows = "typed", int(seen * part.size / max(1, len(part.data))) if counted is None else counted
        sampled, estimated = not part.whole, counted is None
    else:
        read = _stream if shape.width <= MOST_AT_ONCE else _in_pieces
        relation, rows, columns, remarks = read(connection, scratch, path, _Start(shape, columns))
        facts = _facts(shape, remarks)
        seen, sampled, estimated = rows, False, False
    for column in columns:
        remarks.warnings.extend(column.warnings)
    return Table(
        connection,
        relation,
        [Column(column.name, column.reading.kind) for column in columns],
        format="tsv" if shape.dialect.delimiter == "\t" else "csv",
        rows=rows,
        sampled=sampled,
        estimated=estimated,
        sample_rows=seen if sampled else None,
        facts=facts,
        remarks=remarks,
        hints=hints.for_text(shape, [hints.Hinted(column.name, column.reading, column.counts) for column in columns], remarks),
    )


def judge(connection: duckdb.DuckDBPyConnection, relation: str, shape: Shape) -> list[Judged]:
    """What every column seems to be; a first round shows how numbers are written in this file, a second uses it."""
    counted = count_classes(connection, relation, range(shape.width))
    desk = _Desk(connection, relation, "anglo" if shape.dialect.delimiter == "," else None)
    columns = [_judge_one(desk, name, place, counted[place]) for place, name in enumerate(shape.layout.names)]
    style = _style(columns)
    if style and style != desk.style:
        desk = _Desk(connection, relation, style)
        for place, column in enumerate(columns):
            if column.counts.of("dot3", "comma3"):
                columns[place] = _judge_one(desk, column.name, place, column.counts)
    return columns


@dataclass(frozen=True)
class _Desk:
    connection: duckdb.DuckDBPyConnection
    relation: str
    style: str | None


def _style(columns: list[Judged]) -> str | None:
    if any(column.reading.decimal == "," for column in columns):
        return "continental"
    anglo = any(
        column.reading.thousands == "," or (column.counts.of("dot") and column.reading.kind == "decimal") for column in columns
    )
    return "anglo" if anglo else None


def _judge_one(desk: _Desk, name: str, place: int, counts: Counts) -> Judged:
    remarks = Remarks()
    reading = decide(Subject(desk.connection, desk.relation, f"c{place}", name, counts, desk.style), remarks)
    markers = text_markers(counts) if reading.kind in ("text", "mixed") else ()
    if markers and counts.of("missing") < counts.filled:
        remarks.warn(
            "possible_missing", f"{name} holds words that may stand for a missing value; they were left as they are.", name, markers
        )
    return Judged(name, reading, counts, remarks.warnings)


def _as_mixed(column: Judged, misfits: list[str]) -> Judged:
    remarks = Remarks()
    say_mixed(column.name, column.reading.kind, misfits, remarks)
    return Judged(column.name, Reading("mixed"), column.counts, remarks.warnings)


def typed(columns: Sequence[Judged]) -> str:
    """The select list that turns texts c0, c1 … into values."""
    return ", ".join(f"{column.reading.expression(f'c{place}')} as c{place}" for place, column in enumerate(columns))


def _typed_rows(connection: duckdb.DuckDBPyConnection, whole: pa.Table, columns: list[Judged]) -> pa.Table:
    """The texts as values. A column with texts that its reading cannot take becomes a mixed one in `columns`, and keeps its texts.

    Columns that are read alike go through DuckDB as one long column: where they are many, planning takes longer than reading.
    """
    rows, arrays = whole.num_rows, dict[int, pa.ChunkedArray]()
    alike: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for place, column in enumerate(columns):
        alike.setdefault((column.reading.sql, column.reading.missing), []).append(place)
    together = max(1, CELLS // max(1, rows))
    for places in (found[start : start + together] for found in alike.values() for start in range(0, len(found), together)):
        long = pa.chunked_array([chunk for place in places for chunk in whole.column(place).chunks], pa.string())
        connection.register("long", pa.table({"v": long, "n": pa.array(range(len(long)), pa.int32())}))
        reading = columns[places[0]].reading
        odd = reading.misfit("v") if reading.sql else "null::varchar"
        found = _in_order(
            connection.execute(f"select {reading.expression('v')} as value, {odd} as odd, n from long").to_arrow_table()
        )
        connection.unregister("long")
        for number, place in enumerate(places):
            misfits = found.column("odd").slice(number * rows, rows)
            if misfits.null_count == rows:
                arrays[place] = found.column("value").slice(number * rows, rows)
            else:
                columns[place] = _as_mixed(columns[place], misfits.drop_null()[:5].to_pylist())
                texts = whole.column(place)
                arrays[place] = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    return pa.table({f"c{place}": arrays[place] for place in range(len(columns))})


def _in_order(found: pa.Table) -> pa.Table:
    """By `n`: what DuckDB scans in parallel may come back in another order, and here a piece is a column."""
    places = found.column("n").combine_chunks()
    if pc.all(pc.equal(places, pa.array(range(len(places)), pa.int32()))).as_py():
        return found
    return found.sort_by("n")


@dataclass(frozen=True)
class _Start:
    shape: Shape
    columns: list[Judged]


def _stream(
    connection: duckdb.DuckDBPyConnection, scratch: Path, path: Path, start: _Start
) -> tuple[str, int, list[Judged], Remarks]:
    """Reads all rows once into typed Parquet; only a column that turns out otherwise than its sample costs a second pass."""
    shape, columns = start.shape, list(start.columns)
    remarks = Remarks()
    relation = _plain_relation(path, shape) if _is_plain(shape) and not has_footer(path, shape) else None
    target = scratch / "typed.parquet"
    try:
        misfits = _copy(connection, relation, columns, target) if relation else {}
    except duckdb.Error:
        relation = None
    if relation is None:
        rows = load_rows(path, shape, remarks)
        relation = on_disk(scratch / "texts.parquet", text_batches(rows, shape.width), text_schema(shape.width))
        misfits = _copy(connection, relation, columns, target)
    if misfits:
        for place in misfits:
            columns[place] = _judge_again(connection, relation, columns[place], place)
        again = scratch / "again.parquet"
        for place, texts in _copy(connection, relation, columns, again).items():
            columns[place] = _as_mixed(columns[place], texts)
        if any(columns[place].reading.kind == "mixed" for place in misfits):
            _copy(connection, relation, columns, again)
        target = again
    source = f"read_parquet({literal(str(target))})"
    count = connection.execute(f"select count(*) from {source}").fetchall()[0][0]
    return source, count, columns, remarks


def _in_pieces(
    connection: duckdb.DuckDBPyConnection, scratch: Path, path: Path, start: _Start
) -> tuple[str, int, list[Judged], Remarks]:
    """As `_stream`, for more columns than DuckDB can stream: some rows at a time, all columns that are alike in one."""
    shape, columns = start.shape, list(start.columns)
    target = scratch / "pieces.parquet"
    remarks = Remarks()
    odd = _write_pieces(connection, load_rows(path, shape, remarks), columns, target)
    if odd:
        texts = ([row[place] for place in odd] for row in load_rows(path, shape, Remarks()))
        relation = on_disk(scratch / "odd.parquet", text_batches(texts, len(odd)), text_schema(len(odd)))
        for number, place in enumerate(odd):
            columns[place] = _judge_again(connection, relation, start.columns[place], number)
    while odd:
        # What still does not fit is a mixed column by now, and no column can become one twice.
        odd = _write_pieces(connection, load_rows(path, shape, Remarks()), columns, target)
    return f"read_parquet({literal(str(target))})", pq.read_metadata(target).num_rows, columns, remarks


def _write_pieces(
    connection: duckdb.DuckDBPyConnection, rows: Iterator[list[str]], columns: list[Judged], target: Path
) -> list[int]:
    """The columns that turned out otherwise than they were judged, and are mixed ones in `columns` now; where there are any, write again."""
    before = list(columns)
    writer: pq.ParquetWriter | None = None
    try:
        for batch in _small_batches(rows, len(columns)):
            values = _typed_rows(connection, pa.Table.from_batches([batch]), columns)
            writer = writer or pq.ParquetWriter(target, values.schema, compression="snappy")
            if columns == before:
                writer.write_table(values)
    finally:
        if writer:
            writer.close()
    return [place for place, column in enumerate(columns) if column != before[place]]


def _small_batches(rows: Iterator[list[str]], width: int) -> Iterator[pa.RecordBatch]:
    count = max(1, CELLS // width)
    while piece := list(islice(rows, count)):
        yield from text_batches(piece, width)


def _judge_again(connection: duckdb.DuckDBPyConnection, relation: str, column: Judged, place: int) -> Judged:
    """This time by every value of the column."""
    counts = count_classes(connection, relation, [place])[place]
    style = "continental" if column.reading.decimal == "," else "anglo" if column.reading.thousands == "," else None
    return _judge_one(_Desk(connection, relation, style), column.name, place, counts)


def _copy(connection: duckdb.DuckDBPyConnection, relation: str, columns: list[Judged], target: Path) -> dict[int, list[str]]:
    """Writes the typed rows; answers, by column, texts that its reading could not take."""
    checked = [place for place, column in enumerate(columns) if column.reading.sql]
    odd = "".join(f", {columns[place].reading.misfit(f'c{place}')} as r{place}" for place in checked)
    connection.execute(
        f"copy (select {typed(columns)}{odd} from {relation}) to {literal(str(target))} (format parquet, compression snappy)"
    )
    if not checked:
        return {}
    source = f"read_parquet({literal(str(target))})"
    counts = connection.execute(f"select {', '.join(f'count(r{place})' for place in checked)} from {source}").fetchall()[0]
    return {
        place: [
            row[0] for row in connection.execute(f"select r{place} from {source} where r{place} is not null limit 5").fetchall()
        ]
        for place, count in zip(checked, counts, strict=True)
        if count
    }


def _count(connection: duckdb.DuckDBPyConnection, path: Path, shape: Shape) -> int | None:
    """The rows of a large file, none of them kept. None when that would take long, or when the file is not plain enough."""
    if path.stat().st_size > MOST_COUNTED or not _is_plain(shape) or has_footer(path, shape):
        return None
    try:
        return int(connection.execute(f"select count(*) from {_plain_relation(path, shape)}").fetchall()[0][0])
    except duckdb.Error:
        return None


def _is_plain(shape: Shape) -> bool:
    """DuckDB's own reader takes over where it cannot differ from ours: it is strict, and any complaint of its sends us back."""
    dialect = shape.dialect
    return (
        shape.encoding.name in ("utf-8", "utf-8-sig")
        and shape.width > 1
        and dialect.quote == '"'
        and not (dialect.backslash or dialect.padded or dialect.comment)
        and dialect.delimiter != " "
        and shape.newline == b"\n"
    )


def _plain_relation(path: Path, shape: Shape) -> str:
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(shape.width))
    return (
        f"read_csv({literal(str(path))}, auto_detect=false, header=false, skip={shape.first_row_line - 1}, delim={literal(shape.dialect.delimiter)}, "
        f"quote='\"', escape='\"', columns={{{columns}}}, strict_mode=true, null_padding=false, ignore_errors=false)"
    )


def _facts(shape: Shape, remarks: Remarks) -> dict[str, object]:
    layout = shape.layout
    if layout.preamble:
        remarks.warn("preamble", f"The table begins on line {shape.header_line}; the lines before it were passed over.")
    if not layout.header_rows:
        remarks.warn("no_header", "The file has no header; its columns are numbered.")
    for note in layout.notes:
        remarks.warn("renamed_column", note)
    if not shape.encoding.sure:
        remarks.warn(
            "uncertain_encoding",
            f"The encoding is most likely {shape.encoding.name}, but the file does not tell for sure. Check letters with accents.",
        )
    return {"encoding": shape.encoding.name, "delimiter": shape.dialect.delimiter, "headerRows": layout.header_rows}
