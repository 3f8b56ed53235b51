"""Files that come in, and what usage shows: import, milestones."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasuki.cli import exits
from tasuki.cli.output import Answer, finding_lines
from tasuki.cli.session import Session, command
from tasuki.core.finding import Finding
from tasuki.services import loading
from tasuki.services.refusal import Refusal
from tasuki.wording.findings import document, speak

KINDS = ("tenants", "contacts", "requests", "usage", "assignments", "history")
TAKEN = gettext_lazy("{file}: {rows} rows, {created} new, {updated} changed, {unchanged} unchanged, {rejected} rejected.")
REPEATED = gettext_lazy("{file} was imported before.")
ROW = gettext_lazy("{file}: row {row}: {code} {sentence}")
SWEPT = gettext_lazy(
    "As of {as_of}: {readings} readings of {pairs} tenants and services, {reached} reached, {newly_reached} of them newly."
)
REACHED = gettext_lazy("{tenant_id} {service}: {active_users} of {seats} on {date} ({required} required)")


def register(root: typer.Typer) -> None:
    app = typer.Typer(no_args_is_help=True, help=_("Take files in: tenants, contacts, requests, usage, assignments, history."))
    root.add_typer(app, name="import")
    for kind in KINDS:
        command(app, kind, help=_("Import a file of this kind."))(_importer(kind))
    command(root, "milestones", help=_("Evaluate all readings, and record what was newly reached."))(milestones)


def _importer(kind: str) -> Any:
    def take(
        session: Session,
        file: Annotated[Path, typer.Argument(help=_("The file to read."))],
        dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what would come of it."))] = False,
        rejected: Annotated[Path | None, typer.Option(help=_("Write the rejected rows into this file."))] = None,
    ) -> Answer:
        imports = loading.module("tasuki.services.imports")
        if rejected is not None:
            rejected.open("a", encoding="utf-8").close()  # said before anything is taken in
        result = imports.run(kind, file, by=session.by("import-assignments" if kind == "assignments" else "import"), dry_run=dry_run)
        tongue = session.tongue
        if rejected is not None:
            imports.write_rejected(result, rejected, lambda finding: speak(finding, tongue).sentence)
        told = result.plain(lambda finding: speak(finding, tongue).sentence, lambda finding: document(finding, tongue))
        code = exits.REFUSED if result.nothing_taken else exits.of_errors(result.findings)
        return Answer(document=told, lines=_result_lines(session, told, result.findings), code=code)

    return take


def _result_lines(session: Session, told: dict[str, Any], findings: list[Finding]) -> list[str]:
    tongue = session.tongue
    lines = [tongue.say(TAKEN, {**told, "rejected": len(told["rejected"])})]
    if told["repeated"]:
        lines.append(tongue.say(REPEATED, told))
    lines += [tongue.say(ROW, {"file": told["file"], **one}) for one in told["rejected"]]
    return lines + finding_lines(findings, tongue)


def milestones(
    session: Session,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help=_("Count readings up to this day; today, if not given."))] = None,
    engine: Annotated[str, typer.Option(help=_("duckdb or spark."))] = "duckdb",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what would be recorded."))] = False,
) -> Answer:
    by = session.by("sweep-milestones")
    sweep = loading.module("tasuki.services.milestones").run(_day(as_of), engine=engine, dry_run=dry_run, by=by)
    tongue = session.tongue
    told = sweep.plain(lambda finding: document(finding, tongue))
    lines = [tongue.say(SWEPT, {**told, "newly_reached": len(told["newly_reached"])})]
    lines += [tongue.say(REACHED, one) for one in told["newly_reached"]]
    return Answer(document=told, lines=lines + finding_lines(sweep.findings, tongue), code=exits.of_errors(sweep.findings))


def _day(given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Refusal(Finding(code="date-unreadable", values={"value": given})) from None
