"""What a site has decided, in words: each setting with what it means, what holds, and whether the site says so itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasuki.records.site import settings_in_force, shipped_settings
from tasuki.web import words


@dataclass(frozen=True, slots=True)
class Setting:
    key: str
    meaning: str
    value: str
    own: bool
    is_word: bool


def settings_told() -> list[Setting]:
    return list(_told(settings_in_force(), shipped_settings(), ""))


def _told(plain: Mapping[str, Any], shipped: Mapping[str, Any], above: str) -> Iterator[Setting]:
    meanings = _meanings()
    for name, value in plain.items():
        key = f"{above}{name}"
        if isinstance(value, dict):
            yield from _told(value, shipped.get(name, {}), f"{key}.")
        else:
            meaning = meanings.get(key) or _of_command(key)
            yield Setting(key, meaning, _value(key, value), own=value != shipped.get(name), is_word=isinstance(value, str | list))


def _of_command(key: str) -> str:
    if key.startswith("waiting-days."):
        act = words.label("command", key.removeprefix("waiting-days."))
        return _("“%(act)s”: business days until it counts as behind, and as stuck") % {"act": act}
    return ""


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if key.startswith(("hand-over.", "link-days.")) or key.endswith("-days"):
        return ngettext("%(n)s day", "%(n)s days", int(value)) % {"n": value}
    return str(value)


def _meanings() -> dict[str, str]:
    return {
        "read-after-release-days": _("How long a manager reads what he closed"),
        "sign-in-link-days": _("How long a sign-in link can be used"),
        "default-motion": _("The motion of an imported request that names none"),
        "link-days.account-team": _("How long the account team's link can be used"),
        "link-days.queue-move": _("How long the link that confirms a queue move can be used"),
        "link-days.customer": _("How long the link of the customer's page can be used"),
        "link-days.satisfaction": _("How long the link to the question of satisfaction can be used"),
        "link-days.request": _("How long the link of a request's page can be used"),
        "satisfaction-reminder-days": _("How long before its link ends the question of satisfaction is repeated"),
        "code-minutes": _("Minutes for which a mailed code opens the customer's page"),
        "page-minutes": _("Minutes for which the customer's page then stays open"),
        "code-tries": _("Wrong codes after which a new one has to be mailed"),
        "mail-wait-minutes": _("Minutes between attempts to send a mail; after the last it has failed"),
        "mail-lease-minutes": _("Minutes after which a silent worker is taken for dead"),
        "mail-undo-seconds": _("Seconds for which a mail sent from the portal can be taken back"),
        "incoming.megabytes": _("Megabytes of a mail that are read when it comes in"),
        "incoming.characters": _("How many characters of its text are kept"),
        "incoming.attachments": _("How many of its attachments are listed"),
        "incoming-an-hour": _("Mails from one sender to one engagement within an hour, after which they are only listed"),
        "attachments-known": _("Kinds of attachments that pass without a warning"),
        "digest-hour": _("The hour of the day after which the daily mail leaves"),
        "worker-silent-minutes": _("Minutes without a sign of life after which a worker is missed"),
        "notices.manager": _("What a manager is told of without asking"),
        "notices.lead": _("What a lead is told of without asking"),
        "notices.assignment": _("What the assignment team is told of without asking"),
        "review-after-years": _("Years after which a page is due for review"),
        "reading-days": _("How long a reading of usage counts as new"),
        "meeting-minutes": _("Minutes that a completion discussion takes, unless something else is agreed"),
        "coming-days": _("How far ahead appointments and next actions are shown as coming"),
        "near-milestone-percent": _("Percent of the required users from which a workload is near its milestone"),
        "rows-at-once": _("How many engagements one act concerns at most"),
        "company-forms": _("Legal forms by which no name is looked up"),
        "findings-listed": _("How many findings of one kind an import lists one by one"),
        "processes.services": _("The playbook that services run"),
        "processes.migration-services": _("The playbook that services run which migrate"),
        "waiting-days.decide-request": _("Deciding a request: business days until it counts as behind, and as stuck"),
        "waiting-days.other": _("Any other act: business days until it counts as behind, and as stuck"),
        "country": _("The country whose public holidays count for the site"),
        "closing-days": _("Days on which the site does not work"),
        "hand-over.target": _("Business days within which a queue move is to be answered"),
        "hand-over.remind": _("Business days after which a queue move is reminded of"),
        "hand-over.escalate": _("Business days after which a queue move is escalated"),
        "hand-over.release-when-confirmed": _("Whether the manager is released by itself once the queue is confirmed"),
        "yearly-review.opens": _("The day on which the yearly review opens"),
        "rows-per-sheet": _("How many rows one XLSX sheet has at most"),
    }
