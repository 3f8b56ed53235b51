"""What the facts mean now: always derived, never the truth (rules.md section 2)."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

from tasuki.core.engagement.checks import READS, TAKES_BACK, Answer, History, View, answer, is_by_hand
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.plan import Cell, Lane, Plan, applies
from tasuki.core.playbook.model import Check, Criterion

Verdict = Literal["met", "missing", "waived", "not-applicable"]
EngagementState = Literal["active", "on-hold", "handing-over", "closed", "closed-without-discussion"]
StepProgress = Literal["open", "ready", "done", "not-applicable"]
TaskStatus = Literal["open", "complete", "not-required"]

EXCUSE = "closed-without-discussion"
"""The kind of fact that excuses criteria."""
_EXCUSING = "close-without-discussion"
PAUSES = ("held", "withdrawn", "superseded")
"""Facts after which the process rests: until somebody resumes it, or a lead closes it without discussion."""


@dataclass(frozen=True, slots=True)
class CellState:
    """A criterion's verdict in one lane.

    `evidence` are fact numbers; `proof` the facts that count before the demanded note is asked for; `first` is the number from
    which evidence of what comes after counts. `blocked_by` are the cells that it still waits for, `when` an applicability that
    nobody has said, `answers` what each of its checks answered.
    """

    cell: Cell
    verdict: Verdict
    evidence: tuple[int, ...] = ()
    proof: tuple[Fact, ...] = ()
    first: int = 0
    blocked_by: tuple[int, ...] = ()
    when: Check | None = None
    answers: tuple[tuple[Check, Answer], ...] = ()

    @property
    def satisfied(self) -> bool:
        return self.verdict != "missing"

    @property
    def lacks_note(self) -> bool:
        """Proven, but the page demands that it be noted, and nobody has."""
        return self.verdict == "missing" and bool(self.proof)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an engagement stands as a whole: its facts tell it, whatever the plan. What lists show, without an assessment.

    `open_request` is the queue move request that the assignment team has still to answer.
    """

    state: EngagementState
    manager: str | None
    queue: str | None
    open_request: Fact | None
    next_action_date: str | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything a screen shows and a gate asks, for one history and one day."""

    plan: Plan
    history: History
    today: date
    cells: tuple[CellState, ...]
    standing: Standing

    @property
    def state(self) -> EngagementState:
        return self.standing.state

    @property
    def is_closed(self) -> bool:
        return self.state in ("closed", EXCUSE)

    @property
    def manager(self) -> str | None:
        return self.standing.manager

    @property
    def queue(self) -> str | None:
        return self.standing.queue

    @property
    def open_request(self) -> Fact | None:
        return self.standing.open_request

    @property
    def next_action_date(self) -> str | None:
        return self.standing.next_action_date

    def of(self, lane: Lane) -> tuple[CellState, ...]:
        return tuple(state for state in self.cells if state.cell.lane.index == lane.index)

    def complete(self, lane: Lane) -> bool:
        """Every criterion of the lane that gates anything is met, waived or not applicable."""
        return all(state.satisfied for state in self.of(lane) if not state.cell.criterion.is_shown_only)

    @property
    def workloads_complete(self) -> bool:
        return all(self.complete(lane) for lane in self.plan.lanes if lane.workload is not None)

    @property
    def motion(self) -> str:
        return str(self.history.by_kind["engagement-opened"][0].data["motion"])

    @property
    def is_of_another_motion(self) -> bool:
        """The playbook is for other motions than this engagement's (domain.md D1)."""
        motions = self.plan.main.motions
        return bool(motions) and self.motion not in motions

    @property
    def excuses(self) -> list[Fact]:
        """Facts by which a lead closed it without a discussion, and which no reopening has voided."""
        return self.history.since_reopening(EXCUSE)

    def step_progress(self, lane: Lane, step: str) -> StepProgress:
        """open = inputs missing, ready = inputs met, done = outputs met too (contracts.md section 7)."""
        states = [state for state in self.of(lane) if state.cell.criterion.step == step]
        if states and all(state.verdict == "not-applicable" for state in states):
            return "not-applicable"
        if not all(state.satisfied for state in states if state.cell.criterion.side == "entry"):
            return "open"
        return "done" if all(state.satisfied for state in states) else "ready"

    def task_status(self, lane: Lane, task: str) -> TaskStatus:
        rule = lane.playbook.tasks[task]
        if not applies(rule.services, lane.workload):
            return "not-required"
        view = View(self.history, lane)
        done = any(fact.data.get("task") == task for fact in view.of("task-completed"))
        return "complete" if done else "open"


def assess(plan: Plan, facts: Sequence[Fact], today: date) -> Assessment:
    """Read a history of at least its `engagement-opened` against the plan, on a day in the tenant's time zone."""
    history = History(facts)
    return Assessment(plan, history, today, _Assessor(plan, history, today).run(), _standing(history))


def assess_further(before: Assessment, facts: Sequence[Fact]) -> Assessment:
    """The assessment once these facts are added, as `assess` would say it; only criteria that they can have changed are judged again."""
    history = History([*before.history.facts, *facts])
    assessor = _Assessor(before.plan, history, before.today)
    touched = {fact.kind for fact in facts}
    cells = assessor.run() if touched & _UPSETTING else assessor.run_again(before.cells, touched)
    return Assessment(before.plan, history, before.today, cells, _standing(history))


def _standing(history: History) -> Standing:
    return Standing(
        state=_state(history),
        manager=_manager(history),
        queue=_queue(history),
        open_request=_open_request(history),
        next_action_date=_newest_value(history, ("next-action-set", "inactive-tenant-reviewed"), "date"),
    )


class _Assessor:
    def __init__(self, plan: Plan, history: History, today: date) -> None:
        self.plan = plan
        self.history = history
        self.today = today
        self.views = [View(history, lane) for lane in plan.lanes]
        self.states: list[CellState | None] = [None] * len(plan.cells)
        self.missing: set[int] = set()
        self.firsts = [0] * len(plan.cells)
        self.notes = history.of("note-recorded")
        self.excused = history.since_reopening(EXCUSE)
        self.waivers, self.lapsed = self._waivers()

    def run(self) -> tuple[CellState, ...]:
        for index in self.plan.order:
            self._take(index, self._assess(self.plan.cells[index]))
        return self._all()

    def run_again(self, known: Sequence[CellState], touched: Set[str]) -> tuple[CellState, ...]:
        """A verdict depends on facts of the kinds that its criterion reads, and on which cells before it are satisfied since when."""
        reads = _kinds_read(self.plan)
        moved: set[int] = set()
        for index in self.plan.order:
            cell, state = self.plan.cells[index], known[index]
            if not (reads[index].isdisjoint(touched) and cell.before.isdisjoint(moved)):
                state = self._assess(cell)
                if (state.satisfied, state.first) != (known[index].satisfied, known[index].first):
                    moved.add(index)
            self._take(index, state)
        return self._all()

    def _take(self, index: int, state: CellState) -> None:
        self.states[index] = state
        self.firsts[index] = state.first
        if not state.satisfied:
            self.missing.add(index)

    def _all(self) -> tuple[CellState, ...]:
        return tuple(state for state in self.states if state is not None)

    def _assess(self, cell: Cell) -> CellState:
        """What is pardoned counts as met without evidence; and where there is evidence, nothing has to be younger than it.

        A pardon that has lapsed pardons nothing any more, but what was done under it stays done, once there is evidence instead.
        """
        state = self._judge(cell)
        if not self.excused and not self.waivers and not self.lapsed:
            return state
        here = (cell.lane.index, cell.key)
        pardon = self._excused(cell) or self.waivers.get(here)
        if pardon is None:
            lapsed = self.lapsed.get(here)
            return state if lapsed is None else replace(state, first=min(state.first, lapsed.number))
        if state.verdict == "missing":
            return replace(state, verdict="waived", evidence=(pardon.number,), blocked_by=(), when=None)
        return replace(state, first=0)

    def _judge(self, cell: Cell) -> CellState:
        criterion = cell.criterion
        view = self.views[cell.lane.index]
        if criterion.when is not None:
            applicable = answer(criterion.when, view).state
            if applicable == "no":
                return CellState(cell, "not-applicable")
            if applicable == "open":
                return CellState(cell, "missing", blocked_by=self._blocked(cell), when=criterion.when)
        return self._weigh(cell, view)

    def _weigh(self, cell: Cell, view: View) -> CellState:
        """Evidence counts when everything before is satisfied, and when it is not older than the first evidence of any of that."""
        criterion = cell.criterion
        blocked = self._blocked(cell)
        answers = tuple([(check, answer(check, view)) for check in criterion.met_by])
        proof = () if blocked else self._proof(cell, view, answers)
        notes = self._notes(cell, view, proof)
        if proof and (notes or not criterion.noted):
            numbers = sorted({*map(_number, proof), *map(_number, notes)})
            return CellState(cell, "met", tuple(numbers), proof, proof[0].number, (), None, answers)
        return CellState(cell, "missing", proof=proof, blocked_by=blocked, answers=answers)

    def _proof(self, cell: Cell, view: View, answers: Sequence[tuple[Check, Answer]]) -> tuple[Fact, ...]:
        if cell.criterion.is_attestation:
            found = [fact for fact in view.of("attested") if fact.data.get("criterion") == cell.key]
        else:
            found = [fact for _, given in answers for fact in given.evidence]
        if not found:
            return ()
        floor = max(map(self.firsts.__getitem__, cell.before), default=0)
        return tuple(sorted([fact for fact in found if fact.number >= floor], key=_number))

    def _blocked(self, cell: Cell) -> tuple[int, ...]:
        return () if cell.before.isdisjoint(self.missing) else tuple(sorted(cell.before & self.missing))

    def _notes(self, cell: Cell, view: View, proof: Sequence[Fact]) -> list[Fact]:
        """Notes that say so, in a listed category: those that name the criterion, else the first written by hand since (rules.md 1.6)."""
        if not proof or not cell.criterion.noted:
            return []
        since = [
            fact
            for fact in self.notes
            if fact.number >= proof[0].number and fact.data.get("category") in cell.criterion.noted and view.sees(fact)
        ]
        own = [fact for fact in since if fact.data.get("criterion") == cell.key]
        return own or list(filter(is_by_hand, since))[:1]

    def _excused(self, cell: Cell) -> Fact | None:
        rule = cell.lane.playbook.excused.get(_EXCUSING)
        if not self.excused or rule is None or cell.key not in rule.criteria:
            return None
        return self.excused[-1] if self.excused[-1].number > self._added(cell.lane) else None

    def _added(self, lane: Lane) -> int:
        """The fact that added a lane to the running engagement; an excuse does not reach what came later."""
        pair = [lane.workload, lane.process]
        return max((fact.number for fact in self.history.of("workload-added") if pair in fact.data["lanes"]), default=0)

    def _waivers(self) -> tuple[dict[tuple[int, str], Fact], dict[tuple[int, str], Fact]]:
        """Waivers that stand today, and the first of those that have lapsed, by lane and criterion."""
        standing: dict[tuple[int, str], Fact] = {}
        lapsed: dict[tuple[int, str], Fact] = {}
        for fact in self.history.of("waiver-granted"):
            until = fact.data.get("until")
            stands = until is None or date.fromisoformat(until) >= self.today
            for lane in self.plan.lanes:
                if fact.workload is None or (lane.workload, lane.process) == (fact.workload, fact.process):
                    here = (lane.index, fact.data["criterion"])
                    if stands:
                        standing[here] = fact
                    else:
                        lapsed.setdefault(here, fact)
        return standing, lapsed


_UPSETTING = frozenset({"engagement-opened", "workload-added", "reopened", "waiver-granted", EXCUSE, *TAKES_BACK})
"""Facts after which any criterion may be judged otherwise, whatever it reads."""


@lru_cache(maxsize=512)
def _kinds_read(plan: Plan) -> tuple[frozenset[str], ...]:
    """By cell, the kinds of facts that its verdict is made of."""
    return tuple(_kinds_of(cell.criterion) for cell in plan.cells)


def _kinds_of(criterion: Criterion) -> frozenset[str]:
    checks = criterion.met_by if criterion.when is None else (criterion.when, *criterion.met_by)
    notes = {"note-recorded"} if criterion.noted else set()
    return frozenset({"attested"} if criterion.is_attestation else ()).union(notes, *(READS[check.kind] for check in checks))


_number = attrgetter("number")


def _state(history: History) -> EngagementState:
    if history.since_reopening("manager-released"):
        return "closed-without-discussion" if history.since_reopening(EXCUSE) else "closed"
    newest = history.newest(*PAUSES, "resumed", EXCUSE, "reopened")
    if newest is not None and newest.kind in PAUSES:
        return "on-hold"
    standing = False
    for fact in history.since_reopening("queue-move-requested", "queue-move-declined", "queue-move-taken-back"):
        standing = fact.kind == "queue-move-requested"
    return "handing-over" if standing else "active"


def _manager(history: History) -> str | None:
    newest = history.newest("engagement-opened", "manager-reassigned", "manager-released", "reopened")
    if newest is None or newest.kind == "manager-released":
        return None
    return _login(newest.data, "to" if newest.kind == "manager-reassigned" else "manager")


def _login(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    return str(value) if value else None


def _queue(history: History) -> str | None:
    confirmed = history.since_reopening("queue-move-confirmed")
    return str(confirmed[-1].data["queue"]) if confirmed else None


def _open_request(history: History) -> Fact | None:
    newest = history.since_reopening("queue-move-requested", "queue-move-confirmed", "queue-move-declined", "queue-move-taken-back")
    return newest[-1] if newest and newest[-1].kind == "queue-move-requested" else None


def _newest_value(history: History, kinds: tuple[str, ...], key: str) -> str | None:
    newest = history.newest(*kinds)
    return None if newest is None else newest.data.get(key)
