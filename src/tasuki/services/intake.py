"""Requests for assistance: filed by anybody, decided by the assignment team or a lead; an approval opens the engagement.

Finding codes:
    request-field-missing  {key}
    request-field-long     {key, limit}
    request-not-a-choice   {key, value}
    request-trap           {}                    the field that people do not see was filled in
    request-too-often      {minutes}             too many from one place
    request-decided        {reference, state}    somebody has decided already
    request-not-asked      {reference}           nobody waits for an answer of the requestor
    request-no-services    {reference}           nothing that could be approved
    request-id-taken       {request_id}          an imported request bears this number
    unknown-manager        as in the core
"""

import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from json import dumps
from typing import Literal

from django.conf import settings
from django.db import transaction

from tasuki.core.calendar import business_days_between
from tasuki.core.engagement.eligibility import Outcome, judge
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.finding import Finding
from tasuki.records import ledger
from tasuki.records.folding import place_of
from tasuki.records.models import Contact, Engagement, Intake, Person, Request, SignedLink, Tenant
from tasuki.records.models.engagements import CLOSED_STATES
from tasuki.records.models.intake import OPEN_INTAKE
from tasuki.records.queries import in_order
from tasuki.records.site import site
from tasuki.services import clock, door, eligibility, engagements, letters, links, places, rights, shipped
from tasuki.services.circumstances import DaysOff
from tasuki.services.people import is_email
from tasuki.services.refusal import Refusal

CODES = (
    *("request-field-missing", "request-field-long", "request-not-a-choice", "request-trap", "request-too-often"),
    *("request-decided", "request-not-asked", "request-no-services", "request-id-taken"),
)

Kind = Literal["text", "email", "number", "date", "long", "choice", "choices", "country", "yes-no"]
_SYSTEM = "system"
_DOOR = "request-form"
_LONGEST_OF = {"tenant_id": 100, "email": 254, "contact_email": 254, "business_reason": 4000}
_LONGEST = 200
_ALIKE = 200
"""So many names are compared at most."""


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the form. `autocomplete` is what browsers and aids know it by."""

    key: str
    kind: Kind = "text"
    required: bool = False
    autocomplete: str = ""


QUESTIONS: Mapping[str, tuple[Question, ...]] = {
    "you": (
        Question("requestor", "choice", required=True),
        Question("name", required=True, autocomplete="name"),
        Question("email", "email", required=True, autocomplete="email"),
        Question("language", "choice", required=True),
    ),
    "organisation": (
        Question("organisation", required=True, autocomplete="organization"),
        Question("country", "country", required=True, autocomplete="country"),
        Question("sector", "choice", required=True),
        Question("tenant_id"),
        Question("domain"),
        Question("seats", "number", required=True),
    ),
    "scope": (
        Question("services", "choices", required=True),
        Question("migration", "yes-no", required=True),
        Question("mail_system"),
        Question("target_date", "date"),
        Question("business_reason", "long"),
    ),
    "people": (
        Question("contact_name"),
        Question("contact_email", "email"),
        Question("sponsor"),
        Question("partner"),
    ),
}
_ALL = tuple(question for group in QUESTIONS.values() for question in group)
_DETAILS = tuple(question.key for question in _ALL if question.key != "language")


def choices(key: str) -> list[str]:
    """The words that a question offers."""
    plain = shipped.plain("requests.yaml")
    offered: Mapping[str, Iterable[str]] = {
        "requestor": plain["requestors"],
        "language": plain["languages"],
        "sector": plain["sectors"],
        "services": plain["services"],
        "migration": ("yes", "no"),
        "country": shipped.plain("countries.yaml")["countries"],
    }
    return list(offered[key])


def label(kind: str, token: str, language: str) -> str:
    """What a choice of the form is called: the form's data has its own words."""
    names: Mapping[str, str] = shipped.plain("countries.yaml" if kind == "countries" else "requests.yaml")[kind].get(token, {})
    return names.get(language) or names.get("en", token)


def country_place(code: str, language: str) -> str:
    """Where a country stands in a list in this language; names in kanji have their reading in the data."""
    names: Mapping[str, str] = shipped.plain("countries.yaml")["countries"].get(code, {})
    return place_of(label("countries", code, language), names.get("kana", "") if language == "ja" else "")


# ---------------------------------------------------------------- filing


def read(given: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], list[Finding]]:
    """The answers as strings, lists joined by `;`, and everything that is wrong with them."""
    answers = {question.key: ";".join(value.strip() for value in given.get(question.key, ()) if value.strip()) for question in _ALL}
    findings = [finding for question in _ALL for finding in _wrong(question, answers[question.key])]
    return answers, findings


def _wrong(question: Question, value: str) -> list[Finding]:
    key = question.key
    if not value:
        return [Finding(code="request-field-missing", values={"key": key})] if question.required else []
    limit = _LONGEST_OF.get(key, _LONGEST)
    if question.kind != "choices" and len(value) > limit:
        return [Finding(code="request-field-long", values={"key": key, "limit": limit})]
    if question.kind == "email" and not is_email(value):
        return [Finding(code="not-an-address", values={"key": key, "value": value})]
    if question.kind == "number" and not (value.isascii() and value.isdigit() and len(value) < len("1000000000")):
        return [Finding(code="value-not-a-number", values={"key": key, "value": value})]
    if question.kind == "date" and not _is_date(value):
        return [Finding(code="value-not-a-date", values={"key": key, "value": value})]
    if question.kind in ("choice", "choices", "yes-no", "country"):
        unknown = [part for part in value.split(";") if part not in choices(key)]
        return [Finding(code="request-not-a-choice", values={"key": key, "value": part}) for part in unknown]
    return []


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def file(given: Mapping[str, Sequence[str]], *, form_key: str, trap: str, place: str, language: str) -> Intake:
    """Take a request in, once for each form. Raises `Refusal` with all that is wrong; nothing is kept then."""
    filed = Intake.objects.filter(form_key=form_key).first() if form_key else None
    if filed is not None:
        return filed
    if door.is_shut(_DOOR, place):
        raise Refusal(Finding(code="request-too-often", values={"minutes": door.MINUTES}))
    answers, findings = read(given)
    if trap:
        findings.append(Finding(code="request-trap"))
    if findings:
        raise Refusal(*findings)
    door.knocked(_DOOR, place)
    with transaction.atomic():
        return _filed(answers, form_key or secrets.token_urlsafe(12), language)


def _filed(answers: dict[str, str], form_key: str, language: str) -> Intake:
    digest = sha256(dumps([answers[key].casefold() for key in _DETAILS], ensure_ascii=False).encode()).hexdigest()
    first = Intake.objects.filter(details_digest=digest, state__in=(*OPEN_INTAKE, "approved")).first()
    intake = Intake.objects.create(
        reference=f"new-{secrets.token_urlsafe(12)}",
        form_key=form_key,
        state="cancelled" if first else "submitted",
        submitted_at=clock.now(),
        language=answers["language"] or language,
        organisation=answers["organisation"],
        email=answers["email"].lower(),
        answers=answers,
        details_digest=digest,
        tenant=_tenant_named(answers["tenant_id"]),
        duplicate_of=first,
        decided_at=clock.now() if first else None,
    )
    intake.reference = f"RFA-{intake.submitted_at:%Y}-{intake.pk:05d}"
    intake.save(update_fields=["reference"])
    _record(intake, NewFact("request-filed", data={"reference": intake.reference}), by=_SYSTEM)
    if first:
        _record(intake, NewFact("request-cancelled", data={"reference": intake.reference, "duplicate_of": first.reference}), by=_SYSTEM)
    _write(intake, "request-duplicate" if first else "request-received", {"first": first.reference if first else ""})
    return intake


def outcomes(intake: Intake) -> tuple[Outcome, ...]:
    """What the rules say of a request as it stands."""
    return judge(eligibility.rules(), intake.answers)


# ---------------------------------------------------------------- what one should know before deciding


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

    @property
    def unmet(self) -> list[Outcome]:
        """Rules that speak against it, and those that nobody can tell yet."""
        return [one for one in self.outcomes if one.verdict != "met"]


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


def age_of(intake: Intake) -> int:
    """Business days since it was filed, up to its decision."""
    country, end = intake.answers.get("country", ""), intake.decided_at or clock.now()
    zone = places.zone_of(Tenant(country=country))
    since, until = (clock_day(moment, zone) for moment in (intake.submitted_at, end))
    return business_days_between(since, until, DaysOff(country))


def clock_day(moment: datetime, zone: str) -> date:
    with clock.moved_to(moment):
        return clock.today(zone)


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
    named = _tenant_named(intake.answers.get("tenant_id", ""))
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


def _tenant_named(tenant_id: str) -> Tenant | None:
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
    return in_order(Person.objects.filter(role__in=("manager", "lead"), is_active=True))


# ---------------------------------------------------------------- deciding


def hold(person: Person, intake: Intake, reason: str, *, ask: bool) -> None:
    """Wait, or ask the requestor; he is told why."""
    rights.require(person, "decide-request")
    _need_reason(reason)
    state, kind = ("asked", "request-asked") if ask else ("on-hold", "request-on-hold")
    fact = NewFact("request-asked" if ask else "request-held", data={"reference": intake.reference}, text=reason)
    _decide(intake, fact, kind, by=person, state=state, reason=reason)


def resume(person: Person, intake: Intake) -> None:
    """Back into the list, with the clock as it was; the requestor is told."""
    rights.require(person, "decide-request")
    if intake.state == "submitted":
        return
    fact = NewFact("request-resumed", data={"reference": intake.reference})
    _decide(intake, fact, "request-resumed", by=person, state="submitted", reason="")


def cancel(person: Person, intake: Intake, reason: str) -> None:
    rights.require(person, "decide-request")
    _need_reason(reason)
    fact = NewFact("request-cancelled", data={"reference": intake.reference}, text=reason)
    _decide(intake, fact, "request-cancelled", by=person, state="cancelled", reason=reason, decided_by=person, decided_at=clock.now())


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal(Finding(code="request-field-missing", values={"key": "reason"}))


def _decide(intake: Intake, fact: NewFact, letter: str, *, by: Person, **columns: object) -> None:
    """State, trail and letter together; nothing where somebody else has decided."""
    with transaction.atomic():
        _set_state(intake, **columns)
        _record(intake, fact, by=by.login)
        _write(intake, letter, {"reason": str(columns.get("reason", ""))})


def _set_state(intake: Intake, **columns: object) -> None:
    """A claim that must hit exactly one row."""
    if Intake.objects.filter(pk=intake.pk, state__in=OPEN_INTAKE).update(**columns) != 1:
        intake.refresh_from_db()
        raise Refusal(Finding(code="request-decided", values={"reference": intake.reference, "state": intake.state}))
    intake.refresh_from_db()


def approve(person: Person, intake: Intake, *, tenant_id: str, manager: str) -> Engagement:
    """The tenant, if it is new, its contacts, and the engagement with a lane for each service, in one transaction."""
    rights.require(person, "decide-request")
    if not tenant_id.strip():
        raise Refusal(Finding(code="request-field-missing", values={"key": "tenant_id"}))
    if len(tenant_id.strip()) > _LONGEST_OF["tenant_id"]:
        raise Refusal(Finding(code="request-field-long", values={"key": "tenant_id", "limit": _LONGEST_OF["tenant_id"]}))
    chosen = next((one for one in managers() if one.login == manager), None)
    if manager and chosen is None:
        raise Refusal(Finding(code="unknown-manager", values={"login": manager, "managers": [one.login for one in managers()]}))
    services = [key for key in intake.answers.get("services", "").split(";") if key in choices("services")]
    if not services:
        raise Refusal(Finding(code="request-no-services", values={"reference": intake.reference}))
    if Request.objects.filter(pk=intake.reference).exists():
        raise Refusal(Finding(code="request-id-taken", values={"request_id": intake.reference}))
    with transaction.atomic():
        return _approved(person, intake, tenant_id.strip(), chosen, services)


def _approved(person: Person, intake: Intake, tenant_id: str, chosen: Person | None, services: list[str]) -> Engagement:
    tenant = _tenant_named(tenant_id) or _new_tenant(intake, tenant_id, chosen, by=person.login)
    manager = chosen or tenant.manager
    migratable = shipped.plain("requests.yaml")["migratable"]
    migrating = [key for key in services if key in migratable] if intake.answers.get("migration") == "yes" else []
    request = Request.objects.create(
        request_id=intake.reference,
        tenant=tenant,
        motion=site().default_motion,
        submitted=clock_day(intake.submitted_at, places.zone_of(tenant)),
        services=services,
        migration_services=migrating,
        manager=manager,
    )
    now = clock.now()
    _set_state(intake, state="approved", tenant=tenant, request=request, decided_by=person, decided_at=now, reason="")
    if manager is not None:
        Tenant.objects.filter(pk=tenant.pk, manager=None).update(manager=manager)
    _add_contacts(intake, tenant, by=person.login)
    engagement = engagements.open_engagement(request, manager=manager, by=person.login, at=now)
    _record(intake, NewFact("request-approved", data={"reference": intake.reference, "tenant_id": tenant.pk}), by=person.login)
    _write(intake, "request-approved", {"manager": manager.name if manager else ""})
    return engagement


def _new_tenant(intake: Intake, tenant_id: str, manager: Person | None, *, by: str) -> Tenant:
    answers = intake.answers
    tenant = Tenant.objects.create(
        tenant_id=tenant_id,
        name=intake.organisation,
        country=answers["country"],
        region=places.region_of(imported="", override="", country=answers["country"]),
        language=answers["language"],
        seats=int(answers["seats"]),
        manager=manager,
        team=manager.teams.first() if manager else None,
    )
    ledger.append_each({f"tenant/{tenant.pk}": [NewFact("tenant-added", data={"request": intake.reference})]}, by=by, at=clock.now())
    return tenant


def _add_contacts(intake: Intake, tenant: Tenant, *, by: str) -> None:
    """Whoever of the customer, account team or partner was named and is not known yet."""
    answers = intake.answers
    named = [(answers["requestor"], answers["name"], answers["email"], answers["language"])]
    if answers.get("contact_email"):
        named.append(("customer", answers.get("contact_name") or answers["contact_email"], answers["contact_email"], answers["language"]))
    new = []
    for kind, name, email, language in named:
        if not Contact.objects.filter(tenant=tenant, kind=kind, email__iexact=email).exists():
            Contact.objects.create(tenant=tenant, kind=kind, name=name, email=email, language=language)
            new.append(NewFact("contact-imported", data={"kind": kind, "request": intake.reference}))
    ledger.append_each({f"tenant/{tenant.pk}": new} if new else {}, by=by, at=clock.now())


# ---------------------------------------------------------------- the requestor


def about(link: SignedLink) -> Intake:
    """The request that a link of the purpose `request` shows."""
    return Intake.objects.select_related("request__engagement__manager", "duplicate_of").get(pk=int(link.about.removeprefix("intake/")))


def answer(link: SignedLink, text: str) -> None:
    """What the requestor says to the question; the request is back in the list. In the transaction of the link's use."""
    intake = about(link)
    if not text.strip():
        raise Refusal(Finding(code="request-field-missing", values={"key": "answer"}))
    if Intake.objects.filter(pk=intake.pk, state="asked").update(state="submitted", reason="") != 1:
        raise Refusal(Finding(code="request-not-asked", values={"reference": intake.reference}))
    _record(intake, NewFact("request-answered", data={"reference": intake.reference}, text=text.strip()), by=link.subject)


def _write(intake: Intake, letter: str, values: Mapping[str, str]) -> None:
    """A letter with the link of the request's page: to the requestor, and on approval also to the customer he named."""
    answers = intake.answers
    readers = {answers["email"]: answers["name"]}
    if letter == "request-approved" and answers.get("contact_email"):
        readers[answers["contact_email"]] = answers.get("contact_name") or answers["contact_email"]
    for email, name in readers.items():
        link = _link_of(intake, email, name)
        services = letters.spell_services(answers["services"].split(";"), link.language)
        told = {"reference": intake.reference, "organisation": intake.organisation, "services": services}
        links.send(link, letter, {**told, **values}, zone=settings.TIME_ZONE)


def _link_of(intake: Intake, email: str, name: str) -> SignedLink:
    """The same link in every letter, as long as it opens something."""
    held = [link for link in links.about(intake.subject) if link.email == email and links.state_of(link) == "open"]
    return held[0] if held else links.make("request", about=intake.subject, holder=name, email=email, language=intake.language)


def _record(intake: Intake, fact: NewFact, *, by: str) -> None:
    ledger.append_each({intake.subject: [fact]}, by=by, at=clock.now())
