"""What every kind of file needs while its rows are taken in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from tasuki.core.engagement.facts import NewFact
from tasuki.core.engagement.roles import MANAGES
from tasuki.records.models import Import, Person, Tenant
from tasuki.services.imports.cells import BadCell
from tasuki.services.imports.result import Result
from tasuki.services.imports.sheets import Row, Sheet
from tasuki.services.refusal import Refusal

Model = TypeVar("Model", bound=models.Model)
_PIECE = 500  # SQLite takes so many values in one question without complaint


@dataclass(slots=True, kw_only=True)
class Taking:
    """One import under way. `only` are the rows to look at: all, or those that an earlier import of the same file had rejected.

    `touched` are the tenants that its rows are about.
    """

    record: Import
    sheet: Sheet
    result: Result
    by: str
    at: datetime
    only: frozenset[int] | None = None
    dry_run: bool = False
    trail: dict[str, list[NewFact]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    def readable(self, key: Sequence[str]) -> Iterator[tuple[Row, dict[str, Any]]]:
        """Rows that can be read, the first of each key; all others are rejected here."""
        first: dict[tuple[Any, ...], int] = {}
        for row in self.sheet.rows():
            self.result.rows = row.number
            try:
                values = self.sheet.read(row)
            except BadCell as bad:
                self.reject(row, bad)
                continue
            mine = tuple([_folded(values.get(name, "")) for name in key])
            if first.setdefault(mine, row.number) != row.number:
                self.reject(row, BadCell("duplicate-row", first_row=first[mine], key=list(map(str, mine))))
            elif self.only is None or row.number in self.only:
                self.touched.add(values["tenant_id"])
                yield row, values
            else:
                self.result.unchanged += 1

    def reject(self, row: Row, why: BadCell) -> None:
        self.result.reject(row.number, why.code, why.values, row.cells, why.remedy)

    def note(self, subject: str, fact: str, /, **data: Any) -> None:
        """A fact for the trail; all are written together at the end."""
        self.trail.setdefault(subject, []).append(NewFact(fact, data={**data, "import": self.record.pk}))


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) and "@" in value else value


def refused(refusal: Refusal) -> BadCell:
    """What the gate has against a row: its first reason with its remedy, and the codes of the others."""
    first, *others = refusal.findings
    bad = BadCell(first.code, first.remedy, **first.values)
    if others:
        bad.values["also"] = [{"code": other.code, **other.values} for other in others]
    return bad


def found(model: type[Model], keys: Sequence[str]) -> dict[str, Model]:
    """Rows by primary key, asked for in pieces."""
    rows: dict[str, Model] = {}
    for start in range(0, len(keys), _PIECE):
        rows |= model._default_manager.in_bulk(keys[start : start + _PIECE])  # noqa: SLF001 - Django's public name for it
    return rows


def in_pieces(rows: Iterator[Any]) -> Iterator[list[Any]]:
    piece: list[Any] = []
    for row in rows:
        piece.append(row)
        if len(piece) == _PIECE:
            yield piece
            piece = []
    if piece:
        yield piece


def known_tenants() -> frozenset[str]:
    return frozenset(Tenant.objects.values_list("tenant_id", flat=True))


def people_by_login() -> dict[str, Person]:
    return {person.login.casefold(): person for person in Person.objects.all()}


def manager_of(login: str, people: Mapping[str, Person]) -> Person:
    """Raises `BadCell` for a login that is unknown, or whose person does not manage tenants."""
    person = people.get(login.casefold())
    if person is None:
        raise BadCell("unknown-manager", login=login)
    if person.role not in MANAGES or not person.is_active:
        raise BadCell("not-a-manager", login=login, role=person.role if person.is_active else "inactive")
    return person


def set_changed(row: models.Model, values: Mapping[str, Any]) -> list[str]:
    """Set what differs, and say which fields did. A blank cell is not among the values, so it erases nothing."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed
