"""The short letters of letters.yaml, filled for one reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tasuki.services import shipped
from tasuki.services.circumstances import words

_LEADING = "en"


@dataclass(frozen=True, slots=True)
class Letter:
    """`language` is the one it is written in, which `wanted` is not where nobody has translated the letter yet."""

    name: str
    subject: str
    body: str
    language: str
    wanted: str


def compose(name: str, language: str, values: Mapping[str, str]) -> Letter:
    """A value that is blank is said as the letter's `without` says it."""
    forms = shipped.plain("letters.yaml")[name]
    spoken = language_for(language, forms)
    form = forms[spoken]
    without = form.get("without", {})
    given = {key: value or without.get(key, "") for key, value in values.items()}
    subject = "".join(mark for mark in " ".join(form["subject"].format_map(given).split()) if mark.isprintable())
    return Letter(name, subject, form["body"].format_map(given).strip(), spoken, language)


def language_for(language: str, known: Mapping[str, object]) -> str:
    base = language.partition("-")[0]
    return next((one for one in (language, base) if one in known), _LEADING)


def spell_day(day: date, language: str) -> str:
    """A date as the language writes it."""
    own = words().get(language_for(language, words()), {})
    month = own[f"month.{day.month}"]
    return own["pattern.date"].format(year=day.year, month=day.month, day=day.day, month_name=month)


def spell_services(keys: list[str], language: str) -> str:
    own = words().get(language_for(language, words()), {})
    return own.get("list., ", ", ").join(own.get(f"workload.{key}", key) for key in keys)
