"""What is wrong with a rules file is said with its line and the nearest right word (rules.md section 5)."""

from typing import Any

import pytest

from tasuki.core.finding import Finding
from tasuki.core.playbook.binding import bind
from tests.core.cast import AOI, ENABLEMENT, MIGRATION, Story, bind_shipped, page_of, rules_source, shipped_pages, shipped_rules, usable

PAGE = """---
title: A small page
---
# A small page

## Approach

### Do the work

Primary Role: **FastTrack Manager**

- Talk to the customer.

**Step Inputs**

- The customer is ready.
- The papers are complete.

**Step Outputs**

- The work is done.
  - Every part of it.
- The customer was told.

#### FTOP Tasks

| Task ID | Task Name | (M)andatory / (O)ptional | FastTrack Role | Services |
| --- | --- | :---: | :---: | --- |
| 7001 | The work | M | FastTrack Manager | All Services |
"""

RULES = """
playbook: small
reference: en
motions: [rfa]
steps:
  work:
    says: {en: Do the work}
    entry:
      ready:
        met-by: [{note: environment}]
        says: {en: customer is ready}
    exit:
      done:
        after: [ready]
        met-by: [{task: "7002"}]
        says: {en: work is done}
      released:
        lane: engagement
        after: [rest]
        met-by: [released]
        text: {en: The manager has left}
"""


def findings(rules: str, page: str = PAGE) -> tuple[Finding, ...]:
    return bind(rules_source(rules), {"en": page_of(page)}).findings


def test_the_shipped_rules_are_without_fault() -> None:
    for bound in bind_shipped():
        assert bound.playbook is not None
        assert {finding.code for finding in bound.findings} == {"rules-derived-detail"}, bound.findings


def test_the_small_page_is_without_error() -> None:
    assert [f.code for f in findings(RULES) if f.severity == "error"] == []


LINT = [
    ("met-by: [{note: environment}]", "met-by: [{notes: environment}]", "rules-unknown-check", "note", 10),
    ("met-by: [{note: environment}]", "met-by: [{note: [a, b]}]", "rules-check-parameter", None, 10),
    ("met-by: [{note: environment}]", "met-by: [{discussion: {reddy: x}}]", "rules-unknown-parameter", "ready", 10),
    ("met-by: [{note: environment}]", "met-by: [{queue: confirm}]", "rules-unknown-word", "confirmed", 10),
    ("met-by: [{note: environment}]", "met-by: [{note: environment}]\n        whenn: x", "rules-unknown-key", "when", 11),
    (
        "met-by: [{note: environment}]",
        "met-by: [{note: environment}]\n        noted: [enviroment]",
        "rules-unknown-word",
        "environment",
        11,
    ),
    ("after: [ready]", "after: [reddy]", "rules-unknown-criterion", "ready", 14),
    ("customer is ready", "customer is redy", "rules-quote-not-found", "The customer is ready.", 11),
    ("says: {en: Do the work}", "says: {en: Do the worc}", "rules-quote-not-found", None, 7),
    ("text: {en: The manager has left}", "evidence: [E1]", "rules-criterion-without-text", None, 17),
    ("lane: engagement", "lane: engagment", "rules-unknown-word", "engagement", 18),
    ("motions: [rfa]", "motion: [rfa]", "rules-unknown-key", "motions", 4),
    ("reference: en", "reference: de", "rules-reference-page-missing", None, 3),
    ("motions: [rfa]", 'checks: "2"', "rules-catalogue-version", None, 4),
    ("motions: [rfa]", "waivable: [dun]", "rules-unknown-criterion", "done", 4),
    ("motions: [rfa]", "excused: {withdraw: {criteria: [done]}}", "rules-unknown-word", None, 4),
    ("motions: [rfa]", "excused: {close-without-discussion: {criteria: [dine]}}", "rules-unknown-criterion", "done", 4),
    ("motions: [rfa]", "attestation: {by: [manager], least-characters: ten}", "rules-not-a-number", None, 4),
]


@pytest.mark.parametrize(("good", "bad", "code", "nearest", "line"), LINT, ids=[f"{row[2]}-{n}" for n, row in enumerate(LINT)])
def test_lint(good: str, bad: str, code: str, nearest: str | None, line: int) -> None:
    assert good in RULES
    found = [finding for finding in findings(RULES.replace(good, bad, 1)) if finding.code == code]
    assert found
    assert found[0].line == line
    assert found[0].severity == "error"
    if nearest:
        assert found[0].values["nearest"] == nearest


def test_a_circle_is_refused() -> None:
    circle = RULES.replace("met-by: [{note: environment}]", "after: [done]\n        met-by: [{note: environment}]", 1)
    assert {f.values["criterion"] for f in findings(circle) if f.code == "rules-cycle"} == {"ready", "done"}


def test_two_rests_in_one_lane_must_say_which_comes_last() -> None:
    two = RULES.replace("after: [ready]", "lane: engagement\n        after: [rest]", 1)
    assert [f.values for f in findings(two) if f.code == "rules-two-rests"]
    settled = RULES.replace("after: [ready]", "lane: engagement\n        after: [rest]", 1).replace(
        "after: [rest]\n        met-by: [released]", "after: [rest, done]\n        met-by: [released]", 1
    )
    assert not [f for f in findings(settled) if f.code == "rules-two-rests"]


def test_a_criterion_may_stand_only_once() -> None:
    twice = RULES.replace("      done:\n", "      ready:\n", 1)
    assert [f.code for f in findings(twice) if f.code == "rules-criterion-twice"]


def test_a_criterion_whose_checks_are_all_switched_off_is_attested_and_that_is_said() -> None:
    """It is never dropped: what the page asks for is asked, and a person answers for it."""
    bound = bind(rules_source(RULES + "policies: {note: 'off'}\n"), {"en": page_of(PAGE)})
    (told,) = [finding for finding in bound.findings if finding.code == "rules-checks-off"]
    assert (told.severity, told.line, told.values["criterion"], told.values["checks"]) == ("note", 10, "ready", ["note"])
    ready = usable(bound).criterion("ready")
    assert ready is not None
    assert ready.is_attestation


def test_the_overlay_inherits_and_removes() -> None:
    enablement, migration = (usable(bound) for bound in bind_shipped())
    assert migration.criterion("task-1701") is None
    assert migration.criterion("task-1702") is not None
    assert "1701" not in migration.tasks
    assert migration.milestones == {}
    assert {queue.key for queue in migration.queues.values()} == {queue.key for queue in enablement.queues.values()}
    discussed = migration.criterion("discussed")
    assert discussed is not None
    assert discussed.after == ("prepare",)


def test_an_inherited_quote_that_is_not_found_is_no_error() -> None:
    over = rules_source(f"playbook: {MIGRATION}\nbased-on: {ENABLEMENT}\n")
    bound = bind(over, shipped_pages(MIGRATION), shipped_rules(ENABLEMENT))
    assert not [f for f in bound.findings if f.code == "rules-quote-not-found"]


def test_null_removes_also_within_what_an_overlay_adds() -> None:
    extra = RULES.replace("        after: [ready]\n", "        after: [ready]\n        when: null\n", 1)
    assert [f.code for f in findings(extra) if f.severity == "error"] == []


@pytest.mark.parametrize(
    "damage", ["steps: nothing", "steps: {work: nothing}", "steps: {work: {entry: [a]}}", "tasks: 3", "mails: x", "queues: [a]"]
)
def test_rules_of_another_shape_never_crash(damage: str) -> None:
    rules = f"playbook: small\nreference: en\n{damage}\n"
    bind(rules_source(rules), {"en": page_of(PAGE)})


def test_a_page_without_rules_has_an_attestation_for_each_item() -> None:
    bound = bind(rules_source("playbook: small\nreference: en\n"), {"en": page_of(PAGE)})
    book = usable(bound)
    said = [criterion.page_text["en"] for criterion in book.criteria if criterion.is_attestation]
    assert said == ["The customer is ready.", "The papers are complete.", "The work is done.", "The customer was told."]
    task: Any = book.criterion("task-7001")
    assert task.after == ("rest",)


def test_a_page_without_rules_runs_to_its_end() -> None:
    book = usable(bind(rules_source("playbook: small\nreference: en\n"), {"en": page_of(PAGE)}))
    story = Story((("exchange", "small"), ("teams", "small")), books=[book])
    assert story.codes(AOI, "release-manager")
    assert story.walk() == 11, "four words and a task in each workload, and the release"
    assert story.state == "closed"
