"""Files that a cell shows, on their way out."""

from pathlib import Path
from typing import Any

import pytest

from codingagent_kernel import outbox as module
from codingagent_kernel.outbox import Outbox, cut

Frames = list[dict[str, Any]]


@pytest.fixture
def sent() -> Frames:
    return []


@pytest.fixture
def outbox(tmp_path: Path, sent: Frames) -> Outbox:
    return Outbox(str(tmp_path), sent.append)


def about(name: str = "chart.png", **more: Any) -> dict[str, Any]:
    return {"kind": "image", "mime": "image/png", "name": name, **more}


def test_a_file_is_whole_and_named_by_us(outbox: Outbox, sent: Frames, tmp_path: Path) -> None:
    outbox.put(b"content", about(title="Sales", alt=None), "[chart]")
    payload = sent[0]["payload"]
    assert sent[0]["text"] == "[chart]"
    assert (payload["name"], payload["title"], payload["kind"]) == ("chart.png", "Sales", "image")
    assert "alt" not in payload
    assert [file.name for file in tmp_path.iterdir()] == [payload["path"]]
    assert (tmp_path / payload["path"]).read_bytes() == b"content"
    assert payload["path"].endswith(".png")


def test_content_may_write_itself(outbox: Outbox, sent: Frames, tmp_path: Path) -> None:
    def write(path: str) -> None:
        Path(path).write_text("by itself")

    outbox.put(write, about("t.parquet"), "t")
    assert (tmp_path / sent[0]["payload"]["path"]).read_text() == "by itself"


def test_what_fails_while_it_is_written_leaves_nothing(outbox: Outbox, sent: Frames, tmp_path: Path) -> None:
    def fail(path: str) -> None:
        Path(path).write_text("half")
        raise ValueError("broken column")

    with pytest.raises(ValueError, match="broken column"):
        outbox.put(fail, about(), "t")
    assert list(tmp_path.iterdir()) == []
    assert sent == []


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd.png", "etc passwd.png"),
        ("a/b\\c.png", "a b c.png"),
        ("line\nbreak\x00\x1b.png", "line break.png"),
        ("   .png", "display.png"),
        ("x" * 500 + ".png", "x" * 120 + ".png"),
        ('<b>"q"|?*:.png', "b q.png"),
        ("Größe (€) – 数据.png", "Größe (€) – 数据.png"),
    ],
)
def test_titles_become_names(outbox: Outbox, sent: Frames, name: str, plain: str) -> None:
    outbox.put(b"", about(name), "")
    assert sent[0]["payload"]["name"] == plain


def test_an_odd_ending_is_not_taken_over(outbox: Outbox, sent: Frames) -> None:
    outbox.put(b"", about("a.b c"), "")
    outbox.put(b"", about("a." + "x" * 50), "")
    assert all("." not in frame["payload"]["path"] for frame in sent)


def test_too_large_a_thing_is_said(outbox: Outbox, sent: Frames, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAYLOAD_BYTES", 100)
    outbox.put(b"x" * 101, about(), "the text")
    assert sent == [{"frame": "display", "text": "the text\n[Not kept: 101 bytes is more than one cell may show]"}]
    assert list(tmp_path.iterdir()) == []
    outbox.put(b"x" * 100, about(), "fits")
    assert "payload" in sent[1]


def test_all_that_a_cell_shows_is_bounded_and_a_new_cell_begins_anew(
    outbox: Outbox, sent: Frames, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CELL_BYTES", 250)
    for _ in range(3):
        outbox.put(b"x" * 100, about(), "")
    assert ["payload" in frame for frame in sent] == [True, True, False]
    outbox.begin()
    outbox.put(b"x" * 100, about(), "")
    assert "payload" in sent[-1]


def test_files_and_things_are_counted(outbox: Outbox, sent: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAYLOADS", 2)
    monkeypatch.setattr(module, "DISPLAYS", 5)
    for _ in range(10):
        outbox.put(b"", about(), "t")
    assert ["payload" in frame for frame in sent] == [True, True, False, False, False]
    assert "rest is left out" in sent[-1]["text"]


def test_a_folder_that_is_gone_is_said(sent: Frames, tmp_path: Path) -> None:
    Outbox(str(tmp_path / "gone"), sent.append).put(b"x", about(), "text")
    assert sent[0]["text"].startswith("text\n[Not kept: No such file")


def test_texts_are_cut_with_a_word(outbox: Outbox, sent: Frames) -> None:
    assert cut("short") == "short"
    assert cut("x" * 30, 10) == "x" * 10 + "\n… cut: 10 of 30 characters"
    outbox.text("y" * 100_000)
    assert len(sent[0]["text"]) < module.TEXT_LIMIT + 100


def test_the_texts_of_a_cell_are_bounded_together(outbox: Outbox, sent: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CELL_TEXT", 250)
    for _ in range(3):
        outbox.text("x" * 100)
    outbox.put(b"content", about(), "[chart]" * 10)
    assert [frame["text"].count("x") for frame in sent[:3]] == [100, 100, 50]
    assert "cut: 50 of 100 characters" in sent[2]["text"]
    assert sent[3]["text"].strip() == "… cut: 0 of 70 characters"
    assert "payload" in sent[3]
    outbox.begin()
    outbox.text("x" * 100)
    assert sent[4]["text"] == "x" * 100
