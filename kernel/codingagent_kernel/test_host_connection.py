"""The supervisor's end of the host's socket."""

import json
import socket
from collections.abc import Iterator

import pytest

from codingagent_kernel.frames import Interrupt
from codingagent_kernel.host_connection import UNREAD_BYTES, HostConnection, HostGone


@pytest.fixture
def pair() -> Iterator[tuple[HostConnection, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield HostConnection(ours), theirs


Pair = tuple[HostConnection, socket.socket]


def test_frames_go_and_come(pair: Pair) -> None:
    host, theirs = pair
    host.send({"frame": "ready"})
    assert theirs.recv(100) == b'{"frame":"ready"}\n'
    theirs.sendall(b'{"frame":"interrupt","cell":1}\n{"frame":"interrupt",')
    assert host.hear() == [Interrupt(1)]
    assert host.hear() == []
    theirs.sendall(b'"cell":2}\n')
    assert host.hear() == [Interrupt(2)]


def test_a_host_that_does_not_read_is_slow_and_loses_nothing(pair: Pair) -> None:
    host, theirs = pair
    sent = 0
    while not host.is_slow:
        host.send({"frame": "output", "text": "x" * 10_000, "n": sent})
        sent += 1
    assert host.has_unread
    assert sent * 10_000 > UNREAD_BYTES
    received = b""
    while received.count(b"\n") < sent:
        host.push()
        received += theirs.recv(1_000_000)
    assert [json.loads(line)["n"] for line in received.splitlines()] == list(range(sent))
    assert (host.has_unread, host.is_slow) == (False, False)


def test_a_host_that_closes_is_gone(pair: Pair) -> None:
    host, theirs = pair
    theirs.close()
    with pytest.raises(HostGone):
        host.hear()
    with pytest.raises(HostGone):
        host.send({"frame": "ready"})


@pytest.mark.parametrize("line", [b"nonsense\n", b'{"frame":"dance"}\n', b"[]\n", b"\xff\n", b'{"frame":"interrupt","cell":1.5}\n'])
def test_a_host_that_says_no_frame_is_gone(pair: Pair, line: bytes) -> None:
    host, theirs = pair
    theirs.sendall(line)
    with pytest.raises(HostGone):
        host.hear()
