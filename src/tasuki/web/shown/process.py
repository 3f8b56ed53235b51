"""The playbook page of one part: its steps with text, criteria, verdicts, evidence, and what supplies the missing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from tasuki.core.engagement.assessment import CellState, StepProgress, TaskStatus, Verdict
from tasuki.core.engagement.gate import answered, awaited
from tasuki.core.engagement.plan import Lane, applies
from tasuki.core.engagement.supply import GATED_COMMANDS
from tasuki.core.finding import Finding
from tasuki.core.playbook.model import SECTIONS, Playbook, PlaybookStep
from tasuki.services.engagements import Case
from tasuki.web import prose, words
from tasuki.web.links import ActLink, act_link, remedy_link
from tasuki.web.shown.telling import Told, teller_of


@dataclass(frozen=True, slots=True)
class Standing:
    """One criterion with its verdict. `supply` is there when this reader can supply it now."""

    key: str
    text: str
    original: str
    verdict: Verdict
    evidence: tuple[Told, ...]
    finding: Finding | None
    waits_for: tuple[str, ...]
    supply: ActLink | None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class TaskStanding:
    id: str
    name: str
    requirement: str | None
    role: str
    status: TaskStatus
    supply: ActLink | None


@dataclass(frozen=True, slots=True)
class StepStanding:
    key: str
    title: str
    progress: StepProgress
    prose: SafeString
    entry: list[Standing]
    exit: list[Standing]
    tasks: list[TaskStanding]
    is_now: bool = False

    @property
    def said(self) -> str:
        """Its progress as a reader takes it: nothing is ready while an earlier step is not done."""
        return "to-come" if self.progress in ("open", "ready") and not self.is_now else self.progress


@dataclass(frozen=True, slots=True)
class Section:
    """Objectives, key inputs, key outputs or next steps of the page."""

    key: str
    standings: list[Standing]


class Process:
    """What one part of an engagement shows of its page, to a reader who may use `commands`."""

    def __init__(self, case: Case, lane: Lane, commands: frozenset[str]) -> None:
        self.case = case
        self.lane = lane
        self.commands = commands
        self.assessment = case.assessment
        self.guide = case.guide
        self.tell = teller_of(case)
        self.language = words.reader_language()
        playbook = lane.playbook
        self.page_language = self.language if self.language in playbook.pages else playbook.reference
        self.acts = self.guide.next_acts()

    def steps(self) -> list[StepStanding]:
        """The steps that have something of this part; the first that is not done is where we are."""
        found = [self._step(playbook, step) for playbook, step in self._homes()]
        now = next((step.key for step in found if step.progress in ("open", "ready")), None)
        return [step if step.key != now else _as_now(step) for step in found]

    def sections(self) -> list[Section]:
        """Criteria stated by the page's own sections, in their order; those with a home in a step are shown short."""
        states = self.assessment.of(self.lane)
        found = [(name, [state for state in states if name in state.cell.criterion.sections]) for name in SECTIONS]
        return [
            Section(name, [self._standing(state, short=state.cell.criterion.step is not None) for state in held])
            for name, held in found
            if held
        ]

    def _homes(self) -> Iterator[tuple[Playbook, PlaybookStep]]:
        """Each step once, with the playbook whose page tells it: what is done once may come from several processes."""
        others = (other.playbook for other in self.assessment.plan.lanes) if self.lane.workload is None else ()
        seen: set[str] = set()
        for playbook in {playbook.slug: playbook for playbook in (self.lane.playbook, *others)}.values():
            for step in playbook.steps:
                if step.key not in seen and (self._states(step.key) or self._tasks(step.key)):
                    seen.add(step.key)
                    yield playbook, step

    def _step(self, playbook: Playbook, step: PlaybookStep) -> StepStanding:
        states = self._states(step.key)
        language = self.language if self.language in playbook.pages else playbook.reference
        position, page = step.positions.get(language), playbook.pages[language]
        text = prose.of_step(page, page.steps[position]) if position is not None else SafeString("")
        return StepStanding(
            key=step.key,
            title=step.titles.get(self.language) or step.titles.get(self.lane.playbook.reference) or step.key,
            progress=self.assessment.step_progress(self.lane, step.key),
            prose=text,
            entry=[self._standing(state) for state in states if state.cell.criterion.side == "entry"],
            exit=[self._standing(state) for state in states if state.cell.criterion.side == "exit"],
            tasks=list(self._tasks(step.key)),
        )

    def _states(self, step: str) -> list[CellState]:
        return [state for state in self.assessment.of(self.lane) if state.cell.criterion.step == step]

    def _tasks(self, step: str) -> list[TaskStanding]:
        return list(self._task_rows(step))

    def _task_rows(self, step: str) -> Iterator[TaskStanding]:
        if self.lane.workload is None:
            return
        for task in self.lane.playbook.tasks.values():
            if task.step != step or not applies(task.services, self.lane.workload):
                continue
            status = self.assessment.task_status(self.lane, task.id)
            may = "complete-task" in self.commands and status == "open" and (task.requirement == "O" or self._is_next(task.id))
            names = task.names
            name = names.get(self.language) or names.get(self.lane.playbook.reference) or ""
            supply = act_link(self.case.engagement.pk, "complete-task", self.lane.workload, {"task": task.id}) if may else None
            yield TaskStanding(task.id, name, task.requirement, task.role, status, supply)

    def _is_next(self, task: str) -> bool:
        return any(
            act.command == "complete-task" and act.keys.get("task") == task and act.workload == self.lane.workload for act in self.acts
        )

    def _standing(self, state: CellState, *, short: bool = False) -> Standing:
        criterion, playbook = state.cell.criterion, self.lane.playbook
        text = playbook.text_of(criterion, self.language)
        own = criterion.page_text.get(self.language) or criterion.page_text.get(playbook.reference) or ""
        finding = self.guide.finding(state) if state.verdict == "missing" and not short else None
        return Standing(
            key=criterion.key,
            text=text,
            original=own if own != text and not short else "",
            verdict=state.verdict,
            evidence=tuple(self._told(number) for number in state.evidence),
            finding=finding,
            waits_for=tuple(self._text_of(n) for n in self._awaited(state, finding)) if finding else (),
            supply=self._supply(state, finding) if finding else None,
            elsewhere=short,
        )

    def _told(self, number: int) -> Told:
        fact = self.case.history[number - 1]
        return Told(fact, self.tell(fact))

    def _text_of(self, index: int) -> str:
        cell = self.assessment.cells[index].cell
        return cell.lane.playbook.text_of(cell.criterion, self.language)

    def _supply(self, state: CellState, finding: Finding) -> ActLink | None:
        """The act's form, where this reader may do it and the gate would let him."""
        remedy = finding.remedy
        if remedy is None or remedy.pending or remedy.command not in self.commands or self._awaited(state, finding):
            return None
        return remedy_link(self.case.engagement.pk, remedy)

    def _awaited(self, state: CellState, finding: Finding) -> list[int]:
        """What must be met first: what the criterion comes after, or what the gate of its act waits for."""
        remedy = finding.remedy
        if state.blocked_by or remedy is None or remedy.command not in GATED_COMMANDS:
            return list(state.blocked_by)
        lane = self.lane if remedy.workload is not None else None
        return [one.cell.index for one in awaited(self.assessment, answered(self.assessment, remedy.command, remedy.keys, lane))]


def _as_now(step: StepStanding) -> StepStanding:
    return replace(step, is_now=True)
