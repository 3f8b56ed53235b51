"""The plan of one engagement: its lanes, the criteria that stand in each, and what comes after what (rules.md section 1).

Made once for a set of playbook versions and lanes; every assessment and decision reads it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasuki.core.engagement.facts import Fact
from tasuki.core.playbook.model import Criterion, Playbook

LANE_FACTS = ("engagement-opened", "workload-added")
"""Facts that give an engagement its lanes, and pin the versions that these run on."""
MOVED = "playbook-moved"
REPLANS = (*LANE_FACTS, MOVED)
"""Facts after which the plan is another."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One (workload, process) pair; `workload` None is the lane of what is done once. `earlier` are the workload's processes before."""

    index: int
    workload: str | None
    process: str
    playbook: Playbook
    earlier: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """A criterion standing in a lane. `before` are the indices of all cells that it comes after, however far."""

    index: int
    lane: Lane
    criterion: Criterion
    before: frozenset[int]

    @property
    def key(self) -> str:
        return self.criterion.key


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """`cells` stand in the order of lanes and pages; `order` lists their indices so that nothing comes before what it waits for."""

    lanes: tuple[Lane, ...]
    cells: tuple[Cell, ...]
    order: tuple[int, ...]

    @property
    def engagement_lane(self) -> Lane:
        return self.lanes[-1]

    @property
    def main(self) -> Playbook:
        """The playbook of the first process: its policies hold for the engagement as a whole."""
        return self.lanes[0].playbook

    @property
    def workloads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(lane.workload for lane in self.lanes if lane.workload is not None))

    def lanes_of(self, workload: str) -> tuple[Lane, ...]:
        return tuple(lane for lane in self.lanes if lane.workload == workload)

    def cells_of(self, lane: Lane) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.lane.index == lane.index)


def plan_for(playbooks: Sequence[Playbook], lanes: Iterable[tuple[str, str]]) -> Plan:
    """The plan for lanes given as (workload, process slug), and these playbook versions. Cached; cheap to call again."""
    return _plan(tuple(playbooks), tuple(lanes))


@lru_cache(maxsize=512)
def _plan(playbooks: tuple[Playbook, ...], pairs: tuple[tuple[str, str], ...]) -> Plan:
    by_slug = {playbook.slug: playbook for playbook in playbooks}
    order = {slug: place for place, slug in enumerate(by_slug)}
    pairs = tuple(sorted(pairs, key=lambda pair: (_first(pairs, pair[0]), order[pair[1]])))
    lanes: list[Lane] = []
    for workload, process in pairs:
        earlier = frozenset(lane.index for lane in lanes if lane.workload == workload)
        lanes.append(Lane(len(lanes), workload, process, by_slug[process], earlier))
    lanes.append(Lane(len(lanes), None, playbooks[0].slug, playbooks[0], frozenset()))
    placed = [(lane, criterion) for lane in lanes[:-1] for criterion in _criteria_of(lane)]
    used = [playbook for playbook in playbooks if any(lane.playbook is playbook for lane in lanes)]
    placed += [(lanes[-1], criterion) for criterion in _engagement_criteria(used)]
    before = _Order(placed).resolve()
    cells = tuple(Cell(n, lane, criterion, before[n]) for n, (lane, criterion) in enumerate(placed))
    return Plan(tuple(lanes), cells, _topological(before))


def _topological(before: Sequence[frozenset[int]]) -> tuple[int, ...]:
    """Page order among the free. What waits for itself (a cycle that lint refuses) comes last, so that reading still ends."""
    order: list[int] = []
    waiting = list(range(len(before)))
    while waiting:
        done = set(order)
        n = next((n for n in waiting if before[n] <= done), waiting[0])
        order.append(n)
        waiting.remove(n)
    return tuple(order)


def _first(pairs: Sequence[tuple[str, str]], workload: str) -> int:
    return next(n for n, pair in enumerate(pairs) if pair[0] == workload)


def applies(services: object, workload: str | None) -> bool:
    """Whether a step or task that is meant for these services concerns the workload; None and "all" mean every one."""
    return services is None or services == "all" or workload is None or workload in services  # type: ignore[operator]  # a tuple of keys here


def _criteria_of(lane: Lane) -> Iterator[Criterion]:
    for criterion in lane.playbook.criteria:
        if criterion.lane != "workload":
            continue
        step = lane.playbook.step(criterion.step) if criterion.step else None
        tasks = [lane.playbook.tasks.get(check.word) for check in criterion.met_by if check.kind == "task"]
        if step is not None and not applies(step.applies_to, lane.workload):
            continue
        if tasks and not any(task is None or applies(task.services, lane.workload) for task in tasks):
            continue
        yield criterion


def _engagement_criteria(playbooks: Iterable[Playbook]) -> Iterator[Criterion]:
    """The hand-over comes once: of several processes that state one criterion, the first counts."""
    seen: set[str] = set()
    for playbook in playbooks:
        for criterion in playbook.criteria:
            if criterion.lane == "engagement" and criterion.key not in seen:
                seen.add(criterion.key)
                yield criterion


class _Order:
    """Resolves the words of `after` into sets of cells, first the named ones, then every `rest`, in page order."""

    def __init__(self, placed: Sequence[tuple[Lane, Criterion]]) -> None:
        self.placed = placed
        self.gating = [n for n, (_, criterion) in enumerate(placed) if not criterion.is_shown_only]
        self.before: list[set[int]] = [set() for _ in placed]
        self.closing = self._closing()

    def _closing(self) -> set[int]:
        """Engagement cells that wait for the workload lanes: a workload's step never waits for them."""
        waiting = {"workloads", "rest"}
        closing: set[int] = set()
        while True:
            more = {
                n
                for n, (lane, criterion) in enumerate(self.placed)
                if lane.workload is None and n not in closing and waiting & set(criterion.after)
            }
            if not more:
                return closing
            closing |= more
            waiting |= {self.placed[n][1].key for n in more}

    def resolve(self) -> list[frozenset[int]]:
        for n, (_, criterion) in enumerate(self.placed):
            for word in criterion.after:
                if word != "rest":
                    self.before[n] |= self._named(n, word)
        resting = [n for n, (_, criterion) in enumerate(self.placed) if "rest" in criterion.after]
        for place, n in enumerate(resting):
            self.before[n] |= self._rest(n, set(resting[place + 1 :]))
        return [frozenset(self._closure(n)) for n in range(len(self.placed))]

    def _named(self, n: int, word: str) -> set[int]:
        lane, _ = self.placed[n]
        if word == "workloads":
            return {m for m in self.gating if self.placed[m][0].workload is not None} - {n}
        found = {m for m in self.gating if word in (self.placed[m][1].key, self.placed[m][1].step)}
        if lane.workload is None:
            return found - {n}
        shared = {m for m in found if self.placed[m][0].workload is None and m not in self.closing}
        return ({m for m in found if self.placed[m][0].index == lane.index} | shared) - {n}

    def _rest(self, n: int, later: set[int]) -> set[int]:
        """All else in my lane up to my step, and the workload's earlier lanes; for the engagement lane, everything in all lanes."""
        lane, criterion = self.placed[n]
        named = {m for m in later if self.placed[m][1].key in criterion.after}
        following = {m for m in self.gating if n in self._closure(m)} | (later - named) | {n}
        if lane.workload is None:
            return set(self.gating) - following
        upto = self._place(n)
        own = {m for m in self.gating if self.placed[m][0].index == lane.index and self._place(m) <= upto}
        earlier = {m for m in self.gating if self.placed[m][0].index in lane.earlier}
        return (own | earlier) - following

    def _place(self, n: int) -> int:
        """The place of a cell's step in its process; what stands on the page itself is entry before, or exit after, all steps."""
        lane, criterion = self.placed[n]
        if criterion.step is None:
            return -1 if criterion.side == "entry" else len(lane.playbook.steps)
        return next((p for p, step in enumerate(lane.playbook.steps) if step.key == criterion.step), 0)

    def _closure(self, n: int) -> set[int]:
        seen: set[int] = set()
        pending = list(self.before[n])
        while pending:
            m = pending.pop()
            if m not in seen and m != n:
                seen.add(m)
                pending.extend(self.before[m])
        return seen


def pins(history: Iterable[Fact]) -> dict[str, int]:
    """The version of each playbook that an engagement runs on, as its own facts name them: where it began, and where it was moved to."""
    versions: dict[str, int] = {}
    for fact in history:
        if fact.kind in LANE_FACTS:
            versions |= fact.data.get("playbooks", {})
        elif fact.kind == MOVED:
            versions[fact.data["slug"]] = fact.data["to"]
    return versions
