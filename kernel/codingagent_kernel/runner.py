"""Runs the person's cells, one after another, and says what came of each. A fork of the supervisor; its orders come over `control`."""

from __future__ import annotations

import asyncio
import inspect
import os
import select
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable
from types import CodeType
from typing import Any

from codingagent_kernel import display, error_text, figures, prepare
from codingagent_kernel.carried import read_back
from codingagent_kernel.final_result import NAME as FINAL_RESULT
from codingagent_kernel.final_result import final_result
from codingagent_kernel.frames import LineReader, decode, encode
from codingagent_kernel.guards import Guards, run_quietly
from codingagent_kernel.look_before import Look, look
from codingagent_kernel.outbox import Outbox
from codingagent_kernel.processes import RUNNER_OOM_SCORE, limit_files, set_dumpable, set_oom_score
from codingagent_kernel.room import collect_children
from codingagent_kernel.runner_link import RunnerDescriptors
from codingagent_kernel.settings import KernelSettings
from codingagent_kernel.turn import Turn
from codingagent_kernel.undo import TookOver, Undo, how_to_undo
from codingagent_kernel.variables import Variables
from codingagent_kernel.workspace import Workspace

_write, _read, _getpid, _exit = os.write, os.read, os.getpid, os._exit
_clock = time.monotonic
#: How long something shown may hold up its cell. Beyond it, as when the host is slow, only the order of the output suffers.
_HEARD_SECONDS = 0.25


class Runner:
    def __init__(self, descriptors: RunnerDescriptors, settings: KernelSettings) -> None:
        self._descriptors = descriptors
        self._settings = settings
        self._shell = prepare.prepare()
        self._namespace: dict[str, Any] = self._shell.user_ns
        self._guards = Guards(self._shell.displayhook)
        self._undo = Undo(descriptors)
        self._lines = LineReader()
        self._turn = Turn()
        #: Whether something shown in this cell was not heard in time: the rest is not waited for.
        self._unheard = False
        self._shown = 0
        self._outbox = Outbox(settings.outbox, self._show)
        display.set_outbox(self._outbox)
        self._workspace = Workspace(settings, self._namespace)
        self._namespace.update(self._workspace.startup_names())
        self._variables = Variables(self._namespace, self._workspace.is_given)
        #: Whether the variables may have changed since the undo point was taken.
        self._stale = False
        self._process = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    def serve(self, carried: int | None) -> None:
        """Until the supervisor closes `control`."""
        if carried is not None:
            read_back(carried, self._namespace)
            self._variables.notice(set())
            self._stale = True
            names = [name[:200] for name in self._namespace if not name.startswith("_")]
            self._tell({"tell": "carried", "names": names[:5000], "variables": self._listed()})
        while True:
            self._process = _getpid()
            try:
                self._renew_undo_point()
                self._obey_all()
                return
            except TookOver:
                # This process is the standby no more: it is the runner, as it was before the cell.
                self._guards.renew()
                self._stale = True

    def _obey_all(self) -> None:
        self._lines = LineReader()
        while data := _read(self._descriptors.control, 256 * 1024):
            for line in self._lines.feed(data):
                order = decode(line)
                match order["do"]:
                    case "run":
                        if order["collect"]:
                            collect_children()
                            self._stale = True
                            self._renew_undo_point()
                        self._run(order)
                        self._renew_undo_point()
                    case "ask":
                        self._answer(order)
                    case _:
                        continue  # `heard`, later than it was waited for

    def _tell(self, frame: dict[str, Any]) -> None:
        self._guards.flush()
        line = encode(frame)
        with self._turn:
            while line:
                line = line[_write(self._descriptors.control, line) :]

    def _show(self, frame: dict[str, Any]) -> None:
        """What is shown and what is printed go different ways, so what comes after waits until the supervisor has this."""
        if self._unheard or threading.current_thread() is not threading.main_thread() or _getpid() != self._process:
            self._tell(frame)
            return
        self._shown += 1
        self._tell({**frame, "hear": self._shown})
        ends_at = _clock() + _HEARD_SECONDS
        waiting = select.poll()
        waiting.register(self._descriptors.control, select.POLLIN)
        while (left := ends_at - _clock()) > 0 and waiting.poll(left * 1000):
            # While a cell runs the supervisor says nothing else.
            data = _read(self._descriptors.control, 4096)
            if not data or any(decode(line).get("shown") == self._shown for line in self._lines.feed(data)):
                return
        self._unheard = True

    def _answer(self, order: dict[str, Any]) -> None:
        try:
            with self._guards.interruptible():
                value = self._variables.answer(order["name"], order["arguments"])
            reply = {"frame": "reply", "value": value}
            encode(reply)
        except BaseException as problem:
            reply = {"frame": "failure", "code": "failed", "message": f"{type(problem).__name__}: {problem!s:.300}"}
        self._tell(reply)

    def _run(self, order: dict[str, Any]) -> None:
        self._guards.before_cell()
        self._turn.renew()
        count: int = order["count"]
        name = error_text.cell_name(count)
        began = _clock()
        try:
            seen = look(self._shell, order["code"], order["refused"], name)
        except SyntaxError as problem:
            self._end({"status": "error", "error": error_text.describe(problem, name)}, began)
            return
        if seen.refusal:
            message = seen.refusal.message
            error = {"name": "Refused", "message": message, "traceback": message, "line": seen.refusal.line}
            self._end({"status": "refused", "error": error}, began)
            return
        self._workspace.refresh(seen.mentions)
        self._stale = bool(seen.can_go_wrong or seen.sets)
        self._outbox.begin()
        self._unheard = False
        before = self._namespace.get(FINAL_RESULT)
        began = _clock()
        failed = self._execute(seen, order["code"], count)
        if failed is None:
            self._tell_final_result(seen, before)
        for frame in self._workspace.changes():
            self._tell(frame)
        run_quietly(lambda: self._variables.notice(seen.sets))
        self._end({"status": "error", "error": failed} if failed else {"status": "ok"}, began)

    def _renew_undo_point(self) -> None:
        """After the result was told, so that nobody waits for it."""
        if not self._stale:
            return
        self._stale = False
        if self._variables.is_empty():
            self._undo.drop()
            self._tell({"tell": "standby", "why": ""})
            return
        how, why = how_to_undo(self._settings.memory_bytes)
        if how is None:
            self._undo.drop()
        standby = self._undo.take() if how else None
        why = why or "no further process could be started to keep a copy"
        told = {"process": standby, "how": how} if standby else {"why": why}
        self._tell({"tell": "standby", **told, "full": bool(how) and self._undo.is_full})

    def _execute(self, seen: Look, code: str, count: int) -> dict[str, Any] | None:
        """Runs it; the error of a cell that failed."""
        shell, guards = self._shell, self._guards
        name = error_text.cell_name(count)
        shell.begin_cell(count, code)
        shell.compile.cache(seen.source, count, raw_code=code)
        problem: BaseException | None = None
        with guards.their_builtins():
            try:
                with guards.interruptible():
                    try:
                        self._execute_parts(seen)
                        problem = shell.reported
                    except SystemExit as ended:
                        problem = ended if ended.code not in (None, 0) else None
                    if problem is None:
                        figures.show_open_figures()
            except BaseException as raised:
                problem = raised
            if _getpid() != self._process:
                _exit(0)  # a fork that the cell made and let run on: only one may speak
        if problem is None:
            return None
        run_quietly(figures.close_open_figures)
        error = error_text.describe(problem, name)
        # The traceback would keep every value of its frames alive.
        problem.__traceback__ = None
        return error

    def _execute_parts(self, seen: Look) -> None:
        if "asyncio" in seen.mentions or any(map(_awaits, seen.codes)):
            self._provide_loop()
        if not any(map(_awaits, seen.codes)):
            for code in seen.codes:
                exec(code, self._namespace)
            return

        async def execute() -> None:
            # All of it in the loop: a task that the cell makes before it first awaits needs one that runs.
            for code in seen.codes:
                if _awaits(code):
                    await eval(code, self._namespace)
                else:
                    exec(code, self._namespace)

        assert self._loop is not None
        self._loop.run_until_complete(execute())

    def _provide_loop(self) -> None:
        """`asyncio.run` leaves none behind, and then `get_event_loop` fails."""
        loop: asyncio.AbstractEventLoop | None
        try:
            with warnings.catch_warnings(action="ignore"):
                loop = asyncio.get_event_loop()
        except RuntimeError:
            loop = None
        if loop is None or loop.is_closed():
            loop = asyncio.new_event_loop() if self._loop is None or self._loop.is_closed() else self._loop
            asyncio.set_event_loop(loop)
        self._loop = loop

    def _tell_final_result(self, seen: Look, before: object) -> None:
        value = self._namespace.get(FINAL_RESULT)
        if FINAL_RESULT not in self._namespace or (value is before and FINAL_RESULT not in seen.sets):
            return

        def tell() -> None:
            display.show_chart(value)
            text, mime = final_result(value)
            self._tell({"frame": "final_result", "value": text, "mime": mime})

        run_quietly(tell)

    def _listed(self) -> list[dict[str, Any]]:
        try:
            return self._variables.newest()
        except Exception:
            return []  # a list is missing, the result is not

    def _end(self, result: dict[str, Any], began: float) -> None:
        self._guards.flush()
        self._tell(
            {
                "frame": "result",
                **result,
                "seconds": round(_clock() - began, 6),
                "executionCount": 0,
                "variables": self._listed(),
                "stale": self._stale,
                "stopped": self._guards.interrupted or result.get("error", {}).get("name") == "KeyboardInterrupt",
            }
        )


def main(descriptors: RunnerDescriptors, begin: Callable[[], KernelSettings], carried: int | None = None) -> None:
    """The life of a runner, in a process of its own. Does not return before the supervisor is done with it. `begin` returns once the
    walls stand: no code of a person runs before."""
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    os.dup2(descriptors.stdout, 1)
    os.dup2(descriptors.stderr, 2)
    _close_others({0, 1, 2, descriptors.control, descriptors.wake, carried})
    sys.argv = ["cell.py"]
    if "" not in sys.path:
        sys.path.append("")  # last, so that a file named as a library does not hide the library
    _reseed()
    settings = begin()
    limit_files()
    # Only now: of the old root no descriptor may stay.
    os.dup2(os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC), 0)
    set_dumpable(True)
    set_oom_score(RUNNER_OOM_SCORE)
    os.chdir(settings.workspace)
    Runner(RunnerDescriptors(descriptors.control, descriptors.wake, 1, 2), settings).serve(carried)


def _awaits(code: CodeType) -> bool:
    return bool(code.co_flags & inspect.CO_COROUTINE)


def _close_others(kept: set[int | None]) -> None:
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            try:
                os.close(int(name))
            except OSError:
                continue


def _reseed() -> None:
    """Sessions are forks of one process: without this they would all draw the same random numbers."""
    import random

    import numpy

    random.seed()
    numpy.random.seed()
