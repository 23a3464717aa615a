"""HTML as whoever does not see it drawn would read it."""

import pytest

from codingagent_kernel.html_words import html_words, title_of_html


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<b>bold</b> and <i>not</i>", "bold and not"),
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ("<table><tr><th>a</th><th></th></tr><tr><td>1</td><td> 2 </td></tr></table>", "a\n1  2"),
        ("<ul><li>x<li>y</ul>", "x\ny"),
        ("<style>p { color: red }</style><script>if (1 < 2) alert()</script>seen", "seen"),
        ("<html><head><title>T</title><meta charset=utf-8></head><body>b</body></html>", "b"),
        ("<svg><text>drawn</text></svg>after", "after"),
        ("5 &lt; 6 &amp; 7&nbsp;%", "5 < 6 & 7 %"),
        ("<img src=x alt='a cat'><img src=y>", "[a cat]"),
        ("</p></style>stray <b>ends", "stray ends"),
        ("", ""),
        (b"bytes", ""),
        (None, ""),
    ],
)
def test_the_words_of(html: object, words: str) -> None:
    assert html_words(html) == words


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<head><title>Of  the\npage</title></head><h1>Other</h1>", "Of the page"),
        ("<p>x</p><h2>First <i>one</i></h2><h2>Second</h2>", "First one"),
        ("<table><caption>Sales</caption><tr><td>1</td></tr></table>", "Sales"),
        ("<p>none</p>", None),
        ("<h1></h1><h2>Next</h2>", "Next"),
        ("x" * 10, None),
    ],
)
def test_the_title_of(html: str, title: str | None) -> None:
    assert title_of_html(html) == title


def test_a_page_with_a_library_in_it_is_read_in_part() -> None:
    assert html_words("<p>first</p><script>" + "x" * 3_000_000 + "</script><p>last</p>") == "first"
