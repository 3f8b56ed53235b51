"""PostgreSQL for tests, also where no server runs."""

import psycopg
import pytest

from tests import databases


def test_a_fresh_database_is_empty_and_goes_away(postgresql_server: str) -> None:
    with databases.fresh_database(postgresql_server) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_a_private_server_starts_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TASUKI_TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(databases, "LOCAL", "postgres://postgres@127.0.0.1:1/postgres")
    try:
        databases.binaries()
    except databases.Unavailable as reason:
        pytest.skip(str(reason))
    with databases.server() as server, databases.fresh_database(server) as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server, connect_timeout=2)


def test_a_server_that_is_named_must_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASUKI_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:1/postgres")
    with pytest.raises(psycopg.OperationalError), databases.server():
        pass
