"""Figures in words and as pictures, without a kernel."""

import io
import itertools
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image

from codingagent_kernel import figures, prepare
from codingagent_kernel.chart_style import PALETTE


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    prepare.prepare()
    yield
    plt.close("all")


def axes_with(draw: Callable[[Any], object]) -> Any:
    figure, axes = plt.subplots()
    draw(axes)
    return figure


@pytest.mark.parametrize(
    ("draw", "kind"),
    [
        (lambda ax: ax.plot([1, 2]), "Line chart"),
        (lambda ax: ax.bar(["a"], [1]), "Bar chart"),
        (lambda ax: ax.barh(["a"], [1]), "Bar chart"),
        (lambda ax: ax.hist([1, 2]), "Bar chart"),
        (lambda ax: ax.scatter([1], [1]), "Scatter plot"),
        (lambda ax: ax.pie([1, 2]), "Pie chart"),
        (lambda ax: ax.imshow(np.eye(2)), "Heatmap"),
        (lambda ax: ax.pcolormesh(np.eye(2)), "Heatmap"),
        (lambda ax: ax.boxplot([1, 2, 3]), "Line chart"),
        (lambda ax: (ax.bar(["a"], [1]), ax.plot([1])), "Bar chart"),
        (lambda ax: ax.text(0, 0, "only words"), "Chart"),
    ],
)
def test_kinds(draw: Callable[[Any], object], kind: str) -> None:
    assert figures.describe(axes_with(draw)).startswith(kind)


def test_titles_axes_and_series_are_told() -> None:
    def draw(ax: Any) -> None:
        ax.plot([1], label="north")
        ax.plot([2], label="_hidden")
        ax.set_title("Two\nlines")
        ax.set_xlabel("Month")

    figure = axes_with(draw)
    assert figures.describe(figure) == "Line chart: Two lines; x axis: Month; series: north"
    assert figures.figure_title(figure) == "Two lines"


def test_several_charts_are_told_one_by_one() -> None:
    figure, axes = plt.subplots(3, 4)
    figure.suptitle("All regions")
    for place, ax in enumerate(axes.flat):
        ax.plot([place])
        ax.set_title(f"region {place}")
    words = figures.describe(figure)
    assert words.startswith("All regions. Line chart: region 0. ")
    assert words.endswith("and 4 more")
    assert figures.figure_title(figure) == "All regions"


def test_long_words_are_cut() -> None:
    figure = axes_with(lambda ax: (ax.plot([1]), ax.set_title("x" * 10_000), ax.set_xlabel("y" * 10_000)))
    assert len(figures.describe(figure)) < 400
    assert len(figures.figure_title(figure) or "") == 200


def test_a_colour_bar_is_no_chart() -> None:
    figure, axes = plt.subplots()
    figure.colorbar(axes.imshow(np.eye(2)))
    assert figures.describe(figure) == "Heatmap"


def test_empty_figures() -> None:
    assert figures.is_empty(plt.figure())
    assert not figures.is_empty(plt.subplots()[0])
    words = plt.figure()
    words.text(0.5, 0.5, "words")
    assert not figures.is_empty(words)


def pixels(figure: Any) -> Any:
    return np.asarray(Image.open(io.BytesIO(figures.picture(figure))).convert("RGB"))


def test_a_picture_has_twice_the_resolution() -> None:
    figure, axes = plt.subplots(figsize=(5, 3), dpi=80)
    axes.plot([1, 2])
    height, width, _ = pixels(figure).shape
    assert 650 < width < 850
    assert 400 < height < 530


def test_the_palette_is_drawn() -> None:
    figure, axes = plt.subplots()
    axes.bar(range(len(PALETTE)), [1] * len(PALETTE), color=[f"C{place}" for place in range(len(PALETTE))])
    drawn = {"#{:02X}{:02X}{:02X}".format(*colour) for colour in pixels(figure).reshape(-1, 3)[::7].tolist()}
    assert set(PALETTE) <= drawn


def labels(axis: Any) -> list[str]:
    axis.figure.canvas.draw()
    return [label.get_text() for label in axis.get_ticklabels()]


@pytest.mark.parametrize(("count", "told"), [(3, 3), (80, 80), (81, 9), (5000, 9)])
def test_of_very_many_categories_some_are_labelled(count: int, told: int) -> None:
    """Days that were read as text: a label each would take minutes to draw, and be a black bar."""
    days = [f"day {number}" for number in range(count)]
    _figure, axes = plt.subplots()
    axes.plot(days, range(count))
    shown = labels(axes.xaxis)
    assert len(shown) == told
    assert shown[0] == "day 0"
    assert shown == sorted(shown, key=days.index)
    lying = axes_with(lambda ax: ax.barh(days[:100], [1] * len(days[:100])))
    assert len(labels(lying.axes[0].yaxis)) == told


def test_ticks_of_the_code_stay_as_they_are() -> None:
    _figure, axes = plt.subplots()
    axes.plot([str(number) for number in range(200)], range(200))
    axes.set_xticks(range(0, 200, 5))
    assert len(labels(axes.xaxis)) == 40


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", PALETTE)
def test_each_colour_stands_out_on_white(colour: str) -> None:
    """WCAG 2.2, 1.4.11: 3 to 1 for what a chart is read from."""
    assert 1.05 / (luminance(colour) + 0.05) >= 2.9


def as_seen(colour: str, kind: str) -> Any:
    """How people without red or green receptors see it (Machado, Oliveira, Fernandes 2009, full severity)."""
    matrix = {
        "red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        "green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    }[kind]
    channels = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.clip(np.array(matrix) @ channels, 0, 1) * 255


@pytest.mark.parametrize("kind", ["red", "green"])
def test_neighbours_in_the_palette_can_be_told_apart(kind: str) -> None:
    for one, other in itertools.pairwise(PALETTE):
        assert np.abs(as_seen(one, kind) - as_seen(other, kind)).max() > 40, (one, other)


def test_a_character_without_a_font_is_no_news() -> None:
    figure = axes_with(lambda ax: ax.set_title("\U000130a0"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figures.picture(figure)


def test_what_is_left_open_can_be_closed_unseen() -> None:
    plt.figure()
    plt.figure()
    figures.close_open_figures()
    assert plt.get_fignums() == []


def test_a_huge_figure_is_drawn_with_fewer_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST_PIXELS", 10_000)
    figure = axes_with(lambda axes: axes.plot([1, 2]))
    drawn = Image.open(io.BytesIO(figures.picture(figure)))
    # Cut to what is drawn, with a small margin.
    assert 5_000 < drawn.width * drawn.height <= 11_000
