"""What pid 1 knows of the processes below it: who they are, how they ended, and how to end all of them but a few."""

from __future__ import annotations

import ctypes
import os
import pathlib
import resource
import signal
import time
from collections.abc import Collection

_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)

#: The runner dies first when memory runs out, its standby later, the supervisor last.
RUNNER_OOM_SCORE = 900
STANDBY_OOM_SCORE = 400
#: Descriptors that a process of a session may have. Linux holds those on their way through sockets against the same number, those of all
#: sessions together: the supervisor, which wakes a standby by sending it some, has twice as many, so that no session uses up its share.
SESSION_FILES = 4096


def set_dumpable(allowed: bool) -> None:
    """Undumpable: no other process of this user may trace it, read its memory or take its descriptors."""
    _libc.prctl(_PR_SET_DUMPABLE, int(allowed), 0, 0, 0)


def adopt_orphans() -> None:
    """Processes whose parent died become ours, as they are pid 1's inside a sandbox."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def limit_files() -> None:
    """To SESSION_FILES, for a process that is not the supervisor and for all it starts."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    least = SESSION_FILES if most == resource.RLIM_INFINITY else min(SESSION_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (least, least))


def set_oom_score(score: int) -> None:
    try:
        with pathlib.Path("/proc/self/oom_score_adj").open("w", encoding="ascii") as file:
            file.write(str(score))
    except OSError:
        pass  # a kernel without it, or a read-only /proc: the biggest process dies first, which is nearly always the runner


def thread_names() -> list[str]:
    """One name a thread of this process; more than one means that a fork would leave some behind."""
    names = []
    for task in os.listdir("/proc/self/task"):
        try:
            with pathlib.Path(f"/proc/self/task/{task}/comm").open(encoding="utf-8", errors="replace") as file:
                names.append(file.read().strip())
        except OSError:
            continue
    return names


def private_bytes() -> int:
    """Memory of this process that is not shared file pages."""
    try:
        with pathlib.Path("/proc/self/statm").open(encoding="ascii") as file:
            fields = file.read().split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")


def _listed() -> frozenset[str]:
    return frozenset(name for name in os.listdir("/proc") if name.isdigit())


def parents(*, ended: bool = False) -> dict[int, int]:
    """The parent of each process that can be seen; with `ended`, of those too that ended and were not collected yet."""
    return _parents(_listed(), ended=ended)


def _parents(names: Collection[str], *, ended: bool = False) -> dict[int, int]:
    parents = {}
    for name in names:
        try:
            with pathlib.Path(f"/proc/{name}/stat").open("rb") as file:
                line = file.read()
        except OSError:
            continue
        # The name in brackets may hold anything, also brackets: the fields begin after the last one.
        state, parent = line[line.rindex(b")") + 2 :].split(None, 2)[:2]
        if ended or state != b"Z":
            parents[int(name)] = int(parent)
    return parents


def below(parents: dict[int, int], spared: Collection[int] = (), root: int | None = None) -> list[int]:
    """Of these processes all below this one, or below `root`, but the spared ones and what is below those."""
    children: dict[int, list[int]] = {}
    for process, parent in parents.items():
        children.setdefault(parent, []).append(process)
    found: list[int] = []
    open_ends = [root or os.getpid()]
    while open_ends:
        for child in children.get(open_ends.pop(), []):
            if child not in spared:
                found.append(child)
                open_ends.append(child)
    return found


#: Looks in a row that find nobody.
_EMPTY_LOOKS = 40


def kill_descendants(spared: Collection[int], seconds: float = 2.0) -> bool:
    """Kills until nobody is left, stopping them first so that a fork bomb cannot outrun it. False when some are left in the end."""
    end = time.monotonic() + seconds
    spared = set(spared)
    before: frozenset[str] = frozenset()
    empty = 0
    while True:
        names = _listed()
        found = below(_parents(names), spared)
        if not found:
            # One that forks and ends while the list is read is missed, and so is its child: then the next list is another one.
            # Strangers that come and go make it another one too, so a few empty looks suffice.
            empty += 1
            if names == before or empty == _EMPTY_LOOKS:
                return True
            before = names
            continue
        empty = 0
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in found:
                try:
                    os.kill(process, number)
                except (ProcessLookupError, PermissionError):
                    continue
        if time.monotonic() > end:
            return False
        time.sleep(0.001)


def is_alive(process: int) -> bool:
    """False for one that ended, also while nobody has collected it."""
    return process in _parents([str(process)])


def wait_for(child: int, seconds: float) -> int | None:
    """The wait status of a child that ends by then."""
    ends_at = time.monotonic() + seconds
    while True:
        process, status = os.waitpid(child, os.WNOHANG)
        if process:
            return status
        if time.monotonic() > ends_at:
            return None
        time.sleep(0.0005)


def in_words(wait_status: int) -> str:
    """How a process ended, as a person would say it."""
    if os.WIFSIGNALED(wait_status):
        number = os.WTERMSIG(wait_status)
        try:
            name = signal.Signals(number).name
        except ValueError:
            name = f"signal {number}"
        meaning = {
            "SIGSEGV": "it touched memory that is not its own, as a fault in a compiled library or endless recursion does",
            "SIGABRT": "a compiled library gave up",
            "SIGBUS": "it touched memory that could not be had",
            "SIGFPE": "a compiled library divided by zero",
            "SIGILL": "it ran an instruction this processor does not have",
            "SIGKILL": "something killed it",
            "SIGXCPU": "it used up its processor time",
            "SIGSYS": "it made a system call that the sandbox does not allow",
        }.get(name)
        return f"{name} ({meaning})" if meaning else name
    return f"exit code {os.waitstatus_to_exitcode(wait_status)}"


class MemoryEvents:
    """The cgroup's count of kills for memory, where there is one to read."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._seen = self._count() or 0

    def _count(self) -> int | None:
        if self._descriptor < 0:
            return None
        try:
            text = os.pread(self._descriptor, 4096, 0).decode("ascii", "replace")
        except OSError:
            return None
        for line in text.splitlines():
            name, _, value = line.partition(" ")
            if name == "oom_kill" and value.strip().isdigit():
                return int(value)
        return None

    def killed_since(self) -> bool | None:
        """Whether the kernel killed for memory since the last call; None when nobody counts."""
        count = self._count()
        if count is None:
            return None
        before, self._seen = self._seen, count
        return count > before
