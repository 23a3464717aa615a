"""What a cell shows: charts, tables, rich text, and odd things that must not break it."""

import itertools
import json
import time
import zlib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from codingagent_kernel.kernel_for_tests import Frame, KernelForTests


def only(kernel: KernelForTests, code: str) -> Frame:
    outcome = kernel.run(code)
    assert outcome.status == "ok", outcome.error.get("traceback")
    assert len(outcome.payloads) == 1, outcome.shown
    return outcome.payloads[0]


def png_size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    assert zlib.crc32(data[12:29]) == int.from_bytes(data[29:33], "big")
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def test_a_figure_left_open_is_shown_at_twice_its_size(shared: KernelForTests) -> None:
    payload = only(
        shared,
        "fig, ax = plt.subplots(figsize=(6, 4))\nax.plot([1, 3, 2], label='north')\nax.plot([2, 2, 2], label='south')\n"
        "ax.set_title('Monthly revenue'); ax.set_xlabel('Month'); ax.set_ylabel('EUR'); ax.legend()",
    )
    assert (payload["kind"], payload["mime"]) == ("image", "image/png")
    assert (payload["title"], payload["name"]) == ("Monthly revenue", "Monthly revenue.png")
    assert payload["alt"] == "Line chart: Monthly revenue; x axis: Month; y axis: EUR; series: north, south"
    width, height = png_size(shared.payload(payload))
    assert 1050 < width < 1250
    assert 700 < height < 850


def test_show_shows_at_once_and_a_figure_is_shown_once(shared: KernelForTests) -> None:
    outcome = shared.run(
        "print('a')\nplt.plot([1]); plt.show()\nprint('b')\nfrom matplotlib.pyplot import show\nplt.figure(); plt.plot([2]); show()"
    )
    kinds = [kind for kind, _ in itertools.groupby(frame["frame"] for frame in outcome.frames)]
    assert kinds == ["output", "display", "output", "display", "result"]
    assert len(shared.run("fig, ax = plt.subplots(); ax.plot([1]); fig").payloads) == 1
    assert len(shared.run("fig").payloads) == 1
    assert shared.run("plt.get_fignums()").shown == ["[]"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("plt.bar(['a', 'b'], [1, 2])", "Bar chart"),
        ("plt.scatter([1, 2], [1, 2])", "Scatter plot"),
        ("plt.hist([1, 2, 2, 3])", "Bar chart"),
        ("plt.pie([1, 2], labels=['a', 'b'])", "Pie chart"),
        ("plt.imshow(np.eye(3)); plt.colorbar()", "Heatmap"),
        ("pd.DataFrame({'a': [1, 2]}).plot()", "Line chart"),
        ("pd.Series([1, 2, 3]).plot.box()", "Line chart"),
        ("import seaborn as sns; sns.heatmap(np.eye(3))", "Heatmap"),
        ("import seaborn as sns; sns.pairplot(pd.DataFrame({'a': [1, 2, 3], 'b': [3, 2, 1]}))", "Scatter plot"),
        ("fig, axes = plt.subplots(2, 2); axes[0, 0].plot([1]); axes", "Line chart"),
        ("plt.suptitle('Above'); plt.subplot(121); plt.title('one'); plt.plot([1]); plt.subplot(122); plt.bar([1], [2])", "Above"),
    ],
)
def test_charts_are_described_and_their_artists_are_silent(shared: KernelForTests, code: str, words: str) -> None:
    outcome = shared.run(code)
    assert outcome.status == "ok"
    assert len(outcome.of("display")) == 1
    assert words in outcome.payloads[0]["alt"]


def test_an_artist_among_other_things_does_not_hide_them(shared: KernelForTests) -> None:
    assert any("42" in shown for shown in shared.run("[plt.plot([1, 2])[0], 42]").shown)


def test_windows_are_quietly_not_opened(shared: KernelForTests) -> None:
    assert shared.run("import matplotlib\nmatplotlib.use('TkAgg'); plt.ion(); matplotlib.use('Agg')").status == "ok"
    assert shared.run("fig, ax = plt.subplots(); ax.plot([1]); fig.show()").status == "ok"


def test_an_empty_figure_and_one_of_a_failed_cell_are_not_shown(shared: KernelForTests) -> None:
    assert shared.run("plt.figure()").payloads == []
    assert shared.run("plt.plot([1]); 1/0").payloads == []
    assert shared.run("1").payloads == []


def test_a_gigantic_figure_is_made_smaller(shared: KernelForTests) -> None:
    width, height = png_size(shared.payload(only(shared, "plt.figure(figsize=(200, 150)); plt.plot([1])")))
    assert width * height < 26_000_000


def test_many_scripts_are_drawn_without_a_warning(shared: KernelForTests) -> None:
    outcome = shared.run("plt.plot([1]); plt.title('Umsatz €, Ωλ, Привет')")
    assert (outcome.stderr, len(outcome.payloads)) == ("", 1)


def test_axes_read_well(shared: KernelForTests) -> None:
    code = (
        "fig, ax = plt.subplots(); ax.plot([2019, 2024], [0, 120_000_000]); fig.canvas.draw()\n"
        "print([t.get_text() for t in ax.get_yticklabels()][-2], [t.get_text() for t in ax.get_xticklabels()][1])\n"
        "fig, ax = plt.subplots(); ax.plot(pd.date_range('2024-01-01', periods=12, freq='MS'), range(12)); fig.canvas.draw()\n"
        "print([t.get_text() for t in ax.get_xticklabels()][1])"
    )
    assert shared.run(code).stdout == "120,000,000 2019\nMar\n"


def test_plotly(shared: KernelForTests) -> None:
    code = "import plotly.express as px\nfig = px.bar(x=['a', 'b'], y=[1, 2], title='Sales', labels={'x': 'Shop', 'y': 'EUR'})\n"
    for shown in ("fig", "fig.show()", "display(fig)", "import plotly.io as pio; pio.show(fig)"):
        payload = only(shared, code + shown)
        assert (payload["kind"], payload["mime"], payload["title"]) == ("plotly", "application/vnd.plotly.v1+json", "Sales")
        assert payload["alt"] == "Plotly chart (bar): Sales; x axis: Shop; y axis: EUR"
        figure = json.loads(shared.payload(payload).read_bytes())
        assert figure["data"][0]["type"] == "bar"
        assert figure["layout"]["template"]["layout"]["colorway"][0] == "#0072B2"
        assert shared.payload(payload).stat().st_size < 100_000


def test_plotly_says_why_it_writes_no_image(shared: KernelForTests) -> None:
    outcome = shared.run("import plotly.express as px\npx.bar(x=[1], y=[1]).write_image('x.png')")
    assert "needs a browser" in outcome.error["message"]
    assert shared.run("px.bar(x=[1], y=[1]).write_html('chart.html')").status == "ok"


def test_altair(shared: KernelForTests) -> None:
    code = "import altair as alt\nchart = alt.Chart(pd.DataFrame({'a': range(6000), 'b': range(6000)}), title='Dots').mark_point().encode(x='a', y='b')\n"
    for shown in ("chart", "chart.show()", "display(chart)"):
        payload = only(shared, code + shown)
        assert (payload["kind"], payload["title"]) == ("vega", "Dots")
        assert payload["mime"].startswith("application/vnd.vegalite.v")
        assert payload["alt"] == "Point chart: Dots; x axis: a; y axis: b"
        specification = json.loads(shared.payload(payload).read_bytes())
        assert len(next(iter(specification["datasets"].values()))) == 6000
    assert shared.run("chart.save('dots.png')").of("file")[0]["path"].endswith("dots.png")


def test_a_table_keeps_its_types(shared: KernelForTests) -> None:
    payload = only(
        shared,
        "pd.DataFrame({'n': [1, None], 'f': [1.5, 2.5], 's': ['a', None], 'b': [True, False], 't': pd.to_datetime(['2024-01-01', None]),"
        " 'z': pd.to_datetime(['2024-01-01', '2024-06-01']).tz_localize('Europe/Berlin'), 'i': pd.array([1, None], dtype='Int64'),"
        " 'c': pd.Categorical(['x', 'y'])})",
    )
    assert (payload["kind"], payload["shape"]) == ("table", {"rows": 2, "columns": 8})
    table = pq.read_table(shared.payload(payload))
    types = {field.name: str(field.type) for field in table.schema}
    assert types["n"] == types["f"] == "double"
    assert types["b"] == "bool"
    assert types["i"] == "int64"
    assert types["t"].startswith("timestamp[")
    assert "Europe/Berlin" in types["z"]
    assert "string" in types["s"]
    assert "string" in types["c"]
    assert table.column("i").to_pylist() == [1, None]
    assert table.column("s").to_pylist() == ["a", None]


def test_an_index_that_means_something_becomes_columns(shared: KernelForTests) -> None:
    def names(code: str) -> list[str]:
        return list(pq.read_schema(shared.payload(only(shared, code))).names)

    shared.run("frame = pd.DataFrame({'g': ['a', 'b', 'a'], 'h': ['x', 'x', 'y'], 'n': [1, 2, 3]})")
    assert names("frame") == ["g", "h", "n"]
    assert names("frame.groupby('g').n.sum()") == ["g", "n"]
    assert names("frame.groupby(['g', 'h']).sum()") == ["g", "h", "n"]
    assert names("frame.describe()") == ["index", "n"]
    assert names("frame.sort_values('n', ascending=False)") == ["index", "g", "h", "n"]
    assert names("frame.g.value_counts()") == ["g", "count"]
    assert names("frame.pivot_table(index='g', columns='h', values='n', aggfunc=['sum', 'mean'])")[:3] == [
        "g",
        "sum / x",
        "sum / y",
    ]
    assert names("frame.corr(numeric_only=True)") == ["index", "n"]
    assert names("pd.Series([1, 2])") == ["value"]


ODD_COLUMNS = {
    "duplicate names": "pd.DataFrame([[1, 2]], columns=['a', 'a'])",
    "mixed": "pd.DataFrame({'a': [1, 'x', None, 2.5, [1]]})",
    "nested": "pd.DataFrame({'a': [[1, 2], [3]], 'b': [{'x': 1}, {'y': [2]}], 'c': [{1, 2}, set()]})",
    "decimal": "import decimal\npd.DataFrame({'a': [decimal.Decimal('1.10'), decimal.Decimal('NaN')]})",
    "huge numbers": "pd.DataFrame({'a': [2**70, 1]})",
    "complex": "pd.DataFrame({'a': [1 + 2j, 3j]})",
    "period": "pd.DataFrame({'a': pd.period_range('2024-01', periods=2, freq='M')})",
    "interval": "pd.DataFrame({'a': pd.interval_range(0, 2)})",
    "category of numbers": "pd.DataFrame({'a': pd.Categorical([1, None, 2])})",
    "category of intervals": "pd.DataFrame({'a': pd.cut([1, 2, 3], 2)})",
    "timedelta": "pd.DataFrame({'a': pd.to_timedelta([1, None], unit='h')})",
    "times": "import datetime\npd.DataFrame({'a': [datetime.time(1, 2), None], 'b': [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)]})",
    "old dates": "import datetime\npd.DataFrame({'a': [datetime.datetime(1, 1, 1), datetime.datetime(9999, 1, 1)]})",
    "mixed zones": "pd.DataFrame({'a': [pd.Timestamp('2024-01-01', tz='UTC'), pd.Timestamp('2024-01-01', tz='Asia/Tokyo')]})",
    "bytes": "pd.DataFrame({'a': [b'\\xff\\x00', b'x' * 100]})",
    "float16": "pd.DataFrame({'a': np.array([1.5, 2], dtype='float16')})",
    "nothing": "pd.DataFrame({'a': [None, None]})",
    "objects": "class Thing:\n    def __str__(self): raise ValueError('no')\npd.DataFrame({'a': [Thing(), Thing()]})",
    "lone surrogates": "pd.DataFrame({'a': pd.Series(['\\ud800', 'x'], dtype=object)})",
    "sparse": "pd.DataFrame({'a': pd.arrays.SparseArray([0, 0, 1])})",
    "no columns": "pd.DataFrame(index=[1, 2])",
    "no rows": "pd.DataFrame({'a': pd.Series([], dtype='int64')})",
    "empty": "pd.DataFrame()",
    "odd labels": "pd.DataFrame([[1, 2, 3, 4]], columns=[None, 5, ('a', 'b'), pd.Timestamp('2024-01-01')])",
    "infinite": "pd.DataFrame({'a': [np.inf, -np.inf, np.nan]})",
    "unsigned": "pd.DataFrame({'a': np.array([2**64 - 1], dtype='uint64')})",
    "arrow types": "import pyarrow as pa\npd.DataFrame({'a': pd.array([[1], None], dtype=pd.ArrowDtype(pa.list_(pa.int64())))})",
    "recursive": "loop = []; loop.append(loop)\npd.DataFrame({'a': [loop, 1]})",
    "numpy inside": "pd.DataFrame({'a': [np.array([1, 2]), np.array([3])], 'b': [np.eye(2), None]})",
    "named index twice": "pd.DataFrame({'a': [1]}, index=pd.Index([5], name='a'))",
    "series of frames": "pd.Series([pd.DataFrame({'a': [1]}), 2])",
}


@pytest.mark.parametrize("name", ODD_COLUMNS)
def test_no_column_breaks_its_table(shared: KernelForTests, name: str) -> None:
    payload = only(shared, ODD_COLUMNS[name])
    assert payload["kind"] == "table"
    table = pq.read_table(shared.payload(payload))
    assert table.num_rows == payload["shape"]["rows"]
    assert len(set(table.column_names)) == table.num_columns == payload["shape"]["columns"]


def test_odd_values_become_text_that_reads_right(shared: KernelForTests) -> None:
    def values(code: str) -> list[object]:
        column: list[object] = pq.read_table(shared.payload(only(shared, code))).column("a").to_pylist()
        return column

    assert values(ODD_COLUMNS["huge numbers"]) == [str(2**70), "1"]
    assert values(ODD_COLUMNS["mixed"]) == ["1", "x", None, "2.5", "[1]"]
    assert values(ODD_COLUMNS["period"]) == ["2024-01", "2024-02"]
    assert values(ODD_COLUMNS["complex"]) == ["(1+2j)", "3j"]
    assert values(ODD_COLUMNS["timedelta"]) == ["0 days 01:00:00", None]
    assert values(ODD_COLUMNS["category of numbers"])[1] is None
    assert values("pd.DataFrame({'a': [[1, 2], [3]]})") == [[1, 2], [3]]


@pytest.mark.parametrize(
    "code",
    [
        "import polars as pl; pl.DataFrame({'a': [1, 2], 'b': ['x', None]})",
        "import polars as pl; pl.Series('a', [1, 2])",
        "import polars as pl; pl.DataFrame({'a': [1, 2]}, schema={'a': pl.Categorical}, strict=False) if False else pl.DataFrame({'a': [1, 2], 'b': [[1], [2]]})",
        "import pyarrow as pa; pa.table({'a': [1, 2]})",
        "import pyarrow as pa; pa.record_batch({'a': [1, 2]})",
        "import duckdb; duckdb.sql('select unnest([1, 2]) as a')",
    ],
)
def test_tables_of_other_libraries(shared: KernelForTests, code: str) -> None:
    payload = only(shared, code)
    assert payload["kind"] == "table"
    assert pq.read_table(shared.payload(payload)).column("a").to_pylist() == [1, 2]


def test_the_text_of_a_table_is_short_and_says_its_size(shared: KernelForTests) -> None:
    text = shared.run("pd.DataFrame({f'column {i}': range(100_000) for i in range(40)})").shown[0]
    assert "[100,000 rows × 40 columns]" in text
    assert len(text) <= 10_100
    assert "99999" in text


def test_long_text_is_cut_with_a_word(shared: KernelForTests) -> None:
    text = shared.run("'x' * 100_000").shown[0]
    assert len(text) < 11_000
    assert "cut" in text
    assert len(shared.run("list(range(10**6))").shown[0]) < 11_000
    assert "whole number of" in shared.run("7 ** 100_000").shown[0]


@pytest.mark.parametrize(
    ("code", "kind", "inside"),
    [
        ("from IPython.display import HTML; HTML('<b>bold</b>')", "html", b"<b>bold</b>"),
        ("from IPython.display import Markdown; Markdown('# Title')", "markdown", b"# Title"),
        ("from IPython.display import Latex; Latex('$x^2$')", "latex", b"$x^2$"),
        ("from IPython.display import SVG; SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')", "image", b"<svg"),
        ("import sympy; sympy.Symbol('x') ** 2", "latex", b"x^{2}"),
        ("pd.DataFrame({'a': [1]}).style.highlight_max()", "html", b"<table"),
        ("display({'text/html': '<i>raw</i>', 'text/plain': 'raw'}, raw=True)", "html", b"<i>raw</i>"),
        (
            "class Own:\n    def _repr_mimebundle_(self, include=None, exclude=None): return {'text/markdown': '*own*'}\nOwn()",
            "markdown",
            b"*own*",
        ),
        ("class Html:\n    def _repr_html_(self): return '<u>u</u>'\nHtml()", "html", b"<u>u</u>"),
        ("from PIL import Image; Image.new('CMYK', (3, 2))", "image", b"PNG"),
        (
            "from PIL import Image as I; import io; b = io.BytesIO(); I.new('RGB', (2, 2)).save(b, 'PNG')\nfrom IPython.display import Image\nImage(b.getvalue())",
            "image",
            b"PNG",
        ),
        ("from IPython.display import Audio; Audio(url='https://example.com/a.wav')", "html", b"<audio"),
        (
            "import networkx as nx; from sklearn.linear_model import LinearRegression; LinearRegression()",
            "html",
            b"LinearRegression",
        ),
    ],
)
def test_rich_forms(shared: KernelForTests, code: str, kind: str, inside: bytes) -> None:
    payload = only(shared, code)
    assert payload["kind"] == kind
    assert inside in shared.payload(payload).read_bytes()


def test_display_takes_many_and_shows_them_in_order(shared: KernelForTests) -> None:
    assert shared.run("display(1, 'two', [3])").shown == ["1", "'two'", "[3]"]
    assert shared.run("from IPython.display import display as show\nshow(4); display()").shown == ["4"]


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n    def __repr__(self): raise ValueError('no')\nA()",
        "class A:\n    def __repr__(self): return 5\nA()",
        "class A:\n    def __repr__(self): raise SystemExit\nA()",
        "class A:\n    def __repr__(self): return repr(self)\nA()",
        "class A:\n    def _repr_html_(self): raise ValueError('no')\n    def __repr__(self): return 'plain'\nA()",
        "class A:\n    def _repr_mimebundle_(self, **k): return 5\nA()",
        "class A:\n    def _ipython_display_(self): 1 / 0\nA()",
        "class A:\n    def __getattr__(self, name): return self\n    def __call__(self, *a, **k): return self\nA()",
        "class A(pd.DataFrame):\n    @property\n    def iloc(self): raise ValueError('no')\nA({'a': [1]})",
        "import unittest.mock\nunittest.mock.MagicMock()",
        "loop = []; loop.append(loop); loop",
        "class M(type):\n    def __repr__(cls): raise ValueError('no')\nclass A(metaclass=M): pass\nA",
        "'\\ud800'",
        "from IPython.display import HTML\nHTML('<p>\\ud800</p>')",
    ],
)
def test_hostile_things_are_shown_somehow(shared: KernelForTests, code: str) -> None:
    outcome = shared.run(code)
    assert outcome.status == "ok", outcome.error
    assert len(outcome.of("display")) == 1


def test_an_endless_repr_is_stopped_by_time(kernel: KernelForTests) -> None:
    kernel.run("kept = 1\nclass A:\n    def __repr__(self):\n        while True: pass")
    assert kernel.run("A()", timeout=0.3).status == "timeout"
    assert kernel.run("kept").shown == ["1"]


def test_payloads_are_whole_and_their_names_are_ours(shared: KernelForTests) -> None:
    payload = only(shared, "plt.plot([1]); plt.title('../../etc/passwd\\x00: <b>')")
    assert "/" not in payload["path"]
    assert "/" not in payload["name"]
    assert "\x00" not in payload["name"]
    assert not [name for name in shared.outbox.iterdir() if name.name.startswith(".")]


def test_a_cell_may_not_show_without_end(shared: KernelForTests) -> None:
    outcome = shared.run("for i in range(230): display(pd.DataFrame({'a': [i]}))", timeout=60)
    assert outcome.status == "ok"
    assert len(outcome.payloads) == 200
    assert "at most 200" in outcome.shown[-1]


def test_no_room_in_the_outbox_is_said(kernel: KernelForTests) -> None:
    kernel.run("import shutil, os")
    kernel.outbox.rmdir()
    outcome = kernel.run("pd.DataFrame({'a': [1]})")
    assert outcome.status == "ok"
    assert outcome.payloads == []
    assert "Not kept" in outcome.shown[0]


def test_a_million_rows_are_quick(shared: KernelForTests) -> None:
    shared.run("large = pd.DataFrame({'a': np.arange(1_000_000), 'b': np.random.rand(1_000_000), 's': ['text'] * 1_000_000})")
    began = time.monotonic()
    payload = only(shared, "large")
    assert payload["shape"] == {"rows": 1_000_000, "columns": 3}
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("problem", ["MemoryError", "KeyboardInterrupt"])
def test_what_must_end_a_cell_ends_it_while_something_is_shown(shared: KernelForTests, problem: str) -> None:
    outcome = shared.run(f"class A:\n    def _ipython_display_(self): raise {problem}\nA()\nprint('after')")
    assert (outcome.status, outcome.stdout) == ("ok", "after\n")
    outcome = shared.run(f"class A:\n    def _ipython_display_(self): raise {problem}\ndisplay(A())\nprint('after')")
    assert (outcome.status, outcome.error["name"], outcome.stdout) == ("error", problem, "")
