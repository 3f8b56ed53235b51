"""A form for every command, made from what the core says of its keys; the words to choose from come from the playbooks.

Nothing is decided here: what was typed goes to the core as strings, and comes back as it was typed.
"""

import json
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tasuki.core.engagement.checks import is_given_up
from tasuki.core.engagement.circumstances import PersonCard
from tasuki.core.engagement.commands import CommandSpec, Key
from tasuki.core.engagement.handing_over import ATTEMPT_CHANNELS
from tasuki.core.engagement.post import acts_on, lanes_of
from tasuki.core.engagement.roles import MANAGES
from tasuki.core.finding import Finding
from tasuki.records.folding import place_of, place_of_person
from tasuki.services import mailbox
from tasuki.services.engagements import Case
from tasuki.services.places import zone_of
from tasuki.web import words

ATTEMPT_ROWS = 5
_ATTEMPT_PARTS = ("on", "channel", "contact")
_LIST_MARKS = str.maketrans({"\u3001": ";", "\uff1b": ";", "\n": ";", "\r": ";"})
"""People separate names by a line, or by their own comma and semicolon; the core knows one mark."""
_ANSWERS_BY_BUTTON = 6
_SHOWN_AT_ONCE = {
    "record-note": ("next_action", "next_action_date", "next_action_owner", "escalate"),
    "set-next-action": ("text", "owner"),
}
"""Fields that may stay blank, and are yet what one comes for."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row of `attempts`: when, how and whom one tried to reach."""

    number: int
    on: str = ""
    channel: str = ""
    contact: str = ""
    channels: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a command, ready to be shown. `widget` says how; `maybe`: wanted after certain answers to the others.

    `people` are contacts to tick; whoever else was there is written beside them.
    `theirs` is what somebody else has recorded for it since the form was shown.
    """

    name: str
    widget: str
    label: str
    value: str = ""
    wanted: bool = False
    maybe: bool = False
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    people: tuple[Choice, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    findings: tuple[Finding, ...] = ()
    autocomplete: str = ""
    theirs: str = ""

    @property
    def id(self) -> str:
        return f"key-{self.name}"


@dataclass(frozen=True, slots=True)
class Form:
    """`asked` are the fields somebody must fill in, or has filled in; `further` may stay blank; `settled` are not asked again."""

    command: str
    asked: list[Field]
    further: list[Field]
    facts: int
    has_file: bool = False
    note: str = ""
    findings: tuple[Finding, ...] = field(default=())
    settled: tuple[Field, ...] = ()


def form_for(
    case: Case,
    spec: CommandSpec,
    given: Mapping[str, str],
    needs: Collection[str] = (),
    findings: Sequence[Finding] = (),
    said: Collection[str] = (),
) -> Form:
    """The command's form with what was given, in the order of the contract; `needs` are wanted besides the required keys.

    `said` are keys whose values stand above the form in words. Attempts are counted only where nobody gave the request up.
    """
    unneeded = is_given_up(case.assessment.history)
    fields = [_field(case, spec, key, given, needs, findings) for key in spec.keys if not (key.kind == "json" and unneeded)]
    place = _workloads(case, spec, given.get("workload", ""), findings)
    if place is not None:
        fields.insert(0, place)
    settled = tuple(one for one in fields if one.name in said and (one.value or one.name == "workload") and not one.findings)
    fields = [one for one in fields if one not in settled]
    open_ones = _SHOWN_AT_ONCE.get(spec.name, ())
    asked = [one for one in fields if one.wanted or one.maybe or one.value or one.findings or one.attempts or one.name in open_ones]
    shown = {one.name for one in asked}
    further = [one for one in fields if one.name not in shown]
    if not asked:
        asked, further = further, []
    return Form(spec.name, asked, further, len(case.history), any(one.widget == "file" for one in fields), settled=settled)


def given_by(request: HttpRequest, case: Case, spec: CommandSpec) -> dict[str, str]:
    """What a posted form says, as `engagement do` would be given it. An uploaded mail tells its recipients and day itself."""
    given = {"workload": ";".join(request.POST.getlist("workload"))}
    for key in spec.keys:
        given[key.name] = "" if key.kind == "file" else _read(request, case, key)
    given = {name: value for name, value in given.items() if value}
    return _with_mail(request, given) if spec.key("file") else given


def unless_composed(request: HttpRequest, given: dict[str, str]) -> dict[str, str]:
    """Subject and text that nobody has changed are the template's: they are composed anew, in the language that is chosen now."""
    composed = request.POST.get("composed", "")
    if composed and composed == digest_of(given.get("subject", ""), given.get("body", "")):
        return {name: value for name, value in given.items() if name not in ("subject", "body")}
    return given


def digest_of(subject: str, body: str) -> str:
    """By it a form knows again the words that the template made; words changed by hand have none, so they are never made anew."""
    return sha256(f"{subject}\n{body}".strip().replace("\r\n", "\n").encode()).hexdigest()


def _with_mail(request: HttpRequest, given: dict[str, str]) -> dict[str, str]:
    """What an uploaded mail says of itself. Raises `Refusal` where it is none."""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return given
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(upload.name or "").name or "mail.eml")
        path.write_bytes(upload.read())
        return mailbox.filled({**given, "file": str(path)})


def _read(request: HttpRequest, case: Case, key: Key) -> str:
    if key.kind == "json":
        return _attempts_given(request)
    if key.kind == "list":
        parts = ";".join(request.POST.getlist(key.name)).translate(_LIST_MARKS).split(";")
        return ";".join(dict.fromkeys(part.strip() for part in parts if part.strip()))
    value = request.POST.get(key.name, "").strip()
    return _with_offset(value, case) if key.kind == "time" else value.replace("\r\n", "\n")


def _with_offset(value: str, case: Case) -> str:
    """A clock's time at the tenant's; what is no time goes on as it was typed."""
    try:
        local = datetime.fromisoformat(value)
    except ValueError:
        return value
    return local.replace(tzinfo=ZoneInfo(zone_of(case.engagement.tenant))).isoformat() if local.tzinfo is None else value


def _attempts_given(request: HttpRequest) -> str:
    rows = [{part: request.POST.get(f"attempts-{n}-{part}", "").strip() for part in _ATTEMPT_PARTS} for n in range(ATTEMPT_ROWS)]
    return json.dumps([row for row in rows if any(row.values())], ensure_ascii=False)


# ---------------------------------------------------------------- one field


def _field(case: Case, spec: CommandSpec, key: Key, given: Mapping[str, str], needs: Collection[str], findings: Sequence[Finding]) -> Field:
    value = given.get(key.name, "")
    choices = _choices(case, spec, key, value)
    people = _people(case, key, value)
    if people:
        value = ";".join(part for part in value.split(";") if part.strip() not in {one.value for one in people})
    depends = spec.name == "hold-discussion" and not key.required
    return Field(
        name=key.name,
        widget=_widget(key, choices),
        label=_label(spec, key),
        value=_shown(key, value, case),
        wanted=key.required or (key.name in needs and not depends),
        maybe=key.name in needs and depends,
        hint=_hint(case, spec, key),
        choices=choices,
        people=people,
        attempts=_attempts(value) if key.kind == "json" else (),
        findings=tuple(finding for finding in findings if finding.values.get("key") == key.name),
    )


def _label(spec: CommandSpec, key: Key) -> str:
    """Some keys are asked for more precisely than their name says."""
    special = {
        ("supersede", "by"): pgettext("key of supersede", "New request"),
        ("reassign-manager", "to"): pgettext("key of reassign-manager", "New manager"),
        ("hold-discussion", "on"): pgettext("key of hold-discussion", "Held on"),
    }
    return special.get((spec.name, key.name)) or words.label("key", key.name)


def _widget(key: Key, choices: Sequence[Choice]) -> str:
    if key.kind in ("choice", "name") or key.name == "mail" or choices:
        return "buttons" if key.kind == "choice" and 0 < len(choices) <= _ANSWERS_BY_BUTTON else "select"
    return {"long-text": "area", "list": "lines", "json": "attempts", "time": "time"}.get(key.kind, key.kind)


def _shown(key: Key, value: str, case: Case) -> str:
    if key.kind == "list":
        return "\n".join(part.strip() for part in value.split(";"))
    if key.kind == "time" and value:
        try:
            return datetime.fromisoformat(value).astimezone(ZoneInfo(zone_of(case.engagement.tenant))).strftime("%Y-%m-%dT%H:%M")
        except ValueError:
            return value
    return value


_PRESENT = ("attendees", "contact")
_NAMED = 5


def _people(case: Case, key: Key, value: str) -> tuple[Choice, ...]:
    """Whom a customer's contact list offers for an answer about people."""
    if key.kind != "list" or key.name not in _PRESENT:
        return ()
    given = {part.strip() for part in value.split(";")}
    names = [contact.name for contact in case.circumstances.contacts if contact.kind == "customer"][:_NAMED]
    return tuple(Choice(name, name, name in given) for name in dict.fromkeys(names) if ";" not in name)


def _on_record(case: Case) -> str:
    """Whom the review is about: the names that are on record now, by kind."""
    held = {kind: [one.name for one in case.circumstances.contacts if one.kind == kind] for kind in ("account-team", "customer")}
    values = {kind: words.listed(names) if names else _("nobody") for kind, names in held.items()}
    return _("On record now. Account team: %(team)s. Customer: %(customer)s.") % {
        "team": values["account-team"],
        "customer": values["customer"],
    }


def _attempts_wanted(case: Case) -> str:
    rule = case.plan.main.excused.get("close-without-discussion")
    if rule is None:
        return ""
    return _("At least %(attempts)d attempts through %(channels)d channels, %(apart)d business days apart.") % {
        "attempts": rule.attempts,
        "channels": rule.channels,
        "apart": rule.business_days_apart,
    }


def _hint(case: Case, spec: CommandSpec, key: Key) -> str:
    if key.kind == "list":
        return _("Others: one per line.") if _people(case, key, "") else _("One per line.")
    if key.kind == "time":
        return _("Time zone: %(zone)s") % {"zone": zone_of(case.engagement.tenant)}
    if key.kind == "json":
        return _attempts_wanted(case)
    if key.kind == "file":
        return _("A mail saved from your own mailbox. Recipients and day are taken from it.")
    if key.name == "mail" and not any(_mails(case, spec)):
        return _("There is no mail now with which this can be done.")
    if spec.name == "review-contacts" and key.name == "account_team":
        return _on_record(case)
    if spec.name == "attest" and key.name == "text":
        least = case.plan.main.attestation.least_characters
        return _("In your own words, at least %(least)d characters.") % {"least": least}
    return ""


def _attempts(value: str) -> tuple[Attempt, ...]:
    try:
        read = json.loads(value or "[]")
    except ValueError:
        read = []
    rows = [row if isinstance(row, dict) else {} for row in read] if isinstance(read, list) else []
    rows += [{} for _ in range(ATTEMPT_ROWS - len(rows))]
    return tuple(_attempt(number, row) for number, row in enumerate(rows[:ATTEMPT_ROWS]))


def _attempt(number: int, row: Mapping[str, object]) -> Attempt:
    channel = str(row.get("channel", ""))
    channels = tuple(Choice(token, words.word("channel", token), token == channel) for token in ATTEMPT_CHANNELS)
    return Attempt(number, str(row.get("on", "")), channel, str(row.get("contact", "")), channels)


# ---------------------------------------------------------------- what there is to choose from


def _workloads(case: Case, spec: CommandSpec, value: str, findings: Sequence[Finding]) -> Field | None:
    if spec.lane == "engagement" or (spec.lane == "workload" and len(case.plan.workloads) == 1 and not value):
        return None
    chosen = value.split(";") if value else []
    choices = [Choice(key, words.service(key), key in chosen) for key in case.plan.workloads]
    if spec.lane == "either" and not spec.several:
        choices.insert(0, Choice("", words.service(None), not chosen))
    own = tuple(finding for finding in findings if finding.code in ("workload-missing", "one-workload-only", "unknown-workload"))
    widget = "boxes" if spec.several else "select"
    return Field(
        name="workload",
        widget=widget,
        label=words.label("key", "workload"),
        value=value,
        wanted=spec.lane == "workload",
        choices=tuple(choices),
        findings=own,
    )


def _choices(case: Case, spec: CommandSpec, key: Key, value: str) -> tuple[Choice, ...]:
    """The words to choose from. A value that is none of them stays to be seen: the core will say what is wrong with it."""
    if key.kind == "choice":
        pairs = [(token, _answer(key, token)) for token in key.choices]
    else:
        maker = _NAMES.get((spec.name, key.name)) or _NAMES.get(("", key.name)) if _is_chosen(spec, key) else None
        pairs = list(maker(case, spec)) if maker else []
    if value and (pairs or key.name == "mail") and value not in dict(pairs):
        pairs.append((value, value))
    return tuple(Choice(token, label, token == value) for token, label in pairs)


def _answer(key: Key, token: str) -> str:
    return words.label("contact_kind", token) if key.name == "kind" else words.word(key.name, token)


def _is_chosen(spec: CommandSpec, key: Key) -> bool:
    return key.kind == "name" or (spec.name, key.name) in _NAMES


def _templates(case: Case, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    names = dict.fromkeys(name for lane in case.plan.lanes for name in lane.playbook.mails)
    return ((name, words.word("template", name)) for name in names)


def _tasks(case: Case, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    language = words.reader_language()
    tasks = {task.id: task for lane in case.plan.lanes for task in lane.playbook.tasks.values()}
    for task in sorted(tasks.values(), key=lambda task: task.id):
        name = task.names.get(language) or next(iter(task.names.values()), "")
        yield task.id, f"{task.id} {name}".strip()


def _criteria(case: Case, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    """Those the command can concern: a person's word is taken only where no check is bound, and not everything can be excused."""
    language, seen = words.reader_language(), set()
    for cell in case.plan.cells:
        criterion = cell.criterion
        fits = {"attest": criterion.is_attestation, "record-note": True}.get(spec.name, criterion.waivable)
        if fits and criterion.key not in seen:
            seen.add(criterion.key)
            yield criterion.key, cell.lane.playbook.text_of(criterion, language)


def _queues(case: Case, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    language = words.reader_language()
    for queue in case.plan.main.queues.values():
        label = queue.labels.get(language)
        yield queue.key, f"{queue.key} ({label})" if label and label != queue.key else queue.key


def _managers(case: Case, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    found = (person for person in case.circumstances.people if person.role in MANAGES)
    return ((person.login, person.name) for person in sorted(found, key=_place))


def _place(person: PersonCard) -> str:
    return place_of_person(person.name, person.login)


def _owners(case: Case, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    """Who may be asked to go on: the manager first, then the other side, then every colleague who can act in an engagement."""
    able = [person for person in case.circumstances.people if person.role in ("manager", "engineer", "lead", "assignment")]
    first = case.assessment.manager
    yield from ((person.login, person.name) for person in able if person.login == first)
    yield from ((kind, words.label("contact_kind", kind)) for kind in ("customer", "account-team"))
    yield from ((person.login, person.name) for person in sorted(able, key=_place) if person.login != first)


def _other_requests(case: Case, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    return ((request, request) for request in sorted(case.circumstances.requests))


def _contacts(case: Case, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    found = sorted(case.circumstances.contacts, key=lambda contact: place_of(contact.name, contact.name_kana))
    return ((contact.email, f"{contact.name} {contact.email}") for contact in found if contact.email)


def _mails(case: Case, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    """Those with which this can be done now."""
    history = case.assessment.history
    for fact in history.of("mail-queued", "mail-drafted"):
        if lanes_of(history, fact)[0].number == fact.number and spec.name in acts_on(history, fact):
            yield str(fact.number), f"{fact.number} {fact.data['subject']} ({', '.join(fact.data['to'])})"


def _languages(case: Case, spec: CommandSpec) -> Iterable[tuple[str, str]]:
    languages = dict.fromkeys(lang for lane in case.plan.lanes for mail in lane.playbook.mails.values() for lang in mail.languages)
    return ((language, words.language_name(language)) for language in languages)


_NAMES = {
    ("", "template"): _templates,
    ("", "task"): _tasks,
    ("", "criterion"): _criteria,
    ("", "queue"): _queues,
    ("reassign-manager", "to"): _managers,
    ("supersede", "by"): _other_requests,
    ("set-next-action", "owner"): _owners,
    ("record-note", "next_action_owner"): _owners,
    ("review-inactive-tenant", "owner"): _owners,
    ("verify-contact", "email"): _contacts,
    ("send-mail", "language"): _languages,
    **{(command, "mail"): _mails for command in ("take-back-mail", "send-mail-now", "release-mail", "resend-mail", "settle-mail")},
}
