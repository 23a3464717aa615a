"""Documents: their text in reading order, page by page; what has none says why."""

from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from fpdf import FPDF
from PIL import Image

from codingagent_kernel.requests import RequestFailure, document_text
from codingagent_kernel.requests.conftest import Ask


@pytest.fixture
def text_of(ask: Ask, outbox: Path) -> Any:
    def read(path: Path, **arguments: object) -> tuple[str, Any]:
        answer = ask("document_text", path, out="text.txt", **arguments)
        text = (outbox / "text.txt").read_text(encoding="utf-8")
        assert answer["characters"] == len(text)
        return text, answer

    return read


def pdf(path: Path, *pages: str) -> Path:
    document = FPDF()
    document.set_font("Helvetica")
    for page in pages:
        document.add_page()
        document.cell(text=page)
    document.output(str(path))
    return path


def test_a_pdf_page_by_page(tmp_path: Path, text_of: Any, ask: Ask) -> None:
    path = pdf(tmp_path / "a.pdf", "First page of it", "Second page")
    text, answer = text_of(path)
    assert text == "[page 1]\nFirst page of it\n\n[page 2]\nSecond page\n\n"
    assert (answer["format"], answer["pages"], answer["truncated"]) == ("pdf", 2, False)
    passport = ask("profile", path)
    assert (passport["format"], passport["pages"], passport["columns"]) == ("pdf", 2, [])
    assert passport["words"] == 6


@pytest.fixture
def pages_of(tmp_path: Path) -> Any:
    """A PDF page by page: a text, `None` for a page that is blank, or a picture as a scanner makes it."""
    Image.new("RGB", (200, 100), "white").save(tmp_path / "scan.png")

    def made(*pages: str | None) -> Path:
        document = FPDF()
        document.set_font("Helvetica")
        for page in pages:
            document.add_page()
            if page == "[scan]":
                document.image(str(tmp_path / "scan.png"))
            elif page:
                document.cell(text=page)
        document.output(str(tmp_path / "made.pdf"))
        return tmp_path / "made.pdf"

    return made


@pytest.mark.parametrize(
    ("pages", "words", "note"),
    [
        (("[scan]", "[scan]"), 0, "scanned"),
        ((None, None, None), 0, "no text"),
        (("One two", None, "three"), 3, None),
        (("[scan]", "A page of text"), 4, None),
    ],
)
def test_the_words_of_a_pdf_are_those_on_its_pages(
    pages: tuple[str | None, ...], words: int, note: str | None, pages_of: Any, text_of: Any, ask: Ask
) -> None:
    path = pages_of(*pages)
    _, answer = text_of(path)
    assert (answer["pages"], answer["words"]) == (len(pages), words)
    found = ask("profile", path)
    assert (found["pages"], found["words"], found["rows"]) == (len(pages), words, 0)
    if note:
        assert note in answer["note"]
        assert [warning["message"] for warning in found["warnings"]] == [answer["note"]]
    else:
        assert "note" not in answer
        assert found["warnings"] == []


def test_a_word_document_with_headings_tables_and_headers(tmp_path: Path, text_of: Any) -> None:
    document = docx.Document()
    document.add_heading("Report", 1)
    document.add_paragraph("Before the table.")
    table = document.add_table(2, 3)
    for place, word in enumerate(("a", "b", "c")):
        table.cell(0, place).text = word
    table.cell(1, 0).merge(table.cell(1, 2)).text = "wide"
    document.add_paragraph("After the table.")
    document.sections[0].header.paragraphs[0].text = "Our company"
    document.save(str(tmp_path / "a.docx"))
    text, _ = text_of(tmp_path / "a.docx")
    assert text.split("\n") == [
        "# Report",
        "Before the table.",
        "a | b | c",
        "wide",
        "",
        "After the table.",
        "",
        "[header or footer]",
        "Our company",
        "",
    ]


def test_a_presentation_with_tables_and_notes(tmp_path: Path, text_of: Any) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Title"
    table = slide.shapes.add_table(1, 2, 0, 0, 100, 100).table
    table.cell(0, 0).text, table.cell(0, 1).text = "a", "b"
    slide.notes_slide.notes_text_frame.text = "Say this."
    show.slides.add_slide(show.slide_layouts[6])
    show.save(str(tmp_path / "a.pptx"))
    text, answer = text_of(tmp_path / "a.pptx")
    assert text == "[slide 1]\nTitle\na | b\n[notes]\nSay this.\n\n[slide 2]\n\n"
    assert (answer["pages"], answer["words"]) == (2, 6)


def test_html_without_its_scripts(tmp_path: Path, text_of: Any) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<!doctype html><html><head><title>Top</title><style>p {}</style></head><body><h2>Head</h2><p>One &amp; <b>two</b><br>three</p>"
        "<script>alert('no')</script><table><tr><th>a</th><td>b</td></tr></table><noscript>no</noscript></body></html>"
    )
    text, _ = text_of(path)
    assert [line for line in text.split("\n") if line] == ["Top", "## Head", "One & two", "three", "a | b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "utf-8-sig"])
def test_a_text_in_any_encoding(encoding: str, tmp_path: Path, text_of: Any) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Größe und Maß.\nÉté à la mer.\n".encode(encoding))
    assert text_of(path)[0] == "Größe und Maß.\nÉté à la mer.\n"


def test_a_long_text_is_cut_and_says_so(tmp_path: Path, text_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_text, "MOST_CHARACTERS", 100)
    (tmp_path / "a.txt").write_text("word " * 1000)
    text, answer = text_of(tmp_path / "a.txt")
    assert (len(text), answer["truncated"]) == (100, True)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("a.png", b"", "wrong_type"), ("a.bin", bytes(range(256)) * 9, "wrong_type"), ("a.pdf", b"%PDF-1.4 x", "corrupt")],
)
def test_what_has_no_text_is_refused(name: str, data: bytes, code: str, tmp_path: Path, text_of: Any) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    if name == "a.png":
        Image.new("RGB", (2, 2)).save(path)
    with pytest.raises(RequestFailure) as failure:
        text_of(path)
    assert failure.value.code == code


def test_the_signs_between_the_cells_of_a_table_are_no_words(tmp_path: Path, text_of: Any) -> None:
    document = docx.Document()
    for cell, text in zip(document.add_table(1, 3).rows[0].cells, ("North", "South pole", "7"), strict=True):
        cell.text = text
    document.save(str(tmp_path / "table.docx"))
    text, answer = text_of(tmp_path / "table.docx")
    assert "|" in text
    assert answer["words"] == 4
