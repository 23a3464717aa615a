"""Questions that only the runner can answer, because they are about its variables. One at a time, between cells."""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Callable

from codingagent_kernel.cell_watch import GRACE
from codingagent_kernel.frames import AskRequest, Frame
from codingagent_kernel.request_children import failure
from codingagent_kernel.runner_link import RunnerLink

SECONDS = 10.0
WAITING = 256


class RunnerAsks:
    def __init__(self, send: Callable[[Frame], None]) -> None:
        self._send = send
        self._waiting: deque[AskRequest] = deque()
        self._asked: AskRequest | None = None
        self._ends_at = 0.0
        self._kill_at: float | None = None

    @property
    def busy(self) -> bool:
        return self._asked is not None or self._kill_at is not None

    def add(self, ask: AskRequest) -> None:
        if len(self._waiting) >= WAITING:
            self._send(failure(ask.request, "busy", "Too many requests are waiting for this kernel."))
        else:
            self._waiting.append(ask)

    def begin(self, link: RunnerLink) -> bool:
        """Puts the next question, if there is one."""
        if not self._waiting:
            return False
        ask = self._asked = self._waiting.popleft()
        self._ends_at = time.monotonic() + min(ask.timeout or SECONDS, 60.0)
        link.tell({"do": "ask", "request": ask.request, "name": ask.name, "arguments": ask.arguments})
        return True

    def answered(self, frame: Frame) -> None:
        self._kill_at = None
        ask, self._asked = self._asked, None
        if ask is None:
            return  # it came too late
        if frame.get("frame") == "reply":
            self._send({"frame": "reply", "request": ask.request, "value": frame.get("value")})
        else:
            message = str(frame.get("message", ""))[:2000]
            self._send(failure(ask.request, str(frame.get("code", "failed"))[:100], message))

    def lost(self) -> None:
        """The runner is gone."""
        self._kill_at = None
        if self._asked:
            self._send(failure(self._asked.request, "gone", "Python was restarted while it was asked."))
            self._asked = None

    def due(self) -> float | None:
        end = self._kill_at if self._kill_at is not None else self._ends_at if self._asked else None
        return None if end is None else max(0.0, end - time.monotonic())

    def mind(self, process: int) -> bool:
        """Gives up on an answer that takes too long; true when the runner hangs and must be killed."""
        now = time.monotonic()
        if self._asked and now >= self._ends_at:
            self._send(failure(self._asked.request, "timeout", "Looking through the variables took too long."))
            self._asked = None
            self._kill_at = now + GRACE
            try:
                os.kill(process, signal.SIGINT)
            except ProcessLookupError:
                pass
        if self._kill_at is not None and now >= self._kill_at:
            self._kill_at = None
            return True
        return False
