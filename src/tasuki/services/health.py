"""Whether this site can work, and what to mend where it cannot. Nothing here changes anything.

Finding codes:
    data-folder-missing    {path}            data-folder-not-writable {path}
    disk-nearly-full       {path, free_mb}   secret-key-readable      {path, mode}
    database-unreachable   {problem}         tables-out-of-date       {missing}
    database-not-wal       {mode}            no-playbook              {}
    usage-unreadable       {url, problem}    usage-files-missing      {count, example}
    usage-files-left-over  {count, example}  mail-url-unknown         {scheme}
    mail-folder-not-writable {path}          mail-server-unreachable  {host, port, problem}
    mail-uncertain         {count}           mail-failed              {count}
    time-moved             {at}
    worker-silent          {worker, since}   mail-rehearsal           {address}
    mail-address-missing   {}                notices-url-unknown      {count}
    holidays-unknown       {country, year}
    mailbox-unreachable    {host, port, problem}
    server-untrusted       {host, port, problem}   a certificate that nobody this machine trusts has signed, or of another name
    server-password-refused {host, port, user}
"""

import imaplib
import os
import shutil
import smtplib
import ssl
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tasuki.core.finding import Finding
from tasuki.records import shelf
from tasuki.records.models import Engagement, Outbox, Tenant
from tasuki.records.models.engagements import CLOSED_STATES
from tasuki.records.site import problems, site
from tasuki.services import clock, imap, letterbox, loading, pulse
from tasuki.services.circumstances import DaysOff
from tasuki.services.imports import usage

CODES = (
    *("data-folder-missing", "data-folder-not-writable", "disk-nearly-full", "secret-key-readable", "database-unreachable"),
    *("tables-out-of-date", "database-not-wal", "no-playbook", "usage-unreadable", "usage-files-missing", "usage-files-left-over"),
    *("mail-url-unknown", "mail-folder-not-writable", "mail-server-unreachable", "mail-uncertain", "mail-failed", "time-moved"),
    *("worker-silent", "mail-rehearsal", "mail-address-missing", "notices-url-unknown", "holidays-unknown"),
    *("mailbox-unreachable", "server-untrusted", "server-password-refused"),
)

_LITTLE_MB = 500
_PATIENCE = 5.0


def doctor() -> list[Finding]:
    """Everything that is wrong, the ground first; what stands on broken ground is not looked at."""
    findings = [*_folder(), *_secret(), *_time(), *problems()]
    database = list(_database())
    if any(finding.severity == "error" for finding in database):
        return [*findings, *database, *_mail_way()]
    return [
        *findings,
        *database,
        *_playbooks(),
        *_usage(),
        *_mail_way(),
        *_mailbox(),
        *_mail_left(),
        *_workers(),
        *_channels(),
        *_calendars(),
        *loading.half_installed(),
    ]


def _folder() -> Iterator[Finding]:
    folder = Path(settings.TASUKI_DATA)
    if not folder.is_dir():
        yield Finding(code="data-folder-missing", values={"path": str(folder)})
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(code="data-folder-not-writable", values={"path": str(folder)})
    free = shutil.disk_usage(folder).free // 2**20
    if free < _LITTLE_MB:
        yield Finding(code="disk-nearly-full", severity="warning", values={"path": str(folder), "free_mb": free})


def _secret() -> Iterator[Finding]:
    key = Path(settings.TASUKI_DATA) / "secret-key"
    if key.is_file() and (mode := stat.S_IMODE(key.stat().st_mode)) & 0o077:
        yield Finding(code="secret-key-readable", values={"path": str(key), "mode": f"{mode:03o}"})


def _time() -> Iterator[Finding]:
    if settings.TASUKI_AT:
        yield Finding(code="time-moved", severity="warning", values={"at": str(settings.TASUKI_AT)})


def _database() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        missing = [
            f"{migration.app_label}.{migration.name}" for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
        ]
    except DatabaseError as error:
        yield Finding(code="database-unreachable", values={"problem": str(error).strip()})
        return
    if missing:
        yield Finding(code="tables-out-of-date", values={"missing": missing})
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            (mode,) = cursor.fetchone()
        if mode not in ("wal", "memory"):
            yield Finding(code="database-not-wal", severity="warning", values={"mode": mode})


def _playbooks() -> Iterator[Finding]:
    if not shelf.slugs():
        yield Finding(code="no-playbook")


def _usage() -> Iterator[Finding]:
    """Files a row names must be there; files no row names are left over from an import that was cut off, and may go."""
    try:
        there = set(loading.dataset(settings.TASUKI_USAGE_URL).names())
    except (OSError, ValueError) as error:
        yield Finding(code="usage-unreadable", values={"url": settings.TASUKI_USAGE_URL, "problem": str(error)})
        return
    named = set(usage.committed())
    if gone := sorted(named - there):
        yield Finding(code="usage-files-missing", values={"count": len(gone), "example": gone[0]})
    if left := sorted(there - named):
        yield Finding(code="usage-files-left-over", severity="note", values={"count": len(left), "example": left[0]})


def _mail_way() -> Iterator[Finding]:
    url = urlsplit(settings.TASUKI_MAIL_URL)
    check: Callable[[], Iterator[Finding]] | None = {"file": _mail_folder, "smtp": _mail_server, "smtps": _mail_server}.get(url.scheme)
    if check is None:
        yield Finding(code="mail-url-unknown", values={"scheme": url.scheme})
    else:
        yield from check()


def _mail_folder() -> Iterator[Finding]:
    folder = Path(urlsplit(settings.TASUKI_MAIL_URL).path)
    nearest = next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        yield Finding(code="mail-folder-not-writable", values={"path": str(folder)})


def _mail_server() -> Iterator[Finding]:
    """Goes as far as a mail does, but sends none."""
    url = urlsplit(settings.TASUKI_MAIL_URL)

    def try_out() -> None:
        letterbox.connected(url, _PATIENCE).close()

    yield from _server(url, url.port or (465 if url.scheme == "smtps" else 25), try_out, "mail-server-unreachable")


def _mailbox_server() -> Iterator[Finding]:
    url = urlsplit(settings.TASUKI_IMAP_URL)

    def try_out() -> None:
        with imap.opened():
            pass

    yield from _server(url, url.port or imap.port_of(url), try_out, "mailbox-unreachable")


def _server(url: SplitResult, port: int, try_out: Callable[[], None], otherwise: str) -> Iterator[Finding]:
    """Why a server cannot be used: whoever runs the site mends a certificate, a password and a line in different places."""
    host = url.hostname or "localhost"
    try:
        try_out()
    except ssl.SSLCertVerificationError as error:
        yield Finding(code="server-untrusted", values={"host": host, "port": port, "problem": error.verify_message})
    except (smtplib.SMTPAuthenticationError, imap.PasswordRefused):
        yield Finding(code="server-password-refused", values={"host": host, "port": port, "user": unquote(url.username or "")})
    except (OSError, smtplib.SMTPException, imaplib.IMAP4.error) as error:
        yield Finding(code=otherwise, severity="warning", values={"host": host, "port": port, "problem": str(error)})


def _mail_left() -> Iterator[Finding]:
    if uncertain := Outbox.objects.filter(state="uncertain").count():
        yield Finding(code="mail-uncertain", severity="warning", values={"count": uncertain})
    if failed := Outbox.objects.filter(state="failed").count():
        yield Finding(code="mail-failed", severity="warning", values={"count": failed})


def _mailbox() -> Iterator[Finding]:
    if settings.TASUKI_MAIL_REHEARSAL:
        yield Finding(code="mail-rehearsal", severity="warning", values={"address": settings.TASUKI_MAIL_REHEARSAL})
    if settings.TASUKI_IMAP_URL:
        if "@" not in settings.TASUKI_MAIL_ADDRESS:
            yield Finding(code="mail-address-missing")
        yield from _mailbox_server()


def _workers() -> Iterator[Finding]:
    for one in pulse.silent():
        yield Finding(code="worker-silent", severity="warning", values={"worker": one.worker, "since": one.seen_at.isoformat()})


def _channels() -> Iterator[Finding]:
    urls = settings.TASUKI_NOTICE_URLS
    if urls and (unknown := sum(not loading.module("apprise").Apprise.instantiate(url) for url in urls)):
        yield Finding(code="notices-url-unknown", values={"count": unknown})


def _calendars() -> Iterator[Finding]:
    """Where somebody is at work, or the site is: the holidays of this year, and of the next as soon as days of it are coming."""
    today = clock.today()
    years = sorted({today.year, (today + timedelta(days=site().coming_days)).year})
    at_work = Tenant.objects.filter(engagements__in=Engagement.objects.exclude(state__in=CLOSED_STATES))
    countries = {site().country, *at_work.exclude(country="").values_list("country", flat=True).distinct()}
    for country in sorted(countries):
        for year in years:
            if DaysOff(country).lacks(year):
                yield Finding(code="holidays-unknown", severity="warning", values={"country": country, "year": year})
