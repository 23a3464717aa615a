"""Plotly and Altair charts: their specification for the screen, and the chart in words for people who cannot see it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any


def _put(chart: object, specification: bytes, about: dict[str, Any]) -> None:
    from codingagent_kernel import display

    display.outbox().charts.add(id(chart))
    display.outbox().put(specification, about, f"[chart] {about['alt']}")


def title_of(content: Any, kind: str) -> str | None:
    """The chart's own title, in a Plotly or Vega-Lite specification."""
    if kind not in ("plotly", "vega") or not isinstance(content, Mapping):
        return None
    layout = content.get("layout") if kind == "plotly" else content
    title = layout.get("title") if isinstance(layout, Mapping) else None
    if isinstance(title, Mapping):
        title = title.get("text")
    if isinstance(title, list):
        title = " ".join(map(str, title))
    return " ".join(str(title).split())[:300] if title else None


def is_plotly(value: object) -> bool:
    module = sys.modules.get("plotly.basedatatypes")
    return module is not None and isinstance(value, module.BaseFigure)


def show_plotly(value: Any) -> None:
    title = _plotly_title(value)
    about = {
        "kind": "plotly",
        "mime": "application/vnd.plotly.v1+json",
        "name": f"{title or 'chart'}.json",
        "title": title,
        "alt": plotly_words(value),
    }
    _put(value, value.to_json(validate=False).encode(), about)


def _plotly_title(value: Any) -> str | None:
    return title_of({"layout": {"title": value.layout.title.text}}, "plotly")


def plotly_words(value: Any) -> str:
    kinds = sorted({str(getattr(trace, "type", "")) for trace in value.data})
    return _chart_words(
        f"Plotly chart ({', '.join(kinds)})" if kinds else "Empty Plotly chart", _plotly_title(value), _plotly_axes(value)
    )


def _plotly_axes(value: Any) -> list[str]:
    layout = value.layout
    found = (("x axis", layout.xaxis.title.text), ("y axis", layout.yaxis.title.text))
    return [f"{name}: {' '.join(str(label).split())[:100]}" for name, label in found if label]


def _chart_words(what: str, title: str | None, axes: list[str]) -> str:
    return "; ".join([f"{what}: {title}" if title else what, *axes])


def is_altair(value: object) -> bool:
    module = sys.modules.get("altair")
    return module is not None and isinstance(value, module.TopLevelMixin)


def show_altair(value: Any) -> None:
    specification = value.to_dict()
    title = title_of(specification, "vega")
    alt = _told(specification)
    mime = f"application/vnd.vegalite.{_vega_version(specification)}+json"
    about = {"kind": "vega", "mime": mime, "name": f"{title or 'chart'}.json", "title": title, "alt": alt}
    _put(value, json.dumps(specification, default=str).encode(), about)


def altair_words(value: Any) -> str:
    return _told(value.to_dict())


def _told(specification: Mapping[str, Any]) -> str:
    return str(specification.get("description") or _vega_words(specification))[:2000]


#: How Vega-Lite joins several charts, and what a person calls the whole.
_JOINED = {"layer": "Layers", "hconcat": "Charts side by side", "vconcat": "Charts one below the other", "concat": "Charts"}


def _vega_words(specification: Mapping[str, Any], depth: int = 3) -> str:
    title = title_of(specification, "vega")
    for join, name in _JOINED.items():
        parts = specification.get(join)
        if isinstance(parts, list) and depth:
            inner = ". ".join(_vega_words(part, depth - 1) for part in parts[:8] if isinstance(part, Mapping))
            return f"{name}: {title}. {inner}" if title else f"{name}. {inner}"
    repeated = specification.get("spec")
    if isinstance(repeated, Mapping) and depth:
        facet = specification.get("facet")
        by = facet.get("field") if isinstance(facet, Mapping) else None
        inner = _vega_words(repeated, depth - 1)
        return f"{title}. {inner}" if title else f"One chart for each {by}. {inner}" if by else f"Several charts. {inner}"
    mark = specification.get("mark", {})
    kind = str((mark.get("type") if isinstance(mark, Mapping) else mark) or "").capitalize()
    encoding = specification.get("encoding", {})
    axes = []
    for channel in ("x", "y"):
        about = encoding.get(channel)
        if isinstance(about, Mapping):
            label = about.get("title") or about.get("field") or about.get("aggregate")
            axes += [f"{channel} axis: {label}"] if label else []
    return _chart_words(f"{kind} chart".strip().capitalize(), title, axes)


def _vega_version(specification: Mapping[str, Any]) -> str:
    schema = str(specification.get("$schema", ""))
    return schema.rsplit("/", 1)[-1].split(".")[0] or "v6"
