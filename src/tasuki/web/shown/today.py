"""Today's lists: what is mine to do now, what I wait for, what is coming; for a lead also what the team has to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.offering import offered
from tasuki.records.queries import Person
from tasuki.services import today as agenda
from tasuki.services.engagements import Case, actor_of
from tasuki.web import words
from tasuki.web.links import ActLink, act_link, engagement_url
from tasuki.web.shown.acting import detail_of, is_for
from tasuki.wording.sentences.acting import today_sentence

_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: which engagement, why, and the act, or whose turn it is."""

    tenant: str
    page: str
    part: str
    reason: str
    bucket: str = ""
    detail: str = ""
    link: ActLink | None = None
    whose: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    name: str
    title: str
    empty: str
    lines: list[Line]


def lists_for(person: Person, cases: list[Case]) -> list[Lines]:
    """No queries: everything comes from the cases."""
    found = [
        Lines("now", _("Yours now"), _("Nothing is yours to do right now."), _mine(person, cases)),
        Lines("waiting", _("Waiting for others"), _("Nobody keeps you waiting."), _waiting(person, cases)),
        Lines("coming", _("Coming"), _("Nothing is planned for the next 30 days."), _coming(cases)),
    ]
    if person.role == "lead":
        found.insert(1, Lines("team", _("Your teams"), _("Your teams have nothing to do."), _teams(cases)))
    return found


def _mine(person: Person, cases: list[Case]) -> list[Line]:
    by_number = {case.engagement.pk: case for case in cases}
    entries = agenda.in_order(entry for case in cases for entry in agenda.entries_of(case, person))
    return [_entry_line(by_number[entry.engagement], entry) for entry in entries]


def _teams(cases: list[Case]) -> list[Line]:
    """What the managers have to do, the longest standing first."""
    by_number = {case.engagement.pk: case for case in cases}
    managed = ((case, case.engagement.manager) for case in cases)
    entries = agenda.in_order(entry for case, manager in managed if manager for entry in agenda.entries_of(case, manager))
    return [_entry_line(by_number[entry.engagement], entry, theirs=True) for entry in entries]


def _entry_line(case: Case, entry: agenda.Entry, *, theirs: bool = False) -> Line:
    manager = case.engagement.manager
    act = next((act for act in case.guide.next_acts() if (act.command, act.workload) == (entry.command, entry.workload)), None)
    return Line(
        tenant=case.engagement.tenant.name,
        page=engagement_url(case.engagement.pk),
        part=words.service(entry.workload) if entry.workload else "",
        reason=today_sentence(entry.command, entry.reason, entry.days, entry.values, words.tongue()),
        bucket=entry.bucket,
        detail=detail_of(case, act) if act else "",
        link=None if theirs else act_link(case.engagement.pk, entry.command, entry.workload),
        whose=manager.name if theirs and manager else "",
    )


def _waiting(person: Person, cases: Iterable[Case]) -> list[Line]:
    actor = actor_of(person)
    return [line for case in cases for line in (*_others(case, actor), *_pending(case))]


def _others(case: Case, actor: Actor) -> Iterator[Line]:
    """The first act that is somebody else's, in each engagement."""
    commands = frozenset(spec.name for spec in offered(case.assessment, actor))
    acts = [act for act in case.guide.next_acts() if not is_for(act, actor, commands)]
    if acts and actor.role != "assignment":
        act = acts[0]
        part = words.service(act.workload) if act.workload else ""
        yield _line(case, part, words.label("command", act.command), words.label("role", act.role))


def _pending(case: Case) -> Iterator[Line]:
    for finding in case.guide.waiting():
        if finding.remedy is None or finding.remedy.command != "hold-discussion":
            workload = finding.values.get("workload")
            yield _line(case, words.service(str(workload)) if workload else "", words.sentence(finding))


def _coming(cases: Iterable[Case]) -> list[Line]:
    lines = [line for case in cases for line in (*_discussions(case), *_next_action(case))]
    return sorted(lines, key=lambda line: line.on or date.max)


def _discussions(case: Case) -> Iterator[Line]:
    for lane in case.plan.lanes[:-1]:
        planned = case.guide.scheduled_later(lane)
        if planned is not None:
            day = date.fromisoformat(str(planned.data["at"])[:10])
            reason = _("Completion discussion on %(day)s") % {"day": words.day_with_weekday(day)}
            yield _line(case, words.service(lane.workload), reason, on=day)


def _next_action(case: Case) -> Iterator[Line]:
    if (wanted := case.assessment.next_action_date) is None:
        return
    day = date.fromisoformat(wanted)
    if case.circumstances.today <= day <= case.circumstances.today + _SOON:
        yield _line(case, "", _("Next action due on %(day)s") % {"day": words.day_with_weekday(day)}, on=day)


def _line(case: Case, part: str, reason: str, whose: str = "", on: date | None = None) -> Line:
    return Line(case.engagement.tenant.name, engagement_url(case.engagement.pk), part, reason, whose=whose, on=on)
