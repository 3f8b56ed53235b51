"""The requestor: what he is told, with the link of his request's page, and what he answers."""

from collections.abc import Mapping

from django.conf import settings

from tasuki.core.engagement.facts import NewFact
from tasuki.core.finding import Finding
from tasuki.records.models import Intake, SignedLink
from tasuki.services import letters, links, trails
from tasuki.services.refusal import Refusal


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
    record(intake, NewFact("request-answered", data={"reference": intake.reference}, text=text.strip()), by=link.subject)


def write(intake: Intake, letter: str, values: Mapping[str, str]) -> None:
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


def record(intake: Intake, fact: NewFact, *, by: str) -> None:
    trails.add({intake.subject: [fact]}, by=by)
