"""The language of a cell beyond Python's own: commands, magics, questions, what a last line shows; told by what a person then sees."""

import pytest

from codingagent_kernel.kernel_for_tests import KernelForTests

SHOWS: dict[str, tuple[str, list[str]]] = {
    "the last of several": ("1\n2\n3", ["3"]),
    "a value behind a comment": ("5  # five; really", ["5"]),
    "a quiet one": ("5;", []),
    "a quiet one with a comment": ("5;  # hush", []),
    "a text that ends so": ("'a;'", ["'a;'"]),
    "a text of several lines": ("'''a\nb'''", ["'a\\nb'"]),
    "a call over several lines": ("max(\n  1,\n  2,\n)", ["2"]),
    "behind an assignment on the same line": ("x = 5; x", ["5"]),
    "an assignment in an expression": ("(y := 7)", ["7"]),
    "an await": ("import asyncio\nasync def f(): return 3\nawait f()", ["3"]),
    "an await in a comprehension": ("import asyncio\nasync def f(n): return n\n[await f(n) for n in range(3)]", ["[0, 1, 2]"]),
    "an async for": ("async def g():\n    yield 1\n    yield 2\n[n async for n in g()]", ["[1, 2]"]),
    "a loop shows nothing": ("for n in range(3):\n    n", []),
    "a condition shows nothing": ("if True:\n    5", []),
    "a definition shows nothing": ("def f(): return 5", []),
    "displays come before the value": ("display(1, 2)\n3", ["1", "2", "3"]),
    "a class": ("int", ["int"]),
    "an ellipsis": ("...", ["Ellipsis"]),
    "not implemented": ("NotImplemented", ["NotImplemented"]),
}


@pytest.mark.parametrize("case", SHOWS)
def test_what_a_last_line_shows(shared: KernelForTests, case: str) -> None:
    code, shown = SHOWS[case]
    outcome = shared.run(code)
    assert (outcome.status, outcome.shown) == ("ok", shown)


PRINTS: dict[str, tuple[str, str]] = {
    "a command": ("!echo hello", "hello\n"),
    "a command with a variable": ("word = 'a b'\n!echo {word} $word", "a b a b\n"),
    "a command with an expression": ("!echo {1 + 1}", "2\n"),
    "a command with a dollar of the shell's": ("!x=5; echo $$x", "5\n"),
    "pipes and quotes": ("!printf 'b\\na\\n' | sort | tr '\\n' ' '", "a b "),
    "a command in a loop": ("for n in range(2):\n    !echo {n}", "0\n1\n"),
    "the output of a command": ("out = !echo a; echo b\nprint(out[1], out.n)", "b a\nb\n"),
    "the code of a command": ("!exit 3\nprint(_exit_code)", "3\n"),
    "the code of a good one": ("!true\nprint(_exit_code)", "0\n"),
    "a command has no input": ("!cat", ""),
    "a cell for bash": ("%%bash\nfor n in 1 2; do echo $n; done", "1\n2\n"),
    "a cell for bash with arguments": ("%%bash -s one two\necho $2 $1", "two one\n"),
    "a cell for sh": ("%%sh\necho $0", "sh\n"),
    "a cell for another program": ("%%script cat\nline one", "line one"),
    "a cell that is timed": ("%%time\nprint('x')", "x\n"),
    "a cell that is caught": ("%%capture caught\nprint('unseen')", ""),
    "what was caught": ("%%capture caught\nprint('seen later')\n", ""),
    "an alias of the shell": ("%alias_magic t timeit", ""),
    "percent without its sign": ("cd .", ""),
    "Python 2's print is no command": ("print ('x')", "x\n"),
}


@pytest.mark.parametrize("case", PRINTS)
def test_commands_and_magics_print(shared: KernelForTests, case: str) -> None:
    code, said = PRINTS[case]
    outcome = shared.run(code)
    assert outcome.status == "ok"
    assert outcome.stdout.startswith(said) if "timed" in case else said in outcome.stdout
    if not said:
        assert "unseen" not in outcome.stdout


def test_files_are_written_and_run_by_magics(kernel: KernelForTests) -> None:
    assert kernel.run("%%writefile tool.py\nvalue = 6 * 7\nprint('ran')").status == "ok"
    assert (kernel.workspace / "tool.py").read_text() == "value = 6 * 7\nprint('ran')\n"
    outcome = kernel.run("%run tool.py\nvalue")
    assert (outcome.stdout, outcome.shown) == ("ran\n", ["42"])
    assert kernel.run("%%writefile -a tool.py\nvalue = 0").status == "ok"
    assert kernel.run("%run tool.py\nvalue").shown == ["0"]


def test_folders_are_changed_remembered_and_missed(kernel: KernelForTests) -> None:
    made = kernel.run("!mkdir -p one/two\n%cd one/two\n%bookmark here\n%cd ..")
    assert (made.status, made.stdout.splitlines()[-1]) == ("ok", str(kernel.workspace / "one"))
    assert kernel.run("%cd -b here\n%pwd").shown == [repr(str(kernel.workspace / "one" / "two"))]
    assert "one/two" in kernel.run("%dhist").stdout
    missed = kernel.run("%cd nowhere\n%pwd")
    assert (missed.status, "nowhere" in missed.stdout) == ("ok", True)
    assert missed.shown == [repr(str(kernel.workspace / "one" / "two"))]
    back = kernel.run("%cd\n%pwd")
    assert back.status == "ok"


def test_a_file_that_fails_when_it_is_run_fails_the_cell(kernel: KernelForTests) -> None:
    (kernel.workspace / "bad.py").write_text("x = 1\nraise ValueError('from the file')\n")
    outcome = kernel.run("%run bad.py")
    assert outcome.status == "error"
    assert (outcome.error["name"], outcome.error["message"]) == ("ValueError", "from the file")


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        ("%nosuchmagic", "UsageError", "nosuchmagic"),
        ("%%nosuchmagic\nx", "UsageError", "nosuchmagic"),
        ("%%bash\necho out; exit 4", "CalledProcessError", "4"),
        ("%run nowhere.py", "Exception", "nowhere.py"),
    ],
)
def test_a_magic_that_fails_says_why(shared: KernelForTests, code: str, name: str, words: str) -> None:
    outcome = shared.run(code)
    said = outcome.stderr + str(outcome.error)
    assert words in said
    if name != "Exception":
        assert outcome.status == "error"
        assert outcome.error["name"] == name


@pytest.mark.parametrize("code", ["%debug", "%pdb on"])
def test_there_is_no_debugger_and_it_is_said(shared: KernelForTests, code: str) -> None:
    outcome = shared.run(code)
    assert (outcome.status, "no debugger" in outcome.stdout) == ("ok", True)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("len?", "number of items"),
        ("?len", "number of items"),
        ("mine?", "What it does."),
        ("mine??", "return 40 + 2"),
        ("nothing_of_this_name?", "not found"),
        ("import pandas as pd\npd.DataFrame.merge?", "database-style join"),
    ],
)
def test_a_question_is_answered(shared: KernelForTests, code: str, words: str) -> None:
    shared.run('def mine():\n    """What it does."""\n    return 40 + 2')
    assert words in shared.run(code).stdout


def test_the_values_of_the_last_lines_are_kept(kernel: KernelForTests) -> None:
    for code in ("'first'", "'second'", "'third'"):
        kernel.run(code)
    assert kernel.run("[_, __, ___]").shown == ["['third', 'second', 'first']"]
    kernel.run("x = 5")
    assert kernel.run("_[0]").shown == ["'third'"]
    kernel.run("_ = 'mine'\n'other'")
    assert kernel.run("_").shown == ["'mine'"]


def test_names_of_the_shell_are_no_variables_of_the_persons(kernel: KernelForTests) -> None:
    outcome = kernel.run("!true\nout = !echo a\n5\nmine = 1")
    assert set(outcome.variables) == {"out", "mine"}


@pytest.mark.parametrize(
    "spoilt",
    ["get_ipython().user_ns = {}", "get_ipython().display_formatter = None", "import sys; sys.displayhook = None", "get_ipython().displayhook = None"],
)  # fmt: skip
def test_what_a_cell_does_to_the_shell_ends_with_it(kernel: KernelForTests, spoilt: str) -> None:
    kernel.run("kept = 5")
    kernel.run(spoilt)
    outcome = kernel.run("kept + 1")
    assert (outcome.status, outcome.shown) == ("ok", ["6"])


@pytest.mark.parametrize("code", ["exit()", "quit()", "exit", "import sys; sys.exit(3)", "raise SystemExit"])
def test_an_exit_ends_the_cell_and_nothing_else(kernel: KernelForTests, code: str) -> None:
    kernel.run("kept = 5")
    kernel.run(f"{code}\nprint('after')")
    assert kernel.run("kept").shown == ["5"]


def test_input_is_refused_at_once(shared: KernelForTests) -> None:
    outcome = shared.run("name = input('Your name? ')")
    assert outcome.status == "error"
    assert outcome.error["name"] in ("StdinNotImplementedError", "EOFError", "RuntimeError")
