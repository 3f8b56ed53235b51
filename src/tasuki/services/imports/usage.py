"""Usage: readings go into the dataset, the newest of each service also into a row for screens.

A reading that the dataset has already, with the same figures, is not written again; with other figures it restates, and the newest
import wins.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db import connection

from tasuki.core.milestones.engine import Usage
from tasuki.records import bulk
from tasuki.records.models import Import, Reading
from tasuki.services import loading
from tasuki.services.imports.cells import BadCell
from tasuki.services.imports.taking import Taking, known_tenants

if TYPE_CHECKING:
    import pyarrow as pa

_Key = tuple[str, str, date]
_COLUMNS = ("tenant_id", "service", "date", "seats", "active_users", "source")


def take(taking: Taking) -> None:
    rows = _rows(taking)
    known = told(list(rows))
    fresh = {key: figures for key, figures in rows.items() if key not in known}
    # Only figures restate: the same ones under the name of another file are no news.
    restating = {key: figures for key, figures in rows.items() if key in known and known[key][:2] != figures[:2]}
    result = taking.result
    result.created, result.updated = len(fresh), len(restating)
    result.unchanged += len(rows) - len(fresh) - len(restating)
    if not taking.dry_run:
        for some, again in ((fresh, False), (restating, True)):
            if some:
                write(taking.record, some, restating=again)
        taking.record.save(update_fields=["files"])


def write(record: Import, rows: dict[_Key, tuple[int, int, str]], *, restating: bool) -> None:
    """Into the dataset and the newest readings; the caller saves the import's row, which makes the files part of the dataset."""
    dataset = loading.dataset(settings.TASUKI_USAGE_URL)
    columns = dict(zip(_COLUMNS, zip(*(key + figures for key, figures in rows.items()), strict=True), strict=True))
    table = loading.module("tasuki.engines.dataset").table_of(columns, digest=record.sha256, import_id=record.pk)
    record.files = [*record.files, *dataset.write(table, import_id=record.pk, digest=record.sha256, restating=restating)]
    newest: dict[tuple[str, str], _Key] = {}
    for key in rows:
        if key[:2] not in newest or key > newest[key[:2]]:
            newest[key[:2]] = key
    bulk.upsert(
        Reading,
        ("tenant_id", "service", "date", "seats", "active_users", "source", "import_id"),
        ("tenant_id", "service"),
        ((*key, *rows[key], record.pk) for _, key in sorted(newest.items())),
        only_if='excluded."date" >= "records_reading"."date"',
    )


def committed(months: set[str] | None = None) -> list[str]:
    """Names of the dataset's files: those that committed imports wrote, of these months or of all."""
    names = [name for files in Import.objects.filter(kind="usage").values_list("files", flat=True) for name in files]
    return [name for name in names if months is None or name.split("/")[0].removeprefix("month=") in months]


def opened(names: list[str], **more: Any) -> Usage:
    """What engines read, for these files."""
    dataset = loading.dataset(settings.TASUKI_USAGE_URL)
    is_restating = loading.module("tasuki.engines.dataset").is_restating
    return Usage(files=dataset.open_names(names), restating=dataset.open_names(name for name in names if is_restating(name)), **more)


def told(keys: list[_Key]) -> dict[_Key, tuple[int, int, str]]:
    """What the dataset says now about these keys. Only files of their months are opened."""
    names = committed({f"{day.year}-{day.month:02}" for day in {key[2] for key in keys}})
    if not names or not keys:
        return {}
    table = loading.module("tasuki.engines.dataset").keys_of(keys)
    found = cast("pa.Table", loading.module("tasuki.engines.duckdb_engine").told(opened(names), table))
    columns = [found[name].to_pylist() for name in _COLUMNS]
    return {
        (tenant_id, service, day): (seats, users, source) for tenant_id, service, day, seats, users, source in zip(*columns, strict=True)
    }


def _rows(taking: Taking) -> dict[_Key, tuple[int, int, str]]:
    tenants = known_tenants()
    rows: dict[_Key, tuple[int, int, str]] = {}
    for row, values in taking.readable(("tenant_id", "service", "date")):
        if values["tenant_id"] not in tenants:
            taking.reject(row, BadCell("unknown-tenant", tenant_id=values["tenant_id"]))
            continue
        figures = (values["seats"], values["active_users"], values.get("source", taking.result.file))
        if figures[1] > figures[0]:
            told = {"date": values["date"].isoformat(), "seats": figures[0], "active_users": figures[1]}
            taking.result.find("more-users-than-seats", tenant_id=values["tenant_id"], service=values["service"], **told)
        rows[values["tenant_id"], values["service"], values["date"]] = figures
    return rows


def lock() -> None:
    """One usage import at a time: two that tell the same date at once would both take it for new. SQLite writes one by one anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tasuki usage import'))")
