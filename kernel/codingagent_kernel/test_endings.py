"""How a cell may end, and what is said of it."""

import pathlib
import time

import pytest

from codingagent_kernel.kernel_for_tests import KernelForTests
from codingagent_kernel.supervisor import Supervisor


def test_an_error_has_its_name_message_line_and_a_short_traceback(shared: KernelForTests) -> None:
    shared.run("def divide(a, b):\n    return a / b")
    outcome = shared.run("x = 1\ny = divide(x, 0)\nz = 3")
    assert outcome.status == "error"
    assert (outcome.error["name"], outcome.error["message"], outcome.error["line"]) == ("ZeroDivisionError", "division by zero", 2)
    trace = outcome.error["traceback"]
    assert "line 2\n    y = divide(x, 0)" in trace
    assert "in divide\n    return a / b" in trace
    assert "codingagent" not in trace
    assert "IPython" not in trace
    assert "\x1b" not in trace


def test_library_frames_are_few(shared: KernelForTests) -> None:
    trace = shared.run("pd.DataFrame({'a': [1]})['missing']").error["traceback"]
    assert trace.startswith("Traceback")
    assert trace.endswith("KeyError: 'missing'")
    assert trace.count("pandas") <= 4
    assert "That was the cause" not in trace


def test_causes_that_passed_through_the_cell_are_told(shared: KernelForTests) -> None:
    trace = shared.run("try:\n    {}['k']\nexcept KeyError as e:\n    raise ValueError('wrapped') from e").error["traceback"]
    assert "KeyError: 'k'" in trace
    assert "That was the cause of this" in trace
    assert trace.endswith("ValueError: wrapped")


def test_endless_recursion_is_an_error(shared: KernelForTests) -> None:
    outcome = shared.run("def down(n): return down(n + 1)\ndown(0)")
    assert (outcome.status, outcome.error["name"]) == ("error", "RecursionError")
    assert "more frames" in outcome.error["traceback"]
    assert len(outcome.error["traceback"]) < 4000


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("print('ran')\ndef f(:\n    pass", 2),
        ("print('ran')\nif True:\nx = 1", 3),
        ("print('ran')\nreturn 5", 2),
        ("print('ran')\nx = (1,\n", None),
        ("print('ran')\nprint 'x'", 2),
        ("print('ran')\n'unfinished", 2),
        ("print('ran')\nx = 1\x00", None),
        ("%%time\nprint('ran')\nx = = 1", 3),
        ("print('ran')\n" + "(" * 300 + ")" * 300, None),
        ("print('ran')\ndef f():\n    x = 1\n    global x", 4),
        ("print('ran')\nawait", 2),
    ],
)
def test_syntax_errors_are_found_without_running(shared: KernelForTests, code: str, line: int | None) -> None:
    outcome = shared.run(code)
    assert outcome.status == "error"
    assert outcome.error["name"] in ("SyntaxError", "IndentationError")
    assert outcome.stdout == ""
    if line is not None:
        assert outcome.error["line"] == line


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import requests", "requests"),
        ("import requests.adapters as a", "requests"),
        ("from requests import get", "requests"),
        ("x = 1\n\ndef f():\n    import requests", "requests"),
        ("__import__('requests')", "requests"),
        ("import importlib\nimportlib.import_module('requests.sessions')", "requests"),
        ("import os\nos.system('ls')", "os.system"),
        ("import os as o\no.system('ls')", "os.system"),
        ("from os import system\nsystem('ls')", "os.system"),
        ("from os import system as run", "os.system"),
        ("%%time\nimport requests", "requests"),
    ],
)
def test_what_the_settings_refuse_is_not_run(shared: KernelForTests, code: str, name: str) -> None:
    outcome = shared.run("print('ran')\n" + code if not code.startswith("%%") else code, refused=("requests", "os.system"))
    assert outcome.status == "refused"
    assert name in outcome.error["message"]
    assert "Nothing was run" in outcome.error["message"]
    assert outcome.stdout == ""


@pytest.mark.parametrize("code", ["import os\nos.getcwd()", "requests = 1\nrequests", "'import requests'", "x = {'os.system': 1}"])
def test_what_only_looks_like_it_is_run(shared: KernelForTests, code: str) -> None:
    assert shared.run(code, refused=("requests", "os.system")).status == "ok"


def test_an_interrupt_stops_the_cell_and_keeps_the_variables(kernel: KernelForTests) -> None:
    kernel.run("kept = 1")
    cell = kernel.begin("during = 2\nprint('on')\nwhile True: pass")
    kernel.wait_for_output("on")
    kernel.interrupt(cell)
    outcome = kernel.finish()
    assert (outcome.status, outcome.error["message"]) == ("interrupted", "The cell was stopped on request.")
    assert outcome.error["line"] in (2, 3)
    assert kernel.run("kept + during").shown == ["3"]


def test_an_interrupt_stops_what_a_command_started(kernel: KernelForTests) -> None:
    cell = kernel.begin("print('on')\n!sleep 100")
    kernel.wait_for_output("on")
    kernel.interrupt(cell)
    assert kernel.finish().status == "interrupted"
    assert kernel.run("1").status == "ok"


def test_an_interrupt_in_an_awaiting_cell(kernel: KernelForTests) -> None:
    cell = kernel.begin("import asyncio\nprint('on')\nawait asyncio.sleep(100)")
    kernel.wait_for_output("on")
    kernel.interrupt(cell)
    assert kernel.finish().status == "interrupted"
    assert kernel.run("await asyncio.sleep(0)\n5").shown == ["5"]
    cell = kernel.begin("async def main():\n    print('on2')\n    await asyncio.sleep(100)\nasyncio.run(main())")
    kernel.wait_for_output("on2")
    kernel.interrupt(cell)
    assert kernel.finish().status == "interrupted"


def test_a_cell_that_waits_can_be_stopped_before_it_begins(kernel: KernelForTests) -> None:
    first = kernel.begin("print('on')\nwhile True: pass")
    second = kernel.begin("print('never')")
    kernel.wait_for_output("on")
    kernel.interrupt(second)
    outcome = kernel.finish()
    assert (outcome.result["cell"], outcome.status) == (second, "interrupted")
    kernel.interrupt(first)
    assert kernel.finish().result["cell"] == first


def test_an_interrupt_for_another_cell_does_nothing(kernel: KernelForTests) -> None:
    kernel.interrupt(99)
    cell = kernel.begin("import time\nprint('on')\ntime.sleep(0.2)\n'done'")
    kernel.wait_for_output("on")
    kernel.interrupt(cell - 1)
    kernel.interrupt(cell + 1)
    assert kernel.finish().shown == ["'done'"]


def test_a_cell_runs_out_of_time(kernel: KernelForTests) -> None:
    outcome = kernel.run("x = 5\nwhile True: pass", timeout=0.3)
    assert (outcome.status, outcome.error["name"]) == ("timeout", "TimeoutError")
    assert "longer than the 0.3 seconds" in outcome.error["message"]
    assert kernel.run("x").shown == ["5"]


@pytest.mark.parametrize(
    "stubborn",
    [
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except KeyboardInterrupt:\n        pass",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])\nwhile True: pass",
    ],
)
def test_a_cell_that_will_not_stop_is_killed_and_undone(kernel: KernelForTests, stubborn: str) -> None:
    kernel.run("kept = [1, 2]\ndef f(): return kept")
    began = time.monotonic()
    outcome = kernel.run(f"kept.append(3)\nlost = 1\n{stubborn}", timeout=0.2)
    assert outcome.status == "timeout"
    assert outcome.result["note"] == "The variables from before this cell were kept."
    assert set(outcome.variables) == {"kept", "f"}
    assert time.monotonic() - began < 20
    assert kernel.run("f(), 'lost' in globals()").shown == ["([1, 2], False)"]


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("import os; os._exit(3)", "crashed", "exit code 3"),
        ("import os; os._exit(0)", "crashed", "exit code 0"),
        ("import ctypes; ctypes.string_at(1)", "crashed", "SIGSEGV"),
        ("import os; os.abort()", "crashed", "SIGABRT"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "crashed", "SIGTERM"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "memory", "2 GB of memory"),
        (
            "import os\nfor n in range(3, 1000):\n    try: os.close(n)\n    except OSError: pass\nimport time; time.sleep(9)",
            "crashed",
            "closed",
        ),
    ],
)
def test_a_runner_that_dies_says_how_and_is_replaced(kernel: KernelForTests, code: str, status: str, said: str) -> None:
    kernel.run("kept = 'here'")
    outcome = kernel.run(f"print('printed', flush=True)\n{code}")
    assert outcome.status == status
    assert said in outcome.error["message"]
    assert outcome.stdout == "printed\n"
    assert outcome.result["note"] == "The variables from before this cell were kept."
    assert kernel.run("kept").shown == ["'here'"]


def test_a_counted_kill_for_memory_is_told_from_any_other(tmp_path: object) -> None:
    import os
    from pathlib import Path

    events = Path(str(tmp_path)) / "memory.events"
    events.write_text("low 0\noom 0\noom_kill 0\n")
    descriptor = os.open(events, os.O_RDONLY)
    kernel = KernelForTests(memory_events_descriptor=descriptor)
    outcome = kernel.run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert outcome.status == "crashed"
    assert "SIGKILL" in outcome.error["message"]
    cell = kernel.begin("import os, sys\nprint('on')\nsys.stdin.read()\nimport time; time.sleep(60)")
    kernel.wait_for_output("on")
    events.write_text("low 0\noom 1\noom_kill 1\n")
    runner = next(process for process in kernel.processes() if process != kernel.process)
    os.kill(runner, 9)
    outcome = kernel.finish()
    assert (outcome.result["cell"], outcome.status) == (cell, "memory")
    os.close(descriptor)
    kernel.close()


def test_too_much_at_once_is_an_ordinary_error(shared: KernelForTests) -> None:
    outcome = shared.run("np.zeros((10**7, 10**7))")
    assert outcome.status == "error"
    assert "Memory" in outcome.error["name"]


def test_kernels_that_only_look_run_no_cells() -> None:
    kernel = KernelForTests(writable=False)
    outcome = kernel.run("1")
    assert outcome.status == "refused"
    assert "only looks at files" in outcome.error["message"]
    assert kernel.ask("variables")["value"] == {"items": []}
    # The runner that was made ahead ends by itself.
    while len(kernel.processes()) > 1:
        time.sleep(0.01)
    kernel.close()


@pytest.mark.parametrize(
    "line", [b"nonsense\n", b"[1]\n", b'{"frame":"dance"}\n', b'{"frame":"run","cell":"one"}\n', b"\xff\xfe\n"]
)
def test_a_host_that_says_no_frame_ends_the_kernel(line: bytes) -> None:
    kernel = KernelForTests()
    kernel.connection.sendall(line)
    assert kernel.connection.recv(10) == b""
    assert kernel.close() == 0


def test_the_end_of_the_connection_ends_everything() -> None:
    kernel = KernelForTests()
    kernel.run("import subprocess\nchild = subprocess.Popen(['sleep', '1000'], start_new_session=True)")
    processes = kernel.processes()
    assert len(processes) >= 3
    kernel.close()
    assert not [process for process in processes if _is_running(process)]


def _is_running(process: int) -> bool:
    try:
        with pathlib.Path(f"/proc/{process}/stat").open(encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_fork_that_the_cell_lets_run_on_says_nothing(kernel: KernelForTests) -> None:
    outcome = kernel.run(
        "import os\nif child := os.fork():\n    os.waitpid(child, 0)\n    who = 'the cell'\nelse:\n    final_result = 'of the fork'"
    )
    assert (outcome.status, outcome.final) == ("ok", None)
    assert kernel.run("who").shown == ["'the cell'"]


def test_a_fault_of_the_kernels_own_is_the_last_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Supervisor) -> None:
        raise KeyError("odd " + "x" * 1000)

    monkeypatch.setattr(Supervisor, "_begin_next", fail)
    kernel = KernelForTests()
    kernel.send({"frame": "interrupt", "cell": 1})
    said = kernel.read()
    assert (said["frame"], said["request"], said["code"]) == ("failure", 0, "ended")
    assert said["message"].startswith("KeyError: 'odd xxx")
    assert "(test_endings.py, line " in said["message"]
    assert len(said["message"]) < 400
    assert kernel.close() == 0
