"""Room for another process. What cells left running can fill the kernel's limit; then no copy of the variables can be kept, and a library
that needs a thread takes Python down with it. So before such a cell what was left behind is ended, and the person is told.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Collection

from codingagent_kernel.processes import below, parents

#: As many processes and threads as must be free: the undo point, and a few for the cell.
ROOM = 4
_SECONDS = 1.0


def is_full(limit: int) -> bool:
    """Whether less than ROOM is left of the limit of processes and threads. One that ended counts until it is collected."""
    count = len(os.listdir("/proc/self/task"))
    for process in below(parents(ended=True)):
        try:
            count += len(os.listdir(f"/proc/{process}/task"))
        except OSError:
            continue
    return count + ROOM > limit


def make_room(runner: int, spared: Collection[int]) -> int:
    """Ends what is below this process but the runner and the spared ones, and says how many those were. The runner has to collect its
    own children before their places are free."""
    ended: set[int] = set()
    end = time.monotonic() + _SECONDS
    while found := [process for process in below(parents(), spared) if process != runner]:
        for process in found:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
            ended.add(process)
        if time.monotonic() > end:
            break
        time.sleep(0.001)
    return len(ended)


def in_words(ended: int, limit: int) -> str:
    what = "1 process that an earlier cell" if ended == 1 else f"{ended} processes that earlier cells"
    verb = "was" if ended == 1 else "were"
    return f"{what} left running {verb} ended, because all of this session's {limit} processes and threads were in use."


def collect_children() -> None:
    """In the runner, after `make_room`. Who still waits for one of them finds that it is gone."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
