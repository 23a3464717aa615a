"""The supervisor's hold on one runner: its process, its pipes, its socket, and the standby that would take its place.

A runner gets four descriptors: stdout, stderr, `control` (JSON lines both ways) and `wake`, on which nothing is said but to one that
sleeps there: a runner that was forked before its kernel was asked for, and later a standby, its fork.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Literal

from codingagent_kernel.frames import Frame, LineReader, encode
from codingagent_kernel.processes import wait_for
from codingagent_kernel.settings import KernelSettings

#: Seconds a standby may take to answer, and to write its variables down.
TAKE_OVER_SECONDS = 1.5
CARRY_SECONDS = 10.0
#: Seconds a runner may take to renew its standby: code of the session's own can hang in a fork.
RENEW_SECONDS = 10.0
#: The first thing a standby says over its new `control`.
TOOK_OVER = b'{"tell":"took_over"}\n'


@dataclass(frozen=True, slots=True)
class RunnerDescriptors:
    """The runner's own ends. Their numbers stay the same when a standby takes over."""

    control: int
    wake: int
    stdout: int
    stderr: int

    def close(self) -> None:
        for descriptor in (self.control, self.wake, self.stdout, self.stderr):
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Standby:
    process: int
    #: `carry`: it has lost the threads its libraries count on, so it writes its variables down for a fresh runner.
    how: Literal["whole", "carry"]


@dataclass(slots=True)
class RunnerLink:
    process: int
    control: socket.socket
    wake: socket.socket
    stdout: int
    stderr: int
    lines: LineReader = field(default_factory=LineReader)
    standby: Standby | None = None
    #: Why the cell that runs has no standby, in words.
    no_standby: str = ""
    #: While the runner has yet to say what became of its next standby: when it must have.
    renewed_by: float | None = None
    #: That standby got the last place of the limit of processes, or none.
    full: bool = False
    unsent: bytearray = field(default_factory=bytearray)

    @property
    def renewing(self) -> bool:
        return self.renewed_by is not None

    def begin_renewing(self) -> None:
        self.standby, self.renewed_by = None, time.monotonic() + RENEW_SECONDS

    def renewing_due(self) -> float | None:
        return None if self.renewed_by is None else max(0.0, self.renewed_by - time.monotonic())

    def renews_too_long(self) -> bool:
        """True when the runner hangs and must be killed; asks again a second later, should it not have died."""
        if self.renewing_due() != 0:
            return False
        self.renewed_by = time.monotonic() + 1
        self.no_standby = "no undo point could be taken in time"
        return True

    def tell(self, message: Frame) -> None:
        """Queues a message; `push` sends what the socket has no room for yet."""
        self.unsent += encode(message)
        self.push()

    def push(self) -> None:
        try:
            while self.unsent:
                sent = self.control.send(self.unsent)
                del self.unsent[:sent]
        except BlockingIOError:
            return
        except OSError:
            self.unsent.clear()  # it died: its exit status tells the rest

    def hear(self) -> list[bytes] | None:
        """Lines that came; None when the runner closed its end. Raises BadFrame for an endless line."""
        try:
            data = self.control.recv(256 * 1024)
        except BlockingIOError:
            return []
        except OSError:
            return None
        return self.lines.feed(data) if data else None

    def close(self) -> None:
        self.control.close()
        self.wake.close()
        os.close(self.stdout)
        os.close(self.stderr)


def _ends() -> tuple[RunnerLink, RunnerDescriptors]:
    control, its_control = socket.socketpair()
    wake, its_wake = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    stdout, its_stdout = os.pipe2(os.O_CLOEXEC)
    stderr, its_stderr = os.pipe2(os.O_CLOEXEC)
    control.setblocking(False)
    os.set_blocking(stdout, False)
    os.set_blocking(stderr, False)
    link = RunnerLink(0, control, wake, stdout, stderr)
    return link, RunnerDescriptors(its_control.detach(), its_wake.detach(), its_stdout, its_stderr)


def start_runner(main: Callable[[RunnerDescriptors], object]) -> RunnerLink:
    """Forks a runner from this very process, whose Python is as it was before any cell."""
    link, its = _ends()
    link.process = os.fork()
    if link.process == 0:
        link.close()
        try:
            main(its)
        finally:
            os._exit(70)
    its.close()
    return link


def _say(link: RunnerLink, message: Frame, descriptors: list[int]) -> bool:
    try:
        socket.send_fds(link.wake, [json.dumps(message).encode()], descriptors, socket.MSG_DONTWAIT)
    except OSError:
        return False
    return True


def wake_runner(link: RunnerLink, settings: KernelSettings) -> bool:
    """Tells a runner that was started ahead whose it is. False when it is gone."""
    return _say(link, asdict(settings), [])


def sleep_until_woken(wake: int) -> KernelSettings:
    """In such a runner. Ends the process when it is not needed."""
    with socket.socket(fileno=os.dup(wake)) as line:
        message = line.recv(4096)
    if not message:
        os._exit(0)
    return KernelSettings(**json.loads(message))


def take_over(link: RunnerLink, standby: Standby) -> RunnerLink | None:
    """The standby becomes the runner, with pipes that no leftover process holds. None when it does not answer."""
    fresh, its = _ends()
    descriptors = [its.control, its.wake, its.stdout, its.stderr]
    told = _say(link, {"do": "take_over"}, descriptors)
    its.close()
    fresh.process = standby.process
    if told:
        fresh.control.settimeout(TAKE_OVER_SECONDS)
        try:
            told = fresh.control.recv(len(TOOK_OVER), socket.MSG_WAITALL) == TOOK_OVER
        except OSError:
            told = False
        fresh.control.setblocking(False)
    if not told:
        fresh.close()
        return None
    return fresh


def carry(link: RunnerLink, standby: Standby, folder: str) -> int | None:
    """The standby writes its variables into a nameless file and ends. Its descriptor, or None."""
    try:
        file = os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        file = os.memfd_create("variables")
    if _say(link, {"do": "carry"}, [file]):
        try:
            ended_well = wait_for(standby.process, CARRY_SECONDS) == 0
        except ChildProcessError:
            ended_well = False
        if ended_well:
            os.lseek(file, 0, os.SEEK_SET)
            return file
    os.close(file)
    return None
