"""Settings come from the environment alone, and a wrong one is explained where it is read."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import environment

PRINT = """
import json
from django.conf import settings
names = {names!r}
print(json.dumps({{name: getattr(settings, name) for name in names}}, default=str))
"""


def settings(data: Path, *names: str, **given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", PRINT.format(names=names)]
    env = environment(TASUKI_DATA=str(data), **given)
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def values(data: Path, *names: str, **given: str) -> list[object]:
    done = settings(data, *names, **given)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    return [answer[name] for name in names]


def test_everything_lies_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    database, usage, mail = values(tmp_path / "d", "DATABASES", "TASUKI_USAGE_URL", "TASUKI_MAIL_URL")
    assert isinstance(database, dict)
    assert database["default"]["NAME"] == str(tmp_path / "d" / "tasuki.sqlite3")
    assert (usage, mail) == (str(tmp_path / "d" / "usage"), f"file:{tmp_path / 'd' / 'mail'}")
    assert not (tmp_path / "d").exists(), "reading the settings writes nothing"


def test_a_database_address_chooses_the_kind(tmp_path: Path) -> None:
    [postgresql] = values(tmp_path, "DATABASES", DATABASE_URL="postgres://ann:s%40fe@db.example/tasuki")
    [sqlite] = values(tmp_path, "DATABASES", DATABASE_URL=f"sqlite:///{tmp_path}/other.sqlite3")
    assert isinstance(postgresql, dict)
    assert isinstance(sqlite, dict)
    assert [postgresql["default"][key] for key in ("USER", "PASSWORD", "HOST", "NAME")] == ["ann", "s@fe", "db.example", "tasuki"]
    assert sqlite["default"]["NAME"] == f"{tmp_path}/other.sqlite3"
    assert sqlite["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://x/y", "SQLite"),
        ("TASUKI_TIME_ZONE", "Japan/Tokyo", "Africa/Abidjan"),
        ("TASUKI_LANGUAGE", "de", "en, ja"),
        ("TASUKI_BASE_URL", "tasuki.example.org", "https://"),
        ("TASUKI_PROXIES", "one", "1"),
        ("TASUKI_MAIL_URL_FILE", "/nowhere/mail", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(tmp_path: Path, name: str, value: str, says: str) -> None:
    done = settings(tmp_path, "DEBUG", **{name: value})
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert name in last
    assert says in last


def test_what_holds_a_password_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "mail"
    secret.write_text("smtps://tasuki:p%40ss@relay.example\n", encoding="utf-8")
    assert values(tmp_path, "TASUKI_MAIL_URL", TASUKI_MAIL_URL_FILE=str(secret)) == ["smtps://tasuki:p%40ss@relay.example"]


def test_the_secret_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    first, again = values(tmp_path, "SECRET_KEY"), values(tmp_path, "SECRET_KEY")
    kept = tmp_path / "secret-key"
    assert first == again == [kept.read_text().strip()]
    assert len(str(first[0])) >= 50
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [kept]


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    env = environment(TASUKI_DATA=str(tmp_path))
    command = [sys.executable, "-c", PRINT.format(names=["SECRET_KEY"])]
    started = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate()[0] for process in started}) == 1


def test_the_secret_key_may_come_from_the_environment(tmp_path: Path) -> None:
    assert values(tmp_path / "none", "SECRET_KEY", TASUKI_SECRET_KEY="given") == ["given"]
    assert "tasuki init" in settings(tmp_path / "none", "SECRET_KEY").stderr


def test_cookies_are_secure_where_the_site_is(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS")
    loopback = ["127.0.0.1", "localhost", "[::1]"]
    assert values(tmp_path, *names)[:2] == [False, False]
    assert values(tmp_path, *names, TASUKI_BASE_URL="https://tasuki.example.org/") == [
        *(True, True),
        ["tasuki.example.org", *loopback],
        ["https://tasuki.example.org"],
    ]
