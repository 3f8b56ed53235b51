"""Requests for assistance on screens: the form's fields, and what the rules say in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tasuki.core.engagement.eligibility import Outcome
from tasuki.core.finding import Finding
from tasuki.records.queries import Intake, Tenant
from tasuki.services import intake
from tasuki.services.intake import QUESTIONS, Question
from tasuki.web import words
from tasuki.web.forms import Choice, Field


@dataclass(frozen=True, slots=True)
class Told:
    """One rule's answer: the rule in words, its verdict, and what follows where it is not met."""

    text: str
    verdict: str
    advice: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Answer:
    label: str
    value: str


def outcomes(found: Iterable[Outcome]) -> list[Told]:
    language = words.reader_language()
    return [
        Told(one.rule.says.get(language, ""), one.verdict, one.rule.not_met.get(language, "") if one.verdict == "not-met" else "")
        for one in found
    ]


def groups(answers: Mapping[str, str], findings: Sequence[Finding] = ()) -> list[Group]:
    titles = {
        "you": _("About you"),
        "organisation": _("The organisation that needs help"),
        "scope": _("What you would like help with"),
        "people": _("People to talk to"),
    }
    return [
        Group(titles[name], [_field(question, answers.get(question.key, ""), findings) for question in asked])
        for name, asked in QUESTIONS.items()
    ]


def _field(question: Question, value: str, findings: Sequence[Finding]) -> Field:
    widget = {"choices": "boxes", "yes-no": "buttons", "country": "select", "long": "area"}.get(question.kind, question.kind)
    if question.kind == "choice":
        widget = "select" if question.key == "language" else "buttons"
    return Field(
        name=question.key,
        widget=widget,
        label=words.label("key", question.key),
        value=value,
        wanted=question.required,
        hint=_hint(question),
        choices=_choices(question, value),
        autocomplete=question.autocomplete,
        findings=tuple(finding for finding in findings if finding.values.get("key") == question.key),
    )


def _hint(question: Question) -> str:
    return {
        "tenant_id": _("If you know it. It speeds things up."),
        "seats": _("How many paid licences the organisation has for these services."),
        "language": _("The language we shall write and speak to you in."),
        "services": _("Choose all that you would like help with."),
        "partner": _("If one supports you already."),
        "contact_email": _("If it is not yourself."),
    }.get(question.key, "")


def _choices(question: Question, value: str) -> tuple[Choice, ...]:
    if question.kind not in ("choice", "choices", "yes-no", "country"):
        return ()
    chosen = value.split(";")
    return tuple(Choice(token, called(question.key, token), token in chosen) for token in _sorted(question))


def _sorted(question: Question) -> list[str]:
    offered = intake.choices(question.key)
    return (
        sorted(offered, key=lambda token: intake.country_place(token, words.reader_language())) if question.kind == "country" else offered
    )


def called(key: str, token: str) -> str:
    """An answer in the reader's words."""
    language = words.reader_language()
    if key == "services":
        return words.service(token)
    if key == "language":
        return words.language_name(token)
    if key in ("requestor", "sector", "country"):
        return intake.label({"requestor": "requestors", "sector": "sectors", "country": "countries"}[key], token, language)
    return words.word("answer", token) if key == "migration" else words.day(token) if key == "target_date" else token


def answers_of(filed: Intake) -> list[Answer]:
    """Everything that was answered, in the order of the form."""
    asked = [question for group in QUESTIONS.values() for question in group]
    return [Answer(words.label("key", one.key), _answered(one, filed.answers[one.key])) for one in asked if filed.answers.get(one.key)]


def _answered(question: Question, value: str) -> str:
    if question.kind == "choices":
        return words.listed(called(question.key, part) for part in value.split(";"))
    return called(question.key, value)


def filled_from(tenant: Tenant, contact: Mapping[str, str]) -> dict[str, str]:
    """What is known of a customer who asks for more."""
    return {
        "requestor": "customer",
        "organisation": tenant.name,
        "tenant_id": tenant.tenant_id,
        "country": tenant.country,
        "language": tenant.language,
        "seats": str(tenant.seats or ""),
        **contact,
    }
