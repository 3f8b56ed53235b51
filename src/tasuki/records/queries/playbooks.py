"""Published versions, for screens. Everybody may read the process."""

from django.db.models import QuerySet

from tasuki.records.models import PlaybookVersion


def published() -> QuerySet[PlaybookVersion]:
    """All versions, the newest of each playbook first."""
    return PlaybookVersion.objects.order_by("slug", "-version").prefetch_related("pages")
