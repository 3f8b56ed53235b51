"""How far each engagement has come: `scenarios.yaml` as values, and which customer is told by which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tasuki.services.demo import data


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The words of scenarios.yaml, which explains them."""

    name: str
    upto: str
    ago: tuple[int, int]
    services: tuple[int, int]
    main: str = "reached"
    others: str = "growing"
    until: str = ""
    limit: int = 99
    then: tuple[str, ...] = ()
    finish: str = ""
    ready: str = ""
    migration: str = ""
    motion: str = ""
    waives: str = ""
    no_blocker: bool = False
    overdue: bool = False
    keep_mail: bool = False
    at_work: bool = False
    more: int = 0
    tenant: Mapping[str, Any] = field(default_factory=dict)


@cache
def scenarios() -> tuple[Scenario, ...]:
    return tuple(_scenario(plain) for plain in data.told("scenarios.yaml"))


def _scenario(plain: Mapping[str, Any]) -> Scenario:
    values: dict[str, Any] = {name.replace("-", "_"): tuple(told) if isinstance(told, list) else told for name, told in plain.items()}
    return Scenario(**values)


def assigned(count: int, seed: int) -> list[Scenario]:
    """One scenario a customer: each once as far as they reach, the rest by weight; in an order that gives nothing away."""
    known = scenarios()
    weighted = [one for one in known for _ in range(one.more)]
    data.chance(seed, "further").shuffle(weighted)
    chosen = [*known[:count], *(weighted[place % len(weighted)] for place in range(max(0, count - len(known))))]
    data.chance(seed, "order").shuffle(chosen)
    return chosen
