"""The gate model where it is subtle (rules.md section 2): each test is a short story, most of them about something that went wrong once."""

from dataclasses import replace
from typing import Any

import pytest

from tasuki.core.engagement.facts import NewFact
from tests.core.cast import (
    ACCOUNT_TEAM,
    AOI,
    ATTEMPTS,
    CIRCUMSTANCES,
    CUSTOMER,
    ENABLEMENT,
    EXCHANGE_AND_TEAMS,
    EXCHANGE_MIGRATES,
    KEN,
    LEO,
    LIN,
    MIGRATION,
    OTHER_QUEUE,
    REGION_QUEUE,
    TENANT,
    THIS_YEARS_DATE,
    TODAY,
    Story,
    changed_playbooks,
    held,
)

# ---------------------------------------------------------------- order and evidence


def test_an_act_waits_for_everything_that_any_of_its_answers_comes_after() -> None:
    """The discussion also answers the satisfaction, which comes after nothing: that must not let it through (mistake 1)."""
    story = Story()
    missing = {finding.values["criterion"] for finding in story.is_refused(AOI, "hold-discussion", **held())}
    assert missing >= {"milestone", "account-team-reviewed", "customer-knows-the-end", "task-1701"}


def test_a_criterion_that_is_not_applicable_still_gates_its_act() -> None:
    """Without it the mail would count before the milestone once the contacts are corrected (mistake 2)."""
    story = Story()
    story.does(AOI, "review-contacts", account_team="unknown")
    assert story.verdict("account-team-informed") == "not-applicable"
    assert story.codes(AOI, "send-mail", "exchange", template="account-team") == ["milestone-missing"]


def test_saying_it_again_does_not_undo_what_came_after() -> None:
    """Order is measured from the first evidence, not the newest (mistake 3)."""
    story = Story().finished()
    story.does(AOI, "confirm-no-blocker", contact="Sora", channel="call", on=TODAY.isoformat())
    story.does(AOI, "review-contacts", account_team="known")
    story.does(AOI, "attest", criterion="customer-knows-the-end", text="Said so once more.")
    assert story.verdict("task-1701") == story.verdict("discussed") == story.verdict("task-4058") == "met"


@pytest.mark.parametrize("backwards", [False, True])
def test_a_refuted_check_is_proposed_only_where_no_other_is_open(backwards: bool) -> None:
    """Of an any-of the first check that is open, or `next` says the same act for ever (mistake 4), whatever the order in the file."""

    def turn_round(plain: dict[str, Any]) -> None:
        if backwards:
            plain["steps"]["conduct"]["exit"]["customer-knows-rfa"]["met-by"].reverse()

    story = Story(books=changed_playbooks(turn_round)).discussed(ready="yes", rfa_explained="no")
    remedy = story.guide.remedy(story.cell("customer-knows-rfa"))
    assert (remedy.command, remedy.keys) == ("send-mail", {"template": "customer-follow-up"})


def test_a_confirmed_request_is_still_a_request() -> None:
    """`queue: requested` is met by the request, confirmed or not, never by the confirmation alone (mistake 5)."""
    story = Story().confirmed()
    assert story.verdict("queue-requested", None) == story.verdict("queue-confirmed", None) == "met"
    assert story.next_commands() == ["release-manager"]


def test_evidence_from_before_does_not_count() -> None:
    story = Story()
    story.does(AOI, "record-note", "exchange", category="engagement-management", text="An early note.")
    story.does(AOI, "set-next-action", date=THIS_YEARS_DATE)
    story.discussed()
    assert story.verdict("status-noted") == "missing"
    assert story.verdict("next-action-date", None) == story.verdict("closing-note", None) == "missing"


def test_what_was_said_last_decides_and_going_back_counts_again() -> None:
    """No, then yes, then no again: the mail that followed the first answer still counts for the third."""
    story = Story().discussed(ready="no")
    story.does(AOI, "send-mail", "exchange", template="customer-follow-up")
    story.worker()
    assert story.verdict("customer-mailed") == "met"
    story.does(AOI, "hold-discussion", **held("yes"))
    assert story.verdict("customer-mailed") == "not-applicable"
    assert story.verdict("next-workloads") == "met"
    story.does(AOI, "hold-discussion", **held("no"))
    assert story.verdict("customer-mailed") == "met"
    assert story.verdict("discussed") == "met"


def test_a_discussion_that_reviewed_nothing_leaves_it_open_again() -> None:
    story = Story().finished()
    story.does(AOI, "hold-discussion", **held("no", activities_reviewed="no"))
    assert story.verdict("discussed") == story.verdict("task-4058") == "missing"
    assert story.next_commands()[0] == "hold-discussion"
    assert story.walk() < 20


def test_the_account_team_corrected_after_the_mail() -> None:
    story = Story().prepared()
    story.does(AOI, "review-contacts", account_team="unmanaged")
    assert story.verdict("account-team-informed") == "not-applicable"
    assert story.codes(AOI, "hold-discussion", **held()) == ["criterion-missing"]
    story.does(AOI, "review-faq", "exchange", next_steps="call the sales desk")
    story.does(AOI, "hold-discussion", **held())
    story.does(AOI, "review-contacts", account_team="known")
    assert story.verdict("account-team-informed") == story.verdict("discussed") == "met", "the mail had gone out before the discussion"


def test_a_mail_counts_when_it_is_handed_over_not_when_it_is_queued() -> None:
    story = Story().discussed()
    story.does(AOI, "send-mail", "exchange", template="customer-follow-up")
    assert story.verdict("customer-mailed") == "missing"
    assert [finding.code for finding in story.guide.waiting()] == ["criterion-pending", "criterion-pending"]
    story.worker("mail-refused")
    assert "correct-contact" in story.next_commands(), "the same mail to the same address would be refused again"
    story.does(AOI, "send-mail", "exchange", template="customer-follow-up")
    story.worker()
    assert story.verdict("customer-mailed") == "met"


# ---------------------------------------------------------------- waivers and excuses


def waive(story: Story, criterion: str, until: str = "", workload: str = "exchange") -> None:
    story.does(AOI, "request-waiver", workload, criterion=criterion, reason="cannot be had")
    story.does(LEO, "grant-waiver", workload, criterion=criterion, reason="agreed", **({"until": until} if until else {}))


def test_evidence_after_a_waiver_harms_nobody() -> None:
    """Waived first, then done after all: the discussion in between stays good."""
    story = Story().prepared(account_team="unknown")
    story.does(AOI, "review-contacts", account_team="known")
    waive(story, "account-team-informed")
    story.does(AOI, "hold-discussion", **held())
    story.does(AOI, "send-mail", "exchange", template="account-team")
    story.worker()
    assert story.verdict("account-team-informed") == "met"
    assert story.verdict("discussed") == "met"


def test_a_waiver_expires() -> None:
    story = Story().prepared(account_team="unknown")
    story.does(AOI, "review-contacts", account_team="known")
    waive(story, "account-team-informed", until=TODAY.isoformat())
    assert story.verdict("account-team-informed") == "waived"
    story.days_pass(1)
    assert story.verdict("account-team-informed") == "missing"
    assert "criterion-missing" in story.codes(AOI, "hold-discussion", **held())


def test_a_discussion_held_under_a_waiver_is_held_once() -> None:
    """It stays done when the waiver has lapsed, once the mail before it is there: that was allowed to come late."""
    story = Story().prepared(account_team="unknown")
    story.does(AOI, "review-contacts", account_team="known")
    waive(story, "account-team-informed", until=TODAY.isoformat())
    story.does(AOI, "hold-discussion", **held())
    story.days_pass(1)
    assert (story.verdict("account-team-informed"), story.verdict("discussed")) == ("missing", "missing")
    story.does(AOI, "send-mail", "exchange", template="account-team")
    story.worker()
    assert (story.verdict("account-team-informed"), story.verdict("discussed")) == ("met", "met")


def test_it_stays_done_when_the_mail_came_before_the_waiver_lapsed() -> None:
    story = Story().prepared(account_team="unknown")
    story.does(AOI, "review-contacts", account_team="known")
    waive(story, "account-team-informed", until=TODAY.isoformat())
    story.does(AOI, "hold-discussion", **held())
    story.does(AOI, "send-mail", "exchange", template="account-team")
    story.worker()
    story.days_pass(1)
    assert (story.verdict("account-team-informed"), story.verdict("discussed")) == ("met", "met")


def test_a_lapsed_waiver_pardons_nothing_that_was_done_before_it() -> None:
    story = Story().prepared(account_team="unknown")
    story.does(AOI, "hold-discussion", **held())
    story.does(AOI, "review-contacts", account_team="known")
    waive(story, "account-team-informed", until=TODAY.isoformat())
    story.days_pass(1)
    story.does(AOI, "send-mail", "exchange", template="account-team")
    story.worker()
    assert story.verdict("discussed") == "missing"


def test_a_waiver_holds_before_it_is_known_whether_the_criterion_applies() -> None:
    story = Story()
    waive(story, "customer-mailed")
    assert story.verdict("customer-mailed") == "waived"


def test_a_criterion_of_the_whole_engagement_is_waived_for_all_even_if_a_workload_was_named() -> None:
    story = Story(EXCHANGE_AND_TEAMS)
    waive(story, "customer-knows-the-end", workload="teams")
    assert story.verdict("customer-knows-the-end", None) == "waived"


def test_a_waiver_in_one_lane_is_none_in_another() -> None:
    story = Story(EXCHANGE_AND_TEAMS)
    story.does(AOI, "review-contacts", account_team="known")
    waive(story, "account-team-informed", workload="teams")
    assert (story.verdict("account-team-informed", "teams"), story.verdict("account-team-informed")) == ("waived", "missing")
    assert story.codes(AOI, "request-waiver", criterion="account-team-informed", reason="r") == ["workload-missing"]


def test_two_persons_for_a_waiver() -> None:
    story = Story()
    story.does(LEO, "request-waiver", criterion="customer-mailed", reason="r")
    assert story.codes(LEO, "grant-waiver", criterion="customer-mailed", reason="r") == ["own-waiver"]
    story.does(LIN, "grant-waiver", criterion="customer-mailed", reason="r")
    assert story.codes(LIN, "refuse-waiver", criterion="customer-mailed", reason="r") == ["no-waiver-request"]
    assert story.codes(AOI, "request-waiver", criterion="task-4058", reason="r") == ["not-waivable"]
    assert story.codes(AOI, "request-waiver", criterion="nothing", reason="r") == ["unknown-criterion"]


def test_an_excuse_leaves_what_was_proven_proven() -> None:
    story = Story().discussed()
    story.does(AOI, "withdraw", reason="no answer any more")
    story.does(LEO, "close-without-discussion", attempts="[]")
    assert story.verdict("discussed") == story.verdict("milestone") == "met"
    assert story.verdict("task-4058") == "waived"


def test_an_excuse_does_not_reach_a_workload_that_joins_later() -> None:
    story = Story()
    story.does(LEO, "close-without-discussion", attempts=ATTEMPTS)
    assert story.verdict("milestone") == "waived"
    story.add_workload("teams")
    assert story.verdict("milestone") == "waived"
    assert story.verdict("milestone", "teams") == "missing"


def test_without_discussion_the_date_the_queue_and_the_release_are_still_due() -> None:
    story = Story()
    story.does(LEO, "close-without-discussion", attempts=ATTEMPTS)
    assert story.codes(AOI, "release-manager")
    assert story.next()[0].command == "set-next-action"
    assert story.next()[0].keys == {"date": THIS_YEARS_DATE}
    story.walk()
    assert story.state == "closed-without-discussion"
    story.does(LEO, "reopen", reason="the customer called")
    assert story.verdict("milestone") == "missing"


@pytest.mark.parametrize("pause", [("withdraw", {}), ("supersede", {"by": "R-2"})])
def test_who_gives_up_pauses_and_only_a_lead_ends_it(pause: tuple[str, dict[str, str]]) -> None:
    command, keys = pause
    story = Story().prepared()
    story.does(AOI, command, reason="r", **keys)
    assert story.state == "on-hold"
    assert story.next_commands() == ["close-without-discussion", "resume"]
    assert story.codes(AOI, "close-without-discussion", attempts="[]") == ["not-allowed"]
    assert story.codes(AOI, "hold-discussion", **held()) == ["engagement-on-hold"]
    story.does(LEO, "close-without-discussion", attempts="[]")
    assert story.walk() < 10
    assert story.state == "closed-without-discussion"


def test_resuming_makes_attempts_necessary_again() -> None:
    story = Story()
    story.does(AOI, "withdraw", reason="r")
    story.does(AOI, "resume", reason="r")
    assert "too-few-attempts" in story.codes(LEO, "close-without-discussion", attempts="[]")


def attempts(*days: str) -> str:
    channels = ["mail", "call"] * len(days)
    return (
        "["
        + ", ".join(f'{{"on": "{day}", "channel": "{channel}", "contact": "S"}}' for day, channel in zip(days, channels, strict=False))
        + "]"
    )


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        (("2026-11-09", "2026-11-13"), ["too-few-attempts"]),
        (("2026-11-09", "2026-11-10", "2026-11-13"), ["attempts-too-close"]),
        (("2026-11-06", "2026-11-09", "2026-11-11"), ["attempts-too-close"]),  # over a week-end one business day passes
        (("2026-11-09", "2026-11-09", "2026-11-11", "2026-11-13"), []),  # one attempt too many is no reason to refuse
        (("2026-11-09", "2026-11-13", "2027-01-01"), ["date-in-future"]),
    ],
)
def test_attempts(days: tuple[str, ...], codes: list[str]) -> None:
    story = Story()
    if codes:
        assert story.codes(LEO, "close-without-discussion", attempts=attempts(*days)) == codes
    else:
        story.does(LEO, "close-without-discussion", attempts=attempts(*days))


def test_reopening_voids_queue_release_and_excuses_and_nothing_else() -> None:
    story = Story().closed()
    story.does(LEO, "reopen", reason="closed by mistake")
    assert (story.state, story.assessment.manager, story.assessment.queue) == ("active", "aoi", None)
    missing = {state.cell.key for state in story.assessment.cells if not state.satisfied}
    assert missing == {"queue-requested", "queue-confirmed", "released"}
    assert story.next_commands()[0] == "request-queue-move"
    assert story.walk() < 6


# ---------------------------------------------------------------- the queue


def test_a_declined_move_can_be_requested_again() -> None:
    story = Story().requested()
    assert story.state == "handing-over"
    story.worker()
    story.does(KEN, "decline-queue-move", reason="the region is wrong")
    assert story.state == "active"
    story.does(AOI, "request-queue-move", queue=OTHER_QUEUE, reason="as the assignment team says")
    story.worker()
    story.does(KEN, "confirm-queue-move")
    assert story.assessment.queue == OTHER_QUEUE
    story.does(AOI, "release-manager")


def test_a_request_whose_mail_was_refused_is_sent_again() -> None:
    story = Story().requested()
    pending = story.is_refused(KEN, "confirm-queue-move")[0]
    assert pending.code == "request-mail-waiting"
    assert pending.remedy is not None
    assert pending.remedy.pending
    story.worker("mail-refused")
    again = story.is_refused(KEN, "confirm-queue-move")[0].remedy
    assert again is not None
    assert (again.command, again.keys, again.pending) == ("send-mail", {"template": "queue-move"}, False)
    assert story.next_commands() == ["send-mail"]
    assert story.walk() < 5


def test_a_late_hand_over_of_a_request_that_was_taken_back_confirms_nothing() -> None:
    story = Story().requested()
    story.does(AOI, "take-back-queue-move", reason="too early")
    story.worker()
    story.does(AOI, "request-queue-move")
    assert story.codes(KEN, "confirm-queue-move") == ["request-mail-waiting"]


def test_a_workload_that_joins_while_the_move_is_requested() -> None:
    """The request is older than the new workload's evidence: it is taken back and made again, and nobody is stuck."""
    story = Story().requested()
    story.worker()
    story.add_workload("teams")
    assert story.is_refused(KEN, "confirm-queue-move")
    story.finished("teams")
    assert "queue-move-already-requested" in story.codes(AOI, "request-queue-move")
    assert story.walk() < 12
    assert [fact.kind for fact in story.history].count("queue-move-taken-back") == 1


def test_a_workload_that_joins_after_the_queue_confirmed_keeps_the_manager() -> None:
    story = Story().confirmed()
    story.add_workload("teams")
    missing = {finding.values["workload"] for finding in story.is_refused(AOI, "release-manager")}
    assert "teams" in missing
    assert story.walk() < 25
    assert [fact.kind for fact in story.history].count("queue-move-confirmed") == 2


def test_nobody_leaves_while_a_second_move_is_on_its_way() -> None:
    story = Story().confirmed()
    story.does(AOI, "request-queue-move", queue=OTHER_QUEUE, reason="moved abroad")
    assert story.codes(AOI, "release-manager") == ["criterion-pending"]
    story.does(AOI, "take-back-queue-move", reason="it stays")
    story.does(AOI, "release-manager")


def test_a_region_that_nobody_knows_is_asked_for_and_then_the_move_goes() -> None:
    story = Story(circumstances=replace(CIRCUMSTANCES, tenant=replace(TENANT, region=None, country=None)))
    assert story.walk() < 30
    request = next(fact for fact in story.history if fact.kind == "queue-move-requested")
    mail = next(fact for fact in story.history if fact.kind == "mail-queued" and fact.data["template"] == "queue-move")
    assert request.data["queue"] == REGION_QUEUE
    assert "Region: APJ" in mail.text


def test_without_an_assignment_team_the_engagement_says_what_it_waits_for() -> None:
    people = tuple(person for person in CIRCUMSTANCES.people if person.role != "assignment")
    story = Story().requested()
    story.does(AOI, "take-back-queue-move", reason="r")
    story.circumstances = replace(CIRCUMSTANCES, people=people)
    assert story.next() == ()
    assert [finding.values["criterion"] for finding in story.guide.waiting()] == ["queue-requested"]
    assert story.codes(AOI, "request-queue-move") == ["no-recipient"]


# ---------------------------------------------------------------- lanes


def test_the_manager_cannot_leave_after_the_first_of_two_workloads() -> None:
    story = Story(EXCHANGE_AND_TEAMS).finished("exchange")
    assert {finding.values["workload"] for finding in story.is_refused(AOI, "request-queue-move")} == {"teams", None}
    assert "closing-note" in {finding.values["criterion"] for finding in story.is_refused(AOI, "release-manager")}


def test_one_act_for_two_workloads_is_a_fact_in_each_and_one_mail() -> None:
    story = Story(EXCHANGE_AND_TEAMS).prepared("exchange").prepared("teams")
    facts = story.does(AOI, "hold-discussion", "exchange;teams", **held())
    assert [fact.workload for fact in facts if fact.kind == "discussion-held"] == ["exchange", "teams"]
    mails = story.does(AOI, "send-mail", "exchange;teams", template="customer-follow-up")
    assert len({fact.data["message_id"] for fact in mails}) == 1
    story.worker()
    assert story.verdict("customer-mailed") == story.verdict("customer-mailed", "teams") == "met"


def test_one_act_for_two_workloads_waits_for_both() -> None:
    story = Story(EXCHANGE_AND_TEAMS).prepared("exchange")
    assert {f.values["workload"] for f in story.is_refused(AOI, "hold-discussion", "exchange;teams", **held())} == {"teams"}


def test_a_workload_must_be_named_where_there_are_two() -> None:
    """And nothing is said about the gate of a workload that nobody meant."""
    assert Story(EXCHANGE_AND_TEAMS).codes(AOI, "hold-discussion", **held()) == ["workload-missing"]


def test_a_workloads_mail_goes_into_the_process_that_is_at_work_even_if_no_workload_is_named() -> None:
    story = Story(EXCHANGE_MIGRATES)
    story.milestone()
    story.does(AOI, "review-contacts", account_team="known")
    facts = story.does(AOI, "send-mail", template="account-team")
    assert [(fact.workload, fact.process) for fact in facts] == [("exchange", ENABLEMENT)]


def test_the_enablement_comes_first_and_the_hand_over_after_both() -> None:
    story = Story(EXCHANGE_MIGRATES)
    story.does(AOI, "confirm-migrated", users="50", agreed="50", on=TODAY.isoformat())
    story.does(AOI, "complete-task", task="1702")
    assert story.codes(AOI, "complete-task", task="4060")
    story.finished()
    assert story.verdict("service-status") == "met"
    assert {f.values["process"] for f in story.is_refused(AOI, "request-queue-move")} == {MIGRATION, ENABLEMENT}
    assert {f.values["workload"] for f in story.is_refused(AOI, "release-manager")} == {"exchange", None}
    facts = story.does(AOI, "send-mail", template="account-team")
    assert [fact.process for fact in facts] == [MIGRATION]
    assert story.walk() < 20


def test_a_migration_below_the_agreed_number_is_none() -> None:
    story = Story(EXCHANGE_MIGRATES)
    story.does(AOI, "confirm-migrated", users="49", agreed="50", on=TODAY.isoformat())
    assert story.verdict("milestone", "exchange", MIGRATION) == "missing"
    story.does(AOI, "confirm-migrated", users="50", agreed="50", on=TODAY.isoformat())
    assert story.verdict("milestone", "exchange", MIGRATION) == "met"
    assert "number-too-small" in story.codes(AOI, "confirm-migrated", users="0", agreed="0", on=TODAY.isoformat())


# ---------------------------------------------------------------- policies and dates


def test_without_the_no_blocker_policy_only_usage_counts() -> None:
    books = changed_playbooks(lambda plain: plain.update({"policies": {"no-blocker": "off"}}))
    story = Story(books=books)
    assert story.codes(AOI, "confirm-no-blocker", contact="S", channel="call", on=TODAY.isoformat()) == ["answers-nothing"]
    assert "record-usage" in story.next_commands()
    assert story.walk() < 25


@pytest.mark.parametrize(
    ("seats", "active", "reached"),
    [
        *[(0, 0, False), (1, 1, True), (9, 1, True), (10, 1, True), (155, 15, False), (155, 16, True), (999, 99, False)],
        *[(999, 100, True), (1000, 99, False), (1000, 100, True), (1001, 100, True), (50, 60, True)],
    ],
)
def test_the_boundaries_of_the_milestone(seats: int, active: int, reached: bool) -> None:
    story = Story()
    story.does(AOI, "record-usage", on=TODAY.isoformat(), seats=str(seats), active_users=str(active), source="LYNX")
    assert story.verdict("milestone") == ("met" if reached else "missing")


def test_a_reading_older_than_the_rule_proves_nothing() -> None:
    story = Story()
    story.does(AOI, "record-usage", on="2019-09-12", seats="10", active_users="10", source="LYNX")
    assert story.verdict("milestone") == "missing"


def test_the_next_action_date_is_free_until_the_last_service_is_done() -> None:
    story = Story()
    story.does(AOI, "set-next-action", date="2026-12-01")
    story.finished()
    finding = story.is_refused(AOI, "set-next-action", date="2027-06-30")[0]
    assert finding.code == "wrong-date"
    assert finding.remedy is not None
    assert finding.remedy.keys == {"date": THIS_YEARS_DATE}
    note = {"category": "engagement-management", "text": "Closing.", "next_action_date": "2026-12-31"}
    assert story.codes(AOI, "record-note", **note) == ["wrong-date"]
    story.does(AOI, "record-note", **{**note, "next_action_date": THIS_YEARS_DATE})
    assert story.verdict("next-action-date", None) == story.verdict("closing-note", None) == "met"


def test_the_year_is_that_of_the_last_discussion_of_any_workload() -> None:
    story = Story(EXCHANGE_AND_TEAMS).finished("exchange")
    story.circumstances = replace(CIRCUMSTANCES, today=TODAY.replace(year=2027, month=1, day=8))
    story.prepared("teams")
    story.does(AOI, "hold-discussion", "teams", **held("no", on="2027-01-05"))
    story.walk()
    assert story.assessment.next_action_date == "2028-12-31"


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("confirm-no-blocker", {"contact": "S", "channel": "call"}),
        ("record-usage", {"seats": "10", "active_users": "10", "source": "LYNX"}),
    ],
)
def test_what_happened_did_not_happen_tomorrow(command: str, keys: dict[str, str]) -> None:
    assert "date-in-future" in Story().codes(AOI, command, on="2026-11-25", **keys)
    assert "value-not-a-date" in Story().codes(AOI, command, on="2026-02-31", **keys)


def test_a_discussion_in_the_future_is_refused() -> None:
    assert Story().prepared().codes(AOI, "hold-discussion", **held(on="2026-11-25")) == ["date-in-future"]


def test_an_appointment_is_awaited() -> None:
    story = Story().prepared()
    story.does(AOI, "schedule-discussion", at="2026-11-26T10:00:00+09:00")
    assert "hold-discussion" not in story.next_commands()
    assert {finding.values["criterion"] for finding in story.guide.waiting()} >= {"discussed"}
    assert story.codes(AOI, "schedule-discussion", at="2026-11-26T10:00") == ["value-time-without-offset"]
    story.days_pass(2)
    assert "hold-discussion" in story.next_commands()


# ---------------------------------------------------------------- mail


def test_a_missing_contact_is_to_be_added_and_an_unwanted_one_told_otherwise() -> None:
    nobody = replace(CIRCUMSTANCES, contacts=(CUSTOMER,))
    story = Story(circumstances=nobody)
    story.milestone()
    story.does(AOI, "review-contacts", account_team="known")
    finding = story.is_refused(AOI, "send-mail", "exchange", template="account-team")[0]
    assert finding.code == "no-recipient"
    assert finding.remedy is not None
    assert (finding.remedy.command, finding.remedy.keys) == ("add-contact", {"kind": "account-team"})
    assert story.walk() < 25
    silent = replace(CIRCUMSTANCES, contacts=(ACCOUNT_TEAM, replace(CUSTOMER, do_not_contact=True)))
    other = Story(circumstances=silent)
    assert other.walk() < 25
    assert "mail-recorded" in [fact.kind for fact in other.history]
    assert Story(circumstances=silent).prepared().codes(AOI, "send-mail", template="account-team", cc="sora@customer.example") == [
        "do-not-contact"
    ]


def test_no_template_in_the_language_is_said_and_the_leading_language_offered() -> None:
    story = Story(circumstances=replace(CIRCUMSTANCES, contacts=(ACCOUNT_TEAM, replace(CUSTOMER, language="fr")))).discussed()
    finding = story.is_refused(AOI, "send-mail", "exchange", template="customer-follow-up")[0]
    assert finding.code == "no-template-language"
    assert story.walk() < 20


def test_a_template_that_names_what_nobody_knows_asks_for_words() -> None:
    people = tuple(replace(person, email=None) if person.login == "aoi" else person for person in CIRCUMSTANCES.people)
    story = Story(circumstances=replace(CIRCUMSTANCES, people=people))
    story.milestone()
    finding = story.is_refused(AOI, "send-mail", "exchange", template="account-team")[0]
    assert (finding.code, finding.values["names"]) == ("placeholder-missing", ["manager_email"])
    assert finding.remedy is not None
    assert finding.remedy.needs == ("subject", "body")


# ---------------------------------------------------------------- pages that name no motion


def test_a_playbook_without_motions_is_for_every_motion() -> None:
    def of_any_motion(plain: dict[str, Any]) -> None:
        plain["excused"]["close-without-discussion"]["criteria"].remove("motion")
        if plain.pop("motions", None):
            plain["steps"]["prepare"]["entry"].pop("motion")

    books = changed_playbooks(of_any_motion, of_any_motion)
    story = Story(books=books, motion="targeting")
    assert story.walk() < 25


def test_a_system_fact_composes_the_note_that_the_page_demands() -> None:
    story = Story()
    facts = story.happens(NewFact("milestone-reached", "exchange", ENABLEMENT, {"milestone": "enablement", "date": "2026-11-01"}))
    assert [(fact.kind, fact.data.get("criterion")) for fact in facts] == [("milestone-reached", None), ("note-recorded", "milestone")]
