"""The sweep: evaluate all readings, remember what was newly reached, and tell the open engagements.

Row and facts of a tenant are written in one transaction, so a sweep that is cut off is finished by the next one.

Finding codes:
    seat-basis-differs        {tenant_id, service, milestone, by_service, by_tenant}   the other seats would give another answer
    tenant-seats-unknown      {milestone, tenants}        the rule counts the seats of tenants, and of so many nobody has told them
    milestone-restated        {tenant_id, service, milestone, was, date}   a late reading shows an earlier date
    milestone-now-later       {tenant_id, service, milestone, was, date}   a corrected reading shows a later date; the evidence stands
    milestone-no-longer-shown {tenant_id, service, milestone, was}         a corrected reading takes it back; the evidence stands
    milestone-withdrawn       {tenant_id, service, milestone, was}         read by hand, and an import of that day contradicts it
    milestone-told-twice      {milestone, playbooks}      two playbooks define it differently; the first one's rule was used
    more-users-than-seats     {tenant_id, service, date, seats, active_users}
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tasuki.core.engagement.facts import SYSTEM, NewFact
from tasuki.core.finding import Finding, Severity
from tasuki.core.milestones.engine import Engine, Known, Usage
from tasuki.core.milestones.model import MilestoneRule, Reached, Reading
from tasuki.records import bulk, shelf
from tasuki.records.models import Engagement, Import, Tenant
from tasuki.records.models import Reached as ReachedRow
from tasuki.records.reached import known_by_tenant
from tasuki.records.site import site
from tasuki.services import clock, engagements, lines, loading, playbooks, trails
from tasuki.services.imports import usage as readings

CODES = (
    *("seat-basis-differs", "tenant-seats-unknown", "milestone-restated", "milestone-now-later", "milestone-no-longer-shown"),
    *("milestone-withdrawn", "milestone-told-twice", "more-users-than-seats", "more-findings"),
)
CONTRADICTED = "contradicted-by-import"

_PIECE = 5000
_COLUMNS = (
    *("tenant_id", "service", "milestone", "date", "seats", "active_users", "required", "seat_basis", "source", "by_hand", "import_id"),
)
_KEY = ("tenant_id", "service", "milestone")


@dataclass(slots=True, kw_only=True)
class Sweep:
    """What a sweep found (contracts.md section 6); the same for a dry run, which recorded nothing of it."""

    as_of: date
    engine: str
    readings: int = 0
    pairs: int = 0
    reached: int = 0
    newly_reached: list[Reached] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    withdrawn: set[str] = field(default_factory=set)
    _told: Counter[str] = field(default_factory=Counter)

    def find(self, code: str, severity: Severity = "warning", **values: object) -> None:
        self._told[code] += 1
        if self._told[code] <= site().findings_listed:
            self.findings.append(Finding(code=code, severity=severity, values=values))

    def close(self) -> None:
        for code, count in self._told.items():
            if count > site().findings_listed:
                more = {"of": code, "more": count - site().findings_listed}
                self.findings.append(Finding(code="more-findings", severity="note", values=more))

    def plain(self, finding_plain: Callable[[Finding], Mapping[str, Any]]) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "engine": self.engine,
            "readings": self.readings,
            "pairs": self.pairs,
            "reached": self.reached,
            "newly_reached": [_plain(one) for one in self.newly_reached],
            "findings": [dict(finding_plain(finding)) for finding in self.findings],
        }


def run(as_of: date | None = None, *, engine: str = "duckdb", dry_run: bool = False, by: str = SYSTEM) -> Sweep:
    """Evaluate all readings up to `as_of`, or today."""
    counting = loading.engine(engine)
    sweep = Sweep(as_of=as_of or clock.today(), engine=engine)
    told = readings.opened(readings.committed(), tenant_seats=_tenant_seats())
    sweep.readings, sweep.pairs = counting.count(told, sweep.as_of)
    for rule in _rules(sweep):
        _Judging(sweep, counting, told, rule, dry_run, by).run()
    sweep.close()
    if not dry_run:
        lines.reach((one.tenant_id, one.service) for one in sweep.newly_reached)
        lines.refresh(sweep.withdrawn)
    if sweep.newly_reached and not dry_run:
        data = {"as_of": sweep.as_of.isoformat(), "engine": engine, "newly_reached": len(sweep.newly_reached)}
        trails.add({"site": [NewFact("milestones-recorded", data=data)]}, by=by)
    return sweep


def _rules(sweep: Sweep) -> list[MilestoneRule]:
    """Every milestone that a published playbook defines; a retired one counts as long as engagements may run on it."""
    found: dict[str, MilestoneRule] = {}
    where: dict[str, list[str]] = defaultdict(list)
    for slug in shelf.every_slug():
        version = shelf.newest(slug) or shelf.last(slug)
        if version is None:
            continue
        playbook = playbooks.playbook(slug, version.version)
        for name, tiers in playbook.milestones.items():
            rule = MilestoneRule.from_plain(name, tiers)
            where[name].append(slug)
            if found.setdefault(name, rule) != rule:
                sweep.find("milestone-told-twice", milestone=name, playbooks=where[name])
    return [found[name] for name in sorted(found)]


@dataclass(frozen=True, slots=True)
class _Judging:
    """One milestone within a sweep."""

    sweep: Sweep
    engine: Engine
    usage: Usage
    rule: MilestoneRule
    dry_run: bool
    by: str

    def run(self) -> None:
        known = ReachedRow.objects.filter(milestone=self.rule.name)
        by_hand = [row.as_reached() for row in known.filter(by_hand=True, date__lte=self.sweep.as_of).order_by("tenant_id", "service")]
        tenants, services, dates = known_by_tenant(self.rule.name)
        told = Usage(
            files=self.usage.files,
            restating=self.usage.restating,
            by_hand=[_as_reading(one) for one in by_hand],
            tenant_seats=self.usage.tenant_seats,
        )
        self.sweep.reached += known.filter(by_hand=False, date__lte=self.sweep.as_of).count() + len(by_hand)
        seen = self._take_news(told, Known(tenant_id=tenants, services=services, dates=dates))
        self._withdraw([one for one in by_hand if (one.tenant_id, one.service) not in seen])
        self._tell_no_longer_shown(told, seen)
        self._tell_differences(told)

    def _take_news(self, told: Usage, known: Known) -> set[tuple[str, str]]:
        """Pairs that were known but had to be looked at again are in the news too; gives back which pairs were."""
        look_up = bool(known.tenant_id or told.by_hand)
        seen: set[tuple[str, str]] = set()
        for piece in bulk.pieces(self.engine.news(told, self.rule, self.sweep.as_of, known), _PIECE):
            rows = _known_rows(self.rule.name, piece) if look_up else {}
            news = [one for one in piece if self._is_news(one, rows.get((one.tenant_id, one.service)))]
            if look_up:
                seen |= {(one.tenant_id, one.service) for one in piece}
            if not self.dry_run:
                self._record(news)
        return seen

    def _is_news(self, one: Reached, row: ReachedRow | None) -> bool:
        """Whether it must be recorded; counts and findings on the way."""
        if row is None or (row.by_hand and not one.by_hand):
            self.sweep.reached += row is None
            self.sweep.newly_reached.append(one)
            if one.active_users > one.seats:
                self._find("more-users-than-seats", one, seats=one.seats, active_users=one.active_users, date=one.date.isoformat())
            return True
        if one.by_hand or one.date == row.date:
            return not one.by_hand and (one.seats, one.active_users, one.import_id) != (row.seats, row.active_users, row.imported_id)
        if one.date < row.date:
            self.sweep.newly_reached.append(one)
            self._find("milestone-restated", one, "note", was=row.date.isoformat(), date=one.date.isoformat())
            return True
        self._find("milestone-now-later", one, was=row.date.isoformat(), date=one.date.isoformat())
        return False

    def _record(self, news: Sequence[Reached]) -> None:
        """Tenants with an open engagement one by one, with their facts; all others together."""
        running = _open_engagements(news)
        alone = [one for one in news if (one.tenant_id, one.service) not in running]
        trails.again(lambda: _upsert(alone))
        digests = _file_digests(news)
        for one in news:
            for_these = running.get((one.tenant_id, one.service))
            if for_these:
                self._record_with_facts(one, for_these, digests.get(one.import_id or 0, ""))

    def _record_with_facts(self, one: Reached, running: Sequence[Engagement], digest: str) -> None:
        def record() -> None:
            _upsert([one])
            for engagement in running:
                engagements.record_milestone(engagement, reached=one, file_digest=digest, by=self.by)

        trails.again(record)

    def _withdraw(self, gone: Sequence[Reached]) -> None:
        """Only what an import of the very same day contradicts; a hand's reading of another day is nobody's lie."""
        told = readings.told([(one.tenant_id, one.service, one.date) for one in gone])
        for one in gone:
            if (one.tenant_id, one.service, one.date) not in told:
                continue
            self.sweep.reached -= 1
            self.sweep.withdrawn.add(one.tenant_id)
            self._find("milestone-withdrawn", one, was=one.date.isoformat())
            if not self.dry_run:
                self._withdraw_with_facts(one)

    def _withdraw_with_facts(self, one: Reached) -> None:
        def withdraw() -> None:
            ReachedRow.objects.filter(tenant_id=one.tenant_id, service=one.service, milestone=one.milestone, by_hand=True).delete()
            for engagement in _open_engagements([one]).get((one.tenant_id, one.service), ()):
                engagements.withdraw_milestone(engagement, reached=one, reason=CONTRADICTED, by=self.by)

        trails.again(withdraw)

    def _tell_no_longer_shown(self, told: Usage, seen: set[tuple[str, str]]) -> None:
        if not told.restating:
            return
        gone = [pair for pair in self.engine.restated(told, self.sweep.as_of) if pair not in seen]
        for piece in bulk.pieces(gone, _PIECE):
            rows = ReachedRow.objects.filter(milestone=self.rule.name, by_hand=False, tenant_id__in={tenant for tenant, _ in piece})
            for row in rows.filter(date__lte=self.sweep.as_of):
                if (row.tenant_id, row.service) in piece:
                    self._find("milestone-no-longer-shown", row.as_reached(), was=row.date.isoformat())

    def _tell_differences(self, told: Usage) -> None:
        if any(tier.seats == "tenant" for tier in self.rule.tiers):
            silent = Tenant.objects.filter(seats=None, readings__isnull=False).distinct().count()
            if silent:
                self.sweep.find("tenant-seats-unknown", milestone=self.rule.name, tenants=silent)
        for one in self.engine.differences(told, self.rule, self.sweep.as_of):
            values = {"tenant_id": one.tenant_id, "service": one.service, "milestone": one.milestone}
            self.sweep.find("seat-basis-differs", "warning", **values, by_service=one.by_service, by_tenant=one.by_tenant)

    def _find(self, code: str, one: Reached, severity: Severity = "warning", **values: object) -> None:
        named = {"tenant_id": one.tenant_id, "service": one.service}
        if code != "more-users-than-seats":
            named["milestone"] = one.milestone
        self.sweep.find(code, severity, **named, **values)


def _upsert(news: Sequence[Reached]) -> None:
    if news:
        rows = ([getattr(one, name) for name in _COLUMNS] for one in sorted(news, key=lambda one: (one.tenant_id, one.service)))
        bulk.upsert(ReachedRow, _COLUMNS, _KEY, rows)


def _known_rows(milestone: str, piece: Sequence[Reached]) -> dict[tuple[str, str], ReachedRow]:
    tenants = sorted({one.tenant_id for one in piece})
    rows: dict[tuple[str, str], ReachedRow] = {}
    for some in bulk.pieces(tenants, 500):
        found = ReachedRow.objects.filter(milestone=milestone, tenant_id__in=some)
        rows |= {(row.tenant_id, row.service): row for row in found}
    return rows


def _open_engagements(news: Iterable[Reached]) -> dict[tuple[str, str], list[Engagement]]:
    """Open engagements by tenant and service, for what is news."""
    running: dict[tuple[str, str], list[Engagement]] = defaultdict(list)
    for some in bulk.pieces(sorted({one.tenant_id for one in news}), 500):
        for engagement in Engagement.objects.filter(closed_at=None, tenant_id__in=some).select_related("tenant").order_by("id"):
            for workload in dict.fromkeys(workload for workload, _ in engagement.lanes):
                running[engagement.tenant_id, workload].append(engagement)
    return running


def _file_digests(news: Iterable[Reached]) -> dict[int, str]:
    return dict(Import.objects.filter(pk__in={one.import_id for one in news if one.import_id}).values_list("pk", "sha256"))


def _tenant_seats() -> dict[str, int]:
    return {tenant_id: seats for tenant_id, seats in Tenant.objects.values_list("tenant_id", "seats").iterator() if seats is not None}


def _as_reading(one: Reached) -> Reading:
    return Reading(
        tenant_id=one.tenant_id,
        service=one.service,
        date=one.date,
        seats=one.seats,
        active_users=one.active_users,
        source=one.source,
        by_hand=True,
    )


def _plain(one: Reached) -> dict[str, Any]:
    names = ("tenant_id", "service", "seats", "active_users", "required", "milestone", "seat_basis", "source")
    return {**{name: getattr(one, name) for name in names}, "date": one.date.isoformat()}
