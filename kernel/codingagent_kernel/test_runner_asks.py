"""Questions to the runner: one at a time, each with an end."""

import os
import signal
import time
from typing import Any

import pytest

from codingagent_kernel import runner_asks
from codingagent_kernel.frames import AskRequest
from codingagent_kernel.runner_asks import RunnerAsks


class Link:
    """What of a link the questions use."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    def tell(self, message: dict[str, Any]) -> None:
        self.told.append(message)


Setup = tuple[RunnerAsks, Link, list[dict[str, Any]]]


@pytest.fixture
def setup() -> Setup:
    sent: list[dict[str, Any]] = []
    return RunnerAsks(sent.append), Link(), sent


def test_one_after_another(setup: Setup) -> None:
    asks, link, sent = setup
    asks.add(AskRequest(1, "variables"))
    asks.add(AskRequest(2, "find_values"))
    assert asks.begin(link)  # type: ignore[arg-type]
    assert asks.busy
    asks.answered({"frame": "reply", "request": 99, "value": [1]})
    assert asks.begin(link)  # type: ignore[arg-type]
    asks.answered({"frame": "failure", "code": "failed", "message": "m"})
    assert not asks.begin(link)  # type: ignore[arg-type]
    assert [message["name"] for message in link.told] == ["variables", "find_values"]
    assert sent == [
        {"frame": "reply", "request": 1, "value": [1]},
        {"frame": "failure", "request": 2, "code": "failed", "message": "m"},
    ]


def test_an_answer_that_nobody_asked_for_is_dropped(setup: Setup) -> None:
    asks, _, sent = setup
    asks.answered({"frame": "reply", "value": 5})
    assert sent == []


def test_a_runner_that_died_is_told_to_who_asked(setup: Setup) -> None:
    asks, link, sent = setup
    asks.lost()
    assert sent == []
    asks.add(AskRequest(1, "variables"))
    asks.begin(link)  # type: ignore[arg-type]
    asks.lost()
    assert sent[0]["code"] == "gone"
    assert not asks.busy


def test_what_takes_too_long_is_given_up_and_the_runner_killed(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_asks, "GRACE", 0.05)
    asks, link, sent = setup
    asks.add(AskRequest(1, "find_values", timeout=0.01))
    assert asks.due() is None
    asks.begin(link)  # type: ignore[arg-type]
    due = asks.due()
    assert due is not None
    time.sleep(due + 0.005)
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        time.sleep(100)
    assert not asks.mind(child)
    assert (sent[0]["request"], sent[0]["code"]) == (1, "timeout")
    waits = [asks.busy]
    time.sleep(0.06)
    assert asks.mind(child)
    assert [*waits, asks.busy] == [True, False]
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_late_answer_ends_the_wait(setup: Setup) -> None:
    asks, link, sent = setup
    asks.add(AskRequest(1, "find_values", timeout=0.001))
    asks.begin(link)  # type: ignore[arg-type]
    time.sleep(0.01)
    child = os.fork()
    if child == 0:
        time.sleep(100)
    asks.mind(child)
    asks.answered({"frame": "reply", "value": 5})
    assert not asks.busy
    assert not asks.mind(child)
    assert len(sent) == 1
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_too_many_questions_are_refused(setup: Setup) -> None:
    asks, _, sent = setup
    for number in range(runner_asks.WAITING + 3):
        asks.add(AskRequest(number, "find_values"))
    assert [frame["code"] for frame in sent] == ["busy"] * 3
