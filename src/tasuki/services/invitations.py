"""What an engagement's new facts mean for people without an account: who gets which link, and who is reminded."""

from datetime import date

from django.db.models import QuerySet

from tasuki.core.engagement.checks import standing
from tasuki.core.engagement.facts import SYSTEM, Fact
from tasuki.core.engagement.plan import Plan
from tasuki.records.models import Contact, Engagement, Person, SignedLink
from tasuki.records.site import site
from tasuki.services import letters, links
from tasuki.services.places import zone_of

_ANSWERED = ("queue-move-confirmed", "queue-move-declined", "queue-move-taken-back")
FOLLOWED = ("mail-handed-over", "manager-released", *_ANSWERED)
"""The kinds of facts that mean something here."""
_ASSIGNMENT, _ACCOUNT_TEAM, _CUSTOMER = "assignment", "account-team", "customer"


def follow(engagement: Engagement, plan: Plan, history: tuple[Fact, ...], fact: Fact) -> None:
    """In the transaction that records the fact."""
    if fact.kind == "mail-handed-over":
        kinds = {lane.playbook.mails[name].to for lane in plan.lanes for name in lane.playbook.mails if name == fact.data["template"]}
        if _ACCOUNT_TEAM in kinds:
            _ask_account_team(engagement, history, fact)
        elif _ASSIGNMENT in kinds:
            _ask_assignment_team(engagement, history, fact)
    elif fact.kind in _ANSWERED:
        links.revoke_open("queue-move", engagement.subject)
    elif fact.kind == "manager-released":
        _ask_customers(engagement, plan, history, fact)


def _ask_account_team(engagement: Engagement, history: tuple[Fact, ...], fact: Fact) -> None:
    """Everybody who got the notice says for himself whether he agrees."""
    planned = [one for one in standing(history) if one.kind == "discussion-scheduled" and one.workload in (None, fact.workload)]
    for contact in _reachable(engagement, _ACCOUNT_TEAM).filter(email__in=fact.data["to"]):
        if links.is_out(_ACCOUNT_TEAM, engagement.subject, contact.email):
            continue
        link = _for_contact(_ACCOUNT_TEAM, engagement, contact, by=_manager(engagement))
        day = date.fromisoformat(str(planned[-1].data["at"])[:10]) if planned else None
        spoken = letters.spell_day(day, link.language) if day else ""
        links.send(link, _ACCOUNT_TEAM, {**_names(engagement), "discussion": spoken}, zone=zone_of(engagement.tenant))


def _ask_assignment_team(engagement: Engagement, history: tuple[Fact, ...], fact: Fact) -> None:
    """Each of the team may confirm this very request, as himself."""
    number = int(fact.data["request"])
    for person in Person.objects.filter(role=_ASSIGNMENT, is_active=True, email__in=fact.data["to"]):
        if links.is_out("queue-move", engagement.subject, person.email, request=number):
            continue
        link = links.make(
            "queue-move",
            about=engagement.subject,
            holder=person.name,
            email=person.email,
            language=person.language or engagement.tenant.language,
            data={"request": number, "login": person.login},
        )
        values = {**_names(engagement), "tenant_id": engagement.tenant_id, "queue": str(history[number - 1].data["queue"])}
        links.send(link, "queue-move", values, zone=zone_of(engagement.tenant))


def _ask_customers(engagement: Engagement, plan: Plan, history: tuple[Fact, ...], fact: Fact) -> None:
    """How satisfied they are, now that everything is over. Without a discussion there was nothing to be satisfied with."""
    if not any(one.kind == "discussion-held" for one in history):
        return
    for contact in _reachable(engagement, _CUSTOMER):
        link = _for_contact("satisfaction", engagement, contact, by=SYSTEM, data={"released": fact.number})
        services = letters.spell_services(list(plan.workloads), link.language)
        links.send(link, "satisfaction", {**_names(engagement), "services": services}, zone=zone_of(engagement.tenant))


def invite_customer(engagement: Engagement, contact: Contact, *, by: str) -> SignedLink:
    """A link to the customer's own page; an earlier one of the same person ends with it."""
    for old in links.about(engagement.subject):
        if old.purpose == _CUSTOMER and old.email == contact.email and links.state_of(old) == "open":
            links.revoke(old, by=by)
    link = _for_contact(_CUSTOMER, engagement, contact, by=by)
    links.send(link, _CUSTOMER, _names(engagement), zone=zone_of(engagement.tenant))
    return link


def remind_satisfaction() -> int:
    """Those who have not answered, once, some time before their link ends. How many were reminded."""
    count = 0
    for link in links.ending("satisfaction", site().satisfaction_reminder_days):
        engagement = Engagement.objects.select_related("tenant").get(pk=int(link.about.removeprefix("engagement/")))
        if _reachable(engagement, _CUSTOMER).filter(email__iexact=link.email).exists():
            count += links.remind(link, "satisfaction-reminder", _names(engagement))
    return count


def _for_contact(purpose: str, engagement: Engagement, contact: Contact, *, by: str, data: dict[str, int] | None = None) -> SignedLink:
    return links.make(
        purpose,
        about=engagement.subject,
        holder=contact.name,
        email=contact.email,
        language=contact.language or engagement.tenant.language,
        by=by,
        data=data,
    )


def _reachable(engagement: Engagement, kind: str) -> QuerySet[Contact]:
    return Contact.objects.filter(tenant=engagement.tenant_id, kind=kind, do_not_contact=False).exclude(email="")


def _names(engagement: Engagement) -> dict[str, str]:
    manager = Person.objects.filter(pk=engagement.manager_id).first() if engagement.manager_id else None
    return {"tenant": engagement.tenant.name, "manager": manager.name if manager else ""}


def _manager(engagement: Engagement) -> str:
    return engagement.manager_id or SYSTEM
