"""A kernel for tests: `supervisor.serve` in a forked process, without isolation, on folders of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from codingagent_kernel import prepare, supervisor
from codingagent_kernel.processes import below, parents
from codingagent_kernel.settings import KernelSettings

Frame = dict[str, Any]


def _keep_only(descriptors: set[int]) -> None:
    """Numbers are low and free, as in a child of the fork-server."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in descriptors:
            with contextlib.suppress(OSError):
                os.close(int(name))


@dataclass
class CellOutcome:
    """All frames of one cell, and the parts tests ask for."""

    frames: list[Frame] = field(default_factory=list)

    @property
    def result(self) -> Frame:
        return self.frames[-1]

    @property
    def status(self) -> str:
        return str(self.result["status"])

    @property
    def error(self) -> Frame:
        error = self.result.get("error", {})
        assert isinstance(error, dict)
        return error

    def stream(self, name: str) -> str:
        return "".join(frame["text"] for frame in self.of("output") if frame["stream"] == name)

    @property
    def stdout(self) -> str:
        return self.stream("stdout")

    @property
    def stderr(self) -> str:
        return self.stream("stderr")

    def of(self, kind: str) -> list[Frame]:
        return [frame for frame in self.frames if frame["frame"] == kind]

    @property
    def shown(self) -> list[str]:
        return [frame["text"] for frame in self.of("display")]

    @property
    def payloads(self) -> list[Frame]:
        return [frame["payload"] for frame in self.of("display") if "payload" in frame]

    @property
    def final(self) -> Frame | None:
        found = self.of("final_result")
        return found[0] if found else None

    @property
    def variables(self) -> dict[str, Frame]:
        return {variable["name"]: variable for variable in self.result["variables"]}


class KernelForTests:
    def __init__(self, **settings: Any) -> None:
        prepare.prepare()
        self.folder = Path(tempfile.mkdtemp(prefix="kernel-"))
        self.workspace, self.outbox = self.folder / "workspace", self.folder / "outbox"
        self.workspace.mkdir()
        self.outbox.mkdir()
        usual = KernelSettings(
            writable=True,
            memory_bytes=2 * 1024**3,
            processes=100,
            disk_bytes=1024**3,
            memory_cgroup=False,
            workspace=str(self.workspace),
            outbox=str(self.outbox),
        )
        self.connection, theirs = socket.socketpair()
        self.process = os.fork()
        if self.process == 0:
            chosen = replace(usual, **settings)
            _keep_only({0, 1, 2, theirs.fileno(), chosen.memory_events_descriptor})
            supervisor.get_ready(lambda _settings: None)(theirs, chosen)
        theirs.close()
        self.connection.settimeout(60)
        self._lines = self.connection.makefile("rb")
        self._cell = 0
        self._request = 0
        self.ready = self.read()

    def send(self, frame: Frame) -> None:
        self.connection.sendall(json.dumps(frame).encode() + b"\n")

    def read(self) -> Frame:
        line = self._lines.readline()
        assert line, "the kernel closed its connection"
        frame = json.loads(line)
        assert isinstance(frame, dict)
        return frame

    def begin(self, code: str, *, timeout: float = 30, output_bytes: int = 100_000, refused: tuple[str, ...] = ()) -> int:
        self._cell += 1
        cell = {"frame": "run", "cell": self._cell, "code": code, "timeout": timeout}
        self.send({**cell, "outputBytes": output_bytes, "refusedImports": list(refused)})
        return self._cell

    def finish(self) -> CellOutcome:
        outcome = CellOutcome()
        while True:
            frame = self.read()
            outcome.frames.append(frame)
            if frame["frame"] == "result":
                return outcome

    def run(self, code: str, **options: Any) -> CellOutcome:
        self.begin(code, **options)
        return self.finish()

    def wait_for_output(self, text: str) -> None:
        """Reads output frames until `text` was printed."""
        seen = ""
        while text not in seen:
            seen += self.read().get("text", "")

    def interrupt(self, cell: int) -> None:
        self.send({"frame": "interrupt", "cell": cell})

    def ask(self, name: str, arguments: Frame | None = None, **more: Any) -> Frame:
        self._request += 1
        self.send({"frame": "request", "request": self._request, "name": name, "arguments": arguments or {}, **more})
        return self.answer()

    def answer(self) -> Frame:
        while True:
            frame = self.read()
            if frame["frame"] in ("reply", "failure"):
                return frame

    def payload(self, payload: Frame) -> Path:
        return self.outbox / str(payload["path"])

    def processes(self) -> list[int]:
        """All living processes of this kernel."""
        return [self.process, *below(parents(), root=self.process)]

    def close(self) -> int:
        """Closes the connection; the wait status of a supervisor that must end by itself."""
        self._lines.close()
        self.connection.close()
        end = time.monotonic() + 20
        while time.monotonic() < end:
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                return status
            time.sleep(0.005)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        raise AssertionError("the supervisor did not end with its connection")
