"""One engagement, acted out: every fact comes from `engagements.perform`, as the right person, in that person's working time."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from tasuki.core.calendar import business_days_after
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.guidance import Guide, NextAct
from tasuki.records import ledger
from tasuki.records.models import Engagement, Person
from tasuki.services import clock, engagements, places
from tasuki.services.demo.days import Desk, Programme
from tasuki.services.demo.people import Player, colleague, player, players
from tasuki.services.demo.plot import Beat, Plot
from tasuki.services.demo.post import Post
from tasuki.services.demo.telling import Telling
from tasuki.services.demo.world import Customer
from tasuki.services.engagements import Case

HAND_OVER = {"ask": "request-queue-move", "answer": "confirm-queue-move", "release": "release-manager"}
_WHO = {
    "environment": "engineer",
    "answer": "assignment",
    "decline": "assignment",
    "reassign": "lead",
    "reopen": "lead",
    "give-up": "lead",
    "grant-waiver": "lead",
}
_PLAIN = {"hold": "hold", "withdraw": "withdraw", "decline": "decline-queue-move", "take-back": "take-back-queue-move", "reopen": "reopen"}
_ATTEMPTS = ((9, "mail"), (6, "call"), (3, "mail"))
_PART_OF_DAY = {"discuss": (0.75, 0.95)}  # it is written down after the meeting
_MEETING_HOURS = (10, 13)
_MEETING_MINUTES = ("30", "45", "60")


@dataclass
class Story:
    """`cursor` is when the last thing happened."""

    customer: Customer
    plot: Plot
    programme: Programme
    people: Mapping[str, Person]
    post: Post
    request_ids: list[str]
    cursor: datetime = field(init=False)
    manager: Player = field(init=False)
    case: Case = field(init=False)
    guide: Guide = field(init=False)
    until: datetime = field(init=False)
    beat: Beat = field(init=False)
    who: Player = field(init=False)

    def __post_init__(self) -> None:
        self.telling = Telling(self.customer)
        self.cursor = self.programme.night(self.programme.imports[self.plot.opened])
        self.manager = self.customer.manager

    @cached_property
    def engagement(self) -> Engagement:
        return Engagement.objects.select_related("tenant").get(request_id=self.request_ids[0])

    def tell(self) -> Iterator[datetime]:
        """Yields the moment of each sitting, and acts it out when it is asked to go on."""
        for beat in self.plot.beats:
            who = self._who(beat)
            desk = self._desk(who)
            moment = desk.moment(beat.day, self.customer.chance.uniform(*_PART_OF_DAY.get(beat.part, (0.02, 0.7))), self.cursor)
            yield moment
            self.cursor, self.until = moment, desk.hours(moment.astimezone(ZoneInfo(desk.zone)).date())[1]
            with clock.moved_to(moment):
                self._see(engagements.case_of(self.engagement))
            self.beat, self.who = beat, who
            self._act_out()
            if beat.is_last:
                self._agree_on_what_is_next()

    def _agree_on_what_is_next(self) -> None:
        """Most managers say when it goes on, and with whom; some dates have passed since, and some forget to."""
        dice, assessment = self.customer.chance, self.guide.assessment
        if assessment.state != "active" or assessment.workloads_complete or assessment.next_action_date or dice.random() < 0.2:
            return
        here, holidays = self.case.circumstances.today, self.case.circumstances.holidays
        day = business_days_after(here if dice.random() < 0.2 else self.programme.today, dice.randint(1, 15), holidays)
        owner = dice.choice((self.manager.login, self.manager.login, colleague(self.manager, "engineer").login, "customer", "account-team"))
        self._do(self.manager, "set-next-action", {"date": day.isoformat(), "text": self._say("next-step"), "owner": owner})

    def _who(self, beat: Beat) -> Player:
        role = _WHO.get(beat.part)
        return colleague(self.manager, role) if role else self.manager

    def _desk(self, who: Player) -> Desk:
        return who.desk(self.programme, also=self.customer.country if who is self.manager else "")

    def _act_out(self) -> None:
        part = self.beat.part
        if part in _PLAIN:
            self._do(self.who, _PLAIN[part], {"reason": self._say(part)})
        elif part in HAND_OVER:
            self._follow(lambda act: act.command == HAND_OVER[part])
        else:
            _PARTS[part](self)

    def _say(self, occasion: str, workload: str | None = None) -> str:
        return self.telling.say(occasion, self.who, self.case.circumstances, workload)

    # ------------------------------------------------------------ doing

    def _follow(self, wanted: Callable[[NextAct], bool]) -> None:
        """Do what is best done next, among what is wanted in this sitting, until nothing is left of it or the scenario says stop."""
        scenario, beat = self.customer.scenario, self.beat
        done: list[NextAct] = []
        while len(done) < (scenario.limit if beat.is_last else 99):
            act = next(filter(wanted, self.guide.next_acts()), None)
            if act is None or act.command == _LEFT_OPEN or (beat.is_last and act.command == scenario.until):
                return
            done.append(act)
            who = self._player_for(act)
            keys = self.telling.values(act, who, self.case.circumstances)
            self._do(who, act.command, keys | ({"workload": act.workload} if act.workload else {}), last=beat.is_last)

    def _player_for(self, act: NextAct) -> Player:
        return self.manager if act.role == "manager" else colleague(self.manager, act.role)

    def _do(self, who: Player, command: str, keys: Mapping[str, str], *, last: bool = False) -> None:
        """One act, and the worker's hand-over of the mail it queues; unless the mail shall lie in the outbox when the story ends."""
        with clock.moved_to(self.cursor):
            facts = engagements.perform(self.people[who.login], self.engagement.pk, command, keys)
        history = (*self.case.history, *facts)
        mail = next((fact for fact in facts if fact.kind == "mail-queued"), None)
        if mail is not None and last and self.customer.scenario.keep_mail:
            self.post.keep(mail)
        elif mail is not None:
            history = self._handed_over(mail)
        self._tick()
        self._go_on(history)

    def _handed_over(self, mail: Fact) -> tuple[Fact, ...]:
        self.cursor += timedelta(seconds=self.customer.chance.randint(4, 25))
        self.post.deliver(mail, self.cursor, self.customer.bounces)
        return ledger.read(self.engagement.subject)

    def _tick(self) -> None:
        """Some minutes, fewer when the end of the day is near."""
        left = (self.until - self.cursor) / 12
        self.cursor += max(timedelta(seconds=5), min(timedelta(seconds=self.customer.chance.randint(120, 900)), left))

    def _go_on(self, history: tuple[Fact, ...]) -> None:
        with clock.moved_to(self.cursor):
            today = places.today_at(self.engagement.tenant)
        circumstances = replace(self.case.circumstances, now=self.cursor, today=today)
        self._see(replace(self.case, history=history, circumstances=circumstances))

    def _see(self, case: Case) -> None:
        self.case, self.guide = case, case.guide
        manager = self.guide.assessment.manager
        if manager is not None:
            self.manager = player(manager)

    # ------------------------------------------------------------ the parts of the process

    def kickoff(self) -> None:
        note = self._say("service-intent")
        self._do(self.who, "record-note", {"category": "service-intent", "text": note})
        if self.customer.chance.random() < 0.6:  # most tell the customer at the kick-off that the engagement will end
            self._follow(lambda act: act.command == "attest")

    def environment(self) -> None:
        service = self.customer.services[0]
        note = self._say("environment", service)
        self._do(self.who, "record-note", {"category": "environment", "text": note, "workload": service})

    def prepare(self) -> None:
        def wanted(act: NextAct) -> bool:
            return self._is_in_lane(act) and _is_first_step(act) and self._may_confirm(act)

        self._follow(wanted)

    def _may_confirm(self, act: NextAct) -> bool:
        return act.command != "confirm-no-blocker" or self.customer.scenario.no_blocker

    def schedule(self) -> None:
        beat = self.beat
        day = beat.held or next(
            later.day for later in self.plot.beats if (later.part, later.service, later.process) == ("discuss", beat.service, beat.process)
        )
        dice = self.customer.chance
        when = datetime.combine(day, time(dice.randint(*_MEETING_HOURS), dice.choice((0, 30))), ZoneInfo(self.who.zone))
        keys = {"at": when.isoformat(), "minutes": dice.choice(_MEETING_MINUTES), "workload": str(beat.service)}
        self._do(self.who, "schedule-discussion", keys)

    def discuss(self) -> None:
        self._follow(lambda act: act.command == "hold-discussion" and self._is_in_lane(act))

    def follow(self) -> None:
        self._follow(lambda act: act.command != "hold-discussion" and act.workload is not None and self._is_in_lane(act))

    def close(self) -> None:
        self._follow(lambda act: act.workload is None and act.command not in HAND_OVER.values())

    def _is_in_lane(self, act: NextAct) -> bool:
        beat = self.beat
        return act.workload is None or (act.workload == beat.service and act.process in (None, beat.process))

    # ------------------------------------------------------------ what else happens

    def supersede(self) -> None:
        self._do(self.who, "supersede", {"by": self.request_ids[1], "reason": self._say("supersede")})

    def give_up(self) -> None:
        holidays = self._desk(self.who).holidays
        attempts = [
            {"on": business_days_after(self.beat.day, -ago, holidays).isoformat(), "channel": channel, "contact": self.telling.contact}
            for ago, channel in _ATTEMPTS
        ]
        told = json.dumps(attempts, ensure_ascii=False)
        self._do(self.who, "close-without-discussion", {"attempts": told, "reason": self._say("give-up")})

    def reassign(self) -> None:
        managers = [one for one in players() if one.role == "manager" and one.team == self.manager.team and one is not self.manager]
        to = self.customer.chance.choice(managers)
        self._do(self.who, "reassign-manager", {"to": to.login, "reason": self._say("reassign")})

    def ask_waiver(self) -> None:
        self._about_waiver("request-waiver", "ask-waiver")

    def grant_waiver(self) -> None:
        self._about_waiver("grant-waiver", "grant-waiver")

    def _about_waiver(self, command: str, occasion: str) -> None:
        keys = {"criterion": self.customer.scenario.waives, "reason": self._say(occasion), "workload": self.customer.services[0]}
        self._do(self.who, command, keys)


_PARTS: dict[str, Callable[[Story], None]] = {
    "kickoff": Story.kickoff,
    "environment": Story.environment,
    "prepare": Story.prepare,
    "schedule": Story.schedule,
    "discuss": Story.discuss,
    "follow": Story.follow,
    "close": Story.close,
    "supersede": Story.supersede,
    "give-up": Story.give_up,
    "reassign": Story.reassign,
    "ask-waiver": Story.ask_waiver,
    "grant-waiver": Story.grant_waiver,
}


_LEFT_OPEN = "correct-contact"
"""A mail that was refused stays so: whoever looks around shall see one."""


def _is_first_step(act: NextAct) -> bool:
    """What belongs to the preparation: the first step of the process, whatever it is called."""
    if act.criterion is None:
        return False
    cell = act.criterion.cell
    return cell.criterion.step == cell.lane.playbook.steps[0].key
