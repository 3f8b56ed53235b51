"""What comes next, and why it stands on today's list."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tasuki.core.engagement.guidance import NextAct
from tasuki.wording.labels import COMMANDS
from tasuki.wording.words import Tongue

_FOR = _("{label}, for: {text}")
_OR_WAIT = _("{label}, or wait for usage to reach the milestone: {text}")


def next_sentence(act: NextAct, tongue: Tongue) -> str:
    """What the act is, and which criterion it supplies; where usage may supply it as well, that too."""
    label = tongue.say(COMMANDS[act.command])
    if act.criterion is None:
        return label
    criterion = act.criterion.cell.criterion
    text = act.criterion.cell.lane.playbook.text_of(criterion, tongue.language)
    waits = any(check.kind == "milestone" for check in criterion.met_by)
    return tongue.say(_OR_WAIT if waits else _FOR, {"label": label, "text": text})


def today_sentence(reason: str, days: int, values: dict[str, Any], tongue: Tongue) -> str:
    """Why an act stands on today's list, with how many days it has been possible."""
    with tongue.spoken():
        said = _reasons(days).get(reason) or _reasons(days)["possible"]
    return tongue.say(said, {**values, "days": days})


def _reasons(days: int) -> dict[str, str]:
    return {
        "no-discussion-date": ngettext(
            "Milestone reached {days} day ago, no discussion date.", "Milestone reached {days} days ago, no discussion date.", days
        ),
        "discussion-not-recorded": ngettext(
            "The discussion was to be on {date}; its outcome is not recorded. ({days} day)",
            "The discussion was to be on {date}; its outcome is not recorded. ({days} days)",
            days,
        ),
        "queue-move-waiting": ngettext(
            "Move to {queue} requested {days} day ago, not answered.", "Move to {queue} requested {days} days ago, not answered.", days
        ),
        "waiver-waiting": ngettext(
            "Waiver of {criterion} asked for {days} day ago, not answered.",
            "Waiver of {criterion} asked for {days} days ago, not answered.",
            days,
        ),
        "milestone-awaited": ngettext(
            "Milestone not reached yet, engagement open for {days} day.",
            "Milestone not reached yet, engagement open for {days} days.",
            days,
        ),
        "possible": ngettext("{label}: possible for {days} day.", "{label}: possible for {days} days.", days),
    }
