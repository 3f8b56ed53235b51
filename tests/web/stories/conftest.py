"""What the stories share: the ways in which each is told, and how somebody comes to the portal."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.web.person import LOOKS, Look, Person, Visitor

Comes = Callable[[str], Person]
QUICK = ("test_assignment_confirms_ten_moves", Look("ja", False, 390))
"""The one telling of one story that every `make test` hears."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "look" in metafunc.fixturenames:
        name = metafunc.function.__name__
        told = [pytest.param(look, id=str(look), marks=[] if (name, look) == QUICK else pytest.mark.long) for look in LOOKS]
        metafunc.parametrize("look", told)


@pytest.fixture
def comes(browser: Browser, site: str, look: Look) -> Comes:
    """One of the cast signs in."""
    return lambda login: Person(browser, site, login, look)


@pytest.fixture
def visitor(browser: Browser, site: str, look: Look) -> Visitor:
    """Somebody without an account."""
    return Visitor(browser, site, look)
