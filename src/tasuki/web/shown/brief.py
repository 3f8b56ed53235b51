"""What a manager takes into the discussion, from facts: usage, what is done, what is open, what could come next; and the agenda."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tasuki.services.engagements import Case
from tasuki.services.meetings import Planned
from tasuki.web import words
from tasuki.web.shown.parts import label_of
from tasuki.web.shown.usage import Usage, usage_of


@dataclass(frozen=True, slots=True)
class Done:
    part: str
    name: str


@dataclass(frozen=True, slots=True)
class Open:
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    """`ours` is the usage of the engagement's workloads, `others` that of services nobody has asked help for."""

    ours: list[Usage]
    others: list[Usage]
    done: list[Done]
    open: list[Open]


def brief_of(case: Case) -> Brief:
    usage = usage_of(case.engagement.tenant, [case])
    return Brief(
        ours=[one for one in usage if one.service in case.plan.workloads],
        others=[one for one in usage if one.service not in case.plan.workloads and one.newest.seats],
        done=list(_done(case)),
        open=list(_open(case)),
    )


def _done(case: Case) -> Iterator[Done]:
    language = words.reader_language()
    for fact in case.history:
        if fact.kind != "task-completed":
            continue
        lane = next((lane for lane in case.plan.lanes if (lane.workload, lane.process) == (fact.workload, fact.process)), None)
        task = lane.playbook.tasks.get(fact.data["task"]) if lane else None
        if lane and task:
            yield Done(label_of(lane, case.plan), task.names.get(language) or next(iter(task.names.values()), task.id))


def _open(case: Case) -> Iterator[Open]:
    language = words.reader_language()
    for state in case.assessment.cells:
        if state.verdict == "missing" and not state.cell.criterion.is_shown_only:
            lane = state.cell.lane
            yield Open(label_of(lane, case.plan), lane.playbook.text_of(state.cell.criterion, language))


# ---------------------------------------------------------------- in the customer's language


def customers_language(case: Case) -> str:
    """The tenant's, where the program speaks it."""
    return spoken(case.engagement.tenant.language) or "en"


def spoken(language: str) -> str:
    start = language.partition("-")[0]
    return start if start in dict(settings.LANGUAGES) else ""


def agenda(workloads: Sequence[str], language: str) -> list[str]:
    with translation.override(language):
        names = _list([words.service(key) for key in workloads])
        return [
            _("What we completed: %(workloads)s") % {"workloads": names},
            _("How it is used today, against the target"),
            _("Open points, and who takes care of them"),
            _("Whether you would like help with another workload"),
            _("How to request help again: the form, step by step"),
            _("How the engagement ends, and whom you can ask afterwards"),
            _("How satisfied you are, and what we could do better"),
        ]


def title(case: Case, workloads: Sequence[str], language: str) -> str:
    with translation.override(language):
        names = {"tenant": case.engagement.tenant.name, "workloads": _list([words.service(key) for key in workloads])}
        return _("%(tenant)s: completion discussion for %(workloads)s") % names


def description(meeting: Planned, language: str) -> str:
    with translation.override(language):
        lines = [f"{number}. {line}" for number, line in enumerate(agenda(meeting.workloads, language), 1)]
        return "\n".join([_("Agenda"), *lines])


def _list(names: Sequence[str]) -> str:
    return words.tongue().value("workload", list(names))
