"""Engagements that were half done before Tasuki came in: what was done elsewhere comes in as a file, and the rest is done here."""

from typing import Any

from tests.stories.programme import Programme

Row = dict[str, object]
_ABOUT = {"tenant_id": "t-1", "request_id": "RFA-t-1", "by": "前任 一郎"}
NOTE = {**_ABOUT, "service": "", "category": "engagement-management", "on": "2025-12-10", "text": "移行は不要と確認した"}
TASK = {**_ABOUT, "service": "Exchange", "task": "1701", "on": "2026-02-27", "text": "有効化を完了した"}


def _codes(result: Any) -> list[tuple[int, str]]:
    return [(one["row"], one["code"]) for one in result["rejected"]]


def test_a_half_done_engagement_comes_in_and_is_closed(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    taken = programme.take("history", TASK, NOTE)
    assert (taken["created"], taken["rejected"], taken["findings"]) == (2, [], [])
    facts = {fact["kind"]: fact for fact in programme.history(number) if "done_by" in fact["data"]}
    task, note = facts["task-completed"], facts["note-recorded"]
    assert note["number"] < task["number"]
    assert (task["workload"], task["data"]["on"], task["data"]["done_by"], task["by"]) == ("exchange", "2026-02-27", "前任 一郎", "system")
    assert task["data"]["import"] == note["data"]["import"]
    assert (note["text"], note["data"]["composed"], note["workload"]) == ("移行は不要と確認した", False, None)
    done = programme.follow(number, ready="no")
    assert "complete-task" in done  # 4058 is still done here
    assert done.count("record-note") == 2  # what was noted elsewhere tells nothing of how it ended
    shown = programme.show(number)
    assert shown["state"] == "closed"
    assert [task["status"] for lane in shown["lanes"] for step in lane["steps"] for task in step["tasks"] if task["id"] == "4058"] == [
        "complete"
    ]


def test_what_was_done_elsewhere_passes_no_gate(programme: Programme) -> None:
    """Nothing shows that the milestone was reached: the task does not count. Once it is shown, the same file takes in what it could not."""
    number = programme.customer()
    early = {**TASK, "on": "2026-01-20"}
    first = programme.take("history", early, {**TASK, "task": "4058"}, code=1)
    assert _codes(first) == [(1, "milestone-missing"), (2, "milestone-missing")]
    assert programme.show(number)["facts"] == len(programme.history(number)) == 1
    programme.usage()
    again = programme.take("history", early, {**TASK, "task": "4058"})
    assert (again["repeated"], again["created"], _codes(again)) == (True, 1, [(2, "criterion-undecided")])
    assert [finding["code"] for finding in again["findings"]] == ["before-its-evidence"]
    assert programme.codes("mori", number, "complete-task", task="4058")


def test_a_file_of_history_is_taken_in_once_and_rejects_what_it_cannot_place(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    bad: list[Row] = [
        {**NOTE, "request_id": "RFA-9"},
        {**NOTE, "tenant_id": "t-9"},
        {**NOTE, "service": "teams"},
        {**NOTE, "category": "gossip"},
        {**NOTE, "category": "", "text": "どちらでもない"},
        {**NOTE, "text": ""},
        {**NOTE, "on": "2026-02-31"},
        {**NOTE, "by": ""},
        {**TASK, "task": "9999"},
    ]
    taken = programme.take("history", NOTE, *bad, {**NOTE, "category": "技術有効化", "on": "2025-09-01"}, NOTE)
    assert _codes(taken) == [
        *((2, "request-not-imported"), (3, "request-differs"), (4, "unknown-workload"), (5, "not-a-choice"), (6, "neither-task-nor-note")),
        *((7, "blank-cell"), (8, "impossible-date"), (9, "blank-cell"), (10, "unknown-task"), (12, "duplicate-row")),
    ]
    assert (taken["created"], [finding["code"] for finding in taken["findings"]]) == (2, ["before-the-request"])
    facts = programme.show(number)["facts"]
    assert programme.site.json("import", "history", programme.file("look.csv", [TASK]), "--dry-run")["created"] == 1
    other = programme.take("history", NOTE, {**TASK})
    assert (other["unchanged"], other["created"]) == (1, 1)
    same = programme.take("history", {**TASK, "by": "mori"}, {**NOTE})
    assert (same["unchanged"], same["created"]) == (2, 0)
    assert programme.show(number)["facts"] == facts + 1
