"""The short answer in words, for values of every kind."""

import datetime
import decimal
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from codingagent_kernel.final_result import final_result


@pytest.mark.parametrize(
    ("value", "text", "mime"),
    [
        ("**bold**", "**bold**", "text/markdown"),
        ("", "", "text/markdown"),
        (42, "42", "text/plain"),
        (True, "True", "text/plain"),
        (None, "None", "text/plain"),
        (0.1 + 0.2, "0.3", "text/plain"),
        (1 / 3, "0.333333333333", "text/plain"),
        (1e300, "1e+300", "text/plain"),
        (float("nan"), "nan", "text/plain"),
        (float("-inf"), "-inf", "text/plain"),
        (np.float32(2.5), "2.5", "text/plain"),
        (np.int8(7), "7", "text/plain"),
        (np.bool_(True), "True", "text/plain"),
        (np.array(5.0), "5.0", "text/plain"),
        (decimal.Decimal("1.10"), "1.10", "text/plain"),
        (datetime.date(2024, 1, 2), "2024-01-02", "text/plain"),
        (pd.Timestamp("2024-01-02"), "2024-01-02 00:00:00", "text/plain"),
        ({1, 2}, "{1, 2}", "text/plain"),
    ],
)
def test_plain_values(value: Any, text: str, mime: str) -> None:
    assert final_result(value) == (text, mime)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ([1, 2.5, "x", None], [1, 2.5, "x", None]),
        ((1, (2,)), [1, [2]]),
        ({"a": np.int64(1), 2: [np.float64(0.1 + 0.2)]}, {"a": 1, "2": [0.3]}),
        ({"day": datetime.date(2024, 1, 2)}, {"day": "2024-01-02"}),
        ([], []),
    ],
)
def test_structures_are_json(value: Any, plain: Any) -> None:
    text, mime = final_result(value)
    assert mime == "application/json"
    assert json.loads(text) == plain


def test_what_json_cannot_say_is_text() -> None:
    loop: list[Any] = []
    loop.append(loop)
    text, mime = final_result(loop)
    assert mime == "text/plain"
    assert text
    assert json.loads(final_result([float("nan"), {"a": float("inf")}])[0]) == [None, {"a": None}]


def test_tables_are_markdown_and_not_endless() -> None:
    text, mime = final_result(pd.DataFrame({"city": ["a", "b"], "n": [1, 2]}))
    assert mime == "text/markdown"
    assert text.splitlines()[0].replace(" ", "") == "|city|n|"
    text, _ = final_result(pd.DataFrame({"n": range(500)}))
    assert "… 450 more rows" in text
    text, _ = final_result(pd.Series({"x": 1.5}, name="mean"))
    assert "| x" in text


def test_long_and_hostile_values_are_cut_or_named() -> None:
    class Bad:
        def __repr__(self) -> str:
            raise ValueError

    assert len(final_result("x" * 10**6)[0]) < 21_000
    assert len(final_result(list(range(10**5)))[0]) < 21_000
    assert final_result(Bad())[0] == "<Bad: its text form failed with ValueError>"
    assert "too long" in final_result(7**100_000)[0]
