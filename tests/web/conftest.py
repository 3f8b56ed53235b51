"""A portal with its cast: `signed_in` gives a test client of one of them, `browser` and `site` the real thing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from tasuki.services import reports
from tests.web import world
from tools.screens import CHROMIUM, FLAGS

SignedIn = Callable[..., Client]


@pytest.fixture
def moved(settings: Any, tmp_path: Path) -> None:
    """Noon of a Tuesday in Tokyo; readings and mails of this test only."""
    settings.TASUKI_ALLOW_AT = True
    settings.TASUKI_AT = world.NOON
    settings.TASUKI_USAGE_URL = str(tmp_path / "usage")
    settings.TASUKI_MAIL_URL = f"file:{tmp_path / 'mail'}"
    reports.forget()


@pytest.fixture
def portal(db: None, moved: None, tmp_path: Path) -> None:
    world.build(tmp_path)


@pytest.fixture
def signed_in(portal: None) -> SignedIn:
    def sign_in(login: str, language: str = "") -> Client:
        person = world.person(login)
        if language:
            person.language = language
            person.save(update_fields=["language"])
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in this thread, the tests ask the database beside it
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield one
        one.close()


@pytest.fixture
def site(transactional_db: None, moved: None, tmp_path: Path, live_server: Any) -> str:
    """The address of a served portal."""
    world.build(tmp_path)
    return str(live_server.url)
