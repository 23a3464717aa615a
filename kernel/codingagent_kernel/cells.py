"""The cells of one kernel: those that wait, the one that runs, and what the host is told of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from codingagent_kernel.cell_watch import CellWatch
from codingagent_kernel.frames import Frame, RunCell
from codingagent_kernel.host_connection import HostGone
from codingagent_kernel.output_pump import KEPT_BYTES, OutputPump, Stream
from codingagent_kernel.saved_files import saved_file
from codingagent_kernel.settings import KernelSettings

WAITING_CELLS = 64


class Cells:
    def __init__(self, send: Callable[[Frame], None], settings: KernelSettings) -> None:
        self._send = send
        self._workspace = settings.workspace
        self._waiting: deque[RunCell] = deque()
        #: The cell that runs.
        self.watch: CellWatch | None = None
        #: What was alive after the last one.
        self.variables: list[Frame] = []
        self._count = 0
        #: What happened between cells, told with the next one.
        self._news = ""
        kept = max(1024 * 1024, min(KEPT_BYTES, settings.disk_bytes // 8))
        self._pump = OutputPump(send, Path(settings.workspace) / "output", kept)

    @property
    def wait(self) -> bool:
        return bool(self._waiting)

    def add(self, cell: RunCell) -> None:
        if len(self._waiting) >= WAITING_CELLS:
            raise HostGone
        self._waiting.append(cell)

    def interrupt(self, number: int) -> None:
        if self.watch and self.watch.cell.cell == number:
            self.watch.stop("interrupted")
            return
        for waiting in [held for held in self._waiting if held.cell == number]:
            self._waiting.remove(waiting)
            self._finish_unrun(waiting, "interrupted", "It was stopped before it began.")

    def refuse_all(self) -> None:
        while self._waiting:
            self._finish_unrun(self._waiting.popleft(), "refused", "This kernel only looks at files: it runs no code.")

    def begin(self) -> Frame:
        """The next one runs from here on. What to tell the runner."""
        cell = self._waiting.popleft()
        self._count += 1
        self.watch = CellWatch(cell, self._count)
        self._pump.begin(cell.cell, cell.output_bytes)
        return {"do": "run", "cell": cell.cell, "code": cell.code, "refused": list(cell.refused), "count": self._count}

    def printed(self, stream: Stream, data: bytes) -> None:
        feed = self._pump.feed if self.watch else self._pump.feed_between_cells
        feed(stream, data)

    def show(self, watch: CellWatch, shown: Frame) -> None:
        """Something beside its output; what was printed before it goes first."""
        self._pump.flush()
        if shown["frame"] == "file":
            watch.files.add(shown["path"])
        self._send(shown)

    def finish(self, result: Frame) -> None:
        watch = self.watch
        assert watch is not None
        self._pump.end()
        for named in self._pump.named_at_end():
            frame = saved_file(named, watch.cell.cell, self._workspace)
            if frame and frame["path"] not in watch.files:
                watch.files.add(frame["path"])
                self._send(frame)
        self.variables = result["variables"]
        if self._news:
            result["note"] = " ".join(filter(None, (self._news, result.get("note"))))
            self._news = ""
        self._send(result)
        self.watch = None

    def _finish_unrun(self, cell: RunCell, status: str, message: str) -> None:
        error = {"name": "NotRun", "message": message, "traceback": message}
        self._send(
            {
                "frame": "result",
                "cell": cell.cell,
                "status": status,
                "error": error,
                "seconds": 0,
                "executionCount": self._count,
                "variables": self.variables,
            }
        )

    def add_news(self, told: str) -> None:
        self._news = " ".join(filter(None, (self._news, told)))

    def mind_the_time(self) -> None:
        if self._pump.due() == 0 and self.watch:
            self._pump.flush()

    def due(self) -> float | None:
        """Seconds until something is to be done about the one that runs."""
        if self.watch is None:
            return None
        return min((wait for wait in (self._pump.due(), self.watch.due()) if wait is not None), default=None)
