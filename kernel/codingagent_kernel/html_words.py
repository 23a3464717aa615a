"""What a piece of HTML says: for whoever reads the log of a cell and does not see it drawn, models included."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = frozenset(("script", "style", "head", "template", "svg", "noscript"))
_CELLS = frozenset(("td", "th"))
_TITLES = frozenset(("title", "caption", "h1", "h2", "h3"))
_LINES = frozenset(
    [
        "address",
        "article",
        "br",
        "div",
        "dl",
        "dt",
        "dd",
        "figcaption",
        "footer",
        "form",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
#: A page may carry a whole library in it.
_MOST_READ = 2_000_000


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.title = ""
        self._unseen = 0
        self._in_title = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and not self.title:
            self._in_title += 1
        elif tag in _UNSEEN:
            self._unseen += 1
        elif tag in _CELLS:
            self.words.append("\t")
        elif tag in _LINES or tag in _TITLES:
            self.words.append("\n")
            self._in_title += tag in _TITLES and not self.title
        if tag == "img":
            self.words.append(next((f"[{value}]" for name, value in attrs if name == "alt" and value), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _TITLES:
            self._in_title = 0
            self.words.append("\n")
        elif tag in _LINES:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if not self._unseen:
            self.words.append(re.sub(r"\s+", " ", data))


def _read(html: object) -> _Reader:
    reader = _Reader()
    if isinstance(html, str):
        reader.feed(html[:_MOST_READ])
        reader.close()
    return reader


def html_words(html: object) -> str:
    """Its text: a line a block, the cells of a row apart; nothing of scripts and styles."""
    lines = ("".join(_read(html).words)).split("\n")
    told = ["  ".join(part.strip() for part in line.split("\t") if part.strip()) for line in lines]
    return "\n".join(line for line in told if line)


def title_of_html(html: object) -> str | None:
    return " ".join(_read(html).title.split())[:300] or None
