"""Dates of the change table and of the front matter."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.sheet import Sheet

_PADDED = re.compile(r"\|?\s*(\d\d/\d\d/\d{4})\s*\|")
_UNPADDED = re.compile(r"\|?\s*(\d/\d{1,2}/\d{2,4}|\d{1,2}/\d/\d{2,4})\s*\|")


def dates_in_future(sheet: Sheet, today: date) -> Iterator[Finding]:
    for change in sheet.page.refresh or ():
        if change.date is not None and change.date > today:
            yield sheet.said("change-in-future", change.line, date=change.date.isoformat(), today=today.isoformat())
    if (day := sheet.page.meta.date) is not None and day > today:
        yield sheet.said("page-date-in-future", sheet.date_line, date=day.isoformat(), today=today.isoformat())


def changes_out_of_order(sheet: Sheet) -> Iterator[Finding]:
    """The newest change stands at the top; a table that is turned round as a whole is in order too."""
    dated = [(change.date, change.line) for change in sheet.page.refresh or () if change.date is not None]
    days = [day for day, _ in dated]
    if days == sorted(days):
        return
    for (above, _), (day, line) in pairwise(dated):
        if day > above:
            yield sheet.said("changes-out-of-order", line, date=day.isoformat(), above=above.isoformat())


def front_matter_older(sheet: Sheet) -> Iterator[Finding]:
    newest = max((change.date for change in sheet.page.refresh or () if change.date is not None), default=None)
    day = sheet.page.meta.date
    if day is not None and newest is not None and day < newest:
        yield sheet.said("page-date-old", sheet.date_line, date=day.isoformat(), newest=newest.isoformat())


def dates_not_padded(sheet: Sheet) -> Iterator[Finding]:
    """05/01/2020 and 5/1/2020 in one table sort differently. Said once; where most are short, short is the custom."""
    rows = [(change.line, sheet.lines[change.line - 1]) for change in sheet.page.refresh or ()]
    short = [(line, found[1]) for line, row in rows if (found := _UNPADDED.match(row)) is not None]
    if short and len(short) < sum(_PADDED.match(row) is not None for _, row in rows):
        yield sheet.said("date-not-padded", short[0][0], dates=[text for _, text in short])
