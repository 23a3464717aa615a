"""How much memory and disk a request may take, and where it may put what does not fit."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

GIB = 1024**3
MIB = 1024**2


@dataclass
class _Limits:
    memory: int = 2 * GIB
    disk: int = 8 * GIB
    outbox: Path = Path("/outbox")


_limits = _Limits()


def configure(*, memory_bytes: int | None = None, disk_bytes: int | None = None, outbox: str | None = None) -> None:
    """Says once, before any request, what the sandbox allows. `outbox` is the folder that answers and scratch files go to."""
    _limits.memory = memory_bytes or _limits.memory
    _limits.disk = disk_bytes or _limits.disk
    _limits.outbox = Path(outbox).resolve() if outbox else _limits.outbox


def memory_share() -> int:
    """Bytes that DuckDB may hold; the rest is left to Python and to the file's own reader."""
    return max(128 * MIB, min(int(_limits.memory * 0.4), 700 * MIB))


def memory() -> int:
    """Bytes that the whole sandbox may hold."""
    return _limits.memory


def disk_share() -> int:
    return _limits.disk // 2


def outbox() -> Path:
    return _limits.outbox


def scratch_folder() -> Path:
    """A new private folder on disk for what must be staged; the caller removes it. What a killed request left behind goes first."""
    folder = _limits.outbox
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        return Path(tempfile.mkdtemp(prefix="scratch-"))
    for old in folder.glob(".scratch-*"):
        owner = old.name.split("-")[1]
        if not (owner.isdigit() and Path(f"/proc/{owner}").exists()):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f".scratch-{os.getpid()}-", dir=folder))
