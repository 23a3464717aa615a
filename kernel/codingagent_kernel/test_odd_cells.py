"""Cells as people who work with data write them elsewhere, and what they would wonder at if it went otherwise here."""

import pytest

from codingagent_kernel.kernel_for_tests import KernelForTests

FRAME = "import pandas as pd, numpy as np, asyncio\nd = pd.DataFrame({'a': [1, 2, 3], 'b': [3, 2, 9]})\n"

#: What is shown, as text.
SHOWS: dict[str, tuple[str, list[str]]] = {
    "a task made before the first await": ("t = asyncio.create_task(asyncio.sleep(0, 5))\nawait t", ["5"]),
    "asyncio.run in a cell of its own": ("asyncio.run(asyncio.sleep(0, 7))", ["7"]),
    "a loop in the cell after": ("asyncio.get_event_loop().run_until_complete(asyncio.sleep(0, 8))", ["8"]),
    "a loop that was closed": ("asyncio.get_event_loop().close()", []),
    "an await after that": ("await asyncio.sleep(0, 9)", ["9"]),
    "a generator over two cells": ("g = (n for n in range(3))\nnext(g)", ["0"]),
    "the rest of it": ("list(g)", ["[1, 2]"]),
    "a forgotten breakpoint": ("breakpoint()\nimport pdb; pdb.set_trace()\n5", ["5"]),
    "a web page": (
        "from IPython.display import HTML\nHTML('<style>b {}</style><h1>Sales</h1><p>Total <b>5</b> &amp; more</p><table><tr><td>1</td><td>2</td></tr></table>')",
        ["Sales\nTotal 5 & more\n1  2"],
    ),
    "a page without a word": ("HTML('<div></div>')", ["[html]"]),
    "a styled table": ("d.style.format({'a': '{:.2f}'}).set_caption('Mine')", ["Mine\na  b\n0  1.00  3\n1  2.00  2\n2  3.00  9"]),
    "JSON": ("from IPython.display import JSON\nJSON({'a': [1]})", ["{'a': [1]}"]),
    "a sound": ("from IPython.display import Audio\nAudio(np.ones(100), rate=8000)", ["[sound, 244 bytes]"]),
    "a plan of polars": ("import polars as pl\npl.DataFrame({'a': [1]}).lazy()", ["naive plan: (run LazyFrame.explain(optimized=True) to see the optimized plan)\nDF [\"a\"]; PROJECT */1 COLUMNS"]),
    "a drawing of seaborn's objects": (
        "import seaborn.objects as so\nso.Plot(d, x='a', y='b').add(so.Line()).label(title='Rise')",
        ["[chart] Line chart: Rise; x axis: a; y axis: b"],
    ),
    "one chart of four drawn": ("import matplotlib.pyplot as plt\nfig, ax = plt.subplots(2, 2)\nax[0, 0].plot([1, 2])\nplt.show()", ["[chart] Line chart"]),
    "charts side by side": (
        "import altair as alt\nalt.Chart(d).mark_bar().encode(x='a', y='b') | alt.Chart(d, title='R').mark_line().encode(x='a', y='b')",
        ["[chart] Charts side by side. Bar chart; x axis: a; y axis: b. Line chart: R; x axis: a; y axis: b"],
    ),
    "charts in layers": ("c = alt.Chart(d).mark_bar().encode(x='a', y='b')\n(c + c).properties(title='Both')", ["[chart] Layers: Both. Bar chart; x axis: a; y axis: b. Bar chart; x axis: a; y axis: b"]),
    "a chart for each value": ("c.facet('b:N')", ["[chart] One chart for each b. Bar chart; x axis: a; y axis: b"]),
    "six thousand points": ("alt.Chart(pd.DataFrame({'x': range(6000)})).mark_point().encode(x='x')", ["[chart] Point chart; x axis: x"]),
    "a Plotly figure without a trace": ("import plotly.graph_objects as go\ngo.Figure()", ["[chart] Empty Plotly chart"]),
    "a pool's result": ("from multiprocessing import Pool\ndef square(n): return n * n\nwith Pool(2) as pool: squares = pool.map(square, range(3))\nsquares", ["[0, 1, 4]"]),
    "a program begun": ("import subprocess\nchild = subprocess.Popen('echo done', shell=True, stdout=subprocess.PIPE, text=True)", []),
    "and read in the next cell": ("child.communicate()[0]", ["'done\\n'"]),
}  # fmt: skip


@pytest.mark.parametrize("case", SHOWS)
def test_what_an_odd_cell_shows(shared: KernelForTests, case: str) -> None:
    """In this order: some build on the one before."""
    if case == next(iter(SHOWS)):
        shared.run(FRAME)
    code, shown = SHOWS[case]
    outcome = shared.run(code)
    assert (outcome.status, outcome.shown) == ("ok", shown), outcome.error


#: What is printed.
PRINTS: dict[str, tuple[str, str]] = {
    "colours": ("print('\\x1b[31mred\\x1b[0m \\x1b]8;;http://x\\x1b\\\\link\\x1b]8;;\\x1b\\\\')", "red link\n"),
    "no newline": ("print('half', end='')", "half"),
    "a bar of progress": ("for i in range(5): print(f'\\r{i} of 4', end='')\nprint()", "4 of 4\n"),
    "another's stream": ("import os; _ = os.system('echo below')", "below\n"),
    "a child's print": ("from multiprocessing import Process\np = Process(target=print, args=('child',)); p.start(); p.join()", "child\n"),
    "a print that is caught": ("import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as s: print('in')\nprint(s.getvalue(), end='')", "in\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", PRINTS)
def test_what_an_odd_cell_prints(shared: KernelForTests, case: str) -> None:
    code, printed = PRINTS[case]
    outcome = shared.run(code)
    assert (outcome.status, "".join(outcome.stdout.split("\r"))) == ("ok", printed), outcome.error


def test_a_captured_cell_shows_nothing_and_gives_it_back(kernel: KernelForTests) -> None:
    kernel.run(FRAME + "import matplotlib.pyplot as plt")
    quiet = kernel.run("%%capture held\nprint('said')\ndisplay(d)\nplt.plot([1]); plt.show()\nplt.plot([2])\nd")
    assert (quiet.status, quiet.shown, quiet.stdout) == ("ok", [], "")
    assert kernel.run("held.stdout, len(held.outputs)").shown == ["('said\\n', 2)"]
    again = kernel.run("held.show()")
    assert again.stdout == "said\n"
    assert len(again.shown) == 2
    assert "9" in again.shown[0]
    assert kernel.run("d.shape").shown == ["(3, 2)"]


def test_what_a_captured_cell_is_told_to_let_through_is_shown(kernel: KernelForTests) -> None:
    kernel.run(FRAME)
    outcome = kernel.run("%%capture --no-display\nprint('unseen')\nd.shape")
    assert (outcome.stdout, outcome.shown) == ("", ["(3, 2)"])


def test_a_captured_cell_that_fails_fails_and_the_next_one_is_heard(kernel: KernelForTests) -> None:
    outcome = kernel.run("%%capture\n1 / 0")
    assert (outcome.status, outcome.error["name"]) == ("error", "ZeroDivisionError")
    assert kernel.run("5").shown == ["5"]


@pytest.mark.parametrize("code", ["await nope()", "async def f(): nope()\nawait f()"])
def test_the_error_of_a_cell_that_awaits_begins_with_the_cell(shared: KernelForTests, code: str) -> None:
    trace = shared.run(code).error["traceback"]
    assert trace.splitlines()[1].lstrip().startswith("Cell ")
    assert "asyncio" not in trace


@pytest.mark.parametrize("code", ["import getpass; getpass.getpass()", "import getpass; getpass.getpass('Key: ')", "input()"])
def test_nobody_is_asked(shared: KernelForTests, code: str) -> None:
    outcome = shared.run(code)
    assert (outcome.status, outcome.error["name"], outcome.stderr) == ("error", "RuntimeError", "")
    assert "nobody types" in outcome.error["message"]


CHARTS = {
    "of Plotly": ("import plotly.express as px\nc = px.scatter(x=[1], y=[2], title='Two')", "c.show()", "Plotly chart (scatter): Two; x axis: x; y axis: y"),
    "of Altair": ("import altair as alt, pandas as pd\nc = alt.Chart(pd.DataFrame({'x': [1]})).mark_bar().encode(x='x')", "display(c)", "Bar chart; x axis: x"),
    "of Matplotlib": ("import matplotlib.pyplot as plt\nc, ax = plt.subplots(); ax.plot([1]); plt.close(c)", "display(c)", "Line chart"),
}  # fmt: skip


@pytest.mark.parametrize("shown_before", [False, True])
@pytest.mark.parametrize("which", CHARTS)
def test_a_chart_as_the_result_is_shown_once_and_told_in_words(shared: KernelForTests, which: str, shown_before: bool) -> None:
    make, show, words = CHARTS[which]
    outcome = shared.run(f"{make}\n{show if shown_before else ''}\nfinal_result = c")
    assert outcome.shown == [f"[chart] {words}"]
    assert outcome.final is not None
    assert (outcome.final["value"], outcome.final["mime"]) == (words, "text/plain")


def test_a_sound_is_one_to_play(shared: KernelForTests) -> None:
    outcome = shared.run("import numpy as np; from IPython.display import Audio\nAudio(np.ones(100), rate=8000)")
    payload = outcome.payloads[0]
    assert (payload["kind"], payload["mime"], payload["name"]) == ("audio", "audio/wav", "sound.wav")
    assert shared.payload(payload).read_bytes().startswith(b"RIFF")


def test_a_thread_that_prints_after_its_cell_is_heard_in_the_next(kernel: KernelForTests) -> None:
    kernel.run(
        "import threading\ngo, done = threading.Event(), threading.Event()\ndef late():\n    go.wait(); print('late'); done.set()"
    )
    assert kernel.run("threading.Thread(target=late).start()").stdout == ""
    assert kernel.run("go.set(); _ = done.wait(20)").stdout == "late\n"
