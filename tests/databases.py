"""PostgreSQL for tests: the one that is named, else the one that answers, else one of our own, else a reason to skip."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.ports import free_port

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
UNPRIVILEGED = ("postgres", "nobody")


class Unavailable(Exception):
    """No PostgreSQL can be had here; the text says why."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which databases may be made."""
    with ExitStack() as stack:
        if named := os.environ.get("TASUKI_TEST_DATABASE_URL"):
            psycopg.connect(named, connect_timeout=5).close()  # somebody asked for this one: if it does not answer, that is an error
            yield named
        elif _answers(LOCAL):
            yield LOCAL
        else:
            yield stack.enter_context(private_cluster())


@contextmanager
def fresh_database(server_url: str, *, copy_of: str = "template0") -> Iterator[str]:
    """An empty database, or a copy of one that nobody is connected to."""
    name = f"tasuki_test_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(copy_of)))
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


# ---------------------------------------------------------------- a cluster of our own


def binaries() -> Path:
    """The folder of initdb and postgres; Debian keeps it out of PATH."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    of_debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not of_debian:
        raise Unavailable("PostgreSQL: no server answers on 127.0.0.1:5432, and initdb is not installed")
    return of_debian[-1].parent


@contextmanager
def private_cluster() -> Iterator[str]:
    """A server of this test run alone. It lives in a temporary folder and keeps nothing, so it need not wait for the disk."""
    tools = binaries()
    with tempfile.TemporaryDirectory(prefix="tasuki-postgresql-") as folder:
        as_user = _as_unprivileged_user(folder)
        data, port = f"{folder}/data", free_port()
        made = [tools / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([*as_user, *map(str, made)], check=True, capture_output=True, cwd=folder)
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off -c full_page_writes=off"
        with (Path(folder) / "log").open("wb") as log:
            started = [*as_user, str(tools / "postgres"), "-D", data, *options.split()]
            process = subprocess.Popen(started, stdout=log, stderr=log, cwd=folder)
        try:
            yield _once_it_answers(process, f"postgres://postgres@127.0.0.1:{port}/postgres")
        finally:
            process.send_signal(2)  # SIGINT: PostgreSQL's "fast" way to stop
            process.wait(30)


def _as_unprivileged_user(folder: str) -> list[str]:
    """PostgreSQL refuses to run as root, so root lends the folder to somebody else."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise Unavailable("PostgreSQL: root cannot run it, and setpriv (util-linux) is not installed")
    for user in UNPRIVILEGED:
        try:
            shutil.chown(folder, user)
        except LookupError:
            continue
        return ["setpriv", f"--reuid={user}", "--clear-groups", "--"]
    raise Unavailable("PostgreSQL: root cannot run it, and there is no user postgres or nobody")


def _once_it_answers(process: subprocess.Popen[bytes], url: str) -> str:
    for _ in range(300):
        if _answers(url):
            return url
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise Unavailable(f"PostgreSQL: a private server did not start (exit code {process.poll()})")
