"""Where screens get their words from: the program's sentences of `wording`, the process's labels of the playbooks' word lists."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from tasuki.core.engagement.circumstances import PersonCard
from tasuki.core.engagement.facts import Fact
from tasuki.core.finding import Finding
from tasuki.core.playbook.model import Playbook
from tasuki.records.queries import Tenant
from tasuki.services import intake, shipped
from tasuki.services.circumstances import words
from tasuki.services.places import zone_of
from tasuki.wording import facts, findings, labels
from tasuki.wording.sentences.remedies import PENDING, REMEDIES
from tasuki.wording.words import Phrase, Tongue

LINK_PURPOSES = ("account-team", "queue-move", "customer", "satisfaction", "request")
LINK_STATES = ("used", "ended", "withdrawn", "forged", "code-wrong")
LINK_ACTS = ("answer", "correct-own-data", "ask-deletion", "open", "post")
INTAKE_STATES = ("submitted", "on-hold", "asked", "approved", "cancelled")


def reader_language() -> str:
    """ja or en: the language this answer is written in."""
    return (get_language() or "en").partition("-")[0]


def word(kind: str, token: object) -> str:
    """What a value is called, such as the status `adoption`; free text stays as it is."""
    spoken = words().get(reader_language(), {})
    text = str(token)
    return spoken.get(f"{kind}.{text}") or spoken.get(f"answer.{text}") or text


def service(key: str | None) -> str:
    """The name of a workload; None is everything that is done once."""
    if key is None:
        return str(labels.SCOPES["engagement"])
    spoken = words().get(reader_language(), {})
    return spoken.get(f"workload.{key}") or spoken.get(f"service.{key}") or key


def country(code: str) -> str:
    return intake.label("countries", code, reader_language())


def services() -> list[str]:
    """The keys of all services that have a name."""
    return [key for key in shipped.plain("vocabulary.yaml")["services"] if key != "all"]


def day(value: date | str | None) -> str:
    """A date as the reader writes it; what is no date stays as it is."""
    found = _date(value)
    return date_format(found, pgettext("date format", "j M Y")) if found else str(value or "")


def day_with_weekday(value: date | str | None) -> str:
    found = _date(value)
    return date_format(found, pgettext("date format with weekday", "D j M Y")) if found else str(value or "")


def moment(value: datetime | str | None, zone: str | None = None) -> str:
    """A time in the given zone, else in the site's."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if found is None:
        return ""
    local = timezone.localtime(found, ZoneInfo(zone) if zone else None)
    return date_format(local, pgettext("date and time format", "j M Y, H:i"))


def moment_at(value: datetime | str | None, tenant: Tenant | None) -> str:
    """A time where the tenant is, as its own screens show it; of nobody's in the site's zone."""
    return moment(value, zone_of(tenant) if tenant else None)


def grouped(value: object) -> str:
    """A count as people read it: 18,500. What is no whole number stays as it is."""
    text = str(value)
    return f"{int(text):,}" if text.isascii() and text.isdigit() else text


def _date(value: date | str | None) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return value


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:[+-]\d{2}:\d{2}|Z)")

_COUNTER = re.compile("(?<=\\d) (?=[\u4ef6\u65e5\u4eba\u55b6\u5206\u884c\u56de\u7248\u901a])")
_COUNTED = frozenset({"seats", "active_users", "required", "users", "agreed", "rows", "facts", "tenants"})

_LABELS = {
    "command": labels.COMMANDS,
    "key": labels.KEYS,
    "role": labels.ROLES,
    "business": labels.BUSINESS,
    "state": labels.STATES,
    "verdict": labels.VERDICTS,
    "step": labels.STEP_STATES,
    "task": labels.TASK_STATES,
    "side": labels.SIDES,
    "section": labels.SECTIONS,
    "bucket": labels.BUCKETS,
    "severity": labels.SEVERITIES,
}


def sentence(finding: Finding) -> str:
    return findings.speak(finding, tongue()).sentence


def advice(finding: Finding) -> str:
    """What to do about it. A command line would type the command; here a form is a link away."""
    remedy = finding.remedy
    if remedy is None:
        return findings.speak(finding, tongue()).remedy
    table = PENDING if remedy.pending and remedy.command in PENDING else REMEDIES
    return _TYPED.sub("", tongue().say(table[remedy.command], {"act": "\0"}))


_TYPED = re.compile("\\s*[:\uff1a]?\\s*[(\uff08]?\0[)\uff09]?")


class ReaderTongue(Tongue):
    """Days, times and large numbers as the reader writes them, where a command line keeps the form that scripts read. A number and
    what it counts stay in one line."""

    def say(self, phrase: Phrase, values: Mapping[str, Any] | None = None) -> str:
        return _COUNTER.sub("\u00a0", super().say(phrase, values))

    def value(self, name: str, value: Any) -> str:
        if isinstance(value, str) and _ISO_TIME.fullmatch(value):
            return date_format(datetime.fromisoformat(value), pgettext("date and time format", "j M Y, H:i"))
        if isinstance(value, str) and _ISO_DAY.fullmatch(value):
            return day(value)
        if name in _COUNTED:
            return grouped(value)
        return super().value(name, value)


def tongue(names: Mapping[str, str] | None = None) -> Tongue:
    """The reader's language, in which commands and keys have names; `names` are further words, as `kind.token`."""
    language = reader_language()
    spoken = {f"command.{name}": str(text) for name, text in labels.COMMANDS.items()}
    spoken |= {f"key.{name}": str(text) for name, text in labels.KEYS.items()}
    spoken |= {f"fields.{name}": str(text) for name, text in labels.KEYS.items()}
    spoken |= {f"act.{name}": str(text) for name, text in labels.COMMANDS.items()}
    spoken |= {f"purpose.{name}": link_purpose(name) for name in LINK_PURPOSES}
    spoken |= {f"reason.{name}": link_state(name) for name in LINK_STATES}
    spoken |= {f"state.{name}": request_state(name) for name in INTAKE_STATES}
    spoken |= {f"act.{name}": link_act(name) for name in LINK_ACTS}
    return ReaderTongue(language, {language: {**words().get(language, {}), **spoken, **(names or {})}})


def teller(people: Iterable[PersonCard] = (), criteria: Mapping[str, str] | None = None) -> Callable[[Fact], str]:
    """What happened, as one sentence for each fact, with the names of people and the texts of criteria in place of their keys."""
    names = {f"{kind}.{person.login}": person.name for person in people for kind in ("manager", "to", "from", "owner", "asked_by")}
    names |= {f"criterion.{key}": text for key, text in (criteria or {}).items()}
    names |= {f"kind.{kind}": contact_kind(kind) for kind in ("customer", "account-team", "partner")}
    names |= {f"kind.{kind}": import_kind(kind) for kind in ("tenants", "contacts", "requests", "usage", "assignments", "history")}
    names |= {f"fields.{name}": text for name, text in _columns().items()}
    own = tongue(names)
    return lambda fact: facts.speak_fact(fact, own)


def _columns() -> dict[str, str]:
    """What a tenant's and a contact's columns are called, where an import has changed them."""
    told = {
        "cadence": _("Regular meeting"),
        "country": _("Country"),
        "managed": _("Account managed"),
        "manager": _("Manager"),
        "partner_led": pgettext("column of a tenant", "Led by a partner"),
        "region": _("Region"),
        "region_imported": _("Region"),
        "seats": _("Seats"),
        "team": _("Team"),
        "tpid": "TPID",
    }
    return {**{name: str(text) for name, text in labels.KEYS.items()}, **told}


def owner(people: Iterable[PersonCard], word: str) -> str:
    """Whose a next action is: a person by name, the customer or the account team, or whoever was typed."""
    names = {person.login: person.name for person in people}
    return names.get(word) or (contact_kind(word) if word in ("customer", "account-team") else word)


def label(kind: str, token: str) -> str:
    """The program's own word for a command, key, role, state or verdict."""
    return str(_LABELS[kind].get(token, token))


def motion(key: str) -> str:
    """What the site's words call a way of engaging."""
    return words().get(reader_language(), {}).get(f"motion.{key}", key)


def phase(key: str) -> str:
    """The name of a phase. The vocabulary of pages lists names by language: English first, then Japanese."""
    names: list[str] = shipped.plain("vocabulary.yaml")["phases"].get(key, [key])
    return names[1] if reader_language() == "ja" and len(names) > 1 else names[0]


def language_name(code: str) -> str:
    """Each language by its own name, as its speakers look for it."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def why(finding: Finding) -> str:
    """What is missing, beside the criterion's own text: only what that text does not say already."""
    if finding.code in ("criterion-missing", "milestone-missing"):
        return ""
    return {
        "criterion-refuted": _("What is on record says otherwise."),
        "criterion-undecided": _("Whether this applies is not decided yet."),
        "criterion-unnoted": _("It is so, but the note that the page demands is missing."),
        "criterion-pending": _("Under way. Nobody has to act now."),
        "criterion-out-of-order": _("What is on record came too early, so it does not count."),
    }.get(finding.code) or sentence(finding)


def group_name(name: str) -> str:
    """What kinds of acts there are."""
    return {
        "prepare": _("Prepare and confirm"),
        "contacts": _("Contacts"),
        "discuss": _("Discuss, write, complete"),
        "hand-over": _("Hand over"),
        "exceptions": _("Exceptions"),
    }[name]


def mail_state(state: str) -> str:
    return {
        "queued": pgettext("mail state", "waiting to leave"),
        "sending": pgettext("mail state", "leaving"),
        "handed-over": pgettext("mail state", "handed over"),
        "refused": pgettext("mail state", "refused"),
        "uncertain": pgettext("mail state", "uncertain"),
        "failed": pgettext("mail state", "failed"),
        "bounced": pgettext("mail state", "came back"),
        "taken-back": pgettext("mail state", "taken back"),
        "settled": pgettext("mail state", "settled"),
    }.get(state, state)


def outcome_of_mail(outcome: str) -> str:
    """What a mail that came in became."""
    return {
        "reply": pgettext("incoming mail", "reply"),
        "bounce": pgettext("incoming mail", "came back"),
        "delayed": pgettext("incoming mail", "delayed"),
        "recorded": pgettext("incoming mail", "recorded"),
        "refused": pgettext("incoming mail", "not recorded"),
        "automatic": pgettext("incoming mail", "automatic"),
        "loop": pgettext("incoming mail", "loop"),
        "unknown": pgettext("incoming mail", "belongs nowhere"),
        "unreadable": pgettext("incoming mail", "not understood"),
    }[outcome]


def bracketed(text: object) -> str:
    """A remark in brackets behind a name, with the blank that the language puts before it."""
    return pgettext("a remark behind a name", " (%(text)s)") % {"text": text}


def file_kind(kind: str) -> str:
    """What an attachment is by its first bytes; short names of formats are the same everywhere."""
    return {
        "office": pgettext("kind of file", "Office"),
        "old-office": pgettext("kind of file", "old Office"),
        "macros": pgettext("kind of file", "Office with macros"),
        "text": pgettext("kind of file", "text"),
        "markup": pgettext("kind of file", "web page"),
        "mail": pgettext("kind of file", "mail"),
        "calendar": pgettext("kind of file", "appointment"),
        "archive": pgettext("kind of file", "archive"),
        "program": pgettext("kind of file", "program"),
        "winmail": pgettext("kind of file", "Outlook's winmail.dat, which may hold the text"),
        "unknown": pgettext("kind of file", "of no known kind"),
    }.get(kind, kind.upper())


def listed(parts: Iterable[str]) -> str:
    return pgettext("between the parts of a list", ", ").join(parts)


def title_of(playbook: Playbook) -> str:
    """What its page is called in the reader's language."""
    return playbook.titles.get(reader_language()) or playbook.titles.get(playbook.reference) or playbook.slug


def no_region() -> str:
    return pgettext("region of a tenant", "not known")


def score(number: str) -> str:
    """How satisfied somebody is, from 1 to 5."""
    return {
        "5": pgettext("satisfaction", "Very satisfied"),
        "4": pgettext("satisfaction", "Satisfied"),
        "3": pgettext("satisfaction", "Neither"),
        "2": pgettext("satisfaction", "Dissatisfied"),
        "1": pgettext("satisfaction", "Very dissatisfied"),
    }.get(number, number)


def between() -> str:
    return pgettext("between the parts of a list", ", ")


def request_state(state: str) -> str:
    return {
        "submitted": pgettext("state of a request", "Submitted"),
        "on-hold": pgettext("state of a request", "On hold"),
        "asked": pgettext("state of a request", "Waiting for the requestor"),
        "approved": pgettext("state of a request", "Approved"),
        "cancelled": pgettext("state of a request", "Cancelled"),
    }.get(state, state)


def link_purpose(purpose: str) -> str:
    return {
        "account-team": pgettext("purpose of a link", "Account team: agree or object"),
        "queue-move": pgettext("purpose of a link", "Confirm the queue move"),
        "customer": pgettext("purpose of a link", "Customer's page"),
        "satisfaction": pgettext("purpose of a link", "Satisfaction"),
        "request": pgettext("purpose of a link", "Page of the request"),
    }.get(purpose, purpose)


def link_act(act: str) -> str:
    return {
        "answer": pgettext("act by a link", "answer to a question"),
        "correct-own-data": pgettext("act by a link", "own data corrected"),
        "ask-deletion": pgettext("act by a link", "deletion asked for"),
        "open": pgettext("act by a link", "page opened"),
        "post": pgettext("act by a link", "form sent"),
    }.get(act, act)


def link_state(state: str) -> str:
    return {
        "forged": pgettext("state of a link", "forged"),
        "code-wrong": pgettext("state of a link", "wrong code"),
        "open": pgettext("state of a link", "open"),
        "used": pgettext("state of a link", "used"),
        "ended": pgettext("state of a link", "ended"),
        "withdrawn": pgettext("state of a link", "withdrawn"),
    }.get(state, state)


def eligible(verdict: str) -> str:
    return {
        "met": pgettext("rule about a request", "met"),
        "not-met": pgettext("rule about a request", "not met"),
        "unknown": pgettext("rule about a request", "open"),
    }.get(verdict, verdict)


def every_state() -> str:
    return pgettext("filter by state", "All")


def tenant() -> str:
    return pgettext("column", "Tenant")


def list_state(state: str) -> str:
    """The state of a line of the tenants' list; a tenant may have no engagement at all."""
    return pgettext("state", "No engagement") if state == "none" else label("state", state)


def milestone_standing(token: str) -> str:
    return {
        "reached": pgettext("milestone", "Reached"),
        "near": pgettext("milestone", "Near"),
    }.get(token, "")


def next_action_due(token: str) -> str:
    return {
        "overdue": pgettext("next action", "Overdue"),
        "soon": pgettext("next action", "Coming"),
        "none": pgettext("next action", "Missing"),
    }.get(token, token)


def bulk_act(act: str) -> str:
    """An act on many engagements: a command, or the move to a version."""
    return pgettext("act on many", "Move to a playbook version") if act == "move-version" else label("command", act)


def audience(token: str) -> str:
    """For whom a saved view is."""
    return {
        "own": pgettext("view for", "Only for me"),
        "team": pgettext("view for", "For my team"),
        "everybody": pgettext("view for", "For everybody"),
    }.get(token, token)


def worker_state(state: str) -> str:
    return {
        "idle": pgettext("worker", "waits for work"),
        "busy": pgettext("worker", "is at work"),
        "behind": pgettext("worker", "is missing: mail is due and nobody takes it"),
        "unknown": pgettext("worker", "unknown"),
    }.get(state, state)


def contact_kind(kind: str) -> str:
    return {
        "customer": pgettext("kind of contact", "Customer"),
        "account-team": pgettext("kind of contact", "Account team"),
        "partner": pgettext("kind of contact", "Partner"),
    }.get(kind, kind)


def import_kind(kind: str) -> str:
    return {
        "tenants": pgettext("kind of file", "Tenants"),
        "contacts": pgettext("kind of file", "Contacts"),
        "requests": pgettext("kind of file", "Requests"),
        "usage": pgettext("kind of file", "Usage"),
        "assignments": pgettext("kind of file", "Assignments"),
        "history": pgettext("kind of file", "History"),
    }.get(kind, kind)


def who(login: str) -> str:
    """A login as it is, and the program itself by its name."""
    if login.startswith("link/"):
        return _("by signed link")
    return str(labels.ROLES["system"]) if login == "system" else login
