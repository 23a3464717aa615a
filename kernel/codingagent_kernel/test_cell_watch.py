"""One cell's time and ending, without a kernel."""

import os
import signal
import time
from typing import Any

import pytest

from codingagent_kernel import cell_watch
from codingagent_kernel.cell_watch import CellWatch, bytes_in_words, seconds_in_words
from codingagent_kernel.frames import RunCell
from codingagent_kernel.settings import KernelSettings


def watch(timeout: float = 60) -> CellWatch:
    return CellWatch(RunCell(5, "1", timeout=timeout, output_bytes=100), 7)


def settings() -> KernelSettings:
    return KernelSettings(True, memory_bytes=2 * 1024**3, processes=64, disk_bytes=1, memory_cgroup=False)


def sleeping() -> int:
    """A process in a group of its own that ignores SIGINT."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, lambda *_: os._exit(3))
        signal.alarm(60)
        os.write(writer, b".")
        while True:
            time.sleep(1)
    os.read(reader, 1)
    os.close(reader)
    os.close(writer)
    return child


def status_of(code: int = 0, number: int = 0) -> int:
    return code << 8 | number


def test_a_cell_is_left_alone_within_its_time() -> None:
    cell = watch()
    assert not cell.mind(os.getpid())
    due = cell.due()
    assert due is not None
    assert 55 < due <= 60


def test_it_is_asked_first_and_killed_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_watch, "GRACE", 0.05)
    child, cell = sleeping(), watch(0.01)
    time.sleep(0.02)
    assert cell.due() == 0
    assert not cell.mind(child)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    time.sleep(0.06)
    assert cell.mind(child)
    assert not cell.mind(child)
    assert cell.due() is None


def test_a_request_to_stop_is_obeyed_at_once() -> None:
    child, cell = sleeping(), watch()
    cell.stop("interrupted")
    assert cell.due() == 0
    assert not cell.mind(child)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3


def test_nobody_there_to_ask_is_no_matter() -> None:
    child = sleeping()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    cell = watch()
    cell.stop("interrupted")
    assert not cell.mind(child)


def result(**more: Any) -> dict[str, Any]:
    return {"status": "ok", "seconds": 1, **more}


def test_a_cell_that_was_faster_than_the_request_keeps_its_ending() -> None:
    cell = watch()
    assert cell.adjust(result(), False)["status"] == "ok"
    cell.stop("interrupted")
    assert cell.adjust(result(), False)["status"] == "ok"
    assert cell.adjust(result(), True)["status"] == "interrupted"


def test_the_first_reason_to_stop_is_the_one_that_is_told() -> None:
    cell = watch(2)
    cell.stop("timeout")
    cell.stop("interrupted")
    told = cell.adjust(result(error={"name": "KeyboardInterrupt", "message": "", "traceback": "where", "line": 3}), True)
    assert told["status"] == "timeout"
    assert told["error"]["message"] == "The cell was stopped: it ran longer than the 2 seconds it may take."
    assert (told["error"]["name"], told["error"]["traceback"], told["error"]["line"]) == ("TimeoutError", "where", 3)


@pytest.mark.parametrize(
    ("wait_status", "killed_for_memory", "deaf", "status", "words"),
    [
        (status_of(code=3), None, False, "crashed", "exit code 3"),
        (status_of(number=11), None, False, "crashed", "SIGSEGV"),
        (status_of(number=9), None, False, "memory", "more than the 2 GB of memory"),
        (status_of(number=9), True, False, "memory", "more than the 2 GB of memory"),
        (status_of(number=9), False, False, "crashed", "SIGKILL"),
        (status_of(number=9), None, True, "crashed", "closed its own connection"),
    ],
)
def test_how_a_dead_runner_is_told(wait_status: int, killed_for_memory: bool | None, deaf: bool, status: str, words: str) -> None:
    told = watch().died(wait_status, killed_for_memory, settings=settings(), deaf=deaf)
    assert told["status"] == status
    assert words in told["error"]["message"]
    assert (told["cell"], told["executionCount"]) == (5, 7)


def test_a_crash_where_no_process_was_left_to_be_had_says_so() -> None:
    cell = watch()
    cell.is_full = True
    told = cell.died(status_of(number=6), None, settings=settings(), deaf=False)
    assert told["error"]["message"].endswith("All of this session's 64 processes and threads were in use.")


def test_what_we_killed_ourselves_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_watch, "GRACE", 0)
    child, cell = sleeping(), watch()
    cell.stop("interrupted")
    assert cell.mind(child)
    told = cell.died(status_of(number=9), None, settings=settings(), deaf=False)
    assert (told["status"], told["error"]["message"]) == ("interrupted", "The cell was stopped on request.")
    os.waitpid(child, 0)


def test_forged_frames_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_watch, "MOST_FRAMES", 3)
    cell = watch()
    assert [cell.may_pass({"frame": "display", "text": ""}) for _ in range(5)] == [True, True, True, False, False]
    monkeypatch.setattr(cell_watch, "MOST_CHARACTERS", 10)
    assert [watch().may_pass({"text": "x" * size}) for size in (10, 11)] == [True, False]
    assert [watch().may_pass({"frame": "final_result", "value": "x" * size}) for size in (10, 11)] == [True, False]


def test_measures_in_words() -> None:
    assert [seconds_in_words(seconds) for seconds in (0.3, 1, 15.0, 600)] == [
        "0.3 seconds",
        "1 second",
        "15 seconds",
        "600 seconds",
    ]
    assert [bytes_in_words(size) for size in (5, 2048, 3 * 1024**2, 2 * 1024**3)] == ["5 bytes", "2 kB", "3 MB", "2 GB"]
