"""The list of variables, and the search for values in them."""

import time
from typing import Any

import pytest

from codingagent_kernel.kernel_for_tests import Frame, KernelForTests


def test_newest_come_first(kernel: KernelForTests) -> None:
    kernel.run("a = 1\nb = 2")
    kernel.run("c = 3")
    assert list(kernel.run("a = 10").variables) == ["a", "c", "b"]
    assert next(iter(kernel.run("b = 2").variables)) == "b"
    assert list(kernel.run("del a").variables) == ["b", "c"]


def test_each_kind_says_what_it_is(kernel: KernelForTests) -> None:
    code = """
import datetime, decimal, pathlib
number = 5; real = 2.5; words = 'text' * 100; flag = True; nothing = None
items = [1, 'two', [3]]; table = {'a': 1, 'b': [2]}; pair = (1,); some = {1}; raw = b'abc'
frame = pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']}); series = frame.a; array = np.zeros((3, 4)); scalar = np.float64(1.5)
day = datetime.date(2024, 1, 2); money = decimal.Decimal('1.10'); where = pathlib.Path('/a'); stamp = pd.Timestamp('2024-01-02')
def double(n): return n
class Point: pass
point = Point()
"""
    variables = kernel.run(code).variables
    assert variables["number"] == {"name": "number", "type": "int", "preview": "5", "bytes": 28}
    assert variables["frame"]["shape"] == [2, 2]
    assert variables["frame"]["type"] == "pandas.DataFrame"
    assert variables["frame"]["preview"] == "a (int64), b (str)"
    assert [str(variables["frame"]["bytes"])] == kernel.run("int(frame.memory_usage(index=True).sum())").shown
    assert (variables["array"]["shape"], variables["array"]["bytes"]) == ([3, 4], 96)
    assert variables["series"]["preview"] == "int64: 1, 2"
    assert variables["items"]["preview"] == "[1, 'two', [3]]"
    assert variables["table"]["preview"] == "{'a': 1, 'b': [2]}"
    assert variables["items"]["shape"] == [3]
    assert variables["day"]["preview"] == "2024-01-02"
    assert variables["money"]["preview"] == "Decimal('1.10')"
    assert variables["stamp"]["preview"] == "2024-01-02 00:00:00"
    assert variables["scalar"]["preview"] == "1.5"
    assert variables["double"]["preview"] == "function double"
    assert variables["point"]["preview"] == "Point object"
    assert len(variables["words"]["preview"]) <= 160
    assert not {"datetime", "decimal", "pathlib", "pd", "np", "plt", "OUTPUT_DIR", "_"} & set(variables)


def test_other_libraries_tables(kernel: KernelForTests) -> None:
    code = "import polars as pl, pyarrow as pa, duckdb\nfast = pl.DataFrame({'a': [1]}); arrow = pa.table({'a': [1, 2]}); query = duckdb.sql('select 1 as a'); line = fast['a']"
    variables = kernel.run(code).variables
    assert variables["fast"]["shape"] == [1, 1]
    assert variables["arrow"]["shape"] == [2, 1]
    assert variables["query"]["preview"] == "a"
    assert variables["line"]["shape"] == [1]


def test_looking_calls_nothing_of_the_persons(kernel: KernelForTests) -> None:
    code = """
touched = []
class Trap:
    def __getattr__(self, name): touched.append(name); raise ValueError(name)
    def __repr__(self): touched.append('repr'); return 'x'
    __len__ = __str__ = __bool__ = __hash__ = __repr__
    def __eq__(self, other): touched.append('eq'); return True
    __hash__ = None
trap = Trap()
class Words(str):
    def __repr__(self): touched.append('words'); return 'x'
held = Words('a'); box = [trap, held, {'k': trap}]
"""
    kernel.run(code)
    kernel.ask("variables")
    assert kernel.run("touched").shown == ["[]"]


def test_at_most_two_hundred_and_imported_functions_stay_away(kernel: KernelForTests) -> None:
    outcome = kernel.run("from math import sqrt\nfrom collections import Counter\nfor i in range(500): globals()[f'v{i}'] = i")
    assert len(outcome.result["variables"]) == 200
    assert not {"sqrt", "Counter"} & set(outcome.variables)


def test_asked_while_a_cell_runs(kernel: KernelForTests) -> None:
    kernel.run("x = 1")
    cell = kernel.begin("y = 2\nprint('on')\nwhile True: pass")
    kernel.wait_for_output("on")
    assert [item["name"] for item in kernel.ask("variables")["value"]["items"]] == ["x"]
    kernel.interrupt(cell)
    kernel.finish()
    assert [item["name"] for item in kernel.ask("variables")["value"]["items"]] == ["y", "x"]


def find(kernel: KernelForTests, *values: float, tolerance: float = 1e-9) -> list[Any]:
    candidates = [{"value": value, "tolerance": tolerance} for value in values]
    reply = kernel.ask("find_values", {"candidates": candidates})
    assert reply["frame"] == "reply", reply
    found = reply["value"]["found"]
    assert isinstance(found, list)
    return [f"{item['variable']}: {item['place']}" if item else None for item in found]


def test_values_are_found_with_their_place(kernel: KernelForTests) -> None:
    kernel.run(
        "total = 1234.5\nparts = [7, 8.25]; by_name = {'north': 31, 'deep': {'x': [77]}}\n"
        "frame = pd.DataFrame({'city': ['a', 'b'], 'revenue': [501.0, 777.5]}, index=['r1', 'r2'])\n"
        "means = frame.revenue * 3\ngrid = np.array([[901, 902], [903, 904]]); share = np.float32(0.125)"
    )
    assert find(kernel, 1234.5) == ["total: the variable total"]
    assert find(kernel, 8.25) == ["parts: the variable parts, item 1"]
    assert find(kernel, 31, 77) == [
        "by_name: the variable by_name, key 'north'",
        "by_name: the variable by_name, key 'deep', key 'x', item 0",
    ]
    assert find(kernel, 777.5) == ["frame: the variable frame, column revenue, row r2"]
    assert find(kernel, 1503) == ["means: the variable means, row r1"]
    assert find(kernel, 903) == ["grid: the variable grid, item (1, 0)"]
    assert find(kernel, 0.125) == ["share: the variable share"]
    assert find(kernel, 2) == ["frame: the number of rows of variable frame"]
    assert find(kernel, 424242) == [None]


def test_tolerance_counts(kernel: KernelForTests) -> None:
    kernel.run("x = 10.04")
    assert find(kernel, 10, tolerance=0.05) == ["x: the variable x"]
    assert find(kernel, 10, tolerance=0.03) == [None]


def test_a_value_of_its_own_is_the_better_source(kernel: KernelForTests) -> None:
    kernel.run("answer = 55")
    kernel.run("frame = pd.DataFrame({'a': [55, 1]})")
    assert find(kernel, 55) == ["answer: the variable answer"]


def test_odd_variables_hide_only_themselves(kernel: KernelForTests) -> None:
    kernel.run(
        "import decimal, fractions\nclass Bad:\n    def __float__(self): raise ValueError\nbad = Bad(); loop = []; loop.append(loop)\n"
        "big = 10**400; nan = float('nan'); mixed = pd.DataFrame({'a': [1, 'x'], 'b': pd.Categorical(['p', 'q']), 'c': [1j, 2j]})\n"
        "money = decimal.Decimal('19.99'); third = fractions.Fraction(1, 4); nulls = pd.Series([None, 63], dtype='Int64'); needle = 88"
    )
    assert find(kernel, 88, 19.99, 0.25, 63) == [
        "needle: the variable needle",
        "money: the variable money",
        "third: the variable third",
        "nulls: the variable nulls, row 1",
    ]


def test_polars_and_arrow_columns(kernel: KernelForTests) -> None:
    kernel.run(
        "import polars as pl, pyarrow as pa\nfast = pl.DataFrame({'a': [1.5, 333.25]}); arrow = pa.table({'b': [444.75, None]})"
    )
    assert find(kernel, 333.25, 444.75) == [
        "fast: the variable fast, column a, row 1",
        "arrow: the variable arrow, column b, row 0",
    ]


def test_a_search_in_much_is_bounded(kernel: KernelForTests) -> None:
    kernel.run("large = pd.DataFrame(np.random.rand(500_000, 8)); small = 5.5")
    found = find(kernel, 5.5, *[1000.0 + n for n in range(200)])
    assert found[0] == "small: the variable small"
    assert found[1:] == [None] * 200


@pytest.mark.parametrize("arguments", [{}, {"candidates": []}, {"candidates": [{"value": "x"}, 5, {"value": None}]}])
def test_odd_questions(kernel: KernelForTests, arguments: Frame) -> None:
    reply = kernel.ask("find_values", arguments)
    assert reply["frame"] == "reply"
    assert all(item is None for item in reply["value"]["found"])


def test_a_question_that_hangs_is_given_up(kernel: KernelForTests) -> None:
    kernel.run(
        "x = 1\nclass Slow(pd.DataFrame):\n    @property\n    def columns(self):\n        while True: pass\nslow = pd.DataFrame({'a': [1]}); slow.__class__ = Slow",
        timeout=1,
    )
    assert kernel.ask("variables")["frame"] == "reply"
    began = time.monotonic()
    reply = kernel.ask("find_values", {"candidates": [{"value": 5, "tolerance": 0}]}, timeout=0.3)
    assert (reply["frame"], reply["code"]) == ("failure", "timeout")
    assert time.monotonic() - began < 10
    assert kernel.run("x").shown == ["1"]


@pytest.mark.parametrize(
    ("code", "preview"),
    [
        ("list(range(8))", "[0, 1, 2, 3, 4, 5, 6, 7]"),
        ("list(range(9))", "[0, 1, 2, 3, 4, 5, 6, 7, …]"),
        ("{n: n for n in range(9)}", "{0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, …}"),
        ("[[[1]]]", "[[[…]]]"),
        ("__import__('decimal').Decimal('1' * 5_000_000)", "Decimal('" + "1" * 150 + "…"),
    ],
)
def test_a_long_or_deep_one_is_told_by_its_beginning(shared: KernelForTests, code: str, preview: str) -> None:
    assert shared.run(f"told = {code}").variables["told"]["preview"] == preview
