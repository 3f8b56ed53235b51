"""Any page of the samples is published with its starting rules, and run to the end by doing what comes next (issue 3, item 4)."""

import time

import pytest

from tests.shared import shared
from tests.stories.programme import Programme

ROWS = [
    ("pages/en/initiate-conduct-customer-kick-off-partner.md", "a kick-off"),
    ("pages/en/assess-conduct-technical-assessment-partner.md", "a technical assessment"),
    ("pages/ja/initiate-conduct-customer-kick-off-partner-jp.md", "a kick-off in Japanese"),
]


@pytest.mark.parametrize(("page", "what"), ROWS, ids=[what for _, what in ROWS])
def test_a_page_is_published_and_run_within_a_minute(programme: Programme, page: str, what: str) -> None:
    begun = time.monotonic()
    source = shared(page)
    rules = programme.folder / "page.rules.yaml"
    programme.folder.mkdir(parents=True, exist_ok=True)
    rules.write_text(programme.site.json("playbook", "rules", str(source))["rules"], encoding="utf-8")
    published = programme.site.json("playbook", "publish", str(source), "--rules", str(rules), "--as", "ueda")
    assert published["version"] == 1
    motion = programme.site.json("playbook", "show", str(source))[0]["motions"]
    number = programme.customer(motion=motion[0] if motion else "rfa", playbook=published["slug"])
    shown = programme.show(number)
    assert shown["playbook"] == {"slug": published["slug"], "version": 1}
    done = programme.follow(number)
    shown = programme.show(number)
    assert shown["state"] == "closed", what
    assert done.count("attest") >= 1
    assert done[-1] == "release-manager"
    verdicts = {
        criterion["verdict"] for lane in shown["lanes"] for step in lane["steps"] for criterion in (*step["inputs"], *step["outputs"])
    }
    assert verdicts <= {"met", "not-applicable"}
    assert time.monotonic() - begun < 60


def test_every_sample_page_with_steps_can_be_published(programme: Programme) -> None:
    pages = sorted(shared("pages").rglob("*/*.md"))
    programme.folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        outcome = programme.site.run("playbook", "rules", str(page), "--json")
        if outcome.code:
            assert [finding["code"] for finding in outcome.json["refused"]] == ["page-has-no-step"], page
            continue
        rules = programme.folder / f"{page.stem}.rules.yaml"
        rules.write_text(outcome.json["rules"], encoding="utf-8")
        programme.site.json("playbook", "publish", str(page), "--rules", str(rules))
