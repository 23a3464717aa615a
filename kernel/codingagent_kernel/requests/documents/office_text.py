"""The text of Word documents and PowerPoint presentations: paragraphs, tables, headers, slides, notes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pptx
from docx.table import Table as WordTable

from codingagent_kernel.requests.failure import RequestFailure

_BROKEN = "This {what} is damaged and cannot be opened. Open it in {program}, save it anew and upload it again."


def word(path: Path) -> Iterator[str]:
    """Paragraphs and tables in their order, then what stands in headers and footers."""
    try:
        document = docx.Document(str(path))
    except Exception as problem:
        raise RequestFailure("corrupt", _BROKEN.format(what="Word document", program="Word")) from problem
    yield from _blocks(document)
    seen: set[str] = set()
    for section in document.sections:
        for place in (section.header, section.footer):
            if place.is_linked_to_previous:
                continue
            text = "".join(_blocks(place))
            if text.strip() and text not in seen:
                seen.add(text)
                yield f"\n[header or footer]\n{text}"


def _blocks(container: Any) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, WordTable):
            yield from _table(block)
        else:
            style = block.style.name if block.style is not None else ""
            level = style.removeprefix("Heading ") if style and style.startswith("Heading ") else ""
            yield f"{'#' * int(level)} {block.text}\n" if level.isdigit() and block.text else f"{block.text}\n"


def _table(table: Any) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        before: Any = None
        for cell in row.cells:
            # A merged cell is handed out once for each column that it covers.
            if cell._tc is not before:
                cells.append(" ".join(cell.text.split()))
            before = cell._tc
        yield " | ".join(cells) + "\n"
    yield "\n"


def _presentation(path: Path) -> Any:
    try:
        return pptx.Presentation(str(path))
    except Exception as problem:
        raise RequestFailure("corrupt", _BROKEN.format(what="presentation", program="PowerPoint")) from problem


def slide_count(path: Path) -> int:
    return len(_presentation(path).slides)


def slides(path: Path) -> Iterator[str]:
    """Each slide's text behind a line that names it, with the speaker's notes."""
    for number, slide in enumerate(_presentation(path).slides, 1):
        lines = [f"[slide {number}]"]
        for shape in slide.shapes:
            lines.extend(_shape(shape, 0))
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            notes = slide.notes_slide.notes_text_frame.text.strip()
            lines.extend(["[notes]", notes] if notes else [])
        yield "\n".join(lines) + "\n\n"


def _shape(shape: Any, depth: int) -> Iterator[str]:
    if hasattr(shape, "shapes") and depth < 20:
        for inner in shape.shapes:
            yield from _shape(inner, depth + 1)
    elif getattr(shape, "has_table", False) and shape.has_table:
        for row in shape.table.rows:
            yield " | ".join(" ".join(cell.text.split()) for cell in row.cells)
    elif getattr(shape, "has_text_frame", False) and shape.has_text_frame and shape.text_frame.text.strip():
        yield shape.text_frame.text.replace("\v", "\n")
