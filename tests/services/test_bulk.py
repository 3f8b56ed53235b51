"""One act on many engagements: the gate's own answer for each, nothing twice, nothing past a gate, and back where there is a way."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tasuki.records.models import BulkResult, BulkRun, Engagement, Outbox
from tasuki.records.site import site
from tasuki.services import bulk, engagements
from tasuki.services.refusal import Refusal
from tests.web import world
from tests.web.conftest import moved

__all__ = ["moved"]
ASSIGN = {"to": "ono", "reason": "担当の交代"}


@pytest.fixture(autouse=True)
def programme(db: None, moved: None, tmp_path: Path) -> None:
    world.build(tmp_path)


def numbers(*requests: str) -> list[int]:
    return [world.engagement(request).pk for request in requests]


def outcomes(run: BulkRun) -> dict[str | None, str]:
    return {row.engagement.request_id: row.outcome for row in run.results.select_related("engagement")}


def refusal_of(number: int, act: str, given: dict[str, str]) -> set[str]:
    """What the door itself says, with nothing left of it."""
    with transaction.atomic():
        try:
            engagements.perform(world.person("sato"), number, act, given)
        except Refusal as refusal:
            return {finding.code for finding in refusal.findings}
        finally:
            transaction.set_rollback(True)
    return set()


def test_the_preview_is_the_gates_own_answer_and_records_nothing() -> None:
    both = numbers("R-1187", "R-1190")
    before = dict(Engagement.objects.values_list("pk", "facts"))
    asked = [("send-mail", {"template": "customer-follow-up"}), ("set-next-action", {}), ("set-next-action", {"date": "2026-10-20"})]
    seen: list[set[str]] = []
    for act, given in asked:
        for answer in bulk.preview(world.person("sato"), both, act, given):
            codes = {finding.code for finding in answer.findings}
            assert codes == refusal_of(answer.engagement.pk, act, given), (act, given)
            seen.append(codes)
    assert seen[0]
    assert "key-missing" in seen[2]
    assert not seen[4]
    assert dict(Engagement.objects.values_list("pk", "facts")) == before


def test_a_preview_asks_once_for_whom_a_person_stands_in() -> None:
    with CaptureQueriesContext(connection) as queries:
        bulk.preview(world.person("ono"), numbers("R-1187", "R-1190"), "set-next-action", {"date": "2026-10-20"})
    assert sum("FROM records_cover" in query["sql"] for query in queries) == 1


def test_each_stands_alone_and_the_same_form_twice_does_nothing_twice() -> None:
    ono, key = world.person("ono"), uuid4()
    both = numbers("R-1187", "R-1190")
    engagements.perform(ono, both[1], "hold", {"reason": "お客様の希望"})
    first = bulk.run(ono, key, "set-next-action", {"date": "2026-10-20", "text": ""}, both)
    assert outcomes(first) == {"R-1187": "done", "R-1190": "refused"}
    refused = first.results.get(outcome="refused")
    assert [finding.code for finding in bulk.findings_of(refused)]
    facts = dict(Engagement.objects.values_list("pk", "facts"))
    again = bulk.run(ono, key, "set-next-action", {"date": "2026-10-20", "text": ""}, both)
    assert again.pk == first.pk
    assert dict(Engagement.objects.values_list("pk", "facts")) == facts
    with pytest.raises(Refusal):
        bulk.run(world.person("sato"), key, "set-next-action", {"date": "2026-10-20", "text": ""}, both)


def test_what_is_taken_back_is_as_before_unless_somebody_has_acted_since() -> None:
    ono, sato = world.person("ono"), world.person("sato")
    both = numbers("R-1187", "R-1190")
    run = bulk.run(ono, uuid4(), "reassign-manager", ASSIGN, both)
    assert set(Engagement.objects.filter(pk__in=both).values_list("manager", flat=True)) == {"ono"}
    engagements.perform(ono, both[1], "record-note", {"category": "environment", "text": "引き継ぎの確認"})
    bulk.undo(ono, run, "取り消し")
    assert outcomes(run) == {"R-1187": "undone", "R-1190": "done"}
    assert [engagement.manager_id for engagement in Engagement.objects.filter(pk__in=both).order_by("pk")] == [sato.pk, "ono"]
    kept = BulkResult.objects.get(run=run, outcome="done")
    assert [finding.code for finding in bulk.findings_of(kept)] == ["overtaken"]
    bulk.undo(ono, run, "取り消し")
    assert outcomes(run) == {"R-1187": "undone", "R-1190": "done"}


def test_a_date_that_was_there_comes_back_and_a_first_one_goes() -> None:
    sato = world.person("sato")
    one, other = numbers("R-1187", "R-1190")
    engagements.perform(sato, one, "set-next-action", {"date": "2026-10-09"})
    run = bulk.run(sato, uuid4(), "set-next-action", {"date": "2026-10-20", "text": ""}, [one, other])
    bulk.undo(sato, run, "")
    days = {row.pk: str(row.next_action_date) for row in Engagement.objects.filter(pk__in=[one, other])}
    assert days == {one: "2026-10-09", other: "None"}


def test_nobody_reaches_further_than_alone() -> None:
    lee, kato = world.person("lee"), world.person("kato")
    with pytest.raises(Refusal):
        bulk.seen(lee, numbers("R-1187"))
    assert bulk.seen(lee, numbers("R-1187", "R-2001")) == numbers("R-2001")
    run = bulk.run(kato, uuid4(), "confirm-queue-move", {"reason": ""}, numbers("R-1187", "R-2001"))
    assert outcomes(run) == {"R-1187": "refused", "R-2001": "refused"}
    assert not Outbox.objects.exists()
    assert bulk.acts_for(world.person("abe")) == bulk.acts_for(world.person("ueda")) == []
    assert bulk.MOVE in bulk.acts_for(world.person("ono"))
    assert bulk.MOVE not in bulk.acts_for(world.person("sato"))
    with pytest.raises(Refusal):
        bulk.preview(world.person("sato"), numbers("R-1187"), bulk.MOVE, {"version": "completion-enablement:1"})


def test_too_many_at_once_are_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    few = replace(site(), rows_at_once=1)
    monkeypatch.setattr(bulk, "site", lambda: few)
    with pytest.raises(Refusal) as refusal:
        bulk.seen(world.person("ono"), numbers("R-1187", "R-1190"))
    assert refusal.value.findings[0].values == {"rows": 2, "most": 1}
