"""What becomes of the variables when a runner died: all of them back, some of them, or an honest word."""

from __future__ import annotations

from dataclasses import dataclass

from codingagent_kernel.processes import is_alive
from codingagent_kernel.runner_link import RunnerLink, Standby, take_over

CARRIED = "The variables from before this cell were kept, but for those that cannot be copied."
NOT_CARRIED = "The variables are lost after all: they could not be copied in time."


@dataclass(frozen=True, slots=True)
class Recovery:
    #: What to tell.
    note: str
    #: The standby's link, if it took over.
    link: RunnerLink | None = None
    #: A standby that has still to write its variables down for a fresh runner.
    carrier: Standby | None = None


def recover(link: RunnerLink, had: int) -> Recovery:
    """`had` is how many variables there were."""
    standby, link.standby = link.standby, None
    if standby and not is_alive(standby.process):
        standby, link.no_standby = None, "the undo point was ended"
    if standby is None:
        if had == 0:
            return Recovery("A fresh Python was started; there were no variables to lose.")
        return Recovery(_lost(link.no_standby or "no undo point could be taken"))
    if standby.how == "carry":
        return Recovery(CARRIED, carrier=standby)
    fresh = take_over(link, standby)
    if fresh is None:
        return Recovery(_lost("the undo point did not answer"))
    return Recovery("The variables from before this cell were kept.", link=fresh)


def _lost(why: str) -> str:
    return f"A fresh Python was started and all variables are lost: {why}. Files in /workspace are still there."
