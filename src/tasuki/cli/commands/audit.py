"""The ledger, proved and exported: audit verify, audit export."""

import json
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasuki.cli import exits
from tasuki.cli.output import Answer
from tasuki.cli.session import Session, command
from tasuki.services import audit

WHOLE = gettext_lazy("Whole: {facts} facts of {subjects} subjects.")
BROKEN = gettext_lazy("Not whole; first broken: {first_broken}")


def register(root: typer.Typer) -> None:
    app = typer.Typer(no_args_is_help=True, help=_("Prove that nothing on record was changed, and take it out."))
    root.add_typer(app, name="audit")
    command(app, "verify", help=_("Recompute every digest and seal."))(verify)
    command(app, "export", help=_("Write every fact, one JSON document a line; with --json as one list."))(export)


def verify(session: Session) -> Answer:
    session.by("read-audit")
    told = audit.verify()
    said = WHOLE if told["whole"] else BROKEN
    return Answer(document=told, lines=[session.tongue.say(said, told)], code=exits.DONE if told["whole"] else exits.REFUSED)


def export(
    session: Session, subject: Annotated[str | None, typer.Option(help=_("Only this subject, such as engagement/41."))] = None
) -> Answer:
    session.by("read-audit")
    facts = list(audit.export(subject))
    return Answer(document=facts, lines=[json.dumps(fact, ensure_ascii=False) for fact in facts])
