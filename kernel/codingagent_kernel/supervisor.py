"""Pid 1 of a kernel: holds the host's socket, runs one runner, and always says how a cell ended.

One loop, no threads. Nothing of the person's code runs here: the runner is a fork, and what it says is rebuilt before it is passed
on. When the runner is killed its standby takes over with the variables from before the cell; without one a fresh runner is forked.
"""

from __future__ import annotations

import os
import platform
import select
import signal
import socket
import time
from collections.abc import Callable
from typing import NoReturn

from codingagent_kernel import prepare, room, runner
from codingagent_kernel.cells import Cells
from codingagent_kernel.frames import (
    AskRequest,
    BadFrame,
    CancelRequest,
    Frame,
    Interrupt,
    RunCell,
    decode,
    from_runner,
    variables_of,
)
from codingagent_kernel.host_connection import HostConnection, HostGone
from codingagent_kernel.output_pump import Stream
from codingagent_kernel.processes import MemoryEvents, adopt_orphans, in_words, kill_descendants, set_dumpable, wait_for
from codingagent_kernel.recovery import left_behind, not_carried, recover
from codingagent_kernel.request_children import RequestChildren, failure
from codingagent_kernel.runner_asks import RunnerAsks
from codingagent_kernel.runner_link import (
    RunnerDescriptors,
    RunnerLink,
    Standby,
    carry,
    sleep_until_woken,
    start_runner,
    wake_runner,
)
from codingagent_kernel.settings import KernelSettings

_READ = 64 * 1024
#: A process that dies closes its descriptors a little before it can be waited for.
_DYING_SECONDS = 0.5
_HANG_UP = select.POLLIN | select.POLLHUP | select.POLLERR


class Supervisor:
    def __init__(self, host: HostConnection, settings: KernelSettings, ahead: RunnerLink) -> None:
        self._host = host
        self._send = host.send
        self._settings = settings
        self._cells = Cells(self._send, settings)
        #: Looks at files need none.
        self._link: RunnerLink | None = None
        self._memory = MemoryEvents(settings.memory_events_descriptor)
        self._children = RequestChildren(settings, self._send)
        self._asks = RunnerAsks(self._send)
        self._signals, wakeup = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
        if settings.writable and wake_runner(ahead, settings):
            self._link = ahead
        else:
            ahead.close()

    def run(self) -> None:
        """Returns when the host is gone."""
        self._send({"frame": "ready", "python": platform.python_version(), "protocol": 1})
        if self._settings.writable and self._link is None:
            self._start_runner()
        while True:
            ready = self._poll()
            self._hear_host(ready)
            self._hear_runner(ready)
            for pipe, process in self._children.pipes().items():
                if ready.get(pipe):
                    self._children.read(process)
            if ready.get(self._signals):
                os.read(self._signals, 4096)
                self._reap()
            self._mind_the_time()
            self._begin_next()

    # -- the host

    def _hear_host(self, ready: dict[int, int]) -> None:
        events = ready.get(self._host.fileno(), 0)
        if events & select.POLLOUT:
            self._host.push()
        if events & _HANG_UP:
            for frame in self._host.hear():
                self._obey(frame)

    def _obey(self, frame: RunCell | Interrupt | AskRequest | CancelRequest) -> None:
        match frame:
            case RunCell():
                self._cells.add(frame)
            case Interrupt():
                self._cells.interrupt(frame.cell)
            case AskRequest(name="variables") if self._cells.watch or not self._link:
                value = {"items": self._cells.variables}
                self._send({"frame": "reply", "request": frame.request, "value": value})
            case AskRequest(name="variables" | "find_values"):
                if self._link is None:
                    self._send(failure(frame.request, "no_variables", "This kernel only looks at files: it has no variables."))
                else:
                    self._asks.add(frame)
            case AskRequest():
                self._children.ask(frame)
            case CancelRequest():
                self._children.cancel(frame.request)

    # -- the runner

    def _start_runner(self, carried: int | None = None) -> None:
        def main(descriptors: RunnerDescriptors) -> None:
            runner.main(descriptors, lambda: self._settings, carried)

        for _ in range(100):
            try:
                self._link = start_runner(main)
                return
            except OSError:
                time.sleep(0.02)  # what was killed a moment ago may still count against the limit of processes
        raise HostGone

    def _begin_next(self) -> None:
        link = self._link
        if self._cells.watch is not None:
            return
        if link is None:
            self._cells.refuse_all()
            return
        if self._asks.busy or self._asks.begin(link):
            return
        if self._cells.wait and not link.renewing:
            collect = self._make_room(link)
            self._memory.killed_since()
            link.tell({**self._cells.begin(), "collect": collect})

    def _make_room(self, link: RunnerLink) -> bool:
        """Where the undo point got the last place or none, what earlier cells left running is ended, and the person told. True when
        the runner is to collect its own and to take that point anew."""
        if not link.full:
            return False
        standby = [link.standby.process] if link.standby else []
        if ended := room.make_room(link.process, {*self._children.processes, *standby}):
            self._cells.add_news(room.in_words(ended, self._settings.processes))
        link.begin_renewing()
        return True

    def _hear_runner(self, ready: dict[int, int]) -> None:
        link = self._link
        if link is None:
            return
        if ready.get(link.stdout) or ready.get(link.stderr):
            self._drain(link)
        events = ready.get(link.control.fileno(), 0)
        if events & select.POLLOUT:
            link.push()
        if not events & _HANG_UP:
            return
        try:
            lines = link.hear()
        except BadFrame:
            lines = None
        if lines is None:
            self._lost_control(link)
            return
        for line in lines:
            if self._link is not link:
                return
            try:
                self._take(link, decode(line))
            except BadFrame:
                continue  # forged or broken: a session can harm itself alone

    def _take(self, link: RunnerLink, frame: Frame) -> None:
        watch = self._cells.watch
        match frame.get("tell", frame.get("frame")):
            case "standby" if link.renewing or link.standby is None:
                link.renewed_by = None
                process = frame.get("process")
                link.standby = (
                    Standby(process, "carry" if frame.get("how") == "carry" else "whole")
                    if type(process) is int and process > 1
                    else None
                )
                link.no_standby = str(frame.get("why", ""))[:500]
                link.full = frame.get("full") is True
            case "carried":
                self._cells.add_news(left_behind(self._cells.variables, frame.get("names")))
                self._cells.variables = variables_of(frame)
            case "reply" | "failure":
                self._asks.answered(frame)
            case "result" if watch:
                result = from_runner(frame, watch.cell.cell)
                result["executionCount"] = watch.count
                self._drain(link, all_of_it=True)
                if frame.get("stale"):
                    link.begin_renewing()
                self._cells.finish(watch.adjust(result, bool(frame.get("stopped"))))
            case _ if watch:
                shown = from_runner(frame, watch.cell.cell)
                if not watch.may_pass(shown):
                    return
                self._drain(link, all_of_it=True)
                self._cells.show(watch, shown)
                if type(frame.get("hear")) is int and not link.unsent:
                    link.tell({"do": "heard", "shown": frame["hear"]})

    def _drain(self, link: RunnerLink, all_of_it: bool = False) -> None:
        """Reads what was printed; all of it when a frame follows that must come after it."""
        streams: tuple[tuple[Stream, int], ...] = (("stdout", link.stdout), ("stderr", link.stderr))
        for stream, descriptor in streams:
            for _ in range(64 if all_of_it else 4):
                try:
                    data = os.read(descriptor, _READ)
                except (BlockingIOError, OSError):
                    break
                if not data:
                    break
                self._cells.printed(stream, data)

    def _lost_control(self, link: RunnerLink) -> None:
        """The runner died, or its code closed the connection: then it is no use any more."""
        status = wait_for(link.process, _DYING_SECONDS)
        deaf = status is None
        if status is None:
            os.kill(link.process, signal.SIGKILL)
            status = os.waitpid(link.process, 0)[1]
        self._replace_runner(status, deaf=deaf)

    def _reap(self) -> None:
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not process:
                return
            if self._link and process == self._link.process:
                self._replace_runner(status)
            else:
                self._children.ended(process, status)

    def _replace_runner(self, status: int, deaf: bool = False) -> None:
        """The runner is dead: its cell gets its ending, its standby or a fresh runner its place."""
        link = self._link
        assert link is not None
        self._drain(link, all_of_it=True)
        killed_for_memory = self._memory.killed_since()
        is_full = room.is_full(self._settings.processes)
        kill_descendants({*self._children.processes, *([link.standby.process] if link.standby else [])})
        self._link = None
        found = recover(link, self._cells.variables)
        if found.link is None and found.carrier is None:
            kill_descendants(self._children.processes)
            self._cells.variables = []
            self._start_runner()
        self._link = found.link or self._link
        self._asks.lost()
        watch = self._cells.watch
        if watch is None:
            self._cells.add_news(f"Python ended between two cells: {in_words(status)}. {found.note}")
        else:
            watch.is_full = is_full
            result = watch.died(status, killed_for_memory, settings=self._settings, deaf=deaf)
            self._cells.finish({**result, "variables": self._cells.variables, "note": found.note})
        if found.carrier:
            self._carry(link, found.carrier)
        link.close()

    def _carry(self, link: RunnerLink, carrier: Standby) -> None:
        """After the result: the host waits for that no longer than a few seconds."""
        file = carry(link, carrier, self._settings.workspace)
        kill_descendants(self._children.processes)
        if file is None:
            self._cells.add_news(not_carried(self._cells.variables))
            self._cells.variables = []
        self._start_runner(file)
        if file is not None:
            os.close(file)

    # -- time

    def _mind_the_time(self) -> None:
        self._cells.mind_the_time()
        self._children.expire()
        link = self._link
        if link is None:
            return
        watch = self._cells.watch
        hangs = watch.mind(link.process) if watch else link.renews_too_long()
        if hangs or self._asks.mind(link.process):
            os.kill(link.process, signal.SIGKILL)

    def _poll(self) -> dict[int, int]:
        poll = select.poll()
        slow_host = self._host.is_slow
        poll.register(self._host, select.POLLIN | (select.POLLOUT if self._host.has_unread else 0))
        poll.register(self._signals, select.POLLIN)
        if not slow_host:
            for pipe in self._children.pipes():
                poll.register(pipe, select.POLLIN)
        link = self._link
        if link:
            if not slow_host:
                poll.register(link.stdout, select.POLLIN)
                poll.register(link.stderr, select.POLLIN)
            if not slow_host or link.unsent:
                wanted = (0 if slow_host else select.POLLIN) | (select.POLLOUT if link.unsent else 0)
                poll.register(link.control, wanted)
        waits = [self._children.due(), self._asks.due(), self._cells.due()]
        if link and not self._cells.watch:
            waits.append(link.renewing_due())
        soonest = min((wait for wait in waits if wait is not None), default=None)
        timeout = None if soonest is None else max(0, int(soonest * 1000) + 1) if soonest > 0 else 0
        return dict(poll.poll(timeout))


def get_ready(confine: Callable[[KernelSettings], None]) -> Callable[[socket.socket, KernelSettings], NoReturn]:
    """Begins a kernel in an isolated process, pid 1 of its namespace, before anybody has asked for it: forks the first runner, which is
    most of the way to the first result. It waits, and then confines itself as `confine` says."""
    prepare.prepare()

    def main(descriptors: RunnerDescriptors) -> None:
        def begin() -> KernelSettings:
            settings = sleep_until_woken(descriptors.wake)
            confine(settings)
            return settings

        runner.main(descriptors, begin)

    ahead = start_runner(main)

    def serve(connection: socket.socket, settings: KernelSettings) -> NoReturn:
        """Serves the kernel over `connection` until the host closes it. This process is confined by then."""
        host = HostConnection(connection)
        try:
            adopt_orphans()
            set_dumpable(False)
            Supervisor(host, settings, ahead).run()
        except HostGone:
            pass
        except BaseException as problem:
            host.send_last_words(problem)
        finally:
            kill_descendants(())
            os._exit(0)

    return serve
