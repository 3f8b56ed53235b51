"""One command, on its way to a decision: what is known, where it acts, and what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from tasuki.core.engagement.assessment import Assessment, CellState
from tasuki.core.engagement.checks import View
from tasuki.core.engagement.circumstances import Actor, Circumstances
from tasuki.core.engagement.commands import Command
from tasuki.core.engagement.facts import NewFact
from tasuki.core.engagement.guidance import Guide
from tasuki.core.engagement.plan import Lane
from tasuki.core.engagement.values import missing_key
from tasuki.core.finding import Finding, Remedy
from tasuki.core.playbook.model import Playbook


@dataclass
class Situation:
    """`lanes` are where the command acts: None stands for the engagement as a whole. Acts add to `findings`; one is enough to refuse."""

    assessment: Assessment
    circumstances: Circumstances
    actor: Actor
    command: Command
    values: dict[str, Any]
    lanes: tuple[Lane | None, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def guide(self) -> Guide:
        return Guide(self.assessment, self.circumstances)

    @property
    def next_number(self) -> int:
        """The number that the first fact of this decision will bear."""
        return len(self.assessment.history.facts) + 1

    @property
    def today(self) -> date:
        return self.circumstances.today

    @property
    def playbook(self) -> Playbook:
        """The playbook of the lane the command acts in; the main one for the engagement as a whole."""
        lane = self.lanes[0] if self.lanes else None
        return lane.playbook if lane is not None else self.assessment.plan.main

    def refuse(self, code: str, remedy: Remedy | None = None, **values: object) -> None:
        self.findings.append(Finding(code=code, values={"command": self.command.name, **values}, remedy=remedy))

    def need(self, name: str) -> bool:
        """Whether a key is given that this branch of the command needs; if not, that is a reason to refuse."""
        if name in self.values or any(f.values.get("key") == name for f in self.findings):
            return True
        self.findings.append(missing_key(self.command, name))
        return False

    def not_after_today(self, name: str = "on") -> None:
        """What has happened did not happen tomorrow, in the tenant's time zone."""
        day = self.values.get(name)
        if day is not None and day > self.today.isoformat():
            self.refuse("date-in-future", key=name, value=day, today=self.today.isoformat())

    def view(self, lane: Lane | None) -> View:
        return View(self.assessment.history, lane or self.assessment.plan.engagement_lane)

    def fact(self, kind: str, lane: Lane | None, data: dict[str, Any] | None = None, text: str = "") -> NewFact:
        given = self.values if data is None else data
        kept = {key: value for key, value in given.items() if value is not None}
        if lane is None or lane.workload is None:
            return NewFact(kind, None, None, kept, text)
        return NewFact(kind, lane.workload, lane.process, kept, text)

    def in_each_lane(self, kind: str, data: dict[str, Any] | None = None, text: str = "") -> list[NewFact]:
        """One act, a fact in each lane (domain.md R-8)."""
        return [self.fact(kind, lane, data, text) for lane in self.lanes]

    def cells(self, criterion: str) -> Iterator[CellState]:
        """The named criterion in every lane where it stands."""
        return (state for state in self.assessment.cells if state.cell.key == criterion)
