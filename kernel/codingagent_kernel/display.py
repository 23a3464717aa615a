"""Shows a value: as a table, a chart, a picture or rich text in the outbox where it is one, and always as text.

`show` must not fail for what a value does: a `__repr__` that raises is said so in words.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from codingagent_kernel import figures, tables
from codingagent_kernel.outbox import TEXT_LIMIT, Outbox
from codingagent_kernel.pretty import pretty

_outbox: Outbox | None = None
_name_of: Callable[[object], str | None] | None = None

#: The richest first; the first one a value has is the one that is kept.
_MIMES: tuple[tuple[str, str, str], ...] = (
    ("application/vnd.plotly.v1+json", "plotly", ".json"),
    ("application/vnd.vegalite.", "vega", ".json"),
    ("application/vnd.vega.", "vega", ".json"),
    ("text/html", "html", ".html"),
    ("text/markdown", "markdown", ".md"),
    ("text/latex", "latex", ".tex"),
    ("image/svg+xml", "image", ".svg"),
    ("image/png", "image", ".png"),
    ("image/jpeg", "image", ".jpg"),
    ("image/gif", "image", ".gif"),
    ("image/webp", "image", ".webp"),
    ("audio/", "audio", ".wav"),
    ("application/pdf", "file", ".pdf"),
)
#: Methods that give one mime type each, as IPython's display protocol has them.
_METHODS = {
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
}


def set_outbox(outbox: Outbox) -> None:
    global _outbox
    _outbox = outbox


def set_names(name_of: Callable[[object], str | None]) -> None:
    """`name_of` tells the variable that holds a value, where the cell speaks of one."""
    global _name_of
    _name_of = name_of


def outbox() -> Outbox:
    if _outbox is None:
        raise RuntimeError("there is nobody to show this to")
    return _outbox


def show(value: object) -> None:
    if value is None:
        return
    for belongs, present in _KINDS:
        if belongs(value):
            try:
                present(value)
                return
            except (KeyboardInterrupt, MemoryError):
                raise
            except Exception as problem:
                # A broken rich form (a closed connection, a faulty column) still leaves the text.
                outbox().text(f"{pretty(value)}\n[its rich form failed: {type(problem).__name__}: {problem!s:.300}]")
                return
    if _is_drawn_by_matplotlib(value):
        return
    bundle, metadata = _bundle_of(value)
    if bundle:
        show_bundle(bundle, metadata, value)
    else:
        outbox().text(pretty(value))


def show_bundle(bundle: Mapping[str, Any], metadata: Mapping[str, Any], value: object = None) -> None:
    """A mime bundle as IPython's display protocol has it."""
    plain = bundle.get("text/plain")
    text = plain if isinstance(plain, str) else pretty(value) if value is not None else ""
    for mime, kind, ending in _MIMES:
        found = next((key for key in bundle if key == mime or (mime.endswith((".", "/")) and key.startswith(mime))), None)
        if found is None or bundle[found] is None:
            continue
        content = bundle[found]
        data = _bytes_of(content, found)
        title = _title_of(content, kind)
        words = content if kind in ("markdown", "latex") and isinstance(content, str) else text or f"[{kind}]"
        about = {"kind": kind, "mime": found, "name": f"{title or kind}{ending}", "title": title, "alt": _alt_of(metadata, found)}
        outbox().put(data, about, words)
        return
    data_json = bundle.get("application/json")
    if data_json is not None and not text:
        text = pretty(data_json)
    if text:
        outbox().text(text)


def _bytes_of(content: Any, mime: str) -> bytes:
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    if isinstance(content, str):
        if mime.startswith(("image/", "audio/", "application/pdf")) and mime != "image/svg+xml":
            return base64.b64decode(content)
        return content.encode("utf-8", "replace")
    return json.dumps(content, default=str).encode()


def _title_of(content: Any, kind: str) -> str | None:
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


def _alt_of(metadata: Mapping[str, Any], mime: str) -> str | None:
    about = metadata.get(mime, metadata)
    alt = about.get("alt") if isinstance(about, Mapping) else None
    return str(alt)[:2000] if alt else None


def _bundle_of(value: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the value says of itself by `_ipython_display_`, `_repr_mimebundle_` and `_repr_*_`. A class is shown as text."""
    if isinstance(value, type):
        return {}, {}
    method = _method(value, "_repr_mimebundle_")
    if method:
        given = _called(method, include=None, exclude=None)
        data, metadata = given if isinstance(given, tuple) and len(given) == 2 else (given, {})
        if isinstance(data, Mapping) and data:
            return dict(data), dict(metadata) if isinstance(metadata, Mapping) else {}
    bundle: dict[str, Any] = {}
    metadata_of: dict[str, Any] = {}
    for mime, name in _METHODS.items():
        method = _method(value, name)
        given = _called(method) if method else None
        if isinstance(given, tuple) and len(given) == 2:
            given, metadata_of[mime] = given
        if isinstance(given, str | bytes) and given:
            bundle[mime] = given
    return bundle, metadata_of


def _method(value: object, name: str) -> Callable[..., Any] | None:
    # Looked up on the type first: mocks and proxies answer to any name.
    if not hasattr(type(value), name):
        return None
    found = getattr(value, name, None)
    return found if callable(found) else None


def _called(method: Callable[..., Any], **arguments: Any) -> Any:
    try:
        return method(**arguments)
    except Exception:
        return None


def _is_from(value: object, *modules: str) -> bool:
    return any(cls.__module__.split(".", 1)[0] in modules for cls in type(value).__mro__[:-1])


def _is_drawn_by_matplotlib(value: Any, depth: int = 3) -> bool:
    """`plt.plot(…)` as a last line gives artists, `plt.hist(…)` numbers beside them: the figure itself is shown, their reprs are noise."""
    if _is_from(value, "matplotlib"):
        from matplotlib.artist import Artist
        from matplotlib.figure import FigureBase

        root = type(value).__module__
        return (isinstance(value, Artist) and not isinstance(value, FigureBase)) or root.endswith((".container", ".colorbar"))
    if _is_from(value, "seaborn"):
        return hasattr(value, "figure")
    if isinstance(value, list | tuple) and 0 < len(value) <= 1000:
        items = list(value)
    elif tables.is_object_array(value):
        items = value.ravel().tolist()
    else:
        return False
    drawn = [depth > 0 and _is_drawn_by_matplotlib(item, depth - 1) for item in items[:100]]
    return any(drawn) and all(this or tables.is_array(item) for this, item in zip(drawn, items, strict=False))


def _is_figure(value: object) -> bool:
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def _show_figure(value: Any) -> None:
    if not figures.is_empty(value):
        figures.show_figure(value)
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(value)


def _is_plotly(value: object) -> bool:
    module = sys.modules.get("plotly.basedatatypes")
    return module is not None and isinstance(value, module.BaseFigure)


def _show_plotly(value: Any) -> None:
    text = value.to_json(validate=False)
    title = _title_of(json.loads(text), "plotly") if len(text) < 50_000_000 else None
    kinds = sorted({str(getattr(trace, "type", "")) for trace in value.data})
    alt = _chart_words(f"Plotly chart ({', '.join(kinds)})", title, _plotly_axes(value))
    about = {
        "kind": "plotly",
        "mime": "application/vnd.plotly.v1+json",
        "name": f"{title or 'chart'}.json",
        "title": title,
        "alt": alt,
    }
    outbox().put(text.encode(), about, f"[chart] {alt}")


def _plotly_axes(value: Any) -> list[str]:
    layout = value.layout
    found = (("x axis", layout.xaxis.title.text), ("y axis", layout.yaxis.title.text))
    return [f"{name}: {' '.join(str(label).split())[:100]}" for name, label in found if label]


def _chart_words(what: str, title: str | None, axes: list[str]) -> str:
    return "; ".join([f"{what}: {title}" if title else what, *axes])


def _is_altair(value: object) -> bool:
    module = sys.modules.get("altair")
    return module is not None and isinstance(value, module.TopLevelMixin)


def _show_altair(value: Any) -> None:
    specification = value.to_dict()
    title = _title_of(specification, "vega")
    mark = specification.get("mark", {})
    kind = mark.get("type") if isinstance(mark, Mapping) else mark
    encoding = specification.get("encoding", {})
    axes = []
    for channel in ("x", "y"):
        about = encoding.get(channel)
        if isinstance(about, Mapping):
            label = about.get("title") or about.get("field") or about.get("aggregate")
            axes += [f"{channel} axis: {label}"] if label else []
    alt = specification.get("description") or _chart_words(f"{kind or 'layered'} chart".capitalize(), title, axes)
    mime = f"application/vnd.vegalite.{_vega_version(specification)}+json"
    about = {"kind": "vega", "mime": mime, "name": f"{title or 'chart'}.json", "title": title, "alt": alt}
    outbox().put(json.dumps(specification, default=str).encode(), about, f"[chart] {alt}")


def _vega_version(specification: Mapping[str, Any]) -> str:
    schema = str(specification.get("$schema", ""))
    return schema.rsplit("/", 1)[-1].split(".")[0] or "v6"


def _is_table(value: object) -> bool:
    return tables.kind_of(value) is not None


def _show_table(value: Any) -> None:
    table = tables.table_of(value)
    text = table.text(TEXT_LIMIT)
    title = tables.title_of(table, _name_of(value) if _name_of else None)
    about = {
        "kind": "table",
        "mime": "application/vnd.apache.parquet",
        "name": f"{title}.parquet",
        "title": title,
        "shape": table.shape,
    }
    outbox().put(table.write, about, text)


def _is_picture(value: object) -> bool:
    module = sys.modules.get("PIL.Image")
    return module is not None and isinstance(value, module.Image)


def _show_picture(value: Any) -> None:
    import io

    written = io.BytesIO()
    picture = value if value.mode in ("1", "L", "LA", "I", "P", "RGB", "RGBA") else value.convert("RGB")
    picture.save(written, format="PNG")
    words = f"[picture of {value.width} × {value.height} pixels]"
    outbox().put(written.getvalue(), {"kind": "image", "mime": "image/png", "name": "picture.png", "alt": words[1:-1]}, words)


def _displays_itself(value: object) -> bool:
    return not isinstance(value, type) and hasattr(type(value), "_ipython_display_")


def _display_itself(value: Any) -> None:
    value._ipython_display_()


_KINDS: tuple[tuple[Callable[[object], bool], Callable[[Any], None]], ...] = (
    (_is_table, _show_table),
    (_is_figure, _show_figure),
    (_is_plotly, _show_plotly),
    (_is_altair, _show_altair),
    (_is_picture, _show_picture),
    (_displays_itself, _display_itself),
)
