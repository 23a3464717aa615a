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
CELLS = 2_000_000
"""So many cells go through a query together: each query on a wide table takes long to plan, and a tall one much memory."""
MOST_TOGETHER = 400
"""Columns in one query: DuckDB holds some thousand rows of each at once."""
DETAILED = 600
"""So many columns get their commonest values and histograms; those of more would not fit into the answer."""
TIMES = ("date", "datetime", "time")
NESTED = ("list", "object", "binary")


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
        return kind_of(self.sql_type) in TIMES

    @property
    def counted(self) -> str:
        """What is told apart: nested values by their text."""
        return f"cast({self.sql} as varchar)" if kind_of(self.sql_type) in NESTED else self.sql


def fields_of(connection: duckdb.DuckDBPyConnection, relation: str, columns: list[Column]) -> list[Field]:
    types = types_of(connection, relation)
    return [Field(column, f"c{place}", types[place]) for place, column in enumerate(columns)]


def summarise(connection: duckdb.DuckDBPyConnection, relation: str, fields: list[Field]) -> list[dict[str, object]]:
    """A ColumnProfile for each field. Columns of one type go through each query together, as far as they are not too tall."""
    rows = connection.execute(f"select count(*) from {relation}").fetchall()[0][0]
    together = max(1, min(MOST_TOGETHER, CELLS // max(1, rows)))
    alike: dict[tuple[str, bool], list[int]] = {}
    for place, field in enumerate(fields):
        alike.setdefault((field.sql_type, place < DETAILED), []).append(place)
    found: dict[int, dict[str, object]] = {}
    for (_, detailed), places in alike.items():
        for start in range(0, len(places), together):
            chosen = {place: fields[place] for place in places[start : start + together]}
            found |= _Source(connection, _cells(relation, chosen), next(iter(chosen.values())).sql_type, rows).profiles(
                chosen, detailed=detailed
            )
    return [found[place] for place in range(len(fields))]


def _cells(relation: str, fields: dict[int, Field]) -> str:
    """The columns one below the other: `place` says which, `v` is the value, nested ones by their text."""
    if len(fields) == 1:
        place, field = next(iter(fields.items()))
        return f"(select {field.counted} as v, {place} as place from {relation})"
    values = ", ".join(field.counted for field in fields.values())
    return f"(select unnest([{values}]) as v, unnest({list(fields)}) as place from {relation})"


@dataclass(frozen=True)
class _Totals:
    present: int
    distinct: int
    low: object = None
    high: object = None
    mean: float | None = None


@dataclass(frozen=True)
class _Source:
    """Columns of one type, as cells."""

    connection: duckdb.DuckDBPyConnection
    cells: str
    sql_type: str
    rows: int

    @property
    def _finite(self) -> str:
        return "case when isfinite(v) then v end" if self.sql_type in ("FLOAT", "DOUBLE") else "v"

    def profiles(self, fields: dict[int, Field], *, detailed: bool) -> dict[int, dict[str, object]]:
        totals = self._totals()
        sums = {place: totals.get(place, _Totals(0, 0)) for place in fields}
        tops = self._tops() if detailed and any(_countable(total) for total in sums.values()) else {}
        kind = kind_of(self.sql_type)
        bars = self._histograms(sums) if detailed and kind in ("integer", "decimal") else {}
        return {
            place: _profile(field, self.rows, sums[place], (tops.get(place), bars.get(place))) for place, field in fields.items()
        }

    def _totals(self) -> dict[int, _Totals]:
        kind = kind_of(self.sql_type)
        ends = ""
        if kind in ("integer", "decimal"):
            ends = f", min({self._finite}), max({self._finite}), avg(cast({self._finite} as double))"
        elif kind in TIMES:
            ends = ", " + ", ".join(cell_sql(f"{side}(v)", self.sql_type, CUT) for side in ("min", "max"))
        rows = self.connection.execute(f"select place, count(v), approx_count_distinct(v){ends} from {self.cells} group by place")
        return {row[0]: _Totals(*row[1:]) for row in rows.fetchall()}

    def _tops(self) -> dict[int, tuple[int, list[dict[str, object]]]]:
        """The number of different values, and the commonest with their counts; equally common ones in their own order."""
        shown = cell_sql("t.v", self.sql_type if kind_of(self.sql_type) not in NESTED else "VARCHAR", CUT)
        rows = self.connection.execute(
            f"with groups as (select place, v, count(*) as n from {self.cells} where v is not null group by all), "
            f"tops as (select place, count(*) as d, unnest(min({{'n': -n, 'v': v}}, {TOP})) as t from groups group by place) "
            f"select place, d, -t.n, {shown} from tops"
        ).fetchall()
        found: dict[int, tuple[int, list[dict[str, object]]]] = {}
        for place, distinct, count, value in rows:
            found.setdefault(place, (distinct, []))[1].append({"value": cell(value, ""), "count": count})
        return found

    def _histograms(self, sums: dict[int, _Totals]) -> dict[int, list[dict[str, object]]]:
        scales = {place: found for place, total in sums.items() if (found := _scale(total, kind_of(self.sql_type))) is not None}
        if not scales:
            return {}
        given = ", ".join(
            f"({place}, {scale.low!r}::double, {scale.width!r}::double, {scale.bins})" for place, scale in scales.items()
        )
        rows = self.connection.execute(
            f"select place, case when width > 0 then least(bins - 1, cast(floor((cast({self._finite} as double) - low) / width) as bigint)) else 0 end, "
            f"count(*) from {self.cells} join (values {given}) as scales(place, low, width, bins) using (place) "
            f"where {self._finite} is not null group by all"
        ).fetchall()
        counts = {(place, bar): count for place, bar, count in rows}
        return {place: scale.bars([counts.get((place, bar), 0) for bar in range(scale.bins)]) for place, scale in scales.items()}


def _countable(total: _Totals) -> bool:
    return total.present > 0 and total.distinct <= EXACT * 1.1


def _profile(
    field: Field,
    rows: int,
    total: _Totals,
    details: tuple[tuple[int, list[dict[str, object]]] | None, list[dict[str, object]] | None],
) -> dict[str, object]:
    plain: dict[str, object] = {
        "name": field.column.name,
        "type": field.column.kind,
        "missing": rows - total.present,
        "distinct": min(total.distinct, total.present),
    }
    if field.number or field.time:
        plain["min"], plain["max"] = cell(total.low, ""), cell(total.high, "")
    if field.number:
        plain["mean"] = total.mean if total.mean is not None and math.isfinite(total.mean) else None
    tops, bars = details
    if tops and _countable(total):
        plain["distinct"], top = tops
        if top[0]["count"] != 1 or tops[0] <= TOP:
            plain["top"] = top
    if bars is not None:
        plain["histogram"] = bars
    return plain


@dataclass(frozen=True)
class _Scale:
    """Bins of equal width from the least to the greatest value; whole numbers of a short range get one each."""

    low: float
    high: float
    width: float
    bins: int
    whole: bool

    def bars(self, counts: list[int]) -> list[dict[str, object]]:
        last = self.bins - 1
        return [
            {
                "from": self.low + number * self.width,
                "to": self.low + (number + 1) * self.width if number < last or self.whole else self.high,
                "count": count,
            }
            for number, count in enumerate(counts)
        ]


def _scale(total: _Totals, kind: str) -> _Scale | None:
    if total.low is None or total.high is None:
        return None
    low, high = float(str(total.low)), float(str(total.high))
    whole = kind == "integer" and high - low < BINS
    bins = max(1, int(high - low) + 1) if whole else BINS if high > low else 1
    width = 1.0 if whole else (high - low) / bins
    return _Scale(low, high, width, bins, whole) if math.isfinite(width) else _Scale(low, high, 0.0, 0, False)
