"""The whole process through the command line: from an empty data folder to a released manager, with proof of everything."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.stories.programme import Programme

Facts = list[Any]


def note(criterion: str, *categories: str) -> Callable[[Any], bool]:
    return lambda fact: (
        fact["kind"] == "note-recorded"
        and fact["data"].get("criterion") == criterion
        and fact["data"]["category"] in categories
        and fact["text"]
    )


def fact(kind: str, **data: object) -> Callable[[Any], bool]:
    return lambda one: one["kind"] == kind and all(one["data"].get(key) == value for key, value in data.items())


def by_hand(category: str) -> Callable[[Any], bool]:
    return lambda one: one["kind"] == "note-recorded" and not one["data"]["composed"] and one["data"]["category"] == category


MANAGEMENT, TECHNICAL = "engagement-management", "technical-enablement"

ALWAYS = {
    "E1": [fact("milestone-reached", milestone="enablement", required=40), note("milestone", TECHNICAL)],
    "E3": [fact("discussion-held", activities_reviewed="yes"), note("discussed", TECHNICAL)],
    "E6": [fact("next-action-set", date="2027-12-31")],
    "E7": [fact("queue-move-requested"), fact("mail-handed-over", template="queue-move"), note("queue-requested", MANAGEMENT)],
    "E8": [fact("faq-reviewed"), note("faq-reviewed", MANAGEMENT)],
    "E10": [fact("task-completed", task="4058"), fact("task-completed", task="1701")],
    "E11": [fact("queue-move-confirmed", queue="FTCQ Inactive APJ"), fact("manager-released", manager="mori")],
    "E12": [fact("service-status-set", status="adoption")],
}
INFORMED = {"E2a": [fact("mail-handed-over", template="account-team"), note("account-team-informed", MANAGEMENT)]}
ABSENT = {"E2b": [fact("faq-reviewed", next_steps="次の担当窓口を佐藤様にお伝えした"), note("account-team-absent", MANAGEMENT)]}
READY = {"E3, ready": [fact("discussion-held", ready="yes", demo_given="yes"), note("next-workloads", TECHNICAL)]}
NOT_READY = {
    "E4": [fact("mail-handed-over", template="customer-follow-up"), note("customer-mailed", MANAGEMENT)],
    "E5": [by_hand(MANAGEMENT)],
}
CONCERNS = {"E9": [fact("discussion-held", concerns="共有メールボックスの移行が遅れている")]}


def assert_proven(facts: Facts, *evidence: dict[str, list[Callable[[Any], bool]]]) -> None:
    """Each piece of evidence of the specification stands in the history."""
    for table in evidence:
        for name, wanted in table.items():
            for place, says in enumerate(wanted):
                assert any(says(one) for one in facts), f"{name}, part {place + 1}: not on record"


@pytest.mark.parametrize(
    ("answers", "evidence"),
    [
        ({"ready": "yes", "concerns": "共有メールボックスの移行が遅れている"}, [ALWAYS, INFORMED, READY]),
        ({"ready": "no"}, [ALWAYS, INFORMED, NOT_READY]),
        ({"account_team": "unknown", "ready": "no"}, [ALWAYS, ABSENT, NOT_READY]),
    ],
    ids=["ready", "not-ready", "account-team-unknown"],
)
def test_whoever_does_what_comes_next_reaches_the_end(programme: Programme, answers: dict[str, str], evidence: list[Any]) -> None:
    number = programme.customer(account_team=answers.get("account_team") != "unknown")
    reached = programme.usage()
    assert [one["required"] for one in reached["newly_reached"]] == [40]
    done = programme.follow(number, **answers)
    shown = programme.show(number)
    assert (shown["state"], shown["manager"], shown["queue"]) == ("closed", None, "FTCQ Inactive APJ")
    assert (shown["next_action_date"], shown["next"], shown["waiting"]) == ("2027-12-31", [], [])
    assert done[-1] == "release-manager"
    assert_proven(programme.history(number), *evidence)
    assert_everything_is_proven(shown)
    verdict = programme.site.json("audit", "verify")
    assert verdict["whole"] is True
    assert verdict["first_broken"] is None


def assert_everything_is_proven(shown: Any) -> None:
    """Every criterion is met by evidence, or does not apply; every step is done."""
    for lane in shown["lanes"]:
        sections = lane["page"]
        listed = [one for step in lane["steps"] for one in (*step["inputs"], *step["outputs"])]
        listed += [one for name in ("key_inputs", "key_outputs", "next_steps") for one in sections[name]]
        for one in listed:
            assert one["verdict"] in ("met", "not-applicable"), one
            assert bool(one["evidence"]) == (one["verdict"] == "met")
            assert one["missing"] == []
        assert {step["state"] for step in lane["steps"]} <= {"done", "not-applicable"}
        assert {task["status"] for step in lane["steps"] for task in step["tasks"] if task["requirement"] == "M"} <= {"complete"}


def test_concerns_are_on_record(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    programme.follow(number, until="hold-discussion")
    keys = {"on": programme.today, "attendees": "佐藤 花子", "activities_reviewed": "yes", "ready": "no", "satisfaction": "2"}
    programme.do("mori", number, "hold-discussion", **keys, concerns="共有メールボックスの移行が遅れている")
    programme.follow(number)
    assert_proven(programme.history(number), ALWAYS, CONCERNS)


DISCUSSED = {"attendees": "佐藤 花子", "activities_reviewed": "yes", "ready": "no", "satisfaction": "4"}
GATED: list[tuple[str, str, dict[str, str]]] = [
    ("mori", "send-mail", {"template": "account-team"}),
    ("mori", "record-mail", {"template": "account-team", "to": "inoue@example.org", "on": "2026-03-02", "reason": "自分のメールから送付"}),
    ("mori", "complete-task", {"task": "1701"}),
    ("mori", "hold-discussion", {"on": "2026-03-02", **DISCUSSED}),
    ("mori", "send-mail", {"template": "customer-follow-up"}),
    ("mori", "complete-task", {"task": "4058"}),
    ("mori", "set-service-status", {"status": "adoption"}),
    ("mori", "request-queue-move", {}),
    ("kudo", "confirm-queue-move", {}),
    ("abe", "confirm-queue-move", {"reason": "電話で確認した"}),
    ("mori", "release-manager", {}),
]


def test_nobody_passes_a_gate_before_its_evidence(programme: Programme) -> None:
    """Every gated act is tried at every stage before its own; it is refused with what is missing, and records nothing."""
    number = programme.customer()
    for login, command, keys in GATED:
        findings = programme.refused(login, number, command, **keys)
        assert any("command" in finding for finding in findings), f"{command}: no remedy names a command"
    programme.usage()
    programme.follow(number, until="hold-discussion")
    for login, command, keys in GATED[4:]:
        programme.refused(login, number, command, **keys)
    programme.do("mori", number, "hold-discussion", on=programme.today, **DISCUSSED)
    for login, command, keys in [gated for gated in GATED[6:] if gated[1] != "complete-task"]:
        programme.refused(login, number, command, **keys)
    programme.follow(number, until="request-queue-move")
    for login, command, keys in GATED[8:]:
        programme.refused(login, number, command, **keys)
    programme.do("mori", number, "request-queue-move")
    assert "request-mail-waiting" in programme.codes("kudo", number, "confirm-queue-move")
    assert programme.refused("mori", number, "release-manager")
    programme.follow(number)
    assert programme.show(number)["state"] == "closed"


def test_the_next_action_date_is_computed_once_all_is_done(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    programme.do("mori", number, "set-next-action", date="2026-04-01", text="定例会議で進み具合を確認する")
    programme.follow(number, until="set-next-action")
    findings = programme.refused("mori", number, "set-next-action", date="2026-12-31")
    assert [(one["code"], one["values"]["wanted"]) for one in findings] == [("wrong-date", "2027-12-31")]
    programme.follow(number)


def test_a_milestone_not_reached_may_be_replaced_by_the_customers_word(programme: Programme) -> None:
    number = programme.customer()
    assert programme.usage(active=39)["newly_reached"] == []
    done = programme.follow(number)
    assert "confirm-no-blocker" in done
    proof = programme.history(number)
    assert_proven(proof, {"E1": [fact("no-blocker-confirmed", channel="call"), note("milestone", TECHNICAL)]})


def test_a_mail_from_ones_own_mailbox_counts_and_says_so(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    programme.follow(number, until="send-mail")
    mail = programme.folder / "sent.eml"
    mail.write_bytes(
        "From: mori@example.org\r\nTo: =?utf-8?b?5LqV5LiK?= <inoue@example.org>\r\nDate: Mon, 02 Mar 2026 09:30:00 +0900\r\n"
        "Message-ID: <own-1@example.org>\r\nSubject: done\r\n\r\n完了しました\r\n".encode()
    )
    (recorded, *_) = programme.do("mori", number, "record-mail", template="account-team", file=str(mail))
    assert recorded["data"]["to"] == ["inoue@example.org"]
    assert (recorded["data"]["on"], recorded["data"]["message_id"]) == ("2026-03-02", "<own-1@example.org>")
    assert (recorded["data"]["file"], recorded["data"]["sent_outside"]) == ("sent.eml", True)
    programme.follow(number)
