"""What the worker reminds people of: next actions that fall due. A fact each, so that whoever is concerned gets one notice."""

from collections.abc import Sequence
from datetime import timedelta

from tasuki.core.engagement.facts import NewFact
from tasuki.core.engagement.reminders import remind_next_action
from tasuki.records.queries import next_actions_between
from tasuki.records.site import site
from tasuki.services import clock, engagements
from tasuki.services.cases import cases_of
from tasuki.services.engagements import SYSTEM, Case

_EITHER_SIDE = timedelta(days=1)  # of today: somewhere on earth it is another day


def pulse() -> int:
    """How many engagements were reminded. Looks only at those whose date is near, and that were not reminded of it yet."""
    today = clock.today()
    due = cases_of(next_actions_between(today - _EITHER_SIDE, today + timedelta(days=site().coming_days)))
    return sum(_reminded(case) for case in due)


def _reminded(case: Case) -> int:
    def act(now: Case) -> Sequence[NewFact]:
        return remind_next_action(now.assessment, now.circumstances)

    return len(engagements.record(case.engagement, act, by=SYSTEM)) if act(case) else 0
