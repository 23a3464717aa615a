"""Whose turn it is to say a line: threads, and forks that a cell made, hold the same connection, and a long line is not written at once."""

from __future__ import annotations

import fcntl
import os
import threading
from types import TracebackType

_lockf = fcntl.lockf
#: Out of the way of code that closes low numbers.
_NUMBER = 700


class Turn:
    """`with turn:` waits for all others. A process that dies gives its turn back."""

    def __init__(self) -> None:
        # Locks of this kind belong to a process: its threads need one of their own, which a fork must not find taken.
        file = os.memfd_create("turn")
        self._file = fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, _NUMBER)
        os.close(file)
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        # A signal handler of the person's may speak in the middle of a line; that must not wait for itself.
        self._threads = threading.RLock()
        self._depth = 0

    def __enter__(self) -> None:
        self._threads.acquire()
        self._depth += 1
        if self._depth == 1:
            self._lock(fcntl.LOCK_EX)

    def __exit__(self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._lock(fcntl.LOCK_UN)
        self._threads.release()

    def renew(self) -> None:
        """Between cells: an interrupt may have come between taking a turn and using it."""
        self._begin_anew()
        self._lock(fcntl.LOCK_UN)

    def _lock(self, how: int) -> None:
        try:
            _lockf(self._file, how)
        except OSError:
            pass  # the cell closed the file: lines may get mixed, and those are dropped
