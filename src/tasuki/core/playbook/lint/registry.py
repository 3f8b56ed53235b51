"""All rules of the linter, and the four questions they answer: about a page, pages, translations, and pages with their rules.

A rule is a pure function of sheets that yields findings; a new one is written beside its like, listed here, and given its words in
`wording/sentences/lint.py`. What the reader and the binder found themselves is never found again here.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from tasuki.core.finding import Finding
from tasuki.core.playbook.difference import compare
from tasuki.core.playbook.lint import dates, links, literals, marks, structure, tasks, terms, thresholds, translations
from tasuki.core.playbook.lint.covering import uncovered_criteria
from tasuki.core.playbook.lint.sheet import Sheet
from tasuki.core.playbook.model import Playbook
from tasuki.core.playbook.page import Page
from tasuki.core.playbook.rules import Rules, as_map
from tasuki.core.playbook.vocabulary import Vocabulary

PAGE_RULES: tuple[Callable[[Sheet], Iterator[Finding]], ...] = (
    structure.missing_phase,
    structure.missing_sections,
    structure.steps_without_role,
    structure.criteria_on_some_steps,
    structure.one_sided_criteria,
    structure.items_that_say_none,
    structure.branches_in_branches,
    thresholds.contradicting_thresholds,
    thresholds.turned_thresholds,
    thresholds.differing_thresholds,
    thresholds.threshold_gaps,
    dates.changes_out_of_order,
    dates.front_matter_older,
    dates.dates_not_padded,
    links.anchors_that_lead_nowhere,
    links.malformed_links,
    literals.values_with_foreign_letters,
    marks.doubled_punctuation,
    marks.doubled_percent,
    marks.empty_brackets,
    marks.foreign_debris,
    marks.broken_sentences,
    marks.spelled_two_ways,
    marks.resources_without_link,
    marks.sentence_names,
    marks.notes_read_as_verbs,
    terms.words_that_mislead,
    terms.things_with_two_names,
)

PAGES_RULES: tuple[Callable[[Sequence[Sheet]], Iterator[Finding]], ...] = (
    tasks.several_names,
    tasks.several_ids,
    tasks.differing_tasks,
)

Declared = Mapping[str, Collection[str]]
"""Tasks that a rules file declares, with their names in all languages."""


def sheets_of(pages: Iterable[Page], vocabulary: Vocabulary) -> tuple[Sheet, ...]:
    return tuple(Sheet(page, vocabulary) for page in pages)


def lint_page(sheet: Sheet, today: date) -> tuple[Finding, ...]:
    """What one page says against itself, what the reader found included; in the order of the page."""
    found = [*sheet.page.findings, *dates.dates_in_future(sheet, today)]
    for rule in PAGE_RULES:
        found.extend(rule(sheet))
    return in_order(found)


def lint_pages(sheets: Sequence[Sheet], *, files: Collection[str] | None = None, declared: Declared | None = None) -> tuple[Finding, ...]:
    """What pages say against one another. `files` are the files that links may lead to; None: nobody looked."""
    found = [finding for rule in PAGES_RULES for finding in rule(sheets)]
    found.extend(tasks.undefined_tasks(sheets, declared or {}))
    if files is not None:
        found.extend(finding for sheet in sheets for finding in links.files_that_lead_nowhere(sheet, files))
    return in_order(found)


def lint_translations(sheets: Sequence[Sheet], reference: str = "en") -> tuple[Finding, ...]:
    """Pages of one playbook against the one in the leading language, else against the first; task rows are compared by `lint_pages`."""
    if len(sheets) < 2:
        return ()
    leading = next((sheet for sheet in sheets if sheet.page.language == reference), sheets[0])
    found: list[Finding] = []
    others = [sheet for sheet in sheets if sheet is not leading and sheet.page.language != leading.page.language]
    for place, sheet in enumerate(others):
        found.extend(compare(sheet.page, leading.page, task_rows=False))
        found.extend(translations.differing_note_categories(sheet, leading))
        found.extend(literals.values_that_differ(sheet, leading))
        for other, twins in _twins(sheet, (leading, *others[:place])):
            found.extend(translations.turned_comparisons(sheet, other, twins))
            found.extend(translations.differing_thresholds(sheet, other, twins))
            found.extend(translations.differing_numbers(sheet, other, twins))
    return in_order(_united(found))


def _united(findings: Iterable[Finding]) -> Iterator[Finding]:
    """What several translations lack is said once, with all of them."""
    lacking: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        if "missing_on" in finding.values:
            values = tuple(sorted((name, value) for name, value in finding.values.items() if name != "missing_on"))
            lacking.setdefault((finding.path, finding.line, finding.code, values), []).append(finding)
        else:
            yield finding
    for alike in lacking.values():
        pages = tuple(page for one in alike for page in _pages(one.values["missing_on"]))
        yield replace(alike[0], values={**alike[0].values, "missing_on": pages})


def _pages(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _twins(sheet: Sheet, others: Sequence[Sheet]) -> Iterator[tuple[Sheet, tuple[translations.Twins, ...]]]:
    """Each text of a page with one of the leading page; where that is built differently, with one of the first page that is not."""
    done: set[int] = set()
    for other in others:
        if other.page.language == sheet.page.language:
            continue
        twins = tuple(pair for pair in translations.aligned_units(sheet, other) if pair[0].line not in done)
        done |= {here.line for here, _ in twins}
        yield other, twins


def lint_rules(rules: Rules, playbook: Playbook, sheets: Sequence[Sheet]) -> tuple[Finding, ...]:
    """What pages say against the rules that were bound to them; what the binder found is not among it."""
    found = list(uncovered_criteria(rules, playbook))
    for sheet in sheets:
        found.extend(thresholds.thresholds_of_rules(sheet, playbook.milestones))
        found.extend(literals.translated_literals(sheet, playbook.literals))
    return in_order(found)


def declared_tasks(rules: Rules) -> Declared:
    plain = as_map(rules.plain.get("tasks"))
    return {str(key): tuple(str(name) for name in as_map(as_map(value).get("name")).values()) for key, value in plain.items()}


_GUESSES = frozenset({"system-value-translated", "system-value-differs"})


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By page and line, each once; what the rules file knows for certain makes the guess about the same line superfluous."""
    once: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        once.setdefault((finding.path, finding.line, finding.code, repr(finding.values)), finding)
    certain = {(finding.path, finding.line) for finding in once.values() if finding.code == "literal-translated"}
    told = (finding for finding in once.values() if finding.code not in _GUESSES or (finding.path, finding.line) not in certain)
    return tuple(sorted(told, key=lambda finding: (finding.path or "", finding.line or 1)))
