"""Where what a cell shows is put for the host to fetch: whole files under names of our own, within a limit a cell."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from codingagent_kernel.cell_watch import bytes_in_words

#: The most that one thing shown, and all that one cell shows, may take.
PAYLOAD_BYTES = 256 * 1024 * 1024
CELL_BYTES = 1024 * 1024 * 1024
PAYLOADS = 200
#: The most things a cell may show at all.
DISPLAYS = 1000
#: Characters of a display frame's text, and of all those of a cell.
TEXT_LIMIT = 10_000
CELL_TEXT = 1_000_000


class TooMuch(Exception):
    """It does not fit; the message says so to a person."""


def cut(text: str, limit: int = TEXT_LIMIT) -> str:
    if len(text) <= limit:
        return text
    return f"{text[:limit]}\n… cut: {limit:,} of {len(text):,} characters"


class Outbox:
    def __init__(self, folder: str, send: Callable[[dict[str, Any]], None]) -> None:
        self._folder = folder
        self._send = send
        self.begin()

    def begin(self) -> None:
        """A new cell."""
        self._count = 0
        self._bytes = 0
        self._shown = 0
        self._characters = 0
        #: Charts that were shown, by their identity.
        self.charts: set[int] = set()

    def text(self, text: str) -> None:
        self._tell(text)

    def _tell(self, text: str, payload: dict[str, Any] | None = None) -> None:
        self._shown += 1
        if self._shown < DISPLAYS:
            kept = cut(text, min(TEXT_LIMIT, max(0, CELL_TEXT - self._characters)))
            self._characters += len(kept)
            self._send({"frame": "display", "text": kept, **({"payload": payload} if payload else {})})
        elif self._shown == DISPLAYS:
            self._send({"frame": "display", "text": f"[A cell may show {DISPLAYS:,} things; the rest is left out]"})

    def put(self, content: bytes | Callable[[str], None], about: dict[str, Any], text: str) -> None:
        """Leaves a file and says what it is. `content` is bytes, or writes them to the path it is given. `about` holds kind, mime,
        name with its ending, and title, alt, shape where there are some."""
        try:
            path = self._write(content, os.path.splitext(about["name"])[1])
        except TooMuch as problem:
            self.text(f"{text}\n[{problem}]" if text else f"[{problem}]")
            return
        payload = {key: value for key, value in about.items() if value is not None}
        payload["name"] = _plain(payload["name"])
        payload["path"] = path
        self._tell(text, payload)

    def _write(self, content: bytes | Callable[[str], None], ending: str) -> str:
        if self._count >= PAYLOADS:
            raise TooMuch(f"Not kept: a cell may show at most {PAYLOADS} charts, tables and files")
        self._count += 1
        name = f"{secrets.token_hex(8)}{ending if re.fullmatch(r'[.][A-Za-z0-9]{1,12}', ending) else ''}"
        unfinished = os.path.join(self._folder, f".{name}.part")
        try:
            if callable(content):
                content(unfinished)
            else:
                Path(unfinished).write_bytes(content)
            size = os.stat(unfinished).st_size
            if size > PAYLOAD_BYTES or self._bytes + size > CELL_BYTES:
                raise TooMuch(f"Not kept: {bytes_in_words(size)} is more than one cell may show")
            self._bytes += size
            os.rename(unfinished, os.path.join(self._folder, name))
        except OSError as problem:
            raise TooMuch(f"Not kept: {problem.strerror or problem}") from problem
        finally:
            if os.path.exists(unfinished):
                os.unlink(unfinished)
        return name


class Nobody(Outbox):
    """For what is shown to nobody."""

    def __init__(self) -> None:
        super().__init__("", lambda _: None)

    def put(self, content: bytes | Callable[[str], None], about: dict[str, Any], text: str) -> None:
        return


def _plain(name: str) -> str:
    """A title made fit for a file name."""
    stem, ending = os.path.splitext(name)
    kept = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', " ", stem)
    return (" ".join(kept.split())[:120].strip(" .") or "display") + ending
