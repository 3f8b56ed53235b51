"""People without an account, as the manager sees them: who holds which link, and what the customer is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tasuki.core.engagement.facts import Fact
from tasuki.records.folding import place_of
from tasuki.records.queries import SignedLink, Tenant
from tasuki.services import answers, invitations, links, rights, trails
from tasuki.services.customer_page import customer_page
from tasuki.services.engagements import case_of
from tasuki.services.places import zone_of
from tasuki.web import words
from tasuki.web.requests import engagement_or_404, person_of
from tasuki.web.views.links import OWN, own_fields


@dataclass(frozen=True, slots=True)
class Held:
    """One link: what became of it, and every use and refusal."""

    link: SignedLink
    state: str
    facts: list[tuple[Fact, str]]

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest, engagement_id: int) -> HttpResponse:
    engagement = engagement_or_404(request, engagement_id)
    may = rights.may_invite(person_of(request), engagement)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        _act(request, engagement.tenant, links.about(engagement.subject), engagement_id)
        return redirect("links", engagement_id)
    contacts = sorted(engagement.tenant.contacts.filter(kind="customer"), key=lambda one: place_of(one.name, one.name_kana))
    context = {
        "engagement": engagement,
        "tenant": engagement.tenant,
        "zone": zone_of(engagement.tenant),
        "held": [_held(link) for link in links.about(engagement.subject)],
        "contacts": [contact for contact in contacts if not contact.do_not_contact],
        "leaving": [contact for contact in contacts if contact.deletion_asked_at],
        "may": may,
    }
    return render(request, "tasuki/links.html", context)


def _held(link: SignedLink) -> Held:
    tell = words.teller()
    facts = [(fact, f"{tell(fact)}{_fallen_back(fact)}") for fact in trails.facts_of(link.subject)]
    return Held(link, links.state_of(link), facts)


def _fallen_back(fact: Fact) -> str:
    """A letter that nobody has translated yet says so to whoever may write in the reader's language instead."""
    if "language_wanted" not in fact.data:
        return ""
    names = {"wanted": words.language_name(fact.data["language_wanted"]), "language": words.language_name(fact.data["language"])}
    return " " + _("There is no letter in %(wanted)s yet, so it is in %(language)s.") % names


def _act(request: HttpRequest, tenant: Tenant, about: Sequence[SignedLink], engagement_id: int) -> None:
    by, number = person_of(request).login, request.POST.get("number", "")
    act = request.POST.get("act", "")
    if act == "revoke":
        link = next((one for one in about if str(one.pk) == number), None)
        if link is None:
            raise Http404
        links.revoke(link, by=by)
        messages.success(request, _("The link opens nothing any more."))
        return
    contact = tenant.contacts.filter(kind="customer", pk=number if number.isdecimal() else 0).first()
    if contact is None:
        raise Http404
    if act == "invite" and not contact.do_not_contact:
        invitations.invite_customer(engagement_or_404(request, engagement_id), contact, by=by)
        messages.success(request, _("%(name)s receives a mail with the link.") % {"name": contact.name})
    elif act == "delete" and contact.deletion_asked_at:
        answers.delete_contact(contact, by=by)
        messages.success(request, _("The contact was deleted."))
    else:
        raise Http404


def as_customer(request: HttpRequest, engagement_id: int) -> HttpResponse:
    """The customer's page as it is now, without its buttons."""
    case = case_of(engagement_or_404(request, engagement_id))
    contact = case.engagement.tenant.contacts.filter(kind="customer").first()
    context = {
        "page": customer_page(case, words.reader_language()),
        "zone": zone_of(case.engagement.tenant),
        "preview": case.engagement,
        "contact": contact,
        "fields": own_fields({name: getattr(contact, name) for name in OWN}) if contact else [],
    }
    return render(request, "tasuki/public/customer.html", context)
