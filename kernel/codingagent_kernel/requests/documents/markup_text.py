"""The text of an HTML page: what a reader would see, without scripts."""

from collections.abc import Iterator
from html.parser import HTMLParser

_SILENT = frozenset(("script", "style", "template", "noscript", "svg", "object", "iframe", "head"))
_BREAKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "tr", "table", "section", "article", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr", "dt", "dd", "title")
)  # fmt: skip


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag == "title" or tag == "body":
            self._silent.clear()
        if tag in _BREAKS:
            self.pieces.append("\n" + ("#" * int(tag[1]) + " " if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else ""))
        elif tag in ("td", "th"):
            self.pieces.append(" | ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(" ".join(data.split(" ")) if "\n" not in data else " ".join(data.split()) + " ")


def html(text: str) -> Iterator[str]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    blank = 0
    for line in "".join(reader.pieces).split("\n"):
        plain = " ".join(line.split()).removeprefix("| ")
        blank = blank + 1 if not plain else 0
        if blank < 2:
            yield plain + "\n"
