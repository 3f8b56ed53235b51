"""Every code of the linter with its severity and the names of its values, and the one way to make a finding of it.

A rule that is wrong in more than one of ten cases on real pages is a note; an error is what makes a page say two things at once.
"""

from collections.abc import Mapping
from typing import Final

from tasuki.core.finding import Finding, Severity

# code -> (severity, names of its values); the comment says what it means.
_CODES: Final[Mapping[str, tuple[Severity, tuple[str, ...]]]] = {
    # -- thresholds: one page
    "threshold-contradiction": ("error", ("bound", "one", "other")),  # one sentence: the same condition, two different figures
    "threshold-turned": ("warning", ("figure", "bound", "other_bound", "other_line")),  # the same figure above here and below there
    "threshold-differs": ("warning", ("bound", "figure", "other_figure", "other_line")),  # the same condition elsewhere, another figure
    "threshold-gap": ("note", ("figure",)),  # above and below, but never exactly
    "threshold-not-of-rules": ("warning", ("figure", "bound", "milestone", "tier_figure", "tier_bound")),
    # -- what stands in another page
    "threshold-translated": ("warning", ("bound", "figure", "other_figure", "other_path", "other_line")),  # one condition, two figures
    "comparison-turned": ("warning", ("figure", "here", "there", "other_path", "other_line")),
    "number-differs": ("note", ("here", "there", "other_path", "other_line")),  # aligned sentences
    "note-category-differs": ("note", ("place", "category", "other_category", "other_path", "other_line")),
    "system-value-differs": ("warning", ("text", "expected", "other_path")),  # a literal name that the reference page writes otherwise
    "system-value-translated": ("warning", ("text", "prefix")),  # a literal name with letters that no system value has
    "literal-translated": ("warning", ("text", "word")),  # a translation of a literal that the rules file lists
    # -- tasks
    "task-not-defined": ("note", ("task",)),  # mentioned by its id, in no table that was read
    "task-name-not-defined": ("warning", ("name",)),  # mentioned by its name, in no table that was read
    "task-name-is-sentence": ("note", ("task", "name")),
    "task-several-names": ("warning", ("task", "name", "other_name", "other_path", "other_line")),
    "task-name-several-ids": ("warning", ("task", "name", "other_task", "other_path", "other_line")),
    "task-differs": ("warning", ("task", "what", "here", "there", "other_path", "other_line")),
    # -- structure
    "phase-missing": ("warning", ()),
    "section-missing": ("warning", ("section",)),
    "step-without-role": ("note", ("step",)),
    "criteria-on-some-steps": ("note", ("steps", "have", "count")),  # inputs or outputs on `have` of `count`; `steps` have none
    "criteria-one-sided": ("warning", ("step", "part")),  # a step with outputs but no inputs, or the reverse
    "branch-in-branch": ("note", ("text", "branch", "branch_line")),  # “if not …” among the items of “if …:”
    "criterion-says-note": ("note", ("text",)),  # “please note that” in a criterion
    "item-says-none": ("note", ("text",)),
    # -- links
    "anchor-leads-nowhere": ("warning", ("link",)),
    "file-leads-nowhere": ("note", ("link",)),
    "link-malformed": ("warning", ("link",)),
    "resource-without-link": ("note", ("text",)),
    # -- dates
    "change-in-future": ("warning", ("date", "today")),
    "page-date-in-future": ("warning", ("date", "today")),
    "changes-out-of-order": ("warning", ("date", "above")),
    "page-date-old": ("note", ("date", "newest")),
    "date-not-padded": ("note", ("dates",)),
    # -- text damage
    "doubled-punctuation": ("warning", ("text",)),
    "doubled-percent": ("warning", ("text",)),
    "empty-brackets": ("warning", ("text",)),
    "foreign-debris": ("warning", ("text",)),
    "sentence-broken": ("note", ("text", "goes_on")),
    "words-mislead": ("note", ("text", "section")),  # a heading that is read as what its words do not say
    "one-thing-two-names": ("note", ("text", "other", "other_line")),
    "spelled-two-ways": ("note", ("text", "other")),
    # -- rules
    "criterion-uncovered": ("warning", ("criteria",)),  # nothing checks them, and the rules file names nobody who may attest
}

LINT_VALUES: Final[Mapping[str, tuple[str, ...]]] = {code: values for code, (_, values) in _CODES.items()}
"""The names of the values of each code."""


def said(code: str, path: str, line: int, **values: object) -> Finding:
    return Finding(code=code, severity=_CODES[code][0], line=line, path=path or None, values=values)
