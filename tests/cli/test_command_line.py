"""What holds for every command: exit codes, one document, who may, and where options may stand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasuki.core.engagement.commands import COMMANDS
from tests.site import Site


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Site]:
    """Not even a data folder."""
    site = Site(tmp_path / "var")
    yield site
    site.stop()


@pytest.fixture
def ready(bare: Site) -> Site:
    site = bare
    site.json("init")
    for login, role in (("mori", "manager"), ("hara", "admin"), ("ueda", "author"), ("kato", "auditor")):
        site.json("person", "add", login, "--name", login, "--role", role)
    return site


def test_init_may_be_done_again(ready: Site) -> None:
    assert [one["new"] for one in ready.json("init")["playbooks"]] == [False, False]


@pytest.mark.parametrize(
    "argv", [("today", "--as", "mori"), ("engagement", "list", "--as", "mori"), ("worker", "--once"), ("audit", "verify")]
)
def test_without_a_database_the_remedy_is_init(bare: Site, argv: tuple[str, ...]) -> None:
    told = bare.json(*argv, code=3)
    assert [one["code"] for one in told["refused"]] == ["database-missing"]
    assert "tasuki init" in told["refused"][0]["remedy"]
    assert bare.run("doctor").code == 1
    assert not bare.data.exists(), "asking must not make a data folder"


def test_common_options_may_stand_before_the_command(ready: Site) -> None:
    assert ready.run("--as", "mori", "--json", "today").stdout == ready.run("today", "--as", "mori", "--json").stdout
    assert ready.run("--as=mori", "engagement", "list").code == 0


def test_who_acts_must_be_named_where_it_matters(ready: Site) -> None:
    for argv in (["today"], ["engagement", "list"]):
        assert [one["code"] for one in ready.json(*argv, code=2)["refused"]] == ["person-needed"]
    assert [one["code"] for one in ready.json("today", "--as", "nobody", code=1)["refused"]] == ["unknown-person"]


@pytest.mark.parametrize(
    ("argv", "allowed"),
    [
        (["person", "add", "new", "--name", "n", "--role", "manager"], {"hara"}),
        (["audit", "verify"], {"hara", "kato"}),
        (["milestones"], {"hara"}),
        (["doctor"], {"hara"}),
    ],
)
def test_site_wide_acts_are_kept_to_their_roles(ready: Site, argv: list[str], allowed: set[str]) -> None:
    for login in ("mori", "ueda", "kato", "hara"):
        outcome = ready.run(*argv, "--as", login, "--json")
        if login in allowed:
            assert outcome.code == 0, outcome.stdout
        else:
            assert outcome.code == 1
            assert [one["code"] for one in outcome.json["refused"]] == ["not-allowed"]


def test_time_is_moved_only_where_it_is_allowed(tmp_path: Path) -> None:
    site = Site(tmp_path / "var", TASUKI_ALLOW_AT="0")
    told = site.run_fresh("worker", "--once", "--json", at="2026-03-02T10:00:00+09:00").json
    assert [one["code"] for one in told["refused"]] == ["at-not-allowed"]


def test_every_command_helps(ready: Site) -> None:
    for argv in (
        ["init"],
        ["demo"],
        ["serve"],
        ["worker"],
        ["doctor"],
        ["person", "add"],
        ["playbook", "show"],
        ["import", "usage"],
        ["milestones"],
    ):
        outcome = ready.run(*argv, "--help")
        assert outcome.code == 0
        assert "--json" in outcome.stdout
    unknown = ready.json("engagement", "do", "1", "fly", "--as", "mori", code=2)
    assert unknown["refused"][0]["values"]["valid"] == list(COMMANDS)


def test_a_backup_is_proved_and_restored(ready: Site, tmp_path: Path) -> None:
    file = tmp_path / "site.zip"
    facts = ready.json("audit", "verify")["facts"]
    assert ready.json("backup", str(file))["facts"] == facts
    assert ready.json("restore", str(file), "--verify")["whole"] is True
    assert [one["code"] for one in ready.json("restore", str(file), code=1)["refused"]] == ["restore-not-empty"]
    lines = ready.run("audit", "export", "--subject", "person/mori").stdout.splitlines()
    assert len(lines) == len(ready.json("audit", "export", "--subject", "person/mori")) > 0


def test_answers_come_in_the_persons_language(ready: Site) -> None:
    ready.json("person", "add", "sato", "--name", "佐藤", "--role", "manager", "--language", "ja")
    assert ready.run("today", "--as", "sato").stdout == "今日の対応はありません。\n"
    assert ready.run("today", "--as", "mori").stdout == "Nothing waits for you.\n"
    assert "参照できるエンゲージメント" in ready.run("engagement", "show", "7", "--as", "sato").stderr


def test_nothing_is_taken_in_where_the_rejected_rows_could_not_be_written(ready: Site, tmp_path: Path) -> None:
    file = tmp_path / "tenants.csv"
    file.write_text("tenant_id,name,country,language\nA-1,Alpha,JP,ja\n,Beta,JP,ja\n", encoding="utf-8")
    told = ready.json("import", "tenants", str(file), "--rejected", str(tmp_path / "nowhere" / "rejected.csv"), code=3)
    assert [one["code"] for one in told["refused"]] == ["file-unreadable"]
    told = ready.json("import", "tenants", str(file), "--rejected", str(tmp_path / "rejected.csv"))
    assert (told["created"], told["repeated"]) == (1, False)
    assert "Beta" in (tmp_path / "rejected.csv").read_text(encoding="utf-8-sig")
