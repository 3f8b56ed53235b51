"""What the future of an engagement can depend on: two histories with one signature are one state of the exploration.

A decision reads a history only through the criteria that are satisfied, and through a few newest values (open request, mails on their
way, pauses, waivers, appointments). A criterion's evidence counts if it is not older than that of everything before it; which criteria
stand before it depends on the branches that the process may still take: the account team known or not, the customer ready or not, a
criterion waived or excused, one of two checks refuted. So a signature holds, for every branch, which criteria have evidence that is
young enough, and noted. Evidence that is too old in a branch stays too old in it: what it waits for is proven by a fact yet to come.

`tests/core/test_exploration.py` proves it by sample: of histories that share a signature every act is decided alike, and leads to one
signature again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from tasuki.core.engagement.assessment import Assessment, CellState, assess_further
from tasuki.core.engagement.checks import History, View, answer, is_given_up, open_objections
from tasuki.core.engagement.circumstances import Circumstances
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.engagement.guidance import Guide
from tasuki.core.engagement.handing_over import is_acknowledged
from tasuki.core.engagement.plan import Cell, Lane, Plan
from tasuki.core.engagement.post import standing_of
from tasuki.core.playbook.model import Check
from tests.core.cast import SYSTEM, record, unanswered_mails

Signature = tuple[Any, ...]
NEVER = 1 << 60
"""The number of a fact that is yet to come."""


@dataclass(frozen=True)
class Branch:
    """A way that things may go: cells that ask for nothing in it, and, for one cell of several checks, the only one that holds."""

    absent: frozenset[int]
    only: tuple[int, int] | None = None


def branches(plan: Plan, *, waives: bool, excuses: bool, objects: bool) -> list[Branch]:
    """Every combination of answers to what the criteria's `when` ask, of waivers, of an excuse, and of an objection, which nobody has
    to raise: where nobody can, what it asks for falls away."""
    asked = frozenset(cell.index for cell in plan.cells if cell.criterion.when and cell.criterion.when.kind == "objection")
    pardons: list[list[frozenset[int]]] = [[frozenset(), asked] if objects else [asked]]
    if waives:
        pardons += [[frozenset(), frozenset([cell.index])] for cell in plan.cells if cell.criterion.waivable]
    if excuses:
        pardons.append([frozenset(), frozenset(cell.index for cell in plan.cells if _is_excused(cell))])
    absences = {frozenset().union(*chosen) for chosen in product(*_alternatives(plan), *pardons)}
    singles = [(cell.index, place) for cell in plan.cells if len(cell.criterion.met_by) > 1 for place in range(len(cell.criterion.met_by))]
    return [Branch(absent, only) for absent in sorted(absences, key=sorted) for only in (None, *singles)]


def _is_excused(cell: Cell) -> bool:
    rule = cell.lane.playbook.excused.get("close-without-discussion")
    return rule is not None and cell.key in rule.criteria


def _alternatives(plan: Plan) -> list[list[frozenset[int]]]:
    """By question: the cells that fall away with each of its answers. What a whole engagement is asked has one answer in all lanes."""
    questions: dict[tuple[Any, ...], dict[str, set[int]]] = {}
    for cell in plan.cells:
        when = cell.criterion.when
        if when is not None and when.kind != "objection":
            lane = None if when.kind == "account-team" else cell.lane.index
            questions.setdefault((lane, when.kind), {}).setdefault(repr(when), set()).add(cell.index)
    found = []
    for answers in questions.values():
        everyone = frozenset().union(*answers.values())
        found.append([everyone - applying for applying in answers.values()])
    return found


@dataclass(frozen=True)
class _Evidence:
    """The numbers of a cell's facts, by check, and of its notes; None where no note is demanded."""

    checks: tuple[tuple[int, ...], ...]
    notes: tuple[int, ...] | None


def signature(now: Assessment, circumstances: Circumstances, ways: Sequence[Branch]) -> Signature:
    """Everything that decisions and advice can depend on, and nothing more (see the module's sentence).

    An answer of the assignment team may be taken back: then everything is as it was without it.
    """
    answered = answer_to_take_back(now.history)
    if answered is None:
        return _signature(now, circumstances, ways)
    undone = NewFact("queue-answer-taken-back", data={"answer": answered.number})
    before = assess_further(now, record(tuple(now.history.facts), [undone], SYSTEM)[-1:])
    return answered.kind, *_signature(now, circumstances, ways), *_signature(before, circumstances, ways)


def answer_to_take_back(history: History) -> Fact | None:
    answers = ("queue-move-confirmed", "queue-move-declined")
    newest = history.since_reopening("queue-move-requested", "queue-move-taken-back", *answers)
    return newest[-1] if newest and newest[-1].kind in answers else None


def _signature(now: Assessment, circumstances: Circumstances, ways: Sequence[Branch]) -> Signature:
    given = [_evidence(state, View(now.history, state.cell.lane)) for state in now.cells]
    verdicts = tuple(state.verdict for state in now.cells)
    return verdicts, *(_in_branch(now.plan, given, way) for way in ways), *_newest_values(now, circumstances)


def _evidence(state: CellState, view: View) -> _Evidence:
    criterion = state.cell.criterion
    if criterion.is_attestation:
        attested = [fact.number for fact in view.of("attested") if fact.data["criterion"] == criterion.key]
        checks: tuple[tuple[int, ...], ...] = (tuple(attested),)
    else:
        checks = tuple(tuple(fact.number for fact in _latent(check, view)) for check in criterion.met_by)
    if not criterion.noted:
        return _Evidence(checks, None)
    notes = [note for note in view.of("note-recorded") if note.data["category"] in criterion.noted]
    own = [note.number for note in notes if not note.data["composed"] or note.data.get("criterion") == criterion.key]
    return _Evidence(checks, tuple(own))


def _latent(check: Check, view: View) -> Sequence[Fact]:
    """Evidence as it is, or as it will be again: of a mail that came back once another takes its place, and of answered objections
    once the newest is answered, too."""
    if check.kind == "mail":
        return [fact for fact in view.of("mail-handed-over", "mail-recorded") if fact.data["template"] == check.word]
    if check.kind == "objection":
        return view.of("objection-answered")
    return answer(check, view).evidence


def _in_branch(plan: Plan, given: Sequence[_Evidence], way: Branch) -> str:
    """A letter for each cell: evidence that counts here and is noted, that lacks the note, none, or not asked for."""
    firsts = [0] * len(given)
    letters = ["-"] * len(given)
    for n in plan.order:
        if n in way.absent:
            continue
        floor = max((firsts[m] for m in plan.cells[n].before), default=0)
        checks = given[n].checks
        if way.only is not None and way.only[0] == n:
            checks = (checks[way.only[1]],)
        first = min((number for check in checks for number in check if number >= floor), default=NEVER)
        firsts[n] = first
        notes = given[n].notes
        noted = notes is None or any(number >= first for number in notes)
        letters[n] = "0" if first == NEVER else "2" if noted else "1"
    return "".join(letters)


def _newest_values(now: Assessment, circumstances: Circumstances) -> Iterator[Any]:
    history = now.history
    guide = Guide(now, circumstances)
    yield now.state, now.manager, is_given_up(history)
    request = now.open_request
    yield bool(request), bool(request) and guide.request_awaits_mail()
    waiting = {(fact.data["template"], fact.workload, fact.process) for fact in unanswered_mails(history.facts)}
    own = {fact.data.get("request") for fact in unanswered_mails(history.facts)}
    yield sorted(map(str, waiting)), request is not None and request.number in own
    asked = [standing_of(history, mail) for mail in history.of("mail-queued") if request and mail.data.get("request") == request.number]
    yield asked[-1:], sorted(set(asked[:-1]))
    yield is_acknowledged(now), now.next_action_date and now.next_action_date[:4] > str(now.today.year)
    yield len(open_objections(history)), bool(history.of("objection-raised"))
    yield tuple(bool(history.since_reopening(kind)) for kind in ("signed-off", "engagement-rated")), bool(history.of("comment-left"))
    yield now.queue, bool(history.since_reopening("queue-move-confirmed"))
    yield tuple(bool(guide.scheduled_later(lane)) for lane in now.plan.lanes)
    excuse = history.newest("closed-without-discussion")
    added = history.newest("workload-added")
    yield excuse is not None and excuse.number > max(history.reopened, added.number if added else 0), bool(excuse)
    waivers: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for fact in history.of("waiver-requested", "waiver-granted", "waiver-refused"):
        place = (fact.workload, fact.process, fact.data["criterion"])
        granted = fact.kind == "waiver-granted" or waivers.get(place, (None, False))[1]
        waivers[place] = (fact.kind == "waiver-requested", granted)
    yield sorted(map(str, waivers.items()))
    reached = {lane: [f.kind for f in View(history, lane).of("milestone-reached", "milestone-withdrawn")][-1:] for lane in now.plan.lanes}
    yield tuple(tuple(kinds) for kinds in reached.values())
    yield tuple(card.email for card in circumstances.contacts)
    yield from (_mails(guide, lane) for lane in now.plan.lanes)


def _mails(guide: Guide, lane: Lane) -> list[Any]:
    """By template: where the newest mail stands and who wrote it, where the others stand, whether some or all came back, and whether
    the newest word is a refusal that no contact was put right after.
    """
    history = guide.assessment.history
    view = View(history, lane)
    told: list[Any] = []
    mails = view.of("mail-queued", "mail-drafted")
    for template in sorted({mail.data["template"] for mail in mails}):
        own = [mail for mail in mails if mail.data["template"] == template]
        sent = [fact for fact in view.of("mail-handed-over", "mail-recorded") if fact.data["template"] == template]
        standings = [standing_of(history, mail) for mail in own]
        back = [history.came_back(fact) for fact in sent]
        told.append(
            (template, standings[-1], own[-1].by, sorted(set(standings[:-1])), sorted(set(back)), bool(guide._refused(template, view)))
        )
    return told
