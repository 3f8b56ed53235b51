"""How values stand in sentences: lists, services, answers and roles in the reader's words."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext

from tasuki.wording.labels import ROLES

Phrase = str | Promise
_DASH = "\u2013"

_KINDS = {
    "workloads": "service",
    "workload": "service",
    "services": "service",
    "motions": "motion",
    "service": "service",
    "next_workloads": "service",
    "other_category": "category",
}
"""Values that bear another name than the kind of word they are; the others are of the kind that they are named by."""


class Words(NamedTuple):
    """What a finding says, and what to do about it where no command says so better. Named placeholders, filled by the finding's values."""

    sentence: Phrase
    remedy: Phrase

    @property
    def names(self) -> frozenset[str]:
        return placeholders(str(self.sentence)) | placeholders(str(self.remedy))


def placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@dataclass(frozen=True, slots=True)
class Tongue:
    """A reader's language. `labels` are words for values by language, as `kind.token`: names of services, answers, statuses."""

    language: str
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def spoken(self) -> AbstractContextManager[None]:
        """Inside, lazy sentences come out in this language."""
        return translation.override(self.language)

    def say(self, phrase: Phrase, values: Mapping[str, Any] | None = None) -> str:
        """The phrase in this language, its placeholders filled; a value that is not there is a dash."""
        with self.spoken():
            said = str(phrase)
            return said.format_map({name: self.value(name, (values or {}).get(name)) for name in placeholders(said)})

    def value(self, name: str, value: Any) -> str:
        if value is None or value in ("", [], ()):
            return _DASH
        if isinstance(value, bool):
            return self.word("answer", "yes" if value else "no")
        if isinstance(value, Mapping):
            return " ".join(f"{key}={self.value(key, part)}" for key, part in value.items())
        if isinstance(value, list | tuple | set | frozenset):
            with self.spoken():
                between = pgettext("between the parts of a list", ", ")
            return between.join(self.value(name, part) for part in value)
        if name in ("role", "roles") and value in ROLES:
            with self.spoken():
                return str(ROLES[value])
        return self.word(_KINDS.get(name, name), str(value))

    def word(self, kind: str, token: str) -> str:
        """A label for a value, else for a plain answer, else the value itself."""
        own = self.labels.get(self.language, {})
        return own.get(f"{kind}.{token}") or (own.get(f"answer.{token}") if token in ("yes", "no") else None) or token
