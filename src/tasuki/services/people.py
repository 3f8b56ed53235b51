"""People: who may come in, and how the first time.

Finding codes:
    login-taken      {login}            somebody has this login, in whatever letter case
    login-unusable   {login}            blank, too long, or with blanks or control characters
    unknown-role     {role, roles}
    email-unusable   {email}
    link-not-valid   {}                 never made, used, expired, or its person is no longer active: which one is nobody's business
    unknown-person   {login}
    cover-unusable   {login, role}      nobody active with the same role, or the person himself
    cover-days       {begins, ends}     it ends before it begins, or is over already
    still-manages    {login, engagements}   he cannot go while engagements are his
    not-oneself      {login}            nobody shuts himself out
"""

import re
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tasuki.core.engagement.facts import SYSTEM, NewFact
from tasuki.core.finding import Finding
from tasuki.records.models import Cover, Engagement, Person, SignInLink, Team
from tasuki.records.models.people import ROLES
from tasuki.records.site import site
from tasuki.services import clock, rights, trails
from tasuki.services.refusal import Refusal

CODES = (
    *("login-taken", "login-unusable", "unknown-role", "email-unusable", "link-not-valid", "unknown-person"),
    *("cover-unusable", "cover-days", "still-manages", "not-oneself"),
)

_LOGIN = re.compile(r"[^\s/\x00-\x1f\x7f]{1,150}")


def add_person(
    login: str, *, name: str, role: str, teams: Sequence[str] = (), email: str = "", language: str = "", by: str
) -> tuple[Person, str]:
    """A new person and the address that lets him in once. Raises `Refusal`."""
    findings = _unusable(login, role, email)
    if findings:
        raise Refusal(*findings)
    with transaction.atomic():
        person = Person(login=login, name=name, role=role, email=email, language=language)
        person.set_unusable_password()
        person.save(force_insert=True)
        person.teams.set([Team.objects.get_or_create(name=team)[0] for team in teams])
        _record(person, NewFact("person-added", data={"role": role, "teams": list(teams), "language": language}), by=by)
        return person, new_link(person, by=by)


def new_link(person: Person, *, by: str) -> str:
    """An address that signs this person in once, within the site's number of days. Earlier unused ones end with it."""
    token, made_at = secrets.token_urlsafe(32), clock.now()
    expires_at = made_at + timedelta(days=site().sign_in_link_days)
    with transaction.atomic():
        SignInLink.objects.filter(person=person, used_at=None).delete()
        SignInLink.objects.create(person=person, token_digest=_digest(token), made_at=made_at, expires_at=expires_at)
        _record(person, NewFact("sign-in-link-made", data={"expires": expires_at.isoformat()}), by=by)
    return f"{settings.TASUKI_BASE_URL}/sign-in/{token}"


def look_at_link(token: str) -> Person:
    """Whom this link would let in. Changes nothing: mail scanners open links too. Raises `Refusal`."""
    link = SignInLink.objects.filter(token_digest=_digest(token), used_at=None, expires_at__gt=clock.now(), person__is_active=True)
    found = link.select_related("person").first()
    if found is None:
        raise Refusal(Finding(code="link-not-valid"))
    return found.person


def redeem_link(token: str) -> Person:
    """Use the link up; of two who try at once only one gets in. Raises `Refusal`."""
    with transaction.atomic():
        person = look_at_link(token)
        used = SignInLink.objects.filter(token_digest=_digest(token), used_at=None).update(used_at=clock.now())
        if used != 1:
            raise Refusal(Finding(code="link-not-valid"))
        _record(person, NewFact("signed-in-by-link"), by=person.login)
        return person


def person_of(login: str) -> Person:
    """Raises `Refusal` where nobody active has this login."""
    person = Person.objects.filter(login__iexact=login, is_active=True).first()
    if person is None:
        raise Refusal(Finding(code="unknown-person", values={"login": login}))
    return person


def speak_to(person: Person, language: str) -> None:
    """The language this person is written to and reads in."""
    Person.objects.filter(pk=person.pk).update(language=language)


def change_person(
    person: Person, *, name: str, role: str, teams: Sequence[str], email: str, language: str, by: str, seen: int | None = None
) -> None:
    """What somebody is, from now on; the trail names the fields that changed. `seen` as in `trails`. Raises `Refusal`."""
    findings = _unusable_details(role, email)
    if role != person.role:
        findings += _still_manages(person)
    if findings:
        raise Refusal(*findings)
    given = {"name": name, "role": role, "email": email, "language": language}
    with trails.one_act(f"person/{person.login}"):
        changed = [field for field, value in given.items() if getattr(person, field) != value]
        if {team.name for team in person.teams.all()} != set(teams):
            changed.append("teams")
            person.teams.set([Team.objects.get_or_create(name=team)[0] for team in teams])
        for field, value in given.items():
            setattr(person, field, value)
        if changed:
            person.save(update_fields=list(given))
            told = NewFact("person-changed", data={"fields": sorted(changed)})
            trails.record_unless_overtaken(f"person/{person.login}", told, by=by, seen=seen)


def set_active(person: Person, active: bool, *, by: str) -> None:
    """Whoever leaves is kept, for facts name him; he only does not come in any more. Raises `Refusal`."""
    if person.is_active == active:
        return
    if not active and by == person.login:
        raise Refusal(Finding(code="not-oneself", values={"login": by}))
    if not active and (findings := _still_manages(person)):
        raise Refusal(*findings)
    with transaction.atomic():
        person.is_active = active
        person.save(update_fields=["is_active"])
        SignInLink.objects.filter(person=person, used_at=None).delete()
        _record(person, NewFact("person-activated" if active else "person-deactivated"), by=by)


def _still_manages(person: Person) -> list[Finding]:
    count = Engagement.objects.filter(manager=person).count()
    return [Finding(code="still-manages", values={"login": person.login, "engagements": count})] if count else []


def arrange_cover(person: Person, cover: Person | None, begins: date, ends: date, *, by: str) -> Cover:
    """Somebody of the same role stands in from a day to a day. Raises `Refusal`."""
    findings = []
    if cover is None or not cover.is_active or cover.role != person.role or cover == person:
        findings.append(Finding(code="cover-unusable", values={"login": cover.login if cover else "", "role": person.role}))
    if ends < begins or ends < clock.today():
        findings.append(Finding(code="cover-days", values={"begins": begins.isoformat(), "ends": ends.isoformat()}))
    if findings or cover is None:
        raise Refusal(*findings)
    with transaction.atomic():
        made = Cover.objects.create(person=person, cover=cover, begins=begins, ends=ends)
        data = {"cover": cover.login, "begins": begins.isoformat(), "ends": ends.isoformat()}
        _record(person, NewFact("cover-arranged", data=data), by=by)
    return made


def may_arrange_cover(actor: Person, person: Person) -> bool:
    """For oneself; for all as an administrator; as a lead for one's own teams only, for who stands in sees what the colleague sees."""
    if actor == person:
        return True
    if not rights.may(actor, "arrange-cover"):
        return False
    return actor.role == "admin" or actor.teams.filter(pk__in=person.teams.all()).exists()


def end_cover(cover: Cover, *, by: str) -> None:
    """From today on he no longer stands in; what never began is as if it had never been arranged."""
    yesterday = clock.today() - timedelta(days=1)
    with transaction.atomic():
        if cover.begins > yesterday:
            Cover.objects.filter(pk=cover.pk).delete()
        else:
            Cover.objects.filter(pk=cover.pk).update(ends=yesterday)
        _record(cover.person, NewFact("cover-ended", data={"cover": cover.cover_id, "ends": clock.today().isoformat()}), by=by)


def set_password(person: Person, password: str) -> None:
    """One's own doing only; earlier sign-in links end with it."""
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        SignInLink.objects.filter(person=person, used_at=None).delete()
        _record(person, NewFact("password-set"), by=person.login)


def _unusable(login: str, role: str, email: str) -> list[Finding]:
    findings = []
    if not _LOGIN.fullmatch(login) or login == SYSTEM:
        findings.append(Finding(code="login-unusable", values={"login": login}))
    elif Person.objects.filter(login__iexact=login).exists():
        findings.append(Finding(code="login-taken", values={"login": login}))
    return findings + _unusable_details(role, email)


def _unusable_details(role: str, email: str) -> list[Finding]:
    findings = []
    if role not in ROLES:
        findings.append(Finding(code="unknown-role", values={"role": role, "roles": list(ROLES)}))
    if email and not is_email(email):
        findings.append(Finding(code="email-unusable", values={"email": email}))
    return findings


def is_email(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return value.isascii()


def _record(person: Person, fact: NewFact, *, by: str) -> None:
    trails.add({f"person/{person.login}": [fact]}, by=by)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
