"""Versions of playbooks: list, compare, retire, move."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasuki.cli import exits
from tasuki.cli.output import Answer, Line, finding_lines, table
from tasuki.cli.session import Session, command
from tasuki.core.playbook.care import Care
from tasuki.services import clock
from tasuki.services import versions as service
from tasuki.services.versions import Moved, Shelved
from tasuki.wording.findings import document
from tasuki.wording.sentences import versions as said
from tasuki.wording.versions import (
    care_document,
    change_document,
    change_sentence,
    consequence_sentences,
    consequences_document,
    title_of,
)
from tasuki.wording.words import Tongue

COLUMNS = (
    gettext_lazy("Version"),
    gettext_lazy("Published"),
    gettext_lazy("Retired"),
    gettext_lazy("Running"),
    gettext_lazy("Owner"),
    gettext_lazy("Review by"),
    gettext_lazy("Playbook"),
)
STALE_COLUMNS = (gettext_lazy("Page"), gettext_lazy("Owner"), gettext_lazy("Changed"), gettext_lazy("Review by"))
SLUG = gettext_lazy("Name of the playbook.")
_NAMED = re.compile(r"([\w-]+)@([1-9][0-9]{0,8})", re.ASCII)


def register(app: typer.Typer) -> None:
    command(app, "versions", help=_("List the versions of playbooks: who owns them, what runs on them, what is due for review."))(versions)
    command(app, "retire", help=_("Let a version start nothing any more; running engagements keep it."))(retire)
    command(app, "move", help=_("Move running engagements to another version of their playbook."))(move)


# ---------------------------------------------------------------- versions


def versions(
    session: Session,
    slug: Annotated[str, typer.Argument(metavar="[SLUG]", help=_("Only this playbook."))] = "",
    stale: Annotated[bool, typer.Option(help=_("Only pages that nobody owns, or that are due for review."))] = False,
) -> Answer:
    shelved = service.listed(slug)
    tongue, today = session.tongue, clock.today()
    if stale:
        due = [(one, one.stale(today)) for one in shelved if one.stale(today)]
        told = [_document(one, tongue, cares) for one, cares in due]
        return Answer(document=told, lines=_stale_lines(due, tongue))
    return Answer(document=[_document(one, tongue, one.care) for one in shelved], lines=_version_lines(shelved, tongue))


def _document(one: Shelved, tongue: Tongue, cares: tuple[Care, ...]) -> dict[str, Any]:
    stored = one.stored
    return {
        "slug": stored.slug,
        "version": stored.version,
        "title": title_of(one.playbook, tongue),
        "published_at": stored.published_at.isoformat(),
        "published_by": stored.published_by,
        "retired_at": stored.retired_at.isoformat() if stored.retired_at else None,
        "base": {"slug": stored.base.slug, "version": stored.base.version} if stored.base else None,
        "rules_digest": stored.rules_digest,
        "text_digest": stored.text_digest,
        "wording": one.wording,
        "engagements": one.running,
        "pages": [care_document(care, clock.today()) for care in cares],
    }


def _version_lines(shelved: list[Shelved], tongue: Tongue) -> list[Line]:
    shown = table(tongue, *COLUMNS)
    for one in shelved:
        owners = list(dict.fromkeys(care.owner or tongue.say(said.NO_OWNER) for care in one.care))
        due = min(care.review_by for care in one.care).isoformat()
        retired = one.stored.retired_at.date().isoformat() if one.stored.retired_at else ""
        published = one.stored.published_at.date().isoformat()
        number = f"{one.stored.slug}@{one.stored.version}"
        shown.add_row(number, published, retired, str(one.running), tongue.value("owners", owners), due, title_of(one.playbook, tongue))
    return [shown]


def _stale_lines(due: list[tuple[Shelved, tuple[Care, ...]]], tongue: Tongue) -> list[Line]:
    if not due:
        return [tongue.say(said.NOTHING_STALE)]
    shown = table(tongue, *STALE_COLUMNS)
    for one, cares in due:
        for care in cares:
            page = f"{one.stored.slug}@{one.stored.version} {care.path}"
            shown.add_row(page, care.owner or tongue.say(said.NO_OWNER), care.changed.isoformat(), care.review_by.isoformat())
    return [shown]


# ---------------------------------------------------------------- compare


def named(one: str, other: str) -> tuple[str, int, int] | None:
    """The two versions, where both words name versions of one playbook and neither is a file."""
    first, second = (None if Path(word).exists() else _NAMED.fullmatch(word) for word in (one, other))
    if first is None or second is None or first[1] != second[1]:
        return None
    return first[1], int(first[2]), int(second[2])


def compare(session: Session, slug: str, one: int, other: int) -> Answer:
    found = service.compare(slug, one, other, person=session.person if session.login else None)
    tongue = session.tongue
    told = {
        "slug": slug,
        "from": one,
        "to": other,
        "same_rules": found.same_rules,
        "changes": [change_document(change, found.before, found.after, tongue) for change in found.changes],
        "engagements": [{"engagement": row.pk, **consequences_document(means, tongue)} for row, means in found.engagements],
    }
    lines: list[Line] = [change_sentence(change, found.before, found.after, tongue) for change in found.changes]
    lines.append(tongue.say((said.SAME_RULES if found.same_rules else said.OTHER_RULES) if lines else said.NO_CHANGE))
    for row, means in found.engagements:
        lines.append(tongue.say(said.ENGAGEMENT, {"engagement": row.pk}))
        lines += [f"  {line}" for line in consequence_sentences(means, tongue)]
    return Answer(document=told, lines=lines)


# ---------------------------------------------------------------- retire, move


def retire(
    session: Session,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help=SLUG)],
    version: Annotated[int, typer.Argument(metavar="VERSION", help=_("The version to retire."))],
) -> Answer:
    findings = service.retire(slug, version, by=session.by("retire-playbook"))
    tongue = session.tongue
    told = {"slug": slug, "version": version, "findings": [document(finding, tongue) for finding in findings]}
    return Answer(document=told, lines=[tongue.say(said.RETIRED, told), *finding_lines(findings, tongue)])


def move(
    session: Session,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help=SLUG)],
    version: Annotated[int, typer.Argument(metavar="VERSION", help=_("The version to move to."))],
    engagement: Annotated[list[int] | None, typer.Option(metavar="ID", help=_("This engagement; may be given several times."))] = None,
    everything: Annotated[bool, typer.Option("--all", help=_("Every running engagement on another version."))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what it would mean, and change nothing."))] = False,
) -> Answer:
    by = session.by("move-engagements")
    person = session.person if session.login else None
    moved = service.move(None if everything else engagement or (), slug, version, person=person, by=by, dry_run=dry_run)
    tongue = session.tongue
    told = {
        "slug": slug,
        "to": version,
        "dry_run": dry_run,
        "engagements": [_moved_document(one, tongue, dry_run=dry_run) for one in moved],
    }
    lines = [line for one in moved for line in _moved_lines(one, version, tongue, dry_run=dry_run)]
    code = exits.REFUSED if any(one.refused for one in moved) else exits.DONE
    return Answer(document=told, lines=lines or [tongue.say(said.NOTHING_TO_MOVE)], code=code)


def _moved_document(one: Moved, tongue: Tongue, *, dry_run: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"engagement": one.engagement, "from": one.source, "moved": not one.refused and not dry_run}
    told["refused"] = [document(finding, tongue) for finding in one.refused]
    return told | (consequences_document(one.means, tongue) if one.means is not None else {})


def _moved_lines(one: Moved, version: int, tongue: Tongue, *, dry_run: bool) -> Iterator[Line]:
    if one.refused:
        yield tongue.say(said.NOT_MOVED, {"engagement": one.engagement})
        yield from (f"  {line}" for line in finding_lines(one.refused, tongue))
        return
    phrase = said.WOULD_MOVE if dry_run else said.MOVED
    yield tongue.say(phrase, {"engagement": one.engagement, "from": one.source, "to": version})
    if one.means is not None:
        yield from (f"  {line}" for line in consequence_sentences(one.means, tongue))
