"""Tables of every library, as content and as words."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from codingagent_kernel import tables
from codingagent_kernel.kernel_for_tests import KernelForTests
from codingagent_kernel.tables import is_array, is_object_array, kind_of, table_of, title_of


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (pd.DataFrame(), "pandas"),
        (pd.Series([1]), "series"),
        (pa.table({"a": [1]}), "arrow"),
        (pa.record_batch({"a": [1]}), "arrow"),
        (pd.Index([1]), None),
        (np.array([1]), None),
        ({"a": 1}, None),
        (5, None),
        (pd.DataFrame, None),
        (pd.Timestamp("2024-01-01"), None),
    ],
)
def test_kinds(value: Any, kind: str | None) -> None:
    assert kind_of(value) == kind


def test_kinds_of_libraries_that_load_on_use(shared: KernelForTests) -> None:
    """In a kernel: were they loaded here, every later test would fork from a process that holds them."""
    outcome = shared.run(
        "import duckdb, polars as pl\n"
        "from codingagent_kernel.tables import kind_of\n"
        "frame = pl.DataFrame({'a': [1]})\n"
        "[kind_of(value) for value in (frame, pl.Series([1]), frame.lazy(), duckdb.sql('select 1'))]"
    )
    assert outcome.shown == ["['polars', 'polars_series', None, 'duckdb']"]


def test_a_class_of_ones_own_counts_as_its_parent() -> None:
    class Own(pd.DataFrame):
        pass

    assert kind_of(Own()) == "pandas"


def test_a_thing_that_pretends_is_not_asked() -> None:
    class Pretends:
        @property  # type: ignore[misc]
        def __class__(self) -> Any:
            raise AssertionError("it was asked")

    assert kind_of(Pretends()) is None


def test_shape_and_words() -> None:
    table = table_of(pd.DataFrame({"city": ["a", "b"], "n": [1, 2]}))
    assert table.shape == {"rows": 2, "columns": 2}
    assert table.text(1000) == "  city  n\n0    a  1\n1    b  2\n[2 rows × 2 columns]"
    assert table.title is None


def test_a_series_is_named_after_itself() -> None:
    table = table_of(pd.Series([1, 2], name="monthly\nrevenue"))
    assert table.title == "monthly revenue"
    assert table.content.column_names == ["monthly revenue"]
    assert "Name: monthly" in table.text(1000)
    assert table_of(pd.Series([1], name=5)).title is None


def test_long_and_wide_tables_are_short_in_words() -> None:
    text = table_of(pd.DataFrame(np.zeros((10_000, 200)))).text(3000)
    assert len(text) <= 3000
    assert text.endswith("[10,000 rows × 200 columns]")
    assert "…" in text or "..." in text
    text = table_of(pd.DataFrame({"a": ["x" * 10_000] * 5})).text(3000)
    assert len(text) < 800


def test_beyond_the_limit_the_first_rows_are_kept_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_CELLS", 10)
    for value in (pd.DataFrame({"a": range(50)}), pa.table({"a": range(50)})):
        table = table_of(value)
        assert table.rows == 50
        assert table.content.num_rows in (5, 10)
        assert "holds the first" in table.text(1000)


def test_a_query_that_is_long_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    monkeypatch.setattr(tables, "MOST_CELLS", 10)
    table = table_of(duckdb.sql("select range as a from range(50)"))
    assert (table.rows, table.content.num_rows) == (50, 10)


def test_the_persons_options_do_not_change_the_words() -> None:
    frame = pd.DataFrame({"a": range(100)})
    expected = table_of(frame).text(5000)
    with pd.option_context("display.max_rows", 4, "display.show_dimensions", True):
        assert table_of(frame).text(5000) == expected


def test_arrays() -> None:
    assert is_array(np.zeros(3))
    assert not is_array([1])
    assert is_object_array(np.array([None, 1], dtype=object))
    assert not is_object_array(np.zeros(3))
    assert not is_object_array(np.empty(5000, dtype=object))


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame(index=range(5, 8))])
def test_tables_of_nothing(frame: Any) -> None:
    table = table_of(frame)
    assert table.content.num_rows == (3 if len(frame) else 0)
    assert "rows ×" in table.text(100)


@pytest.mark.parametrize(
    ("value", "name", "title"),
    [
        (pd.DataFrame({"a": [1]}), "revenue_by_region", "Revenue by region"),
        (pd.DataFrame({"a": [1]}), "df_sales", "Sales"),
        (pd.DataFrame({"a": [1]}), "Umsätze", "Umsätze"),
        (pd.DataFrame({"a": [1], "b": [2]}), "df", "Table of a, b"),
        (pd.DataFrame({"a": [1], "b": [2]}), "x", "Table of a, b"),
        (pd.DataFrame({"a": [1], "b": [2]}), "result", "Table of a, b"),
        (pd.DataFrame([[1, 2, 3, 4]], columns=list("abcd")), None, "Table of a, b, c …"),
        (pd.DataFrame({"a\nb": [1], "x" * 500: [2]}), None, f"Table of a b, {'x' * 60}"),
        (pd.Series([1], name="monthly revenue"), "totals", "monthly revenue"),
        (pd.DataFrame(), None, "Empty table"),
    ],
)
def test_a_table_has_a_title_that_a_person_understands(value: Any, name: str | None, title: str) -> None:
    assert title_of(table_of(value), name) == title


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("revenue_by_region", "Revenue by region"),
        ("display(revenue_by_region)", "Revenue by region"),
        ("revenue_by_region.head(1)", "Table of region, revenue"),
        ("other = revenue_by_region\nother", "Other"),
        ("_ = revenue_by_region; _", "Revenue by region"),
        ("revenue_by_region.T.T", "Table of region, revenue"),
    ],
)
def test_a_shown_table_is_called_after_its_variable(shared: KernelForTests, code: str, title: str) -> None:
    shared.run("import pandas as pd; other = None; revenue_by_region = pd.DataFrame({'region': ['N'], 'revenue': [1]})")
    payload = shared.run(code).payloads[0]
    assert (payload["title"], payload["name"]) == (title, f"{title.removesuffix(' …')}.parquet")


def test_the_index_counts_among_the_columns_that_a_large_table_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_CELLS", 12)
    levels = pd.MultiIndex.from_product([["a", "b"], range(5)])
    table = table_of(pd.DataFrame({"x": range(10), "y": range(10)}, index=levels))
    assert (table.content.num_rows, table.rows, table.columns) == (3, 10, 4)
    assert "the first 3 of 10 rows" in table.text(5000)
