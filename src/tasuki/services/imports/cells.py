"""What one cell may say. A cell that cannot be read rejects its row: nothing is guessed, and a blank is never a zero."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from tasuki.core.finding import Remedy
from tasuki.records.models.tenants import CONTACT_KINDS, MANAGED
from tasuki.services import clock, places, shipped
from tasuki.services.people import is_email

_WHOLE = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?")
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MOST = 10**12


class BadCell(Exception):
    """Why a cell cannot be read, or a row not be taken, as a code with its values; and the command that would help, if one does."""

    def __init__(self, code: str, remedy: Remedy | None = None, /, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.remedy = remedy


def text(cell: str) -> str:
    return cell


def count(cell: str) -> int:
    """A whole number of people or seats: 1,234 and full-width digits too, and 120.0 as spreadsheets write it."""
    plain = unicodedata.normalize("NFKC", cell).replace(" ", "")
    if plain.startswith(("-", "\u2212")):
        raise BadCell("negative-number", value=cell)
    match = _WHOLE.fullmatch(plain)
    if match is None:
        raise BadCell("not-a-number", value=cell)
    number = int(match[1].replace(",", ""))
    if number > _MOST:
        raise BadCell("number-too-large", value=cell)
    return number


def day(cell: str) -> date:
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", cell))
    if match is None:
        raise BadCell("not-a-date", value=cell)
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise BadCell("impossible-date", value=cell) from None


def past_day(cell: str) -> date:
    """A day that has begun somewhere on earth."""
    read = day(cell)
    latest = clock.today("Pacific/Kiritimati")
    if read > latest:
        raise BadCell("future-date", value=cell, today=latest.isoformat())
    return read


def yes_or_no(cell: str) -> bool:
    return _answer(cell, ("yes", "no")) == "yes"


def managed(cell: str) -> str:
    return _answer(cell, MANAGED)


def contact_kind(cell: str) -> str:
    return _one_of(cell.casefold().replace(" ", "-").replace("_", "-"), CONTACT_KINDS, cell)


def assignment_role(cell: str) -> str:
    """The two roles that concern a hand-over, by the names that exports have for them; any other stays as it is, and is passed over."""
    plain = cell.casefold().replace(" ", "-").replace("_", "-")
    return {name: role for role, names in _ASSIGNMENT_ROLES.items() for name in names}.get(plain, plain)


_ASSIGNMENT_ROLES = {
    "queue": ("queue", "relationship-manager", "rm", "onboarding-relationship-manager", "onboarding-rm", "tenant-rm"),
    "manager": ("manager", "fasttrack-manager", "fm"),
}


def note_category(cell: str) -> str:
    """By its key, or by the name that it has in any language."""
    names = shipped.plain("words.yaml")["category"]
    plain = cell.casefold().replace(" ", "-").replace("_", "-")
    by_name = {name.casefold(): key for key, labels in names.items() for name in labels.values()}
    return by_name.get(cell.casefold()) or _one_of(plain, tuple(names), cell)


def region(cell: str) -> str:
    known = {name.casefold(): name for name in places.regions()}
    return known.get(cell.casefold()) or _one_of(cell, tuple(known.values()), cell)


def language(cell: str) -> str:
    if not _LANGUAGE.fullmatch(cell):
        raise BadCell("not-a-language", value=cell)
    first, *rest = cell.split("-")
    return "-".join([first.lower(), *rest])


def time_zone(cell: str) -> str:
    if not places.is_zone(cell):
        raise BadCell("unknown-time-zone", value=cell)
    return cell


def email(cell: str) -> str:
    if not is_email(cell):
        raise BadCell("not-an-email", value=cell)
    return cell


def service(cell: str) -> str:
    key = shipped.service_key(cell)
    if key is None:
        raise BadCell("unknown-service", services=[cell])
    return key


def services(cell: str) -> list[str]:
    """Keys or names between semicolons, each once, in the order given."""
    names = [name.strip() for name in cell.replace("\uff1b", ";").split(";") if name.strip()]
    unknown = [name for name in names if shipped.service_key(name) is None]
    if unknown:
        raise BadCell("unknown-service", services=unknown)
    return list(dict.fromkeys(key for name in names if (key := shipped.service_key(name))))


def motion(cell: str) -> str:
    key = shipped.motion_key(cell)
    if key is None:
        raise BadCell("unknown-motion", value=cell)
    return key


def clean(cell: str) -> str:
    """One way of writing (NFC), without blanks around it and without marks that nobody sees; refuses control characters inside.

    Joiners stay: names in Persian and Hindi need them.
    """
    stripped = cell.strip() if cell.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFC", cell)).strip()
    if not stripped.isprintable() and any(unicodedata.category(mark) == "Cc" and mark not in "\t\r\n" for mark in stripped):
        raise BadCell("control-character")
    return stripped


def parse(cell: str, read: Callable[[str], Any], *, limit: int | None) -> Any:
    stripped = clean(cell)
    if not stripped:
        return None
    if limit is not None and len(stripped) > limit:
        raise BadCell("too-long", limit=limit)
    return read(stripped)


def _answer(cell: str, choices: tuple[str, ...]) -> str:
    return _one_of(shipped.answers().get(cell.casefold(), cell), choices, cell)


def _one_of(value: str, choices: tuple[str, ...], cell: str) -> str:
    if value not in choices:
        raise BadCell("not-a-choice", value=cell, choices=list(choices))
    return value
