"""Variables written down by one process and read by another."""

import os
import pickle
import types
from pathlib import Path
from typing import Any

import pytest

from codingagent_kernel import carried, prepare


def moved(tmp_path: Path, names: dict[str, Any]) -> dict[str, Any]:
    """What of these arrives in an empty namespace; written in a fork, as by a standby."""
    file = os.open(tmp_path / "variables", os.O_CREAT | os.O_RDWR)
    shell = prepare.prepare()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            shell.user_ns.update(names)
            carried.write_down(file)
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.lseek(file, 0, os.SEEK_SET)
    namespace: dict[str, Any] = {}
    carried.read_back(file, namespace)
    return namespace


def test_values_modules_and_functions_arrive(tmp_path: Path) -> None:
    import json

    import pandas as pd

    source = "factor = 3\ndef triple(n): return n * factor\nclass Point:\n    x = 5\npoint = Point()\npoint.y = 6"
    made: dict[str, Any] = {"__name__": "__main__"}
    exec(source, made)
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    arrived = moved(tmp_path, {**made, "frame": frame, "json": json, "nested": {"k": [1, (2,)]}})
    assert arrived["triple"](4) == 12
    assert (arrived["point"].x, arrived["point"].y) == (5, 6)
    assert arrived["frame"].equals(frame)
    assert arrived["json"] is json
    assert arrived["nested"] == {"k": [1, (2,)]}


def test_what_cannot_be_copied_is_the_only_thing_lost(tmp_path: Path) -> None:
    import socket
    import threading

    names = {"lock": threading.Lock(), "lines": (n for n in range(3)), "good": 1, "socket": socket.socket()}
    arrived = moved(tmp_path, names)
    assert "good" in arrived
    assert not {"lock", "lines", "socket"} & set(arrived)


def test_hidden_names_stay_behind(tmp_path: Path) -> None:
    arrived = moved(tmp_path, {"_": 1, "__private": 2, "shown": 3})
    assert "shown" in arrived
    assert not [name for name in arrived if name.startswith("_")]


def test_a_value_that_breaks_when_it_is_read_hides_only_itself(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[Any, ...]:
            return int, ("no number",)

    arrived = moved(tmp_path, {"bomb": Bomb(), "after": 2})
    assert "bomb" not in arrived
    assert arrived["after"] == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"non",
        b"nonsense that is long enough",
        b"\0" * 8,
        b"\0" * 64,
        (100).to_bytes(8) + b"short",
        (4).to_bytes(8) + b"\xff" * 4,
    ],
)
def test_a_torn_file_gives_what_it_can(tmp_path: Path, content: bytes) -> None:
    file = os.open(tmp_path / "variables", os.O_CREAT | os.O_RDWR)
    first = pickle.dumps(("first", "value", pickle.dumps("here")))
    os.write(file, len(first).to_bytes(8) + first + content)
    os.lseek(file, 0, os.SEEK_SET)
    namespace: dict[str, Any] = {}
    carried.read_back(file, namespace)
    assert namespace == {"first": "here"}


def test_a_module_that_is_no_more_is_left_out(tmp_path: Path) -> None:
    arrived = moved(tmp_path, {"gone": types.ModuleType("no_such_module"), "good": 1})
    assert "gone" not in arrived
    assert arrived["good"] == 1
