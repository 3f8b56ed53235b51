"""The columns of the tenants' list, for the screen and for a sheet alike: one table says what each shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from tasuki.records.queries import Line
from tasuki.web import words

_OPEN = ("active", "on-hold", "handing-over")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell; a sheet takes the text. `tone` is a pill's class, `url` where it leads, `act` the form that changes it."""

    name: str
    label: str
    text: str
    tone: str = ""
    url: str = ""
    number: bool = False
    act: str = ""

    def html(self, change: str) -> str:
        """The cell of the table; `change` is what aids are told of a form that changes it. Written here and not in the template, which
        takes ten times as long, hundreds of times a page."""
        inner: str = escape(self.text or "–")
        if self.tone:
            inner = f'<span class="pill {self.tone}">{inner}</span>'
        if self.act:
            address, said = escape(self.act), escape(f"{self.label}: {self.text or '–'}. {change}")
            opens = f'href="{address}" hx-get="{address}" hx-target="#quick" aria-haspopup="dialog"'
            inner = f'<a class="changes" {opens} aria-label="{said}">{inner}</a>'
        elif self.url:
            inner = f'<a href="{escape(self.url)}">{inner}</a>'
        kind = f"c-{self.name} num" if self.number else f"c-{self.name}"
        return f'<td data-label="{escape(self.label)}" class="{kind}">{inner}</td>'


@dataclass(frozen=True, slots=True)
class Column:
    """`order` is what the list can be sorted by from its head."""

    text: Callable[[Line], str]
    order: str = ""
    number: bool = False


_LABELS = {
    "tenant_id": _("Tenant ID"),
    "tpid": pgettext_lazy("column", "TPID"),
    "request": _("Request"),
    "owner": _("Manager"),
    "team": _("Team"),
    "region": _("Region"),
    "state": _("State"),
    "services": _("Workloads"),
    "milestone": _("Milestone"),
    "queue": _("Queue"),
    "next": _("Next action"),
    "version": _("Playbook version"),
    "seats": _("Seats"),
    "changed": pgettext_lazy("column", "Last fact"),
}


def label_of(name: str) -> str:
    return str(_LABELS[name])


COLUMNS: dict[str, Column] = {
    "tenant_id": Column(lambda line: line.tenant_id),
    "tpid": Column(lambda line: line.tenant.tpid),
    "request": Column(lambda line: (line.engagement.request_id or "") if line.engagement else ""),
    "owner": Column(lambda line: line.owner.name if line.owner else "", "owner"),
    "team": Column(lambda line: line.team.name if line.team else ""),
    "region": Column(lambda line: words.word("region", line.region) if line.region else "", "region"),
    "state": Column(lambda line: words.list_state(line.state), "state"),
    "services": Column(lambda line: words.listed(words.service(key) for key in _parts(line.services))),
    "milestone": Column(lambda line: words.milestone_standing(line.milestone)),
    "queue": Column(lambda line: line.queue),
    "next": Column(lambda line: words.day(line.next_day), "next"),
    "version": Column(lambda line: words.listed(part.replace(":", " ") for part in _parts(line.versions))),
    "seats": Column(lambda line: "" if line.tenant.seats is None else str(line.tenant.seats), number=True),
    "changed": Column(lambda line: words.moment(line.changed_at), "changed"),
}
DEFAULT_COLUMNS = ("tenant_id", "request", "owner", "state", "milestone", "queue", "next")


Changing = Callable[[Line, str], str]
"""The address of the form that changes what a column shows of a line, or nothing."""


class Cells:
    """Makes the cells of lines. What is the same for all of them is looked up once."""

    def __init__(self, names: Sequence[str], within: str, today: date, changing: Changing | None = None) -> None:
        self.columns = [(name, label_of(name), COLUMNS[name]) for name in names]
        self.within, self.today = within, today
        self.missing = pgettext("next action", "none")
        self.changing = changing
        self.engagements = reverse("engagement", args=[0]).removesuffix("0/")

    def cells(self, line: Line) -> list[Cell]:
        return [self._cell(line, name, label, column) for name, label, column in self.columns]

    def _cell(self, line: Line, name: str, label: str, column: Column) -> Cell:
        text, tone, url = column.text(line), "", ""
        if name == "state" and line.engagement_id:
            tone, url = f"state-{line.state}", f"{self.engagements}{line.engagement_id}/?{self.within}"
        elif name == "request" and text:
            url = f"{self.engagements}{line.engagement_id}/?{self.within}"
        elif name == "milestone" and line.milestone:
            tone = "met" if line.milestone == "reached" else "behind"
        elif name == "next" and line.state in _OPEN and line.next_day is None:
            text, tone = self.missing, "behind"
        elif name == "next" and line.state in _OPEN and line.next_action < self.today:
            tone = "stuck"
        changes = self.changing(line, name) if self.changing and line.state in _OPEN else ""
        return Cell(name, label, text, tone, url, column.number, changes)


def _parts(listed: str) -> list[str]:
    return [part for part in listed.split(",") if part]
