"""Requests about files, each answered by a child of its own, so that a hostile file costs a process and never a variable."""

from __future__ import annotations

import os
import pathlib
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from codingagent_kernel.frames import MAX_FRAME, AskRequest, BadFrame, Frame, decode, encode
from codingagent_kernel.processes import RUNNER_OOM_SCORE, in_words, limit_files, set_oom_score
from codingagent_kernel.settings import KernelSettings

#: Requests that run at once; more wait their turn.
AT_ONCE = 4
WAITING = 256
DEFAULT_SECONDS = 600.0
MEMORY = (
    "Reading this needs more memory than a session may use. Upload a smaller part of it, or the rows you need as CSV or Parquet."
)


@dataclass(slots=True)
class _Child:
    request: int
    process: int
    pipe: int
    ends_at: float
    answer: bytearray = field(default_factory=bytearray)
    stopped: Frame | None = None


def failure(request: int, code: str, message: str) -> Frame:
    return {"frame": "failure", "request": request, "code": code, "message": message}


class RequestChildren:
    def __init__(self, settings: KernelSettings, send: Callable[[Frame], None]) -> None:
        self._settings = settings
        self._send = send
        self._children: dict[int, _Child] = {}
        self._waiting: deque[AskRequest] = deque()

    @property
    def processes(self) -> list[int]:
        return list(self._children)

    def pipes(self) -> dict[int, int]:
        """Pipe -> process, for the poll."""
        return {child.pipe: child.process for child in self._children.values()}

    def due(self) -> float | None:
        if not self._children:
            return None
        return max(0.0, min(child.ends_at for child in self._children.values()) - time.monotonic())

    def ask(self, ask: AskRequest) -> None:
        if len(self._waiting) >= WAITING:
            self._send(failure(ask.request, "busy", "Too many requests are waiting for this kernel. Try again in a moment."))
            return
        self._waiting.append(ask)
        self._begin()

    def cancel(self, request: int) -> None:
        answer = failure(request, "cancelled", "The request was called off.")
        for ask in [ask for ask in self._waiting if ask.request == request]:
            self._waiting.remove(ask)
            self._send(answer)
        for child in self._children.values():
            if child.request == request and child.stopped is None:
                self._stop(child, answer)

    def expire(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if child.ends_at <= now and child.stopped is None:
                self._stop(child, failure(child.request, "timeout", "Reading took too long and was stopped."))

    def read(self, process: int) -> None:
        child = self._children[process]
        try:
            data = os.read(child.pipe, 256 * 1024)
        except BlockingIOError:
            return
        child.answer += data
        if len(child.answer) > MAX_FRAME and child.stopped is None:
            self._stop(child, failure(child.request, "too_large", "The answer is too large to be sent in one piece."))
        if not data:
            # Its end closes with the process; the exit status comes with SIGCHLD.
            child.ends_at = min(child.ends_at, time.monotonic() + 5)

    def ended(self, process: int, status: int) -> bool:
        """Tells the host what became of it. False when the process was none of these."""
        child = self._children.get(process)
        if child is None:
            return False
        while child.stopped is None:
            try:
                data = os.read(child.pipe, 256 * 1024)
            except BlockingIOError:
                break
            if not data or len(child.answer) > MAX_FRAME:
                break
            child.answer += data
        del self._children[process]
        os.close(child.pipe)
        self._send(child.stopped or self._answer(child, status))
        self._begin()
        return True

    def _answer(self, child: _Child, status: int) -> Frame:
        if status == 0:
            try:
                frame = {**decode(bytes(child.answer)), "request": child.request}
                encode(frame)
            except BadFrame:
                return failure(child.request, "too_large", "The answer is too large to be sent in one piece.")
            if frame.get("frame") in ("reply", "failure"):
                return frame
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return failure(child.request, "memory", MEMORY)
        advice = "Open it in the program it was made with, save it anew, or save it as CSV, and upload that"
        return failure(child.request, "crashed", f"The reader broke on this file: {in_words(status)}. {advice}.")

    def _stop(self, child: _Child, why: Frame) -> None:
        child.stopped = why
        # Before it made its own group there is only itself.
        for kill in (os.killpg, os.kill):
            try:
                kill(child.process, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue

    def _begin(self) -> None:
        while self._waiting and len(self._children) < AT_ONCE:
            ask = self._waiting.popleft()
            try:
                reader, writer, process = _fork_with_pipe()
            except OSError:
                self._send(failure(ask.request, "busy", "This session runs as many processes as it may. Stop some and try again."))
                continue
            if process == 0:
                try:
                    _answer_in_child(ask, self._settings, writer)
                finally:
                    os._exit(71)
            os.close(writer)
            os.set_blocking(reader, False)
            ends_at = time.monotonic() + (ask.timeout or DEFAULT_SECONDS)
            self._children[process] = _Child(ask.request, process, reader, ends_at)


def _fork_with_pipe() -> tuple[int, int, int]:
    reader, writer = os.pipe2(os.O_CLOEXEC)
    try:
        return reader, writer, os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        raise


def _answer_in_child(ask: AskRequest, settings: KernelSettings, writer: int) -> None:
    """Runs the request and ends the process: 0 with one frame in the pipe, anything else when it broke."""
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    kept = os.dup2(writer, 3, inheritable=False)
    nothing = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(4, 65_536)
    sys.stdout = sys.stderr = pathlib.Path("/dev/null").open("w", encoding="utf-8")  # noqa: SIM115 - for the life of the process
    set_oom_score(RUNNER_OOM_SCORE + 50)
    limit_files()
    frame = _call(ask, settings)
    try:
        line = encode(frame)
    except BadFrame:
        line = encode(failure(ask.request, "too_large", "The answer is too large to be sent in one piece."))
    while line:
        line = line[os.write(kept, line) :]
    os._exit(0)


def _call(ask: AskRequest, settings: KernelSettings) -> Frame:
    from codingagent_kernel import requests

    answer = requests.REQUESTS.get(ask.name)
    if answer is None:
        return failure(ask.request, "unknown_request", f"This kernel knows no request {ask.name!r}.")
    requests.configure(memory_bytes=settings.memory_bytes, disk_bytes=settings.disk_bytes, outbox=settings.outbox)
    try:
        return {"frame": "reply", "request": ask.request, "value": answer(ask.arguments)}
    except requests.RequestFailure as problem:
        return failure(ask.request, problem.code, problem.message)
    except MemoryError:
        return failure(ask.request, "memory", MEMORY)
    except RecursionError:
        return failure(ask.request, "corrupt", "The file is nested too deeply to be read. Upload the rows you need as CSV.")
    except Exception as problem:  # a reader's own fault on an odd file: said, never hidden
        name = type(problem).__name__
        return failure(ask.request, "unreadable", f"The file could not be read ({name}: {problem!s:.300}).")
