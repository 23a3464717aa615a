"""Each way of writing a value has its class; the verdict on a column follows from them."""

import duckdb
import pytest

from codingagent_kernel.requests.kinds import CLASSES, MISSING, count_classes
from codingagent_kernel.requests.reading import Reading, Subject, decide
from codingagent_kernel.requests.source import Remarks

VALUES = {
    "int": ["0", "7", "-7", "+7", "123456789012345678", " 7 "],
    "zeros": ["007", "00", "0123456"],
    "long": ["1234567890123456789012", "-99999999999999999999"],
    "dot3": ["1.234", "-12.345"],
    "dot": ["1.5", "0.125", ".5", "5.", "1234.567", "-0.1"],
    "science": ["1e5", "1.5E-3", "-2e+10"],
    "comma3": ["1,234", "-12,345"],
    "comma": ["1,5", "0,125", "1234,56"],
    "group_comma": ["1,234,567", "1,234.5", "-1,234.50"],
    "group_dot": ["1.234.567", "1.234,5"],
    "group_blank": ["1 234", "1'234'567", "1 234,50", "1\u00a0234"],
    "iso_day": ["2024-01-31", "2024-1-5"],
    "iso_moment": ["2024-01-31 10:30", "2024-01-31T10:30:15.123"],
    "iso_zoned": ["2024-01-31T10:30:00Z", "2024-01-31 10:30+02:00"],
    "time": ["10:30", "23:59:59", "7:05"],
    "year_slash": ["2024/01/31"],
    "slash": ["31/01/2024", "1/2/24"],
    "point": ["31.01.2024", "1.2.24"],
    "dash": ["31-01-2024"],
    "slash_moment": ["31/01/2024 10:30", "1/31/2024 1:05 PM"],
    "point_moment": ["31.01.2024 10:30:00"],
    "month_name": ["5 Jan 2024", "Jan 5, 2024", "05-Jan-24", "January 5, 2024"],
    "percent": ["12%", "5.5 %", "-3%"],
    "money": ["$5", "€ 1.234,50", "5 EUR", "USD 7", "($5.00)", "-£3"],
    "unit": ["5 kg", "7.5°C", "10 m²"],
    "flag": ["true", "FALSE", "True"],
    "missing": list(MISSING),
    "fault": ["#DIV/0!", "#REF!"],
    "text": ["Anna", "a1", "x" * 100, "1 2 3 4", "24:00x", "2024-13", "--5", "1,23,4", "#tag", "日本", "'5'"],
}


@pytest.fixture
def base() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def fill(base: duckdb.DuckDBPyConnection, values: list[str]) -> None:
    base.execute("create or replace table t (c0 varchar)")
    base.executemany("insert into t values (?)", [[value] for value in values])


@pytest.mark.parametrize("name", VALUES)
def test_every_value_has_its_class(base: duckdb.DuckDBPyConnection, name: str) -> None:
    for value in VALUES[name]:
        fill(base, [value])
        assert count_classes(base, "t", [0])[0].classes == {name: 1}, value


def test_every_class_is_tried() -> None:
    assert set(CLASSES) <= set(VALUES)


def test_blanks_do_not_count_and_several_columns_are_kept_apart(base: duckdb.DuckDBPyConnection) -> None:
    base.execute("create table t as select * from (values ('1', 'a'), ('', ' '), (null, 'b'), (' 2', '3')) v(c0, c1)")
    found = count_classes(base, "t", [0, 1])
    assert (found[0].total, found[0].filled, found[0].classes, found[0].padded) == (4, 2, {"int": 2}, 1)
    assert found[1].classes == {"text": 2, "int": 1}


def judge(base: duckdb.DuckDBPyConnection, values: list[str], style: str | None = None) -> tuple[Reading, list[str]]:
    fill(base, values)
    remarks = Remarks()
    subject = Subject(base, "t", "c0", "column", count_classes(base, "t", [0])[0], style)
    return decide(subject, remarks), [remark.code for remark in remarks.warnings]


def read(base: duckdb.DuckDBPyConnection, reading: Reading) -> list[object]:
    return [row[0] for row in base.execute(f"select {reading.expression('c0')} from t").fetchall()]


@pytest.mark.parametrize(
    ("values", "style", "kind", "read_as", "codes"),
    [
        (["1", "2", ""], None, "integer", [1, 2, None], []),
        (["1", " 2 "], None, "integer", [1, 2], ["padded_values"]),
        (["1", "n/a", "-"], None, "integer", [1, None, None], ["missing_markers"]),
        (["1.5", "2", "1e3"], None, "decimal", [1.5, 2.0, 1000.0], []),
        (["1.234", "5.678"], None, "decimal", [1.234, 5.678], []),
        (["1.234", "5.678"], "continental", "integer", [1234, 5678], ["thousands_separators"]),
        (["1,234", "5"], "anglo", "integer", [1234, 5], ["thousands_separators"]),
        (["1,234", "5,678"], None, "text", ["1,234", "5,678"], ["ambiguous_numbers"]),
        (["1,5", "2,25"], None, "decimal", [1.5, 2.25], ["decimal_comma"]),
        (["1,5", "1.234,5"], None, "decimal", [1.5, 1234.5], ["decimal_comma"]),
        (["1,234.5", "7"], None, "decimal", [1234.5, 7.0], ["thousands_separators"]),
        (["1,5", "1.5"], None, "text", ["1,5", "1.5"], ["mixed_number_styles"]),
        (["01", "2"], None, "text", ["01", "2"], ["leading_zeros"]),
        (["true", "false", ""], None, "boolean", [True, False, None], []),
        (["yes", "no"], None, "text", ["yes", "no"], []),
        (["NA", "DE"], None, "text", ["NA", "DE"], []),
        (["NA", "NA"], None, "text", ["NA", "NA"], []),
        (["", " "], None, "text", [None, " "], []),
        (["1", "2", "x"], None, "mixed", ["1", "2", "x"], ["mixed_types"]),
        (["a", "b", "c", "1"], None, "text", ["a", "b", "c", "1"], ["numbers_among_text"]),
        (["#DIV/0!", "a"], None, "text", ["#DIV/0!", "a"], ["formula_errors"]),
    ],
)
def test_the_verdict(
    base: duckdb.DuckDBPyConnection, values: list[str], style: str | None, kind: str, read_as: list[object], codes: list[str]
) -> None:
    reading, said = judge(base, values, style)
    assert reading.kind == kind
    assert read(base, reading) == read_as
    assert said == codes


@pytest.mark.parametrize(
    ("values", "kind", "formats"),
    [
        (["2024-01-31", "2024-02-29"], "date", ("%Y-%m-%d",)),
        (["2024-01-31 10:00", "2024-02-29"], "datetime", ("ISO8601",)),
        (["2024/01/31"], "date", ("%Y/%m/%d",)),
        (["31/01/2024", "01/02/2024"], "date", ("%d/%m/%Y",)),
        (["01/31/2024", "01/02/2024"], "date", ("%m/%d/%Y",)),
        (["1.2.2024", "2.3.2024"], "date", ("%d.%m.%Y",)),
        (["31-01-24", "01-02-24"], "date", ("%d-%m-%y",)),
        (["5 Jan 2024", "12 Feb 2024"], "date", ("%d %b %Y",)),
        (["January 5, 2024", "March 1, 2024"], "date", ("%B %d, %Y",)),
        (["31/01/2024 10:30"], "datetime", ("%d/%m/%Y %H:%M",)),
        (["1/31/2024 1:30 PM"], "datetime", ("%m/%d/%Y %I:%M %p",)),
        (["31.01.2024 10:30:15"], "datetime", ("%d.%m.%Y %H:%M:%S",)),
        (["31/01/2024 10:30", "31/01/2024 10:30:15"], "datetime", ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")),
        (["31.01.2024 10:30:15", "1.2.2024"], "datetime", ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y")),
        (["1/31/2024 1:30 PM", "2/1/2024"], "datetime", ("%m/%d/%Y %I:%M %p", "%m/%d/%Y")),
        (["1/31/2024 1:30 PM", "2/1/2024 2:15:10 PM"], "datetime", ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p")),
        (["1/2/2024 10:30", "31/1/2024"], "datetime", ("%d/%m/%Y %H:%M", "%d/%m/%Y")),
        (["10:30", "11:45:15"], "time", ()),
        (["01/02/2024", "03/04/2024"], "text", ()),
        (["31/01/2024", "01/31/2024"], "text", ()),
    ],
)
def test_dates_are_read_by_the_order_that_their_values_prove(
    base: duckdb.DuckDBPyConnection, values: list[str], kind: str, formats: tuple[str, ...]
) -> None:
    reading, _ = judge(base, values)
    assert (reading.kind, reading.formats) == (kind, formats)
    if kind != "text":
        assert None not in read(base, reading)


@pytest.mark.parametrize(
    ("values", "odd"),
    [
        (["1", "2"], ["007", "1.5", "x", "1_000", "0x1F", "12345678901234567890"]),
        (["1.5", "2"], ["nan", "inf", "1_0.5", "1,5", "007.5", "1e999", "0x1"]),
        (["2024-01-01"], ["2024-02-30", "2024-01-01 10:00", "infinity", "epoch", "20240101"]),
        (["2024-01-01 10:00"], ["2024-01-01T10:00:00Z", "2024-01-01 25:00", "tomorrow"]),
        (["true"], ["yes", "1", "t"]),
        (["1,5"], ["1.5", "1,2,3", "1.23,4"]),
        (["1,234.5"], ["12,34", "1,234,5.0", "1.234,5"]),
        (["10:30"], ["25:00", "10:60", "10", "10:30:00Z"]),
        (["31/12/2024"], ["32/12/2024", "12/31/2024", "2024-12-31", "31/12/24 10:00"]),
    ],
)
def test_a_reading_takes_nothing_that_it_would_change(base: duckdb.DuckDBPyConnection, values: list[str], odd: list[str]) -> None:
    reading, _ = judge(base, values)
    for value in odd:
        fill(base, [value])
        assert read(base, reading) == [None], value
        assert base.execute(f"select {reading.misfit('c0')} from t").fetchall() == [(value,)]
