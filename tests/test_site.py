"""The Site that other tests stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site


@pytest.fixture
def own_site(tmp_path: Path, database_url: str) -> Iterator[Site]:
    one = Site(tmp_path / "var", database_url, entry="tests.fake_cli:main")
    yield one
    one.stop()


def test_one_process_obeys_many_lines(own_site: Site) -> None:
    first, second = own_site.run("data"), own_site.run("data")
    assert first == second
    assert first.stdout.split()[:2] == [str(own_site.data), own_site.database_url or "-"]


def test_output_error_and_code_come_apart_and_whole(own_site: Site) -> None:
    assert own_site.run("say", "移行", "完了").stdout == "移行 完了\n"
    assert own_site.run("warn", "slow").stderr == "slow\n"
    assert own_site.json("refuse", code=1) == {"refused": []}


def test_a_time_reaches_the_command(own_site: Site) -> None:
    assert own_site.run("say", at="2026-04-01T09:00:00+09:00").stdout == "--at 2026-04-01T09:00:00+09:00\n"
    own_site.at = "2026-04-02T09:00:00+09:00"
    assert own_site.run_fresh("say").stdout == "--at 2026-04-02T09:00:00+09:00\n"


def test_nothing_written_elsewhere_spoils_the_answers(own_site: Site) -> None:
    assert own_site.run("past-stdout").stdout == ""
    assert own_site.run("read").stdout == "''\n"


def test_a_crash_fails_the_test_with_its_trace(own_site: Site) -> None:
    with pytest.raises(AssertionError, match="unknown word 完了"):
        own_site.run("nonsense")
    with pytest.raises(AssertionError, match=r"called sys\.exit\(4\)"):
        own_site.run("leave")
    assert own_site.run("say", "alive").stdout == "alive\n"


def test_a_process_of_its_own_behaves_as_in_a_shell(own_site: Site) -> None:
    assert own_site.run_fresh("refuse").code == 1
    assert own_site.run_fresh("leave").code == 4
    assert "unknown word" in own_site.run_fresh("nonsense").stderr
