"""What becomes of the variables when a runner died: all of them back, some of them, or an honest word."""

from __future__ import annotations

from codingagent_kernel.processes import is_alive
from codingagent_kernel.runner_link import RunnerLink, carry, take_over


def recover(link: RunnerLink, workspace: str, had: int) -> tuple[RunnerLink | None, str, bool, int | None]:
    """(the standby's link if it took over, what to tell, whether variables live on, a file of variables for a fresh runner)."""
    standby, link.standby = link.standby, None
    if standby and not is_alive(standby.process):
        standby, link.no_standby = None, "the undo point was ended"
    if standby is None:
        if had == 0:
            return None, "A fresh Python was started; there were no variables to lose.", False, None
        why = link.no_standby or "no undo point could be taken"
        return (
            None,
            f"A fresh Python was started and all variables are lost: {why}. Files in /workspace are still there.",
            False,
            None,
        )
    if standby.how == "whole":
        fresh = take_over(link, standby)
        if fresh:
            return fresh, "The variables from before this cell were kept.", True, None
        return None, "A fresh Python was started and all variables are lost: the undo point did not answer.", False, None
    carried = carry(link, standby, workspace)
    if carried is None:
        words = "A fresh Python was started and all variables are lost: they could not be written down in time."
        return None, words, False, None
    return None, "The variables from before this cell were kept, but for those that cannot be copied.", True, carried
