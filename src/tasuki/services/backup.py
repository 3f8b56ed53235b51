"""One file that holds a site: the database as of one moment, and the usage dataset it names. Never the secret key, never open sessions.

Mail that waits in a backup may have left since. After a restore it is therefore `uncertain`: a person decides, nothing goes out twice.

Finding codes:
    backup-unreadable      {file, problem}      no backup of ours, or damaged
    backup-of-other-kind   {file, was, now}     made from the other kind of database
    backup-of-other-version {file, missing}     made by a program with other tables
    restore-not-empty      {}                   this site has people, or facts beyond what init publishes; a restore never overwrites
    usage-file-missing     {name}               the backup names a usage file that it does not hold, or one outside the dataset
"""

import csv
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q

from tasuki.core.finding import Finding
from tasuki.records import ledger
from tasuki.records.chain import Row
from tasuki.records.models import Fact, Import, Outbox, Person, Seal
from tasuki.services import clock, loading, playbooks
from tasuki.services.refusal import Refusal

CODES = ("backup-unreadable", "backup-of-other-kind", "backup-of-other-version", "restore-not-empty", "usage-file-missing")

_MANIFEST, _SQLITE, _FORMAT = "manifest.json", "database.sqlite3", 1
_SESSIONS = "django_session"
_FACT = ("subject", "number", "kind", "at", "by", "workload", "process", "data", "text", "text_digest", "previous", "digest")
_SEAL = ("day", "made_at", "heads", "previous", "digest")


def backup(file: Path) -> dict[str, Any]:
    """Write a backup; the file appears under its name only when it is complete."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    dataset = loading.dataset(settings.TASUKI_USAGE_URL)
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        counts = _dump(archive)
        # After the database: files are only ever added, so all that this moment's rows name are there.
        digests = {name: _put(archive, f"usage/{name}", dataset.read_bytes(name)) for name in counts.pop("usage")}
        manifest = {
            "format": _FORMAT,
            "vendor": connection.vendor,
            "made_at": clock.now().isoformat(),
            "migrations": _migrations(),
            "facts": counts["facts"],
            "usage": digests,
        }
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
    unfinished.replace(file)
    return {"file": str(file), "facts": counts["facts"], "usage_files": len(digests), "bytes": file.stat().st_size}


def restore(file: Path, *, verify: bool = False) -> dict[str, Any]:
    """Put a backup into this empty site; with `verify` only prove, in a scratch place, that it could be. Raises `Refusal`."""
    with _opened(file) as (archive, manifest):
        verdict = _proved(archive, manifest)
        if not verify:
            Path(settings.TASUKI_DATA).mkdir(parents=True, exist_ok=True)
            _refuse_unfit(file, manifest)
            _restore(archive, manifest)
    return {"file": str(file), "made_at": manifest["made_at"], "usage_files": len(manifest["usage"]), "restored": not verify, **verdict}


# ---------------------------------------------------------------- writing


def _dump(archive: zipfile.ZipFile) -> dict[str, Any]:
    if connection.vendor == "postgresql":
        return _dump_tables(archive)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / _SQLITE
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
            target.execute(f"DELETE FROM {_SESSIONS}")  # noqa: S608 - the name is a constant
            target.commit()
            facts = target.execute("SELECT count(*) FROM records_fact").fetchone()[0]
            files = [json.loads(row[0]) for row in target.execute("SELECT files FROM records_import WHERE kind = 'usage'")]
        archive.write(copy, _SQLITE)
    return {"facts": facts, "usage": [name for names in files for name in names]}


def _dump_tables(archive: zipfile.ZipFile) -> dict[str, Any]:
    """All tables as of one moment, each as CSV."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for table in _tables():
            out = f'COPY "{table}" TO STDOUT WITH (FORMAT csv, HEADER)'
            with archive.open(f"tables/{table}.csv", "w", force_zip64=True) as entry, cursor.copy(out) as rows:
                for piece in rows:
                    entry.write(piece)
        files = [name for names in Import.objects.filter(kind="usage").values_list("files", flat=True) for name in names]
        return {"facts": Fact.objects.count(), "usage": files}


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> str:
    archive.writestr(zipfile.ZipInfo(name), content)  # Parquet is compressed already
    return sha256(content).hexdigest()


def _tables() -> list[str]:
    """Every table, those first that others point to."""
    models = [model for app in apps.get_app_configs() for model in app.get_models(include_auto_created=True) if model._meta.managed]  # noqa: SLF001 - Django's documented way to a table's name
    return [table for table in dict.fromkeys(model._meta.db_table for model in models) if table != _SESSIONS]  # noqa: SLF001 - the same documented way


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app == "records")


# ---------------------------------------------------------------- proving


@contextmanager
def _opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            if manifest["format"] != _FORMAT or archive.testzip() is not None:
                raise Refusal(Finding(code="backup-unreadable", values={"file": str(file), "problem": "format or checksum"}))
            yield archive, manifest
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise Refusal(Finding(code="backup-unreadable", values={"file": str(file), "problem": str(error)})) from error


def _proved(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> dict[str, Any]:
    for name, digest in manifest["usage"].items():
        entry = f"usage/{name}"
        if (
            PurePosixPath(name).is_absolute()
            or ".." in PurePosixPath(name).parts
            or entry not in archive.namelist()
            or sha256(archive.read(entry)).hexdigest() != digest
        ):
            raise Refusal(Finding(code="usage-file-missing", values={"name": name}))
    if manifest["vendor"] == "postgresql":
        return ledger.verdict(_rows_of_csv(archive), _seals_of_csv(archive))
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(archive.extract(_SQLITE, folder))) as scratch:
        rows = scratch.execute(f"SELECT {_quoted(_FACT)} FROM records_fact ORDER BY subject, number")  # noqa: S608 - names only
        seals = scratch.execute(f"SELECT {_quoted(_SEAL)} FROM records_seal ORDER BY day").fetchall()  # noqa: S608 - names only
        return ledger.verdict((_row(values) for values in rows), [_seal(values) for values in seals])


def _rows_of_csv(archive: zipfile.ZipFile) -> Iterator[Row]:
    """In the order of subjects and numbers, whatever the table's own is: so they must all fit into memory."""
    yield from sorted((_row(values) for values in _csv(archive, "records_fact", _FACT)), key=lambda row: (row.subject, row.number))


def _seals_of_csv(archive: zipfile.ZipFile) -> list[Seal]:
    return sorted((_seal(values) for values in _csv(archive, "records_seal", _SEAL)), key=lambda seal: seal.day)


def _csv(archive: zipfile.ZipFile, table: str, columns: tuple[str, ...]) -> Iterator[list[Any]]:
    with archive.open(f"tables/{table}.csv") as entry:
        for row in csv.DictReader(io.TextIOWrapper(entry, "utf-8", newline="")):
            yield [bytes.fromhex(row[name].removeprefix("\\x")) if name.endswith(("digest", "previous")) else row[name] for name in columns]


def _row(values: Any) -> Row:
    subject, number, kind, at, *others = values
    return Row(subject, int(number), kind, datetime.fromisoformat(at), *others)


def _seal(values: Any) -> Seal:
    day, made_at, heads, previous, digest = values
    return Seal(day=date.fromisoformat(day), made_at=datetime.fromisoformat(made_at), heads=heads, previous=previous, digest=digest)


def _quoted(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


# ---------------------------------------------------------------- restoring


def _refuse_unfit(file: Path, manifest: dict[str, Any]) -> None:
    if manifest["vendor"] != connection.vendor:
        raise Refusal(Finding(code="backup-of-other-kind", values={"file": str(file), "was": manifest["vendor"], "now": connection.vendor}))
    if connection.introspection.table_names():
        call_command("migrate", verbosity=0)
        if not _is_empty():
            raise Refusal(Finding(code="restore-not-empty"))
    if connection.vendor == "postgresql":
        call_command("migrate", verbosity=0)
        missing = sorted(set(_migrations()) ^ set(manifest["migrations"]))
        if missing:
            raise Refusal(Finding(code="backup-of-other-version", values={"file": str(file), "missing": missing}))


def _is_empty() -> bool:
    """Nobody works here, and nothing is on record but what `init` itself publishes."""
    shipped = Q(kind="playbook-published", number=1, subject__in=[f"playbook/{slug}" for slug in playbooks.SHIPPED])
    return not Person.objects.exists() and not Fact.objects.exclude(shipped).exists()


def _restore(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    dataset = loading.dataset(settings.TASUKI_USAGE_URL)
    for name in manifest["usage"]:
        dataset.write_bytes(name, archive.read(f"usage/{name}"))
    if connection.vendor == "postgresql":
        _fill_tables(archive)
    else:
        _fill_sqlite(archive)
        call_command("migrate", verbosity=0)
    waiting = Outbox.objects.filter(state__in=("queued", "sending"))
    waiting.update(state="uncertain", reason="restored from a backup", finished_at=clock.now())


def _fill_sqlite(archive: zipfile.ZipFile) -> None:
    with tempfile.TemporaryDirectory() as folder:
        connection.ensure_connection()
        with closing(sqlite3.connect(archive.extract(_SQLITE, folder))) as source:
            source.backup(connection.connection)


def _fill_tables(archive: zipfile.ZipFile) -> None:
    tables = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_quoted(tuple(tables))}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            with archive.open(f"tables/{table}.csv") as entry, _copy_into(cursor, table, entry.readline()) as copy:
                while piece := entry.read(1 << 20):
                    copy.write(piece)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models(include_auto_created=True))):
            cursor.execute(statement)


def _copy_into(cursor: Any, table: str, header: bytes) -> Any:
    """The backup's own order of columns counts."""
    columns = ", ".join(f'"{name}"' for name in next(csv.reader([header.decode()])))
    return cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN WITH (FORMAT csv)')
