"""One bad page for each rule: it finds what is wrong, where it is, and nothing else."""

from datetime import date
from pathlib import Path

import pytest

from tasuki.core.playbook.lint.codes import LINT_VALUES
from tests.core.playbook.linting import linted
from tests.core.playbook.reading_help import PLAYBOOKS, ROOT

RELEASED = date(2026, 12, 31)
"""A day after the shipped pages were written."""
PAGES = ROOT / "tests/pages/lint"
ELSEWHERE = {"pages-differ-in-steps", "step-on-one-page"}
"""Codes of the comparison of two pages, which has tests of its own."""

# page, or folder of pages -> line and code of everything that is said about it
EXPECTED: dict[str, list[str]] = {
    "clean": [],
    "clean-japanese": [],
    "branch-in-branch": ["28 branch-in-branch"],
    "criterion-says-note": ["33 criterion-says-note"],
    "one-thing-two-names": ["48 one-thing-two-names"],
    "threshold-translated": ["plan.ja.md:29 threshold-translated", "plan.ja.md:29 number-differs"],
    "words-mislead": ["41 words-mislead"],
    "anchor-leads-nowhere": ["25 anchor-leads-nowhere"],
    "change-in-future": ["3 page-date-old", "57 change-in-future"],
    "changes-out-of-order": ["59 changes-out-of-order"],
    "comparison-turned": ["plan.ja.md:29 comparison-turned"],
    "criteria-on-some-steps": ["41 criteria-on-some-steps"],
    "criteria-one-sided": ["20 criteria-one-sided"],
    "criterion-uncovered": ["plan.rules.yaml:11 criterion-uncovered"],
    "date-not-padded": ["59 date-not-padded"],
    "doubled-percent": ["25 doubled-percent"],
    "doubled-punctuation": ["25 doubled-punctuation"],
    "empty-brackets": ["25 empty-brackets"],
    "file-leads-nowhere": ["25 file-leads-nowhere"],
    "foreign-debris": ["25 foreign-debris"],
    "item-says-none": ["34 item-says-none"],
    "link-malformed": ["25 link-malformed", "25 link-malformed"],
    "literal-translated": ["plan.en.md:26 literal-translated"],
    "note-category-differs": ["plan.ja.md:33 note-category-differs"],
    "number-differs": ["plan.ja.md:33 number-differs"],
    "page-date-in-future": ["3 page-date-in-future"],
    "page-date-old": ["3 page-date-old"],
    "phase-missing": ["6 phase-missing"],
    "resource-without-link": ["25 resource-without-link"],
    "section-missing": ["6 section-missing"],
    "sentence-broken": ["25 sentence-broken"],
    "spelled-two-ways": ["25 spelled-two-ways"],
    "step-on-one-page": ["plan.en.md:20 step-on-one-page", "plan.ja.md:1 pages-differ-in-steps"],
    "step-without-role": ["20 step-without-role"],
    "system-value-differs": ["plan.ja.md:26 system-value-differs"],
    "system-value-translated": ["26 system-value-translated"],
    "task-differs": ["two.md:39 task-differs", "two.md:39 task-differs", "two.md:39 task-differs"],
    "task-name-is-sentence": ["39 task-name-is-sentence"],
    "task-name-not-defined": ["25 task-name-not-defined"],
    "task-name-several-ids": ["40 task-name-several-ids"],
    "task-not-defined": ["25 task-not-defined"],
    "task-several-names": ["40 task-several-names"],
    "threshold-contradiction": ["29 threshold-contradiction"],
    "threshold-differs": ["33 threshold-differs"],
    "threshold-gap": ["12 threshold-gap"],
    "threshold-not-of-rules": ["plan.en.md:12 threshold-not-of-rules"],
    "threshold-turned": ["33 threshold-turned"],
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_page_is_told_what_is_wrong_with_it_and_nothing_else(name: str) -> None:
    page = PAGES / f"{name}.md"
    folder = PAGES / name
    pages = [page] if page.exists() else sorted(folder.glob("*.md"))
    found = linted(pages, next(folder.glob("*.yaml"), None))
    told = [f"{'' if page.exists() else Path(str(one.path)).name + ':'}{one.line} {one.code}" for one in found]
    assert told == EXPECTED[name]
    for one in found:
        assert one.code in ELSEWHERE or set(one.values) == set(LINT_VALUES[one.code])


def test_every_rule_has_its_bad_page() -> None:
    assert sorted(name.removesuffix(".md") for name in (path.name for path in PAGES.iterdir())) == sorted(EXPECTED)
    assert LINT_VALUES.keys() <= EXPECTED.keys()


@pytest.mark.parametrize("slug", ["completion-enablement", "completion-migration"])
def test_the_shipped_pages_are_clean(slug: str) -> None:
    """Migration is an overlay: its pages are linted without the rules, which name the one task that no table holds."""
    rules = PLAYBOOKS / f"{slug}.rules.yaml" if slug == "completion-enablement" else None
    found = linted(sorted(PLAYBOOKS.glob(f"{slug}.??.md")), rules, "ja", RELEASED)
    allowed = {"task-not-defined"} if rules is None else set()
    assert [(one.path, one.line, one.code) for one in found if one.code not in allowed] == []


def test_the_shipped_faq_is_clean() -> None:
    assert {one.code for one in linted(sorted(PLAYBOOKS.glob("completion-faq.??.md")))} == {"no-steps", "task-not-defined"}
