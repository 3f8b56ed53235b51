"""What the worker reminds people of: next actions that fall due. A fact each, so that whoever is concerned gets one notice."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from tasuki.core.engagement.facts import SYSTEM, NewFact
from tasuki.core.engagement.reminders import is_near, remind_next_action
from tasuki.records.models import Engagement
from tasuki.records.queries import next_actions_between
from tasuki.services import clock, engagements, places
from tasuki.services.cases import cases_of
from tasuki.services.circumstances import DaysOff
from tasuki.services.engagements import Case

_EITHER_SIDE = timedelta(days=1)  # of today: somewhere on earth it is another day
_LONGEST_REST = timedelta(days=14)  # no country closes for longer, so the last business day before a date is not further away


def pulse() -> int:
    """How many engagements were reminded. Every round of the worker asks, so only those that are due now are read whole."""
    near = cache(lambda day, country, zone: is_near(day, clock.today(places.zone_in(zone, country)), DaysOff(country)))
    dated = next_actions_between(clock.today() - _EITHER_SIDE, clock.today() + _LONGEST_REST)
    rows = dated.values_list("pk", "next_action_date", "tenant__country", "tenant__time_zone")
    due = [number for number, *told in rows if near(*told)]
    return sum(_reminded(case) for case in cases_of(Engagement.objects.filter(pk__in=due))) if due else 0


def _reminded(case: Case) -> int:
    def act(now: Case) -> Sequence[NewFact]:
        return remind_next_action(now.assessment, now.circumstances)

    return len(engagements.record(case.engagement, act, by=SYSTEM)) if act(case) else 0
