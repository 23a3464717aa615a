"""The request `document_text`: the text of a document, in reading order, as UTF-8."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from codingagent_kernel.requests import arguments as given
from codingagent_kernel.requests.documents import markup_text, pdf_text, slides_text, word_text
from codingagent_kernel.requests.encoding import detect
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.sampling import head_of
from codingagent_kernel.requests.sniff import FORMATS, sniff

MOST_CHARACTERS = 20_000_000


@dataclass
class Document:
    """What was read; `pages` are slides for a presentation, and None where the format has none."""

    format: str
    characters: int = 0
    words: int = 0
    pages: int | None = None
    truncated: bool = False
    note: str | None = None


def answer(arguments: dict[str, object]) -> dict[str, object]:
    """{path, out, name?} -> {format, characters, words, pages?, truncated, note?}. Pages begin with a line such as `[page 3]`."""
    path, out = given.file_to_read(arguments), given.file_to_write(arguments)
    with out.open("w", encoding="utf-8", newline="\n", errors="replace") as target:
        document = read_document(path, given.name_of(arguments, path), target.write)
    plain: dict[str, object] = {
        "format": document.format,
        "characters": document.characters,
        "words": document.words,
        "truncated": document.truncated,
    }
    return plain | {name: value for name, value in (("pages", document.pages), ("note", document.note)) if value is not None}


def read_document(path: Path, name: str, write: Callable[[str], object]) -> Document:
    """Hands the text on piece by piece, and says what it was."""
    look = sniff(path, name)
    document = Document(look.format)
    for piece in _pieces(path, look.format, document):
        room = MOST_CHARACTERS - document.characters
        if len(piece) > room:
            document.truncated = True
            document.note = f"The text was cut after {MOST_CHARACTERS:,} characters."
        cut = piece[:room]
        write(cut)
        document.characters += len(cut)
        # A page begins with the line that names it, which is no word of the document.
        document.words += _words_in(cut if document.pages is None else cut.partition("\n")[2])
        if document.truncated:
            break
    if document.words == 0 and document.note is None:
        document.note = "There is no text in this document."
    return document


def _words_in(text: str) -> int:
    """Signs alone, such as those between the cells of a table, are none."""
    return sum(any(map(str.isalnum, run)) for run in text.split())


def _pieces(path: Path, format: str, document: Document) -> Iterator[str]:
    if format == "pdf":
        document.pages = pdf_text.page_count(path)
        if pdf_text.is_scanned(path):
            document.note = (
                "This PDF is scanned: its pages are pictures without text. Run text recognition (OCR) on it and upload the result."
            )
        return pdf_text.pages(path)
    if format == "docx":
        return word_text.word(path)
    if format == "pptx":
        document.pages = slides_text.slide_count(path)
        return slides_text.slides(path)
    if format == "html":
        return markup_text.html(_decoded(path))
    if format in ("text", "md", "xml", "svg", "csv", "tsv", "json", "jsonl"):
        return iter([_decoded(path)])
    what = "an image" if format in FORMATS and FORMATS[format].kind == "image" else f"a file of the format {format}"
    raise RequestFailure("wrong_type", f"This is {what}, which has no text to read. Choose a document or a text file.")


def _decoded(path: Path) -> str:
    found = detect(head_of(path, 1 << 20))
    if found is None:
        raise RequestFailure("unreadable", "This is not a text. Save it as TXT, PDF or DOCX and upload it again.")
    with path.open(encoding=found.name, errors="replace") as file:
        return file.read(MOST_CHARACTERS + 1).lstrip("\ufeff").replace("\0", "")
