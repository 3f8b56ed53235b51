"""Fixtures that every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.site import Site


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server, or a skipped test with the reason."""
    try:
        with databases.server() as url:
            yield url
    except databases.Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture
def postgresql(postgresql_server: str) -> Iterator[str]:
    """The address of an empty database that only this test has."""
    with databases.fresh_database(postgresql_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both kinds of database, one after the other; "" is the default, SQLite in the data folder."""
    if request.param == "sqlite":
        return ""
    url: str = request.getfixturevalue("postgresql")
    return url


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[Site]:
    """An empty site, on either database; `site.run("init")` is the test's own first step."""
    one = Site(tmp_path / "var", database_url)
    yield one
    one.stop()
