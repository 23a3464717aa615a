"""What is left of the variables when the runner had to be killed."""

import os
import signal
import time

import pytest

from codingagent_kernel import runner_link, undo
from codingagent_kernel.kernel_for_tests import KernelForTests

KILL = "import os; os._exit(9)"
KEPT = "The variables from before this cell were kept."


def settled(kernel: KernelForTests) -> list[int]:
    """The processes once the runner has taken its undo point (it answers only after that) and the last one is gone."""
    kernel.ask("variables")
    end = time.monotonic() + 20
    while len(kernel.processes()) > 3 and time.monotonic() < end:
        time.sleep(0.01)
    return kernel.processes()


def test_variables_are_as_before_the_cell(kernel: KernelForTests) -> None:
    kernel.run(
        "numbers = list(range(5))\nframe = pd.DataFrame({'a': [1, 2]})\nclass Point:\n    def __init__(self): self.x = 7\npoint = Point()"
    )
    outcome = kernel.run(f"numbers.clear(); frame['b'] = 1; point.x = 8; new = 1\n{KILL}")
    assert outcome.result["note"] == KEPT
    assert kernel.run("numbers, list(frame), point.x, 'new' in globals()").shown == ["([0, 1, 2, 3, 4], ['a'], 7, False)"]


def test_what_a_cell_changed_without_setting_a_name_is_kept_too(kernel: KernelForTests) -> None:
    kernel.run("numbers = [1]")
    kernel.run("numbers.append(2)")
    assert kernel.run(KILL).result["note"] == KEPT
    assert kernel.run("numbers").shown == ["[1, 2]"]


def test_it_works_again_and_again(kernel: KernelForTests) -> None:
    kernel.run("count = 0")
    for expected in range(1, 4):
        assert kernel.run("count += 1\ncount").shown == [str(expected)]
        assert kernel.run(f"count = -1\n{KILL}").result["note"] == KEPT
        assert kernel.run(f"count = -1\n{KILL}").result["note"] == KEPT
    assert len(settled(kernel)) == 3


def test_execution_counts_go_on(kernel: KernelForTests) -> None:
    kernel.run("x = 1")
    kernel.run(KILL)
    assert kernel.run("x").result["executionCount"] == 3


def test_open_things_live_on_with_it(kernel: KernelForTests) -> None:
    kernel.run(
        "def numbers():\n    yield from range(9)\nline = numbers(); next(line); file = open('f.txt', 'w+'); file.write('abc')"
    )
    assert kernel.run(f"next(line)\n{KILL}").result["note"] == KEPT
    assert kernel.run("next(line)").shown == ["1"]
    kernel.run("import asyncio\nawait asyncio.sleep(0)\nz = 1")
    kernel.run(KILL)
    assert kernel.run("await asyncio.sleep(0)\nz").shown == ["1"]


def test_a_fresh_kernel_has_nothing_to_lose(kernel: KernelForTests) -> None:
    outcome = kernel.run(KILL)
    assert "no variables to lose" in outcome.result["note"]
    assert kernel.run("pd.__name__").shown == ["'pandas'"]


def test_what_a_cell_started_ends_with_it(kernel: KernelForTests) -> None:
    kernel.run("x = 1")
    kernel.run(
        "import os, subprocess, time\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)\n"
        "if os.fork() == 0:\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(1000)\n    os._exit(0)\n" + KILL
    )
    assert kernel.run("x").shown == ["1"]
    assert len(settled(kernel)) == 3


def test_a_fork_bomb_ends_with_its_cell(kernel: KernelForTests) -> None:
    kernel.run("x = 1")
    bomb = "import os, time\nend = time.time() + 20\nfor _ in range(5):\n    os.fork()\nwhile time.time() < end: pass"
    outcome = kernel.run(bomb, timeout=0.5)
    assert outcome.status == "timeout"
    assert kernel.run("x").shown == ["1"]
    assert len(settled(kernel)) == 3


def test_threads_of_python_are_carried_around(kernel: KernelForTests) -> None:
    """A fork leaves threads behind, so the variables are copied into a fresh Python."""
    code = "import threading, time\nclass Point:\n    x = 3\n\ndef area(p): return p.x * factor\nfactor = 2\npoint = Point(); point.x = 5\n"
    kernel.run(
        code
        + "frame = pd.DataFrame({'a': [1, 2]})\nthreading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\nlock = threading.Lock()"
    )
    outcome = kernel.run(KILL)
    assert outcome.result["note"] == "The variables from before this cell were kept, but for those that cannot be copied."
    told = kernel.run("area(point), frame.a.sum(), time.time() > 0")
    assert told.shown == ["(10, np.int64(3), True)"]
    assert told.result["note"] == "Lost, because they could not be copied: lock."
    assert kernel.run("lock").error["name"] == "NameError"
    assert kernel.run(KILL).result["note"] == KEPT


def test_polars_frames_are_carried_around(kernel: KernelForTests) -> None:
    kernel.run(
        "import polars as pl\nframe = pl.DataFrame({'g': ['a', 'b', 'a'], 'n': [1, 2, 3]})\nframe.group_by('g').agg(pl.col('n').sum()).sort('g')"
    )
    assert "were kept" in kernel.run(KILL).result["note"]
    assert kernel.run("frame.group_by('g').agg(pl.col('n').sum()).sort('g')['n'].to_list()").shown == ["[4, 2]"]


def test_duckdb_and_arrow_work_on_in_the_standby(kernel: KernelForTests) -> None:
    kernel.run(
        "import duckdb\nframe = pd.DataFrame({'a': range(100_000)})\nframe.to_parquet('a.parquet'); pd.read_parquet('a.parquet')"
    )
    kernel.run("total = duckdb.sql('select sum(a) from frame').fetchone()")
    assert kernel.run(KILL).result["note"] == KEPT
    assert kernel.run("duckdb.sql('select sum(a) from frame').fetchone() == total, len(pd.read_parquet('a.parquet'))").shown == [
        "(True, 100000)"
    ]


def test_what_is_too_large_to_copy_is_lost_with_a_word() -> None:
    kernel = KernelForTests(memory_bytes=200 * 1024 * 1024)
    kernel.run("large = np.ones(30_000_000)")
    note = kernel.run(KILL).result["note"]
    assert "all variables are lost: they take" in note
    assert "Gone: large." in note
    assert kernel.run("large").error["name"] == "NameError"
    kernel.close()


def test_a_standby_that_was_killed_is_not_waited_for(kernel: KernelForTests) -> None:
    kernel.run("x = 1")
    began = time.monotonic()
    outcome = kernel.run(
        "import os, signal\nfor p in os.listdir('/proc'):\n    if p.isdigit():\n        try:\n            if int(open(f'/proc/{p}/stat').read().rpartition(')')[2].split()[1]) == os.getpid(): os.kill(int(p), 9)\n        except OSError: pass\n"
        + KILL
    )
    assert "all variables are lost" in outcome.result["note"]
    assert outcome.variables == {}
    assert time.monotonic() - began < 20
    assert kernel.run("pd.__name__").shown == ["'pandas'"]


def test_a_death_between_cells_is_told_with_the_next_one(kernel: KernelForTests) -> None:
    kernel.run("x = 1")
    kernel.run("import os, signal\nsignal.signal(signal.SIGUSR1, lambda *_: os._exit(4))")
    runner = settled(kernel)[1]
    os.kill(runner, signal.SIGUSR1)
    while runner in kernel.processes():
        time.sleep(0.01)
    kernel.ask("variables")
    note = kernel.run("5").result["note"]
    assert note == f"Python ended between two cells: exit code 4. {KEPT}"
    assert kernel.run("x").shown == ["1"]


def test_a_runner_that_hangs_in_its_undo_point_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_link, "RENEW_SECONDS", 0.3)
    kernel = KernelForTests()
    kernel.run("x = 1\nimport os, time\nos.register_at_fork(before=lambda: time.sleep(1000))")
    outcome = kernel.run("5")
    assert (outcome.status, outcome.shown) == ("ok", ["5"])
    note = outcome.result["note"]
    assert note.startswith("Python ended between two cells: ")
    assert "all variables are lost: no undo point could be taken in time." in note
    kernel.close()


def test_every_death_between_two_cells_is_told(kernel: KernelForTests) -> None:
    kernel.run("x = 1")
    kernel.run(
        "import os, signal\nfor number, code in ((10, 4), (12, 5)):\n    signal.signal(number, lambda *_, code=code: os._exit(code))"
    )
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        runner = settled(kernel)[1]
        os.kill(runner, number)
        while runner in kernel.processes():
            time.sleep(0.01)
    kernel.ask("variables")
    note = kernel.run("5").result["note"]
    assert note == " ".join(f"Python ended between two cells: exit code {code}. {KEPT}" for code in (4, 5))


@pytest.mark.parametrize("code", ["5", "'text'", "[1, (2, -3)]", "None", "pass", "", "x ="])
def test_a_cell_that_can_do_no_harm_keeps_the_undo_point(kernel: KernelForTests, code: str) -> None:
    kernel.run("x = 1")
    before = settled(kernel)
    assert len(before) == 3
    kernel.run(code)
    assert settled(kernel) == before


@pytest.mark.parametrize(("held", "is_kept"), [(100, True), (449, True), (451, False), (999, False)])
def test_a_copy_is_kept_while_two_fit_into_the_memory(monkeypatch: pytest.MonkeyPatch, held: int, is_kept: bool) -> None:
    monkeypatch.setattr(undo, "private_bytes", lambda: held)
    how, why = undo.how_to_undo(1000)
    assert (how is not None, why == "") == (is_kept, is_kept)
