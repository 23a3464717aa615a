"""SQL that reads a trimmed text `{v}` as a value, NULL where it does not fit: nothing is taken that would be changed by it."""

from codingagent_kernel.requests.kinds import INTEGER

PLAIN_INTEGER = (
    "case when cast(try_cast({v} as bigint) as varchar) = {v} then try_cast({v} as bigint) "
    f"when regexp_full_match({{v}}, '{INTEGER}') then try_cast({{v}} as bigint) end"
)
PLAIN_DECIMAL = (
    "case when not isfinite(try_cast({v} as double)) or contains({v}, '_') then null "
    "when starts_with({v}, '0') and not regexp_full_match({v}, '0(\\.\\d*)?([eE].*)?') then null "
    "else try_cast({v} as double) end"
)
COMMA_DECIMAL = (
    "case when regexp_full_match({v}, '[+-]?((0|[1-9]\\d{0,17})?(,\\d+)?|[1-9]\\d{0,2}(\\.\\d{3})+(,\\d+)?)') "
    "then try_cast(replace(replace({v}, '.', ''), ',', '.') as double) end"
)
CONTINENTAL_INTEGER = (
    "case when regexp_full_match({v}, '[+-]?(0|[1-9]\\d{0,17}|[1-9]\\d{0,2}(\\.\\d{3})+)') "
    "then try_cast(replace({v}, '.', '') as bigint) end"
)
_GROUPED = "[+-]?(0|[1-9]\\d{0,17}|[1-9]\\d{0,2}(,\\d{3})+)"
GROUPED_INTEGER = f"case when regexp_full_match({{v}}, '{_GROUPED}') then try_cast(replace({{v}}, ',', '') as bigint) end"
GROUPED_DECIMAL = (
    f"case when regexp_full_match({{v}}, '({_GROUPED})?(\\.\\d*)?') then try_cast(replace({{v}}, ',', '') as double) end"
)
FLAG = "case lower({v}) when 'true' then true when 'false' then false end"
DAY = "case when length({v}) <= 10 and regexp_full_match({v}, '\\d{4}-\\d\\d?-\\d\\d?') then try_cast({v} as date) end"
MOMENT = "case when regexp_full_match({v}, '\\d{4}-\\d\\d?-\\d\\d?([T ][\\d:.]+)?') then try_cast({v} as timestamp) end"
ZONED = "case when regexp_full_match({v}, '\\d{4}-\\d\\d?-\\d\\d?[T ][\\d:.]+ ?(Z|[+-]\\d\\d:?(\\d\\d)?)') then try_cast({v} as timestamptz) end"
TIME = "case when regexp_full_match({v}, '\\d\\d?:\\d\\d(:\\d\\d(\\.\\d+)?)?') then try_cast({v} as time) end"
