"""The request `profile`: the data passport of a file."""

from pathlib import Path

from codingagent_kernel.requests import arguments as given
from codingagent_kernel.requests.cells import rows_as_cells, types_of
from codingagent_kernel.requests.column_profile import fields_of, summarise
from codingagent_kernel.requests.document_text import read_document
from codingagent_kernel.requests.engine import Workbench, workbench
from codingagent_kernel.requests.findings import add_findings
from codingagent_kernel.requests.further_sheets import describe_further
from codingagent_kernel.requests.hint_check import working_hint
from codingagent_kernel.requests.images import check_image
from codingagent_kernel.requests.passport_size import fitted
from codingagent_kernel.requests.sniff import Look, sniff
from codingagent_kernel.requests.source import Remarks, Table
from codingagent_kernel.requests.tables import open_table

HEAD_ROWS = 20
HEAD_CUT = 500


def answer(arguments: dict[str, object]) -> dict[str, object]:
    """{path, name?, sheet?, full?} -> Profile of protocol/artifacts.ts."""
    path = given.file_to_read(arguments)
    name = given.name_of(arguments, path)
    look = sniff(path, name)
    if look.kind != "data":
        return _without_table(path, name, look)
    with workbench() as bench:
        sheet = given.text(arguments, "sheet")
        table = open_table(bench, path, look, sheet=sheet, full=given.flag(arguments, "full"))
        if sheet is None and "sheets" in table.facts and not table.facts.get("inside"):
            describe_further(bench, path, table, table_passport)
        return table_passport(bench, table, path)


def _without_table(path: Path, name: str, look: Look) -> dict[str, object]:
    """The passport of a document, a picture, or a file that is only kept."""
    plain: dict[str, object] = {"format": look.format, "rows": 0, "sampled": False, "columns": [], "rejected": []}
    notes = [_in_words(look)] if look.note else []
    if look.kind == "document":
        document = read_document(path, name, lambda piece: None)
        plain["words"] = document.words
        if document.pages is not None:
            plain["pages"] = document.pages
        notes += [document.note] if document.note else []
    elif look.kind == "image" and look.format != "svg":
        width, height = check_image(path)
        notes.append(f"A picture of {width} × {height} pixels.")
    return plain | {"warnings": [{"code": "note", "message": note} for note in notes]}


def _in_words(look: Look) -> str:
    """The note of a file that is only kept, as sentences."""
    note = look.note or ""
    if look.kind != "file":
        return note
    if look.inside:
        return f"This archive holds {look.inside}. {note}"
    return f"This is {note}." if note[:2] in ("a ", "an") else note


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
    if table.estimated:
        plain["rowsEstimated"] = True
    hint = working_hint(table.hints, table.beginning or path, columns, None if table.beginning else table.rows)
    if hint:
        plain["readHint"] = hint
    plain |= {"columns": columns, "head": head, **remarks_as_json(table.remarks)}
    return fitted(plain)


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
