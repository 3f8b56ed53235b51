"""What one should know of a request before deciding: how long it waits, what the rules say, and whom it may concern."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tasuki.core.calendar import business_days_between, today_in
from tasuki.core.engagement.eligibility import Outcome, judge
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.roles import MANAGES
from tasuki.records import ledger
from tasuki.records.folding import place_of
from tasuki.records.models import Contact, Engagement, Intake, Person, Tenant
from tasuki.records.models.engagements import CLOSED_STATES
from tasuki.records.models.intake import OPEN_INTAKE
from tasuki.records.queries import in_order
from tasuki.records.site import site
from tasuki.services import clock, eligibility, places, shipped
from tasuki.services.circumstances import DaysOff

_ALIKE = 200  # so many names are compared at most


@dataclass(frozen=True, slots=True)
class Served:
    """An earlier engagement of the tenant. `recent`: so short ago that whoever had it takes the new one, too."""

    engagement: Engagement
    recent: bool

    @property
    def is_open(self) -> bool:
        return self.engagement.state not in CLOSED_STATES

    @property
    def other_motion(self) -> str:
        """The motion of a running engagement that is not the one of requests: that team takes what the customer asks for."""
        request = self.engagement.request
        motion = request.motion if request and self.is_open else ""
        return motion if motion != site().default_motion else ""


@dataclass(frozen=True, slots=True)
class Look:
    """A request with everything that bears on the decision. `age` counts business days where the customer is."""

    intake: Intake
    age: int
    late: bool
    outcomes: tuple[Outcome, ...]
    similar: list[Intake]
    tenants: list[Tenant]
    served: list[Served]
    facts: tuple[Fact, ...] = field(default=())


def waiting() -> list[Look]:
    """The list, the oldest first, in two queries: of the tenant only what the request itself names."""
    found = list(Intake.objects.filter(state__in=OPEN_INTAKE).select_related("tenant").order_by("submitted_at", "id"))
    served = _served([intake.tenant for intake in found if intake.tenant])
    return [_brief(intake, [one for one in served if one.engagement.tenant_id == intake.tenant_id]) for intake in found]


def _brief(intake: Intake, served: list[Served]) -> Look:
    tenants = [intake.tenant] if intake.tenant else []
    return Look(intake, age_of(intake), _is_late(intake), outcomes(intake), [], tenants, served)


def _is_late(intake: Intake) -> bool:
    return age_of(intake) > site().waiting_days["decide-request"][0]


def decided(limit: int = 50) -> list[Intake]:
    """The last that somebody decided about, the newest first."""
    done = Intake.objects.exclude(state__in=OPEN_INTAKE).select_related("tenant", "decided_by", "request__engagement", "duplicate_of")
    return list(done.order_by("-decided_at", "-id")[:limit])


def find(reference: str) -> Intake | None:
    return Intake.objects.filter(reference=reference).select_related("tenant", "request__engagement", "decided_by", "duplicate_of").first()


def look(intake: Intake) -> Look:
    """A handful of queries."""
    tenants = _candidates(intake)
    known = [intake.tenant] if intake.tenant else tenants
    return Look(
        intake=intake,
        age=age_of(intake),
        late=_is_late(intake),
        outcomes=outcomes(intake),
        similar=_similar(intake),
        tenants=tenants,
        served=_served(known),
        facts=ledger.read(intake.subject),
    )


def outcomes(intake: Intake) -> tuple[Outcome, ...]:
    """What the rules say of a request as it stands."""
    return judge(eligibility.rules(), intake.answers)


def age_of(intake: Intake) -> int:
    """Business days since it was filed, up to its decision."""
    country, end = intake.answers.get("country", ""), intake.decided_at or clock.now()
    zone = places.zone_of(Tenant(country=country))
    return business_days_between(today_in(zone, intake.submitted_at), today_in(zone, end), DaysOff(country))


def _similar(intake: Intake) -> list[Intake]:
    """Of the same address, tenant or organisation, other than itself."""
    tenant_id, name = intake.answers.get("tenant_id", "").casefold(), folded(intake.organisation)
    others = Intake.objects.exclude(pk=intake.pk).order_by("-id")[:500]
    return [
        other
        for other in others
        if other.email == intake.email
        or (tenant_id and other.answers.get("tenant_id", "").casefold() == tenant_id)
        or folded(other.organisation) == name
    ][:10]


def _candidates(intake: Intake) -> list[Tenant]:
    """Tenants that this may be: by the tenant ID, the organisation's name, or the domain of its people's addresses."""
    named = tenant_named(intake.answers.get("tenant_id", ""))
    if named is not None:
        return [named]
    name, domains = folded(intake.organisation), _domains(intake)
    alike = Tenant.objects.all()
    for word in _words(intake.organisation):
        alike = alike.filter(name__icontains=word)
    by_name = [pk for pk, other in alike.values_list("pk", "name")[:_ALIKE] if folded(other) == name] if name else []
    by_domain = [pk for domain in domains for pk in Contact.objects.filter(email__iendswith=f"@{domain}").values_list("tenant", flat=True)]
    found = Tenant.objects.filter(pk__in=[*by_name, *by_domain])
    return sorted(found, key=lambda one: place_of(one.name, one.name_kana))[:5]


def _domains(intake: Intake) -> set[str]:
    told = {intake.answers.get("domain", "").casefold().strip()}
    if intake.answers.get("requestor") == "customer":
        told.add(intake.email.partition("@")[2].casefold())
    told.add(intake.answers.get("contact_email", "").partition("@")[2].casefold())
    return {domain for domain in told if domain} - set(shipped.plain("requests.yaml")["free-mail"])


def tenant_named(tenant_id: str) -> Tenant | None:
    return Tenant.objects.filter(tenant_id__iexact=tenant_id).first() if tenant_id else None


def folded(name: str) -> str:
    """A name as it is compared: in one width and case, without the legal form and blanks."""
    return "".join(_words(name))


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", name).casefold()
    forms = [unicodedata.normalize("NFKC", form).casefold() for form in shipped.plain("requests.yaml")["legal-forms"]]
    for form in (one for one in forms if not one.isascii() or not one.isalpha()):
        plain = plain.replace(form, "")
    spelled = {form for form in forms if form.isascii()}
    return [word for word in plain.replace(".", " ").replace(",", " ").split() if word not in spelled]


def _served(tenants: Sequence[Tenant]) -> list[Served]:
    rows = Engagement.objects.filter(tenant__in=tenants).select_related("tenant", "request", "manager", "closed_by").order_by("-id")
    since = clock.now() - timedelta(days=int(shipped.plain("requests.yaml")["active-days"]))
    return [Served(row, recent=row.closed_at is not None and row.closed_at >= since) for row in rows]


def managers() -> list[Person]:
    """Who may be given an engagement."""
    return in_order(Person.objects.filter(role__in=MANAGES, is_active=True))
