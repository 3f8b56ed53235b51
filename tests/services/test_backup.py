"""A backup holds the site, proves itself, and brings it back into an empty place; on SQLite and PostgreSQL alike."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import databases
from tests.shared import ROOT
from tests.site import Site

FILLED = """
from pathlib import Path
from datetime import UTC, date, datetime
from django.conf import settings
from django.core.management import call_command
call_command('migrate', verbosity=0)
from tasuki.core.engagement.facts import NewFact
from tasuki.records import ledger
from tasuki.records.models import Outbox, Person, Tenant
from tasuki.services import imports, people
people.add_person('ito', name='伊藤', role='manager', teams=['North'], by='system')
Tenant.objects.create(tenant_id='T1', name='東日本 "商事", 改行\\nあり', language='ja')
usage = Path(settings.TASUKI_DATA) / 'usage.csv'
usage.write_text('tenant_id,service,date,seats,active_users\\nT1,teams,2026-01-31,100,5\\n')
imports.run('usage', usage)
ledger.seal(date(2026, 1, 31), at=datetime(2026, 2, 1, tzinfo=UTC))
Outbox.objects.create(fact_subject='engagement/1', fact_number=1, message_id='<1@x>', sender='a@b.example', subject='s', body='b',
                      due=datetime(2026, 2, 1, tzinfo=UTC))
"""


def call(site: Site, program: str, *, fails: bool = False) -> Any:
    """The JSON that a program prints last, in a process of the site."""
    site.data.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", f"import django; django.setup()\nimport json\nfrom pathlib import Path\n{program}"]
    done = subprocess.run(command, env=site.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode != 0) is fails, done.stdout + done.stderr
    return done.stderr if fails else json.loads(done.stdout.splitlines()[-1] if done.stdout.strip() else "null")


def told(act: str) -> str:
    return f"from tasuki.services import backup\nprint(json.dumps(backup.{act}))"


@pytest.fixture
def other(tmp_path: Path, site: Site) -> Iterator[Site]:
    """Another site, empty, on the same kind of database."""
    if not site.database_url:
        yield Site(tmp_path / "other")
        return
    server = urlsplit(site.database_url)._replace(path="/postgres").geturl()
    with databases.fresh_database(server) as url:
        yield Site(tmp_path / "other", url)


def test_a_site_comes_back_whole_in_an_empty_place_and_nowhere_else(site: Site, other: Site, tmp_path: Path) -> None:
    file = tmp_path / "site.zip"
    call(site, FILLED)
    made = call(site, told(f"backup(Path({str(file)!r}))"))
    assert (made["facts"], made["usage_files"]) == (3, 1)
    assert not [name for name in zipfile.ZipFile(file).namelist() if "secret" in name or "session" in name]

    proved = call(other, told(f"restore(Path({str(file)!r}), verify=True)"))
    assert (proved["whole"], proved["facts"], proved["restored"]) == (True, 3, False)

    call(other, "from tasuki.services import setting_up\nsetting_up.init()")  # what init publishes is in nobody's way
    back = call(other, told(f"restore(Path({str(file)!r}))"))
    assert (back["whole"], back["restored"]) == (True, True)
    seen = call(
        other,
        "from tasuki.records import ledger\nfrom tasuki.records.models import *\nfrom tasuki.services import health\n"
        "from tasuki.services.imports import usage\nfrom datetime import date\n"
        "Team.objects.create(name='South')\n"
        "print(json.dumps([ledger.verify()['whole'], Tenant.objects.get().name, Person.objects.get().name, Outbox.objects.get().state,"
        " len(usage.told([('T1', 'teams', date(2026, 1, 31))])), [finding.code for finding in health.doctor()]]))",
    )
    assert seen == [True, '東日本 "商事", 改行\nあり', "伊藤", "uncertain", 1, ["no-playbook", "mail-uncertain"]]
    assert_an_altered_one_says_so(other, file, tmp_path / "altered.zip")
    assert "restore-not-empty" in call(other, told(f"restore(Path({str(file)!r}))"), fails=True)


def assert_an_altered_one_says_so(site: Site, file: Path, altered: Path) -> None:
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(altered, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"person-added", b"person-adder") if "usage" not in name else content)
    proved = call(site, told(f"restore(Path({str(altered)!r}), verify=True)"))
    assert (proved["whole"], proved["first_broken"]["subject"]) == (False, "person/ito")
    altered.write_bytes(file.read_bytes()[:-100])
    assert "backup-unreadable" in call(site, told(f"restore(Path({str(altered)!r}), verify=True)"), fails=True)
