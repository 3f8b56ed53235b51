"""What a person has seen of an engagement: the marker of news in lists. A personal note, so no fact; and only ever by a post."""

from tasuki.records.models import Engagement, Look, Person
from tasuki.services import clock


def begins(person: Person) -> None:
    """Comes in, perhaps for the first time: nothing that is on record by now is news."""
    Person.objects.filter(pk=person.pk, reads_from=None).update(reads_from=clock.now())


def looked(person: Person, engagement: Engagement, facts: int | None = None) -> None:
    """Everything on record now counts as seen, or so many facts: one's own act is no news."""
    seen = engagement.facts if facts is None else facts
    Look.objects.update_or_create(person=person, engagement=engagement, defaults={"facts": seen})
