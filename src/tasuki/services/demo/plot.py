"""Planning one engagement backwards: from the last thing that happened, so many business days ago, to the month the request came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tasuki.core.calendar import business_days_after
from tasuki.records.site import site
from tasuki.services.demo.days import Programme
from tasuki.services.demo.world import Customer

PARTS = ("prepare", "schedule", "discuss", "follow", "close", "ask", "answer", "release")
OF_A_WORKLOAD = PARTS[:4]

# Business days between a part and the one before it, at least and at most.
_SINCE: Mapping[str, tuple[int, int]] = {
    "schedule": (0, 3),
    "discuss": (5, 9),
    "follow": (0, 2),
    "close": (1, 3),
    "ask": (0, 1),
    "answer": (1, 2),
    "release": (0, 2),
}
_BEFORE: Mapping[str, tuple[int, int]] = {
    "hold": (4, 12),
    "withdraw": (15, 35),
    "supersede": (15, 35),
    "give-up": (25, 40),
    "decline": (1, 2),
    "ask": (1, 2),
    "take-back": (1, 2),
    "reopen": (12, 30),
    "ask-waiver": (1, 2),
    "grant-waiver": (1, 2),
    "reassign": (1, 4),
}
_APPOINTED_EARLIER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One sitting. `service` and `process` name its lane; None for what is done once. `held` is the day of an appointment."""

    part: str
    day: date
    service: str | None = None
    process: str | None = None
    is_last: bool = False
    held: date | None = None


@dataclass(slots=True)
class Plot:
    """`opened` and `reached` are numbers of imports; a service that is not in `reached` has not reached its milestone."""

    opened: int = 0
    beats: list[Beat] = field(default_factory=list)
    reached: dict[str, int] = field(default_factory=dict)
    successor: int | None = None


def plot(customer: Customer, programme: Programme) -> Plot:
    return _Planning(customer, programme).made()


class _Planning:
    def __init__(self, customer: Customer, programme: Programme) -> None:
        self.customer = customer
        self.scenario = customer.scenario
        self.programme = programme
        self.desk = customer.manager.desk(programme, also=customer.country)
        self.dice = customer.chance
        self.plot = Plot()
        self.main = customer.services[0]

    def made(self) -> Plot:
        ago = self._afterwards(self.dice.randint(*self.scenario.ago))
        first = self._parts(ago)
        self._others(first)
        self._opening(first)
        self.plot.beats.sort(key=lambda beat: beat.day)  # stable: what was planned in order stays in order within a day
        return self.plot

    def _add(self, part: str, ago: int, *, service: str | None = None, process: str | None = None, is_last: bool = False) -> None:
        held = self.desk.ago(ago) if part == "discuss" else None
        if part == "schedule" and is_last:
            held = self.desk.ago(ago - _APPOINTED_EARLIER) if self.scenario.overdue else self.desk.ahead(self.dice.randint(2, 9))
        self.plot.beats.append(Beat(part=part, day=self.desk.ago(ago), service=service, process=process, is_last=is_last, held=held))

    def _afterwards(self, ago: int) -> int:
        """What happens after the process's last part; gives back how long ago that part was."""
        for step in reversed(self.scenario.then):
            self._add(step, ago)
            if step == self.scenario.then[-1] and self.scenario.finish:
                self._finish(ago)
            ago += self.dice.randint(*_BEFORE[step])
        return ago

    def _finish(self, ago: int) -> None:
        for part in PARTS[PARTS.index("close") :]:
            ago = max(0, ago - self.dice.choice((1, 1, 2)))
            self._add(part, ago)

    def _parts(self, ago: int) -> int:
        """The process's parts, from the last to the first; gives back how long ago the first was."""
        upto, process = self.scenario.upto, site().processes["services"]
        if upto in ("kickoff", "reached"):
            if upto == "reached":
                self.plot.reached[self.main] = self._newest_import(ago)
            return ago
        lane = site().processes["migration-services"] if self.scenario.migration == "through" else process
        ago = self._chain(upto, ago, lane, self.main, is_last=True)
        if self.scenario.migration == "through":
            ago = self._chain("follow", ago + self.dice.randint(15, 40), process, self.main)
        return self._reached(self.main, ago)

    def _chain(self, upto: str, ago: int, process: str, service: str, *, is_last: bool = False) -> int:
        """One lane's parts up to this one, and what follows them once; planned from the last to the first."""
        planned: list[tuple[str, int]] = []
        for part in reversed(PARTS[: PARTS.index(upto) + 1]):
            planned.append((part, ago))
            if part != PARTS[0]:
                ago += self.dice.randint(*_SINCE[part]) or (1 if ago == 0 else 0)
        for part, when in reversed(planned):
            own = part in OF_A_WORKLOAD
            self._add(part, when, service=service if own else None, process=process if own else None, is_last=is_last and part == upto)
        return planned[-1][1]

    def _reached(self, service: str, ago: int) -> int:
        """The milestone is reached in the month before the preparation begins, or a little earlier."""
        if self.scenario.main == "stalled" and service == self.main:
            return ago
        number = self.programme.import_before(self.desk.ago(ago))
        if self.dice.random() < 0.25:  # one manager in four lets some weeks pass
            number -= 1
        self.plot.reached[service] = max(1, number)
        return ago

    def _newest_import(self, ago: int) -> int:
        if ago == 0:
            return len(self.programme.imports) - 1
        return max(1, self.programme.import_before(self.desk.ago(ago)))

    def _others(self, first: int) -> None:
        """The further services: done some time before the main one, or not there yet."""
        if self.scenario.others != "done":
            return
        process = site().processes["services"]
        for service in self.customer.services[1:]:
            self._reached(service, self._chain("follow", first + self.dice.randint(0, 12), process, service))

    def _opening(self, first: int) -> None:
        """The request came in some months before anything else; the kick-off is soon after."""
        earliest = min([*self.plot.reached.values(), len(self.programme.imports) - 1])
        before = self.programme.import_before(self.desk.ago(first))
        self.plot.opened = max(0, min(earliest, before) - self.dice.randint(1, 4))
        opened = self.programme.imports[self.plot.opened]
        kickoff = self._business_day(opened, self.dice.randint(2, 6))
        self.plot.beats.insert(0, Beat(part="kickoff", day=kickoff))
        self.plot.beats.insert(1, Beat(part="environment", day=self._business_day(kickoff, self.dice.randint(1, 5))))
        if "supersede" in self.scenario.then:
            day = next(beat.day for beat in self.plot.beats if beat.part == "supersede")
            self.plot.successor = self.programme.import_before(day)

    def _business_day(self, day: date, count: int) -> date:
        return min(self.desk.last_day, business_days_after(day, count, self.desk.holidays))
