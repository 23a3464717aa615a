"""The text of PowerPoint presentations: slides, tables, notes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pptx

from codingagent_kernel.requests.failure import RequestFailure


def _presentation(path: Path) -> Any:
    try:
        return pptx.Presentation(str(path))
    except Exception as problem:
        raise RequestFailure(
            "corrupt", "This presentation is damaged and cannot be opened. Open it in PowerPoint, save it anew and upload it again."
        ) from problem


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
