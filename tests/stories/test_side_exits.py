"""Other ends than the usual one: nobody to talk to, withdrawn, superseded, on hold, reopened."""

import json

from tests.stories.programme import Programme

ATTEMPTS = [
    {"on": "2026-02-16", "channel": "call", "contact": "佐藤 花子"},
    {"on": "2026-02-19", "channel": "mail", "contact": "佐藤 花子"},
    {"on": "2026-02-26", "channel": "call", "contact": "佐藤 花子"},
]


def test_a_lead_closes_without_a_discussion_after_enough_attempts(programme: Programme) -> None:
    number = programme.customer()
    assert programme.codes("mori", number, "close-without-discussion", attempts=json.dumps(ATTEMPTS)) == {"not-allowed"}
    assert "too-few-attempts" in programme.codes("abe", number, "close-without-discussion", attempts=json.dumps(ATTEMPTS[:2]))
    calls = [{**one, "channel": "call"} for one in ATTEMPTS]
    assert "too-few-channels" in programme.codes("abe", number, "close-without-discussion", attempts=json.dumps(calls))
    close = [ATTEMPTS[0], {**ATTEMPTS[1], "on": "2026-02-17"}, ATTEMPTS[2]]
    assert "attempts-too-close" in programme.codes("abe", number, "close-without-discussion", attempts=json.dumps(close))
    day_apart = [{**one, "on": day} for one, day in zip(ATTEMPTS, ("2026-02-16", "2026-02-20", "2026-02-24"), strict=True)]
    assert "attempts-too-close" in programme.codes("abe", number, "close-without-discussion", attempts=json.dumps(day_apart)), (
        "the 23rd is a holiday: from Friday to Tuesday is one business day"
    )
    assert "attempts-unreadable" in programme.codes("abe", number, "close-without-discussion", attempts='[{"on": "2026-02-31"}]')
    programme.do("abe", number, "close-without-discussion", attempts=json.dumps(ATTEMPTS), reason="三度ご連絡したが返答がない")
    assert programme.refused("mori", number, "release-manager")
    done = programme.follow(number)
    assert "hold-discussion" not in done
    assert {"set-next-action", "request-queue-move", "confirm-queue-move", "release-manager"} <= set(done)
    shown = programme.show(number)
    assert (shown["state"], shown["next_action_date"]) == ("closed-without-discussion", "2027-12-31")


def test_a_withdrawn_request_is_closed_by_a_second_person(programme: Programme) -> None:
    number = programme.customer()
    programme.do("mori", number, "withdraw", reason="お客様が計画を取りやめた")
    assert programme.show(number)["state"] == "on-hold"
    assert programme.refused("mori", number, "release-manager")
    assert "not-allowed" in programme.codes("mori", number, "close-without-discussion", attempts="[]")
    done = programme.follow(number)
    assert done[0] == "close-without-discussion"
    assert programme.show(number)["state"] == "closed-without-discussion"


def test_a_superseded_request_names_the_new_one(programme: Programme) -> None:
    number = programme.customer()
    assert "unknown-request" in programme.codes("mori", number, "supersede", by="RFA-2", reason="新しい依頼")
    programme.take("requests", {"request_id": "RFA-2", "tenant_id": "t-1", "submitted": "2026-02-01", "services": "teams"})
    programme.do("mori", number, "supersede", by="RFA-2", reason="範囲を広げた新しい依頼が出た")
    programme.follow(number)
    assert programme.show(number)["state"] == "closed-without-discussion"


def test_on_hold_nothing_goes_on_until_it_is_resumed(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    programme.do("mori", number, "hold", reason="お客様の都合で一か月延期")
    assert "engagement-on-hold" in programme.codes("mori", number, "review-contacts", account_team="known")
    assert programme.show(number)["next"][0]["command"] == "resume"
    programme.do("mori", number, "resume", reason="予定どおり再開")
    assert "not-on-hold" in programme.codes("mori", number, "resume", reason="もう一度")
    programme.follow(number)


def test_a_closed_engagement_takes_no_more_services_until_it_is_reopened(programme: Programme) -> None:
    """Nobody would be left to see to the new lane: the row is rejected, the request stays as it was, and the sentence says what to do."""
    number = programme.customer()
    programme.usage()
    programme.follow(number)
    before = programme.show(number)
    more = {"request_id": "RFA-t-1", "tenant_id": "t-1", "submitted": "2025-10-01", "services": "exchange;teams"}
    (row,) = programme.take("requests", more, code=1)["rejected"]
    assert (row["code"], bool(row["sentence"])) == ("engagement-closed", True)
    assert programme.show(number) == before
    programme.do("abe", number, "reopen", reason="別のサービスが残っていた")
    assert programme.take("requests", more)["updated"] == 1
    assert {lane["workload"] for lane in programme.show(number)["lanes"]} == {"exchange", "teams", None}


def test_a_reopened_engagement_must_be_handed_over_again(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    programme.follow(number)
    assert "engagement-closed" in programme.codes("mori", number, "record-note", category="environment", text="追記")
    programme.do("abe", number, "reopen", reason="別のサービスが残っていた")
    shown = programme.show(number)
    assert (shown["state"], shown["manager"], shown["queue"]) == ("active", "mori", None)
    assert programme.refused("mori", number, "release-manager")
    done = programme.follow(number)
    assert {"request-queue-move", "confirm-queue-move", "release-manager"} <= set(done)
    assert "hold-discussion" not in done
    assert programme.show(number)["state"] == "closed"


def test_another_motion_completes_nothing(programme: Programme) -> None:
    number = programme.customer(motion="customer-health")
    programme.usage()
    assert [act["command"] for act in programme.show(number)["next"]] == ["withdraw"]
    assert "wrong-motion" in programme.codes("mori", number, "complete-task", task="1701")
    programme.do("mori", number, "record-note", category="engagement-management", text="状況を確認した")
