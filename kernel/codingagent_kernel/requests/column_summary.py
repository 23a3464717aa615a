"""The request `column_summary`: what a table's headers show, for the rows that a filter leaves."""

from codingagent_kernel.requests import arguments as given
from codingagent_kernel.requests.column_profile import Field, summarise
from codingagent_kernel.requests.engine import workbench
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.filters import condition, place_of
from codingagent_kernel.requests.stored import open_stored

MOST_COLUMNS = 200


def answer(arguments: dict[str, object]) -> dict[str, object]:
    """{path, columns?, filter?} -> {rows, columns: [ColumnProfile]}; the first 200 columns unless they are named."""
    path = given.file_to_read(arguments)
    wanted = arguments.get("columns")
    if wanted is not None and not isinstance(wanted, list):
        raise RequestFailure("bad_request", "columns must be a list of names.")
    with workbench() as bench:
        table = open_stored(bench.connection, path)
        places = [place_of(name, table.names) for name in wanted] if wanted is not None else range(len(table.names))
        chosen = condition(arguments.get("filter"), table.names, table.types)
        relation, rows = table.relation, table.rows
        if chosen:
            relation = f"(select * from {table.relation} {chosen})"
            rows = bench.connection.execute(f"select count(*) from {relation}").fetchall()[0][0]
        fields = [Field(table.columns[place], f"c{place}", table.types[place]) for place in list(places)[:MOST_COLUMNS]]
        return {"rows": rows, "columns": summarise(bench.connection, relation, fields)}
