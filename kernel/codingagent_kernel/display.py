"""Shows a value: as a table, a chart, a picture or rich text in the outbox where it is one, and always as text.

`show` must not fail for what a value does: a `__repr__` that raises is said so in words.
"""

from __future__ import annotations

import base64
import json
import mimetypes
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from codingagent_kernel import figures, interactive_charts, tables
from codingagent_kernel.cell_watch import bytes_in_words
from codingagent_kernel.html_words import html_words, title_of_html
from codingagent_kernel.outbox import TEXT_LIMIT, Nobody, Outbox
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
    "application/json": "_repr_json_",
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


@contextmanager
def nothing_shown() -> Iterator[None]:
    global _outbox
    before, _outbox = _outbox, Nobody()
    try:
        yield
    finally:
        _outbox = before


def is_unseen() -> bool:
    return isinstance(_outbox, Nobody)


def show_chart(value: Any) -> None:
    """A chart that the cell gave as its result, unless it was shown already."""
    if words_of_chart(value) is not None and id(value) not in outbox().charts:
        show(value)


def words_of_chart(value: Any) -> str | None:
    """None for what is no chart."""
    if _is_figure(value):
        return figures.describe(value)
    if interactive_charts.is_plotly(value):
        return interactive_charts.plotly_words(value)
    if interactive_charts.is_altair(value):
        return interactive_charts.altair_words(value)
    return None


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
        title = title_of_html(content) if kind == "html" else interactive_charts.title_of(content, kind)
        words = _words_of(content, kind, text)
        about = {"kind": kind, "mime": found, "name": f"{title or kind}{ending}", "title": title, "alt": _alt_of(metadata, found)}
        outbox().put(data, about, words)
        return
    data_json = bundle.get("application/json")
    if data_json is not None and (not text or _SAYS_NOTHING.fullmatch(text)):
        text = pretty(data_json)
    if text:
        outbox().text(text)


#: What Python says of an object that has nothing to say: its class, its place in memory.
_SAYS_NOTHING = re.compile(r"<[\w.]+( object)?( at 0x[0-9a-fA-F]+)?>")


def _words_of(content: Any, kind: str, text: str) -> str:
    if kind in ("markdown", "latex") and isinstance(content, str):
        return content
    if text and not _SAYS_NOTHING.fullmatch(text):
        return text
    said = html_words(content) if kind == "html" else ""
    return said or f"[{kind}]"


def _bytes_of(content: Any, mime: str) -> bytes:
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    if isinstance(content, str):
        if mime.startswith(("image/", "audio/", "application/pdf")) and mime != "image/svg+xml":
            return base64.b64decode(content)
        return content.encode("utf-8", "replace")
    return json.dumps(content, default=str).encode()


def _alt_of(metadata: Mapping[str, Any], mime: str) -> str | None:
    about = metadata.get(mime, metadata)
    alt = about.get("alt") if isinstance(about, Mapping) else None
    return str(alt)[:2000] if alt else None


def _bundle_of(value: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the value says of itself by `_repr_mimebundle_` and `_repr_*_`."""
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
        if (isinstance(given, str | bytes) and given) or (mime == "application/json" and given is not None):
            bundle[mime] = given
    return bundle, metadata_of


def _method(value: object, name: str) -> Callable[..., Any] | None:
    # Looked up on the type first: mocks and proxies answer to any name, and a class to those of its objects.
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


def _is_sound(value: Any) -> bool:
    module = sys.modules.get("IPython.lib.display")
    return module is not None and isinstance(value, module.Audio) and isinstance(value.data, bytes)


def _show_sound(value: Any) -> None:
    ending = mimetypes.guess_extension(value.mimetype) or ".wav"
    title = value.filename and os.path.basename(value.filename)
    about = {"kind": "audio", "mime": value.mimetype, "name": title or f"sound{ending}", "title": title or None}
    outbox().put(value.data, about, f"[sound, {bytes_in_words(len(value.data))}]")


def _is_seaborn_plot(value: Any) -> bool:
    """Of `seaborn.objects`: it draws itself apart from pyplot."""
    module = sys.modules.get("seaborn._core.plot")
    return module is not None and isinstance(value, module.Plot)


def _show_seaborn_plot(value: Any) -> None:
    figures.show_figure(value.plot()._figure)


def _displays_itself(value: object) -> bool:
    return hasattr(type(value), "_ipython_display_")


def _display_itself(value: Any) -> None:
    value._ipython_display_()


_KINDS: tuple[tuple[Callable[[object], bool], Callable[[Any], None]], ...] = (
    (_is_table, _show_table),
    (_is_figure, _show_figure),
    (interactive_charts.is_plotly, interactive_charts.show_plotly),
    (interactive_charts.is_altair, interactive_charts.show_altair),
    (_is_picture, _show_picture),
    (_is_sound, _show_sound),
    (_is_seaborn_plot, _show_seaborn_plot),
    (_displays_itself, _display_itself),
)
