"""Finds the rows in a JSON document, whatever shape it has, and the line of pandas that finds them too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.source import Remarks

MOST_COLUMNS = 5000
DEEPEST = 4
_READ = "pd.read_json({path}, dtype=False%s)"
_SCALAR = "pd.DataFrame({'value': [__import__('json').load(open({path}))]})"
_SERIES = "pd.read_json({path}, typ='series', dtype=False)"


@dataclass(frozen=True)
class Rows:
    records: Sequence[Any]
    hints: tuple[str, ...] = ()


def find_rows(document: Any, remarks: Remarks) -> Rows:
    if isinstance(document, list):
        return Rows(document, (_READ % "",))
    if not isinstance(document, dict):
        return Rows([] if document is None else [document], (_SCALAR,))
    return _split(document) or _below(document, remarks) or _by_column(document) or _by_key(document, remarks) or _single(document)


def _split(document: dict[str, Any]) -> Rows | None:
    """Names in one list, rows in another, as pandas and many services write it."""
    names = document.get("columns")
    if not isinstance(names, list) or not names or not all(isinstance(name, str | int) for name in names):
        return None
    for key in ("data", "rows", "values"):
        rows = document.get(key)
        if isinstance(rows, list) and rows and all(isinstance(row, list) and len(row) == len(names) for row in rows):
            records = [dict(zip(map(str, names), row, strict=True)) for row in rows]
            return Rows(
                records, (_READ % ", orient='split'", f"pd.DataFrame({_SERIES}[{key!r}], columns={list(map(str, names))!r})")
            )
    return None


def _below(document: dict[str, Any], remarks: Remarks) -> Rows | None:
    """The longest list of objects, at the top or a few levels down."""
    found = max(_lists(document, ()), key=lambda entry: (len(entry[1]), -len(entry[0])), default=None)
    if found is None:
        return None
    keys, rows = found
    remarks.warn("nested_table", f"The rows stand under {'.'.join(keys)!r}; the rest of the document was passed over.")
    return Rows(rows, (f"pd.DataFrame({_SERIES}{''.join(f'[{key!r}]' for key in keys)})",))


def _lists(document: dict[str, Any], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    for key, value in document.items():
        if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value[:100]):
            yield (*above, key), value
        elif isinstance(value, dict) and len(above) + 1 < DEEPEST and len(document) <= 50:
            yield from _lists(value, (*above, key))


def _by_column(document: dict[str, Any]) -> Rows | None:
    """Columns by name: as lists, or as objects that number their values, which is what `df.to_json()` writes."""
    values = list(document.values())
    if values and all(isinstance(value, list) for value in values) and len({len(value) for value in values}) == 1:
        return Rows([dict(zip(document, row, strict=True)) for row in zip(*values, strict=True)], (_READ % "",))
    if not values or not all(isinstance(value, dict) and value for value in values):
        return None
    numbers = list(values[0])
    if numbers != [str(place) for place in range(len(numbers))] or any(list(value) != numbers for value in values[1:]):
        return None
    return Rows([{name: column[number] for name, column in document.items()} for number in numbers], (_READ % "",))


def _by_key(document: dict[str, Any], remarks: Remarks) -> Rows | None:
    if len(document) < 2 or not all(isinstance(value, dict) for value in document.values()):
        return None
    taken = {name for value in document.values() for name in value}
    name = next(name for name in ("key", "row_key", *(f"key_{number}" for number in range(len(taken) + 1))) if name not in taken)
    remarks.warn("keyed_rows", f"The rows are named by keys, which became the column `{name}`.")
    hint = _READ % ", orient='index'" + f".rename_axis({name!r}).reset_index()"
    return Rows([{name: key, **value} for key, value in document.items()], (hint,))


def _single(document: dict[str, Any]) -> Rows:
    return Rows([document] if document else [], (f"pd.DataFrame([{_SERIES}])",))


def names_of(records: Sequence[Any]) -> list[str]:
    """The columns of rows that need not all have the same."""
    names: dict[str, None] = {}
    for record in records:
        if isinstance(record, dict):
            names.update(dict.fromkeys(record))
        elif isinstance(record, list):
            names.update(dict.fromkeys(f"column_{place + 1}" for place in range(len(record))))
        else:
            names["value"] = None
        if len(names) > MOST_COLUMNS:
            raise RequestFailure(
                "too_large",
                f"The objects of this JSON have more than {MOST_COLUMNS:,} different keys; so many columns cannot be read. "
                "Bring it into rows of the same keys and upload that.",
            )
    return list(names)


def cells_of(record: Any, names: Sequence[str]) -> list[Any]:
    if isinstance(record, dict):
        return [record.get(name) for name in names]
    if isinstance(record, list):
        by_name = {f"column_{place + 1}": cell for place, cell in enumerate(record)}
        return [by_name.get(name) for name in names]
    return [record if name == "value" else None for name in names]
