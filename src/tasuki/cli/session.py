"""What every command has in common: who asks, when, in which language, and what becomes of a refusal."""

import inspect
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import typer
from django.conf import settings
from django.db.utils import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from tasuki.cli import exits, output
from tasuki.cli.output import Answer
from tasuki.core.engagement.commands import COMMANDS, UsageError
from tasuki.core.engagement.facts import SYSTEM
from tasuki.core.finding import Finding
from tasuki.records.queries import Person
from tasuki.services import circumstances, clock, people, rights
from tasuki.services.refusal import Refusal
from tasuki.wording.words import Tongue


@dataclass
class Session:
    """One command line's asker. Without `--as` it is the system."""

    login: str | None
    as_json: bool

    @cached_property
    def person(self) -> Person:
        """Who acts or reads. Raises `Refusal` where nobody was named, or nobody has this login."""
        if self.login is None:
            raise Refusal(Finding(code="person-needed"))
        return people.person_of(self.login)

    @cached_property
    def tongue(self) -> Tongue:
        """The person's language, else the site's."""
        own = self.person.language if self.login is not None else ""
        return Tongue(own or settings.LANGUAGE_CODE, circumstances.words())

    def by(self, act: str) -> str:
        """In whose name a site-wide act is recorded; refused where the person's role does not allow it."""
        if self.login is None:
            return SYSTEM
        rights.require(self.person, act)
        return self.person.login

    def progress(self, sentence: str) -> None:
        """A word while it takes long; never among the answers."""
        if sys.stderr.isatty():
            sys.stderr.write(f"{sentence}\n")


Obey = Callable[..., Answer]

AsLogin = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help=_("Act and read as this person."))]
At = Annotated[str | None, typer.Option("--at", metavar="TIME", help=_("Take this for now (rehearsals; needs TASUKI_ALLOW_AT=1)."))]
AsJson = Annotated[bool, typer.Option("--json", help=_("Answer with one JSON document on standard output."))]

_COMMON = [
    inspect.Parameter("as_login", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=AsLogin),
    inspect.Parameter("at", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=At),
    inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=AsJson),
]


def command(app: typer.Typer, name: str, *, help: str) -> Callable[[Obey], Obey]:  # noqa: A002 - typer's own word
    """Make a command of a function that takes a session and its own options, and returns an answer; `--as`, `--at`, `--json` come along."""

    def decorate(obey: Obey) -> Obey:
        def run(*, as_login: str | None = None, at: str | None = None, as_json: bool = False, **given: Any) -> int:
            return _answered(obey, as_login, at, as_json, given)

        own = list(inspect.signature(obey, eval_str=True).parameters.values())[1:]
        parameters = [*(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own), *_COMMON]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # typer reads it; functions take any attribute
        run.__annotations__ = {one.name: one.annotation for one in parameters}
        app.command(name, help=help)(run)
        return obey

    return decorate


def _answered(obey: Obey, login: str | None, at: str | None, as_json: bool, given: Mapping[str, Any]) -> int:
    session = Session(login, as_json)
    try:
        with ExitStack() as stack:
            stack.enter_context(clock.at(at))
            answered = obey(session, **given)
        output.answer(answered, as_json=as_json)
    except Refusal as refusal:
        return _refused(session, *refusal.findings)
    except UsageError as wrong:
        return _refused(session, usage_finding(wrong, given.get("name")))
    except (OperationalError, ProgrammingError) as error:
        return _refused(session, Finding(code="database-missing", values={"problem": str(error).strip().splitlines()[0]}))
    except OSError as error:
        return _refused(
            session, Finding(code="file-unreadable", values={"file": str(error.filename or ""), "problem": error.strerror or str(error)})
        )
    return answered.code


def usage_finding(wrong: UsageError, name: str | None) -> Finding:
    if name is None or name not in COMMANDS:
        return Finding(code="unknown-command", values={"word": wrong.word, "valid": list(wrong.valid)})
    return Finding(code="unknown-key", values={"command": name, "word": wrong.word, "valid": list(wrong.valid)})


def _refused(session: Session, *findings: Finding) -> int:
    try:
        tongue = session.tongue
    except (Refusal, OperationalError, ProgrammingError):
        tongue = output.site_tongue()
    output.refuse(findings, tongue, as_json=session.as_json)
    return exits.of(findings)
