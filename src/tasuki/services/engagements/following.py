"""What follows from new facts in ordinary rows: the list's columns, contacts, who manages the tenant, mails to hand over, and links.

The columns are derived, so `rebuild` can write them anew; the other rows are followed once, in the transaction of their facts.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tasuki.core.engagement.assessment import Assessment, assess, assess_further
from tasuki.core.engagement.contacts import meant
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.plan import REPLANS, pins
from tasuki.records import engagement_rows
from tasuki.records.models import Contact, Engagement, Tenant
from tasuki.records.models.engagements import CLOSED_STATES
from tasuki.records.reached import remember_by_hand
from tasuki.services import concerned, invitations, lines, outbox
from tasuki.services.engagements.reading import Case, case_of, plan_of

_CONTACT_FACTS = ("contact-added", "contact-verified", "contact-corrected")
_CONTACT_COLUMNS = ("kind", "name", "name_kana", "department", "title", "role", "language")
_MANAGER_FACTS = ("manager-released", "manager-reassigned", "reopened")
_AFTERWARDS: dict[str, Callable[[Fact], None]] = {
    "mail-taken-back": outbox.take_back,
    "mail-hastened": outbox.hasten,
    "mail-resent": outbox.send_again,
    "mail-settled": outbox.lay_to_rest,
}


def follow_in_rows(case: Case, facts: Sequence[Fact]) -> None:
    """In the transaction of the facts."""
    assessment = _assessed_with(case, facts)
    derive(case.engagement, assessment, before=len(case.history))
    concerned.note(case.engagement, assessment.plan, facts, assessment.manager)
    queued: set[str] = set()
    for fact in facts:
        if fact.kind in _CONTACT_FACTS:
            _follow_contact(case.engagement.tenant, fact)
        elif fact.kind == "mail-queued" and fact.data["message_id"] not in queued:
            queued.add(fact.data["message_id"])
            outbox.enqueue(case.engagement.subject, fact)
        elif fact.kind in _AFTERWARDS and fact.data["message_id"] not in queued:
            queued.add(fact.data["message_id"])
            _AFTERWARDS[fact.kind](fact)
        elif fact.kind == "milestone-reached" and fact.data.get("by_hand"):
            remember_by_hand(case.engagement.tenant_id, fact)
        elif fact.kind in _MANAGER_FACTS:
            _follow_manager(case.engagement, fact)
        if fact.kind in invitations.FOLLOWED:
            invitations.follow(case.engagement, assessment.plan, (*case.history, *facts), fact)
    if any(fact.kind in _CONTACT_FACTS for fact in facts):
        lines.refresh([case.engagement.tenant_id])


def _assessed_with(case: Case, facts: Sequence[Fact]) -> Assessment:
    """The case as it stands with new facts, some of which may have given it another plan."""
    if any(fact.kind in REPLANS for fact in facts):
        history = (*case.history, *facts)
        return assess(plan_of(history), history, case.circumstances.today)
    return assess_further(case.assessment, facts)


def _follow_manager(engagement: Engagement, fact: Fact) -> None:
    """Who has left the tenant's last open engagement is not assigned to the tenant any more; who takes over is (domain.md E11)."""
    data = fact.data
    left = data.get("from") if fact.kind == "manager-reassigned" else data.get("manager")
    new = {"manager-released": None, "manager-reassigned": data.get("to"), "reopened": data.get("manager")}[fact.kind]
    tenants = Tenant.objects.filter(pk=engagement.tenant_id)
    if fact.kind == "reopened":
        tenants.filter(manager=None).update(manager=new)
    elif left and not Engagement.objects.filter(tenant=engagement.tenant_id, manager=left).exclude(state__in=CLOSED_STATES).exists():
        tenants.filter(manager=left).update(manager=new)


def _follow_contact(tenant: Tenant, fact: Fact) -> None:
    data = fact.data
    columns: dict[str, Any] = {name: data[name] for name in _CONTACT_COLUMNS if name in data}
    if "verified_on" in data:
        columns["verified_on"] = date.fromisoformat(data["verified_on"])
    if "do_not_contact" in data:
        columns["do_not_contact"] = data["do_not_contact"] == "yes"
    if "email" in data or fact.kind == "contact-verified":
        columns |= {"bounced_at": None, "bounce_reason": ""}
    if fact.kind == "contact-added":
        Contact.objects.create(tenant=tenant, email=data["email"], **columns)
        return
    found = meant(Contact.objects.filter(tenant=tenant), data)
    if "email" in data and not any(one.email.lower() == str(data["email"]).lower() for one in found):
        columns["email"] = data["email"]
    Contact.objects.filter(pk__in=[one.pk for one in found]).update(**columns)


def derive(engagement: Engagement, assessment: Assessment, *, before: int | None = None) -> None:
    """Write the derived columns; they exist only so that a list is one query, and `rebuild` writes them anew.

    Where the row was read as it stood after `before` facts, the very history that was decided on, only what differs is written: most
    acts change one column and no index.
    """
    standing = assessment.standing
    history = assessment.history.facts
    closed = next((fact for fact in reversed(history) if fact.kind == "manager-released"), None)
    if standing.state not in CLOSED_STATES:
        closed = None
    request = standing.open_request
    day = standing.next_action_date
    columns: dict[str, Any] = {
        "state": standing.state,
        "manager_id": standing.manager,
        "queue": standing.queue or "",
        "requested_queue": request.data["queue"] if request else "",
        "queue_requested_at": request.at if request else None,
        "next_action_date": date.fromisoformat(day) if day else None,
        "facts": len(history),
        "pins": pins(history),
        "lanes": [[lane.workload, lane.process] for lane in assessment.plan.lanes if lane.workload],
        "closed_at": closed.at if closed else None,
        "closed_by_id": (closed.data.get("manager") or None) if closed else None,
        **_counted(assessment),
    }
    if engagement.facts == before:
        columns = {name: value for name, value in columns.items() if getattr(engagement, name) != value}
    engagement_rows.write(engagement.pk, columns)
    lines.follow(engagement, history, columns)


def _counted(assessment: Assessment) -> dict[str, int]:
    """How complete the evidence is: of the criteria that apply and gate something, those met and those pardoned."""
    verdicts = [state.verdict for state in assessment.cells if not state.cell.criterion.is_shown_only]
    met, waived = verdicts.count("met"), verdicts.count("waived")
    return {"criteria_due": met + waived + verdicts.count("missing"), "criteria_met": met, "criteria_waived": waived}


def rebuild() -> int:
    """Derive every engagement's columns from its facts again; the number of engagements."""
    count = 0
    for engagement in Engagement.objects.select_related("tenant").iterator():
        case = case_of(engagement)
        derive(engagement, case.assessment)
        count += 1
    lines.refresh()
    return count
