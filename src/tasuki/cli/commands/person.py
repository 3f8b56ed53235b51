"""People: person add."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasuki.cli.output import Answer
from tasuki.cli.session import Session, command
from tasuki.services import people

ADDED = gettext_lazy("{login} is added. This link signs in once, within 7 days: {sign_in_link}")


def register(root: typer.Typer) -> None:
    app = typer.Typer(no_args_is_help=True, help=_("People who work with Tasuki."))
    root.add_typer(app, name="person")
    app.callback()(_group)
    command(app, "add", help=_("Add a person, and make the link that signs in the first time."))(add)


def _group() -> None:
    """Keeps `add` a sub-command although it is the only one."""


def add(
    session: Session,
    login: Annotated[str, typer.Argument(help=_("How the person signs in."))],
    name: Annotated[str, typer.Option(help=_("The person's name."))],
    role: Annotated[str, typer.Option(help=_("manager, engineer, assignment, lead, author, auditor or admin."))],
    team: Annotated[list[str] | None, typer.Option(help=_("A team; it exists from then on. May be given again."))] = None,
    email: Annotated[str, typer.Option(help=_("Where mail reaches the person."))] = "",
    language: Annotated[str, typer.Option(help=_("The language to write and speak to the person in."))] = "",
) -> Answer:
    by = session.by("add-person")
    person, link = people.add_person(login, name=name, role=role, teams=team or (), email=email, language=language, by=by)
    done = {"login": person.login, "sign_in_link": link}
    return Answer(document=done, lines=[session.tongue.say(ADDED, done)])
