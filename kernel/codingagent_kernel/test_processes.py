"""What pid 1 does to the processes below it; each test in a process of its own, because it adopts and kills."""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from codingagent_kernel import processes
from codingagent_kernel.processes import MemoryEvents, in_words


def apart(test: Callable[[], None]) -> None:
    """Runs it in a child that adopts orphans, as a supervisor does."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            processes.adopt_orphans()
            test()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            processes.kill_descendants(())
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def sleeper(depth: int = 1) -> int:
    """A child, with children of its own down to `depth`, in sessions of their own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        signal.alarm(120)
        if depth > 1:
            sleeper(depth - 1)
        os.write(writer, b".")
        time.sleep(1000)
    os.read(reader, 1)
    os.close(reader)
    os.close(writer)
    return child


def test_all_descendants_are_found_also_orphans() -> None:
    def test() -> None:
        child = sleeper(3)
        assert len(processes.below(processes.parents())) == 3
        assert child in processes.below(processes.parents())
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert len(processes.below(processes.parents())) == 2

    apart(test)


def test_killing_spares_whom_it_is_told_to_spare() -> None:
    def test() -> None:
        spared, _ = sleeper(2), sleeper(2)
        assert processes.kill_descendants({spared})
        assert processes.is_alive(spared)
        assert processes.below(processes.parents(), {spared}) == []
        assert len(processes.below(processes.parents())) == 2
        assert processes.kill_descendants(())
        assert processes.below(processes.parents()) == []
        assert not processes.is_alive(spared)

    apart(test)


def test_processes_that_go_on_forking_are_outrun() -> None:
    """Each of a few keeps replacing itself by a child; never more than these few at a time."""

    def test() -> None:
        code = "import os, time\nend = time.time() + 20\nwhile time.time() < end:\n    if os.fork(): os._exit(0)\n    time.sleep(0.002)\n"
        for _ in range(5):
            subprocess.Popen([sys.executable, "-S", "-c", code])
        assert processes.kill_descendants((), 15)
        assert processes.below(processes.parents()) == []

    apart(test)


def test_nobody_to_kill_is_no_matter() -> None:
    apart(lambda: None if processes.kill_descendants(()) else sys.exit(1))


def test_waiting_for_a_child() -> None:
    def test() -> None:
        child = sleeper()
        assert processes.wait_for(child, 0.05) is None
        os.kill(child, signal.SIGTERM)
        status = processes.wait_for(child, 10)
        assert status is not None
        assert os.WTERMSIG(status) == signal.SIGTERM

    apart(test)


def test_a_name_with_brackets_hides_nothing(tmp_path: Path) -> None:
    odd = tmp_path / "a) Z 1 ("
    odd.symlink_to(sys.executable)

    def test() -> None:
        child = subprocess.Popen([str(odd), "-S", "-c", "import time; time.sleep(100)"])
        end = time.monotonic() + 10
        while Path(f"/proc/{child.pid}/comm").read_text().strip() != odd.name[:15] and time.monotonic() < end:
            time.sleep(0.001)
        assert processes.below(processes.parents()) == [child.pid]
        child.kill()
        child.wait()

    apart(test)


@pytest.mark.parametrize(
    ("ended_by", "words"),
    [
        ("os._exit(0)", "exit code 0"),
        ("os._exit(7)", "exit code 7"),
        ("os.abort()", "SIGABRT (a compiled library gave up)"),
        ("os.kill(os.getpid(), 11)", "SIGSEGV (it touched memory"),
        ("os.kill(os.getpid(), 31)", "SIGSYS (it made a system call"),
        ("os.kill(os.getpid(), 9)", "SIGKILL (something killed it)"),
        ("os.kill(os.getpid(), 1)", "SIGHUP"),
        ("os.kill(os.getpid(), 40)", "signal 40"),
    ],
)
def test_how_it_ended_in_words(ended_by: str, words: str) -> None:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever started the tests may have had it ignored
        exec(ended_by, {"os": os})
        os._exit(99)
    assert in_words(os.waitpid(child, 0)[1]).startswith(words)


def test_a_process_that_is_not_dumpable_keeps_its_memory_to_itself() -> None:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        processes.set_dumpable(False)
        os.write(writer, b".")
        time.sleep(100)
    os.read(reader, 1)
    owner = os.stat(f"/proc/{child}/mem").st_uid
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert owner == 0


def test_the_order_of_death_can_be_set() -> None:
    def test() -> None:
        processes.set_oom_score(processes.RUNNER_OOM_SCORE)
        assert Path("/proc/self/oom_score_adj").read_text().strip() == str(processes.RUNNER_OOM_SCORE)

    apart(test)


def test_threads_and_memory_of_this_process() -> None:
    assert len(processes.thread_names()) >= 1
    before = processes.private_bytes()
    held = bytearray(b"x" * 50_000_000)
    assert processes.private_bytes() - before > 30_000_000
    assert held


def test_kills_for_memory_are_counted_from_the_last_look(tmp_path: Path) -> None:
    file = tmp_path / "memory.events"
    file.write_text("low 0\nhigh 0\noom 3\noom_kill 2\noom_group_kill 0\n")
    descriptor = os.open(file, os.O_RDONLY)
    events = MemoryEvents(descriptor)
    assert events.killed_since() is False
    file.write_text("low 0\nhigh 0\noom 4\noom_kill 3\noom_group_kill 0\n")
    assert events.killed_since() is True
    assert events.killed_since() is False
    os.close(descriptor)
    assert events.killed_since() is None


@pytest.mark.parametrize("text", ["", "oom_kill\n", "oom_kill x\n", "oom_kill_disable 0\nunder_oom 0\n"])
def test_a_file_that_counts_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / "events"
    file.write_text(text)
    descriptor = os.open(file, os.O_RDONLY)
    assert MemoryEvents(descriptor).killed_since() is None
    assert MemoryEvents(-1).killed_since() is None
    os.close(descriptor)
