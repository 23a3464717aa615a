"""How much memory and disk a request may take, and where it may put what does not fit."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

GIB = 1024**3


@dataclass
class _Limits:
    memory: int = 2 * GIB
    disk: int = 8 * GIB
    outbox: Path | None = None


_limits = _Limits()


def configure(*, memory_bytes: int | None = None, disk_bytes: int | None = None, outbox: str | None = None) -> None:
    """Says once, before any request, what the sandbox allows. `outbox` is the folder that answers and scratch files go to."""
    _limits.memory = memory_bytes or _limits.memory
    _limits.disk = disk_bytes or _limits.disk
    _limits.outbox = Path(outbox) if outbox else _limits.outbox


def memory_share() -> int:
    """Bytes that DuckDB may hold; the rest is left to Python and to the file's own reader."""
    return min(int(_limits.memory * 0.5), 800 * 1024**2)


def disk_share() -> int:
    return _limits.disk // 2


def scratch_folder() -> Path:
    """A new private folder on disk for what must be staged; the caller removes it."""
    outbox = _limits.outbox or Path("/outbox")
    usable = outbox.is_dir() and os.access(outbox, os.W_OK)
    return Path(tempfile.mkdtemp(prefix=".scratch-", dir=outbox if usable else None))
