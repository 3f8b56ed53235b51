"""Who may be helped: rules about the answers of a request, as the site's data states them. A rule refuses nothing; a person decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["met", "not-met", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Asks about one answer, `when` all the others named there have one of the values. `says` and `not_met` are words by language."""

    key: str
    asks: str
    says: Mapping[str, str]
    not_met: Mapping[str, str]
    when: Mapping[str, tuple[str, ...]]
    at_least: int | None = None

    @classmethod
    def from_plain(cls, key: str, plain: Mapping[str, Any]) -> "Rule":
        return cls(
            key=key,
            asks=plain["asks"],
            says=plain["says"],
            not_met=plain["not-met"],
            when={name: tuple(values) for name, values in plain.get("when", {}).items()},
            at_least=int(plain["at-least"]) if "at-least" in plain else None,
        )

    def applies(self, answers: Mapping[str, str]) -> bool:
        return all(answers.get(name, "") in values for name, values in self.when.items())

    def verdict(self, answers: Mapping[str, str]) -> Verdict:
        """Without a figure the rule asks only whether there is an answer."""
        given = answers.get(self.asks, "").strip()
        if self.at_least is None:
            return "met" if given else "not-met"
        if not given.isdigit():
            return "unknown"
        return "met" if int(given) >= self.at_least else "not-met"


@dataclass(frozen=True, slots=True)
class Outcome:
    rule: Rule
    verdict: Verdict


def judge(rules: Iterable[Rule], answers: Mapping[str, str]) -> tuple[Outcome, ...]:
    """Every rule that applies, in the order of the data."""
    return tuple(Outcome(rule, rule.verdict(answers)) for rule in rules if rule.applies(answers))
