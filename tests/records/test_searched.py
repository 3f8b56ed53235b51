"""The index of the list's words finds what looking at each text finds: on SQLite and PostgreSQL, whatever is written or deleted."""

import json
import subprocess
import sys

from tests.shared import ROOT
from tests.site import Site

PROGRAM = """
import django; django.setup()
import json, random
from datetime import UTC, datetime
from django.core.management import call_command
call_command('migrate', 'records', '0011', verbosity=0)
from tasuki.records import searched
from tasuki.records.models import Line, Tenant
chance = random.Random(3)
def letters(length):
    return ''.join(chance.choice('''aeエ株ー1-@.%"髙𠮷_''' + chr(92) + chr(39)) for _ in range(length))
Tenant.objects.bulk_create(Tenant(tenant_id=f'T{n}', name='x', language='ja') for n in range(200))
def line(n, text):
    return Line(tenant_id=f'T{n}', place='x', folded=text, changed_at=datetime(2026, 3, 2, tzinfo=UTC))
def words_of(text):
    return [text[1:], text[:1], text[-1:], text[:2], text[-2:]]
Line.objects.bulk_create(line(n, letters(n % 23) + chr(10) + letters(n % 5)) for n in range(100))
call_command('migrate', verbosity=0)
def compared():
    texts = dict(Line.objects.values_list('pk', 'folded'))
    asked = [[letters(chance.randint(1, 4)) for _ in range(chance.choice((1, 1, 2)))] for _ in range(150)]
    asked += [[word] for text in texts.values() for word in words_of(text.split(chr(10))[0]) if word][::3] + [['鶯'], ['x' * 801]]
    differing, hits = [], 0
    for words in asked:
        plain = sorted(pk for pk, text in texts.items() if all(word in text for word in words))
        hits += len(plain)
        few = searched.first(words, 3)
        within = Line.objects.filter(pk__in=searched.containing(words)).values_list('pk', flat=True)
        if not (sorted(searched.first(words, 1000)) == plain == sorted(within)
                and len(few) == min(3, len(plain)) and set(few) <= set(plain)
                and searched.are_more(words, 3) == (len(plain) > 3)):
            differing.append(words)
    return [differing, hits > 500]
told = {'as they were before the index': compared()}
Line.objects.bulk_create(line(n, letters(n % 23)) for n in range(100, 200))
told['after more'] = compared()
for one in Line.objects.all()[::3]:
    Line.objects.filter(pk=one.pk).update(folded=letters(9))
rows = list(Line.objects.all()[1::3])
for one in rows:
    one.folded = letters(12)
Line.objects.bulk_update(rows, ['folded', 'state'])
Line.objects.update(state='active')
told['after changes'] = compared()
Tenant.objects.filter(tenant_id__endswith='7').delete()
Line.objects.filter(tenant__tenant_id__endswith='3').delete()
told['after deletions'] = compared()
call_command('migrate', 'records', '0011', verbosity=0)
call_command('migrate', verbosity=0)
told['made anew'] = compared()
print(json.dumps(told))
"""


def test_the_index_finds_what_looking_at_each_text_finds(site: Site) -> None:
    site.data.mkdir()
    answer = subprocess.run([sys.executable, "-c", PROGRAM], env=site.environment, capture_output=True, text=True, cwd=ROOT, check=False)
    assert answer.returncode == 0, answer.stderr
    assert all(verdict == [[], True] for verdict in json.loads(answer.stdout).values()), answer.stdout
