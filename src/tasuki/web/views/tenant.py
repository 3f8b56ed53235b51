"""One tenant with all that is known of it: people and queue, usage, engagements, contacts, assignments, and one timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.core.engagement.offering import offered
from tasuki.records.folding import place_of
from tasuki.records.queries import CLOSED_STATES, Contact, Tenant, engagements_for
from tasuki.services import cadences, clock
from tasuki.services.cases import cases_of
from tasuki.services.engagements import Case
from tasuki.services.places import today_at, zone_of
from tasuki.web import words
from tasuki.web.links import ActLink, act_link
from tasuki.web.requests import actor_of, asks_for_fragment, person_of, tenant_or_404
from tasuki.web.shown.meetings import in_words
from tasuki.web.shown.parts import count, label_of
from tasuki.web.shown.story import Asked, story_of
from tasuki.web.shown.usage import usage_of
from tasuki.web.views.cadence import may_set

_ASSIGNING = ("engagement-opened", "manager-reassigned", "manager-released", "reopened", "queue-move-confirmed")
_DETAILS = ("name", "name_kana", "department", "title", "role", "language")


@dataclass(frozen=True, slots=True)
class PartShown:
    label: str
    done: int
    due: int


@dataclass(frozen=True, slots=True)
class ContactShown:
    """`old`: nobody has confirmed for long that the contact is current."""

    contact: Contact
    old: bool
    verify: ActLink | None
    correct: ActLink | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who, or which queue, held an engagement from a moment on."""

    case: Case
    number: int
    at: datetime
    holder: str
    is_queue: bool
    by: str
    reason: str


def show(request: HttpRequest, tenant_id: str) -> HttpResponse:
    tenant = tenant_or_404(request, tenant_id)
    cases = cases_of(engagements_for(person_of(request), clock.today()).filter(tenant=tenant).order_by("-id"))
    context = {
        "tenant": tenant,
        "zone": zone_of(tenant),
        "story": story_of(tenant.pk, cases, _asked(request)),
    }
    if asks_for_fragment(request):
        return render(request, "tasuki/parts/story.html", context)
    acting = next((case for case in cases if case.engagement.state not in CLOSED_STATES), None)
    context |= {
        "engagements": [
            (case, [PartShown(label_of(lane, case.plan), *count(case.assessment.of(lane))) for lane in case.plan.lanes]) for case in cases
        ],
        "queues": [case.assessment.queue for case in cases if case.assessment.queue][:1],
        "usage": usage_of(tenant, cases),
        "contacts": _contacts(request, tenant, acting),
        "add_contact": _offered(request, acting, "add-contact"),
        "assignments": _assignments(cases),
        "cadence": in_words(cadences.of(tenant)),
        "may_set_cadence": may_set(person_of(request)),
    }
    return render(request, "tasuki/tenant.html", context)


def _asked(request: HttpRequest) -> Asked:
    more = request.GET.get("more", "")
    asked = {name: request.GET.get(name, "") for name in ("kind", "workload", "by")}
    return Asked(**asked, more=int(more) if more.isascii() and more.isdigit() and len(more) < 6 else 0)


def _offered(request: HttpRequest, case: Case | None, command: str) -> ActLink | None:
    """The act in the tenant's open engagement, where this reader may do it."""
    if case is None or command not in {spec.name for spec in offered(case.assessment, actor_of(request))}:
        return None
    return act_link(case.engagement.pk, command)


def _contacts(request: HttpRequest, tenant: Tenant, case: Case | None) -> list[ContactShown]:
    limit = case.plan.main.advice.get("contacts-verified-days") if case is not None else None
    verify, correct = _offered(request, case, "verify-contact"), _offered(request, case, "correct-contact")
    found = []
    for contact in sorted(tenant.contacts.all(), key=lambda one: (one.kind, place_of(one.name, one.name_kana))):
        own = {"email": contact.email, "kind": contact.kind}
        told = {name: str(getattr(contact, name)) for name in _DETAILS if getattr(contact, name)}
        found.append(
            ContactShown(
                contact=contact,
                old=limit is not None and not contact.do_not_contact and _is_old(contact.verified_on, limit, today_at(tenant)),
                verify=act_link(case.engagement.pk, "verify-contact", None, {"email": contact.email}) if case and verify else None,
                correct=act_link(case.engagement.pk, "correct-contact", None, {**own, **told}) if case and correct else None,
            )
        )
    return found


def _is_old(verified_on: date | None, limit: int, today: date) -> bool:
    return verified_on is None or (today - verified_on).days > limit


def _assignments(cases: Sequence[Case]) -> list[Assignment]:
    """Newest first, over all engagements of the tenant."""
    found = []
    for case in cases:
        names = {person.login: person.name for person in case.circumstances.people}
        for fact in case.history:
            if fact.kind in _ASSIGNING:
                data = fact.data
                login = data.get("to") if fact.kind == "manager-reassigned" else data.get("manager")
                is_queue = fact.kind == "queue-move-confirmed"
                login = "" if fact.kind == "manager-released" else login or ""
                holder = str(data.get("queue") or "") if is_queue else names.get(str(login), str(login))
                by = names.get(fact.by) or words.who(fact.by)
                found.append(Assignment(case, fact.number, fact.at, holder, is_queue, by, fact.text))
    return sorted(found, key=lambda one: (one.at, one.number), reverse=True)
