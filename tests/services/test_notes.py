"""Notes are found by two letters of Japanese, on SQLite and PostgreSQL alike; what was redacted is found no more."""

import json
import subprocess
import sys
from typing import Any

from tests.shared import ROOT
from tests.site import Site

PROGRAM = """
import django; django.setup()
import json
from datetime import UTC, datetime
from django.core.management import call_command
call_command('migrate', verbosity=0)
from tasuki.core.engagement.facts import NewFact
from tasuki.records import ledger, noted
from tasuki.records.models import Engagement, Tenant
AT = datetime(2026, 3, 2, tzinfo=UTC)
def note(text, kind='note-recorded'):
    return NewFact(kind, data={}, text=text)
texts = ['有効化は完了、移行は来月。', 'ＳｈａｒｅＰｏｉｎｔ の移行', 'Copilot: 100% done', '移動のみ。行き先は未定', '']
for number, text in enumerate(texts, 1):
    tenant = Tenant.objects.create(tenant_id=f'T{number}', name='x', language='ja')
    Engagement.objects.create(tenant=tenant, motion='rfa', opened_at=AT)
    ledger.append(f'engagement/{number}', 0, [note('移行', 'held'), note(text)], by='ito', at=AT)
def found(*words, own=None, wide=False, most=10):
    return [row.subject[11:] for row in noted.containing(words, own, most, wide=wide)]
told = {
    'two letters': found('移行'), 'both words': found('移行', 'sharepoint'), 'in their order': found('行移'), 'one letter': found('行'),
    'a sign': found('100%'), 'no wildcard': found('10_%'), 'quotes': found('"移行"'), 'another width': found('ｃｏｐｉｌｏｔ'),
    'only seen': found('移行', own=Engagement.objects.filter(pk=1)), 'absent': found('鳳凰'),
    'wide': found('移行', own=Engagement.objects.filter(pk__lt=3), wide=True),
    'wide, newest': found(own=Engagement.objects.filter(pk__lt=3), wide=True, most=1),
    'wide, one letter': found('行', own=Engagement.objects.filter(pk__lt=3), wide=True),
}
noted._OPENED = 1
told |= {'of the newest': found('行'), 'no more': found('済'), 'two letters of all': found('移行')}
ledger.redact('engagement/1', 2, reason='asked', by='ono', at=AT)
told['redacted'] = found('移行')
told['whole'] = ledger.verify()['whole']
print(json.dumps(told))
"""


def run(site: Site) -> Any:
    site.data.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=site.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_words_are_found_where_they_stand_and_nowhere_else(site: Site) -> None:
    assert run(site) == {
        "two letters": ["2", "1"],
        "both words": ["2"],
        "in their order": [],
        "one letter": ["4", "2", "1"],
        "a sign": ["3"],
        "no wildcard": [],
        "quotes": [],
        "another width": ["3"],
        "only seen": ["1"],
        "absent": [],
        "wide": ["2", "1"],
        "wide, newest": ["2"],
        "wide, one letter": ["2", "1"],
        "of the newest": ["4"],
        "no more": [],
        "two letters of all": ["2", "1"],
        "redacted": ["2"],
        "whole": True,
    }
