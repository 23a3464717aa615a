"""The request `profile`: the data passport of a file."""

from pathlib import Path

from codingagent_kernel.requests import arguments as given
from codingagent_kernel.requests.cells import rows_as_cells, types_of
from codingagent_kernel.requests.column_profile import fields_of, summarise
from codingagent_kernel.requests.engine import Workbench, workbench
from codingagent_kernel.requests.findings import add_findings
from codingagent_kernel.requests.sniff import sniff
from codingagent_kernel.requests.source import Remarks, Table
from codingagent_kernel.requests.tables import open_table

HEAD_ROWS = 20
HEAD_CUT = 500


def answer(arguments: dict[str, object]) -> dict[str, object]:
    """{path, sheet?, full?} -> Profile of protocol/artifacts.ts."""
    path = given.file_to_read(arguments)
    look = sniff(path, path.name)
    if look.kind != "data":
        return {"format": look.format, "rows": 0, "sampled": False, "columns": [], "rejected": [], "warnings": []}
    with workbench() as bench:
        table = open_table(bench, path, sheet=given.text(arguments, "sheet"), full=given.flag(arguments, "full"))
        return table_passport(bench, table, path)


def table_passport(bench: Workbench, table: Table, path: Path) -> dict[str, object]:
    fields = fields_of(bench.connection, table.relation, table.columns)
    columns = summarise(bench.connection, table.relation, fields)
    add_findings(table, fields, columns)
    head = rows_as_cells(
        bench.connection,
        f"{table.relation} limit {HEAD_ROWS}",
        types_of(bench.connection, table.relation)[: len(fields)],
        cut=HEAD_CUT,
    )
    plain: dict[str, object] = {"format": table.format, "rows": table.rows, "sampled": table.sampled, **table.facts}
    if table.sampled:
        plain["sampleRows"] = table.sample_rows
    plain |= {"columns": columns, "head": head, **remarks_as_json(table.remarks)}
    return plain


def remarks_as_json(remarks: Remarks) -> dict[str, object]:
    if remarks.rejected_count:
        count = remarks.rejected_count
        remarks.warn(
            "rejected_rows",
            f"{count} {'row was' if count == 1 else 'rows were'} left out; each is listed with its line, up to 200 of them.",
        )
    return {
        "rejected": [{"line": line, "reason": reason[:300]} for line, reason in remarks.rejected],
        "warnings": [warning.as_json() for warning in remarks.warnings],
    }
