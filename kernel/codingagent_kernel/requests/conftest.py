"""Each test has an outbox of its own and asks as the host does."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codingagent_kernel.requests import REQUESTS, configure

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path) -> Path:
    folder = tmp_path / "outbox"
    folder.mkdir()
    configure(memory_bytes=1024**3, disk_bytes=2 * 1024**3, outbox=str(folder))
    return folder


@pytest.fixture
def ask(outbox: Path) -> Ask:
    """The answer of a request, as JSON carries it; nothing may be left in the outbox but what was asked for."""

    def asked(request: str, path: object, **arguments: object) -> Any:
        value = REQUESTS[request]({"path": str(path), **arguments})
        assert not list(outbox.glob(".scratch-*"))
        return json.loads(json.dumps(value, allow_nan=False))

    return asked


@pytest.fixture
def passport(ask: Ask, tmp_path: Path) -> Ask:
    """The passport of a text written to a file."""

    def made(text: str | bytes, name: str = "data.csv", encoding: str = "utf-8", **arguments: object) -> Any:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return ask("profile", path, **arguments)

    return made
