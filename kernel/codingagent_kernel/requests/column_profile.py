"""What stands in each column: how much is missing, how many different values, from where to where, the commonest, and how they spread."""

import math
from dataclasses import dataclass

import duckdb

from codingagent_kernel.requests.cells import cell, cell_sql, kind_of, types_of
from codingagent_kernel.requests.source import Column

EXACT = 1_000_000
"""Up to so many different values are counted one by one; beyond, the number is an estimate (within about 2 %)."""
BINS = 20
TOP = 10
CUT = 200
HANDFUL = 50
WIDE = 200
DETAILED = 600
"""So many columns get their commonest values and histograms; a wider table would take minutes."""


@dataclass(frozen=True)
class Field:
    """A column to be summed up."""

    column: Column
    sql: str
    sql_type: str

    @property
    def number(self) -> bool:
        return kind_of(self.sql_type) in ("integer", "decimal")

    @property
    def time(self) -> bool:
        return kind_of(self.sql_type) in ("date", "datetime", "time")

    @property
    def counted(self) -> str:
        """What is told apart: nested values by their text."""
        return self.sql if kind_of(self.sql_type) not in ("list", "object", "binary") else f"cast({self.sql} as varchar)"

    @property
    def finite(self) -> str:
        return f"case when isfinite({self.sql}) then {self.sql} end" if self.sql_type in ("FLOAT", "DOUBLE") else self.sql


def fields_of(connection: duckdb.DuckDBPyConnection, relation: str, columns: list[Column]) -> list[Field]:
    types = types_of(connection, relation)
    return [Field(column, f"c{place}", types[place]) for place, column in enumerate(columns)]


def summarise(
    connection: duckdb.DuckDBPyConnection, relation: str, fields: list[Field], *, detailed: bool = True
) -> list[dict[str, object]]:
    """A ColumnProfile for each field."""
    found: list[dict[str, object]] = []
    for start in range(0, len(fields), HANDFUL):
        handful = fields[start : start + HANDFUL]
        narrow = relation if len(fields) <= WIDE else _narrowed(connection, relation, handful)
        source = _Source(connection, narrow, detailed=detailed and start < DETAILED)
        found += [_profile(source, field, totals) for field, totals in zip(handful, _totals(source, handful), strict=True)]
    if len(fields) > WIDE:
        connection.execute("drop table handful")
    return found


def _narrowed(connection: duckdb.DuckDBPyConnection, relation: str, fields: list[Field]) -> str:
    """These columns alone: DuckDB looks at every column of a table for each query on it, which takes long in a wide one."""
    columns = ", ".join(sorted({field.sql for field in fields}))
    connection.execute(f"create or replace temp table handful as select {columns} from {relation}")
    return "handful"


def _totals(source: "_Source", fields: list[Field]) -> list["_Totals"]:
    wanted = ["count(*)"]
    for field in fields:
        wanted += [f"count({field.sql})", f"approx_count_distinct({field.counted})", *_range(field)]
    row = source.connection.execute(f"select {', '.join(wanted)} from {source.relation}").fetchall()[0]
    return [_Totals(row[0], *row[1 + 5 * place : 6 + 5 * place]) for place in range(len(fields))]


def _range(field: Field) -> list[str]:
    if field.number:
        return [f"min({field.finite})", f"max({field.finite})", f"avg(cast({field.finite} as double))"]
    if field.time:
        low, high = (cell_sql(f"{side}({field.sql})", field.sql_type, CUT) for side in ("min", "max"))
        return [low, high, "null"]
    return ["null", "null", "null"]


@dataclass(frozen=True)
class _Source:
    connection: duckdb.DuckDBPyConnection
    relation: str
    detailed: bool


@dataclass(frozen=True)
class _Totals:
    rows: int
    present: int
    distinct: int
    low: object
    high: object
    mean: float | None


def _profile(source: _Source, field: Field, totals: _Totals) -> dict[str, object]:
    connection, relation = source.connection, source.relation
    plain: dict[str, object] = {
        "name": field.column.name,
        "type": field.column.kind,
        "missing": totals.rows - totals.present,
        "distinct": min(totals.distinct, totals.present),
    }
    if field.number or field.time:
        plain["min"], plain["max"] = cell(totals.low, ""), cell(totals.high, "")
    if field.number:
        plain["mean"] = totals.mean if totals.mean is not None and math.isfinite(totals.mean) else None
    if source.detailed and totals.present and totals.distinct <= EXACT * 1.1:
        distinct, top = _top(connection, relation, field)
        plain["distinct"] = distinct
        if top and (top[0]["count"] != 1 or distinct <= TOP):
            plain["top"] = top
    if source.detailed and field.number and totals.low is not None and totals.high is not None:
        plain["histogram"] = _histogram(connection, relation, field, (float(str(totals.low)), float(str(totals.high))))
    return plain


def _top(connection: duckdb.DuckDBPyConnection, relation: str, field: Field) -> tuple[int, list[dict[str, object]]]:
    """The number of different values, and the commonest with their counts; equally common ones in their own order."""
    rows = connection.execute(
        f"with groups as materialized (select {field.counted} as v, count(*) as n from {relation} where {field.sql} is not null group by 1) "
        f"select {cell_sql('v', field.sql_type if field.counted == field.sql else 'VARCHAR', CUT)}, n, (select count(*) from groups) "
        f"from groups order by n desc, v limit {TOP}"
    ).fetchall()
    return (rows[0][2] if rows else 0), [{"value": cell(row[0], ""), "count": row[1]} for row in rows]


def _histogram(
    connection: duckdb.DuckDBPyConnection, relation: str, field: Field, ends: tuple[float, float]
) -> list[dict[str, object]]:
    """Bins of equal width from the least to the greatest value; whole numbers of a short range get one each."""
    low, high = ends
    whole = kind_of(field.sql_type) == "integer" and high - low < BINS
    bins = max(1, int(high - low) + 1) if whole else BINS if high > low else 1
    width = 1.0 if whole else (high - low) / bins
    if not math.isfinite(width):
        return []
    value = f"cast({field.finite} as double)"
    place = f"least({bins - 1}, cast(floor(({value} - {low!r}) / {width!r}) as bigint))" if width else "0"
    found = dict(
        connection.execute(
            f"select {place} as bin, count(*) from {relation} where {field.finite} is not null group by 1"
        ).fetchall()
    )
    step = width if not whole else 1.0
    return [
        {
            "from": low + number * step,
            "to": (low + (number + 1) * step) if number < bins - 1 or whole else high,
            "count": found.get(number, 0),
        }
        for number in range(bins)
    ]
