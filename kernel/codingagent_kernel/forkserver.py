"""The fork-server: imports the data stack once, then forks an isolated child for each kernel asked for.

It runs inside bubblewrap with an empty environment, holds nothing of any person and never runs a person's code. It stays
single-threaded: a fork copies only one thread, and a lock held by another would never open again.

Over its listening socket, one JSON line opens a conversation:
  {"open": {…}}              -> {"open": "ok"} or {"open": "refused", "why": "…"}; on "ok" the same socket becomes the kernel's
  {"prepare": "<group>"}     -> {"prepared": true}: the next kernel of that group waits, isolated, for its settings
  {"kill": "<kernel id>"}    -> {"killed": true|false}, once it is gone with all it started
It ends when its standard input ends, which is when the host's process is gone.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from codingagent_kernel import isolation, preload
from codingagent_kernel.settings import KernelSettings

SOCKET_PATH = "/run/forkserver/socket"
_REQUEST_BYTES = 8192
_REQUEST_SECONDS = 2.0
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36

#: What an isolated child does from when it is a kernel, over its connection to the host.
Serve = Callable[[socket.socket, KernelSettings], None]
#: What it does ahead of that, given how a process that it forks now is confined later.
GetReady = Callable[[Callable[[KernelSettings], None]], Serve]


@dataclass(frozen=True, slots=True)
class Waiting:
    process: int
    control: socket.socket


class ForkServer:
    def __init__(self, listener: socket.socket, get_ready: GetReady) -> None:
        self.listener = listener
        self.get_ready = get_ready
        self.linux = isolation.Linux()
        #: kernel id -> descriptor of its pid 1, which names that process and no later one of the same number
        self.kernels: dict[str, int] = {}
        #: group -> a child that is isolated already and waits for its settings
        self.waiting: dict[str, Waiting] = {}
        #: who waits to hear that a kernel they killed is gone with all its processes
        self.mourners: dict[int, list[socket.socket]] = {}
        self.poll = select.poll()

    def run(self) -> None:
        self.linux.prctl(_PR_SET_CHILD_SUBREAPER, 1, "adopting kernels")
        self.poll.register(self.listener, select.POLLIN)
        self.poll.register(0, select.POLLIN | select.POLLHUP)
        while True:
            for descriptor, _ in self.poll.poll():
                if descriptor == self.listener.fileno():
                    self._answer()
                elif descriptor == 0:
                    if not os.read(0, 4096):
                        return
                else:
                    self._bury(descriptor)

    def _answer(self) -> None:
        connection, _ = self.listener.accept()
        try:
            connection.settimeout(_REQUEST_SECONDS)
            request = json.loads(_read_line(connection))
            connection.settimeout(None)
            if "kill" in request and self._kill(request["kill"], connection):
                return
            if "kill" in request:
                connection.sendall(_line({"killed": False}))
            elif "prepare" in request:
                group = str(request["prepare"])
                self.waiting[group] = self._fork(group)
                connection.sendall(_line({"prepared": True}))
            elif "open" in request:
                self._open(connection, request["open"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # whoever asked has gone, or asks in another language: the closed connection tells
        connection.close()

    def _kill(self, kernel_id: str, connection: socket.socket) -> bool:
        descriptor = self.kernels.get(kernel_id)
        if descriptor is None:
            return False
        # A pid 1 becomes waitable only when its whole namespace is empty: the answer waits for that.
        self.mourners.setdefault(descriptor, []).append(connection)
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        return True

    def _bury(self, descriptor: int) -> None:
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PIDFD, descriptor, os.WEXITED)
        self.poll.unregister(descriptor)
        os.close(descriptor)
        self.kernels = {name: kept for name, kept in self.kernels.items() if kept != descriptor}
        self.waiting = {group: child for group, child in self.waiting.items() if child.process != descriptor}
        for connection in self.mourners.pop(descriptor, []):
            with connection, contextlib.suppress(OSError):
                connection.sendall(_line({"killed": True}))

    def _open(self, connection: socket.socket, request: dict[str, Any]) -> None:
        group = request.get("group")
        child = self.waiting.pop(group or "", None) or self._fork(group)
        self.kernels[str(request["kernelId"])] = child.process
        with child.control:
            socket.send_fds(child.control, [_line(request)], [connection.fileno()])

    def _fork(self, group: str | None) -> Waiting:
        """A child on its way into isolation. What goes wrong there is told to the person who gets it."""
        ours, theirs = socket.socketpair()
        read_end, write_end = os.pipe()
        middle = os.fork()
        if middle == 0:
            ours.close()
            os.close(read_end)
            self._be_middle(theirs, group, write_end)
        theirs.close()
        os.close(write_end)
        with os.fdopen(read_end, "rb") as report:
            pid = int(report.read() or middle)
        if pid != middle:
            os.waitpid(middle, 0)
        process = os.pidfd_open(pid)
        self.poll.register(process, select.POLLIN)
        return Waiting(process, ours)

    def _be_middle(self, control: socket.socket, group: str | None, report: int) -> NoReturn:
        """Never returns: it would become a second fork-server."""
        try:
            events = isolation.join_groups(group) if group else -1
            isolation.leave_host(self.linux)
            pid = os.fork()
            if pid != 0:
                os.write(report, str(pid).encode())
                os._exit(0)
            os.close(report)
            control = _keep_only(control, events)
            isolation.enter_own_root(self.linux)
            self._be_kernel(control, events)
        except (OSError, isolation.IsolationError) as error:
            with contextlib.suppress(OSError):
                os.close(report)
            _, connection = _receive(control)
            connection.sendall(_line({"open": "refused", "why": str(error)[:500]}))
        finally:
            os._exit(1)

    def _be_kernel(self, control: socket.socket, events: int) -> NoReturn:
        serve = self.get_ready(lambda settings: isolation.confine(self.linux, settings))
        request, connection = _receive(control)
        settings = KernelSettings(
            writable=bool(request["writable"]),
            memory_bytes=int(request["memoryBytes"]),
            processes=int(request["processes"]),
            disk_bytes=int(request["diskBytes"]),
            memory_cgroup=bool(request["memoryCgroup"]),
            memory_events_descriptor=events,
        )
        try:
            isolation.enter_session(self.linux, settings, str(request["folder"]))
            isolation.confine(self.linux, settings)
        except (OSError, isolation.IsolationError) as error:
            connection.sendall(_line({"open": "refused", "why": str(error)[:500]}))
            os._exit(1)
        control.close()
        connection.sendall(_line({"open": "ok"}))
        serve(connection, settings)
        os._exit(0)


def _line(message: dict[str, object]) -> bytes:
    return json.dumps(message).encode() + b"\n"


def _receive(control: socket.socket) -> tuple[dict[str, Any], socket.socket]:
    """The settings and the connection to the host. Ends the process when the fork-server ended meanwhile."""
    line, descriptors, _, _ = socket.recv_fds(control, _REQUEST_BYTES, 1)
    if not line or not descriptors:
        os._exit(0)
    return json.loads(line), socket.socket(fileno=descriptors[0])


def _read_line(connection: socket.socket) -> bytes:
    received = b""
    while not received.endswith(b"\n"):
        more = connection.recv(_REQUEST_BYTES)
        if not more or len(received) > _REQUEST_BYTES:
            raise ValueError("a request is one line of JSON")
        received += more
    return received


def _keep_only(connection: socket.socket, events: int) -> socket.socket:
    """Closes whatever the fork-server had open: its listener, its input and the handles of other kernels."""
    nothing = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    kept = sorted(number for number in (connection.fileno(), events) if number >= 0)
    low = 3
    for number in kept:
        os.closerange(low, number)
        low = number + 1
    os.closerange(low, 65536)
    return connection


def main() -> None:
    started = time.monotonic()
    isolation.Linux().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, "dying with the host")
    preload.load_all()
    from codingagent_kernel import supervisor

    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise SystemExit(f"the fork-server has {threads} threads; a module that prepare.py imports started them")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    listener.bind(SOCKET_PATH)
    listener.listen(128)
    gc.collect()
    gc.freeze()
    isolation.use_large_pages()
    ready = {
        "ready": True,
        "python": sys.version.split()[0],
        "seconds": round(time.monotonic() - started, 3),
    }
    os.write(1, _line(ready))
    ForkServer(listener, supervisor.get_ready).run()


if __name__ == "__main__":
    main()
