"""The other sheets of a workbook, and the other tables of a database: each with its own columns, so that all of them can be asked about."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from codingagent_kernel.requests.engine import Workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.source import Table
from codingagent_kernel.requests.sqlite_table import read_sqlite
from codingagent_kernel.requests.workbooks import read_workbook

MOST_SHEETS = 24
MOST_ROWS = 200_000
"""Of all of them together; reading a sheet costs as much as the upload itself did."""
HEAD_ROWS = 5
_KEPT = ("rows", "columns", "readHint", "head")


def describe_further(
    bench: Workbench, path: Path, table: Table, passport_of: Callable[[Workbench, Table, Path], dict[str, Any]]
) -> None:
    """Adds a short passport to each of the listed sheets but the one that was read."""
    listed = cast(list[dict[str, Any]], table.facts.get("sheets", []))
    left = MOST_ROWS
    for number, sheet in enumerate(listed[:MOST_SHEETS]):
        if sheet["name"] == table.facts.get("sheet") or not 0 < sheet["rows"] <= left:
            continue
        left -= sheet["rows"]
        folder = bench.scratch / f"sheet-{number}"
        folder.mkdir()
        try:
            further = _read(Workbench(bench.connection, folder), path, table.format, sheet["name"])
            passport = passport_of(bench, further, path)
        except RequestFailure:
            # One sheet of formats alone says nothing against the others.
            continue
        sheet["table"] = {name: value for name, value in passport.items() if name in _KEPT}
        for column in sheet["table"]["columns"]:
            column.pop("histogram", None)
        sheet["table"]["head"] = sheet["table"].get("head", [])[:HEAD_ROWS]


def _read(bench: Workbench, path: Path, format: str, name: str) -> Table:
    if format == "sqlite":
        return read_sqlite(bench, path, sheet=name, full=False)
    return read_workbook(bench, path, format, sheet=name, alone=True)
