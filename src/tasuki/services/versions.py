"""Versions of playbooks: publishing, retiring, comparing, and moving running engagements from one to another.

Finding codes:
    playbook-retired        {slug, version}               it starts nothing any more, and nothing is moved to it
    playbook-retired-before {slug, version}               there is nothing left to retire
    playbook-starts-nothing {slug}                        the last version that could be started is retired (a warning)
    playbook-not-run        {engagement, slug}            the engagement does not run this playbook
    playbook-already-there  {engagement, slug, version}   it runs on this version already
    move-after-close        {engagement}                  what is closed stays on the version it was closed with
    engagements-not-named   {}                            which engagements to move
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, QuerySet

from tasuki.core.engagement.assessment import assess
from tasuki.core.engagement.decisions import with_notes
from tasuki.core.engagement.facts import Fact, NewFact, as_if_recorded
from tasuki.core.engagement.moving import Consequences, what_a_move_means
from tasuki.core.engagement.plan import MOVED, Plan, pins
from tasuki.core.finding import Finding
from tasuki.core.playbook.care import Care, care_of
from tasuki.core.playbook.model import Playbook, rules_digest
from tasuki.core.playbook.versions import Changed, difference
from tasuki.records import ledger, shelf
from tasuki.records.models import Engagement, Line, Person, PlaybookVersion
from tasuki.records.models.engagements import CLOSED_STATES, OPEN_STATES
from tasuki.records.models.lines import pinned_in
from tasuki.records.queries import engagements_for, lines_for, open_engagements_for, published
from tasuki.records.site import site
from tasuki.services import clock, linting, playbooks, trails
from tasuki.services.cases import cases_of
from tasuki.services.engagements import Case, known_milestones, plan_of, record
from tasuki.services.refusal import Refusal

CODES = (
    "playbook-retired",
    "playbook-retired-before",
    "playbook-starts-nothing",
    "playbook-not-run",
    "playbook-already-there",
    "move-after-close",
    "engagements-not-named",
)

_AT_ONCE = 100


# ---------------------------------------------------------------- the library


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """One version as the library lists it. `running` engagements are pinned to it, and read the words of version `wording`."""

    stored: PlaybookVersion
    playbook: Playbook
    wording: int
    running: int
    care: tuple[Care, ...]
    is_newest: bool

    @property
    def owners(self) -> list[str]:
        """Whoever owns one of the pages."""
        return list(dict.fromkeys(care.owner for care in self.care if care.owner))

    @property
    def review_by(self) -> date:
        """The day on which the first of the pages is due."""
        return min(care.review_by for care in self.care)

    def stale(self, today: date) -> tuple[Care, ...]:
        """Pages of the version that new engagements start with, if they are due; what is not started any more is not reviewed."""
        return tuple(care for care in self.care if care.is_stale(today)) if self.is_newest else ()


def listed(slug: str = "") -> list[Shelved]:
    """Every version, playbook by playbook, the newest first. Raises `Refusal` where the named playbook has none."""
    rows = [row for row in published().select_related("base") if slug in ("", row.slug)]
    if slug and not rows:
        raise Refusal(Finding(code="playbook-not-published", values={"slug": slug}))
    running = running_on()
    newest = {row.slug: row.version for row in reversed(rows) if row.retired_at is None}
    return [
        Shelved(
            stored=row,
            playbook=(playbook := playbooks.as_published(row.slug, row.version)),
            wording=playbooks.wording(row.slug, row.version),
            running=running[row.slug, row.version],
            care=care_of(playbook, row.published_at.date(), site().review_after_years),
            is_newest=newest.get(row.slug) == row.version,
        )
        for row in rows
    ]


def running_on() -> Counter[tuple[str, int]]:
    """How many running engagements are pinned to each version. One query, of as many rows as there are ways to be pinned."""
    counts: Counter[tuple[str, int]] = Counter()
    for versions, number in Line.objects.filter(state__in=OPEN_STATES).values_list("versions").annotate(Count("pk")):
        counts.update(dict.fromkeys(pinned_in(versions).items(), number))
    return counts


def runs(person: Person | None, slug: str, version: int) -> QuerySet[Line]:
    """The running engagements on a version that this person may see, or move, by the names of their tenants."""
    lines = Line.objects.all() if person is None or _is_author(person) else lines_for(person, clock.today())
    return lines.filter(state__in=OPEN_STATES, versions__contains=f",{slug}:{version},").order_by("place", "id")


def _open_to(person: Person | None) -> QuerySet[Engagement]:
    """The running engagements that somebody may move: the system and authors answer for the process and so for every one on it; all
    others for those they see."""
    if person is None or _is_author(person):
        return Engagement.objects.filter(state__in=OPEN_STATES).order_by("id")
    return open_engagements_for(person, clock.today()).order_by("id")


def _is_author(person: Person) -> bool:
    return person.role == "author" and person.is_active


# ---------------------------------------------------------------- publishing and retiring


def publish(pages: Sequence[Path], rules: Path, *, by: str) -> tuple[PlaybookVersion, tuple[Finding, ...]]:
    """The next version; where only its words are new, the running engagements are told. Raises `Refusal`."""
    version, findings = playbooks.publish(pages, rules, by=by)
    tell_rewording(version, by=by)
    return version, findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What publishing would do: what is odd, and what would change from `newest`. Without `playbook` it would be refused."""

    findings: tuple[Finding, ...]
    playbook: Playbook | None = None
    newest: PlaybookVersion | None = None
    before: Playbook | None = None
    changes: tuple[Changed, ...] = ()
    same_rules: bool = False


def check(pages: Sequence[Path], rules: Path) -> Checked:
    """Read, bind, lint and compare files as `publish` would, and change nothing."""
    try:
        bound, findings = linting.findings_before(pages, rules)
    except Refusal as refusal:
        return Checked(findings=refusal.findings)
    newest = shelf.newest(bound.playbook.slug) if bound.playbook else None
    if bound.playbook is None or newest is None:
        return Checked(findings=findings, playbook=bound.playbook)
    before = playbooks.as_published(newest.slug, newest.version)
    return Checked(
        findings=findings,
        playbook=bound.playbook,
        newest=newest,
        before=before,
        changes=difference(before, bound.playbook),
        same_rules=rules_digest(bound.playbook) == newest.rules_digest,
    )


def tell_rewording(version: PlaybookVersion, *, by: str) -> int:
    """A fact for each running engagement that from now on reads this version's words; how many. Safe to do again.

    One bounded transaction for a hundred engagements: whoever is at work on one of them is not kept waiting for the others.
    """
    earlier = shelf.versions_with(version.slug, version.rules_digest, before=version.version)
    if not earlier or playbooks.wording(version.slug, earlier[-1]) != version.version:
        return 0
    rows = _open_to(None).filter(pins__has_key=version.slug).values_list("pk", "pins")
    concerned = [number for number, pinned in rows.iterator() if pinned[version.slug] in earlier]
    told = 0
    for start in range(0, len(concerned), _AT_ONCE):
        some = concerned[start : start + _AT_ONCE]
        told += trails.again(partial(_tell, some, version, by=by))
    return told


def _tell(numbers: Sequence[int], version: PlaybookVersion, *, by: str) -> int:
    histories = ledger.read_each([f"engagement/{number}" for number in numbers])
    news = {subject: [_reworded(version)] for subject, history in histories.items() if not _knows(history, version)}
    ledger.append_each(news, by=by, at=clock.now())
    told = [int(subject.partition("/")[2]) for subject in news]
    Engagement.objects.filter(pk__in=told).update(facts=F("facts") + 1)
    Line.objects.filter(engagement__in=told).update(facts=F("facts") + 1, changed_at=clock.now())
    return len(told)


def _reworded(version: PlaybookVersion) -> NewFact:
    return NewFact("playbook-reworded", data={"slug": version.slug, "wording": version.version, "text_digest": version.text_digest})


def _knows(history: Iterable[Fact], version: PlaybookVersion) -> bool:
    """Told already, or moved there since."""
    told = (fact for fact in history if fact.kind in ("playbook-reworded", MOVED) and fact.data["slug"] == version.slug)
    newest = max((fact.data.get("wording", fact.data.get("to")) for fact in told), default=0)
    return newest >= version.version


def retire(slug: str, number: int, *, by: str) -> tuple[Finding, ...]:
    """The version starts nothing any more; running engagements keep it. What is worth a word about it; raises `Refusal`."""
    with transaction.atomic():
        if not shelf.retire(slug, number, at=clock.now()):
            if shelf.version(slug, number) is None:
                raise playbooks.not_published(slug, number)
            raise Refusal(Finding(code="playbook-retired-before", values={"slug": slug, "version": number}))
        trails.add({f"playbook/{slug}": [NewFact("playbook-retired", data={"version": number})]}, by=by)
    if shelf.newest(slug) is None:
        return (Finding(code="playbook-starts-nothing", severity="warning", values={"slug": slug}),)
    return ()


# ---------------------------------------------------------------- comparing


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`engagements` run on the one version; each with what a move to the other would mean."""

    slug: str
    one: int
    other: int
    same_rules: bool
    changes: tuple[Changed, ...]
    before: Playbook
    after: Playbook
    engagements: tuple[tuple[Engagement, Consequences], ...]


def compare(slug: str, one: int, other: int, *, person: Person | None, limit: int | None = None) -> Comparison:
    """Two versions, and what moving would mean for the running engagements that this person may see. Raises `Refusal`."""
    before, after = playbooks.as_published(slug, one), playbooks.as_published(slug, other)
    digests = {row.version: row.rules_digest for row in shelf.digests(slug, min(one, other))}
    running = list(runs(person, slug, one).values_list("engagement_id", flat=True)[:limit])
    return Comparison(
        slug=slug,
        one=one,
        other=other,
        same_rules=digests[one] == digests[other],
        changes=difference(before, after),
        before=before,
        after=after,
        engagements=tuple((case.engagement, _consequences(case, slug, other)) for case in _cases(running)) if one != other else (),
    )


def _cases(numbers: Sequence[int]) -> Iterator[Case]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield from cases_of(Engagement.objects.filter(pk__in=numbers[start : start + _AT_ONCE]).order_by("id"))


# ---------------------------------------------------------------- moving


class Moved(NamedTuple):
    """What became, or would become, of one engagement. With `refused`, nothing."""

    engagement: int
    source: int | None
    means: Consequences | None
    refused: tuple[Finding, ...] = ()
    facts: tuple[Fact, ...] = ()
    tenant: str = ""


def move(
    engagements: Sequence[int] | None, slug: str, number: int, *, person: Person | None, by: str, dry_run: bool = False
) -> list[Moved]:
    """Move engagements, or all that run on another version and are open to this person (None), each in a transaction of its own.

    Raises `Refusal` where nothing can be moved there; why a single engagement is not moved stands beside its number.
    """
    version = shelf.version(slug, number)
    if version is None:
        raise playbooks.not_published(slug, number)
    if version.retired_at is not None:
        raise Refusal(Finding(code="playbook-retired", values={"slug": slug, "version": number}))
    if engagements is None:
        engagements = movable(person, slug, number)
    elif not engagements:
        raise Refusal(Finding(code="engagements-not-named"))
    return [_move_one(one, slug, number, person=person, by=by, dry_run=dry_run) for one in dict.fromkeys(engagements)]


def movable(person: Person | None, slug: str, number: int) -> list[int]:
    """The running engagements that are open to this person and run on another version."""
    rows = _open_to(person).filter(pins__has_key=slug).values_list("pk", "pins")
    return [pk for pk, pinned in rows.iterator() if pinned[slug] != number]


def _move_one(engagement_id: int, slug: str, number: int, *, person: Person | None, by: str, dry_run: bool) -> Moved:
    rows = Engagement.objects.all() if person is None or _is_author(person) else engagements_for(person, clock.today())
    engagement = rows.filter(pk=engagement_id).select_related("tenant").first()
    if engagement is None:
        return Moved(engagement_id, None, None, (Finding(code="not-found", values={"engagement": engagement_id}),))
    seen: list[tuple[int, Consequences]] = []

    def act(case: Case) -> Sequence[NewFact]:
        _refuse_move(case, slug, number)
        seen.append((pins(case.history)[slug], _consequences(case, slug, number)))
        return () if dry_run else _moving(case, slug, number)[0]

    try:
        facts = record(engagement, act, by=by)
    except Refusal as refusal:
        return Moved(engagement_id, engagement.pins.get(slug), None, refusal.findings, tenant=engagement.tenant.name)
    return Moved(engagement_id, *seen[-1], facts=facts, tenant=engagement.tenant.name)


def _refuse_move(case: Case, slug: str, number: int) -> None:
    pinned = pins(case.history).get(slug)
    if pinned is None or all(lane.process != slug for lane in case.plan.lanes):
        raise Refusal(Finding(code="playbook-not-run", values={"engagement": case.engagement.pk, "slug": slug}))
    if case.assessment.state in CLOSED_STATES:
        raise Refusal(Finding(code="move-after-close", values={"engagement": case.engagement.pk}))
    if pinned == number:
        raise Refusal(Finding(code="playbook-already-there", values={"engagement": case.engagement.pk, "slug": slug, "version": number}))


def _moving(case: Case, slug: str, number: int) -> tuple[tuple[NewFact, ...], Plan]:
    """The facts of a move: itself, milestones that usage proves and the new version asks for, notes that it demands; and the new plan."""
    moved = NewFact("playbook-moved", data={"slug": slug, "from": pins(case.history)[slug], "to": number})
    plan = plan_of([*case.history, *_assumed(case, [moved])])
    milestones = known_milestones(replace(case, plan=plan))
    return with_notes(assess(plan, case.history, case.circumstances.today), [moved, *milestones], case.circumstances), plan


def _consequences(case: Case, slug: str, number: int) -> Consequences:
    new, plan = _moving(case, slug, number)
    return what_a_move_means(case.plan, plan, case.history, case.circumstances, _assumed(case, new))


def _assumed(case: Case, new: Sequence[NewFact]) -> list[Fact]:
    return as_if_recorded(len(case.history), new, case.circumstances.now)
