"""Files that come in: tenants, contacts, requests, usage, assignments, history (contracts.md section 4).

One file is one transaction: nothing is ever half done, and a rejected row never stops the others. A file that was imported before
changes nothing, but for rows that were rejected then and can be taken now.

Codes of rejected rows (`column` names the cell's column; `also` lists further reasons of the same row):
    blank-cell {column}                       not-a-number {column, value}            negative-number {column, value}
    number-too-large {column, value}          not-a-date {column, value}              impossible-date {column, value}
    future-date {column, value, today}        not-a-choice {column, value, choices}   not-a-language {column, value}
    unknown-time-zone {column, value}         not-an-email {column, value}            unknown-service {column, services}
    unknown-motion {column, value}            control-character {column}              too-long {column, limit}
    unreadable-row {line, error}              wrong-number-of-cells {expected, found} duplicate-row {first_row, key}
    unknown-tenant {tenant_id}                unknown-manager {login}                 not-a-manager {login, role}
    request-differs {request_id, column, was, now}   engagement-closed {request_id, services}
    request-not-imported {request_id}         neither-task-nor-note {}
Findings, errors of the file as a whole:
    empty-file {}   not-utf-8 {line, byte}   no-header {found, expected}   missing-column {columns}   column-twice {columns}
Findings, warnings and notes:
    unknown-columns {columns}   no-rows {}   more-findings {of, more}
    no-country {tenant_id, region}   unknown-country {tenant_id, country, region}   region-to-confirm {tenant_id, country, region}
    unknown-manager {tenant_id, login}   not-a-manager {tenant_id, login, role}   team-added {team}
    no-manager {tenant_id, request_id}   services-kept {request_id, services}   manager-kept {request_id, manager, told}
    below-eligibility {tenant_id, request_id, seats, least}
    more-users-than-seats {tenant_id, service, date, seats, active_users}
    held-by-another-queue {tenant_id, queue, holder}   manager-differs {tenant_id, manager, told}
    before-the-request {request_id, on, submitted}   before-its-evidence {request_id, task, on, since}
Rows of assignments and of history are also rejected for whatever the gate has against the act that they tell of.
"""

import csv
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tasuki.core.engagement.facts import SYSTEM
from tasuki.records import ledger
from tasuki.records.models import Import
from tasuki.services import clock, lines, loading
from tasuki.services.imports import assignments, contacts, history, requests, sheets, tenants, usage
from tasuki.services.imports.columns import GIVEN_BACK
from tasuki.services.imports.result import Result, Speak
from tasuki.services.imports.sheets import Sheet
from tasuki.services.imports.taking import Taking

ROW_CODES = (
    *("blank-cell", "not-a-number", "negative-number", "number-too-large", "not-a-date", "impossible-date", "future-date"),
    *("not-a-choice", "not-a-language", "unknown-time-zone", "not-an-email", "unknown-service", "unknown-motion", "control-character"),
    *("too-long", "unreadable-row", "wrong-number-of-cells", "duplicate-row", "unknown-tenant", "unknown-manager", "not-a-manager"),
    *("request-differs", "engagement-closed", "request-not-imported", "neither-task-nor-note"),
)
FILE_CODES = ("empty-file", "not-utf-8", "no-header", "missing-column", "column-twice")
CODES = (
    *ROW_CODES,
    *FILE_CODES,
    *("unknown-columns", "no-rows", "more-findings", "no-country", "unknown-country", "region-to-confirm", "team-added"),
    *("no-manager", "services-kept", "manager-kept", "below-eligibility", "more-users-than-seats"),
    *("held-by-another-queue", "manager-differs", "before-the-request", "before-its-evidence"),
)

KINDS: dict[str, Callable[[Taking], None]] = {
    "tenants": tenants.take,
    "contacts": contacts.take,
    "requests": requests.take,
    "usage": usage.take,
    "assignments": assignments.take,
    "history": history.take,
}
_TRIES = 3


def run(kind: str, path: Path, *, by: str = SYSTEM, dry_run: bool = False) -> Result:
    """Take a file in, or with `dry_run` only say what would come of it. Raises `OSError` where the file cannot be read."""
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    sheet = sheets.read(content, kind)
    if sheet.problems:
        return Result(file=path.name, sha256=digest, kind=kind, findings=list(sheet.problems), header=sheet.header)
    for attempt in range(1, _TRIES + 1):
        result = Result(file=path.name, sha256=digest, kind=kind, header=sheet.header)
        try:
            return _taken(sheet, result, by=by, dry_run=dry_run)
        except ledger.Conflict:
            if attempt == _TRIES:
                raise
    raise AssertionError("unreachable")


def write_rejected(result: Result, path: Path, speak: Speak) -> None:
    """The rejected rows as a sheet with the reasons in front; corrected, it can be imported as it is."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*GIVEN_BACK, *result.header])
        for one in result.rejected:
            writer.writerow([one.row, one.code, speak(one.finding()), *one.cells])


def _taken(sheet: Sheet, result: Result, *, by: str, dry_run: bool) -> Result:
    taking: Taking | None = None
    try:
        with transaction.atomic():
            if result.kind == "usage":
                usage.lock()
            taking = _begun(sheet, result, by=by, dry_run=dry_run)
            KINDS[result.kind](taking)
            _finish(taking)
            (lines.after_readings if result.kind == "usage" else lines.refresh)(taking.touched)
            if dry_run:
                transaction.set_rollback(True)
    except BaseException:
        if taking is not None and taking.record.files:
            loading.dataset(settings.TASUKI_USAGE_URL).remove(taking.record.files)
        raise
    return result


def _begun(sheet: Sheet, result: Result, *, by: str, dry_run: bool) -> Taking:
    at = clock.now()
    earlier = Import.objects.filter(kind=result.kind, sha256=result.sha256).order_by("id").last()
    result.repeated = earlier is not None
    only = None if earlier is None else frozenset(one["row"] for one in earlier.result["rejected"])
    record = Import.objects.create(kind=result.kind, file=result.file, sha256=result.sha256, at=at, by=by)
    if sheet.unknown:
        result.find("unknown-columns", "note", columns=sheet.unknown)
    return Taking(record=record, sheet=sheet, result=result, by=by, at=at, only=only, dry_run=dry_run)


def _finish(taking: Taking) -> None:
    """A repeated file that changed nothing leaves no trace; any other leaves its row, and facts."""
    result = taking.result
    if result.rows == 0:
        result.find("no-rows")
    result.close()
    if result.repeated and not (result.created or result.updated):
        taking.record.delete()
        return
    taking.record.result = result.kept()
    taking.record.save(update_fields=["result"])
    counts = {name: getattr(result, name) for name in ("rows", "created", "updated", "unchanged")}
    taking.note("site", "file-imported", kind=result.kind, file=result.file, sha256=result.sha256, rejected=len(result.rejected), **counts)
    ledger.append_each(taking.trail, by=taking.by, at=taking.at)
