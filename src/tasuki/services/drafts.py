"""What somebody was typing, kept until the act is done: through a sign-out, a conflict, and a browser that closes."""

from collections.abc import Mapping

from tasuki.records.models import Draft, Engagement, Person
from tasuki.services import clock


def keep(person: Person, engagement: Engagement, form: str, given: Mapping[str, str]) -> Draft | None:
    """The newest words replace the older ones; a form that was emptied has no draft."""
    if not given:
        drop(person, engagement, form)
        return None
    told = {"given": dict(given), "saved_at": clock.now()}
    draft, _ = Draft.objects.update_or_create(person=person, engagement=engagement, form=form, defaults=told)
    return draft


def of(person: Person, engagement: Engagement, form: str) -> Draft | None:
    return Draft.objects.filter(person=person, engagement=engagement, form=form).first()


def kept_by(person: Person, engagement: Engagement) -> list[Draft]:
    """All that this person has begun in an engagement, the newest first."""
    return list(Draft.objects.filter(person=person, engagement=engagement).order_by("-saved_at"))


def drop(person: Person, engagement: Engagement, form: str) -> dict[str, str]:
    """Returns the words that were in it, for who wants them back."""
    draft = of(person, engagement, form)
    if draft is None:
        return {}
    draft.delete()
    return dict(draft.given)
