"""The READMEs are true: their story can be told word for word, and both languages tell the same one."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import environment
from tests.shared import ROOT

READMES = ["README.md", "README.ja.md"]


def _story(name: str) -> str:
    found = re.search(r"<!-- story -->\n```sh\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{name} tells no story any more"
    return found[1]


def test_both_languages_tell_the_same_story() -> None:
    """Comments and what people say in words may differ."""
    english, japanese = (re.sub(r'^#.*|(?<=[ =])"[^"]*"|(?<=LANGUAGE=)\w+', "", _story(name), flags=re.MULTILINE) for name in READMES)
    assert english == japanese


@pytest.mark.parametrize("name", READMES)
def test_links_of_the_readme_lead_somewhere(name: str) -> None:
    targets = re.findall(r"(?<!!)\[[^]]*\]\((?!https?:)([^)#]+)", (ROOT / name).read_text(encoding="utf-8"))
    assert [target for target in targets if not (ROOT / target).exists() and target not in TO_COME] == []


TO_COME: set[str] = set()


@pytest.mark.parametrize("name", ["README.md", pytest.param("README.ja.md", marks=pytest.mark.long)])
def test_the_story_ends_with_a_closed_engagement(name: str, tmp_path: Path) -> None:
    if not importlib.util.find_spec("tasuki.cli.main"):
        pytest.skip("the command line is not built yet")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    told = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", _story(name) + "tasuki engagement show 1 --as mori --json"],
        cwd=tmp_path,
        env=environment(PATH=path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert '"closed"' in told.stdout
