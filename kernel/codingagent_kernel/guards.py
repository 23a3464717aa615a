"""Keeps the runner able to work after odd cells: its streams, descriptors, builtins, signal handler and hooks."""

from __future__ import annotations

import builtins
import getpass
import io
import os
import pathlib
import pdb  # noqa: T100 - to keep a forgotten one from stopping a cell
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_set_signal, _get_signal = signal.signal, signal.getsignal
_fstat, _dup2, _open = os.fstat, os.dup2, os.open
#: Spare copies of the streams lie up here, out of the way of code that closes low numbers.
_SPARE = 700


def _unbuffered(descriptor: int) -> io.TextIOWrapper:
    """Each print reaches the pipe at once; what is fast is joined by the supervisor."""
    raw = io.FileIO(descriptor, "w", closefd=False)
    raw.name = "<stdout>" if descriptor == 1 else "<stderr>"
    return io.TextIOWrapper(raw, "utf-8", errors="backslashreplace", newline="", write_through=True)


class Guards:
    def __init__(self, display_hook: Callable[[object], object]) -> None:
        self._display_hook = display_hook
        self._recursion_limit = sys.getrecursionlimit()
        self._stdout, self._stderr = _unbuffered(1), _unbuffered(2)
        self._stdin = pathlib.Path("/dev/null").open(encoding="utf-8")  # noqa: SIM115 - lives as long as the process
        self._interruptible = False
        self.interrupted = False
        builtins.input = _no_input
        getpass.getpass = _no_input
        sys.breakpointhook = pdb.set_trace = say_no_debugger
        self._own_builtins = dict(vars(builtins))
        self._theirs: dict[str, Any] | None = None
        self.renew()
        self.before_cell()

    def renew(self) -> None:
        """The descriptors 1 and 2 are new ones."""
        import fcntl

        self._identity = {number: _fstat(number).st_ino for number in (1, 2)}
        self._spare = {number: fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, _SPARE) for number in (1, 2)}

    def before_cell(self) -> None:
        for number in (1, 2):
            self._mend(number)
        for name, stream in (("stdout", self._stdout), ("stderr", self._stderr), ("stdin", self._stdin)):
            if getattr(sys, name, None) is not stream:
                setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        sys.displayhook = self._display_hook
        if sys.getrecursionlimit() < self._recursion_limit:
            sys.setrecursionlimit(self._recursion_limit)
        if _get_signal(signal.SIGINT) is not self._on_interrupt:
            _set_signal(signal.SIGINT, self._on_interrupt)
        self.interrupted = False

    def _mend(self, number: int) -> None:
        stream = self._stdout if number == 1 else self._stderr
        if stream.closed or stream.buffer.closed:
            fresh = _unbuffered(number)
            if number == 1:
                self._stdout = fresh
            else:
                self._stderr = fresh
        try:
            if _fstat(number).st_ino == self._identity[number]:
                return
        except OSError:
            pass
        try:
            _dup2(self._spare[number], number, True)
        except OSError:
            # Spares are gone too. Nothing can be printed any more, but nothing else is written to by mistake either.
            nothing = _open("/dev/null", os.O_WRONLY)
            _dup2(nothing, number, True)

    def flush(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                continue

    def _on_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._interruptible:
            self.interrupted = True
            raise KeyboardInterrupt

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """SIGINT raises KeyboardInterrupt in here, and is nothing anywhere else."""
        self._interruptible = True
        try:
            yield
        finally:
            self._interruptible = False

    @contextmanager
    def their_builtins(self) -> Iterator[None]:
        """A cell that replaced `print` or `len` keeps them replaced, but not for us."""
        if self._theirs:
            vars(builtins).update(self._theirs)
        try:
            yield
        finally:
            self._take_back()

    def _take_back(self) -> None:
        sys.settrace(None)
        sys.setprofile(None)
        live = vars(builtins)
        changed = {name: live[name] for name in list(live) if live[name] is not self._own_builtins.get(name, live)}
        lost = [name for name in self._own_builtins if name not in live]
        self._theirs = changed
        for name in changed:
            if name in self._own_builtins:
                live[name] = self._own_builtins[name]
            else:
                del live[name]
        for name in lost:
            live[name] = self._own_builtins[name]


def say_no_debugger(*_: object, **__: object) -> None:
    """What `breakpoint()` and its like do; the cell goes on."""
    print("There is no debugger here: nobody can type at it. Print the values you want to see.")


def _no_input(*_: object, **__: object) -> str:
    raise RuntimeError(
        "input() cannot be answered here: nobody types while a cell runs. Put the value into the code, or ask the person in your answer."
    )


def run_quietly(action: Callable[[], object]) -> None:
    """For what is nice to have after a cell: its failure must not cost the result."""
    try:
        action()
    except (KeyboardInterrupt, MemoryError):
        raise
    except Exception:
        return
