"""One act on many engagements: the core's answer for each beforehand, then each in a transaction of its own, and back again where
the act has a way back. Nothing is decided here, and nothing is recorded but by `engagements.perform` and `versions.move`.

Finding codes:
    bulk-too-many      {rows, most}    one act does not concern so many engagements
    bulk-nothing       {}              nothing was chosen
    not-reversible     {}              there is no way back from this act
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tasuki.core.engagement.acts import REVERSIBLE
from tasuki.core.engagement.circumstances import Actor
from tasuki.core.engagement.commands import Command
from tasuki.core.engagement.roles import ever_may
from tasuki.core.finding import Finding, Remedy
from tasuki.records.models import BulkResult, BulkRun, Engagement, Person
from tasuki.records.queries import engagements_for
from tasuki.records.site import site
from tasuki.services import clock, engagements, rights, versions
from tasuki.services.cases import cases_of
from tasuki.services.each import Answer, foreseen
from tasuki.services.engagements import Case
from tasuki.services.refusal import Refusal

CODES = ("bulk-too-many", "bulk-nothing", "not-reversible")

MOVE = "move-version"
KEYS: dict[str, tuple[str, ...]] = {
    "reassign-manager": ("to", "reason"),
    "set-next-action": ("date", "text"),
    "send-mail": ("template",),
    "confirm-queue-move": ("reason",),
    MOVE: ("version",),
}


def acts_for(person: Person) -> list[str]:
    """The acts that this person's role may ever ask for; of each engagement the core decides."""
    actor = Actor(login=person.login, role=person.role)
    found = [act for act in KEYS if act != MOVE and ever_may(actor, Command(act))]
    return [*found, MOVE] if found and rights.may(person, "move-engagements") else found


def seen(person: Person, numbers: Iterable[int]) -> list[int]:
    """Those of these engagements that the person sees. Raises `Refusal` where there are none, or too many for one act."""
    found = list(engagements_for(person, clock.today()).filter(pk__in=set(numbers)).order_by("pk").values_list("pk", flat=True))
    if not found:
        raise Refusal(Finding(code="bulk-nothing"))
    if len(found) > site().rows_at_once:
        raise Refusal(Finding(code="bulk-too-many", values={"rows": len(found), "most": site().rows_at_once}))
    return found


def preview(person: Person, numbers: Sequence[int], act: str, given: Mapping[str, str]) -> list[Answer]:
    """The gate's answer for each, and nothing recorded. Raises `UsageError` for an unknown act."""
    rows = engagements_for(person, clock.today()).filter(pk__in=numbers).order_by("pk")
    if act == MOVE:
        slug, version = _version(given)
        refused = {one.engagement: one.refused for one in _moved(person, numbers, slug, version, dry_run=True)}
        return [Answer(row, refused[row.pk]) for row in rows.select_related("tenant")]
    return foreseen(person, cases_of(rows), act, lambda case: _completed(case, act, given))


def _completed(case: Case, act: str, given: Mapping[str, str]) -> dict[str, str]:
    """What was given for all, with what the engagement's own next such act would be given: its workload, its recipients' language."""
    plain = {name: value for name, value in given.items() if value}
    for proposed in case.guide.next_acts():
        own = {**({"workload": proposed.workload} if proposed.workload else {}), **proposed.keys}
        if proposed.command == act and all(own.get(name, value) == value for name, value in plain.items()):
            return {**own, **plain}
    return plain


def _version(given: Mapping[str, str]) -> tuple[str, int]:
    slug, _, number = given.get("version", "").partition(":")
    return slug, int(number) if number.isascii() and number.isdigit() else 0


def _moved(person: Person, numbers: Sequence[int], slug: str, version: int, *, dry_run: bool = False) -> list[versions.Moved]:
    rights.require(person, "move-engagements")
    return versions.move(numbers, slug, version, person=person, by=person.login, dry_run=dry_run)


# ---------------------------------------------------------------- doing


def run(person: Person, key: UUID, act: str, given: Mapping[str, str], numbers: Sequence[int]) -> BulkRun:
    """Do it for each; one that is refused does not stop the others. The same key again does only what was not tried yet."""
    defaults = {"person": person, "act": act, "given": dict(given), "at": clock.now()}
    started, _ = BulkRun.objects.get_or_create(key=key, defaults=defaults)
    if (started.person_id, started.act, started.given) != (person.pk, act, dict(given)):
        raise Refusal(Finding(code="bulk-nothing"))
    tried = set(started.results.values_list("engagement_id", flat=True))
    for number in numbers:
        if number not in tried:
            _do(started, person, number)
    return started


def _do(started: BulkRun, person: Person, number: int) -> None:
    """The claim is written first, in the same transaction: who posts the form twice does it once."""
    try:
        with transaction.atomic():
            result = BulkResult.objects.create(run=started, engagement_id=number, outcome="done")
            result.undo = _act(started, person, number)
            result.facts = Engagement.objects.values_list("facts", flat=True).get(pk=number)
            result.save(update_fields=["undo", "facts"])
    except Refusal as refusal:
        findings = [_kept(finding) for finding in refusal.findings]
        BulkResult.objects.create(run=started, engagement_id=number, outcome="refused", findings=findings)
    except IntegrityError:
        if not started.results.filter(engagement=number).exists():
            raise


def _act(started: BulkRun, person: Person, number: int) -> dict[str, Any] | None:
    """Perform it; what would undo it, where anything would."""
    act, given = started.act, started.given
    if act == MOVE:
        slug, version = _version(given)
        moved = _moved(person, [number], slug, version)[0]
        if moved.refused:
            raise Refusal(*moved.refused)
        return {"act": MOVE, "given": {"version": f"{slug}:{moved.source}"}}
    case = engagements.case_of(engagements.seen_by(person, number))
    facts = engagements.perform(person, number, act, _completed(case, act, given))
    if act == "reassign-manager":
        former = next((fact.data.get("from") for fact in facts if fact.kind == "manager-reassigned"), None)
        return {"act": act, "given": {"to": former}} if former else None
    slip = next((fact for fact in facts if fact.kind in REVERSIBLE), None)
    return {"act": "take-back", "given": {"fact": str(slip.number)}} if slip else None


# ---------------------------------------------------------------- and back


def undo(person: Person, started: BulkRun, reason: str) -> None:
    """Back where there is a way back and nobody has acted since; what stands against it is kept beside the row."""
    for result in started.results.filter(outcome="done", undo__isnull=False):
        try:
            with transaction.atomic():
                if BulkResult.objects.filter(pk=result.pk, outcome="done").update(outcome="undone", findings=[]):
                    _back(person, result, reason)
        except Refusal as refusal:
            BulkResult.objects.filter(pk=result.pk).update(findings=[_kept(finding) for finding in refusal.findings])


def _back(person: Person, result: BulkResult, reason: str) -> None:
    way: Mapping[str, Any] = result.undo or {}
    act, given = way["act"], dict(way["given"])
    if act == MOVE:
        slug, version = _version(given)
        moved = _moved(person, [result.engagement_id], slug, version)[0]
        if moved.refused:
            raise Refusal(*moved.refused)
        return
    if act == "reassign-manager":
        given["reason"] = reason
    engagements.perform(person, result.engagement_id, act, given, after=result.facts)


def run_of(person: Person, key: UUID) -> BulkRun | None:
    """A run is its person's own."""
    return BulkRun.objects.filter(key=key, person=person).first()


# ---------------------------------------------------------------- findings in a row


def _kept(finding: Finding) -> dict[str, Any]:
    remedy = asdict(finding.remedy) if finding.remedy else None
    return {"code": finding.code, "severity": finding.severity, "values": _plain(dict(finding.values)), "remedy": _plain(remedy)}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def findings_of(result: BulkResult) -> list[Finding]:
    return [_restored(one) for one in result.findings]


def _restored(kept: Mapping[str, Any]) -> Finding:
    remedy = kept["remedy"]
    known = Remedy(**{**remedy, "needs": tuple(remedy["needs"])}) if remedy else None
    return Finding(**{**kept, "remedy": known})
