"""The system call filter of a kernel, written as classic BPF by hand so that nothing has to be installed for it.

Kept simple for the reader and for Linux, which caches the answer for calls whose arguments are not looked at:
examined calls first, then one range check after another over the sorted list of allowed numbers, and ENOSYS at the end.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import struct

from codingagent_kernel import syscalls

AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000

_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_EQUAL = 0x15
_JUMP_GREATER = 0x25
_JUMP_GREATER_OR_EQUAL = 0x35
_JUMP_ANY_BIT = 0x45
_RETURN = 0x06

_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16

#: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET: a namespace of one's own is the first step of most escapes.
_CLONE_NAMESPACES = 0x7E020000
#: All threads of a process have one table of descriptors: the host looks at one of them to see what files a session holds.
_CLONE_FILES, _CLONE_THREAD = 0x400, 0x10000
_CLOSE_RANGE_UNSHARE = 2
#: TIOCSTI and TIOCLINUX put keys into somebody's terminal.
_TERMINAL_INJECTION = (0x5412, 0x541C)
#: Files of a kernel lie on the host's disk: none of them may become set-uid or set-gid there.
_SET_ID_BITS = 0o6000
_MODE_ARGUMENT = {
    "chmod": 1,
    "fchmod": 1,
    "fchmodat": 2,
    "fchmodat2": 2,
    "open": 2,
    "openat": 3,
    "creat": 1,
}

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2


def _instruction(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, when_true, when_false, value)


def _error(number: int) -> bytes:
    return _instruction(_RETURN, _ERRNO | number)


def _argument(index: int) -> bytes:
    """Loads the low half: every argument looked at here is an int or a mask of 32 bits."""
    return _instruction(_LOAD, _ARGUMENTS + 8 * index)


def _refuse_bits(index: int, mask: int) -> list[bytes]:
    return [
        _argument(index),
        _instruction(_JUMP_ANY_BIT, mask, 0, 1),
        _error(errno.EPERM),
        _instruction(_RETURN, _ALLOW),
    ]


def _examination(name: str) -> list[bytes]:
    """What decides about a call by its arguments; every path ends in a return."""
    if name == "clone3":
        return [_error(errno.ENOSYS)]  # its flags lie in memory, where a filter cannot see; libc falls back to clone
    if name == "clone":
        return [
            _argument(0),
            _instruction(_JUMP_ANY_BIT, _CLONE_NAMESPACES, 3, 0),
            _instruction(_JUMP_ANY_BIT, _CLONE_FILES, 1, 0),
            _instruction(_JUMP_ANY_BIT, _CLONE_THREAD, 1, 0),
            _instruction(_RETURN, _ALLOW),
            _error(errno.EPERM),
        ]
    if name == "close_range":
        return _refuse_bits(2, _CLOSE_RANGE_UNSHARE)
    if name in ("socket", "socketpair"):
        return [
            _argument(0),
            _instruction(_JUMP_EQUAL, socket.AF_UNIX, 1, 0),
            _error(errno.EPERM),
            _instruction(_RETURN, _ALLOW),
        ]
    if name == "ioctl":
        first, second = _TERMINAL_INJECTION
        return [
            _argument(1),
            _instruction(_JUMP_EQUAL, first, 1, 0),
            _instruction(_JUMP_EQUAL, second, 0, 1),
            _error(errno.EPERM),
            _instruction(_RETURN, _ALLOW),
        ]
    return _refuse_bits(_MODE_ARGUMENT[name], _SET_ID_BITS)


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def build_filter(machine: str) -> bytes:
    """The program for one architecture, as `struct sock_filter[]`."""
    program = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_JUMP_EQUAL, AUDIT_ARCHITECTURES[machine], 1, 0),
        _instruction(_RETURN, _KILL_PROCESS),  # int 0x80 and the like: another table of numbers
        _instruction(_LOAD, _NUMBER),
        _instruction(_JUMP_GREATER_OR_EQUAL, _X32_BIT, 0, 1),
        _error(errno.ENOSYS),
    ]
    for name, number in syscalls.examined(machine).items():
        block = _examination(name)
        program += [_instruction(_JUMP_EQUAL, number, 0, len(block)), *block]
    for low, high in _ranges(list(syscalls.allowed(machine).values())):
        program += [
            _instruction(_JUMP_GREATER, high, 3, 0),
            _instruction(_JUMP_GREATER_OR_EQUAL, low, 0, 1),
            _instruction(_RETURN, _ALLOW),
            _error(errno.ENOSYS),
        ]
    return b"".join([*program, _error(errno.ENOSYS)])


class SeccompFilter:
    """Built before the fork, so that a child has only two calls to make."""

    def __init__(self, libc: ctypes.CDLL) -> None:
        machine = os.uname().machine
        if machine not in AUDIT_ARCHITECTURES:
            raise OSError(errno.ENOSYS, f"no system call filter is written for {machine}")
        code = build_filter(machine)
        self._libc = libc
        self._code = ctypes.create_string_buffer(code, len(code))
        self._program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(self._code)))

    def load(self) -> None:
        """From here on, for this process and all it starts; cannot be undone."""
        zero = ctypes.c_ulong(0)
        if self._libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero) != 0:
            raise OSError(ctypes.get_errno(), "no_new_privs was refused")
        mode = ctypes.c_ulong(_SECCOMP_MODE_FILTER)
        if self._libc.prctl(_PR_SET_SECCOMP, mode, self._program, zero, zero) != 0:
            raise OSError(ctypes.get_errno(), "the system call filter was refused")
