"""Reached milestones of one tenant. Who may see the tenant may see them."""

from collections.abc import Collection

from django.db.models import QuerySet

from tasuki.records.models import Reached


def reached_for(tenant_id: str, services: Collection[str]) -> QuerySet[Reached]:
    """What an engagement that opens now copies into its history."""
    found = Reached.objects.filter(tenant_id=tenant_id, service__in=services)
    return found.select_related("imported").order_by("service", "milestone")
