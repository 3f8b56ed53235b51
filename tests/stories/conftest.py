"""Stories begin with the cast on a site of their own, on either database. The beginning is made once and copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import databases
from tests.site import Site
from tests.stories.programme import Programme

_BOTH = ("test_whoever_does_what_comes_next_reaches_the_end", "test_nobody_passes_a_gate_before_its_evidence")
"""The stories that are told on either database in every run; the others on PostgreSQL in `make test-long`."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/stories/" in item.nodeid and "postgresql" in item.nodeid and not any(name in item.nodeid for name in _BOTH):
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def begun_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site on which nothing but the beginning has happened."""
    folder = tmp_path_factory.mktemp("begun")
    site = Site(folder / "var")
    Programme(site, folder / "files").begin()
    site.stop()
    return folder / "var"


@pytest.fixture(scope="session")
def begun_on_postgresql(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("begun")
    with databases.fresh_database(postgresql_server) as url:
        site = Site(folder / "var", url)
        Programme(site, folder / "files").begin()
        site.stop()
        yield folder / "var", urlsplit(url).path.removeprefix("/")


@pytest.fixture(params=["sqlite", "postgresql"])
def programme(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Programme]:
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("begun_on_sqlite"), tmp_path / "var")
        yield from _programme(tmp_path, "")
        return
    data, name = request.getfixturevalue("begun_on_postgresql")
    shutil.copytree(data, tmp_path / "var")
    with databases.fresh_database(request.getfixturevalue("postgresql_server"), copy_of=name) as url:
        yield from _programme(tmp_path, url)


def _programme(tmp_path: Path, url: str) -> Iterator[Programme]:
    site = Site(tmp_path / "var", url)
    one = Programme(site, tmp_path / "files")
    one.go_on()
    try:
        yield one
    finally:
        site.stop()
