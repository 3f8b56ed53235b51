"""Today's lists: what is mine to do now, by engagement; what I wait for, from whom; what is coming; for a lead also the teams'."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasuki.core.calendar import business_days_between, today_in
from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import Command
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.guidance import NextAct
from tasuki.core.engagement.reminders import owner_of
from tasuki.core.engagement.roles import may, role_for
from tasuki.core.finding import Finding
from tasuki.records.folding import place_of_person
from tasuki.records.queries import Person
from tasuki.records.site import site
from tasuki.services import today as agenda
from tasuki.services import versions
from tasuki.services.circumstances import business_days_since
from tasuki.services.engagements import Case, actor_of
from tasuki.web import words
from tasuki.web.links import ActLink, act_link, engagement_url
from tasuki.web.shown.acting import detail_of, is_for, purpose_of
from tasuki.web.shown.kept import kept
from tasuki.wording.sentences.acting import reason_sentence
from tasuki.wording.words import Tongue

BUCKETS = ("stuck", "behind", "on-track")
SHOWN = 25
"""So many lines of each list are shown before one asks for all of them,"""
OWN_SHOWN = 50
"""and so many of one's own."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One act: what, why, since when. `link` is there for whom it is; `also` leads to what the reason asks for besides."""

    bucket: str
    command: str
    part: str
    detail: str
    reason: str
    purpose: str
    age: str
    link: ActLink | None
    also: ActLink | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One engagement with what is to be done in it, the most urgent first."""

    tenant: str
    page: str
    request: str
    manager: str
    adrift: str
    sets: str
    bucket: str
    first: Todo
    more: list[Todo]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what is waited for, or coming: with whom or what, and since or until when."""

    tenant: str
    page: str
    text: str
    whom: str = ""
    aside: str = ""
    days: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Aged:
    """A manager's engagements by bucket, and how long the oldest act has been waiting."""

    login: str
    name: str
    counts: dict[str, int]
    adrift: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything that the screen shows. `counts` are engagements by bucket, before one is chosen; `numbers` how long each list is, of
    which only the beginning may be shown."""

    mine: list[SafeString] = field(default_factory=list)
    teams: list[SafeString] = field(default_factory=list)
    managers: list[Aged] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    coming: list[Line] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    adrift: int = 0

    @property
    def hidden(self) -> dict[str, int]:
        shown: dict[str, Sequence[object]] = {
            "mine": self.mine,
            "teams": self.teams,
            "managers": self.managers,
            "waiting": self.waiting,
            "coming": self.coming,
        }
        return {name: self.numbers.get(name, 0) - len(part) for name, part in shown.items()}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of it the address asks for."""

    bucket: str = ""
    manager: str = ""
    everything: bool = False


def agenda_for(person: Person, cases: Sequence[Case], chosen: Chosen) -> Agenda:
    """One query, for whom this person stands in; everything else comes from the cases, and is kept with them. Only what is shown is
    put into words: a lead may have thousands."""
    shares = list(_shares(cases, person))
    mine = _in_order(share.mine for share in shares)
    managed = [share.managed for share in shares if share.managed]
    theirs = _in_order(held for held in managed if chosen.manager in ("", held.whose.pk))
    waiting = sorted((line for share in shares for line in share.waiting), key=lambda line: -line.days)
    coming = sorted((line for share in shares for line in share.coming), key=lambda line: line.on or date.max)
    now, then = _fitting(mine, chosen), _fitting(theirs, chosen)
    managers = _by_manager(managed)
    lists: dict[str, Sequence[object]] = {"mine": now, "teams": then, "managers": managers, "waiting": waiting, "coming": coming}
    most = {name: len(found) if chosen.everything else OWN_SHOWN if name == "mine" else SHOWN for name, found in lists.items()}
    return Agenda(
        mine=[_told(held, person) for held in now[: most["mine"]]],
        teams=[_told(held, person) for held in then[: most["teams"]]],
        managers=managers[: most["managers"]],
        waiting=waiting[: most["waiting"]],
        coming=coming[: most["coming"]],
        numbers={name: len(found) for name, found in lists.items()},
        counts=dict(Counter(held.entries[0].bucket for held in (*mine, *theirs))),
        adrift=sum(share.is_adrift for share in shares),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """An engagement with what is to be done in it, the most urgent first, by whom, and its place among others."""

    case: Case
    entries: list[agenda.Entry]
    whose: Person
    place: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Share:
    """What one engagement adds to the lists of a reader. `managed` is what its manager has to do, where the reader leads him."""

    mine: _Held
    managed: _Held | None
    waiting: list[Line]
    coming: list[Line]
    is_adrift: bool


def _shares(cases: Iterable[Case], person: Person) -> Iterator[_Share]:
    """In the reader's words, made once for as long as the case is kept."""
    actor = actor_of(person)
    key = " ".join(("share", actor.role, actor.login, *sorted(actor.covers), words.reader_language()))
    for case in cases:
        share = case.kept.get(key)
        if share is None:
            share = case.kept[key] = _share(case, person, actor)
        yield share


def _share(case: Case, person: Person, actor: Actor) -> _Share:
    manager = case.engagement.manager if person.role == "lead" else None
    return _Share(
        mine=_held(case, person),
        managed=_held(case, manager) if manager else None,
        waiting=list(_waiting(case, actor)),
        coming=list(_coming(case)),
        is_adrift=_is_adrift(case),
    )


# ---------------------------------------------------------------- what is to be done


def _held(case: Case, whose: Person) -> _Held:
    entries = agenda.waiting_in(case, whose)
    return _Held(case, entries, whose, agenda.urgency(entries[0]) if entries else ())


def _in_order(found: Iterable[_Held]) -> list[_Held]:
    """Those in which something is to be done, the most urgent first."""
    return sorted((held for held in found if held.entries), key=attrgetter("place"))


def _fitting(found: list[_Held], chosen: Chosen) -> list[_Held]:
    return [held for held in found if chosen.bucket in ("", held.entries[0].bucket)]


def _told(held: _Held, reader: Person) -> SafeString:
    own = held.whose.pk == reader.pk
    return kept(held.case, "tasuki/parts/agenda.html", (held.whose.pk, own), lambda: {"group": _group(held.case, held.entries, own)})


def _group(case: Case, entries: list[agenda.Entry], own: bool) -> Group:
    manager, tongue = case.engagement.manager, words.tongue()
    todos = [_todo(case, entry, own, tongue) for entry in entries]
    return Group(
        tenant=case.engagement.tenant.name,
        page=engagement_url(case.engagement.pk),
        request=case.engagement.request_id or "",
        manager=manager.name if manager and not own else "",
        adrift=_adrift(case),
        sets=_sets_next_action(case, entries[0]) if own else "",
        bucket=entries[0].bucket,
        first=todos[0],
        more=todos[1:],
    )


def _is_adrift(case: Case) -> bool:
    """An open engagement without a next action date is itself an exception: nothing says when it goes on."""
    return case.assessment.next_action_date is None


def _adrift(case: Case) -> str:
    if _is_adrift(case):
        return _("No next action date")
    day = case.assessment.next_action_date or ""
    return _("Next action was due on %(day)s") % {"day": words.day(day)} if day < case.circumstances.today.isoformat() else ""


def _sets_next_action(case: Case, entry: agenda.Entry) -> str:
    """The form for it, from here and back; to whom the act is offered, and not while the engagement rests."""
    if case.assessment.state == "on-hold" or (entry.act and entry.act.role not in ("manager", "lead")):
        return ""
    return act_link(case.engagement.pk, "set-next-action", keys={"back": reverse("today")}).url


def _todo(case: Case, entry: agenda.Entry, own: bool, tongue: Tongue) -> Todo:
    act = entry.act
    keys = act.keys if act else {name: str(value) for name, value in entry.values.items() if name == "criterion"}
    return Todo(
        bucket=entry.bucket,
        command=entry.command,
        part=words.service(entry.workload) if entry.workload else "",
        detail=detail_of(case, act) if act else "",
        reason=reason_sentence(entry.reason, entry.days, _readable(case, entry), tongue),
        purpose=purpose_of(act) if act else "",
        age="" if entry.reason in agenda.AWAITS_USAGE else aged(entry.business_days),
        link=act_link(case.engagement.pk, entry.command, entry.workload, keys) if own else None,
        also=_appointment(case, entry) if own and entry.reason == "no-discussion-date" else None,
    )


def _appointment(case: Case, entry: agenda.Entry) -> ActLink:
    """The date that is missing, for all workloads that could be discussed at once."""
    workloads = [entry.workload] if entry.workload else case.plan.workloads
    return act_link(case.engagement.pk, "schedule-discussion", ";".join(workloads))


def _readable(case: Case, entry: agenda.Entry) -> dict[str, object]:
    """A criterion by its text."""
    values: dict[str, object] = dict(entry.values)
    found = next((cell for cell in case.plan.cells if cell.key == values.get("criterion")), None)
    if found is not None:
        values["criterion"] = found.lane.playbook.text_of(found.criterion, words.reader_language()).rstrip(".\u3002")
    return values


def aged(days: int) -> str:
    """Nothing on the first day: that nought business days have passed helps nobody."""
    if days <= 0:
        return ""
    return ngettext("%(days)d business day", "%(days)d business days", days) % {"days": days}


def _by_manager(managed: Iterable[_Held]) -> list[Aged]:
    """Who has most that is stuck comes first."""
    by_login: dict[str, list[_Held]] = defaultdict(list)
    for held in managed:
        by_login[held.whose.pk].append(held)
    rows = [_aged(own[0].whose, own) for own in by_login.values()]
    return sorted(rows, key=lambda row: (-row.counts["stuck"], -row.counts["behind"], place_of_person(row.name, row.login)))


def _aged(manager: Person, managed: list[_Held]) -> Aged:
    worst: Counter[str] = Counter(held.entries[0].bucket for held in managed if held.entries)
    return Aged(
        login=manager.pk,
        name=manager.name,
        counts={bucket: worst[bucket] for bucket in BUCKETS},
        adrift=sum(_is_adrift(held.case) for held in managed),
        oldest=max((entry.business_days for held in managed for entry in held.entries if entry.bucket != "on-track"), default=0),
    )


# ---------------------------------------------------------------- what others have to do


def _waiting(case: Case, actor: Actor) -> Iterator[Line]:
    yield from _others(case, actor)
    yield from _left_to_others(case, actor)
    yield from _pending(case)


def _others(case: Case, actor: Actor) -> Iterator[Line]:
    """The first act that is somebody else's, in each engagement."""
    if actor.role == "assignment":
        return
    act = next((act for act in case.acts if not _is_his(case, actor, act)), None)
    if act is None:
        return
    entry = agenda.entry_of(case, act)
    manager = case.engagement.manager
    whom = manager.name if act.role == "manager" and manager else words.label("role", act.role)
    parts = [words.service(act.workload)] if act.workload else []
    text = " · ".join([*parts, words.label("command", act.command)])
    yield _line(case, text, whom, entry.since, entry.business_days)


def _left_to_others(case: Case, actor: Actor) -> Iterator[Line]:
    """A next action that somebody else was named for: a colleague, the customer, the account team."""
    told = agenda.next_action(case)
    owner = owner_of(told) if told else ""
    if told is None or owner in ("", actor.login, case.engagement.manager_id):
        return
    text = _("Next action: %(text)s") % {"text": told.text} if told.text else _("Next action")
    whom = words.owner(case.circumstances.people, owner)
    yield _since(case, text, whom, told)


def _is_his(case: Case, actor: Actor, act: NextAct) -> bool:
    command = Command(act.command, keys=act.keys)
    may_do = may(actor, command, case.plan, case.assessment.manager)
    return is_for(act, actor, frozenset({act.command}) if may_do else frozenset())


def _pending(case: Case) -> Iterator[Line]:
    """What nobody can do now: a mail that is on its way, an answer of the assignment team."""
    for finding in case.guide.waiting():
        if finding.remedy is not None and finding.remedy.command == "hold-discussion":
            continue
        fact = _begun(case, finding)
        workload = finding.values.get("workload")
        parts = [words.service(str(workload))] if workload else []
        what = words.label("command", finding.remedy.command) if finding.remedy else words.sentence(finding)
        template = finding.remedy.keys.get("template", "") if finding.remedy else ""
        text = " · ".join([*parts, what, *([words.word("template", template)] if template else [])])
        yield _since(case, text, _whom(finding), fact)


def _begun(case: Case, finding: Finding) -> Fact:
    """The fact from which one waits: the mail that was queued, the request that was made."""
    command = finding.remedy.command if finding.remedy else ""
    kinds = {"send-mail": "mail-queued", "confirm-queue-move": "queue-move-requested"}
    newest = case.assessment.history.newest(kinds[command]) if command in kinds else None
    return newest or case.history[-1]


def _whom(finding: Finding) -> str:
    command = finding.remedy.command if finding.remedy else ""
    return _("Mail server") if command == "send-mail" else words.label("role", role_for(command)) if command else ""


def _since(case: Case, text: str, whom: str, fact: Fact) -> Line:
    """From the day that the fact was recorded, where the tenant is."""
    return _line(case, text, whom, today_in(case.circumstances.zone, fact.at), business_days_since(case.circumstances, fact.at))


def _line(case: Case, text: str, whom: str, since: date, days: int) -> Line:
    aside = " · ".join(filter(None, (_("since %(day)s") % {"day": words.day(since)}, aged(days))))
    return Line(case.engagement.tenant.name, engagement_url(case.engagement.pk), text, whom, aside, days)


# ---------------------------------------------------------------- what is coming


def _coming(case: Case) -> Iterator[Line]:
    yield from _discussions(case)
    yield from _next_action(case)


def _discussions(case: Case) -> Iterator[Line]:
    """One appointment for several workloads is one line."""
    planned: dict[str, list[str]] = defaultdict(list)
    for lane in case.plan.lanes[:-1]:
        if (fact := case.guide.scheduled_later(lane)) is not None and words.service(lane.workload) not in planned[str(fact.data["at"])]:
            planned[str(fact.data["at"])].append(words.service(lane.workload))
    for at, workloads in planned.items():
        text = _("Completion discussion: %(workloads)s") % {"workloads": words.listed(workloads)}
        yield _on(case, text, datetime.fromisoformat(at).date())


def _next_action(case: Case) -> Iterator[Line]:
    if (wanted := case.assessment.next_action_date) is None:
        return
    day = date.fromisoformat(wanted)
    if case.circumstances.today <= day <= case.circumstances.today + timedelta(days=site().coming_days):
        yield _on(case, _what_next(case), day)


def _what_next(case: Case) -> str:
    """The next action in the words that were written, and whose it is where it is not the manager's."""
    told = agenda.next_action(case)
    said = _("Next action: %(text)s") % {"text": told.text} if told and told.text else _("Next action")
    whose = owner_of(told) if told else ""
    owner = words.owner(case.circumstances.people, whose) if whose != case.engagement.manager_id else ""
    return _("%(action)s (%(owner)s)") % {"action": said, "owner": owner} if owner else said


def _on(case: Case, text: str, day: date) -> Line:
    ahead = business_days_between(case.circumstances.today, day, case.circumstances.holidays)
    within = ngettext("in %(days)d business day", "in %(days)d business days", ahead) % {"days": ahead}
    if day == case.circumstances.today:
        within = _("today")
    return Line(
        case.engagement.tenant.name, engagement_url(case.engagement.pk), text, words.day_with_weekday(day), within, days=ahead, on=day
    )


def reviews(today: date) -> list[Line]:
    """Pages of playbooks that are due to be looked at again, or will be soon."""
    limit = today + timedelta(days=site().coming_days)
    rows = [row for row in versions.listed() if row.is_newest and row.review_by <= limit]
    return [
        Line(
            tenant=words.title_of(row.playbook),
            page=reverse("playbook", args=[row.stored.slug, row.stored.version]),
            text=_("Look at the page again"),
            whom=words.day_with_weekday(row.review_by),
            aside=_("overdue") if row.review_by < today else "",
            on=row.review_by,
        )
        for row in sorted(rows, key=lambda row: row.review_by)
    ]
