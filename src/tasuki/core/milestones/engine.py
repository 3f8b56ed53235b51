"""What counts usage, wherever the readings lie. Every engine must agree with `reference`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from tasuki.core.milestones.model import Difference, MilestoneRule, Reached, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Where the readings are: files an engine can open, those read by hand, and the seats of whole tenants.

    `restating` are the files, among `files`, that say something else about a date already told: only for them must an engine look for
    double readings.
    """

    files: Sequence[str]
    restating: Sequence[str] = ()
    by_hand: Sequence[Reading] = ()
    tenant_seats: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is reached already, from imports, as parallel columns: a row a tenant, its services and their ISO dates one a line.

    There may be millions of pairs; as few long rows they leave a database in a tenth of the time, and make a join over tenants alone.
    """

    tenant_id: Sequence[str] = ()
    services: Sequence[str] = ()
    dates: Sequence[str] = ()


class Engine(Protocol):
    name: str

    def news(self, usage: Usage, rule: MilestoneRule, as_of: date, known: Known) -> Iterator[Reached]:
        """What is reached and not known, or known with a later date; also, known or not, every pair that a restating file or a hand
        touched, so that a caller sees what is no longer reached. In order of tenant and service."""
        ...

    def differences(self, usage: Usage, rule: MilestoneRule, as_of: date) -> Iterator[Difference]:
        """Where the other seats would give another answer, among tenants whose seats are known."""
        ...

    def restated(self, usage: Usage, as_of: date) -> Iterator[tuple[str, str]]:
        """Tenant and service of every pair that a restating file touched."""
        ...

    def count(self, usage: Usage, as_of: date) -> tuple[int, int]:
        """How many readings count, and for how many pairs of tenant and service."""
        ...
