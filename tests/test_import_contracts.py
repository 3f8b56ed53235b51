"""The import contracts of pyproject.toml can fail: each catches the mistake it is there for."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-logo', '--no-cache'])"


def broken(root: Path) -> list[str]:
    done = subprocess.run([sys.executable, "-c", LINT], cwd=root, env={"PYTHONPATH": "src"}, capture_output=True, text=True, check=False)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return re.findall(r"^(.+) BROKEN$", done.stdout, re.MULTILINE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("planted", "contract"),
    [
        ({"utils/__init__.py": ""}, "Layers"),
        ({"web/planted.py": "import tasuki.cli"}, "Layers"),
        ({"records/planted.py": "import tasuki.services"}, "Layers"),
        ({"core/milestones/planted.py": "import tasuki.core.engagement"}, "Layers of the core"),
        ({"core/helpers.py": ""}, "Layers of the core"),
        ({"core/playbook/planted.py": "import os"}, "A pure core"),
        ({"core/playbook/planted.py": "from django.conf import settings"}, "A pure core"),
        ({"core/playbook/planted.py": "import time"}, "A pure core"),
        ({"other/ledger.py": "", "web/planted.py": "import tasuki.other.ledger"}, "Tables and ledger for records and services alone"),
        ({"api/planted.py": "import tasuki.engines"}, "Engines for services alone"),
        ({"web/a.py": "import tasuki.web.b", "web/b.py": "import tasuki.web.a"}, "No cycles at any depth"),
    ],
)
def test_a_contract_catches(copy: Path, planted: dict[str, str], contract: str) -> None:
    for path, source in planted.items():
        file = copy / "src" / "tasuki" / path
        file.parent.mkdir(exist_ok=True)
        (file.parent / "__init__.py").touch()
        file.write_text(source)
    assert contract in broken(copy)
