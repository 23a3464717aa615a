"""Decides what the texts of a column are: numbers and how they are written, dates and in which order, or plain text.

The deciding counts are made by DuckDB over every value at hand, so a text in row 50,001 is seen; the verdict is made here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

INTEGER = r"[+-]?(0|[1-9]\d{0,17})"
MISSING = ("NA", "N/A", "n/a", "na", "NULL", "null", "None", "none", "NaN", "nan", "NAN", "#N/A", "#NA", "-", "--", "---", ".", "?", "N.A.", "n.a.", "<NA>", "(null)", "nil", r"\N", "missing", "unknown")  # fmt: skip
PLAIN_MISSING = MISSING[:-2]
TIME = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?"
_ISO_DAY = r"(\d{4})-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])"
_ZONE = r"(Z|[+-]\d{2}:?(\d{2})?)"
_CURRENCY = r"[$€£¥₹₽]|USD|EUR|GBP|CHF|JPY|Rs\.?|kr"
_AMOUNT = r"[+-]?\s*\d[\d.,'’ \x{a0}\x{202f}]*"

# class -> pattern of the whole trimmed value, in the order in which they are tried.
CLASSES: dict[str, str] = {
    "int": INTEGER,
    "zeros": r"0\d+",
    "long": r"[+-]?[1-9]\d{18,}",
    "dot3": r"[+-]?[1-9]\d{0,2}\.\d{3}",
    "dot": r"[+-]?(0|[1-9]\d*)?\.\d+|[+-]?(0|[1-9]\d*)\.",
    "science": r"[+-]?\d+(\.\d*)?[eE][+-]?\d{1,3}|[+-]?\.\d+[eE][+-]?\d{1,3}",
    "comma3": r"[+-]?[1-9]\d{0,2},\d{3}",
    "comma": r"[+-]?(0|[1-9]\d*)?,\d+",
    "group_comma": r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?",
    "group_dot": r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?",
    "group_blank": "[+-]?[1-9]\\d{0,2}([ '’\u00a0\u202f]\\d{3})+([.,]\\d+)?",
    "iso_day": _ISO_DAY,
    "iso_moment": _ISO_DAY + r"[T ]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?",
    "iso_zoned": _ISO_DAY + r"[T ]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)? ?" + _ZONE,
    "time": TIME,
    "year_slash": r"\d{4}/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])",
    "slash": r"\d{1,2}/\d{1,2}/(\d{4}|\d{2})",
    "point": r"\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})",
    "dash": r"\d{1,2}-\d{1,2}-(\d{4}|\d{2})",
    "slash_moment": r"\d{1,2}/\d{1,2}/(\d{4}|\d{2}),? \d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?",
    "point_moment": r"\d{1,2}\.\d{1,2}\.(\d{4}|\d{2}),? \d{1,2}:\d{2}(:\d{2})?",
    "month_name": r"\d{1,2}[- ][A-Za-z]{3,9}\.?[- ,]+(\d{4}|\d{2})|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}",
    "percent": _AMOUNT + r"\s?%",
    "money": rf"[+-]?\s?\(?({_CURRENCY})\s?{_AMOUNT}\)?|\(?{_AMOUNT}\s?({_CURRENCY})\)?",
    "unit": _AMOUNT + r"\s?[A-Za-zµ°²³]{1,4}",
}
DATES = (
    "iso_day",
    "iso_moment",
    "iso_zoned",
    "time",
    "year_slash",
    "slash",
    "point",
    "dash",
    "slash_moment",
    "point_moment",
    "month_name",
)
_LATE = ("slash", "point", "dash", "slash_moment", "point_moment")


def _classify() -> str:
    """SQL that names the class of a trimmed value `v`; the cheap and frequent questions come first."""
    markers = ", ".join("'" + marker + "'" for marker in MISSING)
    letters = "month_name", "money"
    tests = {name: f"when regexp_full_match(v, '{_sql(pattern)}') then '{name}'" for name, pattern in CLASSES.items()}
    lettered, dated = [tests[name] for name in letters], [tests[name] for name in DATES]
    return (
        "case when cast(try_cast(v as bigint) as varchar) = v then 'int' "
        f"when v in ({markers}) then 'missing' when lower(v) in ('true', 'false') then 'flag' "
        "when regexp_matches(v, '^\\pL') or length(v) > 60 then case " + " ".join(lettered) + " else 'text' end "
        f"when regexp_matches(v, '^\\d{{1,4}}[-/:]') then case {' '.join(dated)} else 'text' end "
        "when starts_with(v, '#') and v in ('#DIV/0!', '#VALUE!', '#REF!', '#NAME?', '#NUM!', '#NULL!') then 'fault' "
        + " ".join(tests.values())
        + " else 'text' end"
    )


def _sql(pattern: str) -> str:
    return pattern.replace("'", "''")


@dataclass(frozen=True)
class Counts:
    """How many values of each class a column holds, and one or more examples of each."""

    total: int
    """Rows."""
    filled: int
    """Values that are not blank."""
    classes: dict[str, int]
    examples: dict[str, list[str]]
    first_over_12: dict[str, int]
    """By class of a date whose order is open: how many have a first part beyond 12, so that it is the day …"""
    second_over_12: dict[str, int]
    """… and how many a second."""
    padded: int
    """Values with blanks around them."""
    short_years: int

    def of(self, *names: str) -> int:
        return sum(self.classes.get(name, 0) for name in names)


MOST_TOGETHER = 1000
"""Columns that are looked at in one pass; DuckDB takes memory for each."""


def count_classes(connection: duckdb.DuckDBPyConnection, relation: str, places: Iterable[int]) -> dict[int, Counts]:
    """Looks at every value of the columns of texts c0, c1 … named by their places, in one pass where they are not too many."""
    wanted = list(places)
    total = connection.execute(f"select count(*) from {relation}").fetchall()[0][0]
    by_place: dict[int, list[tuple[Any, ...]]] = {place: [] for place in wanted}
    for start in range(0, len(wanted), MOST_TOGETHER):
        for place, *found in _classes(connection, relation, wanted[start : start + MOST_TOGETHER]):
            by_place[place].append(tuple(found))
    return {place: _counts(total, found) for place, found in by_place.items()}


def _classes(connection: duckdb.DuckDBPyConnection, relation: str, places: list[int]) -> list[tuple[Any, ...]]:
    """A row for each class of values that a column holds: its place, and what `_counts` makes of the rest."""
    first = "try_cast(regexp_extract(v, '^(\\d{1,2})[-/.](\\d{1,2})', 1) as int)"
    second = "try_cast(regexp_extract(v, '^(\\d{1,2})[-/.](\\d{1,2})', 2) as int)"
    dated = ", ".join(f"'{name}'" for name in _LATE)
    columns = ", ".join(f"c{place}" for place in places)
    rows: list[tuple[Any, ...]] = connection.execute(
        f"with cells as (select unnest([{columns}]) as raw, unnest({places}) as place from {relation}), "
        "filled as (select place, raw, trim(raw) as v from cells where raw <> '' and trim(raw) <> ''), "
        f"sorted as (select place, v, raw, {_classify()} as class from filled) "
        "select place, class, count(*), approx_top_k(v, 5), "
        f"count(*) filter (class in ({dated}) and {first} > 12), count(*) filter (class in ({dated}) and {second} > 12), "
        "count(*) filter (v <> raw), "
        f"count(*) filter (class in ({dated}) and regexp_matches(v, '^\\d+[-/.]\\d+[-/.]\\d\\d($|\\D)')) "
        "from sorted group by place, class"
    ).fetchall()
    return rows


def _counts(total: int, rows: list[tuple[Any, ...]]) -> Counts:
    return Counts(
        total=total,
        filled=sum(row[1] for row in rows),
        classes={row[0]: row[1] for row in rows},
        examples={row[0]: list(row[2]) for row in rows},
        first_over_12={row[0]: row[3] for row in rows},
        second_over_12={row[0]: row[4] for row in rows},
        padded=sum(row[5] for row in rows),
        short_years=sum(row[6] for row in rows),
    )
