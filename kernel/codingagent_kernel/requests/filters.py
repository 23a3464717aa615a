"""Turns a viewer's filter and sort into SQL. Names and values are never part of the text: names become c0, c1 …, values parameters."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from codingagent_kernel.requests.cells import kind_of
from codingagent_kernel.requests.failure import RequestFailure


@dataclass
class Condition:
    sql: str = ""
    """`where …`, or nothing."""
    values: list[object] = field(default_factory=list)


def condition(given: object, names: Sequence[str], types: Sequence[str]) -> Condition:
    """`given`: a list of TableFilter, or its JSON."""
    if isinstance(given, str):
        try:
            given = json.loads(given) if given else []
        except ValueError as problem:
            raise RequestFailure("bad_request", "filter must be a JSON array of conditions.") from problem
    if not given:
        return Condition()
    if not isinstance(given, list):
        raise RequestFailure("bad_request", "filter must be a JSON array of conditions.")
    found = Condition()
    parts = [_one(entry, names, types, found.values) for entry in given]
    found.sql = "where " + " and ".join(f"({part})" for part in parts)
    return found


def _one(entry: object, names: Sequence[str], types: Sequence[str], values: list[object]) -> str:
    if not isinstance(entry, dict):
        raise RequestFailure("bad_request", "Each condition of a filter is an object with column and op.")
    op = entry.get("op")
    if op == "search":
        return _search(str(entry.get("text", "")), types, values)
    place = place_of(entry.get("column"), names)
    column, sql_type = f"c{place}", types[place]
    if op == "missing":
        return f"{column} is null"
    if op == "present":
        return f"{column} is not null"
    if op == "contains":
        values.append(str(entry.get("text", "")))
        return f"contains(lower({_text(column, sql_type)}), lower(?::varchar))"
    if op == "range":
        return _range(entry, column, sql_type, values)
    if op == "in":
        return _among(entry.get("values"), column, sql_type, values)
    raise RequestFailure("bad_request", f"A filter knows no {op!r}: use range, in, contains, missing, present or search.")


def place_of(name: object, names: Sequence[str]) -> int:
    if not isinstance(name, str) or name not in names:
        raise RequestFailure("bad_request", f"The table has no column {str(name)[:100]!r}.")
    return names.index(name)


def _text(column: str, sql_type: str) -> str:
    return column if sql_type == "VARCHAR" else f"cast({column} as varchar)"


def _search(text: str, types: Sequence[str], values: list[object]) -> str:
    """Every word must stand in some column."""
    words = text.split()
    if not words:
        return "true"
    parts = []
    for word in words:
        hits = []
        for place, sql_type in enumerate(types):
            if kind_of(sql_type) != "binary":
                hits.append(f"contains(lower({_text(f'c{place}', sql_type)}), ?)")
                values.append(word.lower())
        parts.append("(" + (" or ".join(hits) or "false") + ")")
    return " and ".join(parts)


def _range(entry: dict[str, object], column: str, sql_type: str, values: list[object]) -> str:
    parts = []
    for side, sign in (("min", ">="), ("max", "<=")):
        bound = entry.get(side)
        if bound is None:
            continue
        if isinstance(bound, bool) or not isinstance(bound, int | float | str):
            raise RequestFailure("bad_request", f"{side} of a range must be a number or a text.")
        values.append(bound)
        parts.append(f"{column} {sign} {_as_type(sql_type, bound)}")
    return " and ".join(parts) or "true"


def _as_type(sql_type: str, bound: object) -> str:
    kind = kind_of(sql_type)
    if kind in ("integer", "decimal"):
        # As text a number keeps all its digits; as a double a bound such as 2.5 on integers stays what it is.
        exact = isinstance(bound, str) and bound.lstrip("+-").isdigit()
        return "try_cast(?::varchar as hugeint)" if exact else "try_cast(?::varchar as double)"
    return f"try_cast(?::varchar as {sql_type})" if kind in ("date", "datetime", "time", "boolean") else "?::varchar"


def _among(listed: object, column: str, sql_type: str, values: list[object]) -> str:
    if not isinstance(listed, list) or len(listed) > 1000:
        raise RequestFailure("bad_request", "values must be a list of at most 1000 values.")
    present = [value for value in listed if value is not None]
    parts = [f"{column} is null"] if len(present) < len(listed) else []
    if present:
        kind = kind_of(sql_type)
        plain = column if kind in ("integer", "decimal", "date", "datetime", "time", "boolean") else _text(column, sql_type)
        marks = ", ".join(_as_type(sql_type, value) for value in present)
        values.extend(str(value).lower() if isinstance(value, bool) else value for value in present)
        parts.append(f"{plain} in ({marks})")
    return " or ".join(parts) or "false"


def order(sort: str | None, names: Sequence[str]) -> str:
    """`-a,b` -> `order by c0 desc nulls last, c1 …`; a name with a comma in it is found too."""
    if not sort:
        return ""
    parts = []
    rest = sort
    while rest:
        down = rest.startswith("-") and rest not in names
        body = rest[1:] if down else rest
        name = max((name for name in names if body == name or body.startswith(name + ",")), key=len, default=None)
        if name is None:
            raise RequestFailure("bad_request", f"The table has no column {body.split(',')[0][:100]!r} to sort by.")
        parts.append(f"c{names.index(name)} {'desc' if down else 'asc'} nulls last")
        rest = body[len(name) + 1 :]
    return "order by " + ", ".join(parts)
