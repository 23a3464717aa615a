"""What to beware of in a table that has been read: columns that say nothing, rows that repeat, data about people."""

import re
from collections.abc import Iterator, Sequence

import duckdb

from codingagent_kernel.requests.column_profile import MOST_TOGETHER, Field
from codingagent_kernel.requests.layout import says_total
from codingagent_kernel.requests.source import Remark, Table

_MANY = 3_000_000
_PERSONAL_NAMES = {
    "an e-mail address": r"(?i)\be-?mails?\b|\bmail\b",
    "a telephone number": r"(?i)phone|\btel\b|telefon|\bmobile\b|\bfax\b",
    "a person's name": r"(?i)\b(first|last|given|family|sur|full|middle|maiden)[_ ]?name\b|vorname|nachname|nombre_completo|\bapellido",
    "a date of birth": r"(?i)\bbirth|\bdob\b|geburt|naissance|nacimiento",
    "a postal address": r"(?i)\b(street|home|postal|mailing)[_ ]?address\b|\baddress\b|stra(ss|ß)e\b",
    "an identity number": r"(?i)\bssn\b|social[_ ]?security|passport|national[_ ]?id|tax[_ ]?id|\biban\b|credit[_ ]?card|card[_ ]?number",
    "a network address": r"(?i)\bip[_ ]?(addr|address)?\b",
}
_PERSONAL_VALUES = {
    "an e-mail address": r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+",
    "a telephone number": r"(\+|00)[1-9][\d ()./-]{7,18}|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4}",
    "an identity number": r"\d{3}-\d{2}-\d{4}|[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){3,7}( ?[A-Z0-9]{1,3})?|\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}",
    "a network address": r"(\d{1,3}\.){3}\d{1,3}",
}

MOST_CELLS = 200_000
"""Beyond, fewer rows are looked at for the shapes of data about people."""
ONE_BY_ONE = 3
"""Columns with the same to say of them are named one by one up to so many; more are named in one sentence."""


def add_findings(table: Table, fields: Sequence[Field], profiles: Sequence[dict[str, object]]) -> None:
    rows = table.sample_rows if table.sampled and table.sample_rows is not None else table.rows
    about = [remark for profile in profiles for remark in _about_column(str(profile["name"]), profile, rows)]
    for code, words in (("empty_column", "hold no value at all"), ("constant_column", "hold the same value in every row")):
        same = [remark for remark in about if remark.code == code]
        if len(same) > ONE_BY_ONE:
            names = ", ".join(str(remark.column) for remark in same[:20])[:300] + (" …" if len(same) > 20 else "")
            about = [remark for remark in about if remark.code != code]
            about.append(Remark(code, f"{len(same)} columns {words}: {names}."))
    for remark in about:
        table.remarks.warn(remark.code, remark.message, remark.column, remark.examples)
    _personal(table, fields)
    _repeated(table, fields, rows)
    _total_row(table, fields)


def _total_row(table: Table, fields: Sequence[Field]) -> None:
    """The last row of a table that was read to its end, if it calls itself a total."""
    texts = [field for field in fields if field.column.kind == "text"]
    if table.sampled or not texts or table.rows < 3 or not any(field.number for field in fields):
        return
    last = table.connection.execute(f"select {texts[0].sql} from {table.relation} limit 1 offset {table.rows - 1}").fetchall()
    if last and last[0][0] is not None and says_total(last[0][0]):
        table.remarks.warn(
            "total_row",
            f"The last row is a total ({str(last[0][0])[:50]}); leave it out of sums and averages.",
            texts[0].column.name,
        )


def _about_column(name: str, profile: dict[str, object], rows: int) -> Iterator[Remark]:
    missing, distinct = profile["missing"], profile["distinct"]
    if rows > 0 and missing == rows:
        yield Remark("empty_column", f"{name} holds no value at all.", name)
    elif rows > 1 and distinct == 1 and missing == 0:
        top = profile.get("top")
        value = str(top[0]["value"]) if isinstance(top, list) and top else ""
        yield Remark("constant_column", f"Every value of {name} is the same.", name, (value,) if value else ())
    if _counts_days(name, profile):
        yield Remark(
            "serial_dates",
            f"{name} holds whole numbers that look like dates as Excel counts days (45292 is 2024-01-01). "
            "To read them: pd.to_datetime(column, unit='D', origin='1899-12-30').",
            name,
            (str(profile["min"]), str(profile["max"])),
        )
    if isinstance(distinct, int) and distinct > 1_000_000:
        yield Remark("estimated_distinct", f"The number of different values of {name} is an estimate.", name)


def _counts_days(name: str, profile: dict[str, object]) -> bool:
    """A number of days since 1900 that falls between 1954 and 2064, in a column that calls itself a date."""
    first, last = profile.get("min"), profile.get("max")
    return (
        profile["type"] == "integer"
        and isinstance(first, int)
        and isinstance(last, int)
        and 20_000 <= first <= last <= 60_000
        and bool(re.search(r"(?i)\b(date|day|datum|tag|fecha|jour)s?\b", re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name)))
    )


def _personal(table: Table, fields: Sequence[Field]) -> None:
    """Told by the values where they have a shape of their own, else by the column's name."""
    found: dict[str, str] = {}
    for place, counts in _matches(table, [place for place, field in enumerate(fields) if field.sql_type == "VARCHAR"]):
        values, *fits = counts
        for sort, count in zip(_PERSONAL_VALUES, fits, strict=True):
            if count and count >= 0.6 * values:
                found.setdefault(fields[place].column.name, sort)
    for field in fields:
        plain = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", field.column.name)
        for sort, pattern in _PERSONAL_NAMES.items():
            if re.search(pattern, plain) and field.column.kind in ("text", "mixed", "integer", "date", "datetime"):
                found.setdefault(field.column.name, sort)
    for name, sort in found.items():
        table.remarks.warn("personal_data", f"{name} looks like {sort} of people. Share results with care.", name)


def _matches(table: Table, places: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """For each of these columns: how many of its first cells hold a value, and how many of these fit each pattern."""
    tests = ", ".join(f"count(*) filter (regexp_full_match(trim(v), '{pattern}'))" for pattern in _PERSONAL_VALUES.values())
    first = max(100, min(5000, MOST_CELLS // max(1, len(places))))
    for start in range(0, len(places), MOST_TOGETHER):
        chosen = list(places[start : start + MOST_TOGETHER])
        columns = ", ".join(f"c{place}" for place in chosen)
        rows = table.connection.execute(
            f"select place, count(v), {tests} from (select unnest([{columns}]) as v, unnest({chosen}) as place "
            f"from (select {columns} from {table.relation} limit {first})) group by place"
        )
        for place, *counts in rows.fetchall():
            yield place, counts


def _repeated(table: Table, fields: Sequence[Field], rows: int) -> None:
    if not fields or rows < 2 or rows * len(fields) > _MANY * 10 or rows > _MANY:
        return
    columns = ", ".join(field.counted for field in fields)
    try:
        different = table.connection.execute(f"select count(*) from (select distinct {columns} from {table.relation})").fetchall()[
            0
        ][0]
    except duckdb.Error:
        return
    if different < rows:
        count = rows - different
        where = " in the sample" if table.sampled else ""
        table.remarks.warn("duplicate_rows", f"{count} {'row repeats' if count == 1 else 'rows repeat'} an earlier one{where}.")
    everything = " and ".join(f"{field.sql} is null" for field in fields)
    blank = table.connection.execute(f"select count(*) from {table.relation} where {everything}").fetchall()[0][0]
    if blank and len(fields) > 1:
        table.remarks.warn("empty_rows", f"{blank} {'row holds' if blank == 1 else 'rows hold'} no value at all.")
