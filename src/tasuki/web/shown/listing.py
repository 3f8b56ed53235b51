"""The tenants' list as one address says it: filters, order, columns, place. Nothing is kept but the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tasuki.records.queries import (
    FILTERS,
    ORDERS,
    UNCOUNTED,
    Counted,
    Line,
    Person,
    among,
    counted,
    fitting,
    lines_for,
    narrowed,
    page_of,
    place_in,
    unread_of,
)
from tasuki.services import bulk, clock
from tasuki.services.engagements import actor_of
from tasuki.web.shown.columns import COLUMNS, DEFAULT_COLUMNS, Cells, Changing

PER_PAGE = 50
ME = "me"
_PLACES = ("after", "before")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. `beyond` is the line after, or before, which the page begins."""

    filters: Mapping[str, str]
    order: str = "name"
    downwards: bool = False
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    beyond: int | None = None
    backwards: bool = False

    def query(self, **changed: str) -> str:
        """The address of the same list with other filters, from its beginning."""
        given = {name: value for name, value in {**self.filters, **changed}.items() if value}
        if (self.order, self.downwards) != ("name", False):
            given["sort"] = f"-{self.order}" if self.downwards else self.order
        if self.columns != DEFAULT_COLUMNS:
            given["cols"] = ",".join(self.columns)
        return urlencode(given)

    def sorted_by(self, order: str) -> str:
        """By another column; by the same one, the other way round."""
        return replace(self, order=order, downwards=order == self.order and not self.downwards).query()


def asked_by(given: Mapping[str, str]) -> Asked:
    """From a query string. Words that are no column or order are as if they were not there."""
    sort = given.get("sort", "")
    order = sort.removeprefix("-")
    columns = tuple(name for name in COLUMNS if name in given.get("cols", "").split(",")) or DEFAULT_COLUMNS
    place = next(((name, given[name]) for name in _PLACES if given.get(name, "").isdecimal()), None)
    return Asked(
        filters={name: value for name in ("q", *FILTERS) if (value := given.get(name, "").strip().replace("\0", ""))},
        order=order if order in ORDERS else "name",
        downwards=order in ORDERS and sort.startswith("-"),
        columns=columns,
        beyond=int(place[1][:18]) if place else None,
        backwards=place is not None and place[0] == "before",
    )


def given_by(query: QueryDict) -> dict[str, str]:
    """A form's boxes of columns come one by one; an address names them together."""
    return {**{name: str(value) for name, value in query.dict().items()}, "cols": ",".join(query.getlist("cols"))}


def found(person: Person, asked: Asked) -> QuerySet[Line]:
    """The lines that this person sees and that fit."""
    return _found(person, asked.filters)[0]


def _found(person: Person, filters: Mapping[str, str]) -> tuple[QuerySet[Line], bool]:
    today = clock.today()
    wanted = {name: person.pk if (name, value) == ("owner", ME) else value for name, value in filters.items()}
    return fitting(lines_for(person, today), wanted, today)


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    name: str
    reading: str
    url: str
    cells: SafeString
    unread: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list. `counts` are by state, whatever state is asked for; not `exact`, there are too many to be counted."""

    asked: Asked
    rows: list[Row]
    counts: Mapping[str, int]
    exact: bool
    total: int | None
    previous: str
    following: str


def listed(person: Person, asked: Asked, *, chosen: bool = False) -> Listed:
    """A bounded number of queries, each of bounded work, whatever there is."""
    state = asked.filters.get("state", "")
    others = {name: value for name, value in asked.filters.items() if name != "state"}
    lines, many = _found(person, others)
    known = UNCOUNTED if many else counted(lines, whole=not others)
    if known.found is not None:
        lines = among([number for number, one in known.found.items() if state in ("", one)])
    elif state:
        lines = narrowed(lines, "state", state, clock.today())
    rows, before, after = _page(lines, asked)
    return Listed(
        asked=asked,
        rows=_rows(rows, asked, unread_of(person, rows), _changing(person, asked), chosen=chosen),
        counts=known.counts,
        exact=known.exact,
        total=_total(known, state, rows, more=before or after),
        previous=f"{asked.query()}&before={rows[0].pk}".lstrip("&") if before else "",
        following=f"{asked.query()}&after={rows[-1].pk}".lstrip("&") if after else "",
    )


def _total(known: Counted, state: str, rows: list[Line], *, more: bool) -> int | None:
    """How many fit; nothing where they are not counted. What is all on one page is."""
    if known.exact:
        return known.counts.get(state, 0) if state else sum(known.counts.values())
    return None if more else len(rows)


_ACTS = {"owner": "reassign-manager", "next": "set-next-action"}
"""By column the act that changes what it shows, from the list itself and back to the same page of it."""


def _changing(person: Person, asked: Asked) -> Changing:
    acts = {column: act for column, act in _ACTS.items() if act in bulk.acts_for(person)}
    place = {"before" if asked.backwards else "after": str(asked.beyond)} if asked.beyond else {}
    back = urlencode({"back": f"{reverse('tenants')}?{asked.query(**place) or 'all=1'}"})
    owners = {person.pk, *actor_of(person).covers} if person.role == "manager" else None

    def changing(line: Line, column: str) -> str:
        if column not in acts or (owners is not None and line.owner_id not in owners):
            return ""
        return f"{reverse('act', args=[line.engagement_id, acts[column]])}?{back}"

    return changing


def _page(lines: QuerySet[Line], asked: Asked) -> tuple[list[Line], bool, bool]:
    """The page, and whether there is more before and after it. A line that is gone leads to the beginning."""
    begin = Line.objects.filter(pk=asked.beyond).first() if asked.beyond else None
    beyond = place_in(begin, asked.order) if begin else None
    backwards = asked.backwards and begin is not None
    rows = page_of(lines, asked.order, downwards=asked.downwards != backwards, beyond=beyond, size=PER_PAGE + 1)
    more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
    if backwards:
        return rows[::-1], more, bool(rows)
    return rows, bool(rows) and begin is not None, more


def _rows(lines: list[Line], asked: Asked, unread: set[int], changing: Changing, *, chosen: bool) -> list[Row]:
    within = urlencode({"in": asked.query()})
    tenants, change, maker = reverse("tenants"), _("Change"), Cells(asked.columns, within, clock.today(), changing)
    return [
        Row(
            line=line,
            name=line.tenant.name,
            reading=line.tenant.name_kana,
            url=f"{tenants}{line.tenant_id}/?{within}",
            cells=SafeString("".join(cell.html(f"{change} ({line.tenant.name})") for cell in maker.cells(line))),
            unread=line.engagement_id in unread,
            chosen=chosen and line.engagement_id is not None,
        )
        for line in lines
    ]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The lines before and after one, inside the list that led here."""

    back: str
    previous: str
    following: str


def neighbours(person: Person, query: str, tenant_id: str, engagement_id: int | None) -> Neighbours | None:
    """Nothing where the line is not, or no longer, in the list. Without an engagement it is the tenant's: its next is another tenant."""
    asked = asked_by(dict(parse_qsl(query)))
    lines = found(person, asked)
    own = lines.filter(tenant=tenant_id)
    line = (own.filter(engagement=engagement_id) if engagement_id else own).order_by("pk").first()
    if line is None:
        return None
    others = lines if engagement_id else lines.exclude(tenant=tenant_id)
    before, after = (
        page_of(others, asked.order, downwards=downwards, beyond=place_in(line, asked.order), size=1)
        for downwards in (not asked.downwards, asked.downwards)
    )
    back = f"{reverse('tenants')}?{asked.query() or 'all=1'}"
    return Neighbours(back, *(_url(rows, asked, engagement_id) for rows in (before, after)))


def _url(rows: list[Line], asked: Asked, engagement_id: int | None) -> str:
    if not rows:
        return ""
    line = rows[0]
    to_engagement = engagement_id is not None and line.engagement_id is not None
    url = reverse("engagement", args=[line.engagement_id]) if to_engagement else reverse("tenant", args=[line.tenant_id])
    return f"{url}?{urlencode({'in': asked.query()})}"
