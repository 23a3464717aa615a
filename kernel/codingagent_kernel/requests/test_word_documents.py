"""Word documents: what a reader sees on paper is read, wherever Word keeps it; what was struck out is not."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.requests.conftest import Ask

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
Read = Callable[..., str]


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(run(part) if not part.startswith('<') else part for part in runs)}</w:p>"


def box(*inner: str) -> str:
    """A text box as Word writes it: once for itself, once more for programs that are older."""
    content = f"<w:txbxContent>{''.join(inner)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def note(kind: str, name: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{name}"/></w:r>'


@pytest.fixture
def read(tmp_path: Path, ask: Ask, outbox: Path) -> Read:
    """The text of a document with this body, and with these footnotes and endnotes by their names in the file."""

    def reading(*body: str, footnotes: dict[int, str] | None = None, endnotes: dict[int, str] | None = None) -> str:
        plain, path = tmp_path / "plain.docx", tmp_path / "made.docx"
        docx.Document().save(str(plain))
        with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
            for member in source.infolist():
                data = source.read(member).decode("utf-8", errors="surrogateescape")
                if member.filename == "word/document.xml":
                    data = f"<w:document {_SPACES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>"
                for kind, notes in (("footnote", footnotes), ("endnote", endnotes)):
                    if notes and member.filename == "word/_rels/document.xml.rels":
                        link = f'<Relationship Id="n{kind}" Type="{_LINK}/{kind}s" Target="{kind}s.xml"/>'
                        data = data.replace("</Relationships>", link + "</Relationships>")
                    if notes and member.filename == "[Content_Types].xml":
                        entry = f'<Override PartName="/word/{kind}s.xml" ContentType="{_TYPE}.{kind}s+xml"/>'
                        data = data.replace("</Types>", entry + "</Types>")
                target.writestr(member, data.encode("utf-8", errors="surrogateescape"))
            for kind, notes in (("footnote", footnotes), ("endnote", endnotes)):
                listed = "".join(f'<w:{kind} w:id="{name}">{text}</w:{kind}>' for name, text in (notes or {}).items())
                if notes:
                    target.writestr(f"word/{kind}s.xml", f"<w:{kind}s {_SPACES}>{listed}</w:{kind}s>")
        answer = ask("document_text", path, out="t.txt")
        text = (outbox / "t.txt").read_text(encoding="utf-8")
        assert (answer["format"], answer["characters"]) == ("docx", len(text))
        return text

    return reading


BODIES: dict[str, tuple[str, str]] = {
    "an insertion": (paragraph("We ", f"<w:ins>{run('never ')}</w:ins>", "sell."), "We never sell.\n"),
    "a deletion": (paragraph("We ", "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>", "sell."), "We sell.\n"),
    "a deletion within an insertion": (
        paragraph("a", f"<w:ins>{run('b')}<w:del><w:r><w:delText>c</w:delText></w:r></w:del></w:ins>", "d"),
        "abd\n",
    ),
    "text that was moved stands in its new place alone": (
        paragraph("x", f"<w:moveFrom>{run('old')}</w:moveFrom>") + paragraph(f"<w:moveTo>{run('old')}</w:moveTo>"),
        "x\nold\n",
    ),
    "an inserted paragraph": (f"<w:ins>{paragraph('new')}</w:ins>{paragraph('old')}", "new\nold\n"),
    "a link": (paragraph("see ", f'<w:hyperlink r:id="x">{run("our page")}</w:hyperlink>', "."), "see our page.\n"),
    "a field shows its result": (
        paragraph(
            "Page ",
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>',
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            "7",
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ),
        "Page 7\n",
    ),
    "a simple field": (paragraph(f'<w:fldSimple w:instr="DATE">{run("1 May")}</w:fldSimple>'), "1 May\n"),
    "a content control around a paragraph": (f"<w:sdt><w:sdtContent>{paragraph('chosen')}</w:sdtContent></w:sdt>", "chosen\n"),
    "a content control within one": (paragraph("is ", f"<w:sdt><w:sdtContent>{run('yes')}</w:sdtContent></w:sdt>", "."), "is yes.\n"),
    "a smart tag": (paragraph(f"<w:smartTag>{run('Berlin')}</w:smartTag>"), "Berlin\n"),
    "a formula": (paragraph("so ", "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"), "so a+b\n"),
    "signs": (
        paragraph("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:br/><w:t>d</w:t><w:cr/></w:r>", "e"),
        "a\tb-c\nd\ne\n",
    ),
    "a new page is no new line": (paragraph("a", '<w:r><w:br w:type="page"/></w:r>', "b"), "ab\n"),
    "a text box": (paragraph("Beside", box(paragraph("In the box"), paragraph("and below"))), "Beside\nIn the box\nand below\n"),
    "a text box alone in its paragraph": (paragraph(box(paragraph("Only here"))), "\nOnly here\n"),
    "a text box within a text box": (paragraph("out", box(paragraph("in", box(paragraph("innermost"))))), "out\nin\ninnermost\n"),
    "a text box of an old program": (
        paragraph("Beside", f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('old box')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"),
        "Beside\nold box\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BODIES)
def test_what_stands_in_a_paragraph(case: str, read: Read) -> None:
    body, text = BODIES[case]
    assert read(body) == text


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{''.join(rows)}</w:tbl>"


def row(*cells: str, marked: str = "") -> str:
    inner = "".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in cells)
    return f"<w:tr>{f'<w:trPr><w:{marked}/></w:trPr>' if marked else ''}{inner}</w:tr>"


def test_tables_follow_the_marks_of_changes(read: Read) -> None:
    changed = paragraph("is ", f"<w:ins>{run('new')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>")
    text = read(
        table(
            row(paragraph("a"), changed),
            row(paragraph("struck"), paragraph("out"), marked="del"),
            row(paragraph("put"), paragraph("in"), marked="ins"),
        )
    )
    assert text == "a | is new\nput | in\n\n"


def test_a_table_within_a_cell_is_read_in_its_place(read: Read) -> None:
    inner = table(row(paragraph("x"), paragraph("y")))
    assert read(table(row(paragraph("before") + inner + paragraph("after"), paragraph("b")))) == "before x | y after | b\n\n"


def test_notes_are_numbered_as_the_text_meets_them(read: Read) -> None:
    text = read(
        paragraph("One", note("footnote", 7), " and two", note("footnote", 3), "."),
        paragraph("Again", note("footnote", 7), "; at the end", note("endnote", 2), "."),
        footnotes={-1: paragraph("a line"), 3: paragraph("the third"), 7: paragraph("the ", f"<w:ins>{run('seventh')}</w:ins>")},
        endnotes={2: paragraph("last") + paragraph("words")},
    )
    assert text == (
        "One[footnote 1] and two[footnote 2].\nAgain[footnote 1]; at the end[endnote 1].\n"
        "\n[footnote 1] the seventh\n\n[footnote 2] the third\n\n[endnote 1] last words\n"
    )


def test_a_note_that_is_lost_loses_nothing_else(read: Read) -> None:
    assert read(paragraph("Text", note("footnote", 5), " goes on")) == "Text[footnote 1] goes on\n"


def test_notes_in_a_table_and_a_text_box_are_read(read: Read) -> None:
    text = read(
        table(row(paragraph("cell", note("footnote", 1)), paragraph("b"))),
        paragraph(box(paragraph("box", note("footnote", 2)))),
        footnotes={1: paragraph("first"), 2: paragraph("second")},
    )
    assert text == "cell[footnote 1] | b\n\n\nbox[footnote 2]\n\n[footnote 1] first\n\n[footnote 2] second\n"


def test_words_are_those_that_are_read(tmp_path: Path, ask: Ask) -> None:
    document = docx.Document()
    document.add_heading("Two words", 2)
    document.add_paragraph("and three more")
    document.save(str(tmp_path / "a.docx"))
    found = ask("profile", tmp_path / "a.docx")
    assert found["words"] == 5  # The mark of the heading is none.
    assert "pages" not in found


def test_headers_that_repeat_are_read_once(tmp_path: Path, ask: Ask, outbox: Path) -> None:
    document = docx.Document()
    for number in range(3):
        section = document.sections[0] if number == 0 else document.add_section()
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        section.header.paragraphs[0].text = "Same"
        section.footer.paragraphs[0].text = f"Chapter {number}"
    document.save(str(tmp_path / "a.docx"))
    ask("document_text", tmp_path / "a.docx", out="t.txt")
    text = (outbox / "t.txt").read_text()
    assert text.count("Same") == 1
    assert [f"Chapter {number}" in text for number in range(3)] == [True, True, True]


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
def test_a_document_with_a_broken_part_is_refused_in_words(name: str, tmp_path: Path, ask: Ask) -> None:
    whole, path = tmp_path / "whole.docx", tmp_path / "broken.docx"
    docx.Document().save(str(whole))
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.infolist():
            target.writestr(member, source.read(member)[:100] if member.filename == name else source.read(member))
    with pytest.raises(RequestFailure) as failure:
        ask("document_text", path, out="t.txt")
    assert failure.value.code == "corrupt"
    assert "Word" in failure.value.message
