"""The ledger: numbers are the lock, digests the proof."""

from datetime import UTC, date, datetime
from hashlib import sha256
from json import loads

import pytest
from django.db import IntegrityError, connection, transaction

from tasuki.core.engagement.facts import NewFact
from tasuki.records import ledger
from tasuki.records.models import Engagement, Fact, Seal, Team, Tenant

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SUBJECT = "engagement/1"


def note(text: str = "", **data: object) -> NewFact:
    return NewFact("note-recorded", "teams", "completion-enablement", data, text)


def three_facts() -> None:
    ledger.append(SUBJECT, 0, [NewFact("engagement-opened"), note("会議は 3 月です。", category="技術")], by="ito", at=AT)
    ledger.append(SUBJECT, 2, [note("b")], by="aoki", at=AT)


def change(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_is_appended_is_what_is_read() -> None:
    data = {"z": [1, True, None, {"b": "日本"}], "a": "x"}
    appended = ledger.append(SUBJECT, 0, [note("words", **data), NewFact("held")], by="ito", at=AT)
    assert ledger.read(SUBJECT) == appended
    first, second = appended
    assert (first.number, first.at, first.by, first.workload, first.data, first.text) == (1, AT, "ito", "teams", data, "words")
    assert (second.number, second.workload, second.process, second.text) == (2, None, None, "")
    assert ledger.read("engagement/2") == ()


def test_times_of_any_zone_are_kept_as_the_same_moment() -> None:
    ledger.append(SUBJECT, 0, [note()], by="ito", at=datetime.fromisoformat("2026-03-02T21:00:00+09:00"))
    assert ledger.read(SUBJECT)[0].at == AT
    assert ledger.verify()["whole"]


def test_a_number_that_is_taken_is_a_conflict_and_leaves_nothing() -> None:
    three_facts()

    @transaction.atomic
    def act_on_an_old_history() -> None:
        Team.objects.create(name="written before the conflict")
        ledger.append(SUBJECT, 2, [note("late")], by="doi", at=AT)

    with pytest.raises(ledger.Conflict) as conflict:
        act_on_an_old_history()
    assert (conflict.value.subject, conflict.value.number) == (SUBJECT, 3)
    assert [fact.text for fact in ledger.read(SUBJECT)][2:] == ["b"]
    assert not Team.objects.exists()


def test_a_history_that_is_not_there_cannot_be_followed() -> None:
    with pytest.raises(LookupError):
        ledger.append(SUBJECT, 4, [note()], by="ito", at=AT)


def test_another_broken_constraint_is_no_conflict() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change("INSERT INTO records_fact (subject, number, kind, at, \"by\", workload, process, data, text, text_digest, previous, digest) "
               "VALUES ('x', 0, '', '2026-01-01', '', '', '', '', '', '', '', '')")  # fmt: skip


def test_many_subjects_grow_at_once_each_from_its_own_head() -> None:
    three_facts()
    ledger.append_each({SUBJECT: [note("c"), note("d")], "tenant/T1": [note()]}, by="system", at=AT)
    assert [fact.number for fact in ledger.read(SUBJECT)] == [1, 2, 3, 4, 5]
    assert ledger.verify() == {"whole": True, "subjects": 2, "facts": 6, "first_broken": None}


@pytest.mark.parametrize(
    ("data", "error"),
    [({"share": 0.1}, TypeError), ({"on": date(2026, 3, 2)}, TypeError), ({1: "x"}, TypeError), ({"x": "\0"}, ValueError)],
)
def test_what_has_no_single_form_is_refused(data: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        ledger.append(SUBJECT, 0, [NewFact("x", data=data)], by="ito", at=AT)


def test_the_export_proves_the_chain_without_this_program() -> None:
    three_facts()
    previous = sha256(SUBJECT.encode()).hexdigest()
    for fact in ledger.export(SUBJECT):
        assert fact["previous"] == previous
        assert fact["text_digest"] == (sha256(fact["text"].encode()).hexdigest() if fact["text"] else "")
        previous = fact["digest"]
    assert [fact["number"] for fact in ledger.export()] == [1, 2, 3]
    assert ledger.digests(SUBJECT)[3] == previous


TAMPERINGS = [
    ("UPDATE records_fact SET kind = 'held' WHERE number = 2", (2, "content"), "a kind altered"),
    ("UPDATE records_fact SET data = '{}' WHERE number = 2", (2, "content"), "data altered"),
    ("UPDATE records_fact SET \"by\" = 'abe' WHERE number = 1", (1, "content"), "an author altered"),
    ("UPDATE records_fact SET at = '2026-03-02 11:00:00+00:00' WHERE number = 1", (1, "content"), "a time altered"),
    ("UPDATE records_fact SET text = 'other' WHERE number = 2", (2, "text"), "words altered"),
    ("UPDATE records_fact SET text = '' WHERE number = 2", (2, "text"), "words emptied without a redaction"),
    ("DELETE FROM records_fact WHERE number = 1", (1, "number"), "the first taken out"),
    ("DELETE FROM records_fact WHERE number = 2", (2, "number"), "one taken out"),
    ("UPDATE records_fact SET subject = 'engagement/9'", (1, "previous"), "a chain moved to another subject"),
    ("DELETE FROM records_fact WHERE number = 3", (3, "cut-off"), "the end cut off, which only the seal shows"),
    ("DELETE FROM records_fact", (3, "cut-off"), "everything gone"),
]


@pytest.mark.parametrize(("sql", "expected", "why"), TAMPERINGS, ids=[why for _, _, why in TAMPERINGS])
def test_verify_names_the_first_fact_that_does_not_stand(sql: str, expected: tuple[int, str], why: str) -> None:
    three_facts()
    ledger.seal(date(2026, 3, 2), at=AT)
    assert ledger.verify()["whole"]
    change(sql)
    broken = ledger.verify()["first_broken"]
    assert (broken["number"], broken["reason"]) == expected, why


def test_a_chain_rewritten_from_its_start_is_shown_by_the_seal() -> None:
    three_facts()
    ledger.seal(date(2026, 3, 2), at=AT)
    Fact.objects.all().delete()
    ledger.append(SUBJECT, 0, [note("nicer"), note("than"), note("it was")], by="ito", at=AT)
    assert ledger.verify()["first_broken"] == {"subject": "seal/2026-03-02", "number": 0, "reason": "rewritten"}


def test_each_seal_covers_what_changed_and_all_seals_before() -> None:
    three_facts()
    ledger.append("tenant/T1", 0, [note()], by="ito", at=AT)
    first = ledger.seal(date(2026, 3, 1), at=AT)
    assert ledger.seal(date(2026, 3, 1), at=AT) is None
    assert ledger.seal(date(2026, 3, 2), at=AT) is None, "nothing has happened"
    ledger.append("tenant/T1", 1, [note()], by="ito", at=AT)
    second = ledger.seal(date(2026, 3, 3), at=AT)
    assert first is not None
    assert second is not None
    assert (loads(second.heads), bytes(second.previous)) == ([["tenant/T1", 2]], bytes(first.digest))
    assert ledger.verify()["whole"]
    Seal.objects.filter(day=first.day).delete()
    assert ledger.verify()["first_broken"]["reason"] == "seal"


def test_a_redaction_empties_the_words_and_the_chain_still_holds() -> None:
    Tenant.objects.create(tenant_id="t", name="t", language="en")
    engagement = Engagement.objects.create(pk=int(SUBJECT.partition("/")[2]), tenant_id="t", motion="rfa", opened_at=AT)
    three_facts()
    (redaction,) = ledger.redact(SUBJECT, 2, reason="asked by the customer", by="root", at=AT)
    history = ledger.read(SUBJECT)
    assert (history[1].text, history[1].data, redaction.number) == ("", {"category": "技術"}, 4)
    assert ledger.verify()["whole"]
    engagement.refresh_from_db()
    assert engagement.facts == 4, "the row that lists read says so too"
    with pytest.raises(LookupError):
        ledger.redact(SUBJECT, 9, reason="", by="root", at=AT)
