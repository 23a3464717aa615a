"""Files below the workspace as `file` frames name them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from codingagent_kernel.frames import Frame


def saved_file(named: str, cell: int, workspace: str) -> Frame | None:
    """The frame for a path that a FILE_SAVED line names; None when it is no plain file below the workspace."""
    named = named.strip().strip("'\"`")
    if not named or "\0" in named:
        return None
    root = Path(os.path.realpath(workspace))
    path = Path(os.path.normpath(Path(workspace) / os.path.expanduser(named)))
    try:
        real = Path(os.path.realpath(path))
        inside = real.relative_to(root)
        state = os.lstat(real)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(state.st_mode) or any(part.startswith(".") for part in inside.parts):
        return None
    return {"frame": "file", "cell": cell, "path": str(Path(workspace) / inside), "size": state.st_size, "change": "changed"}
