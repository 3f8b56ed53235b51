"""The slow, plain specification: what every engine must answer, one reading at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from tasuki.core.milestones.model import Difference, MilestoneRule, Reached, Reading, SeatBasis


def current(readings: Iterable[Reading], as_of: date) -> list[Reading]:
    """One reading for each tenant, service and date up to `as_of`: an import before a hand, then the newest."""
    best: dict[tuple[str, str, date], Reading] = {}
    for reading in readings:
        if reading.date > as_of:
            continue
        key = (reading.tenant_id, reading.service, reading.date)
        if key not in best or _rank(reading) > _rank(best[key]):
            best[key] = reading
    return [best[key] for key in sorted(best)]


def reached(readings: Iterable[Reading], rule: MilestoneRule, as_of: date, tenant_seats: Mapping[str, int] | None = None) -> list[Reached]:
    """The first date with enough active users, for each tenant and service that has one; what imports show goes before hands."""
    first: dict[tuple[str, str], Reached] = {}
    for reading in sorted(current(readings, as_of), key=lambda reading: (reading.by_hand, reading.date)):
        answer = judge(reading, rule, tenant_seats or {})
        if answer is not None:
            first.setdefault((reading.tenant_id, reading.service), answer)
    return [first[key] for key in sorted(first)]


def judge(reading: Reading, rule: MilestoneRule, tenant_seats: Mapping[str, int]) -> Reached | None:
    """One reading against the tier of its date; without seats nothing is ever reached."""
    tier = rule.tier_on(reading.date)
    if tier is None:
        return None
    seats = reading.seats if tier.seats == "service" else tenant_seats.get(reading.tenant_id, 0)
    required = tier.required(seats)
    if seats <= 0 or reading.active_users < required:
        return None
    return Reached(
        tenant_id=reading.tenant_id,
        service=reading.service,
        milestone=rule.name,
        date=reading.date,
        seats=seats,
        active_users=reading.active_users,
        required=required,
        seat_basis=tier.seats,
        source=reading.source,
        import_id=reading.import_id,
        by_hand=reading.by_hand,
    )


def differences(readings: Iterable[Reading], rule: MilestoneRule, as_of: date, tenant_seats: Mapping[str, int]) -> list[Difference]:
    """Pairs that one kind of seats calls reached and the other does not, where the tenant's seats are known."""
    answers: dict[SeatBasis, set[tuple[str, str]]] = defaultdict(set)
    told = [reading for reading in current(readings, as_of) if reading.tenant_id in tenant_seats and not reading.by_hand]
    for basis in ("service", "tenant"):
        for reading in told:
            if judge(reading, rule.with_basis(basis), tenant_seats) is not None:
                answers[basis].add((reading.tenant_id, reading.service))
    return [
        Difference(
            tenant_id=tenant_id,
            service=service,
            milestone=rule.name,
            by_service=(tenant_id, service) in answers["service"],
            by_tenant=(tenant_id, service) in answers["tenant"],
        )
        for tenant_id, service in sorted(answers["service"] ^ answers["tenant"])
    ]


def _rank(reading: Reading) -> tuple[bool, int]:
    return (not reading.by_hand, reading.sequence)
