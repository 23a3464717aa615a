"""Matplotlib figures as pictures: at plt.show(), when shown, and when left open at the end of a cell."""

from __future__ import annotations

import io
import math
import sys
import warnings
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: A picture is drawn at twice the figure's own resolution, but never beyond this many pixels.
SCALE = 2.0
MOST_PIXELS = 24_000_000
_AXIS_NAMES = ("x axis", "y axis")


def show_open_figures(*_: object, **__: object) -> None:
    """What plt.show() does in here, and what happens at the end of each cell: each open figure is shown once, then closed."""
    for number in open_figures():
        pyplot: Any = sys.modules["matplotlib.pyplot"]
        figure = pyplot.figure(number)
        try:
            if not is_empty(figure):
                show_figure(figure)
        finally:
            pyplot.close(figure)


def is_empty(figure: Figure) -> bool:
    return not (figure.get_axes() or figure.texts or figure.images or figure.lines or figure.patches)


def show_figure(figure: Figure, *_: object, **__: object) -> None:
    from codingagent_kernel import display

    title = figure_title(figure)
    about = {"kind": "image", "mime": "image/png", "name": f"{title or 'chart'}.png", "title": title, "alt": describe(figure)}
    display.outbox().charts.add(id(figure))
    display.outbox().put(picture(figure), about, f"[chart] {about['alt']}")


def picture(figure: Figure) -> bytes:
    width, height = figure.get_size_inches()
    dpi = min(figure.get_dpi() * SCALE, math.sqrt(MOST_PIXELS / max(width * height, 1e-6)))
    written = io.BytesIO()
    with warnings.catch_warnings():
        # A character that no font has was warned of when the code drew it, or is seen as a box.
        warnings.filterwarnings("ignore", message="Glyph ")
        figure.savefig(written, format="png", dpi=max(dpi, 10), bbox_inches="tight", facecolor=figure.get_facecolor())
    return written.getvalue()


def _line(text: object, most: int = 200) -> str:
    return " ".join(str(text).split())[:most]


def figure_title(figure: Figure) -> str | None:
    above = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    titles = [above, *(axes.get_title() or axes.get_title("left") for axes in figure.get_axes())]
    return next((_line(title) for title in titles if title), None)


def _kinds(axes: Axes) -> list[str]:
    """What is drawn, in the order of how telling it is."""
    from matplotlib.collections import LineCollection, PathCollection, QuadMesh
    from matplotlib.patches import Rectangle, Wedge

    bars = [container for container in axes.containers if type(container).__name__ == "BarContainer"]
    found = [
        ("pie chart", any(isinstance(patch, Wedge) for patch in axes.patches)),
        ("bar chart", bool(bars)),
        ("heatmap", bool(axes.images) or any(isinstance(item, QuadMesh) for item in axes.collections)),
        ("scatter plot", any(isinstance(item, PathCollection) for item in axes.collections)),
        ("line chart", bool(axes.lines) or any(isinstance(item, LineCollection) for item in axes.collections)),
        ("areas", not bars and any(isinstance(patch, Rectangle) for patch in axes.patches)),
    ]
    return [name for name, there in found if there]


def describe(figure: Figure) -> str:
    """The chart in words, for people who cannot see it: what kind, its title, its axes, its series."""
    parts = []
    above = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    if above:
        parts.append(_line(above))
    charts = [axes for axes in figure.get_axes() if axes.axison or axes.patches or axes.images]
    charts = [axes for axes in charts if axes.has_data()] or charts[:1]
    for axes in charts[:8]:
        if axes.get_label() == "<colorbar>":
            continue
        kind = (_kinds(axes) or ["chart"])[0].capitalize()
        title = axes.get_title() or axes.get_title("left")
        words = [f"{kind}: {_line(title)}" if title else kind]
        for name, label in zip(_AXIS_NAMES, (axes.get_xlabel(), axes.get_ylabel()), strict=True):
            if label:
                words.append(f"{name}: {_line(label, 100)}")
        series = [_line(label, 60) for label in axes.get_legend_handles_labels()[1] if label][:12]
        if series:
            words.append(f"series: {', '.join(series)}")
        parts.append("; ".join(words))
    if len(charts) > 8:
        parts.append(f"and {len(charts) - 8} more")
    return ". ".join(parts)[:2000] or "Chart"


def open_figures() -> list[int]:
    """By their numbers."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    return [] if pyplot is None else list(pyplot.get_fignums())


def close_open_figures(but: Collection[int] = ()) -> None:
    """After a cell that failed, or whose output is caught: what it had drawn so far is not shown."""
    for number in open_figures():
        if number not in but:
            sys.modules["matplotlib.pyplot"].close(number)
