"""The search for numbers in variables, without a kernel."""

import decimal
import fractions
from typing import Any

import numpy as np
import pandas as pd
import pytest

from codingagent_kernel import values
from codingagent_kernel.values import find_values


def places(held: dict[str, Any], *wanted: float, tolerance: float = 1e-9) -> list[str | None]:
    candidates = [{"value": value, "tolerance": tolerance} for value in wanted]
    found = find_values(list(held.items()), {"candidates": candidates})["found"]
    return [item and item["place"] for item in found]


@pytest.mark.parametrize(
    "number",
    [
        71,
        71.0,
        np.int8(71),
        np.float64(71),
        np.float16(71),
        decimal.Decimal(71),
        fractions.Fraction(71),
        np.array(71),
    ],
)
def test_numbers_of_every_kind(number: Any) -> None:
    assert places({"x": number}, 71) == ["the variable x"]


@pytest.mark.parametrize(
    "thing", ["71", True, None, 71j, [71j], b"G", float("nan"), "x" * 71, pd.Timestamp("1971-01-01"), object(), int]
)
def test_what_is_no_number(thing: Any) -> None:
    assert places({"x": thing}, 71) == [None]


@pytest.mark.parametrize(
    ("held", "place"),
    [
        ([1, 71], "the variable x, item 1"),
        ((71,), "the variable x, item 0"),
        ({71}, "the variable x"),
        ({"a": 71}, "the variable x, key 'a'"),
        ({("a", 1): 71}, "the variable x, key ('a', 1)"),
        ({object: 71}, "the variable x, key type"),
        ([[0], {"k": [(71,)]}], "the variable x, item 1, key 'k', item 0, item 0"),
        (list(range(200)), "the variable x, item 71"),
        (np.array([1, 71]), "the variable x, item 1"),
        (np.array([[1, 2], [71, 4]], dtype="float32"), "the variable x, item (1, 0)"),
        (np.array([1, 71], dtype="uint8"), "the variable x, item 1"),
        (pd.Series([1, 71], index=["p", "q"]), "the variable x, row q"),
        (pd.Series([1, 71], index=[10, 20]), "the variable x, row 20"),
        (pd.Series([None, 71], dtype="Int64"), "the variable x, row 1"),
        (pd.Series([1.0, 71], index=pd.to_datetime(["2024-01-01", "2024-02-01"])), "the variable x, row 2024-02-01 00:00:00"),
        (pd.DataFrame({"a": [1, 71]}), "the variable x, column a, row 1"),
        (pd.DataFrame({"a": ["x"] * 71}), "the number of rows of variable x"),
        (pd.DataFrame([[1, 71]], columns=["a", "a"]), "the variable x, column a, row 0"),
        (pd.DataFrame({("a", "b"): [71]}), "the variable x, column ('a', 'b'), row 0"),
    ],
)
def test_places_in_words(held: Any, place: str) -> None:
    assert places({"x": held}, 71) == [place]


def test_tolerances_are_each_candidates_own() -> None:
    candidates = [{"value": 10, "tolerance": tolerance} for tolerance in (0, 0.04, 0.06, -0.06, 1)]
    found = find_values([("x", 10.05)], {"candidates": candidates})["found"]
    assert [bool(item) for item in found] == [False, False, True, True, True]


def test_each_candidate_has_its_answer_in_its_place() -> None:
    assert places({"a": 1, "b": [2, 3]}, 3, 9, 1, 2) == ["the variable b, item 1", None, "the variable a", "the variable b, item 0"]


def test_the_newest_small_variable_wins() -> None:
    table = pd.DataFrame({"n": range(2000)})
    assert places({"old": 71, "new": 71, "table": table}, 71) == ["the variable new"]
    assert places({"total": 71, "table": table}, 71) == ["the variable total"]


def test_text_columns_and_odd_columns_hide_nothing() -> None:
    frame = pd.DataFrame(
        {
            "text": ["71", "x"],
            "when": pd.to_datetime(["2024-01-01", None]),
            "mixed": pd.Series([71j, "x"], dtype=object),
            "flag": [True, False],
            "number": [0, 71],
        }
    )
    assert places({"x": frame}, 71) == ["the variable x, column number, row 1"]


def test_hostile_values_hide_only_themselves() -> None:
    class Bad(dict[str, int]):
        def items(self) -> Any:
            raise ValueError

    class Frame(pd.DataFrame):
        @property
        def columns(self) -> Any:
            raise ValueError

    loop: list[Any] = []
    loop.append(loop)
    frame = pd.DataFrame({"a": [71]})
    frame.__class__ = Frame
    assert places({"good": 71, "bad": Bad(a=71), "loop": loop, "frame": frame, "huge": 10**5000}, 71) == ["the variable good"]


def test_a_search_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST_SECONDS", -1.0)
    assert places({"x": 71}, 71) == [None]


def test_a_search_looks_at_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST_ITEMS", 50)
    assert places({"x": [[0] * 40, [0] * 40, [71]]}, 71) == [None]
    monkeypatch.setattr(values, "MOST_VALUES", 50)
    assert places({"x": np.arange(100)}, 71) == [None]
    monkeypatch.setattr(values, "MOST_CANDIDATES", 1)
    assert places({"x": 71}, 71, 71) == ["the variable x"]


@pytest.mark.parametrize(
    "candidates", [None, 5, [None], [{}], [{"value": "x"}], [{"value": float("inf")}], [{"value": True, "tolerance": "x"}]]
)
def test_odd_candidates_find_nothing(candidates: Any) -> None:
    arguments = {"candidates": candidates} if isinstance(candidates, list) else {}
    assert not any(find_values([("x", 5)], arguments)["found"])


@pytest.mark.parametrize("held", [71.5, [71.5], np.array([0, 71.5]), pd.Series([71.5])])
def test_a_number_at_the_very_edge_of_its_rounding_is_found(held: Any) -> None:
    assert places({"x": held}, 71, tolerance=0.5) != [None]
    assert places({"x": held}, 71, tolerance=0.499) == [None]


def test_as_many_as_the_host_asks_for_are_looked_for() -> None:
    assert places({"x": 71}, *range(1000, 1999), 71)[-1] == "the variable x"
