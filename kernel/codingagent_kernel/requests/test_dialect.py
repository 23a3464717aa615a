"""How a delimited text is written, told from its lines."""

import io

import pytest

from codingagent_kernel.requests.dialect import Dialect, guess
from codingagent_kernel.requests.source import Remarks
from codingagent_kernel.requests.text_rows import records


def lines(text: str) -> list[str]:
    return io.StringIO(text, newline="").readlines()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "\x1f", "\x01", "^", "~"])
def test_delimiters(delimiter: str) -> None:
    text = "id,name,note\n1,Anna,x y: z\n2,Bob,a - b\n".replace(",", delimiter)
    found = guess(lines(text))
    assert (found.dialect.delimiter, found.width, found.consistency) == (delimiter, 3, 1.0)


@pytest.mark.parametrize(
    ("text", "delimiter", "width"),
    [
        ('a;b\n"x,y";1,5\n"z,w";2,5\n', ";", 2),
        ("a,b\nx;y,1\nz,2\n", ",", 2),
        ("name|note\nAnna|a, b, c\nBob|d, e, f\n", "|", 2),
        ("t\n10:30\n11:45\n", ",", 1),
        ("one\ntwo words\nthree more words\n", ",", 1),
        ("a   b\n1   2\n10  20\n", " ", 2),
        ("", ",", 1),
    ],
)
def test_what_stands_inside_is_no_delimiter(text: str, delimiter: str, width: int) -> None:
    found = guess(lines(text))
    assert (found.dialect.delimiter, found.width) == (delimiter, width)


def test_quotes_escapes_and_blanks() -> None:
    assert guess(lines("a,b\n'x,y',1\n'z',2\n")).dialect.quote == "'"
    assert guess(lines("a,b\nit's,1\nthat's,2\n")).dialect.quote == '"'
    assert guess(lines('a,b\n"x \\"y\\" z",1\n"w",2\n')).dialect.backslash
    assert not guess(lines('a,b\n"x ""y"" z",1\n"C:\\",2\n')).dialect.backslash
    assert guess(lines("a, b\n1, 2\n3, 4\n")).dialect.padded
    assert not guess(lines("a,b\n1, 2\n3,4\n")).dialect.padded


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("# a comment\nid,name\n1,a\n", "#"),
        ("// a comment\nid,name\n1,a\n", "//"),
        ("#id,name\n1,a\n2,b\n", None),
        ("id,tag\n#1,a\n#2,b\n", None),
        ("id,name\n1,a\n2,b\n3,c\n# the end\n", "#"),
        ("text,n\nhello,1\nyes,2\nno,3\n#happy,4\n", None),
        ('n,text\n1,"so\n#happy"\n2,b\n3,c\n4,d\n', None),
        ("#id\tname\n1\ta\n", None),
        ("% made by us\nid,name\n1,a\n", "%"),
    ],
)
def test_comments(text: str, mark: str | None) -> None:
    assert guess(lines(text)).dialect.comment == mark


def read(text: str, dialect: Dialect | None = None) -> tuple[list[tuple[int, list[str]]], Remarks]:
    remarks = Remarks()
    return list(records(io.StringIO(text, newline=""), dialect or Dialect(","), remarks)), remarks


def test_records_know_their_lines() -> None:
    found, _ = read('a,b\n\n"x\ny",1\r\nz,2\r3,4')
    assert found == [(1, ["a", "b"]), (3, ["x\ny", "1"]), (5, ["z", "2"]), (6, ["3", "4"])]


def test_an_open_quote_is_left_behind_and_reading_goes_on() -> None:
    found, remarks = read('a,b\n1,"open\n2,x\n3,y\n')
    assert found == [(1, ["a", "b"]), (3, ["2", "x"]), (4, ["3", "y"])]
    assert remarks.rejected == [(2, "A quotation mark is opened here and never closed.")]


def test_a_quote_gone_astray_swallows_no_rows() -> None:
    text = "a,b\n" + 'x,"y\n' * 500 + "z,w\n"
    remarks = Remarks()
    found = list(records(io.StringIO(text), Dialect(","), remarks, width=2))
    assert [line for line, _ in found] == [*range(1, 501), 502]
    assert found[1][1] == found[499][1] == ["x", '"y']
    assert [remark.code for remark in remarks.warnings] == ["stray_quotes"]
    assert [line for line, _ in remarks.rejected] == [501]


def test_a_long_field_of_several_lines_is_no_stray_quote() -> None:
    text = 'a,b\n1,"say ""x,y"", he\nsaid, twice,\n"\n2,z\n'
    remarks = Remarks()
    found = list(records(io.StringIO(text), Dialect(","), remarks, width=2))
    assert [fields for _, fields in found] == [["a", "b"], ["1", 'say "x,y", he\nsaid, twice,\n'], ["2", "z"]]
    assert remarks.warnings == []


def test_comments_are_passed_over_wherever_they_stand() -> None:
    found, remarks = read('# one\na,b\n# "two\n1,#2\n', Dialect(",", comment="#"))
    assert [fields for _, fields in found] == [["a", "b"], ["1", "#2"]]
    assert remarks.comments == [1, 3]


def test_a_field_that_is_too_long_costs_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codingagent_kernel.requests.text_rows.LONGEST_FIELD", 1000)
    found, remarks = read("a,b\n1," + "x" * 5000 + "\n2,y\n")
    assert found == [(1, ["a", "b"]), (3, ["2", "y"])]
    assert remarks.rejected == [(2, "This row is longer than 32 MB.")]
