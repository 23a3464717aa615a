"""The files below the workspace: which are new or changed since the last look."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from typing import Any

#: A look ends after so many files and so much time; what lies beyond is not noticed.
MOST_FILES = 20_000
MOST_SECONDS = 0.5
MOST_DEPTH = 16
#: File frames a cell may cause; the rest is said in one line.
MOST_FRAMES = 300
_IGNORED = frozenset(("__pycache__", "node_modules"))

State = tuple[int, int, int]
Snapshot = dict[str, State]


def snapshot(root: str, skip: frozenset[str] = frozenset()) -> Snapshot:
    """Path -> (time of change, size, inode) of each plain file; hidden ones and links are left out. `skip` names folders of the
    root."""
    ends_at = time.monotonic() + MOST_SECONDS
    found: Snapshot = {}
    for count, entry in enumerate(_walk(root, skip, 0)):
        if count >= MOST_FILES or (count % 256 == 255 and time.monotonic() > ends_at):
            break
        try:
            state = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        if stat.S_ISREG(state.st_mode):
            found[entry.path] = (state.st_mtime_ns, state.st_size, state.st_ino)
    return found


def _walk(folder: str, skip: frozenset[str], depth: int) -> Iterator[os.DirEntry[str]]:
    folders = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name in _IGNORED:
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    yield entry
                elif depth < MOST_DEPTH and not (depth == 0 and entry.name in skip):
                    folders.append(entry.path)
    except OSError:
        return
    for path in folders:
        yield from _walk(path, skip, depth + 1)


def changes(before: Snapshot, after: Snapshot) -> list[dict[str, Any]]:
    """File frames for what appeared or changed, in the order of their writing; the number of those beyond MOST_FRAMES in words."""
    changed = sorted((state[0], path) for path, state in after.items() if before.get(path) != state and _is_sayable(path))
    frames: list[dict[str, Any]] = [
        {"frame": "file", "path": path, "size": after[path][1], "change": "changed" if path in before else "new"}
        for _, path in changed[:MOST_FRAMES]
    ]
    if len(changed) > MOST_FRAMES:
        words = (
            f"[{len(changed) - MOST_FRAMES:,} more files were written; they lie in the workspace and are not offered one by one]"
        )
        frames.append({"frame": "display", "text": words})
    return frames


def _is_sayable(path: str) -> bool:
    try:
        return len(path.encode()) <= 4096
    except UnicodeEncodeError:
        return False
