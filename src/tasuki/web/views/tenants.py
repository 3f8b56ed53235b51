"""Tenants: the list with its filters in the address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.records.queries import Engagement, Tenant, engagements_for, tenants_for
from tasuki.services import clock
from tasuki.web import words
from tasuki.web.requests import asks_for_fragment, person_of

PER_PAGE = 50
STATES = ("active", "on-hold", "handing-over", "closed", "closed-without-discussion")


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str
    here: bool


def listed(request: HttpRequest) -> HttpResponse:
    person, today = person_of(request), clock.today()
    search, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    own = engagements_for(person, today).select_related("manager").order_by("id")
    found = tenants_for(person, today).select_related("manager", "team").order_by("name", "tenant_id")
    found = _in_state(_searched(found, search), own, state)
    found = found.prefetch_related(Prefetch("engagements", queryset=own, to_attr="shown"))
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "state": state,
        "chips": _chips(search, state),
        "filtered": bool(search or state),
        "query": urlencode({name: value for name, value in (("q", search), ("state", state)) if value}),
    }
    return render(request, "tasuki/parts/tenant_rows.html" if asks_for_fragment(request) else "tasuki/tenants.html", context)


def _searched(tenants: QuerySet[Tenant], search: str) -> QuerySet[Tenant]:
    for part in search.split():
        fits = Q(name__icontains=part) | Q(name_kana__icontains=part) | Q(tenant_id__icontains=part) | Q(tpid__icontains=part)
        tenants = tenants.filter(fits | Q(engagements__request__request_id__iexact=part))
    return tenants.distinct() if search else tenants


def _in_state(tenants: QuerySet[Tenant], own: QuerySet[Engagement], state: str) -> QuerySet[Tenant]:
    if state == "none":
        return tenants.exclude(pk__in=own.values("tenant"))
    return tenants.filter(pk__in=own.filter(state=state).values("tenant")) if state in STATES else tenants


def _chips(search: str, state: str) -> list[Chip]:
    chips = []
    for one in ("", *STATES):
        asked = {name: value for name, value in (("q", search), ("state", one)) if value}
        chips.append(Chip(words.label("state", one) if one else words.every_state(), f"?{urlencode(asked)}", one == state))
    return chips
