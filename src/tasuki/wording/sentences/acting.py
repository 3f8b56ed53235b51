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


def today_sentence(command: str, reason: str, days: int, values: dict[str, Any], tongue: Tongue) -> str:
    """The act, and why it stands on today's list; `days` is how long it has been possible."""
    label = tongue.say(COMMANDS[command])
    with tongue.spoken():
        reasons = _reasons(days) if days else _REASONS_OF_TODAY
        said = reasons.get(reason) or reasons["possible"]
    return tongue.say(said, {**values, "label": label, "days": days})


_REASONS_OF_TODAY = {
    "no-discussion-date": _("{label}: milestone reached today, no discussion date."),
    "discussion-not-recorded": _("{label}: the discussion was to be on {date}; its outcome is not recorded. (possible since today)"),
    "queue-move-waiting": _("{label}: move to {queue} requested today, not answered."),
    "waiver-waiting": _("{label}: {criterion}, asked for today, not answered."),
    "milestone-awaited": _("{label}: milestone not reached yet, possible since today."),
    "possible": _("{label}: possible since today."),
}
"""For what was not possible before today: nobody says 0 days."""


def _reasons(days: int) -> dict[str, str]:
    return {
        "no-discussion-date": ngettext(
            "{label}: milestone reached {days} day ago, no discussion date.",
            "{label}: milestone reached {days} days ago, no discussion date.",
            days,
        ),
        "discussion-not-recorded": ngettext(
            "{label}: the discussion was to be on {date}; its outcome is not recorded. ({days} day)",
            "{label}: the discussion was to be on {date}; its outcome is not recorded. ({days} days)",
            days,
        ),
        "queue-move-waiting": ngettext(
            "{label}: move to {queue} requested {days} day ago, not answered.",
            "{label}: move to {queue} requested {days} days ago, not answered.",
            days,
        ),
        "waiver-waiting": ngettext(
            "{label}: {criterion}, asked for {days} day ago, not answered.",
            "{label}: {criterion}, asked for {days} days ago, not answered.",
            days,
        ),
        "objection-waiting": ngettext(
            "{label}: {contact} of the account team objected {days} day ago, not answered.",
            "{label}: {contact} of the account team objected {days} days ago, not answered.",
            days,
        ),
        "milestone-awaited": ngettext(
            "{label}: milestone not reached yet, possible for {days} day.",
            "{label}: milestone not reached yet, possible for {days} days.",
            days,
        ),
        "possible": ngettext("{label}: possible for {days} day.", "{label}: possible for {days} days.", days),
    }
