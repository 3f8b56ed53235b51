"""The site as a whole: init, demo, doctor, backup, restore."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasuki.cli import exits
from tasuki.cli.output import Answer, account_lines, finding_lines, notice
from tasuki.cli.session import Session, command
from tasuki.services import health, loading, setting_up
from tasuki.wording.findings import document

READY = gettext_lazy("Ready in {data}; playbooks: {playbooks}")
ALL_WELL = gettext_lazy("Everything is as it should be.")
BACKED_UP = gettext_lazy("Backed up {facts} facts and {usage_files} usage files into {file}.")
RESTORED = gettext_lazy("Restored {facts} facts and {usage_files} usage files from {file}.")
PROVED = gettext_lazy("The backup {file} of {made_at} is complete: {facts} facts.")
BROKEN = gettext_lazy("The facts in {file} are not whole.")


def register(root: typer.Typer) -> None:
    command(root, "init", help=_("Create or migrate the database, and publish the playbooks that come with the program."))(init)
    command(root, "demo", help=_("Put a demonstration programme into an empty data folder."))(demo)
    command(root, "doctor", help=_("Say what is not right with this site, and how to mend it."))(doctor)
    command(root, "backup", help=_("Write the whole site into one file."))(backup)
    command(root, "restore", help=_("Put a backup into an empty site, or prove that it could be."))(restore)


def init(session: Session) -> Answer:
    session.by("run-site")
    done = setting_up.init()
    playbooks = [f"{one['slug']} {one['version']}" for one in done["playbooks"]]
    return Answer(document=done, lines=[session.tongue.say(READY, {"data": done["data"], "playbooks": playbooks})])


def demo(
    session: Session,
    tenants: Annotated[int, typer.Option(help=_("How many tenants."), min=1)] = 60,
    seed: Annotated[int, typer.Option(help=_("The same seed, number and day make the same programme."))] = 1,
) -> Answer:
    session.by("run-site")
    setting_up.init_unless_there()
    built: Any = loading.module("tasuki.services.demo").build(tenants=tenants, seed=seed, say=notice)
    told = {"counts": dict(built.counts), "accounts": [asdict(account) for account in built.accounts]}
    return Answer(document=told, lines=account_lines(built.accounts, session.tongue))


def doctor(session: Session) -> Answer:
    session.by("run-site")
    findings = health.doctor()
    tongue = session.tongue
    return Answer(
        document={"ready": exits.of_errors(findings) == exits.DONE, "findings": [document(finding, tongue) for finding in findings]},
        lines=finding_lines(findings, tongue) or [tongue.say(ALL_WELL)],
        code=exits.of_errors(findings),
    )


def backup(session: Session, file: Annotated[Path, typer.Argument(help=_("The file to write."))]) -> Answer:
    session.by("run-site")
    done = _keeper().backup(file)
    return Answer(document=done, lines=[session.tongue.say(BACKED_UP, done)])


def restore(
    session: Session,
    file: Annotated[Path, typer.Argument(help=_("The backup to read."))],
    verify: Annotated[bool, typer.Option("--verify", help=_("Change nothing; only prove the backup."))] = False,
) -> Answer:
    session.by("run-site")
    done = _keeper().restore(file, verify=verify)
    said = RESTORED if done["restored"] else PROVED
    whole = bool(done["whole"])
    return Answer(document=done, lines=[session.tongue.say(said if whole else BROKEN, done)], code=exits.DONE if whole else exits.REFUSED)


def _keeper() -> Any:
    """Loaded when needed: it knows every table."""
    return loading.module("tasuki.services.backup")
