"""Turns a freshly forked process into an isolated kernel.

`leave_host` runs in a middle process, which then forks, because a process cannot enter its own new pid namespace. The rest runs in the
child, pid 1 of that namespace: `enter_own_root` ahead of time, `enter_session` once it is known whose kernel it becomes. `confine` is for
every process that was there before: pid 1 and its first runner. Nothing here may import anything or start a thread.
"""

from __future__ import annotations

import ctypes
import os
import resource
import socket
from pathlib import Path

from codingagent_kernel.processes import SESSION_FILES
from codingagent_kernel.seccomp import SeccompFilter
from codingagent_kernel.settings import KernelSettings

SESSIONS = "/sessions"
CGROUPS = "/cgroup"
NEW_ROOT = "/newroot"
#: What a kernel sees of the read-only tree; the links are those of Debian's own layout.
_SHOWN = ("/usr", "/etc", "/opt")
_LINKS = {
    "/bin": "usr/bin",
    "/sbin": "usr/sbin",
    "/lib": "usr/lib",
    "/lib64": "usr/lib64",
}
_DEVICES = ("null", "zero", "full", "random", "urandom")
_DEVICE_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}
USER_ID = 1000
_TMP, _SHM = "/tmp", "/dev/shm"  # noqa: S108 - the kernel's own, in memory

_CLONE_NEW = {
    "mount": 0x20000,
    "cgroup": 0x2000000,
    "uts": 0x4000000,
    "ipc": 0x8000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}
(
    _MS_RDONLY,
    _MS_NOSUID,
    _MS_NODEV,
    _MS_NOEXEC,
    _MS_REMOUNT,
    _MS_BIND,
    _MS_REC,
    _MS_PRIVATE,
) = (
    1,
    2,
    4,
    8,
    32,
    4096,
    16384,
    1 << 18,
)
_SAFE = _MS_NOSUID | _MS_NODEV
_MNT_DETACH = 2
_PR_CAPBSET_DROP, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = (
    24,
    28,
    47,
    4,
)
#: NOROOT, NO_SETUID_FIXUP, NO_CAP_AMBIENT_RAISE and KEEP_CAPS off, each locked.
_SECUREBITS = 0b11101111
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 63


class IsolationError(Exception):
    """The host refused a wall. The kernel must not start."""


class Linux:
    """The few calls that Python has no name for, with errors in words."""

    def __init__(self) -> None:
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.filter = SeccompFilter(self.libc)
        self._pivot_root = _PIVOT_ROOT[os.uname().machine]

    def check(self, result: int, what: str) -> None:
        if result != 0:
            raise IsolationError(f"{what}: {os.strerror(ctypes.get_errno())}")

    def unshare_everything(self) -> None:
        flags = 0
        for flag in _CLONE_NEW.values():
            flags |= flag
        self.check(self.libc.unshare(flags), "namespaces of its own")

    def mount(self, source: str, target: str, flags: int, *, kind: str = "", data: str = "") -> None:
        result = self.libc.mount(
            source.encode(),
            target.encode(),
            kind.encode() or None,
            ctypes.c_ulong(flags),
            data.encode() or None,
        )
        self.check(result, f"mount {target}")

    def bind(self, source: str, target: str, flags: int) -> None:
        """A bind mount ignores its flags at first: the second call sets them."""
        self.mount(source, target, _MS_BIND)
        self.mount("none", target, _MS_BIND | _MS_REMOUNT | flags)

    def pivot(self, root: str) -> None:
        os.chdir(root)
        self.check(self.libc.syscall(ctypes.c_long(self._pivot_root), b".", b"."), "pivot_root")
        self.check(self.libc.umount2(b".", _MNT_DETACH), "leaving the old root")
        os.chdir("/")

    def prctl(self, option: int, value: int, what: str, third: int = 0) -> None:
        zero = ctypes.c_ulong(0)
        result = self.libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(third), zero, zero)
        self.check(result, what)

    def drop_capabilities(self) -> None:
        self.prctl(_PR_SET_SECUREBITS, _SECUREBITS, "securebits")
        self.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, "ambient capabilities")
        for capability in range(_LAST_CAPABILITY + 1):
            if self.libc.prctl(_PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) != 0:
                break  # past the last one this Linux knows
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        nothing = (ctypes.c_uint32 * 6)()
        self.check(self.libc.capset(header, nothing), "dropping capabilities")


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def join_groups(group: str) -> int:
    """Moves this process into its cgroups; returns a descriptor of the file that counts kills for memory, or -1."""
    events = -1
    for controller in os.listdir(CGROUPS):
        folder = f"{CGROUPS}/{controller}/{group}"
        if not os.path.isdir(folder):
            continue
        _write(f"{folder}/cgroup.procs", "0")
        for name in ("memory.events", "memory.oom_control"):
            if events < 0 and os.path.exists(f"{folder}/{name}"):
                events = os.open(f"{folder}/{name}", os.O_RDONLY)
    return events


def leave_host(linux: Linux) -> None:
    """New namespaces of every kind; the next fork is pid 1 of the new pid namespace. Only this user exists in there."""
    user, group = os.geteuid(), os.getegid()
    linux.unshare_everything()
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{USER_ID} {user} 1")
    _write("/proc/self/gid_map", f"{USER_ID} {group} 1")


def enter_own_root(linux: Linux) -> None:
    """In pid 1 of the new namespaces: the part of the root that is the same for every kernel."""
    socket.sethostname("sandbox")
    os.setsid()
    linux.mount("none", "/", _MS_REC | _MS_PRIVATE)
    linux.mount("root", NEW_ROOT, _SAFE, kind="tmpfs", data="mode=0755,size=64k,nr_inodes=64")
    for path in (*_SHOWN, "/dev", "/proc", _TMP, "/workspace", "/outbox"):
        os.mkdir(NEW_ROOT + path)
    for path in _SHOWN:
        linux.mount(path, NEW_ROOT + path, _MS_BIND | _MS_REC)
    for path, target in _LINKS.items():
        os.symlink(target, NEW_ROOT + path)
    # Of /proc only the processes of this namespace: no /proc/sys, kcore, keys, interrupts.
    linux.mount("proc", f"{NEW_ROOT}/proc", _SAFE | _MS_NOEXEC, kind="proc", data="subset=pid")
    for name in _DEVICES:
        target = f"{NEW_ROOT}/dev/{name}"
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
        linux.mount(f"/dev/{name}", target, _MS_BIND)
    os.mkdir(NEW_ROOT + _SHM)
    for name, target in _DEVICE_LINKS.items():
        os.symlink(target, f"{NEW_ROOT}/dev/{name}")


def enter_session(linux: Linux, settings: KernelSettings, folder: str) -> None:
    """The part of the root that differs. Every process of these namespaces gets it: Linux moves all that stand in the old root."""
    # /tmp and /dev/shm live in the kernel's own memory, so together they stay below half of it.
    size = settings.memory_bytes // 4
    for path in (_TMP, _SHM):
        options = f"mode=01777,size={size},nr_inodes=32768"
        linux.mount("tmp", NEW_ROOT + path, _SAFE, kind="tmpfs", data=options)
    for name, path, writable in (
        ("workspace", settings.workspace, settings.writable),
        ("outbox", settings.outbox, True),
    ):
        # By descriptor and without following a link, so that the name cannot lead elsewhere between check and use.
        source = os.open(
            f"{SESSIONS}/{folder}/{name}",
            os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC,
        )
        linux.bind(
            f"/proc/self/fd/{source}",
            NEW_ROOT + path,
            _SAFE | (0 if writable else _MS_RDONLY),
        )
        os.close(source)
    linux.mount("none", NEW_ROOT, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _SAFE)
    linux.pivot(NEW_ROOT)


def _limit(settings: KernelSettings) -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 2 * SESSION_FILES,
        resource.RLIMIT_NPROC: settings.processes,
        resource.RLIMIT_FSIZE: settings.disk_bytes,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 64 * 1024,
        resource.RLIMIT_SIGPENDING: 4096,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
    }
    if not settings.memory_cgroup:
        # Per process, not per kernel: all that can be had without cgroups.
        limits[resource.RLIMIT_DATA] = settings.memory_bytes
    for limit, value in limits.items():
        hard = resource.getrlimit(limit)[1]
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (least, least))


def confine(linux: Linux, settings: KernelSettings) -> None:
    """This process, and all it starts from here on: limits, no capability, and the system call filter last."""
    os.umask(0o022)
    _limit(settings)
    linux.drop_capabilities()
    linux.filter.load()
    os.chdir(settings.workspace)


_MADV_COLLAPSE = 25
_LARGE_PAGE = 2 * 1024 * 1024


def use_large_pages() -> None:
    """Puts the fork-server's own memory into large pages where Linux (6.1) can: each fork then copies 40 % less of the page tables."""
    libc = ctypes.CDLL(None, use_errno=True)
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    regions = [line.split() for line in maps.splitlines()]
    for region in regions:
        if not region[1].startswith("rw") or region[4] != "0":
            continue
        start, end = (int(address, 16) for address in region[0].split("-"))
        first, last = (
            -(-start // _LARGE_PAGE) * _LARGE_PAGE,
            end // _LARGE_PAGE * _LARGE_PAGE,
        )
        if last > first:
            libc.madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), _MADV_COLLAPSE)
