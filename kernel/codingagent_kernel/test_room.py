"""Room for another process, below a process of its own. The limit itself is the sandbox's: `conformance.ts` fills it for real."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from codingagent_kernel.processes import below, parents
from codingagent_kernel.room import ROOM, collect_children, in_words, is_full, make_room

Child = subprocess.Popen[bytes]


@pytest.fixture
def sleepers() -> Iterator[list[Child]]:
    """A runner with a child of its own, and two strangers."""
    runner = subprocess.Popen(["sh", "-c", "sleep 1000 & echo; exec sleep 1000"], stdout=subprocess.PIPE)
    assert runner.stdout
    runner.stdout.readline()
    children = [runner, *(subprocess.Popen(["sleep", "1000"]) for _ in range(2))]
    yield children
    for process in below(parents()):
        os.kill(process, signal.SIGKILL)
    for child in children:
        child.wait()
    runner.stdout.close()


def in_use() -> int:
    """The smallest limit that is not full, less what must be free."""
    return next(limit for limit in range(1, 500) if not is_full(limit)) - ROOM


def test_processes_and_their_threads_count(sleepers: list[Child]) -> None:
    before = in_use()
    threads = "import threading, time; [threading.Thread(target=time.sleep, args=(1000,)).start() for _ in range(5)]; print(1, flush=True)"
    with subprocess.Popen(["python3", "-c", threads], stdout=subprocess.PIPE) as busy:
        assert busy.stdout
        busy.stdout.readline()
        during = in_use()
        busy.kill()
    assert during == before + 6
    assert in_use() == before


def test_one_that_ended_counts_until_it_is_collected(sleepers: list[Child]) -> None:
    before = in_use()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert child in parents(ended=True)
    assert child not in parents()
    assert in_use() == before + 1
    collect_children()
    assert in_use() == before


def test_what_was_left_behind_is_ended_but_neither_runner_nor_spared(sleepers: list[Child]) -> None:
    runner, spared, stranger = sleepers
    assert make_room(runner.pid, [spared.pid]) == 2
    assert (runner.poll(), spared.poll()) == (None, None)
    assert stranger.wait() == -signal.SIGKILL
    assert sorted(below(parents())) == sorted([runner.pid, spared.pid])


def test_nothing_to_end_is_said_as_none(sleepers: list[Child]) -> None:
    make_room(sleepers[0].pid, ())
    assert make_room(sleepers[0].pid, ()) == 0


def test_what_makes_new_ones_all_the_time_is_ended_too(sleepers: list[Child]) -> None:
    bomb = subprocess.Popen(["sh", "-c", "while :; do sleep 1000 & sleep 0.001; done"])
    end = time.monotonic() + 20
    while len(below(parents())) < 20 and time.monotonic() < end:
        time.sleep(0.005)
    # Some of those counted were the short ones, which end by themselves.
    assert make_room(sleepers[0].pid, ()) >= 8
    bomb.wait()
    assert below(parents()) == [sleepers[0].pid]


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (
            1,
            "1 process that an earlier cell left running was ended, because all of this session's 64 processes and threads were in use.",
        ),
        (
            9,
            "9 processes that earlier cells left running were ended, because all of this session's 64 processes and threads were in use.",
        ),
    ],
)
def test_it_is_told_in_words(ended: int, words: str) -> None:
    assert in_words(ended, 64) == words
