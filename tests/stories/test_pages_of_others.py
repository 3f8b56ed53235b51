"""Pages as their users wrote them: the seed with its translations, and a page that has no rules at all."""

from pathlib import Path
from typing import Any

import pytest

from tests.shared import ROOT, shared
from tests.stories.programme import Programme

RULES = ROOT / "tests" / "pages" / "seed.rules.yaml"
TRANSLATIONS = {
    "de": "pages/de/enable-conduct-engagement-completion-discussion-partner-de.md",
    "es": "pages/es/enable-conduct-engagement-completion-discussion-partner-es.md",
    "pt": "pages/pt/enable-conduct-engagement-completion-discussion-partner-pr.md",
    "zh": "pages/zh/enable-conduct-engagement-completion-discussion-partner-sc.md",
    "en": "pages/en/enable-conduct-engagement-completion-discussion-partner.md",
}


@pytest.fixture
def seed() -> Path:
    (page,) = shared("seed").glob("*.txt")
    return page


def published(programme: Programme, tmp_path: Path, *pages: Path) -> Any:
    """Under the name of the shipped process, so that a new engagement runs on it."""
    rules = tmp_path / "seed.rules.yaml"
    text = RULES.read_text(encoding="utf-8").replace("playbook: seed-enablement", "playbook: completion-enablement")
    rules.write_text(text, encoding="utf-8")
    return programme.site.json("playbook", "publish", *map(str, pages), "--rules", str(rules), "--as", "ueda")


def test_the_seed_page_is_carried_to_the_end_in_japanese(programme: Programme, tmp_path: Path, seed: Path) -> None:
    version = published(programme, tmp_path, seed)
    assert version["version"] == 2
    number = programme.customer()
    programme.usage()
    shown = programme.show(number, "mori")
    assert shown["playbook"] == {"slug": "completion-enablement", "version": 2}
    source = seed.read_text(encoding="utf-8-sig")
    titles = [step["title"] for step in shown["lanes"][0]["steps"]]
    assert titles
    assert all(title in source for title in titles)
    programme.follow(number, ready="no")
    shown = programme.show(number, "mori")
    assert (shown["state"], shown["queue"]) == ("closed", "FTCQ Inactive APJ")
    assert programme.site.json("audit", "verify")["whole"]


def test_every_translation_asks_for_the_same(programme: Programme, tmp_path: Path, seed: Path) -> None:
    """Five more languages, bound by the same file: same criteria, the reader's words."""
    published(programme, tmp_path, seed, *(shared(path) for path in TRANSLATIONS.values()))
    number = programme.customer()
    programme.usage()
    said: dict[str, dict[str, str]] = {}
    for language in ("ja", *TRANSLATIONS):
        login = f"reader-{language}"
        programme.site.json("person", "add", login, "--name", login, "--role", "auditor", "--language", language)
        said[language] = _texts(programme.show(number, login))
    assert len({tuple(texts) for texts in said.values()}) == 1
    for language in TRANSLATIONS:
        other = sum(said[language][key] != said["ja"][key] for key in said["ja"])
        assert other > len(said["ja"]) * 0.7, f"{language}: only {other} of {len(said['ja'])} criteria in its own words"
    programme.follow(number)
    assert programme.show(number)["state"] == "closed"


def _texts(shown: Any) -> dict[str, str]:
    texts: dict[str, str] = {}
    for lane in shown["lanes"]:
        for step in lane["steps"]:
            texts |= {f"{lane['workload']} {one['key']}": one["text"] for one in (*step["inputs"], *step["outputs"])}
    return dict(sorted(texts.items()))


PLAIN = """\
# 接続の確認

## アプローチ

### 回線を確認する

主な役割: **FastTrack マネージャー**

#### 品質の入力

- お客様の回線の図を受け取っている
- 担当の方が決まっている

#### 品質の出力

- 速度の測定結果を共有した
    - 測定は三回行う

### 報告する

主な役割: **FastTrack マネージャー**

#### 品質の出力

- 報告書をお客様に送った
"""


def test_a_page_without_rules_runs_on_the_day_it_is_imported(programme: Programme, tmp_path: Path) -> None:
    page = tmp_path / "completion-enablement.ja.md"
    page.write_text(PLAIN, encoding="utf-8")
    rules = tmp_path / "completion-enablement.rules.yaml"
    rules.write_text(programme.site.run("playbook", "rules", str(page)).stdout, encoding="utf-8")
    version = programme.site.json("playbook", "publish", str(page), "--rules", str(rules), "--as", "ueda")
    assert (version["slug"], version["version"]) == ("completion-enablement", 2)
    number = programme.customer()
    steps = programme.show(number, "mori")["lanes"][0]["steps"]
    assert [(len(step["inputs"]), len(step["outputs"])) for step in steps] == [(2, 1), (0, 1)]
    assert programme.refused("mori", number, "release-manager")
    assert "text-too-short" in programme.codes("mori", number, "attest", criterion=steps[0]["inputs"][0]["key"], text="済")
    done = programme.follow(number)
    assert set(done) == {"attest", "release-manager"}
    assert programme.show(number)["state"] == "closed"
    assert programme.site.json("audit", "verify")["whole"]


def test_rules_to_start_from_serve_every_real_page(programme: Programme, tmp_path: Path) -> None:
    """Whatever real page: its starting rules bind without an error."""
    for page in sorted(shared("pages").rglob("*.md")):
        outcome = programme.site.run("playbook", "rules", str(page))
        if outcome.code == 1 and "page-has-no-step" in outcome.stderr:
            continue
        assert outcome.code == 0, outcome.stderr
        rules = tmp_path / "one.rules.yaml"
        rules.write_text(outcome.stdout, encoding="utf-8")
        found = programme.site.json(
            "playbook", "lint", str(page), "--rules", str(rules), code=programme.site.run("playbook", "lint", str(page)).code
        )
        assert [one for one in found if one["code"].startswith("rules-") and one["severity"] == "error"] == [], page


def test_two_languages_are_compared_by_structure(programme: Programme, seed: Path) -> None:
    english = shared(TRANSLATIONS["en"])
    told = programme.site.json("playbook", "compare", str(seed), str(english))
    assert {one["code"] for one in told} & {"pages-differ-in-count", "pages-differ-in-outline"}
    assert all(one["line"] and one["sentence"] for one in told)
    assert programme.site.json("playbook", "compare", str(seed), str(seed)) == []
