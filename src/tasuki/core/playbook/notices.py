"""What the reader has to say about a page: every code it uses, and a collector that says the same thing once."""

from collections.abc import Mapping
from typing import Final

from tasuki.core.finding import Finding, Severity

# code -> (severity, names of its values); the comment says what it means.
_CODES: Final[Mapping[str, tuple[Severity, tuple[str, ...]]]] = {
    # -- content lost or contradictory
    "merge-conflict": ("error", ()),  # Git conflict markers were left in; both sides are kept
    "line-cut": ("error", ("length", "limit")),  # a line is longer than any page has; the rest of it was not read
    "page-cut": ("error", ("length", "limit", "unit")),  # the page is larger than any page is; unit: "characters" or "lines"
    "nesting-cut": ("error", ("limit",)),  # lists or quotes are nested deeper than the reader follows
    "unclosed-fence": ("error", ()),  # a code fence is never closed, so the rest of the page counts as code
    "unclosed-comment": ("error", ()),  # an HTML comment is never closed, so the rest of the page is hidden
    "unreadable-task-row": ("error", ("id", "cells", "columns")),  # a task row whose cells cannot be told apart; what was certain is kept
    # -- repaired, or kept as it stands: the author should mend it
    "front-matter-unclosed": ("warning", ()),  # the block of keys has no closing ---; its keys were read up to the first other line
    "control-characters": ("warning", ("count",)),  # characters no text has (binary data); shown as a replacement mark
    "row-repaired": (
        "warning",
        ("id", "repair"),
    ),  # repair: shifted, two-rows, broken-line, merged-cells, missing-cell, split-name, split-services, id-among-words, requirement,
    # no-opening-pipe, no-closing-pipe
    "row-outside-table": ("warning", ("id",)),  # a task row cut off from its table; counted with it
    "row-without-id": ("warning", ("text",)),  # a row of a task table that names no task; not counted
    "table-repaired": ("warning", ("columns", "delimiters")),  # the delimiter row does not fit the header (delimiters 0: missing)
    "task-outside-step": ("warning", ("step",)),  # a task heading outranks the step above it, so its tasks belong to no step
    "unknown-requirement": ("warning", ("id", "text")),  # neither mandatory nor optional
    "unknown-role": ("warning", ("name", "count")),  # kept as written
    "unknown-service": ("warning", ("name", "count")),  # kept as written
    "unknown-motion": ("warning", ("name", "count")),  # kept as written
    "unknown-phase": ("warning", ("name", "count")),  # kept as written
    "role-debris": ("warning", ("text", "count")),  # words of a bad translation around the abbreviation of a role
    "unreadable-date": ("warning", ("text",)),  # neither month/day/year nor any other date; null
    "date-format": ("note", ("text", "date")),  # a date in another format than month/day/year, read nevertheless
    "label-repaired": ("warning", ("label", "repair")),  # repair: glued, wrapped, unclosed-bold, not-bold, no-colon, inside-list
    "label-in-table": ("note", ("label",)),  # a label that stands in a table, read like any other
    "heading-repaired": ("warning", ("title", "repair")),  # repair: inside-list, indented, no-blank, underlined-label
    "not-a-list-item": ("warning", ("text",)),  # looks like a list item, is none in Markdown; not counted
    "criteria-in-table": ("warning", ("label",)),  # inputs or outputs in a table instead of a list; not counted
    "html-not-read": ("warning", ("tag",)),  # a list or a table written in HTML; its items and rows are not counted
    "not-a-step": ("warning", ("text",)),  # a bold numbered line instead of a heading; not counted
    # -- for information
    "invisible-characters": ("note", ("zero_width", "no_break", "trailing")),  # once a page, counts; line of the first
    "no-steps": ("note", ()),  # no process page, or one without steps
}

READING_CODES: Final[frozenset[str]] = frozenset(_CODES)
"""Every code `read_page` uses; the table above says what each means."""

READING_VALUES: Final[Mapping[str, tuple[str, ...]]] = {code: values for code, (_, values) in _CODES.items()}
"""The names of the values of each code."""

_COUNTED = frozenset(code for code, names in READING_VALUES.items() if "count" in names and "name" in names) | {"role-debris"}


class Notices:
    """Collects findings; those about a name are said once a page, with the line of the first and a count."""

    def __init__(self, path: str) -> None:
        self._path = path or None
        self._found: list[tuple[str, int, dict[str, object]]] = []
        self._counted: dict[tuple[str, str], dict[str, object]] = {}

    def add(self, code: str, line: int, **values: object) -> None:
        if code in _COUNTED:
            which = (code, str(values.get("name", values.get("text"))))
            if which in self._counted:
                self._counted[which]["count"] = int(str(self._counted[which]["count"])) + 1
                return
            values["count"] = 1
            self._counted[which] = values
        self._found.append((code, line, values))

    def findings(self) -> tuple[Finding, ...]:
        """In the order of the page."""
        return tuple(
            Finding(code=code, severity=_CODES[code][0], line=line, path=self._path, values=values)
            for code, line, values in sorted(self._found, key=lambda found: found[1])
        )
