"""The parts of an engagement as tabs: each workload (and process of it), and what is done once."""

from dataclasses import dataclass

from tasuki.core.engagement.assessment import Assessment, CellState
from tasuki.core.engagement.plan import Lane, Plan
from tasuki.web import words
from tasuki.web.links import engagement_url

ALL = "all"


@dataclass(frozen=True, slots=True)
class Part:
    """`done` of `due`: criteria satisfied among those that apply."""

    key: str
    label: str
    url: str
    lane: Lane
    done: int
    due: int
    here: bool

    @property
    def complete(self) -> bool:
        return self.done == self.due


def key_of(lane: Lane, plan: Plan) -> str:
    if lane.workload is None:
        return ALL
    return lane.workload if len(plan.lanes_of(lane.workload)) == 1 else f"{lane.workload}.{lane.process}"


def label_of(lane: Lane, plan: Plan) -> str:
    """The workload's name; with that of the process where it runs several."""
    name = words.service(lane.workload)
    if lane.workload is None or len(plan.lanes_of(lane.workload)) == 1:
        return name
    return f"{name} · {process_title(lane)}"


def process_title(lane: Lane) -> str:
    language = words.reader_language()
    page = lane.playbook.pages.get(language) or lane.playbook.pages[lane.playbook.reference]
    phase = page.phase if isinstance(page.phase, str) else None
    return words.phase(phase) if phase else lane.playbook.titles.get(language) or next(iter(lane.playbook.titles.values()))


def parts_of(engagement_id: int, assessment: Assessment, chosen: str) -> list[Part]:
    """All parts; the chosen one is here, else the one where the next thing is due."""
    plan = assessment.plan
    keys = [key_of(lane, plan) for lane in plan.lanes]
    here = chosen if chosen in keys else _where_we_are(assessment, keys)
    return [
        Part(key, label_of(lane, plan), engagement_url(engagement_id, key), lane, *count(assessment.of(lane)), here=key == here)
        for lane, key in zip(plan.lanes, keys, strict=True)
    ]


def _where_we_are(assessment: Assessment, keys: list[str]) -> str:
    for lane, key in zip(assessment.plan.lanes, keys, strict=True):
        if not assessment.complete(lane):
            return key
    return keys[-1]


def count(states: tuple[CellState, ...]) -> tuple[int, int]:
    gating = [state for state in states if state.verdict != "not-applicable" and not state.cell.criterion.is_shown_only]
    return sum(state.satisfied for state in gating), len(gating)
