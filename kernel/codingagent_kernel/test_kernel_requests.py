"""Requests about files run beside the cells, each in a child of its own."""

import json

import pytest

from codingagent_kernel import requests
from codingagent_kernel.kernel_for_tests import KernelForTests
from codingagent_kernel.requests import RequestFailure


def _echo(arguments: dict[str, object]) -> object:
    return arguments


def _refuse(arguments: dict[str, object]) -> object:
    raise RequestFailure("encrypted", "It has a password.")


def _break(arguments: dict[str, object]) -> object:
    raise KeyError("x")


def _die(arguments: dict[str, object]) -> object:
    import os

    os.abort()


def _starve(arguments: dict[str, object]) -> object:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
    return None


def _hang(arguments: dict[str, object]) -> object:
    import time

    time.sleep(1000)
    return None


def _endless(arguments: dict[str, object]) -> object:
    return ["x" * 1000] * 10_000


def _flood(arguments: dict[str, object]) -> object:
    """What a reader that was taken over could do with the pipe of its answer."""
    import os

    while True:
        os.write(3, b"x" * 65_536)


def _unsayable(arguments: dict[str, object]) -> object:
    return {1, 2}


def _deep(arguments: dict[str, object]) -> object:
    return _deep(arguments)


def _print(arguments: dict[str, object]) -> object:
    import os

    print("noise")
    os.write(1, b"noise")
    return "quiet"


FOR_TESTS = {
    "echo": _echo,
    "refuse": _refuse,
    "break": _break,
    "die": _die,
    "starve": _starve,
    "hang": _hang,
    "endless": _endless,
    "flood": _flood,
    "unsayable": _unsayable,
    "deep": _deep,
    "print": _print,
}


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, answer in FOR_TESTS.items():
        monkeypatch.setitem(requests.REQUESTS, name, answer)


def test_an_answer(kernel: KernelForTests) -> None:
    reply = kernel.ask("echo", {"a": [1, "ü"]})
    assert (reply["frame"], reply["value"]) == ("reply", {"a": [1, "ü"]})


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("refuse", "encrypted"),
        ("break", "unreadable"),
        ("die", "crashed"),
        ("starve", "memory"),
        ("endless", "too_large"),
        ("flood", "too_large"),
        ("unsayable", "too_large"),
        ("deep", "corrupt"),
        ("nosuch", "unknown_request"),
    ],
)
def test_a_failure_is_told_and_costs_nothing_else(kernel: KernelForTests, name: str, code: str) -> None:
    kernel.run("x = 1")
    reply = kernel.ask(name)
    assert (reply["frame"], reply["code"]) == ("failure", code)
    assert reply["message"]
    assert kernel.run("x").shown == ["1"]
    assert kernel.ask("echo")["frame"] == "reply"


def test_what_a_request_prints_is_nobodys_output(kernel: KernelForTests) -> None:
    assert kernel.ask("print")["value"] == "quiet"
    assert kernel.run("1").stdout == ""


def test_a_request_has_its_time(kernel: KernelForTests) -> None:
    reply = kernel.ask("hang", timeout=0.2)
    assert (reply["frame"], reply["code"]) == ("failure", "timeout")


def test_four_run_at_once_and_each_can_be_called_off_also_while_it_waits(kernel: KernelForTests) -> None:
    idle = len(kernel.processes())
    for number in (101, 102, 103, 104, 105):
        kernel.send({"frame": "request", "request": number, "name": "hang", "arguments": {}})
    kernel.ask("variables")
    assert len(kernel.processes()) == idle + 4
    for number in (105, 101, 102, 103, 104, 999):
        kernel.send({"frame": "cancel", "request": number})
    assert sorted(kernel.answer()["request"] for _ in range(5)) == [101, 102, 103, 104, 105]
    assert kernel.ask("echo")["frame"] == "reply"


def test_requests_are_answered_while_a_cell_runs(kernel: KernelForTests) -> None:
    cell = kernel.begin("print('on')\nwhile True: pass")
    kernel.wait_for_output("on")
    assert kernel.ask("echo", {"b": 2})["value"] == {"b": 2}
    kernel.interrupt(cell)
    assert kernel.finish().status == "interrupted"


def test_a_killed_cell_leaves_requests_alone(kernel: KernelForTests) -> None:
    kernel.run("x = 1")
    kernel.send({"frame": "request", "request": 7, "name": "hang", "arguments": {}, "timeout": 30})
    kernel.run("import os; os._exit(1)")
    kernel.send({"frame": "cancel", "request": 7})
    assert kernel.answer()["code"] == "cancelled"


def test_kernels_that_only_look_answer_requests() -> None:
    kernel = KernelForTests(writable=False)
    assert [kernel.ask("echo", {"n": number})["value"]["n"] for number in range(20)] == list(range(20))
    kernel.close()


def test_a_table_that_was_shown_can_be_paged(kernel: KernelForTests) -> None:
    shown = kernel.run("pd.DataFrame({'a': range(1000), 'b': ['x'] * 1000, 'big': [2**70] * 1000})")
    path = str(kernel.payload(shown.payloads[0]))
    reply = kernel.ask("page", {"path": path, "offset": 990, "limit": 5})
    assert reply["frame"] == "reply", json.dumps(reply)
    assert [column["name"] for column in reply["value"]["columns"]] == ["a", "b", "big"]
    assert reply["value"]["rows"][0] == [990, "x", str(2**70)]
    assert reply["value"]["total"] == 1000
