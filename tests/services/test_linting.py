"""Linting files from the command line: folders, translations that belong together, exit codes, accepted findings."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasuki.services import playbooks
from tasuki.services.linting import stem_of
from tasuki.services.yaml_source import read_rules
from tests.shared import ROOT
from tests.site import Site

PAGES = ROOT / "tests/pages/lint"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "var", "")
    site.run("init")
    yield site
    site.stop()


def found(site: Site, *arguments: str, code: int = 0) -> list[str]:
    return [f"{Path(one['path']).name}:{one['line']} {one['code']}" for one in site.json("playbook", "lint", *arguments, code=code)]


def test_pages_are_grouped_by_name_read_from_folders_and_known_findings_accepted(here: Site, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    for language in ("en", "ja"):
        (folder / language).mkdir(parents=True)
        shutil.copy(PAGES / f"comparison-turned/plan.{language}.md", folder / language / f"plan.{language}.md")
    shutil.copy(PAGES / "threshold-contradiction.md", folder / "other.page")

    assert found(here, str(folder)) == ["plan.ja.md:29 comparison-turned"]
    # A file that is named is read whatever its ending, and an error is exit 1.
    both = (str(folder), str(folder / "other.page"))
    assert found(here, *both, code=1) == ["plan.ja.md:29 comparison-turned", "other.page:29 threshold-contradiction"]

    known = tmp_path / "known.json"
    said = here.run("playbook", "lint", *both, "--write-baseline", str(known))
    assert (said.code, len(json.loads(known.read_text("utf-8")))) == (0, 2)
    assert found(here, *both, "--baseline", str(known)) == []
    # Lines may move; another sentence is another finding.
    page = folder / "other.page"
    page.write_text(page.read_text("utf-8").replace("## Overview", "New\n\n## Overview"), encoding="utf-8")
    assert found(here, *both, "--baseline", str(known)) == []
    page.write_text(page.read_text("utf-8").replace("50 users", "70 users"), encoding="utf-8")
    assert found(here, *both, "--baseline", str(known), code=1) == ["other.page:31 threshold-contradiction"]

    known.write_text("no JSON", encoding="utf-8")
    assert here.json("playbook", "lint", str(folder), "--baseline", str(known), code=3)["refused"][0]["code"] == "baseline-unreadable"


def test_rules_make_the_pages_one_playbook(here: Site) -> None:
    folder = PAGES / "threshold-not-of-rules"
    told = found(here, str(folder), "--rules", str(folder / "plan.rules.yaml"))
    assert told == ["plan.en.md:12 threshold-not-of-rules"]


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("en/plan-partner.md", "plan-partner"),
        ("ja/plan-partner-jp.md", "plan-partner"),
        ("pt/plan-partner-pr.md", "plan-partner"),
        ("zh/Plan-Partner-SC.md", "plan-partner"),
        ("plan.ja.md", "plan"),
        ("plan.en.md", "plan"),
        ("plan-open.md", "plan-open"),
        ("page.txt", "page.txt"),
    ],
)
def test_what_the_pages_of_one_playbook_have_in_common(path: str, stem: str) -> None:
    assert stem_of(path) == stem


def test_the_release_that_no_rule_writes_has_words_of_the_program() -> None:
    page = playbooks.page_of(PAGES / "clean.md")
    book = playbooks.bound(read_rules("playbook: plan\nreference: en\n", "plan.rules.yaml"), {"en": page}).playbook
    assert book is not None
    released = book.criterion("released")
    assert released is not None
    said = [book.text_of(released, language) for language in ("en", "ja", "de")]
    assert said == ["Everything is done, and the manager is released", "すべての条件が満たされ、担当マネージャーが担当解除された", said[0]]
