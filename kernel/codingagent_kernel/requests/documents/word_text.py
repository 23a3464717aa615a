"""The text of Word documents as a reader sees it: tracked insertions are in it, tracked deletions are not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.oxml.parser import parse_xml
from docx.table import Table
from docx.text.paragraph import Paragraph

from codingagent_kernel.requests.failure import RequestFailure

_GONE = frozenset(("del", "moveFrom", "Fallback", "pPr", "rPr", "rt"))
"""Deleted, or there a second time for programs that are older."""
_INTO = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word(path: Path) -> Iterator[str]:
    """Paragraphs and tables in their order, text boxes behind their paragraphs; then the notes, headers and footers."""
    try:
        document = docx.Document(str(path))
        part = document.part
        notes = {kind: _notes(part, kind) for kind in _NOTES.values()}
    except Exception as problem:
        raise RequestFailure(
            "corrupt", "This Word document is damaged and cannot be opened. Open it in Word, save it anew and upload it again."
        ) from problem
    reader = _Reader(document)
    yield from reader.blocks(document.element.body)
    for (kind, name), number in reader.noted.items():
        if name in notes[kind]:
            text = " ".join("".join(_Reader(document).blocks(notes[kind][name])).split())
            yield f"\n[{kind} {number}] {text}\n"
    seen: set[str] = set()
    for section in document.sections:
        for place in (section.header, section.footer):
            if place.is_linked_to_previous:
                continue
            text = "".join(_Reader(place).blocks(place._element))
            if text.strip() and text not in seen:
                seen.add(text)
                yield f"\n[header or footer]\n{text}"


def _notes(part: Any, kind: str) -> dict[str, Any]:
    """The notes of a kind by the names under which the text refers to them."""
    found = next((link.target_part for link in part.rels.values() if link.reltype.endswith(f"/{kind}s")), None)
    return {note.get(f"{_W}id"): note for note in parse_xml(found.blob)} if found is not None else {}


def _tag(element: Any) -> str:
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


@dataclass
class _Reader:
    """`owner` is the document or header that the elements belong to."""

    owner: Any
    noted: dict[tuple[str, str], int] = field(default_factory=dict)
    """Kind and name of each note that was referred to, with the number that it has in the text."""
    boxes: list[Any] = field(default_factory=list)
    """Text boxes that hang on the paragraph being read."""

    def blocks(self, container: Any) -> Iterator[str]:
        for element in container.iterchildren():
            tag = _tag(element)
            if tag == "p":
                yield from self._paragraph(element)
            elif tag == "tbl":
                yield from self._table(Table(element, self.owner))
            elif tag in _INTO:
                yield from self.blocks(element)

    def _paragraph(self, element: Any) -> Iterator[str]:
        text = self._inline(element)
        boxes, self.boxes = self.boxes, []
        style = Paragraph(element, self.owner).style
        level = style.name.removeprefix("Heading ") if style is not None and (style.name or "").startswith("Heading ") else ""
        yield f"{'#' * int(level)} {text}\n" if level.isdigit() and text else f"{text}\n"
        for box in boxes:
            yield from self.blocks(box)

    def _inline(self, element: Any) -> str:
        pieces = []
        for child in element.iterchildren():
            tag = _tag(child)
            if tag == "t":
                pieces.append(child.text or "")
            elif tag == "br":
                pieces.append("\n" if child.get(f"{_W}type", "textWrapping") == "textWrapping" else "")
            elif tag in _NOTES:
                key = (_NOTES[tag], child.get(f"{_W}id", ""))
                number = self.noted.setdefault(key, sum(kind == key[0] for kind, _ in self.noted) + 1)
                pieces.append(f"[{key[0]} {number}]")
            elif tag == "txbxContent":
                self.boxes.append(child)
            elif tag not in _GONE:
                pieces.append(_SIGNS.get(tag) or self._inline(child))
        return "".join(pieces)

    def _table(self, table: Table) -> Iterator[str]:
        for row in table.rows:
            if row._tr.find(f"{_W}trPr/{_W}del") is not None:
                continue
            cells: list[str] = []
            before: Any = None
            for cell in row.cells:
                # A merged cell is handed out once for each column that it covers.
                if cell._tc is not before:
                    cells.append(" ".join("".join(self.blocks(cell._tc)).split()))
                before = cell._tc
            yield " | ".join(cells) + "\n"
        yield "\n"
