"""Turns a viewer's filter and sort into SQL. Names become c0, c1 …; every value goes through `literal`, as a text that DuckDB casts."""

import json
import re
from collections.abc import Sequence

from codingagent_kernel.requests.arguments import refuse_half_characters
from codingagent_kernel.requests.cells import kind_of
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.source import literal


def condition(given: object, names: Sequence[str], types: Sequence[str]) -> str:
    """`where …`, or nothing. `given` is a list of TableFilter, or its JSON."""
    if isinstance(given, str):
        try:
            given = json.loads(given) if given else []
        except (ValueError, RecursionError) as problem:
            raise RequestFailure("bad_request", "filter must be a JSON array of conditions.") from problem
        refuse_half_characters(given)
    if not given:
        return ""
    if not isinstance(given, list):
        raise RequestFailure("bad_request", "filter must be a JSON array of conditions.")
    return "where " + " and ".join(f"({_one(entry, names, types)})" for entry in given)


def _one(entry: object, names: Sequence[str], types: Sequence[str]) -> str:
    if not isinstance(entry, dict):
        raise RequestFailure("bad_request", "Each condition of a filter is an object with column and op.")
    op = entry.get("op")
    if op == "search":
        return _search(str(entry.get("text", "")), types)
    place = place_of(entry.get("column"), names)
    column, sql_type = f"c{place}", types[place]
    if op == "missing":
        return f"{column} is null"
    if op == "present":
        return f"{column} is not null"
    if op == "contains":
        return f"contains(lower({_text(column, sql_type)}), {_literal(str(entry.get('text', '')).lower())})"
    if op == "range":
        return _range(entry, column, sql_type)
    if op == "in":
        return _among(entry.get("values"), column, sql_type)
    raise RequestFailure("bad_request", f"A filter knows no {op!r}: use range, in, contains, missing, present or search.")


def place_of(name: object, names: Sequence[str]) -> int:
    if not isinstance(name, str) or name not in names:
        raise RequestFailure("bad_request", f"The table has no column {str(name)[:100]!r}.")
    return names.index(name)


def _text(column: str, sql_type: str) -> str:
    return column if sql_type == "VARCHAR" else f"cast({column} as varchar)"


def _literal(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if "\0" in text:
        raise RequestFailure("bad_request", "A filter may not hold NUL characters.")
    return literal(text)


def _search(text: str, types: Sequence[str]) -> str:
    """Every word must stand in some column. A word with a letter in it is not looked for among numbers."""
    parts = []
    for word in text.lower().split():
        numeric = bool(re.fullmatch(r"[\d.eE+-]+", word))
        places = [place for place, sql_type in enumerate(types) if _searchable(sql_type, numeric=numeric)]
        hits = [f"contains(lower({_text(f'c{place}', types[place])}), {_literal(word)})" for place in places]
        parts.append("(" + (" or ".join(hits) or "false") + ")")
    return " and ".join(parts) or "true"


def _searchable(sql_type: str, *, numeric: bool) -> bool:
    kind = kind_of(sql_type)
    return kind != "binary" and (numeric or kind not in ("integer", "decimal"))


def _range(entry: dict[str, object], column: str, sql_type: str) -> str:
    parts = []
    for side, sign in (("min", ">="), ("max", "<=")):
        bound = entry.get(side)
        if bound is None:
            continue
        if isinstance(bound, bool) or not isinstance(bound, int | float | str):
            raise RequestFailure("bad_request", f"{side} of a range must be a number or a text.")
        parts.append(f"{column} {sign} {_as_type(sql_type, bound)}")
    return " and ".join(parts) or "true"


def _as_type(sql_type: str, value: object) -> str:
    kind = kind_of(sql_type)
    if kind in ("integer", "decimal"):
        # A whole number keeps all its digits; a bound such as 2.5 on integers stays what it is.
        exact = str(value).lstrip("+-").isdigit()
        return f"try_cast({_literal(value)} as {'hugeint' if exact else 'double'})"
    return f"try_cast({_literal(value)} as {sql_type})" if kind in ("date", "datetime", "time", "boolean") else _literal(value)


def _among(listed: object, column: str, sql_type: str) -> str:
    if not isinstance(listed, list) or len(listed) > 1000:
        raise RequestFailure("bad_request", "values must be a list of at most 1000 values.")
    present = [value for value in listed if value is not None]
    parts = [f"{column} is null"] if len(present) < len(listed) else []
    if present:
        plain = (
            column
            if kind_of(sql_type) in ("integer", "decimal", "date", "datetime", "time", "boolean")
            else _text(column, sql_type)
        )
        parts.append(f"{plain} in ({', '.join(_as_type(sql_type, value) for value in present)})")
    return " or ".join(parts) or "false"


def order(sort: object, names: Sequence[str]) -> str:
    """
    A list of {column, descending?}, or `-a,b` -> `order by c0 desc nulls last, c1 …`. In the text a name with a comma in it is found too; only
    the list names every column without doubt.
    """
    if not sort:
        return ""
    parts = _listed(sort, names) if isinstance(sort, list) else _written(sort, names)
    return "order by " + ", ".join(parts)


def _listed(sort: list[object], names: Sequence[str]) -> list[str]:
    parts = []
    for item in sort:
        if not isinstance(item, dict) or not isinstance(item.get("descending", False), bool):
            raise RequestFailure("bad_request", "sort must be a list of {column, descending}.")
        name = item.get("column")
        if name not in names:
            raise RequestFailure("bad_request", f"The table has no column {str(name)[:100]!r} to sort by.")
        parts.append(f"c{names.index(name)} {'desc' if item.get('descending') else 'asc'} nulls last")
    return parts


def _written(sort: object, names: Sequence[str]) -> list[str]:
    if not isinstance(sort, str):
        raise RequestFailure("bad_request", "sort must be a text or a list of {column, descending}.")
    parts: list[str] = []
    rest = sort
    while rest:
        down = rest.startswith("-") and rest not in names
        body = rest[1:] if down else rest
        name = max((name for name in names if body == name or body.startswith(name + ",")), key=len, default=None)
        if name is None:
            raise RequestFailure("bad_request", f"The table has no column {body.split(',')[0][:100]!r} to sort by.")
        parts.append(f"c{names.index(name)} {'desc' if down else 'asc'} nulls last")
        rest = body[len(name) + 1 :]
    return parts
