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
from tasuki.web.requests import engagement_or_404
from tasuki.web.shown.parts import label_of
from tasuki.web.shown.telling import Told, teller_of
from tasuki.web.shown.timeline import Entry, timeline


@dataclass(frozen=True, slots=True)
class Proof:
    """One criterion in one part, with the facts that prove it."""

    part: str
    text: str
    verdict: str
    facts: list[Told]


@dataclass(frozen=True, slots=True)
class Row:
    """All that one piece of evidence of the process stands on."""

    id: str
    proofs: list[Proof]


def sheet(request: HttpRequest, engagement_id: int) -> HttpResponse:
    case = case_of(engagement_or_404(request, engagement_id))
    return render(request, "tasuki/evidence.html", {**_head(case), "rows": _rows(case)})


def history(request: HttpRequest, engagement_id: int) -> HttpResponse:
    case = case_of(engagement_or_404(request, engagement_id))
    known = digests(engagement_id)
    entries: list[tuple[Entry, str]] = [(entry, known.get(entry.fact.number, "")) for entry in reversed(timeline(case))]
    return render(request, "tasuki/history.html", {**_head(case), "entries": entries})


def _head(case: Case) -> dict[str, object]:
    assessment = case.assessment
    return {
        "case": case,
        "engagement": case.engagement,
        "tenant": case.engagement.tenant,
        "assessment": assessment,
        "manager": case.circumstances.person(assessment.manager),
        "zone": zone_of(case.engagement.tenant),
        "now": case.circumstances.now,
        "titles": [words.title_of(playbook) for playbook in dict.fromkeys(lane.playbook for lane in case.plan.lanes)],
    }


def _rows(case: Case) -> list[Row]:
    """By evidence id, in the order of their numbers; a criterion may carry several."""
    by_id: dict[str, list[Proof]] = {}
    tell = teller_of(case)
    for state in case.assessment.cells:
        for name in state.cell.criterion.evidence_ids:
            by_id.setdefault(name, []).append(_proof(case, state, tell))
    return [Row(name, by_id[name]) for name in sorted(by_id, key=_numbered)]


def _numbered(name: str) -> tuple[int, str]:
    digits = "".join(mark for mark in name if mark.isdigit())
    return (int(digits or 0), name)


def _proof(case: Case, state: CellState, tell: Callable[[Fact], str]) -> Proof:
    cell = state.cell
    text = cell.lane.playbook.text_of(cell.criterion, words.reader_language())
    facts = [Told(fact, tell(fact)) for fact in (case.history[number - 1] for number in state.evidence)]
    return Proof(label_of(cell.lane, case.plan), text, state.verdict, facts)
