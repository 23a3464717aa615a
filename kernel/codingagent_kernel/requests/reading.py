"""How the texts of one column are to be read: the verdict over the counts of `kinds`, the SQL that does it, and what to say about it."""

from dataclasses import dataclass

import duckdb

from codingagent_kernel.requests.kinds import DATES, MISSING, PLAIN_MISSING, Counts
from codingagent_kernel.requests.reading_sql import (
    COMMA_DECIMAL,
    CONTINENTAL_INTEGER,
    DAY,
    FLAG,
    GROUPED_DECIMAL,
    GROUPED_INTEGER,
    MOMENT,
    PLAIN_DECIMAL,
    PLAIN_INTEGER,
    TIME,
    ZONED,
)
from codingagent_kernel.requests.source import Remarks, literal


@dataclass(frozen=True)
class Reading:
    kind: str = "text"
    sql: str = ""
    """An expression over the trimmed text `{v}` that is NULL where the text does not fit; nothing for a text that stays as it is."""
    decimal: str = "."
    thousands: str | None = None
    formats: tuple[str, ...] = ()
    """strptime formats of a date, one in the usual case; `ISO8601` for the standard's own."""
    zoned: bool = False
    missing: tuple[str, ...] = ()
    """Markers such as n/a that were read as missing."""

    def expression(self, column: str) -> str:
        if not self.sql:
            return f"nullif({column}, '')"
        value = f"nullif(trim({column}), '')"
        if self.missing:
            markers = ", ".join(literal(marker) for marker in self.missing)
            value = f"case when trim({column}) in ({markers}) then null else {value} end"
        return self.sql.replace("{v}", f"({value})" if self.missing else value)

    def misfit(self, column: str) -> str:
        """The text where it does not fit, else NULL."""
        markers = ", ".join(literal(marker) for marker in ("", *self.missing))
        return f"case when ({self.expression(column)}) is null and trim({column}) not in ({markers}) then {column} end"


_NUMBERS = ("int", "dot3", "dot", "science", "comma3", "comma", "group_comma", "group_dot")
_MONTHS = (
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d-%b-%y",
    "%d-%B-%Y",
    "%b %d %Y",
    "%B %d %Y",
    "%d %b, %Y",
    "%d %b %y",
)


@dataclass(frozen=True)
class Subject:
    """A column under judgement."""

    connection: duckdb.DuckDBPyConnection
    relation: str
    column: str
    name: str
    counts: Counts
    style: str | None
    """`continental` (1.234,5) or `anglo` (1,234.5) where the rest of the file tells how numbers are written in it."""


def decide(subject: Subject, remarks: Remarks) -> Reading:
    """The kind of a column and how it is read. What is not certain stays text, with a warning."""
    counts = subject.counts
    markers = _markers(counts)
    values = counts.filled - (counts.of("missing") if markers else 0)
    if values <= 0:
        return Reading()
    reading = _numbers(subject, values, remarks) or _dates(subject, values, remarks) or _others(counts, values)
    if reading is None:
        return _stays_text(subject, remarks)
    if markers:
        reading = Reading(**{**reading.__dict__, "missing": markers})
    _say_coercions(subject, reading, remarks)
    return reading


def _markers(counts: Counts) -> tuple[str, ...]:
    """The words for `missing` that stand in the column; they count only where the rest is not text."""
    if not counts.of("missing") or counts.of("text") or counts.filled == counts.of("missing"):
        return ()
    return tuple(marker for marker in PLAIN_MISSING)


def _numbers(subject: Subject, values: int, remarks: Remarks) -> Reading | None:
    counts = subject.counts
    if counts.of("zeros") and counts.of("zeros", "int", "long") == values:
        examples = tuple(counts.examples["zeros"])
        remarks.warn(
            "leading_zeros",
            f"{subject.name} is kept as text, because as a number it would lose its leading zeros.",
            subject.name,
            examples,
        )
        return None
    if counts.of("long") and counts.of("long", "int") == values:
        examples = tuple(counts.examples["long"])
        remarks.warn(
            "long_numbers",
            f"{subject.name} is kept as text, because its numbers have more digits than a number can hold.",
            subject.name,
            examples,
        )
        return None
    if counts.of("int") == values:
        return Reading("integer", PLAIN_INTEGER)
    grouped = subject.style == "continental" and counts.of("dot3") and counts.of("dot3", "int") == values
    if counts.of("int", "dot", "dot3", "science", "long") == values and not grouped:
        return Reading("decimal", PLAIN_DECIMAL)
    if counts.of(*_NUMBERS) == values:
        return _punctuated(subject, remarks)
    return None


def _punctuated(subject: Subject, remarks: Remarks) -> Reading | None:
    """Numbers with commas and points: read only if the values themselves leave a single way to read them."""
    counts, name = subject.counts, subject.name
    continental = counts.of("comma", "group_dot")
    anglo = counts.of("dot", "group_comma", "science")
    if continental and anglo:
        examples = tuple(
            counts.examples.get("comma", counts.examples.get("group_dot", []))[:2]
            + counts.examples.get("dot", counts.examples.get("group_comma", []))[:2]
        )
        remarks.warn(
            "mixed_number_styles",
            f"{name} holds numbers with a decimal comma and numbers with a decimal point; it is kept as text.",
            name,
            examples,
        )
        return None
    if continental or (subject.style == "continental" and not anglo):
        integers = Reading("integer", CONTINENTAL_INTEGER, thousands=".")
        if not counts.of("comma", "comma3") and not _has_misfit(subject, integers):
            return integers
        thousands = "." if counts.of("group_dot", "dot3") else None
        return Reading("decimal", COMMA_DECIMAL, decimal=",", thousands=thousands)
    if anglo or subject.style == "anglo":
        whole = not counts.of("dot", "dot3", "science") and not any(
            "." in example for example in counts.examples.get("group_comma", [])
        )
        reading = (
            Reading("integer", GROUPED_INTEGER, thousands=",") if whole else Reading("decimal", GROUPED_DECIMAL, thousands=",")
        )
        if whole and _has_misfit(subject, reading):
            return Reading("decimal", GROUPED_DECIMAL, thousands=",")
        return reading
    examples = tuple(counts.examples.get("comma3", []))
    remarks.warn(
        "ambiguous_numbers", f"In {name} the comma may group thousands or mark decimals; it is kept as text.", name, examples
    )
    return None


def _dates(subject: Subject, values: int, remarks: Remarks) -> Reading | None:
    counts = subject.counts
    for name, reading in (("iso_day", Reading("date", DAY, formats=("%Y-%m-%d",))), ("time", Reading("time", TIME))):
        if counts.of(name) == values:
            return reading
    if counts.of("iso_moment", "iso_day") == values:
        return Reading("datetime", MOMENT, formats=("ISO8601",))
    if counts.of("iso_zoned") == values:
        return Reading("datetime", ZONED, formats=("ISO8601",), zoned=True)
    if counts.of("iso_zoned", "iso_moment", "iso_day") == values:
        examples = tuple(counts.examples["iso_zoned"][:2] + counts.examples.get("iso_moment", [])[:2])
        remarks.warn(
            "mixed_time_zones", f"{subject.name} holds times with and without a zone; it is kept as text.", subject.name, examples
        )
        return None
    found = next((name for name in DATES if counts.of(name) == values), None)
    if found is None:
        # Midnight is often left out: days among moments are moments too.
        found = next((name for name in ("slash_moment", "point_moment") if counts.of(name, _day_of(name)) == values), None)
    return _written_dates(subject, found, remarks) if found else None


def _day_of(name: str) -> str:
    return name.removesuffix("_moment")


def _written_dates(subject: Subject, found: str, remarks: Remarks) -> Reading | None:
    if found == "month_name":
        formats = _fitting(subject, tuple((entry,) for entry in _MONTHS))
        return Reading("date", _strptime(formats, "date"), formats=formats) if formats else None
    if found == "year_slash":
        return Reading("date", _strptime(("%Y/%m/%d",), "date"), formats=("%Y/%m/%d",))
    order = _order(subject, found, remarks)
    if order is None:
        return None
    sign = {"slash": "/", "point": ".", "dash": "-"}[_day_of(found)]
    year = "%y" if subject.counts.short_years else "%Y"
    day = sign.join(("%d", "%m", year) if order == "day" else ("%m", "%d", year))
    if not found.endswith("_moment"):
        return Reading("date", _strptime((day,), "date"), formats=(day,))
    clocks = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p")
    single = tuple((f"{day} {clock}",) for clock in clocks) + tuple((f"{day}, {clock}",) for clock in clocks)
    several = tuple((f"{day} {long}", f"{day} {short}") for long, short in (("%H:%M:%S", "%H:%M"), ("%I:%M:%S %p", "%I:%M %p")))
    candidates = (*single, *several)
    if subject.counts.of(_day_of(found)):
        candidates = tuple((*formats, day) for formats in candidates)
    formats = _fitting(subject, candidates)
    return Reading("datetime", _strptime(formats, "timestamp"), formats=formats) if formats else None


def _order(subject: Subject, found: str, remarks: Remarks) -> str | None:
    """Which part is the day, by the values beyond 12; None if they do not tell."""
    counts, name = subject.counts, subject.name
    classes = {found, _day_of(found)}
    first, second = (sum(parts.get(name, 0) for name in classes) for parts in (counts.first_over_12, counts.second_over_12))
    examples = tuple(counts.examples[found])
    if first and second:
        remarks.warn(
            "mixed_date_orders",
            f"{name} holds dates with the day first and dates with the month first; it is kept as text.",
            name,
            examples,
        )
        return None
    if first or second:
        return "day" if first else "month"
    if found.startswith("point"):
        remarks.warn(
            "ambiguous_dates",
            f"The dates in {name} are read with the day first, as is usual with points; no value tells for sure.",
            name,
            examples,
        )
        return "day"
    remarks.warn(
        "ambiguous_dates",
        f"The dates in {name} can be read day first or month first; it is kept as text until someone says which.",
        name,
        examples,
    )
    return None


def _strptime(formats: tuple[str, ...], kind: str) -> str:
    listed = ", ".join(literal(entry) for entry in formats)
    return f"cast(try_strptime({{v}}, [{listed}]) as {kind})"


def _fitting(subject: Subject, candidates: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """The first candidate that reads the most values."""
    tests = ", ".join(f"count(try_strptime(trim({subject.column}), [{', '.join(map(literal, entry))}]))" for entry in candidates)
    found = subject.connection.execute(f"select {tests} from {subject.relation}").fetchall()[0]
    best = max(found)
    return candidates[found.index(best)] if best else ()


def _others(counts: Counts, values: int) -> Reading | None:
    return Reading("boolean", FLAG) if counts.of("flag") == values else None


def _has_misfit(subject: Subject, reading: Reading) -> bool:
    odd = reading.misfit(subject.column)
    return bool(subject.connection.execute(f"select 1 from {subject.relation} where ({odd}) is not null limit 1").fetchall())


def say_mixed(name: str, kind: str, misfits: list[str], remarks: Remarks) -> None:
    remarks.warn(
        "mixed_types", f"Most of {name} reads as {kind}, but some values do not; it is kept as text.", name, tuple(misfits)
    )


def _stays_text(subject: Subject, remarks: Remarks) -> Reading:
    """A text: but perhaps one that is mostly numbers, or numbers with a sign behind them."""
    counts, name = subject.counts, subject.name
    values = counts.filled - counts.of("missing")
    amounts = counts.of("percent", "money", "unit", "group_blank")
    numbers = counts.of(*_NUMBERS, "long", "zeros")
    dates = counts.of(*DATES)
    if amounts and amounts + numbers >= 0.8 * values:
        sort = max(("percent", "money", "unit", "group_blank"), key=counts.of)
        words = {"percent": "percent signs", "money": "currency signs", "unit": "units", "group_blank": "blanks between thousands"}[
            sort
        ]
        remarks.warn(
            "numbers_as_text", f"{name} holds numbers with {words}; it is kept as text.", name, tuple(counts.examples[sort])
        )
        return Reading()
    rest = values - numbers
    if counts.of("fault"):
        remarks.warn(
            "formula_errors",
            f"{name} holds {counts.of('fault')} {'error' if counts.of('fault') == 1 else 'errors'} of a spreadsheet.",
            name,
            tuple(counts.examples["fault"]),
        )
    for kind, count in (("number", numbers), ("date", dates), ("boolean", counts.of("flag"))):
        if 0.5 * values < count < values:
            odd = [
                text for group, texts in counts.examples.items() if _sort(group) != kind and group != "missing" for text in texts
            ]
            say_mixed(name, kind, odd[:5], remarks)
            return Reading("mixed")
    if numbers and rest:
        texts = tuple(text for group, found in counts.examples.items() if _sort(group) == "number" for text in found)
        if numbers >= 0.05 * values and counts.of("text"):
            remarks.warn(
                "numbers_among_text",
                f"{name} is text, but {numbers} of its values {'is a number' if numbers == 1 else 'are numbers'}.",
                name,
                texts,
            )
    return Reading()


def _sort(group: str) -> str:
    if group in (*_NUMBERS, "long", "zeros"):
        return "number"
    return "date" if group in DATES else "boolean" if group == "flag" else "text"


def _say_coercions(subject: Subject, reading: Reading, remarks: Remarks) -> None:
    counts, name = subject.counts, subject.name
    if reading.missing:
        count = counts.of("missing")
        remarks.warn(
            "missing_markers",
            f"{count} {'value' if count == 1 else 'values'} of {name} that stand for nothing are read as missing.",
            name,
            tuple(counts.examples["missing"]),
        )
    if counts.padded:
        remarks.warn(
            "padded_values",
            f"Blanks around {counts.padded} {'value' if counts.padded == 1 else 'values'} of {name} were removed to read them.",
            name,
        )
    if reading.decimal == ",":
        remarks.warn(
            "decimal_comma",
            f"{name} is written with a decimal comma and read as numbers.",
            name,
            tuple(counts.examples.get("comma", counts.examples.get("dot3", []))),
        )
    elif reading.thousands:
        remarks.warn(
            "thousands_separators",
            f"The {'points' if reading.thousands == '.' else 'commas'} in {name} group thousands; it is read as numbers.",
            name,
            tuple(
                next(
                    (counts.examples[name] for name in ("group_comma", "comma3", "group_dot", "dot3") if name in counts.examples),
                    [],
                )
            ),
        )
    if reading.zoned:
        remarks.warn(
            "time_zones", f"The times in {name} carry a zone; they are shown in UTC.", name, tuple(counts.examples["iso_zoned"])
        )
    if reading.formats and reading.formats[0] not in ("ISO8601", "%Y-%m-%d") and counts.short_years:
        remarks.warn("short_years", f"The years in {name} have two digits; 00 to 68 are read as 2000 to 2068.", name)


def text_markers(counts: Counts) -> tuple[str, ...]:
    """Words in a text column that may mean `missing`, but stay as they are."""
    return tuple(marker for marker in counts.examples.get("missing", []) if marker in MISSING)
