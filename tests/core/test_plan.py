"""What comes after what: the words of `after`, resolved for an engagement's lanes (rules.md section 1)."""

from dataclasses import replace

from tasuki.core.engagement.plan import Plan, plan_for
from tests.core.cast import (
    ENABLEMENT,
    EXCHANGE,
    EXCHANGE_AND_TEAMS,
    EXCHANGE_MIGRATES,
    EXCHANGE_MIGRATES_AND_TEAMS,
    MIGRATION,
    plan_of,
    playbooks,
)

ENGAGEMENTS_OWN = {"motion", "account-team-reviewed", "customer-knows-the-end"}
HAND_OVER = ["next-action-date", "closing-note", "objection-answered", "queue-requested", "queue-confirmed", "released"]


def before(plan: Plan, key: str, workload: str | None = "exchange", process: str | None = None) -> set[tuple[str | None, str | None, str]]:
    cell = next(
        c
        for c in plan.cells
        if c.key == key and c.lane.workload == workload and process in (None, c.lane.process if c.lane.workload else None)
    )
    cells = [plan.cells[n] for n in cell.before]
    return {(c.lane.workload, c.lane.process if c.lane.workload else None, c.key) for c in cells}


def keys(found: set[tuple[str | None, str | None, str]]) -> set[str]:
    return {key for _, _, key in found}


def test_a_step_stands_for_its_criteria_in_the_lane_and_for_the_engagements_own() -> None:
    own = {"milestone", "task-1701", "account-team-informed", "account-team-absent"}
    assert keys(before(plan_of(EXCHANGE), "discussed")) == own | ENGAGEMENTS_OWN


def test_what_comes_after_comes_after_everything_before_that() -> None:
    plan = plan_of(EXCHANGE)
    assert keys(before(plan, "customer-mailed")) == keys(before(plan, "discussed")) | {"discussed"}


def test_a_lane_waits_for_no_other_workload() -> None:
    plan = plan_of(EXCHANGE_AND_TEAMS)
    assert {workload for workload, _, _ in before(plan, "task-4058", "teams")} == {"teams", None}


def test_the_mandatory_task_waits_for_the_rest_of_its_lane_but_not_for_the_hand_over() -> None:
    waits = keys(before(plan_of(EXCHANGE), "task-4058"))
    assert waits >= {"faq-reviewed", "satisfaction", "customer-knows-rfa", "next-workloads", "status-noted"}
    assert not waits & {*HAND_OVER, "service-status", "task-4058"}


def test_the_release_waits_for_everything_in_all_lanes() -> None:
    plan = plan_of(EXCHANGE_MIGRATES_AND_TEAMS)
    assert len(before(plan, "released", None)) == len(plan.cells) - 1


def test_the_hand_over_comes_once_and_in_order() -> None:
    plan = plan_of(EXCHANGE_MIGRATES_AND_TEAMS)
    own = [cell.key for n in plan.order if (cell := plan.cells[n]).lane.workload is None]
    assert own == ["motion", "account-team-reviewed", "customer-knows-the-end", *HAND_OVER]


def test_a_migrations_task_waits_for_the_enablement_of_the_same_workload() -> None:
    waits = before(plan_of(EXCHANGE_MIGRATES_AND_TEAMS), "task-4060", "exchange", MIGRATION)
    assert {("exchange", ENABLEMENT, "task-4058"), ("exchange", ENABLEMENT, "service-status")} <= waits
    assert not any(workload == "teams" for workload, _, _ in waits)


def test_the_enablement_does_not_wait_for_the_migration() -> None:
    waits = before(plan_of(EXCHANGE_MIGRATES), "task-4058", "exchange", ENABLEMENT)
    assert {process for _, process, _ in waits} == {ENABLEMENT, None}


def test_a_workload_that_joins_later_stands_after_the_others_and_its_processes_together() -> None:
    plan = plan_of((*EXCHANGE_MIGRATES, ("teams", ENABLEMENT), ("teams", MIGRATION)))
    mixed = plan_of((("exchange", ENABLEMENT), ("teams", ENABLEMENT), ("exchange", MIGRATION), ("teams", MIGRATION)))
    lanes = [("exchange", ENABLEMENT), ("exchange", MIGRATION), ("teams", ENABLEMENT), ("teams", MIGRATION)]
    for one in (plan, mixed):
        assert [(lane.workload, lane.process) for lane in one.lanes[:-1]] == lanes


def test_nothing_stands_before_what_it_waits_for_and_nothing_waits_for_itself() -> None:
    for lanes in (EXCHANGE, EXCHANGE_AND_TEAMS, EXCHANGE_MIGRATES_AND_TEAMS):
        plan = plan_of(lanes)
        place = {n: position for position, n in enumerate(plan.order)}
        assert sorted(plan.order) == list(range(len(plan.cells)))
        for cell in plan.cells:
            assert cell.index not in cell.before
            assert all(place[n] < place[cell.index] for n in cell.before)


def test_a_step_for_other_services_stands_in_no_lane_of_this_one() -> None:
    book = playbooks()[0]
    steps = tuple(replace(step, applies_to=("teams",)) if step.key == "prepare" else step for step in book.steps)
    plan = plan_for([replace(book, steps=steps)], EXCHANGE_AND_TEAMS)
    there = {(cell.lane.workload, cell.key) for cell in plan.cells}
    assert ("teams", "milestone") in there
    assert ("exchange", "milestone") not in there


def test_a_task_for_other_services_is_not_required() -> None:
    book = playbooks()[0]
    tasks = {**book.tasks, "4058": replace(book.tasks["4058"], services=("teams",))}
    plan = plan_for([replace(book, tasks=tasks)], EXCHANGE_AND_TEAMS)
    assert [cell.lane.workload for cell in plan.cells if cell.key == "task-4058"] == ["teams"]


def test_two_rests_say_themselves_which_comes_last() -> None:
    """One `rest` names the other; the other leaves it out (mistake 6)."""
    book = playbooks()[0]
    criteria = tuple(replace(c, after=("rest", "task-4058")) if c.key == "service-status" else c for c in book.criteria)
    plan = plan_for([replace(book, criteria=criteria)], EXCHANGE)
    assert "task-4058" in keys(before(plan, "service-status"))
    assert "service-status" not in keys(before(plan, "task-4058"))


def test_a_cycle_that_lint_refuses_does_not_hang_the_reader() -> None:
    book = playbooks()[0]
    criteria = tuple(replace(c, after=("task-1701",)) if c.key == "milestone" else c for c in book.criteria)
    plan = plan_for([replace(book, criteria=criteria)], EXCHANGE)
    assert sorted(plan.order) == list(range(len(plan.cells)))
