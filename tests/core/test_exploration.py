"""Every state that an engagement can come into, and what must be so there (issue 2, item 6).

The short ones are complete for a part of the process; the long ones (`make test-long`) for all of it, and for several workloads.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tasuki.core.engagement.decisions import Refused
from tests.core.cast import (
    AOI,
    EVERYBODY,
    EXCHANGE,
    EXCHANGE_AND_TEAMS,
    EXCHANGE_MIGRATES,
    KEN,
    LEO,
    MIGRATION,
    THIS_YEARS_DATE,
    TODAY,
    Story,
    changed_playbooks,
    held,
    unanswered_mails,
)
from tests.core.exploring import (
    NEXT_YEAR,
    OVER,
    TOMORROW,
    TROUBLES,
    WORKER,
    Act,
    Explored,
    Node,
    World,
    act,
    answering,
    caring_for,
    digest,
    discussing,
    explore,
    handing_over,
    outside,
    preparing,
    reviewing,
    second_thoughts,
    side_exits,
    usage_contradicts,
    usage_reaches,
    waiving,
    worker_hands_over,
    workload_joins,
)
from tests.core.inspecting import inspect
from tests.core.oracle import breaches

W = "exchange"


def preparation() -> World:
    """From the opening to the first discussion."""
    return World(EXCHANGE, [*reviewing(), *preparing(W), act(AOI, "hold-discussion", W, **held("no"))], WORKER[:1])


def hand_over() -> World:
    """From the last service to the released manager, with every way back."""
    acts = [
        *handing_over(),
        *[one for one in second_thoughts(W) if "queue-move" in one.command],
        act(LEO, "reopen", reason="closed by mistake"),
        act(AOI, "set-next-action", date="2027-06-30"),
    ]
    return World(EXCHANGE, acts, WORKER, begin=Story().finished().history)


def discussion() -> World:
    """From the discussion to the last service; answers change on the way."""
    begin = Story().prepared()
    begin.does(AOI, "review-faq", W)
    return World(EXCHANGE, discussing(W), WORKER[:1], begin=begin.history)


def whole() -> World:
    """One workload from end to end: all that leads on, both account teams, both outcomes, a declined move.

    Mails are handed over at once: what happens while they are under way is complete in each of the three parts.
    """
    return World(EXCHANGE, [*reviewing(), *preparing(W), *discussing(W), *handing_over()], [], prompt=True)


def mails_under_way() -> World:
    return World(EXCHANGE, whole().acts, WORKER[:1])


def clumsy() -> World:
    """All commands with their clumsy and wrong uses, usage that comes and goes, mails that are refused."""
    moves = [*WORKER, usage_reaches(W), usage_contradicts(W)]
    return World(EXCHANGE, [*reviewing(), *preparing(W), *discussing(W), *second_thoughts(W), *handing_over()], moves)


def with_side_exits() -> World:
    acts = [*reviewing(), *preparing(W), *discussing(W), *handing_over(), *side_exits()]
    return World(EXCHANGE, acts, WORKER[:1])


def with_waivers() -> World:
    acts = [*reviewing(), *preparing(W), *discussing(W), *handing_over(), *waiving("customer-mailed", W)]
    acts += [*waiving("account-team-informed", W), *waiving("customer-knows-the-end")]
    return World(EXCHANGE, acts, [*WORKER[:1], TOMORROW])


def two_workloads() -> World:
    acts = [*reviewing(), *preparing(W), *preparing("teams"), *discussing(W), *discussing("teams"), *handing_over()]
    return World(EXCHANGE_AND_TEAMS, acts, WORKER[:1])


def migrating() -> World:
    acts = [*reviewing(), *preparing(W), *preparing(W, MIGRATION), *discussing(W), *discussing(W, MIGRATION), *handing_over()]
    return World(EXCHANGE_MIGRATES, list(dict.fromkeys(acts)), WORKER[:1])


def answers() -> World:
    """Everything that the assignment team may say of a request, and of the tenant it has; slips included."""
    acts = [*handing_over(), *answering(), act(AOI, "take-back-queue-move", reason="too early"), act(LEO, "reopen", reason="by mistake")]
    return World(EXCHANGE, acts, [*WORKER, NEXT_YEAR], begin=Story().finished().history)


def outsiders() -> World:
    """Account team and customer speak in between, from the last service to the reopened engagement."""
    acts = [*handing_over(), *outside(), act(KEN, "take-back-queue-answer"), act(LEO, "reopen", reason="closed by mistake")]
    return World(EXCHANGE, acts, WORKER[:1], begin=Story().finished().history)


def mails() -> World:
    """Mails to the customer that fail in every way, and everything that people do about them."""
    begin = Story().prepared()
    begin.does(AOI, "review-faq", W)
    troubled = [*caring_for("customer-follow-up"), act(AOI, "correct-contact", name="Sora Customer", email="sora@new.example")]
    return World(EXCHANGE, [*discussing(W), *troubled], [*WORKER, *TROUBLES], begin=begin.history)


def requests_mail() -> World:
    """The mail that carries a queue move request, failing in every way."""
    begin = Story().finished()
    begin.does(AOI, "set-next-action", date=THIS_YEARS_DATE)
    acts = [*handing_over()[1:], *caring_for("queue-move"), act(KEN, "take-back-queue-answer")]
    acts += [act(AOI, "take-back-queue-move", reason="too early"), act(AOI, "send-mail", template="queue-move")]
    return World(EXCHANGE, acts, [*WORKER, *TROUBLES], begin=begin.history)


def four_eyes() -> World:
    """A second person lets the customer's mail go."""

    def drafted(plain: dict[str, Any]) -> None:
        plain["mails"]["customer-follow-up"]["four-eyes"] = "yes"

    story = Story(books=changed_playbooks(drafted)).prepared()
    story.does(AOI, "review-faq", W)
    acts = [*discussing(W), *caring_for("customer-follow-up")]
    return World(EXCHANGE, acts, WORKER, books=story.books, begin=story.history)


def joining() -> World:
    """A second workload may join at any time, also after the queue has confirmed."""
    begin = Story().finished().history
    acts = [*handing_over(), *preparing("teams"), *discussing("teams"), act(AOI, "take-back-queue-move", reason="another service joined")]
    return World(EXCHANGE, acts, [*WORKER[:1], workload_joins("teams")], begin=begin)


def sound(world: World, found: Explored, *, walks: int, seed: int = 7) -> None:
    """No fault was found, twins behave alike, and from sampled states following next reaches the end."""
    assert found.faults == []
    chance = random.Random(seed)
    for one, other in chance.sample(found.twins, min(len(found.twins), walks // 4)):
        behaves_alike(world, one, other)
    states = list(found.states.values())
    for node in chance.sample(states, min(len(states), walks)):
        reaches_the_end(world, node)


def behaves_alike(world: World, one: Node, other: Node) -> None:
    """Two histories that count as one state are decided alike and lead to one state again: the signature is sound, by sample."""
    for tried in world.acts:
        first, second = world.decide(one, tried), world.decide(other, tried)
        assert isinstance(first, Refused) == isinstance(second, Refused), (str(tried), kinds(one), kinds(other))
        if isinstance(first, Node) and isinstance(second, Node):
            assert digest(world, first) == digest(world, second), (str(tried), kinds(one), kinds(other))
        elif isinstance(first, Refused) and isinstance(second, Refused):
            assert missing(first) == missing(second), (str(tried), kinds(one), kinds(other))


def missing(refusal: Refused) -> list[str]:
    """What is missing, whatever the words are: evidence that is too old is as good as none, but for a mail's placeholders."""
    return [str(finding.values.get("criterion", finding.code)) for finding in refusal.findings if finding.code != "placeholder-missing"]


def kinds(node: Node) -> list[str]:
    return [f"{fact.kind}:{fact.data.get('account_team') or fact.data.get('template') or ''}" for fact in node.history]


def reaches_the_end(world: World, node: Node, limit: int = 90) -> None:
    """The first entry of next, again and again, with sensible values; where it is empty the worker, else a new day."""
    there = node
    for _ in range(limit):
        if world.assess(there).state in OVER:
            said = breaches(there.history, TODAY + timedelta(days=there.late))
            assert not said, (said, kinds(there))
            return
        advice = world.next_acts(there)
        if advice:
            result = world.decide(there, world.advised(there, advice[0]))
            assert isinstance(result, Node), (advice[0], result)
            there = result
        elif unanswered_mails(there.history):
            there = worker_hands_over(world, there) or there
        else:
            there = replace(there, late=there.late + 1)
    raise AssertionError(("following next does not end", kinds(there)))


def say(name: str, found: Explored) -> None:
    print(f"{name}: {len(found.states)} states, {found.tried} tries, complete: {found.complete}, {len(found.twins)} twins")


# ---------------------------------------------------------------- short


@pytest.mark.parametrize("part", [preparation, hand_over], ids=lambda part: part.__name__)
def test_a_part_of_the_process_completely(part: Callable[[], World]) -> None:
    world = part()
    found = explore(world, inspect)
    say(part.__name__, found)
    assert found.complete
    sound(world, found, walks=8)


def test_no_role_does_what_another_must_in_any_state() -> None:
    """All commands by everybody in the states of the hand-over: whoever may not is refused whatever the state is."""
    world = hand_over()
    found = explore(world, inspect, limit=60)
    idle = ("auditor", "author", "admin", "account-team", "customer")
    for node in list(found.states.values())[:40]:
        for tried in world.acts:
            for who in EVERYBODY:
                result = world.decide(node, Act(who, tried.command, tried.workload, tried.keys))
                if isinstance(result, Node):
                    assert who.role not in idle, (who, str(tried))
                    assert who.role != "manager" or who.login == world.assess(node).manager
                    assert not (who.role == "manager" and tried.command in ("confirm-queue-move", "decline-queue-move", "reopen"))


# ---------------------------------------------------------------- long

LONG: Sequence[tuple[str, Callable[[], World], int, int]] = [
    ("the discussion", discussion, 1_000_000, 100),
    ("one workload", whole, 1_000_000, 300),
    ("one workload, mails under way", mails_under_way, 20_000, 200),
    ("one workload, clumsily", clumsy, 20_000, 200),
    ("side exits", with_side_exits, 20_000, 200),
    ("waivers", with_waivers, 20_000, 200),
    ("two workloads", two_workloads, 20_000, 1_000),
    ("a migrating workload", migrating, 20_000, 200),
    ("a workload joins", joining, 20_000, 200),
    ("answers of the assignment team", answers, 20_000, 200),
    ("words from outside", outsiders, 20_000, 200),
    ("the customer's mail in trouble", mails, 20_000, 200),
    ("the request's mail in trouble", requests_mail, 20_000, 200),
    ("four eyes", four_eyes, 20_000, 200),
]


@pytest.mark.long
@pytest.mark.parametrize(("name", "make", "limit", "walks"), LONG, ids=[row[0] for row in LONG])
def test_the_whole_process(name: str, make: Callable[[], World], limit: int, walks: int) -> None:
    world = make()
    found = explore(world, inspect, limit=limit, workers=2)
    say(name, found)
    assert found.complete or len(found.states) >= limit or found.faults
    sound(world, found, walks=walks)
