"""Where screens get their words from: the program's sentences of `wording`, the process's labels of the playbooks' word lists."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_info, override, pgettext
from django.utils.translation import gettext as _

from tasuki.core.engagement.circumstances import PersonCard
from tasuki.core.engagement.facts import SYSTEM, Fact
from tasuki.core.finding import Finding
from tasuki.core.playbook.model import Playbook
from tasuki.records.queries import Tenant
from tasuki.services import intake, shipped
from tasuki.services.circumstances import words
from tasuki.services.places import zone_of
from tasuki.web.wordlists import TOKENS
from tasuki.wording import facts, findings, labels
from tasuki.wording.sentences.remedies import PENDING, REMEDIES
from tasuki.wording.words import Phrase, Tongue


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

_LABELS: Mapping[str, Mapping[str, Phrase]] = {
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
    **TOKENS,
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
    return ReaderTongue(language, {language: {**_spoken(language), **names} if names else _spoken(language)})


@cache
def _spoken(language: str) -> Mapping[str, str]:
    """Hundreds of words, which a screen would otherwise look up again for every sentence."""
    with override(language):
        return {**words().get(language, {}), **{f"{kind}.{token}": str(text) for kind, table in _SPOKEN for token, text in table.items()}}


_SPOKEN = (
    ("command", labels.COMMANDS),
    ("key", labels.KEYS),
    ("fields", labels.KEYS),
    ("act", labels.COMMANDS),
    ("purpose", TOKENS["link_purpose"]),
    ("reason", TOKENS["link_state"]),
    ("state", TOKENS["request_state"]),
    ("act", TOKENS["link_act"]),
)
"""The tables whose words stand for a fact's values, and the names of those values."""


def teller(people: Iterable[PersonCard] = (), criteria: Mapping[str, str] | None = None) -> Callable[[Fact], str]:
    """What happened, as one sentence for each fact, with the names of people and the texts of criteria in place of their keys."""
    names = {f"{kind}.{person.login}": person.name for person in people for kind in ("manager", "to", "from", "owner", "asked_by")}
    names |= {f"criterion.{key}": text for key, text in (criteria or {}).items()}
    names |= {f"kind.{kind}": label(table, kind) for table in ("contact_kind", "import_kind") for kind in TOKENS[table]}
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
    return names.get(word) or (label("contact_kind", word) if word in ("customer", "account-team") else word)


def label(kind: str, token: str) -> str:
    """The program's own word for a command, key, role, state, verdict, or token of a screen."""
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


def bracketed(text: object) -> str:
    """A remark in brackets behind a name, with the blank that the language puts before it."""
    return pgettext("a remark behind a name", " (%(text)s)") % {"text": text}


def listed(parts: Iterable[str]) -> str:
    return pgettext("between the parts of a list", ", ").join(parts)


def file_kind(kind: str) -> str:
    """What an attachment is; what has no word is a format, whose short name is the same everywhere."""
    return label("file_kind", kind) if kind in TOKENS["file_kind"] else kind.upper()


def title_of(playbook: Playbook) -> str:
    """What its page is called in the reader's language."""
    return playbook.titles.get(reader_language()) or playbook.titles.get(playbook.reference) or playbook.slug


def no_region() -> str:
    return pgettext("region of a tenant", "not known")


def every_state() -> str:
    return pgettext("filter by state", "All")


def tenant() -> str:
    return pgettext("column", "Tenant")


def list_state(state: str) -> str:
    """The state of a line of the tenants' list; a tenant may have no engagement at all."""
    return pgettext("state", "No engagement") if state == "none" else label("state", state)


def milestone_standing(token: str) -> str:
    """Nothing where there is nothing to say yet."""
    return label("milestone_standing", token) if token in TOKENS["milestone_standing"] else ""


def bulk_act(act: str) -> str:
    """An act on many engagements: a command, or the move to a version."""
    return pgettext("act on many", "Move to a playbook version") if act == "move-version" else label("command", act)


def who(login: str) -> str:
    """A login as it is, and the program itself by its name."""
    if login.startswith("link/"):
        return _("by signed link")
    return str(labels.ROLES[SYSTEM]) if login == SYSTEM else login
