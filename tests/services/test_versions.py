"""Versions: what a new one changes, for whom, and how a running engagement comes to it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tasuki.core.engagement.plan import pins
from tasuki.core.finding import Finding
from tasuki.records import ledger
from tasuki.records.models import Engagement, Person
from tasuki.services import clock, engagements, imports, people, playbooks, versions
from tasuki.services.refusal import Refusal

pytestmark = pytest.mark.django_db

NOON = "2026-03-02T03:00:00+00:00"

PAGE = """# Handing a key over

Phase: **Enable**

## Approach

### Prepare

Primary Role: **FastTrack Manager**

**Step Inputs**

- The customer is known.
- The door has been measured.
  - Its height.

**Step Outputs**

- The key has been cut.

### Hand over

Primary Role: **FastTrack Manager**

**Step Outputs**

- The customer holds the key.
"""
RULES = """playbook: key
checks: "1"
reference: en
motions: [rfa]
steps:
  prepare: {says: {en: Prepare}}
  hand-over:
    says: {en: Hand over}
    exit:
      holds: {says: {en: The customer holds the key}}
      released: {lane: engagement, after: [rest], met-by: [released], text: {en: The manager is released.}}
attestation: {by: [manager], least-characters: "10"}
"""
TENANTS = "tenant_id,name,country,language,team,manager\nt-1,Aoba,JP,ja,Kanto,mori\n"
REQUESTS = "request_id,tenant_id,submitted,services,playbook\nR-1,t-1,2026-02-01,exchange,key\n"
WORD = "I was there and saw it myself."

Publish = Callable[..., int]


@pytest.fixture(autouse=True)
def cast(settings: Any, tmp_path: Path) -> None:
    settings.TASUKI_ALLOW_AT = True
    settings.TASUKI_AT = NOON
    settings.TASUKI_USAGE_URL = str(tmp_path / "usage")
    for login, role, teams in (
        ("mori", "manager", ["Kanto"]),
        ("abe", "lead", ["Kanto"]),
        ("ono", "lead", ["Kansai"]),
        ("ueda", "author", []),
    ):
        people.add_person(login, name=login.title(), role=role, teams=teams, by="system")


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Publish the page and its rules after some replacements; the version's number."""

    def act(*changes: tuple[str, str], page: str = PAGE, rules: str = RULES) -> int:
        for old, new in changes:
            assert old in page + rules, old
            page, rules = page.replace(old, new), rules.replace(old, new)
        (tmp_path / "key.md").write_text(page, encoding="utf-8")
        (tmp_path / "key.rules.yaml").write_text(rules, encoding="utf-8")
        return versions.publish([tmp_path / "key.md"], tmp_path / "key.rules.yaml", by="ueda")[0].version

    return act


def opened(tmp_path: Path) -> Engagement:
    for kind, text in (("tenants", TENANTS), ("requests", REQUESTS)):
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        result = imports.run(kind, tmp_path / f"{kind}.csv")
        assert not result.rejected, result.rejected
    return Engagement.objects.get()


def person(login: str) -> Person:
    return Person.objects.get(pk=login)


def case() -> engagements.Case:
    return engagements.case_of(Engagement.objects.select_related("tenant").get())


def keys(*verdicts: str) -> set[str]:
    """Texts of the criteria with these verdicts."""
    return {state.cell.lane.playbook.text_of(state.cell.criterion, "en") for state in case().assessment.cells if state.verdict in verdicts}


def attest(text: str) -> int:
    """Mori's word for the criterion that says this; the number of the fact."""
    cells = case().assessment.cells
    key = next(state.cell.key for state in cells if state.cell.lane.playbook.text_of(state.cell.criterion, "en").startswith(text))
    return engagements.perform(person("mori"), Engagement.objects.get().pk, "attest", {"criterion": key, "text": WORD})[0].number


def move(version: int, who: str = "ueda", **more: Any) -> versions.Moved:
    return versions.move([Engagement.objects.get().pk], "key", version, person=person(who), by=who, **more)[0]


def kinds(subject: str) -> list[str]:
    return [fact.kind for fact in ledger.read(subject)]


def refused(act: Callable[[], object]) -> list[Finding]:
    with pytest.raises(Refusal) as refusal:
        act()
    return list(refusal.value.findings)


def as_rebuilt() -> None:
    before = list(Engagement.objects.values())
    engagements.rebuild()
    assert list(Engagement.objects.values()) == before


# ---------------------------------------------------------------- new words, new rules


def test_new_words_reach_a_running_engagement_at_once_and_leave_a_fact(publish: Publish, tmp_path: Path) -> None:
    publish()
    engagement = opened(tmp_path)
    attest("The customer holds")
    assert publish(("- The customer holds the key.", "- The customer holds the key in his own hand.")) == 2
    assert "The customer holds the key in his own hand." in keys("met")
    told = ledger.read(engagement.subject)[-1]
    assert (told.kind, told.by, dict(told.data) | {"text_digest": ""}) == (
        "playbook-reworded",
        "ueda",
        {"slug": "key", "wording": 2, "text_digest": ""},
    )
    assert kinds("playbook/key") == ["playbook-published", "playbook-published", "playbook-reworded"]
    assert pins(case().history) == {"key": 1}
    as_rebuilt()


def test_the_same_words_are_told_once(publish: Publish, tmp_path: Path) -> None:
    publish()
    engagement = opened(tmp_path)
    version = publish(("The customer holds the key.", "The customer holds the key now."))
    before = kinds(engagement.subject)
    newest = playbooks.newest("key")
    assert newest.version == version
    assert versions.tell_rewording(newest, by="system") == 0
    assert kinds(engagement.subject) == before


def test_new_rules_leave_a_running_engagement_where_it_is(publish: Publish, tmp_path: Path) -> None:
    publish()
    engagement = opened(tmp_path)
    before = kinds(engagement.subject)
    publish(("- The key has been cut.", "- The key has been cut.\n- The key has been tried."))
    assert kinds(engagement.subject) == before
    assert "The key has been tried." not in keys("missing")
    assert kinds("playbook/key") == ["playbook-published", "playbook-published"]


def test_what_stands_below_an_attested_item_is_part_of_what_was_attested(publish: Publish, tmp_path: Path) -> None:
    publish()
    opened(tmp_path)
    number = attest("The door has been measured")
    publish(("  - Its height.", "  - Its height and width."))
    assert "The door has been measured." in keys("met"), "the old rules still hold"
    moved = move(2)
    assert moved.means is not None
    assert [fact.number for fact in moved.means.lost_evidence] == [number]
    assert "The door has been measured." in keys("missing")


# ---------------------------------------------------------------- moving


def test_a_move_keeps_the_evidence_of_criteria_that_keep_their_keys(publish: Publish, tmp_path: Path) -> None:
    publish()
    engagement = opened(tmp_path)
    kept = attest("The customer is known")
    lost = attest("The key has been cut")
    publish(
        ("- The key has been cut.", "- Two keys have been cut."),
        ("- The customer is known.\n", "- Someone asked.\n- The customer is known.\n"),
    )
    before = ledger.read(engagement.subject)
    preview = move(2, dry_run=True)
    assert ledger.read(engagement.subject) == before
    moved = move(2)
    assert moved.means is not None
    assert preview.means is not None
    for means in (preview.means, moved.means):
        assert {state.cell.lane.playbook.text_of(state.cell.criterion, "en") for state in means.becomes_missing} == {
            "Two keys have been cut.",
            "Someone asked.",
        }
        assert [fact.number for fact in means.lost_evidence] == [lost]
        assert means.next_before != means.next_after
    assert keys("met") == {"The customer is known."}
    assert [dict(fact.data) for fact in moved.facts] == [{"slug": "key", "from": 1, "to": 2}]
    assert kept in next(state.evidence for state in case().assessment.cells if state.verdict == "met")
    assert Engagement.objects.get().pins == {"key": 2}
    as_rebuilt()


def test_a_move_back_is_a_move_too_and_finds_the_old_evidence(publish: Publish, tmp_path: Path) -> None:
    publish()
    opened(tmp_path)
    attest("The key has been cut")
    publish(("- The key has been cut.", "- Two keys have been cut."))
    assert not move(2).refused
    assert "The key has been cut." not in keys("met")
    assert not move(1).refused
    assert "The key has been cut." in keys("met")


def test_who_moves_what(publish: Publish, tmp_path: Path) -> None:
    """Authors answer for the process; a lead for what his teams have; the outsider does not learn that there is anything."""
    publish()
    opened(tmp_path)
    publish(("- The key has been cut.", "- Two keys have been cut."))
    assert [finding.code for finding in move(2, "ono").refused] == ["not-found"]
    assert versions.move(None, "key", 2, person=person("ono"), by="ono") == []
    assert [one.refused for one in versions.move(None, "key", 2, person=person("abe"), by="abe")] == [()]
    assert [finding.code for finding in move(2).refused] == ["playbook-already-there"]


def test_a_closed_engagement_stays_where_it_was_closed(publish: Publish, tmp_path: Path) -> None:
    publish()
    engagement = opened(tmp_path)
    for text in ("The customer is known", "The door has been measured", "The key has been cut", "The customer holds"):
        attest(text)
    engagements.perform(person("mori"), engagement.pk, "release-manager", {})
    publish(("- The key has been cut.", "- Two keys have been cut."))
    assert [finding.code for finding in move(2).refused] == ["move-after-close"]
    assert versions.move(None, "key", 2, person=None, by="system") == []


def test_a_move_needs_a_version_that_is_there_and_engagements_that_run_it(publish: Publish, tmp_path: Path) -> None:
    publish()
    engagement = opened(tmp_path)
    playbooks.publish_shipped(by="system")
    rows = [
        (lambda: move(7), ["playbook-not-published"]),
        (lambda: versions.move([], "key", 1, person=None, by="system"), ["engagements-not-named"]),
    ]
    for act, codes in rows:
        assert [finding.code for finding in refused(act)] == codes
    other = versions.move([engagement.pk, 99], "completion-enablement", 1, person=None, by="system")
    assert [[finding.code for finding in one.refused] for one in other] == [["playbook-not-run"], ["not-found"]]


# ---------------------------------------------------------------- retiring


def test_a_retired_version_starts_nothing_and_running_engagements_keep_it(publish: Publish, tmp_path: Path) -> None:
    publish()
    opened(tmp_path)
    publish(("- The key has been cut.", "- Two keys have been cut."))
    assert versions.retire("key", 2, by="ueda") == ()
    assert playbooks.newest("key").version == 1
    assert [finding.code for finding in refused(lambda: move(2))] == ["playbook-retired"]
    assert [finding.code for finding in versions.retire("key", 1, by="ueda")] == ["playbook-starts-nothing"]
    assert [finding.code for finding in refused(lambda: versions.retire("key", 1, by="ueda"))] == ["playbook-retired-before"]
    assert [finding.code for finding in refused(lambda: versions.retire("key", 9, by="ueda"))] == ["playbook-not-published"]
    attest("The customer is known")
    assert keys("met") == {"The customer is known."}
    assert kinds("playbook/key")[-2:] == ["playbook-retired", "playbook-retired"]
    (tmp_path / "more.csv").write_text(REQUESTS.replace("R-1", "R-2"), encoding="utf-8")
    assert [one.finding().code for one in imports.run("requests", tmp_path / "more.csv").rejected] == ["unknown-playbook"]


def test_what_a_site_retired_the_next_start_does_not_publish_again() -> None:
    playbooks.publish_shipped(by="system")
    for slug in ("completion-migration", "completion-enablement"):
        versions.retire(slug, 1, by="ueda")
    assert playbooks.publish_shipped(by="system") == []


# ---------------------------------------------------------------- the library


def test_the_library_tells_owner_review_and_what_runs_where(publish: Publish, tmp_path: Path) -> None:
    publish(("reference: en", "reference: en\nowner: Ueda\nreview-by: 2026-03-01"))
    opened(tmp_path)
    publish(("- The key has been cut.", "- Two keys have been cut."), ("reference: en", "reference: en\nreview-by: 2026-12-01"))
    newest, oldest = versions.listed("key")
    assert (newest.running, oldest.running) == (0, 1)
    assert [(care.owner, care.review_by.isoformat()) for care in (*newest.care, *oldest.care)] == [
        (None, "2026-12-01"),
        ("Ueda", "2026-03-01"),
    ]
    assert [care.owner for care in newest.stale(clock.today())] == [None], "nobody owns it"
    assert oldest.stale(clock.today()) == (), "new engagements do not start with it"
    assert [line.engagement_id for line in versions.runs(person("abe"), "key", 1)] == [Engagement.objects.get().pk]
    assert list(versions.runs(person("ono"), "key", 1)) == []
    assert [finding.code for finding in refused(lambda: versions.listed("nothing"))] == ["playbook-not-published"]


def test_a_comparison_tells_what_changed_and_what_it_would_mean(publish: Publish, tmp_path: Path) -> None:
    publish()
    opened(tmp_path)
    publish(("- The key has been cut.", "- Two keys have been cut."))
    found = versions.compare("key", 1, 2, person=None)
    assert not found.same_rules
    assert sorted((change.kind, change.how) for change in found.changes) == [
        ("criterion", "added"),
        ("criterion", "removed"),
        ("page", "changed"),
    ]
    [(row, means)] = found.engagements
    assert row.pk == Engagement.objects.get().pk
    assert [state.cell.lane.playbook.text_of(state.cell.criterion, "en") for state in means.becomes_missing] == ["Two keys have been cut."]
    assert versions.compare("key", 1, 2, person=person("ono")).engagements == ()
