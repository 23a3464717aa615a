"""Exceptions as plain text, without a kernel."""

import linecache
from typing import Any

import pytest

from codingagent_kernel.error_text import MESSAGE_LIMIT, TRACEBACK_LIMIT, cell_name, describe

CELL = cell_name(4)


def failing(code: str) -> dict[str, Any]:
    """The description of what `code` raises as cell 4."""
    linecache.cache[CELL] = (len(code), None, [f"{line}\n" for line in code.splitlines()], CELL)
    try:
        exec(compile(code, CELL, "exec"), {"__name__": "__main__"})
    except BaseException as problem:
        return describe(problem, CELL)
    raise AssertionError("it did not fail")


def test_a_plain_error() -> None:
    error = failing("x = 1\nprint(\n    x / 0\n)")
    assert error == {
        "name": "ZeroDivisionError",
        "message": "division by zero",
        "line": 3,
        "traceback": "Traceback (most recent call last):\n  Cell 4, line 3\n    x / 0\nZeroDivisionError: division by zero",
    }


def test_the_deepest_line_of_the_cell_counts() -> None:
    error = failing("def inner():\n    raise KeyError('k')\n\ndef outer():\n    inner()\n\nouter()")
    assert error["line"] == 2
    assert error["traceback"].splitlines()[1:6:2] == [
        "  Cell 4, line 7",
        "  Cell 4, line 5, in outer",
        "  Cell 4, line 2, in inner",
    ]


def test_frames_of_the_standard_library_are_counted_not_shown() -> None:
    text = failing("import json\njson.loads('{\"a\": }')")["traceback"]
    assert "Cell 4, line 2" in text
    assert "frame" in text
    assert text.count("File json") == 2
    assert text.splitlines()[-1].startswith("JSONDecodeError: Expecting value")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("try:\n    1/0\nexcept Exception as e:\n    raise ValueError('v') from e", "That was the cause of this:"),
        ("try:\n    1/0\nexcept Exception:\n    raise ValueError('v')", "While this was handled, another error came up:"),
    ],
)
def test_an_earlier_error_is_told(code: str, words: str) -> None:
    lines = failing(code)["traceback"].splitlines()
    assert words in lines
    assert lines.index("ZeroDivisionError: division by zero") < lines.index(words) < lines.index("ValueError: v")


def test_an_earlier_error_that_is_hidden_is_not_told() -> None:
    text = failing("try:\n    1/0\nexcept Exception:\n    raise ValueError('v') from None")["traceback"]
    assert "ZeroDivision" not in text


def test_a_ring_of_causes_ends() -> None:
    code = "a = ValueError('a')\nb = KeyError('b')\na.__cause__ = b\nb.__cause__ = a\nraise a"
    assert failing(code)["traceback"].endswith("ValueError: a")


def test_recursion_is_short() -> None:
    error = failing("def down(n):\n    return down(n + 1)\ndown(0)")
    assert error["name"] == "RecursionError"
    assert "more frames" in error["traceback"]
    assert len(error["traceback"].splitlines()) < 40


def test_notes_and_groups_are_told() -> None:
    text = failing("e = ValueError('v')\ne.add_note('look at row 5')\nraise e")["traceback"]
    assert text.endswith("ValueError: v\nlook at row 5")
    text = failing("raise ExceptionGroup('both', [ValueError('one'), KeyError('two')])")["traceback"]
    assert "1. ValueError: one" in text
    assert "2. KeyError: 'two'" in text


def test_long_messages_and_traces_are_cut() -> None:
    error = failing("raise ValueError('x' * 100_000)")
    assert len(error["message"]) == MESSAGE_LIMIT + 1
    assert len(error["traceback"]) < TRACEBACK_LIMIT + 100
    code = "\n".join(f"def f{n}(): f{n + 1}()  # {'y' * 290}" for n in range(60)) + "\ndef f60(): raise ValueError('deep')\nf0()"
    error = failing(code)
    assert len(error["traceback"]) < TRACEBACK_LIMIT + 100
    assert error["traceback"].endswith("ValueError: deep")


@pytest.mark.parametrize(
    "code",
    [
        "class Bad(Exception):\n    def __str__(self): raise ValueError\nraise Bad",
        "class Bad(Exception):\n    def __str__(self): return 5\nraise Bad",
        "class Bad(Exception):\n    __notes__ = property(lambda self: 1 / 0)\nraise Bad('x')",
        "class Bad(Exception):\n    @property\n    def __cause__(self): raise KeyError\nraise Bad('x')",
    ],
)
def test_hostile_exceptions_are_described_somehow(code: str) -> None:
    error = failing(code)
    assert error["name"] == "Bad"
    assert isinstance(error["message"], str)
    assert "Bad" in error["traceback"]


def test_a_syntax_error_shows_its_place() -> None:
    with pytest.raises(SyntaxError) as raised:
        compile("if True:\n    x = (1 +* 2)", CELL, "exec")
    error = describe(raised.value, CELL)
    assert error["line"] == 2
    assert error["message"] == "invalid syntax (line 2)"
    assert error["traceback"].splitlines()[:2] == ["  Line 2", "    x = (1 +* 2)"]
    assert error["traceback"].splitlines()[2].index("^") == 4 + "x = (1 +* 2)".index("*")


def test_a_syntax_error_of_another_text_has_no_line_of_the_cell() -> None:
    assert "line" in failing("compile('x = = 1', 'other.py', 'exec')")
    assert failing("x = 1\n\nimport ast\nast.parse('x = = 1')")["line"] == 4


def test_memory_that_ran_out_has_words() -> None:
    assert failing("raise MemoryError")["message"] == "there is not enough memory for this"


def test_frames_of_our_own_are_left_out() -> None:
    text = failing("from codingagent_kernel.guards import run_quietly\nrun_quietly(lambda: exit(3))")["traceback"]
    assert "SystemExit: 3" in text
    assert "codingagent_kernel" not in text.replace("from codingagent_kernel.guards import run_quietly", "")
