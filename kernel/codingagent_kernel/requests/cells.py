"""Values as JSON carries them: integers beyond 2^53 and decimals as strings, times ISO 8601, missing as null, long texts cut."""

import json
import math
from collections.abc import Sequence

import duckdb

SAFE = 2**53
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")


def types_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """DuckDB's type of each column, in order."""
    return [str(kind) for kind in connection.sql(f"select * from {relation} limit 0").types]


def kind_of(sql_type: str) -> str:
    """The passport's word for a type of DuckDB's."""
    if sql_type.endswith("]"):
        return "list"
    base = sql_type.partition("(")[0].strip().removesuffix(" WITH TIME ZONE")
    if base in _INTEGERS or base in ("HUGEINT", "UHUGEINT", "BIGNUM"):
        return "integer"
    kinds = {
        "FLOAT": "decimal", "DOUBLE": "decimal", "DECIMAL": "decimal", "BOOLEAN": "boolean", "DATE": "date", "TIME": "time", "TIME_NS": "time",
        "BLOB": "binary", "BIT": "binary", "STRUCT": "object", "MAP": "object", "UNION": "object", "JSON": "object", "VARIANT": "object",
    }  # fmt: skip
    return "datetime" if base.startswith("TIMESTAMP") else kinds.get(base, "text")


def cell_sql(column: str, sql_type: str, cut: int) -> str:
    """An expression whose value `cell` turns into JSON; a text beyond `cut` letters ends in an ellipsis."""
    kind = kind_of(sql_type)
    if kind in ("integer", "boolean") and sql_type in (*_INTEGERS, "BOOLEAN"):
        return column
    if sql_type in ("FLOAT", "DOUBLE"):
        return f"case when isnan({column}) then null else {column} end"
    if kind in ("date", "datetime", "time"):
        plain = f"replace(cast({column} as varchar), ' ', 'T')"
        return f"regexp_replace({plain}, '\\+00$', 'Z')" if "TIME ZONE" in sql_type else plain
    if kind == "binary":
        return f"'0x' || left(hex(cast({column} as blob)), 64) || case when octet_length(cast({column} as blob)) > 32 then '…' else '' end"
    if kind in ("list", "object"):
        plain = f"cast(to_json({column}) as varchar)"
        return f"case when length({plain}) > {cut} then to_json(left({plain}, {cut}) || '…') else {plain} end"
    text = f"cast({column} as varchar)"
    return f"case when length({text}) > {cut} then left({text}, {cut}) || '…' else {text} end"


def cell(value: object, kind: str) -> object:
    """The JSON value of what `cell_sql` gave."""
    if kind in ("list", "object") and isinstance(value, str):
        try:
            return json.loads(value, parse_constant=lambda name: None)
        except ValueError:
            return value
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if -SAFE <= value <= SAFE else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return value if isinstance(value, str) else str(value)


def rows_as_cells(connection: duckdb.DuckDBPyConnection, query_from: str, types: Sequence[str], *, cut: int) -> list[list[object]]:
    """Rows of c0, c1 … `query_from` is all that follows `from`."""
    wanted = ", ".join(cell_sql(f"c{place}", sql_type, cut) for place, sql_type in enumerate(types))
    kinds = [kind_of(sql_type) for sql_type in types]
    rows = connection.execute(f"select {wanted} from {query_from}").fetchall()
    return [[cell(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows]
