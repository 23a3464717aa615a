"""Lines of threads and of forks, on one connection that takes no long line at once."""

import os
import signal
import socket
import threading
import time

import pytest

from codingagent_kernel.kernel_for_tests import KernelForTests
from codingagent_kernel.turn import Turn

#: Longer than a socket takes in one piece.
LENGTH = 600_000


def say(turn: Turn, connection: socket.socket, letter: bytes, times: int = 5) -> None:
    for _ in range(times):
        with turn:
            connection.sendall(letter * LENGTH + b"\n")


def said(connection: socket.socket) -> list[bytes]:
    with connection.makefile("rb") as file:
        return file.read().splitlines()


def ended_well(child: int) -> None:
    end = time.monotonic() + 10
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            pytest.fail("it gets no turn")
        time.sleep(0.001)
    assert ended[1] == 0


def test_long_lines_of_forks_and_threads_stay_whole() -> None:
    hears, speaks = socket.socketpair()
    turn = Turn()
    children = []
    for letter in (b"a", b"b"):
        child = os.fork()
        if child == 0:
            say(turn, speaks, letter)
            os._exit(0)
        children.append(child)
    threads = [threading.Thread(target=say, args=(turn, speaks, letter)) for letter in (b"c", b"d")]

    def speak() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for child in children:
            os.waitpid(child, 0)
        speaks.close()

    speaker = threading.Thread(target=speak)
    speaker.start()
    lines = said(hears)
    speaker.join()
    assert sorted(lines) == sorted(letter * LENGTH for letter in (b"a", b"b", b"c", b"d") for _ in range(5))


def test_a_handler_that_speaks_in_the_middle_of_a_line_does_not_wait_for_itself() -> None:
    turn = Turn()
    with turn, turn:
        pass
    child = os.fork()
    if child == 0:
        with turn:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def test_a_fork_that_was_made_in_the_middle_of_a_thread_s_line_waits_only_for_that_line() -> None:
    turn = Turn()
    speaks, is_over = threading.Event(), threading.Event()

    def speak() -> None:
        with turn:
            speaks.set()
            is_over.wait()

    thread = threading.Thread(target=speak)
    thread.start()
    speaks.wait()
    child = os.fork()
    if child == 0:
        with turn:
            os._exit(0)
    is_over.set()
    thread.join()
    ended_well(child)


@pytest.mark.parametrize("ends", [True, False])
def test_a_turn_comes_back_from_a_fork_that_dies_and_from_an_interrupt(ends: bool) -> None:
    turn = Turn()
    if ends:
        child = os.fork()
        if child == 0:
            turn.__enter__()
            os._exit(0)
        os.waitpid(child, 0)
    else:
        turn.__enter__()
        turn.renew()
    child = os.fork()
    if child == 0:
        with turn:
            os._exit(0)
    ended_well(child)


def test_a_cell_ends_while_forks_of_an_earlier_one_go_on_showing(kernel: KernelForTests) -> None:
    """Its result, with two hundred variables that JSON writes as six bytes a letter, is longer than a socket takes in one piece."""
    kernel.run("globals().update({f'v{i}': '数' * 300 for i in range(250)})")
    show = "import os\nfor _ in range(4):\n    if os.fork() == 0:\n        while True: display('数' * 9000)"
    assert kernel.run(show).status == "ok"
    for number in range(5):
        outcome = kernel.run(f"last = {number}", timeout=10)
        assert (outcome.status, len(outcome.result["variables"])) == ("ok", 200)
    assert "4" in kernel.run("last").shown
