"""What an engagement reminds of by itself."""

from datetime import date

from tasuki.core.calendar import last_business_day_before
from tasuki.core.engagement.assessment import Assessment
from tasuki.core.engagement.circumstances import Circumstances
from tasuki.core.engagement.facts import NewFact

_SAID = ("next-action-set", "inactive-tenant-reviewed")
REMINDED = "next-action-reminded"


def remind_next_action(assessment: Assessment, circumstances: Circumstances) -> list[NewFact]:
    """From the last business day before the next action falls due, until that day is over; once for each date (domain.md A-23)."""
    history = assessment.history
    said, told = history.newest(*_SAID), history.newest(REMINDED)
    if said is None or not said.data.get("date") or (told is not None and told.number > said.number):
        return []
    day = date.fromisoformat(said.data["date"])
    if not last_business_day_before(day, circumstances.holidays) <= circumstances.today <= day:
        return []
    told_of = {"date": said.data["date"], "owner": said.data.get("owner")}
    return [NewFact(REMINDED, data={key: value for key, value in told_of.items() if value}, text=said.text)]
