"""The fork-server: imports the data stack once, then forks an isolated child for each kernel asked for.

It runs inside bubblewrap with an empty environment, holds nothing of any person and never runs a person's code. It stays
single-threaded: a fork copies only one thread, and a lock held by another would never open again.

Over its listening socket, one JSON line opens a conversation:
  {"open": {…}}            -> {"open": "ok", "pid": n} or {"open": "refused", "why": "…"}; on "ok" the same socket becomes the kernel's
  {"kill": "<kernel id>"}  -> {"killed": true|false}
It ends when its standard input ends, which is when the host's process is gone.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import random
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

from codingagent_kernel import isolation, preload
from codingagent_kernel.settings import KernelSettings

SOCKET_PATH = "/run/forkserver/socket"
_REQUEST_BYTES = 8192
_REQUEST_SECONDS = 2.0
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36

#: What a kernel's child process does once it is isolated; given by the caller so that tests can give their own.
Serve = Callable[[socket.socket, KernelSettings], None]


class ForkServer:
    def __init__(self, listener: socket.socket, serve: Serve) -> None:
        self.listener = listener
        self.serve = serve
        self.linux = isolation.Linux()
        #: kernel id -> descriptor of its pid 1, which names that process and no later one of the same number
        self.kernels: dict[str, int] = {}
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
        self.kernels = {
            name: kept for name, kept in self.kernels.items() if kept != descriptor
        }
        for connection in self.mourners.pop(descriptor, []):
            with connection, contextlib.suppress(OSError):
                connection.sendall(_line({"killed": True}))

    def _open(self, connection: socket.socket, request: dict[str, Any]) -> None:
        settings = KernelSettings(
            kernel_id=str(request["kernelId"]),
            writable=bool(request["writable"]),
            memory_bytes=int(request["memoryBytes"]),
            processes=int(request["processes"]),
            disk_bytes=int(request["diskBytes"]),
            cpus=float(request["cpus"]),
            memory_cgroup=bool(request["memoryCgroup"]),
        )
        place = isolation.KernelPlace(
            folder=str(request["folder"]), group=request.get("group")
        )
        read_end, write_end = os.pipe()
        middle = os.fork()
        if middle == 0:
            os.close(read_end)
            self._be_middle(connection, settings, place, write_end)
        os.close(write_end)
        with os.fdopen(read_end, "rb") as report:
            pid = report.read()
        os.waitpid(middle, 0)
        if pid:
            descriptor = os.pidfd_open(int(pid))
            self.kernels[settings.kernel_id] = descriptor
            self.poll.register(descriptor, select.POLLIN)

    def _be_middle(
        self,
        connection: socket.socket,
        settings: KernelSettings,
        place: isolation.KernelPlace,
        report: int,
    ) -> NoReturn:
        """Never returns: it would become a second fork-server."""
        try:
            if place.group is not None:
                settings = replace(
                    settings,
                    memory_events_descriptor=isolation.join_groups(place.group),
                )
            isolation.leave_host(self.linux)
            pid = os.fork()
            if pid != 0:
                os.write(report, str(pid).encode())
                os._exit(0)
            os.close(report)
            self._be_kernel(connection, settings, place)
        except BaseException as error:
            _refuse(connection, error)
        os._exit(1)

    def _be_kernel(
        self,
        connection: socket.socket,
        settings: KernelSettings,
        place: isolation.KernelPlace,
    ) -> NoReturn:
        code = 1
        try:
            connection = _keep_only(connection, settings.memory_events_descriptor)
            isolation.become_kernel(self.linux, settings, place.folder)
        except BaseException as error:
            _refuse(connection, error)
            os._exit(1)
        try:
            _reseed()
            connection.sendall(_line({"open": "ok"}))
            self.serve(connection, settings)
            code = 0
        finally:
            os._exit(code)


def _line(message: dict[str, object]) -> bytes:
    return json.dumps(message).encode() + b"\n"


def _refuse(connection: socket.socket, error: BaseException) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(
            _line({"open": "refused", "why": f"{type(error).__name__}: {error}"[:500]})
        )


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


def _reseed() -> None:
    """Children of one fork-server must not draw the same numbers."""
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def main() -> None:
    from codingagent_kernel import supervisor

    started = time.monotonic()
    libc = isolation.Linux()
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, "dying with the host")
    preload.load_all()
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise SystemExit(
            f"the fork-server has {threads} threads; a module in preload.py started them"
        )
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    listener.bind(SOCKET_PATH)
    listener.listen(128)
    gc.collect()
    gc.freeze()
    ready = {
        "ready": True,
        "python": sys.version.split()[0],
        "seconds": round(time.monotonic() - started, 3),
    }
    os.write(1, _line(ready))
    ForkServer(listener, supervisor.serve).run()


if __name__ == "__main__":
    main()
