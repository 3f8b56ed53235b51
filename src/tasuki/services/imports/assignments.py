"""Who holds a tenant in the system where queues are kept: a move that was asked for, and is done there, is confirmed (domain.md R-9).

A whole export may come in: what nobody asked for, and what is not done yet, stays as it is. No file names a manager, or releases one.
"""

from collections.abc import Mapping
from typing import Any

from tasuki.records.models import Engagement, Tenant
from tasuki.services import handing_over
from tasuki.services.engagements import case_of
from tasuki.services.imports.cells import BadCell
from tasuki.services.imports.taking import Taking, found, in_pieces, refused
from tasuki.services.refusal import Refusal


def take(taking: Taking) -> None:
    for piece in in_pieces(taking.readable(("tenant_id", "role"))):
        tenants = found(Tenant, [values["tenant_id"] for _, values in piece])
        newest = _newest_of(list(tenants))
        for row, values in piece:
            try:
                _take_row(taking, values, tenants.get(values["tenant_id"]), newest.get(values["tenant_id"]))
            except BadCell as bad:
                taking.reject(row, bad)


def _newest_of(tenants: list[str]) -> dict[str, Engagement]:
    rows = Engagement.objects.filter(tenant__in=tenants).select_related("tenant").order_by("id")
    return {row.tenant_id: row for row in rows}


def _take_row(taking: Taking, values: Mapping[str, Any], tenant: Tenant | None, engagement: Engagement | None) -> None:
    if tenant is None:
        raise BadCell("unknown-tenant", tenant_id=values["tenant_id"])
    if values["role"] == "queue" and engagement is not None and _is_done(taking, values, engagement):
        _confirm(taking, values, engagement)
        return
    if values["role"] == "manager" and tenant.manager_id is not None and tenant.manager_id.casefold() != values["holder"].casefold():
        taking.result.find("manager-differs", tenant_id=tenant.tenant_id, manager=tenant.manager_id, told=values["holder"])
    taking.result.unchanged += 1


def _is_done(taking: Taking, values: Mapping[str, Any], engagement: Engagement) -> bool:
    """Whether the row says that the move which is waited for is done; another queue than the one asked for is worth a word."""
    asked = engagement.queue or engagement.requested_queue
    waits = bool(engagement.requested_queue) and not engagement.queue
    if asked and values["holder"] != asked and values["holder"] in case_of(engagement).plan.main.queues:
        taking.result.find("held-by-another-queue", tenant_id=engagement.tenant_id, queue=asked, holder=values["holder"])
    return waits and values["holder"] == asked


def _confirm(taking: Taking, values: Mapping[str, Any], engagement: Engagement) -> None:
    try:
        handing_over.confirm_as_imported(engagement, since=values["since"], import_id=taking.record.pk, by=taking.by)
    except Refusal as refusal:
        raise refused(refusal) from None
    taking.note(f"tenant/{engagement.tenant_id}", "assignment-imported", queue=values["holder"], since=values["since"].isoformat())
    taking.result.updated += 1
