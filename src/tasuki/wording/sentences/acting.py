"""What comes next, and why it stands on today's list."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tasuki.core.engagement.guidance import NextAct
from tasuki.wording.labels import COMMANDS
from tasuki.wording.words import Tongue

_DO = _("{label} – {reason}")
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
    return tongue.say(_DO, {"label": tongue.say(COMMANDS[command]), "reason": reason_sentence(reason, days, values, tongue)})


def reason_sentence(reason: str, days: int, values: dict[str, Any], tongue: Tongue) -> str:
    """What somebody, or something, did or did not do, so many days ago."""
    with tongue.spoken():
        known = reason if reason in _REASONS else "possible"
        told = _REASONS[known](days) if days else str(_REASONS_OF_TODAY[known])
    return tongue.say(told, {**values, "days": days})


_REASONS: dict[str, Callable[[int], str]] = {
    "no-discussion-date": lambda days: ngettext(
        "Milestone reached {days} day ago, no discussion date.", "Milestone reached {days} days ago, no discussion date.", days
    ),
    "queue-move-waiting": lambda days: ngettext(
        "Move to {queue} requested {days} day ago, not answered.", "Move to {queue} requested {days} days ago, not answered.", days
    ),
    "queue-declined": lambda days: ngettext(
        "The assignment team declined the request {days} day ago.", "The assignment team declined the request {days} days ago.", days
    ),
    "queue-confirmed": lambda days: ngettext(
        "The queue took the customer over {days} day ago.", "The queue took the customer over {days} days ago.", days
    ),
    "mail-refused": lambda days: ngettext(
        "The mail server refused the last mail {days} day ago.", "The mail server refused the last mail {days} days ago.", days
    ),
    "objection-waiting": lambda days: ngettext(
        "{contact} of the account team objected {days} day ago, not answered.",
        "{contact} of the account team objected {days} days ago, not answered.",
        days,
    ),
    "waiver-waiting": lambda days: ngettext(
        "A waiver was asked for {days} day ago, not answered: {criterion}",
        "A waiver was asked for {days} days ago, not answered: {criterion}",
        days,
    ),
    "next-action-told": lambda days: ngettext(
        "Your next action was due {days} day ago: {text}", "Your next action was due {days} days ago: {text}", days
    ),
    "next-action-due": lambda days: ngettext("Your next action was due {days} day ago.", "Your next action was due {days} days ago.", days),
    "workloads-complete": lambda days: ngettext(
        "All workloads complete; the hand-over has waited for {days} day.",
        "All workloads complete; the hand-over has waited for {days} days.",
        days,
    ),
    "not-begun": lambda days: ngettext("Open for {days} day, nothing done yet.", "Open for {days} days, nothing done yet.", days),
    "held": lambda days: ngettext("On hold for {days} day.", "On hold for {days} days.", days),
    "withdrawn": lambda days: ngettext("Withdrawn {days} day ago, not closed.", "Withdrawn {days} days ago, not closed.", days),
    "superseded": lambda days: ngettext(
        "Superseded by another request {days} day ago, not closed.",
        "Superseded by another request {days} days ago, not closed.",
        days,
    ),
    "possible": lambda days: ngettext("Missing for {days} day.", "Missing for {days} days.", days),
    "discussion-not-recorded": lambda days: ngettext(
        "The discussion was to be on {date}; its outcome has not been recorded for {days} day.",
        "The discussion was to be on {date}; its outcome has not been recorded for {days} days.",
        days,
    ),
    "discussion-planned": lambda days: ngettext(
        "The discussion is on {date}; this has been missing for {days} day.",
        "The discussion is on {date}; this has been missing for {days} days.",
        days,
    ),
    "discussion-held": lambda days: ngettext(
        "Discussion held on {date}; this has been missing for {days} day.",
        "Discussion held on {date}; this has been missing for {days} days.",
        days,
    ),
    "milestone-short": lambda _days: gettext("{active_users} of the {required} active users that the milestone takes."),
    "milestone-awaited": lambda days: ngettext(
        "Milestone not reached yet, possible for {days} day.", "Milestone not reached yet, possible for {days} days.", days
    ),
}

_REASONS_OF_TODAY = {
    "no-discussion-date": _("Milestone reached today, no discussion date."),
    "queue-move-waiting": _("Move to {queue} requested today, not answered."),
    "queue-declined": _("The assignment team declined the request today."),
    "queue-confirmed": _("The queue took the customer over today."),
    "mail-refused": _("The mail server refused the last mail today."),
    "objection-waiting": _("{contact} of the account team objected today, not answered."),
    "waiver-waiting": _("A waiver was asked for today, not answered: {criterion}"),
    "next-action-told": _("Your next action is due today: {text}"),
    "next-action-due": _("Your next action is due today."),
    "workloads-complete": _("All workloads complete since today; the hand-over can begin."),
    "not-begun": _("Open since today, nothing done yet."),
    "held": _("On hold since today."),
    "withdrawn": _("Withdrawn today, not closed."),
    "superseded": _("Superseded by another request today, not closed."),
    "possible": _("Possible since today."),
    "discussion-not-recorded": _("The discussion was to be on {date}; its outcome is not recorded yet."),
    "discussion-planned": _("The discussion is on {date}; this is possible since today."),
    "discussion-held": _("Discussion held on {date}; this is possible since today."),
    "milestone-short": _("{active_users} of the {required} active users that the milestone takes."),
    "milestone-awaited": _("Milestone not reached yet, possible since today."),
}
"""For what was not possible before today: nobody says 0 days."""
