"""A runner's link, its standby and its recovery, with small runners that are no Python shells."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from codingagent_kernel import recovery, runner_link
from codingagent_kernel.frames import MAX_FRAME, BadFrame
from codingagent_kernel.runner_link import (
    RunnerDescriptors,
    RunnerLink,
    Standby,
    carry,
    sleep_until_woken,
    start_runner,
    take_over,
    wake_runner,
)
from codingagent_kernel.settings import KernelSettings

Started = Callable[[Callable[[RunnerDescriptors], object]], RunnerLink]


@pytest.fixture
def start() -> Iterator[Started]:
    links: list[RunnerLink] = []

    def begin(main: Callable[[RunnerDescriptors], object]) -> RunnerLink:
        links.append(start_runner(main))
        return links[-1]

    yield begin
    for link in links:
        try:
            os.kill(link.process, signal.SIGKILL)
            os.waitpid(link.process, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        link.close()


def heard(link: RunnerLink) -> list[bytes] | None:
    """The next lines, once there are some; None at the end."""
    while True:
        lines = link.hear()
        if lines is None or lines:
            return lines
        time.sleep(0.001)


def echo(its: RunnerDescriptors) -> None:
    while data := os.read(its.control, 65536):
        os.write(its.control, data)
        os.write(its.stdout, b"out")
        os.write(its.stderr, b"err")


def test_messages_go_and_come(start: Started) -> None:
    link = start(echo)
    link.tell({"do": "run", "code": "ü"})
    lines = heard(link)
    assert lines is not None
    assert [json.loads(line) for line in lines] == [{"do": "run", "code": "ü"}]
    time.sleep(0.01)
    assert os.read(link.stdout, 10) == b"out"
    assert os.read(link.stderr, 10) == b"err"
    with pytest.raises(BlockingIOError):
        os.read(link.stdout, 10)


def test_a_runner_that_does_not_read_keeps_nobody_waiting(start: Started) -> None:
    link = start(lambda its: time.sleep(1000))
    link.tell({"do": "run", "code": "x" * 3_000_000})
    assert link.unsent
    os.kill(link.process, signal.SIGKILL)
    assert heard(link) is None
    link.push()
    assert not link.unsent


def test_a_runner_that_ends_is_heard_to_end(start: Started) -> None:
    link = start(lambda its: os._exit(5))
    assert heard(link) is None
    assert os.waitstatus_to_exitcode(os.waitpid(link.process, 0)[1]) == 5


def test_a_main_that_returns_or_raises_ends_its_process(start: Started) -> None:
    def fail(its: RunnerDescriptors) -> None:
        os.close(2)
        raise ValueError

    for main in (fail, lambda its: None):
        link = start(main)
        assert os.waitstatus_to_exitcode(os.waitpid(link.process, 0)[1]) in (1, 70)


def test_an_endless_line_is_no_message(start: Started) -> None:
    def flood(its: RunnerDescriptors) -> None:
        while True:
            os.write(its.control, b"x" * 65536)

    link = start(flood)

    def listen() -> None:
        for _ in range(MAX_FRAME):
            link.hear()

    with pytest.raises(BadFrame):
        listen()


def sleeping_standby(link: RunnerLink, answer: Callable[[dict[str, Any], list[int]], object]) -> Standby:
    """A process that waits on `wake` as a standby does."""
    wake = os.dup(link.wake.fileno())
    theirs, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    os.close(wake)
    link.wake = ours
    process = os.fork()
    if process == 0:
        message, descriptors, _, _ = socket.recv_fds(theirs, 4096, 8)
        answer(json.loads(message), list(descriptors))
        os._exit(0)
    theirs.close()
    return Standby(process, "whole")


def ended(standby: Standby) -> None:
    try:
        os.kill(standby.process, signal.SIGKILL)
        os.waitpid(standby.process, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def test_a_standby_takes_over_with_pipes_of_its_own(start: Started) -> None:
    def answer(order: dict[str, Any], descriptors: list[int]) -> None:
        control, _, stdout, _ = descriptors
        os.write(control, runner_link.TOOK_OVER + b'{"tell":"more"}\n')
        os.write(stdout, b"from the standby")
        time.sleep(10)

    link = start(echo)
    standby = sleeping_standby(link, answer)
    fresh = take_over(link, standby)
    assert fresh is not None
    assert fresh.process == standby.process
    assert heard(fresh) == [b'{"tell":"more"}']
    time.sleep(0.02)
    assert os.read(fresh.stdout, 100) == b"from the standby"
    ended(standby)
    fresh.close()


@pytest.mark.parametrize("said", [b"", b"nonsense that is long enough\n", None])
def test_a_standby_that_says_something_else_does_not(start: Started, said: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_link, "TAKE_OVER_SECONDS", 0.1)

    def answer(order: dict[str, Any], descriptors: list[int]) -> None:
        if said is None:
            time.sleep(10)
        os.write(descriptors[0], said or b"")

    link = start(echo)
    standby = sleeping_standby(link, answer)
    assert take_over(link, standby) is None
    ended(standby)


def test_what_a_standby_writes_down_is_handed_on(start: Started, tmp_path: Any) -> None:
    def answer(order: dict[str, Any], descriptors: list[int]) -> None:
        assert order == {"do": "carry"}
        os.write(descriptors[0], b"variables")

    link = start(echo)
    file = carry(link, sleeping_standby(link, answer), str(tmp_path))
    assert file is not None
    assert os.read(file, 100) == b"variables"
    assert list(tmp_path.iterdir()) == []
    os.close(file)


@pytest.mark.parametrize("ending", [lambda: os._exit(1), lambda: os.abort(), lambda: time.sleep(10)])
def test_a_standby_that_cannot_write_hands_on_nothing(
    start: Started, tmp_path: Any, ending: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_link, "CARRY_SECONDS", 0.3)
    link = start(echo)
    standby = sleeping_standby(link, lambda order, descriptors: ending())
    assert carry(link, standby, str(tmp_path)) is None
    ended(standby)


def test_a_workspace_that_cannot_hold_the_file_is_no_hindrance(start: Started) -> None:
    link = start(echo)
    file = carry(link, sleeping_standby(link, lambda order, descriptors: os.write(descriptors[0], b"x")), "/proc")
    assert file is not None
    os.close(file)


TWO = [{"name": "sales"}, {"name": "model"}]


def test_recovery_says_what_was_lost_and_why(start: Started) -> None:
    link = start(echo)
    assert recovery.recover(link, []).note == "A fresh Python was started; there were no variables to lose."
    link.no_standby = "they take 3 GB"
    found = recovery.recover(link, TWO)
    assert found.note.startswith("A fresh Python was started and all variables are lost: they take 3 GB. Gone: sales, model.")
    assert (found.link, found.carrier) == (None, None)
    many = [{"name": f"v{number}"} for number in range(22)]
    assert recovery.recover(link, many).note.partition("v19")[2].startswith(" and 2 more. Files")
    assert recovery.recover(link, many[:20]).note.partition("v19")[2].startswith(". Files")
    gone = sleeping_standby(link, lambda order, descriptors: None)
    ended(gone)
    link.standby = gone
    assert "the undo point was ended" in recovery.recover(link, TWO).note
    link.standby = Standby(os.getpid(), "carry")
    assert recovery.recover(link, TWO).carrier == Standby(os.getpid(), "carry")
    assert link.standby is None


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["sales", "model", "pd"], ""),
        (["model"], "Lost, because they could not be copied: sales."),
        ([], "Lost, because they could not be copied: sales, model."),
        (None, "Lost, because they could not be copied: sales, model."),
    ],
)
def test_what_a_fresh_runner_did_not_get_is_named(names: object, told: str) -> None:
    assert recovery.left_behind(TWO, names) == told


def test_of_many_lost_the_newest_are_named() -> None:
    many = [{"name": f"v{number}"} for number in range(25)]
    assert recovery.not_carried(many).endswith("v18, v19 and 5 more.")


SETTINGS = KernelSettings(
    writable=True, memory_bytes=2**31, processes=64, disk_bytes=2**30, memory_cgroup=True, workspace="/w", outbox="/ü"
)


def say_settings(its: RunnerDescriptors) -> None:
    settings = sleep_until_woken(its.wake)
    os.write(its.control, settings.workspace.encode() + b"\n" if settings == SETTINGS else b"other settings\n")
    os.read(its.control, 1)


def test_one_that_was_started_ahead_waits_for_its_settings(start: Started) -> None:
    link = start(say_settings)
    time.sleep(0.02)
    assert link.hear() == []
    assert wake_runner(link, SETTINGS)
    assert heard(link) == [b"/w"]


def test_one_that_is_not_needed_ends_by_itself() -> None:
    link = start_runner(say_settings)
    link.close()
    assert os.waitstatus_to_exitcode(os.waitpid(link.process, 0)[1]) == 0


def test_one_that_died_while_it_waited_is_not_woken(start: Started) -> None:
    link = start(say_settings)
    os.kill(link.process, signal.SIGKILL)
    os.waitpid(link.process, 0)
    assert not wake_runner(link, SETTINGS)
