"""One cell as the supervisor sees it: its time, the request to stop it, and how it ended, in words."""

from __future__ import annotations

import os
import signal
import time
from typing import Literal

from codingagent_kernel.frames import Frame, RunCell
from codingagent_kernel.processes import in_words
from codingagent_kernel.settings import KernelSettings

#: Seconds between the request to stop and the kill.
GRACE = 1.5
#: Frames beside output, and characters in them, that a cell may send: all of them are kept in the log of its run.
MOST_FRAMES = 2_000
MOST_CHARACTERS = 1_500_000
Stop = Literal["interrupted", "timeout"]


def seconds_in_words(seconds: float) -> str:
    return f"{seconds:g} second" + ("" if seconds == 1 else "s")


def bytes_in_words(count: int) -> str:
    for unit, size in (("GB", 1024**3), ("MB", 1024**2), ("kB", 1024)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} bytes"


class CellWatch:
    def __init__(self, cell: RunCell, count: int) -> None:
        self.cell = cell
        self.count = count
        #: Whether the processes and threads of the session were all in use.
        self.is_full = False
        #: Paths of the file frames sent so far.
        self.files: set[str] = set()
        self._frames = 0
        self._characters = 0
        self._began = time.monotonic()
        self._ends_at = self._began + cell.timeout
        self._stop: Stop | None = None
        self._asked = False
        self._kill_at: float | None = None
        self._killed = False

    def may_pass(self, frame: Frame) -> bool:
        """False for what no cell of ours says: code that forges frames must not flood the host."""
        self._frames += 1
        self._characters += len(frame.get("text", "")) + len(frame.get("value", ""))
        return self._frames <= MOST_FRAMES and self._characters <= MOST_CHARACTERS

    def stop(self, why: Stop) -> None:
        self._stop = self._stop or why

    def mind(self, process: int) -> bool:
        """Asks the runner to stop when it is time to; true when it must be killed."""
        now = time.monotonic()
        if self._stop is None and now >= self._ends_at:
            self._stop = "timeout"
        if self._stop and not self._asked:
            self._asked = True
            self._kill_at = now + GRACE
            try:
                # The whole group, so that what `!command` started stops too.
                os.killpg(process, signal.SIGINT)
            except (ProcessLookupError, PermissionError):
                pass
        if self._kill_at is not None and now >= self._kill_at and not self._killed:
            self._killed = True
            return True
        return False

    def due(self) -> float | None:
        if self._killed:
            return None
        if self._stop and not self._asked:
            return 0.0
        return max(0.0, (self._kill_at or self._ends_at) - time.monotonic())

    def _stopped_in_words(self) -> str:
        if self._stop == "timeout":
            return f"The cell was stopped: it ran longer than the {seconds_in_words(self.cell.timeout)} it may take."
        return "The cell was stopped on request."

    def adjust(self, result: Frame, stopped: bool) -> Frame:
        """A cell that ended because it was asked to says so; one that was faster than the request keeps its own ending."""
        if self._stop is None or not stopped:
            return result
        result["status"] = self._stop
        words = self._stopped_in_words()
        error = result.get("error") or {"traceback": words}
        name = "TimeoutError" if self._stop == "timeout" else "KeyboardInterrupt"
        result["error"] = {**error, "name": name, "message": words}
        return result

    def died(self, wait_status: int, killed_for_memory: bool | None, *, settings: KernelSettings, deaf: bool) -> Frame:
        """The result of a cell whose runner died, from the runner's wait status."""
        by_kill = os.WIFSIGNALED(wait_status) and os.WTERMSIG(wait_status) == signal.SIGKILL
        if self._stop and self._killed and by_kill:
            status: str = self._stop
            name = "TimeoutError" if self._stop == "timeout" else "KeyboardInterrupt"
            message = self._stopped_in_words()
        elif by_kill and not deaf and killed_for_memory is not False:
            status, name = "memory", "OutOfMemory"
            message = (
                f"The cell used more than the {bytes_in_words(settings.memory_bytes)} of memory this session has, and was ended."
            )
        else:
            status, name = "crashed", "Crashed"
            how = "it closed its own connection" if deaf else in_words(wait_status)
            message = f"Python ended in the middle of the cell: {how}."
            if self.is_full:
                message += f" All of this session's {settings.processes} processes and threads were in use."
        return {
            "frame": "result",
            "cell": self.cell.cell,
            "status": status,
            "error": {"name": name, "message": message, "traceback": message},
            "seconds": round(time.monotonic() - self._began, 6),
            "executionCount": self.count,
        }
