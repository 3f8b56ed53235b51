"""What runs until it is stopped: serve, worker."""

import signal
from threading import Event
from typing import Annotated, Any

import typer
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasuki.cli.output import Answer, account_lines, notice
from tasuki.cli.session import Session, command
from tasuki.core.finding import Finding
from tasuki.services import loading
from tasuki.services.refusal import Refusal

DONE = gettext_lazy("Mail: {mail}; sealed: {sealed}")
STOPPED = gettext_lazy("Stopped.")
SERVING = gettext_lazy("Tasuki is at {address} (Ctrl-C ends it).")


def register(root: typer.Typer) -> None:
    command(root, "serve", help=_("Serve the portal until it is stopped."))(serve)
    command(root, "worker", help=_("Hand mail over and do what is due, until it is stopped."))(worker)


def serve(
    session: Session,
    port: Annotated[int, typer.Option(help=_("The port to listen on."), min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help=_("The address to listen on."))] = "127.0.0.1",
    with_worker: Annotated[bool, typer.Option("--with-worker", help=_("Run a worker beside it."))] = False,
) -> Answer:
    session.by("run-site")
    _database_answers()
    serving = loading.module("tasuki.services.serving")
    if not serving.port_is_free(host, port):
        raise Refusal(Finding(code="port-taken", values={"port": port, "host": host}))
    _greet(host, port, session)
    code = serving.serve(host, port, with_worker=with_worker)
    return Answer(document={"code": code}, lines=[session.tongue.say(STOPPED)], code=code)


def _greet(host: str, port: int, session: Session) -> None:
    """Where the portal is and, in a demonstration, who can sign in: known before the server has said a word."""
    notice(session.tongue.say(SERVING, {"address": f"http://{host}:{port}"}))
    demo = loading.module("tasuki.services.demo")
    if demo.is_here():
        for line in account_lines(demo.accounts(), session.tongue):
            notice(line)


def _database_answers() -> None:
    """Before a server starts: an unprepared site is told now, and not by every page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM records_person LIMIT 1")


def worker(
    session: Session, once: Annotated[bool, typer.Option("--once", help=_("Do everything that is due, and return."))] = False
) -> Answer:
    session.by("run-site")
    _database_answers()
    work = loading.module("tasuki.services.worker")
    if not once:
        _until_stopped(work)
        return Answer(document={}, lines=[session.tongue.say(STOPPED)])
    done: dict[str, Any] = work.run_once()
    return Answer(document=done, lines=[session.tongue.say(DONE, done)])


def _until_stopped(work: Any) -> None:
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    work.run_forever(stop)
