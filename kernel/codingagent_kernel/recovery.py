"""What becomes of the variables when a runner died: all of them back, some of them, or an honest word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codingagent_kernel.frames import Frame
from codingagent_kernel.processes import is_alive
from codingagent_kernel.runner_link import RunnerLink, Standby, take_over

CARRIED = "The variables from before this cell were kept, but for those that cannot be copied."
#: As many are called by name.
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Recovery:
    #: What to tell.
    note: str
    #: The standby's link, if it took over.
    link: RunnerLink | None = None
    #: A standby that has still to write its variables down for a fresh runner.
    carrier: Standby | None = None


def recover(link: RunnerLink, had: Sequence[Frame]) -> Recovery:
    """`had` are the variables there were."""
    standby, link.standby = link.standby, None
    if standby and not is_alive(standby.process):
        standby, link.no_standby = None, "the undo point was ended"
    if standby is None:
        if not had:
            return Recovery("A fresh Python was started; there were no variables to lose.")
        return Recovery(_lost(had, link.no_standby or "no undo point could be taken"))
    if standby.how == "carry":
        return Recovery(CARRIED, carrier=standby)
    fresh = take_over(link, standby)
    if fresh is None:
        return Recovery(_lost(had, "the undo point did not answer"))
    return Recovery("The variables from before this cell were kept.", link=fresh)


def names_in_words(variables: Sequence[Frame]) -> str:
    names = [str(variable["name"]) for variable in variables]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _lost(had: Sequence[Frame], why: str) -> str:
    return (
        f"A fresh Python was started and all variables are lost: {why}. Gone: {names_in_words(had)}. "
        "Files in /workspace are still there."
    )


def not_carried(had: Sequence[Frame]) -> str:
    return f"The variables are lost after all: they could not be copied in time. Gone: {names_in_words(had)}."


def left_behind(had: Sequence[Frame], names: object) -> str:
    """What a fresh runner, which has `names`, did not get of the variables there were; nothing where it got all."""
    have = set(map(str, names)) if isinstance(names, list) else set()
    gone = [variable for variable in had if variable["name"] not in have]
    return f"Lost, because they could not be copied: {names_in_words(gone)}." if gone else ""
