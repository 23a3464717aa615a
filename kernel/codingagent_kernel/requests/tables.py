"""Opens whatever holds a table: one entry a format."""

from pathlib import Path

from codingagent_kernel.requests import limits, packed
from codingagent_kernel.requests.engine import Workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.json_table import read_json_table
from codingagent_kernel.requests.parquet_table import read_parquet_table
from codingagent_kernel.requests.sniff import Look
from codingagent_kernel.requests.source import Table
from codingagent_kernel.requests.sqlite_table import read_sqlite
from codingagent_kernel.requests.text_table import read_text_table
from codingagent_kernel.requests.workbooks import read_workbook


def open_table(bench: Workbench, path: Path, look: Look, *, sheet: str | None, full: bool) -> Table:
    """Raises RequestFailure for a file that holds no table."""
    if look.format in ("zip", "gz"):
        inside = bench.scratch / "unpacked"
        packed.unpack(path, inside, most=limits.disk_share())
        table = _open(bench, inside, look.inside or "", sheet=sheet, full=full)
        compression = "zip" if look.format == "zip" else "gzip"
        table.hints = [
            hint.replace("{path}", f"{{path}}, compression={compression!r}", 1)
            for hint in table.hints
            if hint.startswith("pd.read_csv")
        ]
        table.facts["inside"] = look.inside
        return table
    return _open(bench, path, look.format, sheet=sheet, full=full)


def _open(bench: Workbench, path: Path, format: str, *, sheet: str | None, full: bool) -> Table:
    if format in ("csv", "tsv"):
        return read_text_table(bench, path, full=full)
    if format == "parquet":
        return read_parquet_table(bench, path, full=full)
    if format in ("json", "jsonl"):
        return read_json_table(bench, path, lines=format == "jsonl", full=full)
    if format in ("xlsx", "xlsm", "xlsb", "xls", "ods"):
        return read_workbook(bench, path, format, sheet=sheet)
    if format == "sqlite":
        return read_sqlite(bench, path, sheet=sheet, full=full)
    raise RequestFailure("wrong_type", "This file holds no table. Ask for its text instead.")
