"""The doctor names what is wrong, and finds a healthy site healthy."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tasuki.services import health, playbooks
from tests.ports import free_port

pytestmark = pytest.mark.django_db


def codes() -> list[str]:
    return [finding.code for finding in health.doctor()]


@pytest.fixture(autouse=True)
def healthy(settings: Any, tmp_path: Path) -> Path:
    settings.TASUKI_DATA = tmp_path
    settings.TASUKI_USAGE_URL = str(tmp_path / "usage")
    settings.TASUKI_MAIL_URL = f"file:{tmp_path / 'mail'}"
    playbooks.publish_shipped(by="system")
    return tmp_path


def test_a_healthy_site_has_no_findings() -> None:
    assert codes() == []


def test_what_is_wrong_is_named(settings: Any, healthy: Path) -> None:
    (healthy / "secret-key").write_text("x")
    (healthy / "secret-key").chmod(0o644)
    left = healthy / "usage" / "month=2026-01" / "00000009-abc.parquet"
    left.parent.mkdir(parents=True)
    left.touch()
    settings.TASUKI_AT = "2026-03-02T12:00:00+00:00"
    settings.TASUKI_MAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    assert codes() == ["secret-key-readable", "time-moved", "usage-files-left-over", "mail-server-unreachable"]
    settings.TASUKI_MAIL_URL = "pigeon:coop"
    settings.TASUKI_DATA = healthy / "nowhere"
    settings.TASUKI_AT = None
    assert codes() == ["data-folder-missing", "usage-files-left-over", "mail-url-unknown"]


def test_tables_of_another_version_are_an_error_and_nothing_above_them_is_looked_at() -> None:
    MigrationRecorder(connection).migration_qs.filter(app="records").delete()
    assert codes() == ["tables-out-of-date"]
