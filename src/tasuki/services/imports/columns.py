"""Which columns each file has (contracts.md section 4)."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tasuki.services.imports import cells


@dataclass(frozen=True, slots=True)
class Column:
    """`wanted` columns must be there, and no cell of them may be blank."""

    name: str
    aliases: tuple[str, ...] = ()
    read: Callable[[str], Any] = cells.text
    wanted: bool = False
    limit: int | None = 300


# Columns of the sheet that gives rejected rows back: so that it can be corrected and imported as it is.
GIVEN_BACK = ("rejected_row", "rejected_code", "rejected_because")

_TENANT_ID = Column("tenant_id", ("Tenant ID", "TenantId"), wanted=True, limit=100)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "tenants": (
        _TENANT_ID,
        Column("name", ("Tenant name", "Customer"), wanted=True),
        Column("name_kana"),
        Column("tpid", limit=100),
        Column("country", limit=100),
        Column("region", read=cells.region, limit=50),
        Column("language", read=cells.language, wanted=True, limit=35),
        Column("time_zone", read=cells.time_zone, limit=64),
        Column("seats", read=cells.count),
        Column("managed", read=cells.managed),
        Column("partner_led", read=cells.yes_or_no),
        Column("cadence", limit=200),
        Column("team", limit=200),
        Column("manager", limit=150),
    ),
    "contacts": (
        _TENANT_ID,
        Column("kind", read=cells.contact_kind, wanted=True),
        Column("name", wanted=True, limit=200),
        Column("name_kana", limit=200),
        Column("email", read=cells.email, wanted=True, limit=254),
        Column("department", limit=200),
        Column("title", limit=200),
        Column("role", limit=200),
        Column("language", read=cells.language, limit=35),
        Column("verified_on", read=cells.past_day),
        Column("do_not_contact", read=cells.yes_or_no),
    ),
    "requests": (
        Column("request_id", ("RFA ID",), wanted=True, limit=100),
        _TENANT_ID,
        Column("motion", read=cells.motion, limit=50),
        Column("submitted", read=cells.past_day, wanted=True),
        Column("services", read=cells.services, wanted=True, limit=None),
        Column("migration_services", read=cells.services, limit=None),
        Column("manager", limit=150),
        Column("playbook", limit=100),
    ),
    "usage": (
        _TENANT_ID,
        Column("service", ("Workload",), read=cells.service, wanted=True),
        Column("date", ("as-of",), read=cells.past_day, wanted=True),
        Column("seats", ("PAU", "qualified entitlements"), read=cells.count, wanted=True),
        Column("active_users", ("MAU", "AU"), read=cells.count, wanted=True),
        Column("source", limit=400),
    ),
    "assignments": (
        _TENANT_ID,
        Column("role", ("Assignment role",), read=cells.assignment_role, wanted=True, limit=100),
        Column("holder", ("Assigned to", "Assignee", "Queue"), wanted=True, limit=200),
        Column("since", ("Assigned on", "Date"), read=cells.past_day, wanted=True),
    ),
    "history": (
        _TENANT_ID,
        Column("request_id", ("RFA ID",), wanted=True, limit=100),
        Column("service", ("Workload",), read=cells.service),
        Column("task", ("Task ID",), limit=100),
        Column("category", ("Note category",), read=cells.note_category),
        Column("on", ("Date", "Done on", "Completed on", "Created"), read=cells.past_day, wanted=True),
        Column("by", ("Done by", "Completed by", "Author", "Created by"), wanted=True, limit=200),
        Column("text", ("Note", "Notes", "Description"), limit=None),
    ),
}


def normal(header: str) -> str:
    """Without regard to case, blanks, `_` and `-`; full-width letters too."""
    plain = unicodedata.normalize("NFKC", header).casefold()
    return "".join(mark for mark in plain if not mark.isspace() and mark not in "_-\ufeff")


def known(kind: str) -> dict[str, Column]:
    """Every way to write a column's name."""
    return {normal(name): column for column in COLUMNS[kind] for name in (column.name, *column.aliases)}
