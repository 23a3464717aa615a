"""How charts look unless the code says otherwise: one palette that colour-blind eyes can tell apart, fonts for most scripts, and
`show()` that shows here instead of looking for a window or a browser."""

from __future__ import annotations

import logging
import math
from typing import Any

#: After Okabe and Ito (2008), darkened where needed so that each stands out on white by 3:1, and ordered so that neighbours differ.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B38600", "#3A9AD1", "#7A4FA3", "#5F6368")

#: The first that has a character draws it.
FONTS = (
    "Noto Sans",
    "DejaVu Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "WenQuanYi Micro Hei",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
)
#: Categories that all get a label, and how many labels there are of more.
MOST_CATEGORIES, LABELS = 80, 9
_HEADLESS = ("agg", "pdf", "svg", "ps", "cairo", "pgf", "template", "module://")


def apply() -> None:
    _matplotlib()
    _plotly()
    _altair()


def _matplotlib() -> None:
    import matplotlib
    from cycler import cycler
    from matplotlib import font_manager, pyplot

    from codingagent_kernel import figures

    # Fonts of few scripts have one weight; that is no news to anybody.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    known = {font.name for font in font_manager.fontManager.ttflist}
    matplotlib.rcParams.update(
        {
            "axes.prop_cycle": cycler(color=list(PALETTE)),
            "font.family": [name for name in FONTS if name in known] or ["DejaVu Sans"],
            "axes.unicode_minus": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": "#E3E5E8",
            "grid.linewidth": 0.8,
            "axes.edgecolor": "#8A8F98",
            "axes.titlesize": "large",
            "axes.titleweight": "bold",
            "axes.formatter.useoffset": False,
            "axes.formatter.limits": (-6, 9),
            "date.converter": "concise",
            "figure.figsize": (8, 4.8),
            "figure.autolayout": False,
            "figure.max_open_warning": 0,
            "image.cmap": "viridis",
            "legend.frameon": False,
            "savefig.bbox": "tight",
            "savefig.dpi": 200,
        }
    )
    matplotlib.rcParamsDefault.update({name: matplotlib.rcParams[name] for name in ("font.family", "axes.prop_cycle")})
    _group_thousands()
    _thin_out_categories()
    choose = matplotlib.use

    def use(backend: str, **options: Any) -> None:
        """A backend with windows is quietly not chosen: figures are caught as they are."""
        if str(backend).lower().startswith(_HEADLESS):
            choose(backend, **options)

    matplotlib.use = use
    pyplot.switch_backend("agg")
    pyplot.show = figures.show_open_figures
    pyplot.Figure.show = figures.show_figure


def _group_thousands() -> None:
    """120,000,000 beside an axis, not 120000000. Four digits stay: they may be years."""
    from matplotlib.ticker import ScalarFormatter

    written = ScalarFormatter.__call__

    def grouped(formatter: ScalarFormatter, x: float, pos: int | None = None) -> str:
        text: str = written(formatter, x, pos)
        whole, dot, rest = text.partition(".")
        digits = whole.lstrip("-\N{MINUS SIGN}")
        if len(digits) < 5 or not digits.isascii() or not digits.isdigit():
            return text
        return f"{whole[: len(whole) - len(digits)]}{int(digits):,}{dot}{rest}"

    setattr(ScalarFormatter, "__call__", grouped)  # noqa: B010 - a method is replaced


def _thin_out_categories() -> None:
    """An axis of texts, such as days that were read as text, has a label each: with thousands the picture takes minutes and shows a
    black bar. Beyond MOST_CATEGORIES some are labelled, evenly; code that sets its own ticks still has them."""
    from matplotlib.category import StrCategoryLocator

    placed = StrCategoryLocator.__call__

    def thinned(locator: StrCategoryLocator) -> list[Any]:
        places = list(placed(locator))
        if len(places) <= MOST_CATEGORIES:
            return places
        return places[:: math.ceil(len(places) / LABELS)]

    setattr(StrCategoryLocator, "__call__", thinned)  # noqa: B010 - a method is replaced


def _plotly() -> None:
    import plotly.graph_objects as graph_objects
    import plotly.io as pio
    from plotly.basedatatypes import BaseFigure

    from codingagent_kernel import display

    pio.templates["codingagent"] = graph_objects.layout.Template(
        layout={"colorway": list(PALETTE), "font": {"family": ", ".join(FONTS) + ", sans-serif"}}
    )
    pio.templates.default = "plotly_white+codingagent"
    pio.renderers.default = "plotly_mimetype"

    def show(figure: Any, *_: object, **__: object) -> None:
        display.show(figure if isinstance(figure, BaseFigure) else graph_objects.Figure(figure))

    def no_image(*_: object, **__: object) -> None:
        raise RuntimeError(
            "Plotly needs a browser to write an image, and there is none here. Show the figure (it is interactive), save it with "
            "write_html, or draw it with Matplotlib and savefig."
        )

    BaseFigure.show = show
    pio.show = show
    BaseFigure.write_image = BaseFigure.to_image = no_image
    pio.write_image = pio.to_image = no_image


def _altair() -> None:
    import altair

    from codingagent_kernel import display

    altair.data_transformers.disable_max_rows()

    @altair.theme.register("codingagent", enable=True)
    def _theme() -> altair.theme.ThemeConfig:
        fonts = ", ".join(FONTS) + ", sans-serif"
        return {
            "config": {
                "font": fonts,
                "range": {"category": list(PALETTE)},
                "view": {"continuousWidth": 480, "continuousHeight": 300},
            }
        }

    def show(chart: Any, *_: object, **__: object) -> None:
        display.show(chart)

    for kind in (
        altair.Chart,
        altair.LayerChart,
        altair.HConcatChart,
        altair.VConcatChart,
        altair.ConcatChart,
        altair.FacetChart,
        altair.RepeatChart,
    ):
        kind.show = show
        kind.display = show
