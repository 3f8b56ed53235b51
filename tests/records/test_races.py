"""Real processes on a real database: of several who want the same thing one wins, on SQLite and PostgreSQL alike."""

import json
import subprocess
import sys

import pytest

from tests.shared import ROOT
from tests.site import Site

RACERS = 3


@pytest.fixture
def prepared(site: Site) -> Site:
    site.data.mkdir(parents=True, exist_ok=True)
    call(site, "from django.core.management import call_command; call_command('migrate', verbosity=0)")
    return site


def call(site: Site, program: str) -> str:
    command = [sys.executable, "-c", f"import django; django.setup(); {program}"]
    return subprocess.run(command, env=site.environment, cwd=ROOT, check=True, capture_output=True, text=True, timeout=120).stdout


def race(site: Site, act: str, count: int) -> list[list[int]]:
    """What each racer won; all start when all are ready."""
    command = [sys.executable, "-m", "tests.records.racer", act, str(count)]
    racers = [
        subprocess.Popen(command, env=site.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(RACERS)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    return [json.loads(racer.communicate(timeout=120)[0]) for racer in racers]


def test_of_several_appends_at_the_same_number_one_wins_and_nothing_is_left_of_the_others(prepared: Site) -> None:
    won = race(prepared, "append", 40)
    assert sorted(number for numbers in won for number in numbers) == list(range(1, 41))
    verdict = json.loads(call(prepared, "import json; from tasuki.records import ledger; print(json.dumps(ledger.verify()))"))
    assert verdict == {"whole": True, "subjects": 40, "facts": 80, "first_broken": None}
    sealed = race(prepared, "seal", 3)
    assert [number for numbers in sealed for number in numbers] == [1], "a day is sealed once, and the next has nothing new"


def test_whoever_adds_to_a_trail_a_moment_late_comes_behind_and_keeps_what_he_wrote(prepared: Site) -> None:
    assert race(prepared, "add", 40) == [list(range(1, 41))] * RACERS
    verdict = json.loads(call(prepared, "import json; from tasuki.records import ledger; print(json.dumps(ledger.verify()))"))
    assert verdict == {"whole": True, "subjects": 40, "facts": 40 * RACERS, "first_broken": None}
    assert call(prepared, "from tasuki.records.models import Team; print(Team.objects.count())") == f"{40 * RACERS}\n"


def test_of_several_workers_one_claims_a_mail(prepared: Site) -> None:
    call(
        prepared,
        "from tasuki.records.models import Outbox; from tests.records.racer import AT; "
        "[Outbox.objects.create(fact_subject='engagement/1', fact_number=n, message_id=f'<{n}@x>', sender='a@b.example', "
        "to=['c@d.example'], subject='s', body='b', due=AT) for n in range(1, 41)]",
    )
    won = race(prepared, "claim", 40)
    assert sorted(number for numbers in won for number in numbers) == list(range(1, 41))
