"""Published versions, for screens. Everybody may read the process."""

from django.db.models import QuerySet

from tasuki.records.models import PlaybookVersion


def published() -> QuerySet[PlaybookVersion]:
    """All versions, the newest of each playbook first."""
    return PlaybookVersion.objects.order_by("slug", "-version").prefetch_related("pages")


def version_numbers() -> list[tuple[str, int, bool]]:
    """Every version, the newest of each playbook first; whether it still starts engagements. One query."""
    rows = PlaybookVersion.objects.order_by("slug", "-version").values_list("slug", "version", "retired_at")
    return [(slug, version, retired is None) for slug, version, retired in rows]
