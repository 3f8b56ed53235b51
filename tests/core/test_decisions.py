"""Every command: who may ask for it, what it records, and what refuses it with which remedy (contracts.md section 8, domain.md 10.8)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import COMMANDS, Command, UsageError, parse
from tasuki.core.engagement.decisions import ACTS, Decided, Refused, decide
from tasuki.core.engagement.roles import ALLOWED, role_for
from tests.core.cast import (
    AOI,
    ATTEMPTS,
    BEN,
    CIRCUMSTANCES,
    EMI,
    ENABLEMENT,
    EVERYBODY,
    EXCHANGE_AND_TEAMS,
    EXCHANGE_MIGRATES,
    KEN,
    LEO,
    LIN,
    OLGA,
    OTHER_QUEUE,
    RIN,
    SORA,
    TENANT,
    THIS_YEARS_DATE,
    TODAY,
    Story,
    held,
    playbooks,
    sensible,
)

# ---------------------------------------------------------------- who may

MANAGERS = {
    *("confirm-no-blocker", "confirm-migrated", "record-usage", "add-contact", "verify-contact", "correct-contact", "review-contacts"),
    *("review-faq", "send-mail", "record-mail", "record-note", "schedule-discussion", "hold-discussion", "complete-task"),
    *("set-service-status", "set-next-action", "request-queue-move", "take-back-queue-move", "release-manager", "attest"),
    *("request-waiver", "hold", "resume", "withdraw", "supersede"),
    *("show-request-form", "confirm-leaving", "raise-objection", "answer-objection"),
    *("take-back", "take-back-mail", "send-mail-now", "release-mail", "resend-mail", "settle-mail"),
}
LEADS_ALONE = {"grant-waiver", "refuse-waiver", "close-without-discussion", "reopen"}
QUEUES_OWN = {"acknowledge-queue-move", "take-back-queue-answer", "review-inactive-tenant"}
MAY = {
    "manager": MANAGERS,
    "engineer": {
        *("confirm-no-blocker", "confirm-migrated", "record-usage", "record-note", "add-contact", "verify-contact", "correct-contact"),
        *("attest", "complete-task"),
    },
    "assignment": {"confirm-queue-move", "decline-queue-move", "record-note", "reassign-manager", *QUEUES_OWN},
    "lead": MANAGERS | LEADS_ALONE | {"reassign-manager", "confirm-queue-move", *QUEUES_OWN},
    "auditor": set[str](),
    "author": set[str](),
    "admin": set[str](),
    "account-team": {"confirm-leaving", "raise-objection"},
    "customer": {"sign-off", "leave-comment", "rate-engagement"},
}
"""Written from the contract, not from roles.py."""


def full_keys(command: str) -> dict[str, str]:
    return {key.name: sensible_key(command, key.name) for key in COMMANDS[command].keys if key.required}


def sensible_key(command: str, name: str) -> str:
    own = {
        "template": "account-team",
        "category": "engagement-management",
        "task": "1701",
        "criterion": "customer-mailed",
        "kind": "customer",
        "at": "2026-11-26T10:00:00+09:00",
        "attempts": ATTEMPTS,
        "by": "R-2",
        "date": "2026-12-24",
    }
    if (command, name) == ("reassign-manager", "to"):
        return "ben"
    if (command, name) == ("attest", "criterion"):
        return "customer-knows-the-end"
    return own.get(name) or sensible(name)


def test_the_table_of_rights_is_complete() -> None:
    assert set(ACTS) == set(COMMANDS)
    assert set(ALLOWED) == set(MAY)
    assert {command for allowed in MAY.values() for command in allowed} == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_whoever_may_not_is_told_so_and_nothing_is_recorded(command: str) -> None:
    story = Story()
    for who in EVERYBODY:
        refused = story.decide(who, command, **full_keys(command))
        codes = [finding.code for finding in refused.findings] if isinstance(refused, Refused) else []
        engineers_task = who is EMI and command == "complete-task"  # the task is the manager's
        allowed = command in MAY[who.role] and who is not BEN and not engineers_task
        assert ("not-allowed" not in codes) == allowed, (who.login, command, codes)


def test_an_engineer_completes_only_tasks_of_his_own() -> None:
    story = Story(EXCHANGE_MIGRATES)
    story.does(EMI, "complete-task", "exchange", task="2323")
    assert story.codes(EMI, "complete-task", "exchange", task="1701") == ["not-allowed"]


def test_a_lead_confirms_on_behalf_with_a_reason_and_a_manager_never() -> None:
    story = Story().requested()
    story.worker()
    assert story.codes(AOI, "confirm-queue-move", reason="it is so") == ["not-allowed"]
    assert story.codes(LEO, "confirm-queue-move") == ["key-missing"]
    facts = story.does(LEO, "confirm-queue-move", reason="told by telephone")
    assert facts[0].data["on_behalf"] is True


def test_a_lead_who_is_the_manager_does_not_answer_for_the_queue() -> None:
    story = Story().requested()
    story.worker()
    story.does(KEN, "reassign-manager", to="leo", reason="nobody else is there")
    assert story.codes(LEO, "confirm-queue-move", reason="told by telephone") == ["not-allowed"]
    assert story.codes(LIN, "confirm-queue-move") == ["key-missing"]
    story.does(KEN, "confirm-queue-move")
    story.does(LEO, "release-manager")


def test_a_reassigned_manager_takes_over_everything() -> None:
    story = Story().discussed()
    story.does(LEO, "reassign-manager", to="ben", reason="a new territory")
    assert story.assessment.manager == "ben"
    assert story.codes(AOI, "send-mail", template="customer-follow-up") == ["not-allowed"]
    story.does(BEN, "send-mail", template="customer-follow-up")
    assert story.codes(LEO, "reassign-manager", to="ben", reason="r") == ["already-manager"]
    assert story.codes(LEO, "reassign-manager", to="emi", reason="r") == ["unknown-manager"]
    assert story.codes(KEN, "reassign-manager", to="nobody", reason="r") == ["unknown-manager"]


def test_after_the_release_only_a_lead_reopens() -> None:
    story = Story().closed()
    assert story.codes(AOI, "record-note", **full_keys("record-note")) == ["engagement-closed"]
    assert story.codes(OLGA, "record-note", **full_keys("record-note")) == ["not-allowed"]
    assert story.codes(AOI, "reopen", reason="r") == ["not-allowed"]
    story.does(LEO, "reopen", reason="r")
    assert story.codes(LEO, "reopen", reason="r") == ["not-closed"]


def test_every_command_has_a_role_whose_business_it_is() -> None:
    assert all(command in MAY[role_for(command)] for command in COMMANDS)


# ---------------------------------------------------------------- what the process forbids: X and D of the domain


def unbegun(story: Story) -> Story:
    return story


PROHIBITED: list[tuple[str, Callable[[Story], Story], Actor, str, str, dict[str, str], str]] = [
    ("X1 the manager leaves before the queue has the tenant", Story.requested, AOI, "release-manager", "", {}, "confirm-queue-move"),
    ("X1 the manager leaves before he asked", Story.finished, AOI, "release-manager", "", {}, "request-queue-move"),
    ("X3 the mandatory task is skipped", Story.discussed, AOI, "request-queue-move", "", {}, "complete-task"),
    ("X3 the status comes before the task", Story.discussed, AOI, "set-service-status", "", {"status": "adoption"}, "complete-task"),
    ("D2 the discussion without a milestone", unbegun, AOI, "hold-discussion", "", held(), "confirm-no-blocker"),
    ("D2 the task without a milestone", unbegun, AOI, "complete-task", "", {"task": "4058"}, "confirm-no-blocker"),
    ("D2 the discussion without the task before it", unbegun, AOI, "hold-discussion", "", held(), "complete-task"),
    (
        "D4 the customer mail before the discussion",
        Story.prepared,
        AOI,
        "send-mail",
        "",
        {"template": "customer-follow-up"},
        "hold-discussion",
    ),
    (
        "D4 one's own mail before the discussion",
        Story.prepared,
        AOI,
        "record-mail",
        "",
        {"template": "customer-follow-up", "to": "a@b.example", "on": "2026-11-24", "reason": "r"},
        "hold-discussion",
    ),
    ("D4 the task before the discussion", Story.prepared, AOI, "complete-task", "", {"task": "4058"}, "hold-discussion"),
    ("D5 the request before the closing note", Story.finished, AOI, "request-queue-move", "", {}, "record-note"),
    ("D5 the request before the date", Story.finished, AOI, "request-queue-move", "", {}, "set-next-action"),
    ("E11 a confirmation of nothing", Story.finished, KEN, "confirm-queue-move", "", {}, "request-queue-move"),
]


@pytest.mark.parametrize(("why", "begin", "who", "command", "workload", "keys", "remedy"), PROHIBITED, ids=[row[0] for row in PROHIBITED])
def test_it_is_refused_and_says_what_would_help(
    why: str, begin: Callable[[Story], Story], who: Actor, command: str, workload: str, keys: dict[str, str], remedy: str
) -> None:
    story = begin(Story())
    findings = story.is_refused(who, command, workload, **keys)
    assert remedy in {finding.remedy.command for finding in findings if finding.remedy}, why
    assert all(finding.remedy for finding in findings), why


def test_x2_the_manager_stays_while_another_service_is_unfinished() -> None:
    story = Story(EXCHANGE_AND_TEAMS).finished("exchange")
    findings = story.is_refused(AOI, "release-manager")
    assert {finding.values["workload"] for finding in findings} == {"teams", None}
    assert {finding.remedy.command for finding in findings if finding.remedy and finding.remedy.workload == "teams"} >= {
        "confirm-no-blocker",
        "hold-discussion",
        "complete-task",
    }


def test_x4_and_d8_only_a_declared_queue_and_a_reason_for_another_regions() -> None:
    story = Story().finished()
    story.does(AOI, "set-next-action", date="2027-12-31")
    story.does(AOI, "record-note", category="engagement-management", text="Closing.")
    unknown = story.is_refused(AOI, "request-queue-move", queue="FTCQ Active APJ", reason="r")[0]
    assert (unknown.code, unknown.remedy and unknown.remedy.command) == ("unknown-queue", "request-queue-move")
    other = story.is_refused(AOI, "request-queue-move", queue=OTHER_QUEUE)[0]
    assert other.code == "queue-of-another-region"
    assert other.remedy is not None
    assert (other.remedy.keys, other.remedy.needs) == ({"queue": "FTCQ Inactive APJ"}, ("reason",))
    story.does(AOI, "request-queue-move", queue=OTHER_QUEUE, reason="the parent company lies there")
    assert story.codes(AOI, "request-queue-move") == ["queue-move-already-requested"]


def test_d1_another_motion_completes_nothing() -> None:
    story = Story(motion="customer-health")
    assert story.codes(AOI, "review-contacts", account_team="known") == ["wrong-motion"]
    assert story.codes(AOI, "release-manager") == ["wrong-motion"]
    story.does(AOI, "record-note", category="environment", text="For the record.")
    assert story.next_commands() == ["withdraw"]


def test_an_engagement_of_another_motion_is_given_up_by_its_manager_closed_by_a_lead_and_handed_over() -> None:
    """`next` says at every point who must act; the workload's own acts stay refused to the end (D1)."""
    story = Story(motion="customer-health")
    finding = story.guide.finding(story.cell("motion", None))
    assert finding.remedy is not None
    assert finding.remedy.command == "withdraw"
    assert story.is_refused(AOI, "complete-task", task="1701")[0].remedy == finding.remedy
    story.follow(story.next()[0])
    assert [(act.command, act.role) for act in story.next()] == [("close-without-discussion", "lead"), ("resume", "manager")]
    assert story.codes(AOI, "set-next-action", date=THIS_YEARS_DATE) == ["wrong-motion"]
    story.follow(story.next()[0])
    assert story.codes(AOI, "complete-task", "exchange", task="1701") == ["wrong-motion"]
    story.walk()
    assert (story.state, story.assessment.manager, story.assessment.queue) == ("closed-without-discussion", None, "FTCQ Inactive APJ")
    assert not [fact for fact in story.history if fact.kind in ("task-completed", "discussion-held", "service-status-set")]
    story.does(LEO, "reopen", reason="closed by mistake")
    assert story.next_commands() == ["withdraw"]


def test_either_status_of_the_page_may_be_set_whether_or_not_this_engagement_migrates() -> None:
    """The page names both (domain.md E12); another request may bring the migration."""
    story = Story().discussed(ready="yes")
    story.does(AOI, "review-faq", "exchange")
    story.does(AOI, "complete-task", "exchange", task="4058")
    story.does(AOI, "set-service-status", "exchange", status="migrate")
    assert story.verdict("service-status", process=ENABLEMENT) == "met"


def test_r17_no_template_in_the_customers_language_is_a_finding_that_offers_the_leading_one() -> None:
    """A German customer: nothing falls back in silence; the leading language is offered, and any other may be chosen."""
    german = tuple(replace(contact, language="de") for contact in CIRCUMSTANCES.contacts)
    story = Story(circumstances=replace(CIRCUMSTANCES, tenant=replace(TENANT, language="de"), contacts=german))
    story.milestone()
    story.does(AOI, "review-contacts", account_team="known")
    refused = story.is_refused(AOI, "send-mail", "exchange", template="account-team")[0]
    assert (refused.code, refused.values["language"], refused.values["languages"]) == ("no-template-language", "de", ["en", "ja"])
    assert refused.remedy is not None
    assert refused.remedy.keys == {"template": "account-team", "language": "ja"}
    offered = next(act for act in story.next() if act.command == "send-mail")
    assert offered.keys == refused.remedy.keys
    (mail, *_) = story.does(AOI, "send-mail", "exchange", template="account-team", language="en")
    assert mail.data["language"] == "en"


def test_d3_the_migrations_task_comes_after_the_enablements() -> None:
    story = Story(EXCHANGE_MIGRATES)
    remedies = {f.remedy.keys.get("task") for f in story.is_refused(AOI, "complete-task", task="4060") if f.remedy}
    assert remedies >= {"4058", "1701", "1702"}
    assert Story().codes(AOI, "complete-task", task="4060") == ["answers-nothing"]
    assert Story().codes(AOI, "confirm-migrated", users="1", agreed="1", on=TODAY.isoformat()) == ["answers-nothing"]


def test_d6_a_partner_led_tenant_moves_only_with_its_partners_agreement() -> None:
    story = Story(circumstances=replace(CIRCUMSTANCES, tenant=replace(TENANT, partner_led=True))).finished()
    story.does(AOI, "set-next-action", date="2027-12-31")
    story.does(AOI, "record-note", category="engagement-management", text="Closing.")
    assert story.codes(AOI, "request-queue-move") == ["partner-agreement-missing"]
    assert story.next()[0].needs == ("reason",)
    story.does(AOI, "request-queue-move", reason="the partner agrees")


def test_d7_is_a_wrong_date() -> None:
    assert Story().finished().codes(AOI, "set-next-action", date="2026-12-31") == ["wrong-date"]


def test_d10_no_command_changes_or_removes_a_fact() -> None:
    """Facts are only ever added: a decision returns new ones, and the history it was given is as it was."""
    story = Story().finished()
    before = story.history
    for command in COMMANDS:
        decide(story.plan, before, Command(command, (), full_keys(command)), AOI, story.now)
    assert story.history is before


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize("command", sorted(command for command, spec in COMMANDS.items() if any(key.required for key in spec.keys)))
def test_missing_keys_are_all_said_at_once(command: str) -> None:
    who = next(actor for actor in EVERYBODY if command in MAY[actor.role] and actor is not BEN)
    story = Story().closed() if command in ("reopen", "review-inactive-tenant") else Story()
    missing = {finding.values.get("key") for finding in story.is_refused(who, command) if finding.code == "key-missing"}
    assert missing >= {key.name for key in COMMANDS[command].keys if key.required}


@pytest.mark.parametrize(
    ("command", "keys", "code"),
    [
        ("record-note", {"category": "gossip", "text": "x"}, "value-not-a-choice"),
        ("record-note", {"category": "environment", "text": "x", "task": "9999"}, "unknown-task"),
        ("record-note", {"category": "environment", "text": "x", "criterion": "nothing"}, "unknown-criterion"),
        ("set-next-action", {"date": "2026-02-31"}, "value-not-a-date"),
        ("set-next-action", {"date": "31.12.2027"}, "value-not-a-date"),
        ("set-next-action", {"date": "0001-01-01"}, "value-not-a-date"),
        ("schedule-discussion", {"workload": "exchange", "at": "9999-12-31T23:59:00-12:00"}, "value-not-a-time"),
        ("schedule-discussion", {"workload": "exchange", "at": "0001-01-01T00:00:00+14:00"}, "value-not-a-time"),
        ("record-usage", {"on": "2026-11-01", "seats": "-1", "active_users": "1", "source": "LYNX"}, "value-not-a-number"),
        ("record-usage", {"on": "2026-11-01", "seats": "१०", "active_users": "1", "source": "LYNX"}, "value-not-a-number"),
        ("confirm-no-blocker", {"contact": " ; ", "channel": "call", "on": "2026-11-01"}, "value-not-a-list"),
        ("add-contact", {"kind": "customer", "name": "a\nBcc: b", "email": "a@b.example"}, "value-line-break"),
        ("add-contact", {"kind": "customer", "name": "A", "email": "nowhere"}, "not-an-address"),
        ("add-contact", {"kind": "customer", "name": "A", "email": "SORA@customer.example"}, "contact-exists"),
        ("correct-contact", {"name": "Nobody"}, "unknown-contact"),
        ("send-mail", {"template": "love-letter"}, "unknown-template"),
        ("attest", {"criterion": "customer-knows-the-end", "text": "yes"}, "text-too-short"),
        ("attest", {"criterion": "customer-knows-the-end", "text": "yes" + "\u200b" * 20}, "text-too-short"),
        ("attest", {"criterion": "customer-knows-the-end", "text": "y" + " " * 20 + "s"}, "text-too-short"),
        ("attest", {"criterion": "milestone", "text": "I say that it is reached."}, "not-attestable"),
        ("attest", {"criterion": "nothing", "text": "I say that it is reached."}, "unknown-criterion"),
        ("supersede", {"by": "R-9", "reason": "r"}, "unknown-request"),
        ("resume", {"reason": "r"}, "not-on-hold"),
        ("take-back-queue-move", {"reason": "r"}, "no-open-request"),
        ("complete-task", {"task": "9999"}, "answers-nothing"),
        ("take-back-mail", {"mail": "7000"}, "unknown-mail"),
        ("take-back", {"fact": "1"}, "nothing-to-take-back"),
        ("take-back", {"fact": "7000"}, "nothing-to-take-back"),
        ("hold-discussion", held("yes") | {"demo_given": "no"}, "key-missing"),
        ("review-contacts", {"account_team": "known\nunknown"}, "value-not-a-choice"),
    ],
)
def test_impossible_values(command: str, keys: dict[str, str], code: str) -> None:
    assert code in Story().codes(AOI, command, **keys)


def test_who_slips_takes_it_back_and_it_counts_no_more() -> None:
    story = Story()
    slip = story.does(AOI, "set-next-action", date="2026-12-24")[0]
    assert story.codes(LEO, "take-back", fact=str(slip.number)) == ["nothing-to-take-back"], "somebody else's"
    story.does(AOI, "take-back", fact=str(slip.number))
    assert story.assessment.next_action_date is None
    assert story.codes(AOI, "take-back", fact=str(slip.number)) == ["nothing-to-take-back"], "once"
    story.does(AOI, "hold", reason="holidays")
    pause = story.does(AOI, "resume", reason="back")[0]
    story.does(AOI, "take-back", fact=str(pause.number))
    assert story.state == "on-hold"


def test_what_others_have_built_upon_stands() -> None:
    story = Story()
    slip = story.does(AOI, "set-next-action", date="2026-12-24")[0]
    story.does(AOI, "record-note", category="engagement-management", text="told the customer")
    assert story.codes(AOI, "take-back", fact=str(slip.number)) == ["nothing-to-take-back"]


def test_an_appointment_for_several_workloads_is_taken_back_as_one() -> None:
    story = Story(EXCHANGE_AND_TEAMS)
    set_for = story.does(AOI, "schedule-discussion", "exchange;teams", at="2026-11-26T10:00:00+09:00")
    assert len(set_for) == 2
    back = story.does(AOI, "take-back", fact=str(set_for[0].number))
    assert [fact.data["fact"] for fact in back] == [fact.number for fact in set_for]
    assert story.assessment.history.of("discussion-scheduled") == []


def test_a_lead_is_told_what_is_wrong_with_the_attempts() -> None:
    for attempts in (
        "{}",
        "[1]",
        '[{"on": "yesterday", "channel": "mail", "contact": "S"}]',
        '[{"on": "2026-11-01", "channel": "owl", "contact": "S"}]',
    ):
        assert Story().codes(LEO, "close-without-discussion", attempts=attempts) == ["attempts-unreadable"]
    assert Story().codes(LEO, "close-without-discussion", attempts="[") == ["value-not-json"]


def test_what_cannot_be_seen_is_not_given_and_what_cannot_be_written_is_marked() -> None:
    given = {"category": "environment", "text": "\u200b \u2060\x00", "task": "a\x00\ud800b"}
    assert parse("record-note", given, lambda name: name).keys == {"category": "environment", "task": "a\ufffd\ufffdb"}


def test_unknown_commands_and_keys_are_errors_of_use() -> None:
    for name, given in (("dance", {}), ("release-manager", {"quietly": "yes"}), ("release-manager", {"workload": "exchange"})):
        with pytest.raises(UsageError):
            parse(name, given, str)
    parsed = parse("hold-discussion", {"workload": "EXO; teams ;EXO", "on": " "}, {"EXO": "exchange", "teams": "teams"}.get)
    assert (parsed.workloads, dict(parsed.keys)) == (("exchange", "teams"), {})


def test_workloads_are_named_rightly() -> None:
    story = Story(EXCHANGE_AND_TEAMS)
    assert story.codes(AOI, "complete-task", "yammer", task="1701") == ["unknown-workload"]
    assert "one-workload-only" in story.codes(AOI, "complete-task", "exchange;teams", task="1701")


def test_two_mandatory_tasks_of_one_step_come_in_page_order() -> None:
    """Neither is written, both wait for the rest: the table's order decides, and nothing waits for itself."""

    enablement = playbooks()[0]
    last = enablement.criterion("task-4058")
    assert last is not None
    another = replace(last, key="task-4059", met_by=(replace(last.met_by[0], words=("4059",)),))
    tasks = {**enablement.tasks, "4059": replace(enablement.tasks["4058"], id="4059")}
    book = replace(enablement, criteria=(*enablement.criteria, another), tasks=tasks)
    story = Story(books=[book])
    story.discussed()
    story.does(AOI, "send-mail", template="customer-follow-up")
    story.worker()
    story.does(AOI, "record-note", "exchange", category="engagement-management", text="All is well.")
    story.does(AOI, "review-faq", "exchange")
    waits = {finding.values["criterion"] for finding in story.is_refused(AOI, "complete-task", task="4059")}
    assert waits == {"task-4058", "service-status"}, "the status comes after the first task, so it is the rest of the second"
    story.does(AOI, "complete-task", task="4058")
    story.does(AOI, "set-service-status", status="adoption")
    story.does(AOI, "complete-task", task="4059")
    assert story.walk() < 10
    assert isinstance(story.decide(LEO, "reopen", reason="r"), Decided)


# ---------------------------------------------------------------- account team and customer, without an account


def test_an_objection_is_answered_before_the_hand_over_and_is_no_veto() -> None:
    story = Story().finished()
    story.does(AOI, "set-next-action", date=THIS_YEARS_DATE)
    story.does(AOI, "record-note", category="engagement-management", text="Everything is done.")
    (raised,) = story.does(RIN, "raise-objection", contact="Rin Account", reason="The second site is not trained.")
    assert story.codes(AOI, "request-queue-move") == ["criterion-missing"]
    assert story.next()[0].command == "answer-objection"
    assert story.codes(RIN, "answer-objection", text="Never mind.") == ["not-allowed"]
    (answered,) = story.does(AOI, "answer-objection", text="They are trained on Friday.")
    assert answered.data["objection"] == raised.number
    assert story.codes(AOI, "answer-objection", text="Once more.") == ["no-open-objection"]
    story.does(AOI, "request-queue-move")
    assert story.codes(RIN, "raise-objection", contact="Rin Account", reason="Too late.") == ["hand-over-begun"]


def test_the_customer_speaks_also_after_the_end_and_each_rating_counts_once() -> None:
    story = Story().closed()
    story.does(SORA, "rate-engagement", contact="Sora Customer", satisfaction="5")
    assert story.codes(SORA, "rate-engagement", contact="Sora Customer", satisfaction="1") == ["already-rated"]
    story.does(SORA, "sign-off", contact="Sora Customer")
    assert story.codes(SORA, "sign-off", contact="Sora Customer") == ["already-signed-off"]
    story.does(SORA, "leave-comment", contact="Sora Customer", text="Thank you.")
    assert story.assessment.state == "closed"
    assert story.codes(SORA, "record-note", category="environment", text="x") == ["not-allowed"]
