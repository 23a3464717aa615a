"""The undo point, seen from the runner: a fork of it that sleeps, and takes over with its variables should a cell kill the runner.

It is taken when a cell has ended, while nobody waits: a fork of a process with the data stack costs some milliseconds.
"""

from __future__ import annotations

import array
import json
import os
import signal
import socket
import sys
import threading
from typing import Any

from codingagent_kernel.processes import (
    RUNNER_OOM_SCORE,
    STANDBY_OOM_SCORE,
    private_bytes,
    set_oom_score,
    thread_names,
)
from codingagent_kernel.runner_link import TOOK_OVER, RunnerDescriptors

#: Threads that mend themselves after a fork, by name. Arrow's and DuckDB's have none; both were seen to work on in a forked child.
_FORK_SAFE = ("jemalloc_bg_thd",)
#: A copy of a runner that holds more than this share of the memory could push a cell over the limit that it would have kept.
MOST_MEMORY = 0.45


_fork, _kill, _waitpid = os.fork, os.kill, os.waitpid


class TookOver(Exception):
    """What a standby raises when it wakes as the runner."""


def how_to_undo(memory_limit: int) -> tuple[str | None, str]:
    """(`whole`, `carry` or None, why not)."""
    held = private_bytes()
    if held > memory_limit * MOST_MEMORY:
        return None, f"they take {held / 1024**3:.2g} GB, too much to keep a copy beside them"
    if threading.active_count() > 1:
        return "carry", ""
    extra = [name for name in thread_names() if name not in _FORK_SAFE]
    # polars' threads do not come back after a fork: its copy could not work on.
    if len(extra) > 1 and "polars" in sys.modules:
        return "carry", ""
    return "whole", ""


class Undo:
    def __init__(self, descriptors: RunnerDescriptors) -> None:
        self._descriptors = descriptors
        self._standby = 0
        self._ended: list[int] = []
        #: Whether the last standby got the last place that was to be had, or none.
        self.is_full = False

    def take(self) -> int | None:
        """Forks a standby, in place of the last one, and returns its process; None where no process can be had. In the standby it
        does not return before the runner died: then it raises TookOver, and this process is the runner."""
        self.drop()
        try:
            process = self._fork()
        except OSError:
            return None
        if process:
            self._standby = process
            return process
        os.setpgid(0, 0)
        self._ended.clear()
        set_oom_score(STANDBY_OOM_SCORE)
        self._sleep()
        raise TookOver

    def _fork(self) -> int:
        self.is_full = False
        try:
            return _fork()
        except OSError:
            self.is_full = True
        # One that was just ended may still hold a place.
        while self._ended:
            self._collect(0)
        return _fork()

    def drop(self) -> None:
        """Ends the last standby: what it holds is older than the variables. Its memory takes a while to go, so it is not waited for."""
        if self._standby:
            self._ended.append(self._standby)
            try:
                _kill(self._standby, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self._standby = 0
        self._collect(os.WNOHANG)

    def _collect(self, how: int) -> None:
        for process in list(self._ended):
            try:
                if _waitpid(process, how)[0]:
                    self._ended.remove(process)
            except ChildProcessError:
                self._ended.remove(process)

    def _sleep(self) -> None:
        wake = socket.socket(fileno=os.dup(self._descriptors.wake))
        # Were it open here, the supervisor could not see that the runner closed it. Its number stays taken, or a descriptor that
        # is received below would get it.
        nothing = os.open("/dev/null", os.O_RDWR)
        os.dup2(nothing, self._descriptors.control, inheritable=False)
        os.close(nothing)
        message, received, _, _ = socket.recv_fds(wake, 4096, 8)
        if not message:
            os._exit(0)  # the supervisor is gone
        order: dict[str, Any] = json.loads(message)
        descriptors = array.array("i", received)
        if order.get("do") == "carry" and len(descriptors) == 1:
            from codingagent_kernel.carried import write_down

            write_down(descriptors[0])
            os._exit(0)
        if order.get("do") != "take_over" or len(descriptors) != 4:
            os._exit(1)
        ours = self._descriptors
        for given, place in zip(descriptors, (ours.control, ours.wake, ours.stdout, ours.stderr), strict=True):
            os.dup2(given, place, inheritable=place in (ours.stdout, ours.stderr))
            os.close(given)
        wake.close()
        set_oom_score(RUNNER_OOM_SCORE)
        os.write(ours.control, TOOK_OVER)
