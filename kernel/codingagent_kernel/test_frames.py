"""Frames as the host and the runner send them, good and bad."""

import json
from pathlib import Path
from typing import Any

import pytest

from codingagent_kernel.frames import (
    MAX_FRAME,
    AskRequest,
    BadFrame,
    CancelRequest,
    Interrupt,
    LineReader,
    RunCell,
    encode,
    from_host,
    from_runner,
    variables_of,
)

EXAMPLES = json.loads((Path(__file__).parent / "frame_examples.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("frame", EXAMPLES["fromKernel"], ids=json.dumps)
def test_the_examples_pass_as_they_are(frame: dict[str, Any]) -> None:
    assert from_runner(frame, 7) == frame


@pytest.mark.parametrize("frame", EXAMPLES["notFromKernel"], ids=json.dumps)
def test_what_the_host_would_not_read_is_not_sent(frame: dict[str, Any]) -> None:
    with pytest.raises(BadFrame):
        from_runner(frame, 7)


@pytest.mark.parametrize("frame", EXAMPLES["fromHost"], ids=json.dumps)
def test_the_hosts_examples_are_read(frame: dict[str, Any]) -> None:
    assert from_host(line(frame))


def line(frame: dict[str, Any]) -> bytes:
    return json.dumps(frame).encode()


def test_frames_of_the_host() -> None:
    run = {"frame": "run", "cell": 3, "code": "1", "timeout": 15, "outputBytes": 100, "refusedImports": ["os.system"]}
    assert from_host(line(run)) == RunCell(3, "1", timeout=15.0, output_bytes=100, refused=("os.system",))
    assert from_host(line({"frame": "interrupt", "cell": 3})) == Interrupt(3)
    asked = {"frame": "request", "request": 1, "name": "page", "arguments": {"a": 1}, "timeout": 2}
    assert from_host(line(asked)) == AskRequest(1, "page", {"a": 1}, 2.0)
    assert from_host(line({"frame": "cancel", "request": 1})) == CancelRequest(1)


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"frame": "other"},
        {"frame": "run", "cell": True, "code": "1", "timeout": 1, "outputBytes": 1},
        {"frame": "run", "cell": 1, "code": 1, "timeout": 1, "outputBytes": 1},
        {"frame": "run", "cell": 1, "code": "1", "timeout": -1, "outputBytes": 1},
        {"frame": "run", "cell": 1, "code": "1", "timeout": "x", "outputBytes": 1},
        {"frame": "run", "cell": 1, "code": "1", "timeout": 1, "outputBytes": 1, "refusedImports": [1]},
        {"frame": "interrupt"},
        {"frame": "request", "request": 1, "name": "x", "arguments": []},
    ],
)
def test_what_is_no_frame_of_the_host(frame: dict[str, Any]) -> None:
    with pytest.raises(BadFrame):
        from_host(line(frame))


def test_half_a_character_never_leaves_the_kernel() -> None:
    assert from_runner({"frame": "display", "text": "a\ud800b"}, 1)["text"] == "a?b"


@pytest.mark.parametrize(("dimensions", "told"), [(64, 64), (65, 64)])
def test_a_variable_has_as_many_dimensions_as_an_array_may(dimensions: int, told: int) -> None:
    variable = {"name": "a", "type": "numpy.ndarray", "preview": "", "shape": [1] * dimensions}
    assert len(variables_of({"variables": [variable]})[0]["shape"]) == told


def test_the_cell_of_a_runners_frame_is_the_hosts() -> None:
    shown = from_runner({"frame": "display", "cell": 99, "text": "x" * 10**6, "extra": 1}, 7)
    assert shown["cell"] == 7
    assert len(shown["text"]) < 300_000
    assert "extra" not in shown


@pytest.mark.parametrize(
    "frame",
    [
        {"frame": "ready"},
        {"frame": "display"},
        {"frame": "display", "text": "x", "payload": {"path": 5}},
        {"frame": "display", "text": "x", "payload": []},
        {"frame": "file", "path": "a", "size": "1"},
        {"frame": "result", "status": "fine", "seconds": 1, "executionCount": 1},
        {"frame": "result", "status": "ok", "seconds": float("nan"), "executionCount": 1},
        {"frame": "result", "status": "ok", "seconds": 1, "executionCount": 1, "variables": [{"name": 5}]},
        {"frame": "result", "status": "ok", "seconds": 1, "executionCount": 1, "error": {"name": "x"}},
        {"frame": ["display"]},
    ],
)
def test_a_runners_odd_frame_is_not_passed_on(frame: dict[str, Any]) -> None:
    with pytest.raises(BadFrame):
        from_runner(frame, 1)


def test_what_json_cannot_say_is_not_sent() -> None:
    loop: list[Any] = []
    loop.append(loop)
    for value in (float("nan"), {1, 2}, loop, "x" * MAX_FRAME):
        with pytest.raises(BadFrame):
            encode({"frame": "reply", "value": value})
    assert encode({"text": "\ud800é"}) == b'{"text":"\\ud800\\u00e9"}\n'


def test_lines_are_cut_wherever_they_are_torn() -> None:
    reader, got = LineReader(), []
    for byte in b'{"a":1}\n\n{"b":2}\n':
        got += reader.feed(bytes([byte]))
    assert got == [b'{"a":1}', b'{"b":2}']
    assert LineReader().feed(b"1\n2\n3") == [b"1", b"2"]


def test_a_line_without_an_end_is_no_frame() -> None:
    reader = LineReader()
    for _ in range(MAX_FRAME // 100_000):
        assert reader.feed(b"x" * 100_000) == []
    with pytest.raises(BadFrame):
        reader.feed(b"x" * 100_000)
    with pytest.raises(BadFrame):
        LineReader().feed(b"x" * (MAX_FRAME + 1) + b"\n")
