"""Saved views of the tenants' list: an address under a name, and what it is to each person. What a view shows is each reader's own.

Finding codes:
    view-without-name    {}
    view-not-shared      {audience}    this person may not make views for others
"""

from django.db import transaction

from tasuki.core.finding import Finding
from tasuki.records.models import Person, SavedView, Team, ViewMark
from tasuki.records.models.lines import AUDIENCES
from tasuki.records.queries import views_for
from tasuki.services import rights
from tasuki.services.refusal import Refusal

CODES = ("view-without-name", "view-not-shared")

_LONGEST = 100


def save(person: Person, name: str, query: str, audience: str) -> SavedView:
    """Under a name that the person has used before, the view is the new address. Raises `Refusal`."""
    name = _plain(name)
    if not name:
        raise Refusal(Finding(code="view-without-name"))
    team = person.teams.order_by("name").first() if audience == "team" else None
    known = audience in AUDIENCES and (audience != "team" or team is not None)
    if not known or (audience != "own" and not rights.may(person, "share-view")):
        raise Refusal(Finding(code="view-not-shared", values={"audience": audience}))
    return _stored(person, name, query, audience, team)


def named(person: Person, name: str) -> SavedView | None:
    """This person's own view of that name."""
    return SavedView.objects.filter(owner=person, name=_plain(name)).first()


def _plain(name: str) -> str:
    return " ".join(name.split())[:_LONGEST]


def _stored(person: Person, name: str, query: str, audience: str, team: Team | None) -> SavedView:
    values = {"query": query, "audience": audience, "team": team}
    with transaction.atomic():
        view, new = SavedView.objects.update_or_create(owner=person, name=name, defaults=values)
        if new:
            ViewMark.objects.create(person=person, view=view, pinned=True)
    return view


def mark(person: Person, view_id: int, change: str) -> None:
    """Pin or unpin a view, or make it (or no longer) what the list opens with. What one may not open is not there."""
    with transaction.atomic():
        view = views_for(person).filter(pk=view_id).first()
        if view is None:
            return
        if change == "opens":
            ViewMark.objects.filter(person=person, opens=True).exclude(view=view).update(opens=False)
        own, _ = ViewMark.objects.get_or_create(person=person, view=view)
        if change == "opens":
            own.opens = not own.opens
        else:
            own.pinned = not own.pinned
        own.save(update_fields=["opens", "pinned"])


def drop(person: Person, view_id: int) -> SavedView | None:
    """Only who made it; with it go everybody's pins of it. Returns what it was, for who wants it back."""
    view = SavedView.objects.filter(pk=view_id, owner=person).first()
    if view is not None:
        SavedView.objects.filter(pk=view_id).delete()
    return view


def audiences_for(person: Person) -> list[str]:
    """For whom this person may make a view."""
    if not rights.may(person, "share-view"):
        return ["own"]
    return [audience for audience in AUDIENCES if audience != "team" or person.teams.exists()]


def marks_of(person: Person) -> dict[int, ViewMark]:
    return {row.view_id: row for row in ViewMark.objects.filter(person=person)}


def opening(person: Person) -> SavedView | None:
    """What the list opens with, where the person has chosen and may still open it."""
    return views_for(person).filter(marks__person=person, marks__opens=True).first()
