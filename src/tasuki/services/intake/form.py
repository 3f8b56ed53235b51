"""The request form: what it asks, what can be chosen, and what is wrong with the answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tasuki.core.finding import Finding
from tasuki.records.folding import place_of
from tasuki.services import shipped
from tasuki.services.people import is_email

Kind = Literal["text", "email", "number", "date", "long", "choice", "choices", "country", "yes-no"]

LONGEST_TENANT_ID = 100

_LONGEST_OF = {"tenant_id": LONGEST_TENANT_ID, "email": 254, "contact_email": 254, "business_reason": 4000}

_LONGEST = 200


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

ALL_QUESTIONS = tuple(question for group in QUESTIONS.values() for question in group)


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


def read(given: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], list[Finding]]:
    """The answers as strings, lists joined by `;`, and everything that is wrong with them."""
    answers = {
        question.key: ";".join(value.strip() for value in given.get(question.key, ()) if value.strip()) for question in ALL_QUESTIONS
    }
    findings = [finding for question in ALL_QUESTIONS for finding in _wrong(question, answers[question.key])]
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
