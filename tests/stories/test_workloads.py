"""Several workloads of one request: each is completed for itself, the hand-over comes once, after all."""

from typing import Any

from tests.stories.programme import Programme

BOTH = "exchange;teams"


def test_the_hand_over_waits_for_the_last_workload(programme: Programme) -> None:
    number = programme.customer(services=BOTH)
    programme.usage("t-1", "exchange")
    programme.follow(number, until="confirm-no-blocker")
    codes = programme.codes("mori", number, "request-queue-move")
    assert "milestone-missing" in codes
    assert programme.refused("mori", number, "release-manager")
    (missing,) = [one for one in programme.refused("mori", number, "complete-task", task="1701", workload="teams") if "command" in one]
    assert missing["command"]["workload"] == "teams"
    programme.usage("t-1", "teams", day="2026-03-01")
    programme.follow(number)
    assert programme.show(number)["state"] == "closed"
    tasks = [(one["workload"], one["data"]["task"]) for one in programme.history(number) if one["kind"] == "task-completed"]
    assert sorted(tasks) == [("exchange", "1701"), ("exchange", "4058"), ("teams", "1701"), ("teams", "4058")]


def test_one_meeting_and_one_mail_serve_two_workloads(programme: Programme) -> None:
    number = programme.customer(services=BOTH)
    programme.usage("t-1", "exchange", "teams")
    for workload in ("exchange", "teams"):
        shown = programme.follow(number, until="hold-discussion") if workload == "exchange" else []
        assert shown or workload == "teams"
    programme.do("mori", number, "complete-task", task="1701", workload="teams")
    if programme.show(number)["lanes"][1]["steps"][0]["state"] != "done":
        programme.do("mori", number, "send-mail", template="account-team", workload="teams")
        programme.worker()
    programme.worker()  # the personal letters that follow the notices to the account team
    keys = {"on": programme.today, "attendees": "佐藤 花子", "activities_reviewed": "yes", "ready": "no", "satisfaction": "4"}
    held = programme.do("mori", number, "hold-discussion", workload="Exchange; Teams", **keys)
    assert [one["workload"] for one in held if one["kind"] == "discussion-held"] == ["exchange", "teams"]
    queued = programme.do("mori", number, "send-mail", template="customer-follow-up", workload=BOTH)
    assert len({one["data"]["message_id"] for one in queued if one["kind"] == "mail-queued"}) == 1
    assert programme.worker()["mail"] == {"handed-over": 1}
    sent = [one["workload"] for one in programme.history(number) if one["kind"] == "mail-handed-over"]
    assert sent[-2:] == ["exchange", "teams"]
    programme.follow(number, ready="no")
    assert programme.site.json("audit", "verify")["whole"]


def test_a_workload_must_be_named_where_there_are_two(programme: Programme) -> None:
    number = programme.customer(services=BOTH)
    codes = {one["code"]: one["values"] for one in programme.refused("mori", number, "complete-task", task="1701")}
    assert codes["workload-missing"]["workloads"] == ["exchange", "teams"]
    assert "unknown-workload" in programme.codes("mori", number, "complete-task", task="1701", workload="yammer")
    assert "one-workload-only" in programme.codes("mori", number, "complete-task", task="1701", workload=BOTH)


def test_a_workload_added_later_holds_the_hand_over_up(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    programme.follow(number, until="release-manager")
    request = {"request_id": "RFA-t-1", "tenant_id": "t-1", "submitted": "2025-10-01"}
    taken = programme.take("requests", {**request, "services": BOTH})
    assert taken["updated"] == 1
    assert programme.refused("mori", number, "release-manager")
    assert "added" in " ".join(one["kind"] for one in programme.history(number))
    programme.usage("t-1", "teams")
    programme.follow(number)
    assert programme.show(number)["state"] == "closed"


def test_migration_follows_enablement_in_a_lane_of_its_own(programme: Programme) -> None:
    number = programme.customer(services="exchange", migrating="exchange")
    programme.usage()
    lanes = [(lane["workload"], lane["process"]) for lane in programme.show(number)["lanes"]]
    assert lanes == [("exchange", "completion-enablement"), ("exchange", "completion-migration"), (None, "completion-enablement")]
    assert programme.refused("mori", number, "complete-task", task="4060")
    programme.follow(number, until="confirm-migrated")
    assert programme.refused("mori", number, "request-queue-move")
    programme.follow(number)
    facts = programme.history(number)
    tasks = _tasks(facts)
    assert sorted(tasks) == ["1701", "1702", "4058", "4060"]
    for earlier, later in (("1701", "4058"), ("1702", "4060"), ("4058", "4060")):
        assert tasks.index(earlier) < tasks.index(later)
    migrated = next(one for one in facts if one["kind"] == "migrated-confirmed")
    assert (migrated["process"], migrated["data"]["users"]) == ("completion-migration", 120)
    assert programme.show(number)["state"] == "closed"


def _tasks(facts: list[Any]) -> list[str]:
    return [one["data"]["task"] for one in facts if one["kind"] == "task-completed"]


def test_fewer_users_than_agreed_are_no_migration(programme: Programme) -> None:
    number = programme.customer(services="exchange", migrating="exchange")
    programme.usage()
    programme.follow(number, until="confirm-migrated")
    programme.do("endo", number, "confirm-migrated", users="80", agreed="120", on=programme.today)
    criterion = next(one for one in programme.show(number)["lanes"][1]["steps"][0]["inputs"] if one["key"] == "milestone")
    assert criterion["verdict"] == "missing"
    assert criterion["missing"][0]["command"]["command"] == "confirm-migrated"
    programme.do("endo", number, "confirm-migrated", users="121", agreed="120", on=programme.today)
    programme.follow(number)
