"""What the command line, the API and the portal show, as plain dictionaries of exactly the shapes of contracts.md."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasuki.core.engagement.advice import advice
from tasuki.core.engagement.assessment import Assessment, CellState
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.guidance import Guide, NextAct
from tasuki.core.engagement.plan import Lane
from tasuki.core.playbook.model import SECTIONS, Playbook, PlaybookStep, TaskRule
from tasuki.core.playbook.page import Change, Item, Page, Step, Task
from tasuki.wording.findings import document
from tasuki.wording.sentences.acting import next_sentence
from tasuki.wording.words import Tongue

Json = dict[str, Any]


# ---------------------------------------------------------------- engagements (section 7)


def engagement_show(number: int, assessment: Assessment, guide: Guide, tongue: Tongue) -> Json:
    """An engagement as it stands: where every criterion is, what proves it, what is missing and what comes next."""
    opened = assessment.history.by_kind["engagement-opened"][0].data
    slug = assessment.plan.main.slug
    shown = _Shown(assessment, guide, tongue)
    return {
        "id": number,
        "tenant_id": opened["tenant_id"],
        "request_id": opened.get("request_id"),
        "motion": assessment.motion,
        "playbook": {"slug": slug, "version": opened["playbooks"][slug]},
        "state": assessment.state,
        "manager": assessment.manager,
        "queue": assessment.queue,
        "next_action_date": assessment.next_action_date,
        "lanes": [shown.lane(lane) for lane in assessment.plan.lanes],
        "next": [next_act(act, tongue) for act in guide.next_acts()],
        "waiting": [document(finding, tongue) for finding in guide.waiting()],
        "advice": [document(finding, tongue) for finding in advice(assessment, guide.circumstances)],
        "facts": len(assessment.history.facts),
    }


def next_act(act: NextAct, tongue: Tongue) -> Json:
    return {
        "command": act.command,
        "workload": act.workload,
        "process": act.process,
        "role": act.role,
        "keys": dict(act.keys),
        "needs": [need for need in act.needs if need not in act.keys],
        "sentence": next_sentence(act, tongue),
    }


@dataclass(frozen=True, slots=True)
class _Shown:
    assessment: Assessment
    guide: Guide
    tongue: Tongue

    def lane(self, lane: Lane) -> Json:
        states = self.assessment.of(lane)
        return {
            "workload": lane.workload,
            "process": lane.process,
            "steps": [self._step(lane, step, states) for step in self._steps(lane, states)],
            "page": {
                section: [self._criterion(state) for state in states if section in state.cell.criterion.sections] for section in SECTIONS
            },
        }

    def _steps(self, lane: Lane, states: Sequence[CellState]) -> Iterator[PlaybookStep]:
        """In page order, and only where the lane has criteria of the step; the engagement's may come from several processes."""
        wanted = {state.cell.criterion.step for state in states}
        for playbook in self._playbooks(lane):
            for step in playbook.steps:
                if step.key in wanted:
                    wanted.discard(step.key)
                    yield step

    def _playbooks(self, lane: Lane) -> Iterable[Playbook]:
        others = (other.playbook for other in self.assessment.plan.lanes) if lane.workload is None else ()
        return {playbook.slug: playbook for playbook in (lane.playbook, *others)}.values()

    def _step(self, lane: Lane, step: PlaybookStep, states: Sequence[CellState]) -> Json:
        own = [state for state in states if state.cell.criterion.step == step.key]
        return {
            "key": step.key,
            "title": step.titles.get(self.tongue.language) or step.titles.get(lane.playbook.reference) or step.key,
            "state": self.assessment.step_progress(lane, step.key),
            "inputs": [self._criterion(state) for state in own if state.cell.criterion.side == "entry"],
            "outputs": [self._criterion(state) for state in own if state.cell.criterion.side == "exit"],
            "tasks": [self._task(lane, task) for task in _tasks_of(lane, step, own)],
        }

    def _task(self, lane: Lane, task: TaskRule) -> Json:
        name = task.names.get(self.tongue.language) or task.names.get(lane.playbook.reference) or next(iter(task.names.values()), task.id)
        return {
            "id": task.id,
            "status": self.assessment.task_status(lane, task.id),
            "name": name,
            "requirement": task.requirement,
            "role": task.role,
        }

    def _criterion(self, state: CellState) -> Json:
        criterion = state.cell.criterion
        missing = [] if state.satisfied else [document(self.guide.finding(state), self.tongue)]
        return {
            "key": criterion.key,
            "text": state.cell.lane.playbook.text_of(criterion, self.tongue.language),
            "verdict": state.verdict,
            "evidence": list(state.evidence),
            "missing": missing,
        }


def _tasks_of(lane: Lane, step: PlaybookStep, states: Sequence[CellState]) -> Iterator[TaskRule]:
    """The tasks of the step's table, and those that its criteria ask for though no table of the page has them."""
    if lane.workload is None:
        return
    asked = {check.word for state in states for check in state.cell.criterion.met_by if check.kind == "task"}
    for task in lane.playbook.tasks.values():
        if task.step == step.key or task.id in asked:
            yield task


def history(facts: Iterable[Fact], digests: Mapping[int, str]) -> list[Json]:
    """The facts as they were recorded; codes and data only, so that it is the same for every reader."""
    return [
        {
            "number": fact.number,
            "kind": fact.kind,
            "at": fact.at.isoformat(),
            "by": fact.by,
            "workload": fact.workload,
            "process": fact.process,
            "data": dict(fact.data),
            "text": fact.text,
            "digest": digests.get(fact.number),
        }
        for fact in facts
    ]


# ---------------------------------------------------------------- pages (section 5)


def page_document(page: Page, tongue: Tongue) -> Json:
    """What was understood of a page."""
    return {
        "path": page.path,
        "language": page.language,
        "title": page.title,
        "meta": {
            "owner": page.meta.owner,
            "manager": page.meta.manager,
            "author": page.meta.author,
            "date": _day(page.meta.date),
            "audience": page.meta.audience,
        },
        "phase": list(page.phase) if isinstance(page.phase, tuple) else page.phase,
        "motions": list(page.motions),
        "objectives": _items(page.objectives),
        "steps": [_step(step) for step in page.steps],
        "tasks": [_task(task) for task in page.tasks],
        "key_inputs": _items(page.key_inputs),
        "key_outputs": _items(page.key_outputs),
        "next_steps": _items(page.next_steps),
        "refresh": None if page.refresh is None else [_change(change) for change in page.refresh],
        "findings": [document(finding, tongue) for finding in page.findings],
    }


def _items(items: Sequence[Item] | None) -> list[Json] | None:
    if items is None:
        return None
    return [{"key": item.key, "text": item.text, "level": item.level, "line": item.line} for item in items]


def _step(step: Step) -> Json:
    return {
        "key": step.key,
        "title": step.title,
        "level": step.level,
        "line": step.line,
        "roles": list(step.roles),
        "motions": list(step.motions),
        "applies_to": _keys(step.applies_to),
        "actions": _items(step.actions),
        "inputs": _items(step.inputs),
        "outputs": _items(step.outputs),
        "tasks": list(step.tasks),
    }


def _task(task: Task) -> Json:
    return {
        "id": task.id,
        "name": task.name,
        "requirement": task.requirement,
        "roles": list(task.roles),
        "services": _keys(task.services),
        "step": task.step,
        "line": task.line,
    }


def _change(change: Change) -> Json:
    return {"date": _day(change.date), "who": change.who, "what": change.what, "line": change.line}


def _keys(keys: str | tuple[str, ...] | None) -> str | list[str] | None:
    return list(keys) if isinstance(keys, tuple) else keys


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
