"""Printed text on its way to output frames."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from codingagent_kernel import output_pump
from codingagent_kernel.frames import Frame
from codingagent_kernel.output_pump import OutputPump, settle_carriage_returns


@pytest.mark.parametrize(
    ("text", "line_is_open", "left"),
    [
        ("plain\n", False, "plain\n"),
        ("a\r\nb\r\n", False, "a\nb\n"),
        ("1%\r2%\r3%", False, "3%"),
        ("\r1%\r2%", False, "2%"),
        ("\r1%\r2%", True, "\r2%"),
        ("done\n\r1%\r2%\nend", False, "done\n2%\nend"),
        ("50%\r", False, "50%\r"),
        ("\r", True, "\r"),
        ("a\n\r\r\rb", True, "a\nb"),
    ],
)
def test_what_a_carriage_return_overwrites_is_dropped(text: str, line_is_open: bool, left: str) -> None:
    assert settle_carriage_returns(text, line_is_open) == left


def collected(tmp_path: Path, limit: int = 1000, kept: int = 10_000) -> tuple[OutputPump, list[Frame]]:
    frames: list[Frame] = []
    pump = OutputPump(frames.append, tmp_path / "output", kept)
    pump.begin(5, limit)
    return pump, frames


@pytest.mark.parametrize(("frames", "seconds"), [(999, 0.01), (1000, 0.05), (4000, 0.25), (8000, 1.0)])
def test_who_sent_many_frames_waits_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, frames: int, seconds: float) -> None:
    monkeypatch.setattr(output_pump, "time", SimpleNamespace(monotonic=lambda: 0.0))
    pump, sent = collected(tmp_path, limit=100_000)
    for _ in range(frames):
        pump.feed("stdout", b"x")
        pump.flush()
    pump.feed("stdout", b"line\n")
    assert (len(sent), pump.due()) == (frames, seconds)


def test_a_cell_names_so_many_files_and_no_more(tmp_path: Path) -> None:
    pump, _ = collected(tmp_path, limit=100_000)
    pump.feed("stdout", b"FILE_SAVED: a.csv\n" * 300)
    assert len(pump.named_at_end()) == 200


def test_the_first_line_goes_at_once_and_the_next_are_joined(tmp_path: Path) -> None:
    pump, frames = collected(tmp_path)
    pump.feed("stdout", b"one\n")
    assert [frame["text"] for frame in frames] == ["one\n"]
    pump.feed("stdout", b"two\n")
    pump.feed("stdout", b"three")
    assert len(frames) == 1
    due = pump.due()
    assert due is not None
    assert 0 <= due <= 0.01
    pump.end()
    assert "".join(frame["text"] for frame in frames) == "one\ntwo\nthree"
    assert pump.due() is None


def test_streams_keep_their_order(tmp_path: Path) -> None:
    pump, frames = collected(tmp_path)
    pump.feed("stderr", b"e")
    pump.feed("stdout", b"o")
    pump.end()
    assert [frame["stream"] for frame in frames] == ["stderr", "stdout"]


@pytest.mark.parametrize(
    ("pieces", "seen"),
    [
        ([b"\x1b[1;31mred\x1b[0m\n"], "red\n"),
        ([b"a\x1b", b"[3", b"1mb"], "ab"),
        ([b"up\x1b[A\x1b[2K\x1b[?25l"], "up"),
        ([b"\x1b]0;title\x07text", b"\x1b]8;;http", b"://x\x1b\\link"], "textlink"),
        ([b"end\x1b["], "end"),
        ([b"\x1b[" + b"0" * 500, b"\n"], "\x1b[" + "0" * 500 + "\n"),
        ([b"[31m and \\x1b stay"], "[31m and \\x1b stay"),
    ],
)
def test_what_is_meant_for_a_terminal_is_left_out(tmp_path: Path, pieces: list[bytes], seen: str) -> None:
    pump, frames = collected(tmp_path)
    for piece in pieces:
        pump.feed("stdout", piece)
    pump.end()
    assert "".join(frame["text"] for frame in frames) == seen
    pump.begin(6, 100)
    pump.feed("stdout", b"[1mnext")
    pump.end()
    assert frames[-1]["text"] == "[1mnext"


def test_a_torn_character_waits_for_its_rest(tmp_path: Path) -> None:
    pump, frames = collected(tmp_path)
    for byte in "€uro 🎉".encode():
        pump.feed("stdout", bytes([byte]))
        pump.flush()
    pump.feed("stdout", b"\xe2\x82")
    pump.end()
    assert "".join(frame["text"] for frame in frames) == "€uro 🎉\ufffd"


def test_the_cut_falls_between_characters_and_all_is_kept(tmp_path: Path) -> None:
    pump, frames = collected(tmp_path, limit=7)
    pump.feed("stdout", "äöü€\n".encode())
    pump.feed("stderr", b"more")
    pump.end()
    assert frames[0]["text"] == "äöü"
    assert frames[-1]["truncated"] is True
    assert f"all of it is in {tmp_path}/output/cell-5-output.txt" in frames[-1]["text"]
    assert (tmp_path / "output" / "cell-5-output.txt").read_text() == "äöü€\nmore"


def test_what_is_kept_is_bounded(tmp_path: Path) -> None:
    pump, _ = collected(tmp_path, limit=1, kept=100)
    for _ in range(100):
        pump.feed("stdout", b"0123456789")
    pump.end()
    assert (tmp_path / "output" / "cell-5-output.txt").read_text() == "0123456789" * 10 + "\n[Cut after 100 bytes]\n"


def test_where_nothing_can_be_kept_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file in the way")
    pump, frames = collected(tmp_path, limit=1)
    pump.feed("stdout", b"0123\n")
    pump.end()
    assert "could not be kept" in frames[-1]["text"]


def test_no_limit_of_bytes_means_a_cut_at_once(tmp_path: Path) -> None:
    pump, frames = collected(tmp_path, limit=0)
    pump.feed("stdout", b"x\n")
    pump.end()
    assert [frame.get("truncated") for frame in frames] == [True]


def test_named_files_are_found_in_torn_lines_and_after_the_cut(tmp_path: Path) -> None:
    pump, _ = collected(tmp_path, limit=1)
    for piece in (b"FILE_SA", b"VED:/a b.csv \nFILE_SAVED: c", b".png\nno FILE_SAVED:d\n", b"FILE_SAVED:e"):
        pump.feed("stdout", piece)
    pump.feed("stderr", b"FILE_SAVED:not-this\n")
    assert pump.named_at_end() == ["/a b.csv", "c.png", "d", "e"]
    pump.begin(6, 100)
    assert pump.named_at_end() == []


def test_what_came_between_cells_comes_with_the_next(tmp_path: Path) -> None:
    pump, frames = collected(tmp_path)
    pump.end()
    pump.feed_between_cells("stdout", b"late\n")
    pump.begin(6, 100)
    pump.feed("stdout", b"now\n")
    pump.end()
    assert "".join(frame["text"] for frame in frames) == "late\nnow\n"
    assert {frame["cell"] for frame in frames} == {6}


def test_a_fast_progress_bar_waits_for_its_time_however_much_it_writes(tmp_path: Path) -> None:
    pump, frames = collected(tmp_path, limit=10**9)
    pump.feed("stdout", b"start\n")
    for count in range(20_000):
        pump.feed("stdout", b"\r%d of many" % count)
        if pump.due() == 0:
            break
    assert [frame["text"] for frame in frames] == ["start\n"]
    pump.end()
    assert frames[-1]["text"] == f"{count} of many"
