"""What a cell finds in its workspace, without a kernel."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codingagent_kernel import prepare, requests
from codingagent_kernel.requests import RequestFailure
from codingagent_kernel.settings import KernelSettings
from codingagent_kernel.workspace import Workspace

SETTINGS = KernelSettings(True, 2**31, 100, 2**30, False)


@pytest.fixture
def names() -> dict[str, Any]:
    return {}


@pytest.fixture
def workspace(tmp_path: Path, names: dict[str, Any]) -> Workspace:
    prepare.prepare()
    made = Workspace(replace(SETTINGS, workspace=str(tmp_path)), names)
    names.update(made.startup_names())
    return made


@pytest.fixture(autouse=True)
def _text(monkeypatch: pytest.MonkeyPatch) -> None:
    def document_text(arguments: dict[str, object]) -> object:
        source = Path(str(arguments["path"]))
        if "secret" in source.name:
            raise RequestFailure("encrypted", "It has a password.")
        if "crash" in source.name:
            os.abort()
        (source.parent / ".text" / str(arguments["out"])).write_text(source.read_text().upper())
        return {}

    monkeypatch.setitem(requests.REQUESTS, "document_text", document_text)
    return


def test_startup_names(workspace: Workspace, names: dict[str, Any], tmp_path: Path) -> None:
    assert sorted(names) == ["OUTPUT_DIR", "np", "pd", "plt"]
    assert names["pd"] is sys.modules["pandas"]
    assert names["OUTPUT_DIR"] == f"{tmp_path}/output"
    assert (tmp_path / "output").is_dir()


def test_a_file_in_the_place_of_the_folder_is_left_there(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("mine")
    made = Workspace(replace(SETTINGS, workspace=str(tmp_path)), {})
    assert made.startup_names()["OUTPUT_DIR"] == f"{tmp_path}/output"
    assert (tmp_path / "output").read_text() == "mine"


def test_names_come_and_are_kept_up(workspace: Workspace, names: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    workspace.refresh(set())
    assert names["a_path"] == f"{tmp_path}/a.csv"
    (tmp_path / "a.xlsx").write_text("x")
    (tmp_path / "output" / "b.csv").write_text("x")
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "c.csv").write_text("x")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "d.csv").write_text("x")
    workspace.refresh(set())
    given = {name: value for name, value in names.items() if name.endswith("_path")}
    assert given == {
        "a_path": f"{tmp_path}/a.csv",
        "a_csv_path": f"{tmp_path}/a.csv",
        "a_xlsx_path": f"{tmp_path}/a.xlsx",
        "output_b_path": f"{tmp_path}/output/b.csv",
        "c_path": f"{tmp_path}/project/c.csv",
    }


def test_what_the_person_set_is_theirs(workspace: Workspace, names: dict[str, Any], tmp_path: Path) -> None:
    class Hostile:
        def __eq__(self, other: object) -> bool:
            raise ValueError

        __hash__ = None  # type: ignore[assignment]

    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "b.csv").write_text("x")
    hostile = Hostile()
    names["a_path"], names["b_path"] = "mine", hostile
    workspace.refresh(set())
    assert names["a_path"] == "mine"
    assert names["b_path"] is hostile
    assert not workspace.is_given("a_path", "mine")
    assert not workspace.is_given("b_path", hostile)
    assert workspace.is_given("OUTPUT_DIR", f"{tmp_path}/output")


def test_a_name_that_was_deleted_comes_back(workspace: Workspace, names: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    workspace.refresh(set())
    del names["a_path"]
    workspace.refresh(set())
    assert "a_path" in names


def test_texts_are_made_when_mentioned_and_once(workspace: Workspace, names: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    workspace.refresh({"notes_path"})
    text = Path(names["notes_text_path"])
    assert not text.exists()
    workspace.refresh({"notes_text_path"})
    assert text.read_text() == "HELLO"
    made = text.stat().st_ino
    workspace.refresh({"notes_text_path"})
    assert text.stat().st_ino == made
    (tmp_path / "notes.txt").write_text("changed")
    os.utime(tmp_path / "notes.txt", ns=(0, text.stat().st_mtime_ns + 1))
    workspace.refresh({"notes_text_path"})
    assert text.read_text() == "CHANGED"
    assert workspace.changes() == []


@pytest.mark.parametrize(
    ("name", "said"), [("secret.pdf", "[It has a password.]\n"), ("crash.pdf", "[The text of crash.pdf could not be read.]\n")]
)
def test_texts_that_cannot_be_had_say_so(workspace: Workspace, names: dict[str, Any], tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_text("x")
    variable = f"{name.removesuffix('.pdf')}_text_path"
    workspace.refresh({variable})
    assert Path(names[variable]).read_text() == said


def test_tables_have_no_text(workspace: Workspace, names: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    workspace.refresh(set())
    assert "a_text_path" not in names


def test_changes_are_those_since_the_cell_began(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "before.txt").write_text("x")
    workspace.refresh(set())
    (tmp_path / "during.txt").write_text("x")
    assert [Path(frame["path"]).name for frame in workspace.changes()] == ["during.txt"]
    assert workspace.changes() == []


def test_project_files_are_read_only_and_never_results(workspace: Workspace, tmp_path: Path) -> None:
    workspace.refresh(set())
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "shared.csv").write_text("x")
    assert workspace.changes() == []
