"""A milestone: a question about usage, asked of all tenants at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, Self

SeatBasis = Literal["service", "tenant"]
SEAT_BASES: tuple[SeatBasis, ...] = ("service", "tenant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a source said about one service of one tenant, as of a date.

    Of several readings with the same tenant, service and date the one with the highest `sequence` counts, and any import before a
    reading by hand.
    """

    tenant_id: str
    service: str
    date: date
    seats: int
    active_users: int
    source: str = ""
    import_id: int | None = None
    sequence: int = 0
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """What is required from a date on: a share of the seats, at most so many users."""

    since: date
    seats: SeatBasis
    share: Fraction
    at_most: int | None

    def required(self, seats: int) -> int:
        """Whole users: a tenth of 155 seats is 16."""
        share = -(-self.share.numerator * seats // self.share.denominator)
        return share if self.at_most is None else min(self.at_most, share)


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRule:
    """Tiers in order of time; the one that was in force on a reading's date judges it."""

    name: str
    tiers: tuple[Tier, ...]

    @classmethod
    def from_plain(cls, name: str, plain: object) -> Self:
        """From the rules file's list of tiers, every scalar a string. Raises `ValueError` with the words `milestones.<name>: …`."""
        if not isinstance(plain, Sequence) or isinstance(plain, str) or not plain:
            raise ValueError(f"milestones.{name}: a list of tiers is wanted")
        tiers = sorted((_tier(name, tier) for tier in plain), key=lambda tier: tier.since)
        if len({tier.since for tier in tiers}) < len(tiers):
            raise ValueError(f"milestones.{name}: two tiers begin on the same date")
        return cls(name=name, tiers=tuple(tiers))

    def tier_on(self, day: date) -> Tier | None:
        return next((tier for tier in reversed(self.tiers) if tier.since <= day), None)

    def with_basis(self, basis: SeatBasis) -> "MilestoneRule":
        """The same rule with other seats: to find out where the answer would differ."""
        tiers = tuple(Tier(since=tier.since, seats=basis, share=tier.share, at_most=tier.at_most) for tier in self.tiers)
        return MilestoneRule(name=self.name, tiers=tiers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The first as-of date on which a service of a tenant had enough active users, and the snapshot that proves it."""

    tenant_id: str
    service: str
    milestone: str
    date: date
    seats: int
    active_users: int
    required: int
    seat_basis: SeatBasis
    source: str = ""
    import_id: int | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A service whose answer would be another with the other seats."""

    tenant_id: str
    service: str
    milestone: str
    by_service: bool
    by_tenant: bool


def _tier(name: str, plain: object) -> Tier:
    if not isinstance(plain, Mapping):
        raise ValueError(f"milestones.{name}: a tier is a mapping of from, seats, share, at-most")
    told = {str(key): str(value) for key, value in plain.items()}
    unknown = sorted(told.keys() - {"from", "seats", "share", "at-most"})
    if unknown or not told.keys() >= {"from", "share"}:
        raise ValueError(f"milestones.{name}: a tier has from, seats, share and at-most; here: {', '.join(sorted(told))}")
    basis = told.get("seats", "service")
    if basis not in SEAT_BASES:
        raise ValueError(f"milestones.{name}: seats is service or tenant, not {basis}")
    try:
        since, share = date.fromisoformat(told["from"]), Fraction(told["share"])
        at_most = int(told["at-most"]) if "at-most" in told else None
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"milestones.{name}: {error}") from error
    if not 0 < share <= 1 or (at_most is not None and at_most < 1):
        raise ValueError(f"milestones.{name}: a share lies above 0 and up to 1, and at-most is at least 1")
    return Tier(since=since, seats=basis, share=share, at_most=at_most)
