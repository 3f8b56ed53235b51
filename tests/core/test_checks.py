"""What each check answers to a history: yes, no, or open, and by which facts (rules.md section 3)."""

from typing import Any

import pytest

from tasuki.core.engagement.checks import History, View, answer
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.supply import SUPPLIES, answers, supply_of
from tasuki.core.playbook.catalogue import CHECK_KINDS
from tasuki.core.playbook.model import Check
from tests.core.cast import CIRCUMSTANCES, ENABLEMENT, EXCHANGE_AND_TEAMS, opened, plan_of

Said = tuple[str, dict[str, Any]]


def asked(check: Check, *said: Said, workload: str | None = "exchange", lane: int = 0) -> tuple[str, list[int]]:
    facts = list(opened(EXCHANGE_AND_TEAMS))
    for kind, data in said:
        facts.append(Fact(len(facts) + 1, kind, CIRCUMSTANCES.now, "aoi", workload, ENABLEMENT if workload else None, data, ""))
    found = answer(check, View(History(facts), plan_of(EXCHANGE_AND_TEAMS).lanes[lane]))
    return found.state, [fact.number for fact in found.evidence]


def discussion(**data: str) -> Said:
    return "discussion-held", {"on": "2026-11-24", **data}


KNOWN = Check("account-team", ("known",))
MILESTONE = Check("milestone", ("enablement",))
READY = Check("discussion", fields=(("ready", ("yes",)),))
LISTED = Check("discussion", fields=(("next_workloads", ("recorded",)),))
REQUESTED, CONFIRMED = Check("queue", ("requested",)), Check("queue", ("confirmed",))
DATE = Check("next-action-date", fields=(("day", ("12-31",)), ("years-after", ("1",)), ("of", ("discussion",))))
ANSWERED = Check("objection", ("answered",))
R1: Said = ("queue-move-requested", {"queue": "q"})
REACHED: Said = ("milestone-reached", {"milestone": "enablement"})
LOST: Said = ("milestone-withdrawn", {"milestone": "enablement"})


def confirmed(request: int) -> Said:
    return "queue-move-confirmed", {"queue": "q", "request": request}


def declined(request: int) -> Said:
    return "queue-move-declined", {"queue": "q", "request": request}


TABLE: list[tuple[str, Check, list[Said], str, list[int]]] = [
    ("the motion of the request", Check("motion", ("rfa",)), [], "yes", [1]),
    ("another motion", Check("motion", ("targeting",)), [], "no", []),
    ("nobody said", KNOWN, [], "open", []),
    ("said", KNOWN, [("contacts-reviewed", {"account_team": "known"})], "yes", [2]),
    ("said otherwise", KNOWN, [("contacts-reviewed", {"account_team": "unknown"})], "no", []),
    (
        "the run up to the newest",
        KNOWN,
        [("contacts-reviewed", {"account_team": a}) for a in ("known", "unknown", "known", "known")],
        "yes",
        [4, 5],
    ),
    ("the newest is against it", KNOWN, [("contacts-reviewed", {"account_team": a}) for a in ("known", "unknown")], "no", []),
    ("reached", MILESTONE, [REACHED], "yes", [2]),
    ("reached and contradicted", MILESTONE, [REACHED, LOST], "no", []),
    ("and reached again", MILESTONE, [REACHED, LOST, REACHED], "yes", [4]),
    ("another milestone", MILESTONE, [("milestone-reached", {"milestone": "other"})], "open", []),
    ("a confirmation stays", Check("no-blocker"), [("no-blocker-confirmed", {})], "yes", [2]),
    ("enough users", Check("migrated"), [("migrated-confirmed", {"users": 50, "agreed": 50})], "yes", [2]),
    ("too few users", Check("migrated"), [("migrated-confirmed", {"users": 49, "agreed": 50})], "no", []),
    ("queued", Check("mail", ("t",)), [("mail-queued", {"template": "t"})], "open", []),
    ("handed over", Check("mail", ("t",)), [("mail-handed-over", {"template": "t"})], "yes", [2]),
    ("one's own mailbox", Check("mail", ("t",)), [("mail-recorded", {"template": "t"})], "yes", [2]),
    ("refused", Check("mail", ("t",)), [("mail-refused", {"template": "t"})], "open", []),
    ("another template", Check("mail", ("t",)), [("mail-handed-over", {"template": "u"})], "open", []),
    ("by hand", Check("note", ("environment",)), [("note-recorded", {"category": "environment", "composed": False})], "yes", [2]),
    ("composed", Check("note", ("environment",)), [("note-recorded", {"category": "environment", "composed": True})], "open", []),
    ("reviewed", Check("faq"), [("faq-reviewed", {})], "yes", [2]),
    ("without next steps", Check("faq", fields=(("next_steps", ("recorded",)),)), [("faq-reviewed", {})], "no", []),
    ("with next steps", Check("faq", fields=(("next_steps", ("recorded",)),)), [("faq-reviewed", {"next_steps": "ask"})], "yes", [2]),
    ("not held", READY, [], "open", []),
    ("held, ready", READY, [discussion(ready="yes")], "yes", [2]),
    ("held, not ready", READY, [discussion(ready="no")], "no", []),
    ("a list was given", LISTED, [discussion(next_workloads="teams")], "yes", [2]),
    ("no list was given", LISTED, [discussion()], "no", []),
    ("done", Check("task", ("1",)), [("task-completed", {"task": "1"})], "yes", [2]),
    ("another was done", Check("task", ("1",)), [("task-completed", {"task": "2"})], "open", []),
    ("a status", Check("service-status", ("adoption",)), [("service-status-set", {"status": "adoption"})], "yes", [2]),
    ("another status", Check("service-status", ("adoption",)), [("service-status-set", {"status": "migrate"})], "no", []),
    ("no date", DATE, [discussion()], "open", []),
    ("the right date", DATE, [discussion(), ("next-action-set", {"date": "2027-12-31"})], "yes", [3]),
    ("another date", DATE, [discussion(), ("next-action-set", {"date": "2026-12-31"})], "no", []),
    ("a date without a discussion", DATE, [("next-action-set", {"date": "2027-12-31"})], "no", []),
    (
        "excused, the day of the excuse counts",
        DATE,
        [("closed-without-discussion", {"on": "2027-01-02"}), ("next-action-set", {"date": "2028-12-31"})],
        "yes",
        [3],
    ),
    ("requested", REQUESTED, [R1], "yes", [2]),
    ("declined", REQUESTED, [R1, declined(2)], "open", []),
    ("requested again", REQUESTED, [R1, declined(2), R1], "yes", [4]),
    ("confirmed is requested", REQUESTED, [R1, confirmed(2)], "yes", [2]),
    ("confirmed", CONFIRMED, [R1, confirmed(2)], "yes", [3]),
    ("requested is not confirmed", CONFIRMED, [R1], "open", []),
    ("a second request is open", CONFIRMED, [R1, confirmed(2), R1], "open", []),
    ("the second was declined", CONFIRMED, [R1, confirmed(2), R1, declined(4)], "yes", [3]),
    ("reopened", CONFIRMED, [R1, confirmed(2), ("reopened", {})], "open", []),
    ("nobody objected", Check("objection", ("raised",)), [], "no", []),
    ("somebody objected", Check("objection", ("raised",)), [("objection-raised", {})], "yes", [2]),
    ("an objection without an answer", Check("objection", ("answered",)), [("objection-raised", {})], "open", []),
    ("answered", ANSWERED, [("objection-raised", {}), ("objection-answered", {"objection": 2})], "yes", [3]),
    ("one of two answered", ANSWERED, [("objection-raised", {})] * 2 + [("objection-answered", {"objection": 2})], "open", []),
    ("released", Check("released"), [("manager-released", {})], "yes", [2]),
    ("released and reopened", Check("released"), [("manager-released", {}), ("reopened", {})], "open", []),
]


@pytest.mark.parametrize(
    ("check", "said", "state", "evidence"), [row[1:] for row in TABLE], ids=[f"{row[1].kind}: {row[0]}" for row in TABLE]
)
def test_a_check_answers(check: Check, said: list[Said], state: str, evidence: list[int]) -> None:
    assert asked(check, *said) == (state, evidence)


def test_every_check_of_the_catalogue_is_in_the_table() -> None:
    assert {row[1].kind for row in TABLE} == set(CHECK_KINDS)


def test_a_lane_sees_its_own_facts_and_the_engagements_and_the_engagement_sees_all() -> None:
    task = Check("task", ("1",))
    done: Said = ("task-completed", {"task": "1"})
    assert asked(task, done, workload="teams", lane=0)[0] == "open"
    assert asked(task, done, workload="teams", lane=1)[0] == "yes"
    assert asked(task, done, workload=None, lane=0)[0] == "yes"
    assert asked(task, done, workload="teams", lane=2)[0] == "yes"


def test_the_remedy_table_is_read_both_ways() -> None:
    """What is proposed for a check is an act that answers it, by the keys that the table itself gives."""
    checks = {row[1].kind: row[1] for row in TABLE} | {"queue": REQUESTED}
    assert set(SUPPLIES) == set(CHECK_KINDS)
    for check in (*checks.values(), CONFIRMED):
        supply = supply_of(check)
        if supply is None:
            assert check.kind == "motion"
            continue
        assert answers(supply.command, supply.keys(check), check)
    assert not answers("send-mail", {"template": "u"}, Check("mail", ("t",)))
    assert not answers("confirm-queue-move", {}, REQUESTED)
    assert not answers("set-service-status", {"status": "migrate"}, Check("service-status", ("adoption",)))
