"""The supervisor's end of the host's socket: whole frames in, whole frames out, and never a wait."""

from __future__ import annotations

import contextlib
import os
import socket
import traceback

from codingagent_kernel.frames import BadFrame, Frame, HostFrame, LineReader, encode, from_host

_READ = 64 * 1024
#: Frames the host has not read yet; beyond this the runner is not read either.
UNREAD_BYTES = 1024 * 1024


class HostGone(Exception):
    """The host closed its end, or says what is no frame: the kernel ends."""


class HostConnection:
    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._lines = LineReader()
        self._unread = bytearray()

    def fileno(self) -> int:
        return self._connection.fileno()

    @property
    def has_unread(self) -> bool:
        return bool(self._unread)

    @property
    def is_slow(self) -> bool:
        return len(self._unread) > UNREAD_BYTES

    def send(self, frame: Frame) -> None:
        self._unread += encode(frame)
        self.push()

    def push(self) -> None:
        """Sends what the socket has room for."""
        try:
            while self._unread:
                sent = self._connection.send(self._unread)
                del self._unread[:sent]
        except BlockingIOError:
            return
        except OSError as problem:
            raise HostGone from problem

    def send_last_words(self, problem: BaseException) -> None:
        """A failure of request 0, which nobody made: why the kernel itself ends. What the socket has no room for is not said."""
        place = traceback.extract_tb(problem.__traceback__)[-1:]
        where = "".join(f" ({os.path.basename(frame.filename)}, line {frame.lineno})" for frame in place)
        said = traceback.format_exception_only(problem)[-1].strip()
        with contextlib.suppress(HostGone, BadFrame):
            self.send({"frame": "failure", "request": 0, "code": "ended", "message": f"{said[:300]}{where}"})

    def hear(self) -> list[HostFrame]:
        try:
            data = self._connection.recv(_READ)
        except BlockingIOError:
            return []
        except OSError as problem:
            raise HostGone from problem
        if not data:
            raise HostGone
        try:
            return [from_host(line) for line in self._lines.feed(data)]
        except BadFrame as problem:
            raise HostGone from problem
