"""The rules we believe in, checked by machine: those of tests/house_rules.py, and that ruff is set to catch the others."""

import subprocess
import sys
from functools import cache

import pytest

from tests.house_rules import RULES, Rule
from tests.shared import ROOT

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))


@cache
def _texts() -> dict[str, str]:
    """Every text file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    texts = {}
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file() and b"\0" not in (content := path.read_bytes()):
            texts[name] = content.decode("utf-8", "replace")
    return texts


@each_rule
def test_the_repository_keeps(rule: Rule) -> None:
    broken = [f"{path}:{line}: {what}" for path, source in _texts().items() if rule.applies_to(path) for line, what in rule.find(source)]
    assert not broken, "\n".join([f"{rule.name}: {rule.why}", *broken])


@each_rule
def test_a_rule_catches_and_lets_pass(rule: Rule) -> None:
    assert list(rule.find(rule.caught)), "the rule can no longer fail"
    assert not list(rule.find(rule.passed)), "the rule forbids what is right"
    assert any(rule.applies_to(path) for path in _texts()), "the rule applies to no file any more"


ANYWHERE = "src/tasuki/services/example.py"


@pytest.mark.parametrize(
    ("code", "path", "source"),
    [
        ("PLC0415", ANYWHERE, "def f():\n    import json\n    return json\n"),
        ("TID251", ANYWHERE, "from datetime import UTC, datetime\nx = datetime.now(UTC)\n"),
        ("TID251", ANYWHERE, "from datetime import date\nx = date.today()\n"),
        ("TID251", ANYWHERE, "import time\nx = time.time()\n"),
        ("TID251", ANYWHERE, "from django.utils import timezone\nx = timezone.now()\n"),
        ("TID251", ANYWHERE, "from django.db.models.signals import post_save\nx = post_save\n"),
        ("TID251", ANYWHERE, "from django.contrib import admin\nx = admin\n"),
        ("TID252", ANYWHERE, "from .clock import now\nx = now\n"),
        ("INT001", ANYWHERE, 'from django.utils.translation import gettext as _\nx = 1\ny = _(f"{x} left")\n'),
        ("INT001", ANYWHERE, 'from django.utils.translation import gettext_lazy\nx = 1\ny = gettext_lazy(f"{x} left")\n'),
        ("BLE001", ANYWHERE, "try:\n    x = 1\nexcept Exception:\n    x = 2\n"),
        ("PGH003", ANYWHERE, "x = 1  # type: " + "ignore\n"),
        ("T201", ANYWHERE, "print(1)\n"),
        ("DTZ001", "tests/example.py", "from datetime import datetime\nx = datetime(2026, 1, 1)\n"),
    ],
)
def test_ruff_catches(code: str, path: str, source: str) -> None:
    assert code in _ruff(path, source)


def test_the_clock_alone_may_ask_the_time() -> None:
    source = '"""The clock."""\n\nfrom datetime import UTC, datetime\n\nx = datetime.now(UTC)\n'
    assert "TID251" not in _ruff("src/tasuki/services/clock.py", source)


def _ruff(path: str, source: str) -> str:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", f"--stdin-filename={path}", "-"]
    return subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False).stdout
