"""What a person has seen of an engagement: the marker of news in lists. A personal note, so no fact; and only ever by a post."""

from tasuki.records.models import Engagement, Look, Person


def looked(person: Person, engagement: Engagement) -> None:
    """Everything on record now counts as seen."""
    Look.objects.update_or_create(person=person, engagement=engagement, defaults={"facts": engagement.facts})
