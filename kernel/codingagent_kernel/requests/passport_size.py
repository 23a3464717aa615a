"""A passport travels in one frame and is kept with its file: one that grew too large says less, the least needed first."""

import json
from collections.abc import Callable
from typing import Any

MOST_BYTES = 3 * 1024**2
"""As JSON in ASCII, in which a letter of most scripts takes six bytes; a frame holds 4 MB."""
KEPT_COLUMNS = 100

Passport = dict[str, Any]


def fitted(passport: Passport) -> Passport:
    for step in _STEPS:
        if _size(passport) <= MOST_BYTES:
            break
        passport = step(passport)
    return passport


def _size(passport: Passport) -> int:
    return len(json.dumps(passport))


def _shorter_head(letters: int, rows: int) -> Callable[[Passport], Passport]:
    def step(passport: Passport) -> Passport:
        return passport | {"head": [[_short(cell, letters) for cell in row] for row in passport.get("head", [])[:rows]]}

    return step


def _shorter_columns(passport: Passport) -> Passport:
    columns = [dict(column) for column in passport["columns"]]
    for column in columns:
        if "top" in column:
            column["top"] = [{**entry, "value": _short(entry["value"], 40)} for entry in column["top"]]
        for end in ("min", "max"):
            if end in column:
                column[end] = _short(column[end], 40)
    return passport | {"columns": columns}


def _bare_sheets(passport: Passport) -> Passport:
    """The other sheets of a workbook by their names and rows alone."""
    if "sheets" not in passport:
        return passport
    bare = [{name: value for name, value in sheet.items() if name != "table"} for sheet in passport["sheets"]]
    return passport | {"sheets": bare}


def _plain_columns(passport: Passport) -> Passport:
    """The commonest values and histograms of the first columns alone."""
    plain = [
        {name: value for name, value in column.items() if place < KEPT_COLUMNS or name not in ("top", "histogram")}
        for place, column in enumerate(passport["columns"])
    ]
    return passport | {"columns": plain}


def _few_words(passport: Passport) -> Passport:
    warnings = [{name: value for name, value in warning.items() if name != "examples"} for warning in passport["warnings"]]
    return {name: value for name, value in passport.items() if name != "readHint"} | {"warnings": warnings, "head": []}


def _short(cell: Any, letters: int) -> Any:
    if isinstance(cell, dict | list):
        cell = json.dumps(cell, ensure_ascii=False)
    return cell[:letters] + "…" if isinstance(cell, str) and len(cell) > letters else cell


_STEPS: tuple[Callable[[Passport], Passport], ...] = (
    _shorter_head(100, 20),
    _shorter_columns,
    _shorter_head(40, 5),
    _bare_sheets,
    _plain_columns,
    _few_words,
)
