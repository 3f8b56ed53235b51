"""Wrong rules and a wrong gate are found: each mutation is a mistake that somebody made or could make (rules.md section 6).

A mutation counts as caught when an exploration with the oracle finds a fault, when following `next` does not end well, or when a story of
test_semantics fails.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tasuki.core.engagement import assessment, checks, decisions, gate, guidance, mailing, plan, roles
from tasuki.core.engagement.assessment import CellState
from tasuki.core.engagement.checks import Answer, History, View
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.post import mail_numbered
from tasuki.core.engagement.situation import Situation
from tasuki.core.engagement.supply import supply_of
from tests.core import test_decisions, test_plan
from tests.core import test_semantics as stories
from tests.core.cast import (
    AOI,
    ATTEMPTS,
    EXCHANGE,
    KEN,
    LEO,
    OTHER_QUEUE,
    RIN,
    TODAY,
    Story,
    changed_playbooks,
    held,
)
from tests.core.exploring import (
    WORKER,
    World,
    act,
    answering,
    discussing,
    explore,
    handing_over,
    outside,
    preparing,
    reviewing,
    side_exits,
    waiving,
)
from tests.core.inspecting import inspect
from tests.core.oracle import breaches
from tests.core.test_exploration import four_eyes, mails

Plain = dict[str, Any]
W = "exchange"
EXPLAINED = act(AOI, "hold-discussion", W, **held("no", rfa_explained="yes"))


def preparation() -> World:
    acts = [*reviewing(), *preparing(W), act(AOI, "hold-discussion", W, **held("no"))]
    return World(EXCHANGE, acts, WORKER[:1])


def preparation_and_mail() -> World:
    return replace(preparation(), acts=[*preparation().acts, act(AOI, "send-mail", W, template="customer-follow-up")])


def discussion() -> World:
    return World(EXCHANGE, [EXPLAINED, *discussing(W)], WORKER[:1], begin=reviewed().history)


def reviewed() -> Story:
    story = Story().prepared()
    story.does(AOI, "review-faq", W)
    return story


def hand_over() -> World:
    acts = [*handing_over(), act(LEO, "reopen", reason="a mistake"), act(AOI, "set-next-action", date="2028-12-31")]
    return World(EXCHANGE, acts, WORKER[:1], begin=Story().finished().history)


def waived_task() -> World:
    begin = reviewed()
    begin.does(AOI, "hold-discussion", **held("yes"))
    return World(EXCHANGE, [*waiving("task-4058", W), *waiving("customer-mailed", W), *handing_over()], WORKER[:1], begin=begin.history)


def excused() -> World:
    return World(EXCHANGE, [*side_exits(), *handing_over()], WORKER[:1])


def other_queue() -> World:
    wrong = act(AOI, "request-queue-move", queue="FTCQ Somewhere", reason="why not")
    return World(EXCHANGE, [*handing_over(), wrong], [], begin=Story().finished().history)


def other_motion() -> World:
    return replace(preparation(), motion="customer-health")


def objected() -> World:
    acts = [*handing_over()[:3], *[one for one in outside() if "objection" in one.command]]
    return World(EXCHANGE, acts, [], begin=Story().finished().history)


def answered() -> World:
    """A request that the assignment team has seen, answers, and answers otherwise."""
    story = Story().requested()
    story.worker()
    acts = [
        *handing_over()[3:],
        *[one for one in answering() if "answer" in one.command],
        act(RIN, "raise-objection", contact="R", reason="no"),
    ]
    return World(EXCHANGE, acts, [], begin=story.history)


def absent_account_team() -> World:
    story = Story().prepared(account_team="unknown")
    return World(EXCHANGE, [act(AOI, "hold-discussion", W, **held("no")), *handing_over()], [], begin=story.history)


def unknown_team_goes_on(books: Any) -> None:
    Story(books=books).prepared(account_team="unknown").does(AOI, "hold-discussion", **held("no"))


def walked(lanes: Sequence[tuple[str, str]] = EXCHANGE) -> Callable[[Any], None]:
    def follow(books: Any) -> None:
        story = Story(tuple(lanes), books=books)
        story.walk()
        assert not breaches(story.history, TODAY), breaches(story.history, TODAY)

    return follow


def explored(make: Callable[[], World], limit: int = 600) -> Callable[[Any], None]:
    def look(books: Any) -> None:
        found = explore(replace(make(), books=books, witness=True), inspect, limit=limit)
        assert not found.faults, found.faults[:2]

    return look


# ---------------------------------------------------------------- rules


def entry(plain: Plain, key: str) -> Plain:
    for step in plain["steps"].values():
        for side in ("entry", "exit"):
            if key in step.get(side, {}):
                found: Plain = step[side][key]
                return found
    raise AssertionError(key)


def without(key: str, word: str) -> Callable[[Plain], object]:
    return lambda plain: entry(plain, key).pop(word)


def becomes(key: str, word: str, value: Any) -> Callable[[Plain], object]:
    return lambda plain: entry(plain, key).update({word: value})


def gone(key: str) -> Callable[[Plain], object]:
    """Without its criterion the page's sentence becomes something to attest: a word, where the process demands evidence."""

    def change(plain: Plain) -> None:
        for step in plain["steps"].values():
            step.get("exit", {}).pop(key, None)
            step.get("entry", {}).pop(key, None)
        for other in plain["steps"].values():
            for side in ("entry", "exit"):
                for criterion in other.get(side, {}).values():
                    if key in criterion.get("after", []):
                        criterion["after"] = [word for word in criterion["after"] if word != key]
        excused = plain["excused"]["close-without-discussion"]["criteria"]
        plain["excused"]["close-without-discussion"]["criteria"] = [word for word in excused if word != key]
        plain["waivable"] = [word for word in plain["waivable"] if word != key]

    return change


def both(*changes: Callable[[Plain], object]) -> Callable[[Plain], object]:
    def change(plain: Plain) -> None:
        for one in changes:
            one(plain)

    return change


def attested_task(plain: Plain) -> None:
    plain["waivable"].append("task-4058")


RULES: list[tuple[str, Callable[[Plain], object], Callable[[Any], None]]] = [
    ("release after request only", becomes("released", "after", ["queue-requested"]), explored(hand_over)),
    ("discussion without after", without("discussed", "after"), explored(preparation)),
    ("status note without criterion", gone("status-noted"), explored(discussion)),
    ("status note without after", without("status-noted", "after"), explored(discussion)),
    ("customer mail without criterion", gone("customer-mailed"), explored(discussion)),
    (
        "customer mail without after",
        both(without("customer-mailed", "after"), without("customer-knows-rfa", "after")),
        explored(preparation_and_mail),
    ),
    ("prior task without after", without("task-1701", "after"), explored(preparation)),
    ("account-team mail without after", without("account-team-informed", "after"), explored(preparation)),
    ("account-team mail without when", without("account-team-informed", "when"), unknown_team_goes_on),
    ("request without date and note", becomes("queue-requested", "after", ["workloads"]), explored(hand_over)),
    (
        "request without the answer to an objection",
        becomes("queue-requested", "after", ["workloads", "next-action-date", "closing-note"]),
        explored(objected),
    ),
    ("request without the workloads", becomes("queue-requested", "after", ["next-action-date"]), explored(hand_over)),
    ("closing note gone", gone("closing-note"), explored(hand_over)),
    (
        "date of another year",
        becomes("next-action-date", "met-by", [{"next-action-date": {"day": "12-31", "years-after": "2", "of": "discussion"}}]),
        explored(hand_over),
    ),
    ("status without after", without("service-status", "after"), explored(discussion)),
    ("milestone not noted", without("milestone", "noted"), walked()),
    ("request not noted", without("queue-requested", "noted"), walked()),
    ("FAQ gone", gone("faq-reviewed"), walked()),
    ("contacts not reviewed", gone("account-team-reviewed"), walked()),
    ("mandatory task waivable", attested_task, explored(waived_task)),
    (
        "queue excused",
        lambda plain: plain["excused"]["close-without-discussion"]["criteria"].extend(["queue-requested", "queue-confirmed"]),
        explored(excused),
    ),
    ("a fourth queue", lambda plain: plain["queues"].update({"FTCQ Somewhere": {"region": "APJ"}}), explored(other_queue)),
    (
        "another motion",
        both(
            becomes("motion", "met-by", [{"motion": ["rfa", "customer-health"]}]),
            lambda plain: plain.update({"motions": ["rfa", "customer-health"]}),
        ),
        explored(other_motion),
    ),
]


@pytest.mark.parametrize(("change", "catches"), [row[1:] for row in RULES], ids=[row[0] for row in RULES])
def test_wrong_rules_are_found(change: Callable[[Plain], object], catches: Callable[[Any], None]) -> None:
    with pytest.raises(AssertionError):
        catches(changed_playbooks(change))


@pytest.mark.parametrize(
    "catches", [explored(make, 60) for make in (waived_task, excused, other_queue, absent_account_team, objected)] + [walked()]
)
def test_right_rules_are_not(catches: Callable[[Any], None]) -> None:
    catches(None)


# ---------------------------------------------------------------- code

Patch = Callable[[pytest.MonkeyPatch], None]


def story(*names: str) -> Callable[[], None]:
    def tell() -> None:
        for name in names:
            getattr(stories, name)()

    return tell


def any_answer_free(patch: pytest.MonkeyPatch) -> None:
    """Mistake 1: refused only if every criterion that the act answers waits."""
    right = gate.awaited

    def wrong(now: Any, states: Any) -> list[CellState]:
        waiting = [right(now, [state]) for state in states]
        return [] if any(not one for one in waiting) else [state for one in waiting for state in one]

    patch.setattr(decisions, "awaited", wrong)


def no_gate_where_not_applicable(patch: pytest.MonkeyPatch) -> None:
    """Mistake 2."""
    right = gate.answered
    patch.setattr(decisions, "answered", lambda *given: [s for s in right(*given) if s.verdict != "not-applicable"])


def order_by_the_newest(patch: pytest.MonkeyPatch) -> None:
    """Mistake 3."""
    right = assessment._Assessor._weigh

    def wrong(self: Any, cell: Any, view: Any) -> CellState:
        state = right(self, cell, view)
        return replace(state, first=state.proof[-1].number) if state.verdict == "met" else state

    patch.setattr(assessment._Assessor, "_weigh", wrong)


def always_the_first_remedy(patch: pytest.MonkeyPatch) -> None:
    """Mistake 4."""

    def wrong(self: guidance.Guide, state: CellState) -> Any:
        lane = state.cell.lane
        if state.when is not None or state.lacks_note or state.cell.criterion.is_attestation:
            return right(self, state)
        supplied = [check for check in state.cell.criterion.met_by if supply_of(check)]
        return self.remedy_of(supplied[0], lane) if supplied else right(self, state)

    right = guidance.Guide.remedy
    patch.setattr(guidance.Guide, "remedy", wrong)


def requested_only_while_open(patch: pytest.MonkeyPatch) -> None:
    """Mistake 5, from the other side: the confirmation ends the request."""
    right = checks._queue

    def wrong(check: Any, view: View) -> Answer:
        found = right(check, view)
        confirmed = view.history.since_reopening("queue-move-confirmed")
        return checks.OPEN if check.word == "requested" and confirmed else found

    patch.setitem(checks._ANSWERS, "queue", wrong)


def queued_is_enough(patch: pytest.MonkeyPatch) -> None:
    def wrong(check: Any, view: View) -> Answer:
        return checks._any(fact for fact in view.of("mail-queued", "mail-recorded") if fact.data.get("template") == check.word)

    patch.setitem(checks._ANSWERS, "mail", wrong)


def old_evidence_counts(patch: pytest.MonkeyPatch) -> None:
    right = assessment._Assessor._weigh

    def wrong(self: Any, cell: Any, view: View) -> CellState:
        self.firsts = [0] * len(self.firsts)
        return right(self, cell, view)

    patch.setattr(assessment._Assessor, "_weigh", wrong)


def blocked_evidence_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(assessment._Assessor, "_blocked", lambda *_: ())


def once_said_always_said(patch: pytest.MonkeyPatch) -> None:
    def wrong(facts: Any, matches: Any) -> Answer:
        found = tuple(fact for fact in facts if matches(fact))
        return Answer("yes", found) if found else (Answer("no") if facts else checks.OPEN)

    patch.setattr(checks, "_newest", wrong)


def reopening_voids_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(History, "since_reopening", History.of)


def waivers_for_ever(patch: pytest.MonkeyPatch) -> None:
    def wrong(self: Any) -> Any:
        return {(lane.index, f.data["criterion"]): f for f in self.history.of("waiver-granted") for lane in self.plan.lanes}, {}

    patch.setattr(assessment._Assessor, "_waivers", wrong)


def lapsed_waivers_undo_what_was_done(patch: pytest.MonkeyPatch) -> None:
    right = assessment._Assessor._waivers
    patch.setattr(assessment._Assessor, "_waivers", lambda self: (right(self)[0], {}))


def the_first_discussions_year(patch: pytest.MonkeyPatch) -> None:
    right = checks.computed_date

    def wrong(check: Any, history: History) -> Any:
        found = right(check, history)
        days = [fact.data["on"] for fact in history.of("discussion-held")]
        return found.replace(year=int(min(days)[:4]) + 1) if found and days else found

    for module in (checks, guidance):
        patch.setattr(module, "computed_date", wrong)


def managers_confirm_themselves(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(roles.ALLOWED, "manager", roles.ALLOWED["manager"] | {"confirm-queue-move"})
    patch.setattr(roles, "_ANOTHERS", frozenset())


def lanes_see_each_other(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(View, "sees", lambda *_: True)


def an_open_mail_is_no_reason_to_wait(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(guidance.Guide, "request_awaits_mail", lambda _: False)


def what_is_taken_back_still_counts(patch: pytest.MonkeyPatch) -> None:
    right = History.__init__

    def wrong(self: History, facts: Sequence[Fact]) -> None:
        right(self, facts)
        self.by_kind = {one.kind: [fact for fact in facts if fact.kind == one.kind] for one in facts}

    patch.setattr(History, "__init__", wrong)


def what_came_back_still_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(History, "came_back", lambda *_: False)


def unrefused(patch: pytest.MonkeyPatch, command: str, code: str) -> None:
    """The act forgets to refuse for one of its reasons."""
    right = decisions.ACTS[command]

    def wrong(situation: Situation) -> Any:
        facts = right(situation)
        situation.findings[:] = [finding for finding in situation.findings if finding.code != code]
        return facts

    patch.setitem(decisions.ACTS, command, wrong)


def a_draft_is_let_go_by_its_writer(patch: pytest.MonkeyPatch) -> None:
    unrefused(patch, "release-mail", "own-mail")


def an_objection_comes_too_late(patch: pytest.MonkeyPatch) -> None:
    unrefused(patch, "raise-objection", "hand-over-begun")


def a_mail_in_no_trouble_is_settled(patch: pytest.MonkeyPatch) -> None:
    def wrong(situation: Situation, *_: str) -> Fact | None:
        return mail_numbered(situation.assessment.history, situation.values["mail"])

    patch.setattr(mailing, "_mail_standing", wrong)


def looked_for(make: Callable[[], World], limit: int) -> Callable[[], None]:
    def look() -> None:
        found = explore(replace(make(), witness=True), inspect, limit=limit)
        assert not found.faults, found.faults[:2]

    return look


def manager_confirms() -> None:
    acts = [act(AOI, "confirm-queue-move"), act(KEN, "confirm-queue-move"), act(AOI, "release-manager")]
    found = explore(World(EXCHANGE, acts, WORKER[:1], begin=Story().requested().history), inspect)
    assert not found.faults


def confirm_before_mail() -> None:
    found = explore(World(EXCHANGE, handing_over(), WORKER[:1], begin=Story().requested().history), inspect)
    assert not found.faults


def second_move() -> None:
    again = act(AOI, "request-queue-move", queue=OTHER_QUEUE, reason="moved abroad")
    world = World(EXCHANGE, [again, *handing_over(), act(LEO, "reopen", reason="r")], WORKER[:1], begin=Story().confirmed().history)
    assert not explore(world, inspect).faults


def given_up() -> None:
    world = World(EXCHANGE, [act(LEO, "close-without-discussion", attempts=ATTEMPTS), *handing_over()], WORKER[:1])
    assert not explore(world, inspect).faults


CODE: list[tuple[Patch, Callable[[], None]]] = [
    (any_answer_free, lambda: explored(preparation)(None)),
    (no_gate_where_not_applicable, story("test_a_criterion_that_is_not_applicable_still_gates_its_act")),
    (order_by_the_newest, story("test_saying_it_again_does_not_undo_what_came_after")),
    (always_the_first_remedy, lambda: stories.test_a_refuted_check_is_proposed_only_where_no_other_is_open(backwards=True)),
    (requested_only_while_open, lambda: explored(hand_over)(None)),
    (queued_is_enough, lambda: explored(preparation)(None)),
    (old_evidence_counts, story("test_evidence_from_before_does_not_count")),
    (
        blocked_evidence_counts,
        story("test_evidence_from_before_does_not_count", "test_a_discussion_that_reviewed_nothing_leaves_it_open_again"),
    ),
    (once_said_always_said, story("test_a_discussion_that_reviewed_nothing_leaves_it_open_again")),
    (reopening_voids_nothing, story("test_reopening_voids_queue_release_and_excuses_and_nothing_else")),
    (waivers_for_ever, story("test_a_waiver_expires")),
    (lapsed_waivers_undo_what_was_done, story("test_a_discussion_held_under_a_waiver_is_held_once")),
    (the_first_discussions_year, story("test_the_year_is_that_of_the_last_discussion_of_any_workload")),
    (managers_confirm_themselves, manager_confirms),
    (
        lanes_see_each_other,
        story("test_a_waiver_in_one_lane_is_none_in_another", "test_the_manager_cannot_leave_after_the_first_of_two_workloads"),
    ),
    (an_open_mail_is_no_reason_to_wait, confirm_before_mail),
    (what_is_taken_back_still_counts, looked_for(answered, 100)),
    (an_objection_comes_too_late, looked_for(answered, 100)),
    (what_came_back_still_counts, looked_for(mails, 100)),
    (a_mail_in_no_trouble_is_settled, looked_for(mails, 100)),
    (a_draft_is_let_go_by_its_writer, looked_for(four_eyes, 100)),
]


@pytest.fixture(autouse=True)
def _no_plan_of_a_mutation_is_kept() -> Iterator[None]:
    plan._plan.cache_clear()
    yield
    plan._plan.cache_clear()


@pytest.mark.parametrize(("patch", "catches"), CODE, ids=[row[0].__name__ for row in CODE])
def test_a_wrong_gate_is_found(patch: Patch, catches: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    patch(monkeypatch)
    with pytest.raises(AssertionError):
        catches()


@pytest.mark.parametrize("catches", [manager_confirms, confirm_before_mail, second_move, given_up, looked_for(answered, 100)])
def test_the_right_gate_is_not(catches: Callable[[], None]) -> None:
    catches()


def test_a_rest_that_takes_in_the_rests_after_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mistake 6."""
    right = plan._Order._rest
    monkeypatch.setattr(plan._Order, "_rest", lambda self, n, _: right(self, n, set()))
    with pytest.raises(AssertionError):
        test_decisions.test_two_mandatory_tasks_of_one_step_come_in_page_order()


def test_a_migration_that_does_not_wait_for_its_enablement_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = plan.Lane
    monkeypatch.setattr(plan, "Lane", lambda *given: right(*given[:4]))
    with pytest.raises(AssertionError):
        test_plan.test_a_migrations_task_waits_for_the_enablement_of_the_same_workload()
