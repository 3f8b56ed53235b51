"""What an engagement reminds of by itself, and whom."""

from collections.abc import Container
from datetime import date

from tasuki.core.calendar import last_business_day_before
from tasuki.core.engagement.assessment import Assessment
from tasuki.core.engagement.circumstances import Circumstances
from tasuki.core.engagement.facts import Fact, NewFact

SAID = ("next-action-set", "inactive-tenant-reviewed")
REMINDED = "next-action-reminded"


def remind_next_action(assessment: Assessment, circumstances: Circumstances) -> list[NewFact]:
    """From the last business day before the next action falls due, until that day is over; once for each date (domain.md A-23)."""
    history = assessment.history
    said, told = history.newest(*SAID), history.newest(REMINDED)
    if said is None or not said.data.get("date") or (told is not None and told.number > said.number):
        return []
    if not is_near(date.fromisoformat(said.data["date"]), circumstances.today, circumstances.holidays):
        return []
    told_of = {"date": said.data["date"], "owner": owner_of(said)}
    return [NewFact(REMINDED, data={key: value for key, value in told_of.items() if value}, text=said.text)]


def is_near(day: date, today: date, holidays: Container[date]) -> bool:
    """Whether what is due on a day is to be spoken of."""
    return last_business_day_before(day, holidays) <= today <= day


def owner_of(fact: Fact) -> str:
    """Whose the next action is: a login, a contact's address, or the word that was typed; nobody's is the manager's."""
    owner = str(fact.data.get("owner") or "")
    return str((fact.data.get("linked") or {}).get(owner, owner))
