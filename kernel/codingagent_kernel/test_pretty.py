"""Values as text."""

from typing import Any

import pytest

from codingagent_kernel.pretty import pretty


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        ("it's", '"it\'s"'),
        (1.50, "1.5"),
        (None, "None"),
        ([1, (2,), {"a": {3}}], "[1, (2,), {'a': {3}}]"),
        (int, "int"),
        (range(3), "range(0, 3)"),
        (10**50, "1" + "0" * 50),
    ],
)
def test_short_values(value: Any, text: str) -> None:
    assert pretty(value) == text


def test_long_lists_are_broken_into_lines_and_cut() -> None:
    text = pretty([f"item number {n}" for n in range(20)])
    assert text.count("\n") >= 5
    assert max(map(len, text.splitlines())) <= 100
    assert len(pretty(["x" * 100] * 10_000)) < 50_000
    assert pretty(list(range(5000))).endswith("...]")


def test_what_is_too_long_is_cut() -> None:
    assert pretty("x" * 10**6).endswith("… cut")
    assert pretty("x" * 10**6).startswith("'xxx")
    assert pretty(3**100_000) == "a whole number of 158,497 bits, too long to write out"


def test_rings_and_depths_end() -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert "..." in pretty(loop)
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    assert "RecursionError" in pretty(deep) or "..." in pretty(deep)
    while isinstance(deep, list):  # taken apart by hand: freeing it at once would go as deep
        deep = deep.pop()


@pytest.mark.parametrize("raised", [ValueError, SystemExit, RecursionError, GeneratorExit])
def test_a_repr_that_fails_is_said(raised: type[BaseException]) -> None:
    class Bad:
        def __repr__(self) -> str:
            raise raised

    assert pretty(Bad()) == f"<Bad: its text form failed with {raised.__name__}>"
    assert isinstance(pretty([Bad(), 5]), str)


@pytest.mark.parametrize("raised", [KeyboardInterrupt, MemoryError])
def test_a_stop_goes_through(raised: type[BaseException]) -> None:
    class Stopped:
        def __repr__(self) -> str:
            raise raised

    with pytest.raises(raised):
        pretty(Stopped())
