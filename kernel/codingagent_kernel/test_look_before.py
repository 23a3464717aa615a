"""The look at a cell before it runs, without a kernel."""

import pytest

from codingagent_kernel import prepare
from codingagent_kernel.look_before import Look, look
from codingagent_kernel.shell import KernelShell


@pytest.fixture(scope="module")
def shell() -> KernelShell:
    return prepare.prepare()


def looked(shell: KernelShell, code: str, *refused: str) -> Look:
    return look(shell, code, refused, "<cell 1>")


def test_the_last_expression_is_a_part_of_its_own(shell: KernelShell) -> None:
    assert [code.co_filename for code in looked(shell, "x = 1\nx").codes] == ["<cell 1>", "<cell 1>"]
    assert len(looked(shell, "x = 1").codes) == 1
    assert len(looked(shell, "x").codes) == 1
    assert looked(shell, "").codes == []
    assert looked(shell, "# nothing").codes == []


def test_names_that_are_set_and_mentioned(shell: KernelShell) -> None:
    seen = looked(shell, "a = b\nfor c in d: pass\nwith e as f: pass\n(g, h) = 1, 2\nk += 1\nif (m := n): pass")
    assert seen.sets == {"a", "c", "f", "g", "h", "k", "m"}
    assert {"b", "d", "e", "n"} <= seen.mentions


def test_names_in_the_body_of_a_magic_count(shell: KernelShell) -> None:
    seen = looked(shell, "%%time\nreport = open(report_text_path)")
    assert "report" in seen.sets
    assert "report_text_path" in seen.mentions


@pytest.mark.parametrize(
    "code", ["1", "'x'", "-5", "None", "[1, (2, 'a')]", "pass", "x = 1", "x = [1, 2]", "", "...", "1\n2\nx = 'y'"]
)
def test_what_can_do_no_harm(shell: KernelShell, code: str) -> None:
    assert not looked(shell, code).can_go_wrong


@pytest.mark.parametrize(
    "code",
    [
        "x",
        "f()",
        "x = y",
        "1 + 1",
        "2 ** 2 ** 99",
        "'a' * 10**12",
        "x.y = 1",
        "x[0] = 1",
        "import os",
        "del x",
        "while True: pass",
        "def f(): pass",
        "x = y = 1",
        "[x for x in y]",
        "f'{x}'",
        "{1: 2}",
        "await x",
        "%time 1",
        "!ls",
        "assert x",
        "-x",
        "not 5 or x",
    ],
)
def test_what_might(shell: KernelShell, code: str) -> None:
    assert looked(shell, code).can_go_wrong


@pytest.mark.parametrize("brackets", ["[]", "()"])
@pytest.mark.parametrize(("items", "might"), [(999, False), (1000, True)])
def test_a_long_list_of_values_takes_its_time(shell: KernelShell, brackets: str, items: int, might: bool) -> None:
    values = f"{brackets[0]}{'1,' * items}{brackets[1]}"
    assert looked(shell, values).can_go_wrong is might
    assert looked(shell, f"x = {values}").can_go_wrong is might
    assert looked(shell, f"[[{values}]]").can_go_wrong is might, "of whatever depth"


@pytest.mark.parametrize(
    ("code", "line", "name"),
    [
        ("import a.b.c", 1, "a"),
        ("import x, a", 1, "a"),
        ("\n\nfrom a.b import c", 3, "a"),
        ("class K:\n    def m(self):\n        import a", 3, "a"),
        ("x = __import__('a')", 1, "a"),
        ("from importlib import import_module as load\nload('a.b')", 2, "a"),
        ("import os.path as p\np.join()\nimport os\nos.system('x')", 4, "os.system"),
        ("import os\n(os).system('x')", 2, "os.system"),
        ("import subprocess as s\ns.run(['x'])", 2, "subprocess.run"),
        ("from os import *\nimport a", 2, "a"),
    ],
)
def test_what_is_refused_and_where(shell: KernelShell, code: str, line: int, name: str) -> None:
    refusal = looked(shell, code, "a", "os.system", "subprocess.run").refusal
    assert refusal is not None
    assert (refusal.line, refusal.name) == (line, name)
    assert f"Line {line} uses {name}" in refusal.message


@pytest.mark.parametrize(
    "code",
    [
        "import ab",
        "from . import a",
        "from .a import b",
        "a = 1\na.b",
        "a()",
        "import os\nos.systematic()",
        "import os\nos.system",
        "b.a()",
        "subprocess.run",
        "__import__(name)",
        "'import a'",
        "# import a",
    ],
)
def test_what_is_not(shell: KernelShell, code: str) -> None:
    if code == "a()":
        return  # a call of something that has the name of a refused module cannot be told from it
    assert looked(shell, code, "a", "os.system", "subprocess.run").refusal is None


def test_nothing_is_refused_without_a_list(shell: KernelShell) -> None:
    assert looked(shell, "import os; os.system('x')").refusal is None


@pytest.mark.parametrize(
    ("code", "line"),
    [("x = 1\ny = = 2", 2), ("%%time\n\nx = = 2", 3), ("if x:\ny", 2), ("for", 1), ("é = '", 1), ("x = 0777", 1), ("yield x", 1)],
)
def test_what_python_cannot_read_has_its_line(shell: KernelShell, code: str, line: int) -> None:
    with pytest.raises(SyntaxError) as raised:
        looked(shell, code)
    assert raised.value.lineno == line


@pytest.mark.parametrize("code", ["x = 1\x00", "(" * 500, "-" * 100_000 + "1", "x = " + "9" * 5000, "a" + ".b" * 100_000])
def test_what_is_no_text_of_a_program_is_a_syntax_error_too(shell: KernelShell, code: str) -> None:
    with pytest.raises(SyntaxError):
        looked(shell, code)


def test_futures_live_on(shell: KernelShell) -> None:
    flags = shell.compile.flags
    try:
        looked(shell, "from __future__ import annotations")
        assert looked(shell, "def f(x: nowhere): pass").codes
        assert shell.compile.flags != flags
    finally:
        shell.compile.flags = flags
