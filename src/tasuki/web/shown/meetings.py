"""A regular meeting in words, and the places it offers."""

from datetime import datetime

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tasuki.core.engagement.cadence import LAST, Cadence, meetings
from tasuki.services.engagements import Case

OFFERED = 4


def in_words(cadence: Cadence | None) -> str:
    if cadence is None:
        return ""
    values = {"weekday": WEEKDAYS[cadence.weekday], "at": cadence.at.strftime("%H:%M"), "zone": cadence.zone, "minutes": cadence.minutes}
    if cadence.every == "week":
        return _("Every %(weekday)s at %(at)s (%(zone)s), %(minutes)d minutes") % values
    if cadence.every == "two-weeks":
        return _("Every second %(weekday)s at %(at)s (%(zone)s), %(minutes)d minutes") % values
    return _("%(nth)s %(weekday)s of the month at %(at)s (%(zone)s), %(minutes)d minutes") % {**values, "nth": nth_name(cadence.nth)}


def nth_name(nth: int) -> str:
    return {
        1: pgettext("which weekday of the month", "First"),
        2: pgettext("which weekday of the month", "Second"),
        3: pgettext("which weekday of the month", "Third"),
        4: pgettext("which weekday of the month", "Fourth"),
        LAST: pgettext("which weekday of the month", "Last"),
    }[nth]


def places(cadence: Cadence | None, case: Case) -> list[datetime]:
    """The next regular meetings in which a discussion can take place: none on a holiday at the tenant's, or on a closing day."""
    if cadence is None:
        return []
    return meetings(cadence, case.circumstances.now, case.circumstances.holidays, OFFERED)
