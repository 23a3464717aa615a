"""Lines of pandas that should read a file as its passport shows it, the plainest first. `{path}` stands where the path's variable goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from codingagent_kernel.requests.delimited import Shape
from codingagent_kernel.requests.kinds import Counts
from codingagent_kernel.requests.layout import Layout
from codingagent_kernel.requests.reading import Reading
from codingagent_kernel.requests.source import Column, Remarks

PANDAS_MISSING = frozenset(
    (
        "",
        "#N/A",
        "#N/A N/A",
        "#NA",
        "-1.#IND",
        "-1.#QNAN",
        "-NaN",
        "-nan",
        "1.#IND",
        "1.#QNAN",
        "<NA>",
        "N/A",
        "NA",
        "NULL",
        "NaN",
        "None",
        "n/a",
        "nan",
        "null",
    )
)
MOST_COMMENTS = 200
_TIMED = ("date", "datetime")


@dataclass(frozen=True)
class Hinted:
    """A column as its hint needs it."""

    name: str
    reading: Reading
    counts: Counts

    @property
    def missing(self) -> int:
        return self.counts.total - self.counts.filled + (self.counts.of("missing") if self.reading.missing else 0)


def for_text(shape: Shape, columns: Sequence[Hinted], remarks: Remarks) -> list[str]:
    written = _written(shape)
    typed = _typed(columns)
    footers = sum(" below the table: " in reason for _, reason in remarks.rejected)
    long_rows = any("more than the header" in reason for _, reason in remarks.rejected)
    tail: dict[str, str] = {"on_bad_lines": "'skip'"} if long_rows else {}
    if footers:
        tail |= {"skipfooter": str(footers), "engine": "'python'"}
    after = _afterwards(columns)
    names = repr(list(shape.layout.names))
    explicit = {"header": "None", "names": names, "skiprows": str(shape.first_row_line - 1), "index_col": "False"}
    heads = [explicit] if shape.layout.header_rows != 1 or shape.layout.notes else [_plain_head(shape), explicit]
    python = {"engine": "'python'"}
    found = [_call("pd.read_csv", written | head | typed | tail) + after for head in heads]
    found += [_call("pd.read_csv", written | head | typed | tail | python) + after for head in heads]
    found += [line + after for line in _of_sound_lines(shape, remarks, written | typed)]
    if remarks.comments and len(remarks.comments) < MOST_COMMENTS:
        found = [line + after for line in _without_comment_mark(shape, remarks, heads, typed | tail)] + found
    return found


def _of_sound_lines(shape: Shape, remarks: Remarks, given: dict[str, str]) -> list[str]:
    """Of a damaged file, the lines without those that were left out: a quotation mark that is never closed swallows what is below it."""
    if remarks.rejected_count > min(len(remarks.rejected), MOST_COMMENTS):
        return []
    lines = sorted({*range(1, shape.first_row_line), *(line for line, _ in remarks.rejected)})
    rows = f"line for number, line in enumerate(open({{path}}, encoding={shape.encoding.name!r}, newline=''), 1) if number not in {lines}"
    text = f"__import__('io').StringIO(''.join({rows}).replace(chr(0), ''))"
    explicit = {"header": "None", "names": repr(list(shape.layout.names)), "index_col": "False"}
    return [_call("pd.read_csv", given | explicit).replace("{path}", text)]


def _without_comment_mark(shape: Shape, remarks: Remarks, heads: list[dict[str, str]], more: dict[str, str]) -> list[str]:
    """pandas cuts a line at its comment mark wherever it stands; naming the lines is surer."""
    written = {name: value for name, value in _written(shape).items() if name != "comment"}
    found = []
    for head in heads:
        before = int(head.get("skiprows", "0"))
        lines = sorted({*range(before), *(line - 1 for line in remarks.comments)})
        skip = {"skiprows": str(before) if lines == list(range(before)) else repr(lines)}
        found.append(_call("pd.read_csv", written | head | skip | more))
    return found


def _written(shape: Shape) -> dict[str, str]:
    """How the text is written."""
    dialect = shape.dialect
    given = {
        "sep": repr(dialect.delimiter) if dialect.delimiter != "," else "",
        "encoding": repr(shape.encoding.name) if shape.encoding.name != "utf-8" else "",
        "encoding_errors": "",
        "quotechar": repr(dialect.quote) if dialect.quote not in ('"', None) else "",
        "quoting": "3" if dialect.quote is None else "",
        "escapechar": repr("\\") if dialect.backslash else "",
        "skipinitialspace": "True" if dialect.padded else "",
        "comment": repr(dialect.comment) if dialect.comment else "",
    }
    return {name: value for name, value in given.items() if value}


def _plain_head(shape: Shape) -> dict[str, str]:
    return {"skiprows": str(shape.header_line - 1)} if shape.header_line > 1 else {}


def _typed(columns: Sequence[Hinted]) -> dict[str, str]:
    """How the texts become values."""
    given: dict[str, str] = {}
    if any(column.reading.decimal == "," for column in columns):
        given["decimal"] = "','"
    thousands = {column.reading.thousands for column in columns if column.reading.thousands}
    if thousands:
        given["thousands"] = repr(min(thousands))
    kinds = {column.name: kind for column in columns if (kind := _dtype(column))}
    if kinds:
        given["dtype"] = repr(kinds)
    dates = [
        column.name
        for column in columns
        if column.reading.kind in _TIMED and len(column.reading.formats) == 1 and not column.reading.zoned
    ]
    if dates:
        given["parse_dates"] = repr(dates)
        formats = {column.name: column.reading.formats[0] for column in columns if column.name in dates}
        given["date_format"] = repr(formats if len(set(formats.values())) > 1 else next(iter(formats.values())))
    return given | _missing(columns)


def _dtype(column: Hinted) -> str | None:
    kind, counts = column.reading.kind, column.counts
    if kind == "integer" and column.missing:
        return "Int64"
    if kind == "boolean" and column.missing:
        return "boolean"
    if kind in ("text", "mixed", "time") and counts.of("text") + counts.of("time") < counts.total:
        return "str"
    return None


def _missing(columns: Sequence[Hinted]) -> dict[str, str]:
    """pandas takes NA in a text for missing; where texts hold such words, it must be told not to."""
    marked = {column.name: list(column.counts.examples.get("missing", [])) for column in columns if column.reading.missing}
    kept = any(column.counts.of("missing") for column in columns if not column.reading.missing)
    if kept:
        return {
            "keep_default_na": "False",
            "na_values": repr({column.name: ["", *marked.get(column.name, [])] for column in columns}),
        }
    odd = {
        name: extra for name, markers in marked.items() if (extra := [marker for marker in markers if marker not in PANDAS_MISSING])
    }
    return {"na_values": repr(odd)} if odd else {}


def _afterwards(columns: Sequence[Hinted]) -> str:
    """What read_csv cannot do by itself."""
    parts = []
    for column in columns:
        if column.reading.zoned:
            parts.append(f"{column.name!r}: lambda t: pd.to_datetime(t[{column.name!r}], utc=True, format='ISO8601')")
        elif len(column.reading.formats) > 1:
            first = column.reading.formats[0].startswith("%d")
            parts.append(f"{column.name!r}: lambda t: pd.to_datetime(t[{column.name!r}], format='mixed', dayfirst={first})")
    return f".assign(**{{{', '.join(parts)}}})" if parts else ""


def _call(function: str, given: dict[str, str]) -> str:
    return f"{function}({', '.join(['{path}', *(f'{name}={value}' for name, value in given.items())])})"


@dataclass(frozen=True)
class SheetPlace:
    """Where a table lies in its workbook."""

    sheet: str
    top: int
    """The first row of data, from 0."""
    rows: int
    layout: Layout
    places: tuple[int, ...]
    width: int


def for_workbook(place: SheetPlace, columns: Sequence[Column]) -> list[str]:
    layout = place.layout
    texts = {column.name: "str" for column in columns if column.kind in ("text", "time")}
    given = {"sheet_name": repr(place.sheet), "engine": "'calamine'"}
    plain = given | ({"skiprows": str(layout.preamble)} if layout.preamble else {}) | {"nrows": str(place.rows)}
    explicit = given | {
        "header": "None",
        "names": repr([column.name for column in columns]),
        "skiprows": str(place.top),
        "nrows": str(place.rows),
    }
    if len(place.places) < place.width:
        explicit["usecols"] = repr(list(place.places))
    typed = {"dtype": repr(texts)} if texts else {}
    whole = {column.name: "Int64" for column in columns if column.kind == "integer"}
    calls = [given, plain, plain | typed, explicit, explicit | typed]
    found = [_call("pd.read_excel", call) for call in (calls if layout.header_rows == 1 and not layout.notes else calls[3:])]
    return [*found, f"{found[-1]}.astype({whole!r})"] if whole else found
