"""For paper: one page with E1 to E12 and their facts, and the whole history as a dossier."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.core.engagement.assessment import CellState
from tasuki.core.engagement.facts import Fact
from tasuki.services.engagements import Case, case_of, digests
from tasuki.services.places import zone_of
from tasuki.web import words
from tasuki.web.access import may_open
from tasuki.web.requests import engagement_or_404, person_of
from tasuki.web.shown.parts import label_of
from tasuki.web.shown.telling import Told, teller_of
from tasuki.web.shown.timeline import Entry, timeline


@dataclass(frozen=True, slots=True)
class Proof:
    """How a criterion stands in one part, with the facts that prove it; `by` recorded the last of them."""

    part: str
    verdict: str
    facts: list[Told]
    by: str


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion of one piece of evidence, in all parts where it stands."""

    id: str
    text: str
    proofs: list[Proof]


def sheet(request: HttpRequest, engagement_id: int) -> HttpResponse:
    case = case_of(engagement_or_404(request, engagement_id))
    return render(request, "tasuki/evidence.html", {**_head(case), "rows": _rows(case)})


def history(request: HttpRequest, engagement_id: int) -> HttpResponse:
    case = case_of(engagement_or_404(request, engagement_id))
    known = digests(engagement_id)
    entries: list[tuple[Entry, str]] = [(entry, known.get(entry.fact.number, "")) for entry in reversed(timeline(case))]
    may_prove = may_open(person_of(request).role, "audit")
    return render(request, "tasuki/history.html", {**_head(case), "entries": entries, "may_prove": may_prove})


def _released(case: Case) -> str:
    """Who the manager was until the end: a proof names him."""
    facts = case.assessment.history.since_reopening("manager-released")
    login = str(facts[-1].data["manager"]) if facts else ""
    person = case.circumstances.person(login)
    return person.name if person else login


def _head(case: Case) -> dict[str, object]:
    assessment = case.assessment
    return {
        "case": case,
        "engagement": case.engagement,
        "tenant": case.engagement.tenant,
        "assessment": assessment,
        "manager": case.circumstances.person(assessment.manager),
        "released": _released(case),
        "zone": zone_of(case.engagement.tenant),
        "now": case.circumstances.now,
        "titles": [words.title_of(playbook) for playbook in dict.fromkeys(lane.playbook for lane in case.plan.lanes)],
    }


def _rows(case: Case) -> list[Row]:
    """By evidence id, in the order of their numbers; a criterion may carry several."""
    rows: dict[tuple[str, str], Row] = {}
    tell = teller_of(case)
    for state in case.assessment.cells:
        cell = state.cell
        text = cell.lane.playbook.text_of(cell.criterion, words.reader_language())
        for name in cell.criterion.evidence_ids:
            rows.setdefault((name, text), Row(name, text, [])).proofs.append(_proof(case, state, tell))
    return sorted(rows.values(), key=lambda row: _numbered(row.id))


def _numbered(name: str) -> tuple[int, str]:
    digits = "".join(mark for mark in name if mark.isdigit())
    return (int(digits or 0), name)


def _proof(case: Case, state: CellState, tell: Callable[[Fact], str]) -> Proof:
    facts = [Told(fact, tell(fact)) for fact in (case.history[number - 1] for number in state.evidence)]
    author = facts[-1].fact.by if facts else ""
    person = case.circumstances.person(author)
    return Proof(label_of(state.cell.lane, case.plan), state.verdict, facts, person.name if person else words.who(author))
