"""The linter over real pages: it never fails, its errors are right, and on the seed it finds what a person found.

The defects are those of the survey (page-grammar, 5.1), by their numbers there.
"""

from collections import defaultdict
from pathlib import Path
from time import process_time

import pytest

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.registry import in_order, lint_page, lint_pages, lint_translations
from tests.core.playbook.linting import TODAY, linted, sheets
from tests.core.playbook.reading_help import ROOT
from tests.shared import shared

RULES = ROOT / "tests/pages/seed.rules.yaml"
COMPLETION = "enable-conduct-engagement-completion-discussion"

# defect -> what finds it: code and line; the pages it takes are the seed alone, its English version, or its German one
SEEN: dict[int, list[tuple[str, int]]] = {
    1: [("threshold-contradiction", 59), ("threshold-contradiction", 113), ("threshold-turned", 59), ("threshold-gap", 59)],
    4: [("note-category-differs", 58), ("note-category-differs", 118)],
    5: [("pages-differ-in-count", 58), ("pages-differ-in-count", 112), ("pages-differ-in-count", 118)],
    6: [("task-name-is-sentence", 135)],
    7: [("task-name-not-defined", 139)],
    8: [("system-value-translated", line) for line in (102, 103, 104, 125, 126, 127)],
    11: [("branch-in-branch", 51)],
    12: [("foreign-debris", 73)],
    13: [("doubled-percent", 59), ("doubled-percent", 113)],
    14: [("doubled-punctuation", 45), ("doubled-punctuation", 77)],
    15: [("sentence-broken", 51)],
    16: [("resource-without-link", 54), ("resource-without-link", 75), ("resource-without-link", 90)],
    17: [("criterion-says-note", 64)],
    19: [("spelled-two-ways", 64), ("one-thing-two-names", 73), ("one-thing-two-names", 100)],
    20: [("words-mislead", line) for line in (56, 62, 137, 152)],
    21: [("page-date-old", 8), ("date-not-padded", 159), ("invisible-characters", 2)],
}

BY_ENGLISH = {4, 5}
"""Seen only where the English page is read too."""

UNSEEN = {
    2: "the sentence says the opposite of what is meant, in whole words",
    3: "a condition that the English sentence adds; both are one item",
    9: "another verb than in English",
    10: "an instruction that the closing of the engagement makes pointless",
    18: "a fragment without predicate",
}


def seed() -> Path:
    (page,) = shared("seed").glob("*.txt")
    return page


def english() -> Path:
    (page,) = shared("pages/en").glob(f"{COMPLETION}*.md")
    return page


def samples() -> list[Path]:
    return [*sorted(path for path in shared("pages").rglob("*.md") if path.name != "README.md"), seed()]


def family(path: Path) -> str:
    """The seed is a version of the completion page under another name."""
    return COMPLETION if path.suffix == ".txt" else path.stem.rsplit("-partner", 1)[0]


def everything(paths: list[Path]) -> tuple[Finding, ...]:
    read = sheets(paths)
    found = [finding for sheet in read for finding in lint_page(sheet, TODAY)]
    found += lint_pages(read, files=frozenset())
    groups = defaultdict(list)
    for path, sheet in zip(paths, read, strict=True):
        groups[family(path)].append(sheet)
    for group in groups.values():
        found += lint_translations(group)
    return in_order(found)


def of_seed() -> set[tuple[str, int | None]]:
    found = linted([seed(), english()])
    return {(finding.code, finding.line) for finding in found if finding.path == seed().as_posix()}


def test_the_linter_sees_sixteen_of_the_defects_of_the_seed_and_fourteen_on_the_seed_alone() -> None:
    alone = {(finding.code, finding.line) for finding in linted([seed()])}
    found = of_seed()
    for defect, marks in SEEN.items():
        assert set(marks) <= found, f"defect {defect}: {sorted(set(marks) - found)}"
        assert defect in BY_ENGLISH or set(marks) <= alone, f"defect {defect}: {sorted(set(marks) - alone)}"
    assert (len(SEEN), len(SEEN.keys() - BY_ENGLISH)) == (16, 14)
    assert SEEN.keys() | UNSEEN.keys() == set(range(1, 22))


def test_the_rules_file_adds_what_only_it_knows() -> None:
    found = {(finding.code, finding.line) for finding in linted([seed()], RULES)}
    assert {("threshold-not-of-rules", 59), ("threshold-not-of-rules", 113), ("literal-translated", 102)} <= found
    assert not {code for code, _ in found} & {"system-value-translated", "task-name-not-defined"}  # declared, or known for certain


def test_a_literal_name_is_no_fault_because_the_leading_page_translated_it() -> None:
    found = linted([seed(), english()], reference="ja")
    assert "system-value-differs" not in {finding.code for finding in found}


def test_every_finding_over_the_samples_has_a_line_and_no_error_is_wrong() -> None:
    paths = samples()
    found = everything(paths)
    lines = {path.as_posix(): path.read_text("utf-8").count("\n") + 1 for path in paths}
    for finding in found:
        assert finding.line is not None
        assert 1 <= finding.line <= lines[str(finding.path)], finding
    errors = [
        (family(Path(str(one.path))), Path(str(one.path)).parent.name, one.code, one.line) for one in found if one.severity == "error"
    ]
    both = "enable-enable-services"
    assert sorted(errors) == sorted(
        [
            *((COMPLETION, "en", "threshold-contradiction", line) for line in (55, 105)),
            *((COMPLETION, language, "threshold-contradiction", line) for language in ("es", "pt", "seed") for line in (59, 113)),
            (both, "en", "threshold-contradiction", 305),
            (both, "pt", "merge-conflict", 99),
        ]
    )


@pytest.mark.parametrize("language", ["de", "zh"])
def test_a_comparison_turned_round_is_seen_against_the_translations_that_have_it_right(language: str) -> None:
    (right,) = shared(f"pages/{language}").glob(f"{COMPLETION}*.md")
    found = linted([seed(), right], reference=language)
    assert [(one.line, one.values["other_line"]) for one in found if one.code == "comparison-turned"] == [(59, 59), (113, 113)]


def test_170_pages_are_read_and_linted_in_under_three_seconds() -> None:
    """21 pages eight times over, in seconds of this process; the limit leaves room for the slowest machine that builds."""
    paths = samples()
    everything(paths)
    begun = process_time()
    for _ in range(8):
        everything(paths)
    assert len(paths) == 21
    assert process_time() - begun < 6.0
