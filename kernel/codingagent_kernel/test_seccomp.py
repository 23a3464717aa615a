"""The filter is run here by a few lines that do what Linux does with it, so that both architectures are held on any machine."""

from __future__ import annotations

import errno
import struct

import pytest

from codingagent_kernel import seccomp, syscalls

ALLOWED = 0x7FFF0000
KILLED = 0x80000000
REFUSED = 0x00050000 | errno.EPERM
ABSENT = 0x00050000 | errno.ENOSYS
MACHINES = ["x86_64", "aarch64"]


def answer(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """What the filter says to one call; follows the meaning of classic BPF."""
    named = seccomp.AUDIT_ARCHITECTURES[machine] if architecture is None else architecture
    padded = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("<IIQ6Q", number, named, 0, *padded)
    code = seccomp.build_filter(machine)
    program = [struct.unpack_from("=HBBI", code, at) for at in range(0, len(code), 8)]
    accumulator, at = 0, 0
    while True:
        operation, when_true, when_false, value = program[at]
        at += 1
        match operation:
            case 0x20:
                accumulator = struct.unpack_from("<I", data, value)[0]
            case 0x06:
                return value
            case _:
                tests = {
                    0x15: accumulator == value,
                    0x25: accumulator > value,
                    0x35: accumulator >= value,
                    0x45: accumulator & value != 0,
                }
                at += when_true if tests[operation] else when_false


@pytest.mark.parametrize("machine", MACHINES)
def test_every_listed_call_is_allowed_and_no_other(machine: str) -> None:
    allowed = set(syscalls.allowed(machine).values())
    examined = set(syscalls.examined(machine).values())
    assert not allowed & examined
    assert len(allowed) > 180
    for number in range(600):
        if number not in examined:
            assert answer(machine, number) == (ALLOWED if number in allowed else ABSENT), number


@pytest.mark.parametrize("machine", MACHINES)
def test_only_unix_sockets(machine: str) -> None:
    for name in ("socket", "socketpair"):
        number = syscalls.examined(machine)[name]
        assert answer(machine, number, 1, 1) == ALLOWED
        for family in (0, 2, 10, 15, 16, 17, 29, 31, 33, 38, 40):
            assert answer(machine, number, family, 1) == REFUSED
        assert answer(machine, number, 1 << 32 | 2, 1) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_no_new_namespaces(machine: str) -> None:
    clone = syscalls.examined(machine)["clone"]
    threads = 0x3D0F00
    assert answer(machine, clone, threads) == ALLOWED
    assert answer(machine, clone, 17) == ALLOWED
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert answer(machine, clone, flag | 17) == REFUSED
    assert answer(machine, syscalls.examined(machine)["clone3"], 0, 88) == ABSENT


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_of_a_process_share_their_descriptors(machine: str) -> None:
    examined = syscalls.examined(machine)
    threads, files, thread = 0x3D0F00, 0x400, 0x10000
    assert answer(machine, examined["clone"], threads & ~files) == REFUSED
    assert answer(machine, examined["clone"], threads & ~files & ~thread) == ALLOWED
    assert answer(machine, examined["close_range"], 3, 9, 0) == ALLOWED
    assert answer(machine, examined["close_range"], 3, 9, 4) == ALLOWED
    assert answer(machine, examined["close_range"], 3, 9, 2) == REFUSED
    assert answer(machine, examined["close_range"], 3, 9, 6) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_no_file_becomes_set_uid(machine: str) -> None:
    examined = syscalls.examined(machine)
    places = {"chmod": 1, "fchmod": 1, "fchmodat": 2, "fchmodat2": 2, "open": 2, "openat": 3, "creat": 1}
    for name, place in places.items():
        if name not in examined:
            continue
        before = [0] * place
        assert answer(machine, examined[name], *before, 0o755) == ALLOWED
        assert answer(machine, examined[name], *before, 0o1777) == ALLOWED
        assert answer(machine, examined[name], *before, 0o4755) == REFUSED
        assert answer(machine, examined[name], *before, 0o2755) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_no_keys_into_terminals(machine: str) -> None:
    ioctl = syscalls.examined(machine)["ioctl"]
    assert answer(machine, ioctl, 0, 0x5401) == ALLOWED
    assert answer(machine, ioctl, 0, 0x5412) == REFUSED
    assert answer(machine, ioctl, 0, 0x541C) == REFUSED
    assert answer(machine, ioctl, 0, 1 << 32 | 0x5412) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_other_tables_of_calls(machine: str) -> None:
    assert answer(machine, 20, architecture=0x40000003) == KILLED
    assert answer(machine, 0x40000000 | syscalls.allowed(machine)["read"]) == ABSENT


@pytest.mark.parametrize("machine", MACHINES)
def test_what_escapes_begin_with_is_not_listed(machine: str) -> None:
    dangerous = """mount umount2 pivot_root chroot unshare setns ptrace process_vm_readv process_vm_writev bpf perf_event_open
    io_uring_setup io_uring_enter userfaultfd keyctl add_key request_key init_module finit_module kexec_load open_by_handle_at
    name_to_handle_at mknod mknodat personality splice tee vmsplice fsopen fsmount move_mount open_tree mount_setattr shmget msgget
    semget mq_open reboot swapon acct quotactl syslog kcmp pidfd_getfd openat2 sync syncfs iopl ioperm modify_ldt seccomp"""
    assert not set(dangerous.split()) & (syscalls.allowed(machine).keys() | syscalls.examined(machine).keys())
