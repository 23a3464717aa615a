"""The text of a PDF, by PDFium."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_constants

from codingagent_kernel.requests.failure import RequestFailure

MOST_PAGES = 5000


@contextmanager
def _opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as problem:
        if "password" in str(problem).lower() or "security" in str(problem).lower():
            raise RequestFailure(
                "encrypted", "This PDF is locked with a password. Save it without one and upload it again."
            ) from problem
        raise RequestFailure(
            "corrupt", "This PDF is damaged and cannot be opened. Print it to PDF anew and upload that."
        ) from problem
    try:
        yield document
    finally:
        document.close()


def page_count(path: Path) -> int:
    with _opened(path) as document:
        return len(document)


def is_scanned(path: Path) -> bool:
    """Pages that hold pictures and not a letter, as a scanner makes them."""
    with _opened(path) as document:
        first = range(min(len(document), 20))
        return not any(_text_of(document, number).strip() for number in first) and any(
            _has_picture(document, number) for number in first
        )


def _has_picture(document: pdfium.PdfDocument, number: int) -> bool:
    try:
        return any(True for _ in document[number].get_objects(filter=[pdfium_constants.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    except pdfium.PdfiumError:
        return False


def pages(path: Path) -> Iterator[str]:
    """Each page's text behind a line that names it."""
    with _opened(path) as document:
        for number in range(min(len(document), MOST_PAGES)):
            yield f"[page {number + 1}]\n{_text_of(document, number).strip()}\n\n"


def _text_of(document: pdfium.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        text = page.get_textpage()
        found: str = text.get_text_bounded()
        text.close()
        page.close()
    except pdfium.PdfiumError:
        return ""
    # PDFium marks a hyphen at a line's end and characters that it cannot map.
    return found.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\0", "")
