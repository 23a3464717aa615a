"""Turns what a cell prints into `output` frames: soon, joined when fast, whole characters, cut at a limit with the rest in a file."""

from __future__ import annotations

import codecs
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from codingagent_kernel.frames import Frame

Stream = Literal["stdout", "stderr"]

#: Seconds that printed text may wait to be joined with more.
JOIN_SECONDS = 0.01
#: Frames a cell has sent -> the wait from then on, so that hours of a progress bar are thousands of frames and not millions.
_LONGER_JOINS = ((8000, 1.0), (4000, 0.25), (1000, 0.05))
#: Text beyond this goes at once.
JOIN_CHARACTERS = 32 * 1024
#: The most that is kept of what a cell printed beyond its limit.
KEPT_BYTES = 64 * 1024 * 1024
_FILE_SAVED = re.compile(r"FILE_SAVED:[ \t]*([^\r\n]+)")
#: The most paths a cell may name, and the longest line they are looked for in.
_NAMED_FILES = 200
_LONGEST_LINE = 8192


#: Colours and moves of the cursor, as a terminal would read them.
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
#: The beginning of one, whose end is still to come.
_HALF_ESCAPE = re.compile(r"\x1b(?:\[[0-?]{0,60}[ -/]{0,4}|\][^\x07\x1b]{0,200})?\Z")


def settle_carriage_returns(text: str, line_is_open: bool) -> str:
    """Drops what a later carriage return overwrites, as a progress bar's earlier states. A leading one stays when it overwrites
    what was sent before."""
    if "\r" not in text:
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    for index, line in enumerate(lines):
        if "\r" not in line:
            continue
        ends_open = line.endswith("\r")
        parts = [part for part in line.split("\r") if part]
        last = parts[-1] if parts else ""
        overwrites = index == 0 and line_is_open
        lines[index] = ("\r" if overwrites else "") + last + ("\r" if ends_open and last and index == len(lines) - 1 else "")
    return "\n".join(lines)


class _Channel:
    """One of the two streams."""

    def __init__(self) -> None:
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.waiting = ""
        self.half_escape = ""
        self.line_is_open = False
        self.last_line = ""

    def read(self, data: bytes) -> str:
        """What can be shown of it by now: whole characters, no escapes of a terminal."""
        text = self.half_escape + self.decoder.decode(data)
        self.half_escape = ""
        if "\x1b" not in text:
            return text
        text = _ESCAPE.sub("", text)
        half = _HALF_ESCAPE.search(text)
        if half:
            self.half_escape = half.group()
            text = text[: half.start()]
        return text


class OutputPump:
    """Collects one cell's output. `send` takes finished frames; the caller asks `due` how long it may wait before `flush`."""

    def __init__(self, send: Callable[[Frame], None], folder: Path, kept_bytes: int = KEPT_BYTES) -> None:
        self._send = send
        self._folder = folder
        self._kept_bytes = kept_bytes
        self._channels: dict[str, _Channel] = {"stdout": _Channel(), "stderr": _Channel()}
        self._order: list[str] = []
        self.begin(0, 0)

    def begin(self, cell: int, limit: int) -> None:
        """What was printed between cells (by a thread, a leftover process) comes with the cell."""
        self._cell = cell
        self._limit = limit
        self._sent_bytes = 0
        self._sent_frames = 0
        self._sent: list[str] = []
        self._cut = False
        self._file: int | None = None
        self._file_bytes = 0
        self._last_flush = 0.0
        self._first_waiting: float | None = time.monotonic() if any(c.waiting for c in self._channels.values()) else None
        self.named_files: list[str] = []
        for channel in self._channels.values():
            channel.line_is_open = False
            channel.last_line = ""

    def feed(self, stream: Stream, data: bytes) -> None:
        channel = self._channels[stream]
        text = channel.read(data)
        if not text:
            return
        if stream == "stdout":
            self._notice_files(channel, text)
        if self._cut:
            self._keep(text)
            return
        # The two streams are joined apart, but what came first is sent first.
        if stream not in self._order:
            self._order.append(stream)
        channel.waiting += text
        now = time.monotonic()
        if self._first_waiting is None:
            self._first_waiting = now
        # `print` writes its newline apart: half a line waits for it, a whole one goes at once unless they come fast.
        if len(channel.waiting) >= JOIN_CHARACTERS:
            channel.waiting = settle_carriage_returns(channel.waiting, channel.line_is_open)
        at_once = now - self._last_flush >= self._join_seconds() and channel.waiting.endswith(("\n", "\r"))
        if at_once or len(channel.waiting) >= JOIN_CHARACTERS:
            self.flush()

    def feed_between_cells(self, stream: Stream, data: bytes) -> None:
        channel = self._channels[stream]
        channel.waiting = (channel.waiting + channel.read(data))[-_LONGEST_LINE:]
        if stream not in self._order:
            self._order.append(stream)

    def due(self) -> float | None:
        """Seconds until `flush` should be called; None when nothing waits."""
        if self._first_waiting is None:
            return None
        return max(0.0, self._first_waiting + self._join_seconds() - time.monotonic())

    def _join_seconds(self) -> float:
        return next((seconds for frames, seconds in _LONGER_JOINS if self._sent_frames >= frames), JOIN_SECONDS)

    def flush(self) -> None:
        for stream in self._order:
            channel = self._channels[stream]
            if channel.waiting:
                text, channel.waiting = channel.waiting, ""
                self._emit(stream, settle_carriage_returns(text, channel.line_is_open), channel)
        self._order.clear()
        self._first_waiting = None
        self._last_flush = time.monotonic()

    def end(self) -> None:
        """The cell is over: sends what is left, half characters too, and closes the file."""
        for stream, channel in self._channels.items():
            rest = channel.decoder.decode(b"", True)
            channel.decoder.reset()
            channel.half_escape = ""
            if rest and not self._cut:
                channel.waiting += rest
                if stream not in self._order:
                    self._order.append(stream)
        self.flush()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _emit(self, stream: str, text: str, channel: _Channel) -> None:
        if self._cut:
            self._keep(text)
            return
        room = self._limit - self._sent_bytes
        encoded = text.encode("utf-8", "replace")
        frame: Frame = {"frame": "output", "cell": self._cell, "stream": stream}
        if len(encoded) <= room:
            if text:
                self._sent_bytes += len(encoded)
                self._sent.append(text)
                channel.line_is_open = not text.endswith("\n")
                for start in range(0, len(text), JOIN_CHARACTERS * 4):
                    self._sent_frames += 1
                    self._send({**frame, "text": text[start : start + JOIN_CHARACTERS * 4]})
            return
        head = encoded[:room].decode("utf-8", "ignore")
        self._cut = True
        name = self._open_file()
        for piece in [*self._sent, text]:
            self._keep(piece)
        self._sent.clear()
        kept = f"all of it is in {name}" if name else "the rest could not be kept"
        words = f"\n[Output cut after {self._limit:,} bytes; {kept}]\n"
        for start in range(0, len(head), JOIN_CHARACTERS * 4):
            self._send({**frame, "text": head[start : start + JOIN_CHARACTERS * 4]})
        self._send({**frame, "text": words, "truncated": True})

    def _open_file(self) -> str | None:
        """A new file below the workspace; the person's code may have put links there, so none is followed."""
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            self._folder.mkdir(exist_ok=True)
            folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            for attempt in range(1, 1000):
                name = f"cell-{self._cell}-output.txt" if attempt == 1 else f"cell-{self._cell}-output-{attempt}.txt"
                try:
                    self._file = os.open(name, flags, 0o644, dir_fd=folder)
                except FileExistsError:
                    continue
                return str(self._folder / name)
        except OSError:
            pass
        finally:
            os.close(folder)
        return None

    def _keep(self, text: str) -> None:
        if self._file is None:
            return
        data = text.encode("utf-8", "replace")
        room = self._kept_bytes - self._file_bytes
        try:
            os.write(self._file, data[:room])
            self._file_bytes += len(data)
            if self._file_bytes > self._kept_bytes:
                os.write(self._file, f"\n[Cut after {self._kept_bytes:,} bytes]\n".encode())
        except OSError:
            self._file_bytes = self._kept_bytes + 1  # the disk is full: what was kept stays
        if self._file_bytes > self._kept_bytes:
            os.close(self._file)
            self._file = None

    def _notice_files(self, channel: _Channel, text: str) -> None:
        held = channel.last_line + text
        head, newline, tail = held.rpartition("\n")
        channel.last_line = tail[-_LONGEST_LINE:]
        if newline and "FILE_SAVED:" in head:
            for match in _FILE_SAVED.finditer(head):
                if len(self.named_files) < _NAMED_FILES:
                    self.named_files.append(match.group(1).strip())

    def named_at_end(self) -> list[str]:
        """Paths of FILE_SAVED lines, the last line too where it has no end."""
        match = _FILE_SAVED.search(self._channels["stdout"].last_line)
        return [*self.named_files, match.group(1).strip()] if match else self.named_files
