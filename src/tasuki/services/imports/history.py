"""What was done in another system before an engagement came here: tasks that were completed, and notes that were written.

Every entry is decided like the act itself, by the same gate, and says who did it and on which day: a task counts as soon as what it comes
after is proven here; a note tells what was and proves nothing. A mail, a discussion or a queue cannot come in this way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tasuki.core.engagement.commands import Command
from tasuki.core.engagement.facts import Fact, NewFact, as_if_recorded
from tasuki.core.engagement.gate import answered
from tasuki.records.models import Engagement
from tasuki.services import engagements
from tasuki.services.engagements import Case
from tasuki.services.imports.cells import BadCell
from tasuki.services.imports.sheets import Row
from tasuki.services.imports.taking import Taking, refused
from tasuki.services.refusal import Refusal

_KEY = ("tenant_id", "request_id", "service", "task", "category", "on", "by", "text")
_NOTE, _TASK = "note-recorded", "task-completed"
_Entry = tuple[Row, dict[str, Any]]


def take(taking: Taking) -> None:
    entries: dict[str, list[_Entry]] = {}
    for row, values in taking.readable(_KEY):
        entries.setdefault(values["request_id"], []).append((row, values))
    for request, own in entries.items():
        engagement = Engagement.objects.select_related("tenant", "request").filter(request=request).first()
        right = [entry for entry in own if _is_about(taking, entry, engagement)]
        if engagement is not None and right:
            _take_over(taking, engagement, right)


def _is_about(taking: Taking, entry: _Entry, engagement: Engagement | None) -> bool:
    """Whether the entry's request is known, as one of the entry's tenant: a file of history opens no engagement."""
    row, values = entry
    if engagement is None:
        taking.reject(row, BadCell("request-not-imported", request_id=values["request_id"]))
    elif engagement.tenant_id != values["tenant_id"]:
        was, now = engagement.tenant_id, values["tenant_id"]
        taking.reject(row, BadCell("request-differs", request_id=values["request_id"], column="tenant_id", was=was, now=now))
    else:
        return True
    return False


def _take_over(taking: Taking, engagement: Engagement, entries: Sequence[_Entry]) -> None:
    """One engagement's entries in the order of their days, written together."""

    def act(case: Case) -> list[NewFact]:
        new: list[NewFact] = []
        for row, values in sorted(entries, key=lambda entry: entry[1]["on"]):
            try:
                more = _facts_of(taking, case, values)
            except BadCell as bad:
                taking.reject(row, bad)
                continue
            taking.result.created += bool(more)
            taking.result.unchanged += not more
            case = replace(case, history=(*case.history, *as_if_recorded(len(case.history), more, taking.at)))
            new += more
        return new

    engagements.record_inside(engagement, act, by=taking.by)


def _facts_of(taking: Taking, case: Case, values: Mapping[str, Any]) -> list[NewFact]:
    """None for what is known already. Raises `BadCell`."""
    command = _command(values)
    if _is_known(case.history, values):
        return []
    if values["on"] > case.circumstances.today:
        raise BadCell("future-date", column="on", value=values["on"].isoformat(), today=case.circumstances.today.isoformat())
    if "task" in values and not any(values["task"] in lane.playbook.tasks for lane in case.plan.lanes):
        raise BadCell("unknown-task", task=values["task"])
    try:
        facts = engagements.decided_for_a_file(case, command, by=taking.by)
    except Refusal as refusal:
        raise refused(refusal) from None
    _tell_order(taking, case, values, facts[0])
    told = {"on": values["on"].isoformat(), "done_by": values["by"], "import": taking.record.pk}
    return [replace(facts[0], data={**facts[0].data, **told}, text=values.get("text", "")), *facts[1:]]


def _command(values: Mapping[str, Any]) -> Command:
    """A row with a category is a note, whatever task it is about; one with a task only says that it was completed."""
    workloads = (values["service"],) if "service" in values else ()
    keys = {name: values[name] for name in ("category", "task", "text") if name in values}
    if "category" in keys:
        if "text" not in keys:
            raise BadCell("blank-cell", column="text")
        return Command("record-note", workloads, keys)
    if "task" in keys:
        return Command("complete-task", workloads, {"task": keys["task"]})
    raise BadCell("neither-task-nor-note")


def _is_known(history: Sequence[Fact], values: Mapping[str, Any]) -> bool:
    """The task is complete there, however that came; or the very note was taken over before, by another file."""
    if "category" not in values:
        return any(fact.data.get("task") == values["task"] and _is_of(fact, values) for fact in history if fact.kind == _TASK)
    told = {"category": values["category"], "task": values.get("task"), "on": values["on"].isoformat(), "done_by": values["by"]}
    return any(
        fact.text == values["text"] and _is_of(fact, values) and all(fact.data.get(key) == value for key, value in told.items())
        for fact in history
        if fact.kind == _NOTE and fact.is_taken_over
    )


def _is_of(fact: Fact, values: Mapping[str, Any]) -> bool:
    return "service" not in values or fact.workload == values["service"]


def _tell_order(taking: Taking, case: Case, values: Mapping[str, Any], new: NewFact) -> None:
    """Days that do not fit are worth a word; what counts is what is proven now."""
    request, on = values["request_id"], values["on"].isoformat()
    submitted = case.engagement.request.submitted.isoformat() if case.engagement.request else ""
    if on < submitted:
        taking.result.find("before-the-request", request_id=request, on=on, submitted=submitted)
    since = _possible_since(case, new) if new.kind == _TASK else ""
    if on < since:
        taking.result.find("before-its-evidence", request_id=request, task=values["task"], on=on, since=since)


def _possible_since(case: Case, new: NewFact) -> str:
    """The day of the latest evidence that the task comes after; empty where nothing of it has a day."""
    lane = next(lane for lane in case.plan.lanes if (lane.workload, lane.process) == (new.workload, new.process))
    states = answered(case.assessment, "complete-task", {"task": str(new.data["task"])}, lane)
    firsts = {case.assessment.cells[number].first for state in states for number in state.cell.before} - {0}
    days = [fact.data.get("on") or fact.data.get("date") for fact in case.history if fact.number in firsts]
    return max((str(day) for day in days if day), default="")
