"""Versions of playbooks: what changed, what a move means, and what stands against retiring or moving (services.versions)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tasuki.wording.words import Words

KINDS = {
    "step": pgettext_lazy("part of a playbook", "Step"),
    "criterion": pgettext_lazy("part of a playbook", "Criterion"),
    "detail": pgettext_lazy("part of a playbook", "Detail of a criterion"),
    "task": pgettext_lazy("part of a playbook", "Task"),
    "milestone": pgettext_lazy("part of a playbook", "Milestone"),
    "queue": pgettext_lazy("part of a playbook", "Queue"),
    "policy": pgettext_lazy("part of a playbook", "Policy"),
    "mail": pgettext_lazy("part of a playbook", "Mail template"),
    "note": pgettext_lazy("part of a playbook", "Note template"),
    "words": pgettext_lazy("part of a playbook", "Wording"),
    "page": pgettext_lazy("part of a playbook", "Page"),
}

ASPECTS = {
    "step": pgettext_lazy("what changed", "step"),
    "side": pgettext_lazy("what changed", "entry or exit"),
    "sections": pgettext_lazy("what changed", "section"),
    "lane": pgettext_lazy("what changed", "lane"),
    "after": pgettext_lazy("what changed", "what it comes after"),
    "when": pgettext_lazy("what changed", "when it applies"),
    "check": pgettext_lazy("what changed", "check"),
    "noted": pgettext_lazy("what changed", "notes"),
    "waivable": pgettext_lazy("what changed", "waivable"),
    "text": pgettext_lazy("what changed", "text"),
    "stated": pgettext_lazy("what changed", "where the page says it"),
    "evidence": pgettext_lazy("what changed", "evidence sheet"),
    "order": pgettext_lazy("what changed", "place"),
    "roles": pgettext_lazy("what changed", "roles"),
    "role": pgettext_lazy("what changed", "role"),
    "applies-to": pgettext_lazy("what changed", "services it applies to"),
    "services": pgettext_lazy("what changed", "services"),
    "requirement": pgettext_lazy("what changed", "mandatory or optional"),
    "tiers": pgettext_lazy("what changed", "thresholds"),
    "region": pgettext_lazy("what changed", "region"),
    "value": pgettext_lazy("what changed", "value"),
    "to": pgettext_lazy("what changed", "recipients"),
}

CHANGES = {
    "added": _("{kind} {key} was added: {text}"),
    "removed": _("{kind} {key} was removed: {text}"),
    "changed": _("{kind} {key} changed ({aspects}): {text}"),
}

NAMELESS = {
    "added": _("{kind} was added: {text}"),
    "removed": _("{kind} was removed: {text}"),
    "changed": _("{kind} changed ({aspects}): {text}"),
}
"""Of a part that has no name of its own: its words are all that a reader knows it by."""

SAME_RULES = _("Both versions have the same rules: running engagements read the newer words already.")
OTHER_RULES = _("The rules differ: running engagements stay where they are until somebody moves them.")
NO_CHANGE = _("The two versions say the same.")
ENGAGEMENT = _("Engagement {engagement}:")
MOVED = _("Engagement {engagement} was moved from version {from} to version {to}.")
WOULD_MOVE = _("Engagement {engagement} would be moved from version {from} to version {to}.")
NOT_MOVED = _("Engagement {engagement} was not moved.")
NOTHING_TO_MOVE = _("No running engagement has to be moved.")
NOTHING_CHANGES = _("It would go on as it is.")
BECOMES_MISSING = _("is missing then: {text} ({place})")
BECOMES_SATISFIED = _("is satisfied then: {text} ({place})")
NO_LONGER_ASKED = _("is not asked for any more: {text} ({place})")
LOST = _("facts that count no longer: {numbers}")
NEXT_BEFORE = _("next now: {sentence}")
NEXT_AFTER = _("next then: {sentence}")
NOTHING_NEXT = _("nothing")
RETIRED = _("{slug}: version {version} is retired; it starts nothing any more.")
NOTHING_STALE = _("Every page has an owner, and none is due for review.")
NO_OWNER = _("nobody")

SENTENCES: dict[str, Words] = {
    "playbook-retired": Words(
        _("Version {version} of {slug} is retired."),
        _("Choose a version that is not; tasuki playbook versions {slug} lists them."),
    ),
    "playbook-retired-before": Words(
        _("Version {version} of {slug} was retired before."),
        _("Nothing need be done."),
    ),
    "playbook-starts-nothing": Words(
        _("{slug} has no version left that a new engagement could start with."),
        _("Publish one before the next requests come in."),
    ),
    "playbook-not-run": Words(
        _("Engagement {engagement} does not run {slug}."),
        _("Leave it out; tasuki engagement show tells what it runs."),
    ),
    "playbook-already-there": Words(
        _("Engagement {engagement} runs on version {version} of {slug} already."),
        _("Nothing need be done."),
    ),
    "move-after-close": Words(
        _("Engagement {engagement} is closed, and stays on the version that it was closed with."),
        _("Leave it out, or let a lead reopen it first."),
    ),
    "engagements-not-named": Words(
        _("It is not said which engagements to move."),
        _("Give --engagement ID, several times if need be, or --all."),
    ),
    "unknown-playbook": Words(
        _("There is no playbook {playbook} that could be started."),
        _("Give one of these, or leave the cell blank for the site's own: {published}"),
    ),
    "rules-not-a-date": Words(
        _("“{value}” at {where} is not a day."),
        _("Write it as 2027-03-31."),
    ),
}
