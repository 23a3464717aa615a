"""Files below the workspace: what is new, and what a FILE_SAVED line may name."""

import os
import time
from pathlib import Path

import pytest

from codingagent_kernel import files
from codingagent_kernel.files import changes, snapshot
from codingagent_kernel.saved_files import saved_file


def names(found: list[dict[str, object]], root: Path) -> dict[str, object]:
    return {os.path.relpath(str(frame["path"]), root): frame["change"] for frame in found}


def test_new_and_changed_files(tmp_path: Path) -> None:
    (tmp_path / "same.txt").write_text("a")
    (tmp_path / "grows.txt").write_text("a")
    (tmp_path / "goes.txt").write_text("a")
    before = snapshot(str(tmp_path))
    (tmp_path / "grows.txt").write_text("ab")
    (tmp_path / "goes.txt").unlink()
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "new.txt").write_text("c")
    found = changes(before, snapshot(str(tmp_path)))
    assert names(found, tmp_path) == {"grows.txt": "changed", "deep/er/new.txt": "new"}
    assert {frame["size"] for frame in found} == {1, 2}


def test_a_file_written_anew_with_the_same_size_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("a")
    before = snapshot(str(tmp_path))
    other = tmp_path / "b.txt"
    other.write_text("b")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)
    assert names(changes(before, snapshot(str(tmp_path))), tmp_path) == {"a.txt": "changed"}


def test_what_is_hidden_linked_or_no_file_is_left_out(tmp_path: Path) -> None:
    before = snapshot(str(tmp_path))
    for name in (".hidden", ".git/x", "__pycache__/m.pyc", "project/data.csv", "good.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "fifo")
    found = snapshot(str(tmp_path), frozenset(("project",)))
    assert names(changes(before, found), tmp_path) == {"good.txt": "new"}
    assert len(snapshot(str(tmp_path))) == 2


def test_a_look_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        (tmp_path / f"{number}.txt").write_text("x")
    monkeypatch.setattr(files, "MOST_FILES", 20)
    assert len(snapshot(str(tmp_path))) == 20
    monkeypatch.setattr(files, "MOST_FRAMES", 5)
    *told, rest = changes({}, snapshot(str(tmp_path)))
    assert [frame["frame"] for frame in told] == ["file"] * 5
    assert rest["frame"] == "display"
    assert "15 more files" in rest["text"]


def test_a_deep_tree_ends(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(files.MOST_DEPTH + 5):
        folder = folder / "d"
        folder.mkdir()
        (folder / "f").write_text("x")
    assert len(snapshot(str(tmp_path))) == files.MOST_DEPTH


def test_frames_come_in_the_order_of_writing(tmp_path: Path) -> None:
    now = time.time_ns()
    for place, name in enumerate(("z", "a", "m")):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, ns=(now, now + place))
    assert list(names(changes({}, snapshot(str(tmp_path))), tmp_path)) == ["z", "a", "m"]


def test_a_name_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(str(tmp_path)) + b"/\xff\xfe")).write_text("x")
    assert changes({}, snapshot(str(tmp_path))) == []


def test_a_workspace_that_is_gone_has_no_files(tmp_path: Path) -> None:
    assert snapshot(str(tmp_path / "gone")) == {}


@pytest.mark.parametrize("named", ["a.txt", "./a.txt", " a.txt ", "'a.txt'", '"a.txt"', "`a.txt`", "{root}/a.txt", "sub/../a.txt"])
def test_named_files(tmp_path: Path, named: str) -> None:
    (tmp_path / "a.txt").write_text("abc")
    frame = saved_file(named.format(root=tmp_path), 3, str(tmp_path))
    assert frame == {"frame": "file", "cell": 3, "path": f"{tmp_path}/a.txt", "size": 3, "change": "changed"}


@pytest.mark.parametrize(
    "named",
    [
        "",
        " ",
        "gone",
        "/etc/passwd",
        "../x",
        "sub",
        "link",
        "inner/passwd",
        ".hidden",
        "a\0b",
        "~",
        "x" * 5000,
        "sub/" * 2000,
        "fifo",
    ],
)
def test_names_of_nothing_of_ours(tmp_path: Path, named: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "inner").symlink_to("/etc")
    os.mkfifo(tmp_path / "fifo")
    assert saved_file(named, 1, str(tmp_path)) is None


def test_a_link_to_a_file_inside_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("x")
    (tmp_path / "link").symlink_to("real.txt")
    frame = saved_file("link", 1, str(tmp_path))
    assert frame is not None
    assert frame["path"] == f"{tmp_path}/real.txt"
