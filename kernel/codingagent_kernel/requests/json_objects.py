"""Opens objects inside of records: {"user": {"age": 5}} becomes the column user.age, as pandas.json_normalize names it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_OPENED = 200
"""Objects with more different keys than these are tables or dictionaries of their own, and stay as they are."""
MOST_RECORDS = 200_000
_READ = re.compile(r"pd\.read_json\(\{path\}(?P<lines>, lines=True)?, dtype=False\)")
_SERIES = re.compile(r"pd\.DataFrame\((?P<rows>\[?pd\.read_json\(\{path\}, typ='series', dtype=False\).*)\)")


@dataclass(frozen=True)
class Opened:
    records: list[dict[str, Any]]

    def hints(self, plain: Sequence[str]) -> tuple[str, ...]:
        """The lines of pandas that read the records, now with their objects opened; a column that is null or an object goes."""
        found = [line for hint in plain for line in _normalized(hint)]
        names = list(dict.fromkeys(name for record in self.records for name in record))
        found += [f"{line}[{names!r}]" for line in found]
        return (*found, *(f"{line}.convert_dtypes()" for line in found))


def open_objects(records: Sequence[Any]) -> Opened | None:
    """None where there is nothing to open, or where a key stands for an object here and for something else there."""
    if not records or len(records) > MOST_RECORDS or not all(isinstance(record, dict) for record in records):
        return None
    inner = {name for record in records for name, value in record.items() if isinstance(value, dict)}
    if not inner or any(not isinstance(record.get(name), dict | None) for record in records for name in inner):
        return None
    flat = [_flat(record, inner) for record in records]
    names = {name for record in flat for name in record}
    outer = {name for record in records for name in record}
    return Opened(flat) if inner and len(names - outer) <= MOST_OPENED else None


def _flat(record: dict[str, Any], inner: set[str]) -> dict[str, Any]:
    """Plain cells first and opened ones behind them, which is the order of pandas."""
    plain = {name: value for name, value in record.items() if name not in inner}
    opened = {
        f"{name}.{below}": value
        for name, held in record.items()
        if name in inner and isinstance(held, dict)
        for below, value in _below(held).items()
    }
    return plain | opened


def _below(held: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in held.items() if not isinstance(value, dict)}
    for name, value in held.items():
        if isinstance(value, dict):
            plain |= {f"{name}.{below}": cell for below, cell in _below(value).items()}
    return plain


def _normalized(hint: str) -> list[str]:
    if found := _READ.fullmatch(hint):
        load = "json.loads(line) for line in {open} if line.strip()" if found["lines"] else "json.load({open})"
        text = load.replace("json.", "__import__('json').").replace("{open}", "open({path}, encoding='utf-8')")
        return [f"pd.json_normalize([{text}])" if found["lines"] else f"pd.json_normalize({text})"]
    if found := _SERIES.fullmatch(hint):
        return [f"pd.json_normalize({found['rows']})"]
    return [f"pd.json_normalize({hint}.to_dict('records'))"]
