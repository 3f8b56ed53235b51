"""What cannot be right is refused with its place and what to do, and nothing is lost by it."""

import shutil
from pathlib import Path

import pytest

from tests.shared import ROOT
from tests.stories.programme import Programme

SHIPPED = ROOT / "src" / "tasuki" / "playbooks"


def test_an_impossible_date_is_refused_with_everything_else_that_is_wrong(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    programme.follow(number, until="hold-discussion")
    findings = programme.refused("mori", number, "hold-discussion", on="2026-02-31", attendees="佐藤 花子", ready="maybe", satisfaction="5")
    assert {(one["code"], one["values"].get("key")) for one in findings} >= {
        ("value-not-a-date", "on"),
        ("value-not-a-choice", "ready"),
        ("key-missing", "activities_reviewed"),
    }
    keys = {"attendees": "佐藤 花子", "activities_reviewed": "yes", "ready": "yes", "satisfaction": "5"}
    tomorrow = programme.refused("mori", number, "hold-discussion", on="2026-03-03", **keys)
    assert "date-in-future" in {one["code"] for one in tomorrow}
    assert {one["values"]["key"] for one in tomorrow if one["code"] == "key-missing"} >= {"next_workloads", "demo_given"}


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["engagement", "do", "1", "fly"], 2),
        (["engagement", "do", "1", "record-note", "colour=red"], 2),
        (["engagement", "do", "1", "record-note", "text"], 2),
        (["engagement", "show", "99"], 1),
        (["engagement", "show", "one"], 2),
        (["nonsense"], 2),
        (["import", "tenants", "missing.csv"], 3),
        (["playbook", "show", "missing.md"], 3),
        (["milestones", "--as-of", "2026-02-31"], 2),
        (["milestones", "--engine", "abacus"], 2),
    ],
)
def test_wrong_usage_has_its_exit_code_and_one_document(programme: Programme, argv: list[str], code: int) -> None:
    programme.customer()
    told = programme.site.json(*argv, *(["--as", "mori"] if argv[0] == "engagement" else []), code=code)
    for finding in told["refused"]:
        assert finding["sentence"]
        assert finding["remedy"]


def test_bad_rows_are_given_back_and_the_others_taken(programme: Programme, tmp_path: Path) -> None:
    programme.customer()
    rows = [
        {"tenant_id": "t-1", "service": "exchange", "date": "2026-02-27", "seats": 400, "active_users": 57},
        {"tenant_id": "t-9", "service": "exchange", "date": "2026-02-27", "seats": 400, "active_users": 57},
        {"tenant_id": "t-1", "service": "exchange", "date": "2026-02-31", "seats": 400, "active_users": 57},
        {"tenant_id": "t-1", "service": "telex", "date": "2026-02-27", "seats": "many", "active_users": 57},
    ]
    back = tmp_path / "rejected.csv"
    file = programme.file("bad.csv", rows)
    told = programme.site.json("import", "usage", file, "--rejected", str(back))
    assert (told["rows"], told["created"], told["repeated"]) == (4, 1, False)
    assert [(one["row"], one["code"]) for one in told["rejected"]] == [
        (2, "unknown-tenant"),
        (3, "impossible-date"),
        (4, "unknown-service"),
    ]
    assert all(one["sentence"] for one in told["rejected"])
    assert len(back.read_text(encoding="utf-8-sig").splitlines()) == 4
    assert programme.site.json("import", "usage", file)["repeated"] is True
    malformed = tmp_path / "malformed.csv"
    malformed.write_text('tenant_id,service,date,seats,active_users\n"t-1,exchange,2026-02-26,400,57\n')
    assert programme.site.run("import", "usage", str(malformed)).code == 1
    assert programme.site.json("milestones")["reached"] == 1


def test_a_dry_run_records_nothing(programme: Programme) -> None:
    number = programme.customer()
    before = programme.show(number)
    rows = [{"tenant_id": "t-1", "service": "exchange", "date": "2026-02-27", "seats": 400, "active_users": 57}]
    file = programme.file("dry.csv", rows)
    assert programme.site.json("import", "usage", file, "--dry-run")["created"] == 1
    assert programme.site.json("milestones")["readings"] == 0
    assert programme.site.json("import", "usage", file)["created"] == 1
    assert len(programme.site.json("milestones", "--dry-run")["newly_reached"]) == 1
    assert programme.show(number) == before


def test_a_quote_that_no_page_says_is_found_with_its_line(programme: Programme, tmp_path: Path) -> None:
    for name in ("completion-enablement.ja.md", "completion-enablement.en.md", "completion-enablement.rules.yaml"):
        shutil.copy(SHIPPED / name, tmp_path)
    rules = tmp_path / "completion-enablement.rules.yaml"
    text = rules.read_text(encoding="utf-8").replace("モーションが RFA になっている", "モーションが FAX になっている")
    rules.write_text(text, encoding="utf-8")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "FAX" in row)
    pages = [str(tmp_path / f"completion-enablement.{language}.md") for language in ("ja", "en")]
    told = programme.site.json("playbook", "publish", *pages, "--rules", str(rules), "--as", "ueda", code=1)
    finding = next(one for one in told["refused"] if one["code"] == "rules-quote-not-found")
    assert (finding["path"], finding["line"]) == (str(rules), line)
    assert "RFA" in finding["values"]["nearest"]
    linted = programme.site.run("playbook", "lint", *pages, "--rules", str(rules))
    assert linted.code == 1
    assert f"{rules}:{line}: " in linted.stdout
    assert programme.site.json("init")["playbooks"][0] == {"slug": "completion-enablement", "version": 1, "new": False}
