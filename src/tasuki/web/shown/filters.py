"""What the tenants' list can be narrowed by: as selects of a form, as chips that take a filter back, as tabs by state, as saved views."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tasuki.core.engagement.roles import MANAGES
from tasuki.records.folding import place_of
from tasuki.records.queries import FILTERS, Person, SavedView, ViewMark, managing, teams_seen, version_numbers, views_for
from tasuki.services import clock, places, playbooks, shipped
from tasuki.services import views as service
from tasuki.web import words
from tasuki.web.shown.listing import ME, Asked, Listed

STATES = ("active", "on-hold", "handing-over", "closed", "closed-without-discussion", "none")
_NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Chip:
    """`url` is the list without, or with, it."""

    label: str
    url: str
    here: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """`options` are made here and not in the template: there may be hundreds of managers."""

    name: str
    label: str
    options: SafeString


def label_of(name: str) -> str:
    return {
        "q": pgettext("filter", "Search"),
        "owner": _("Manager"),
        "team": _("Team"),
        "state": _("State"),
        "region": _("Region"),
        "service": _("Workload"),
        "milestone": _("Milestone"),
        "next": _("Next action"),
        "queue": _("Queue"),
        "version": _("Playbook version"),
    }[name]


def selects_of(person: Person, asked: Asked) -> list[Select]:
    """Every filter but the state, which has its tabs."""
    numbers = version_numbers()
    makers = {
        "owner": _owners(person),
        "team": sorted(((str(team.pk), team.name) for team in teams_seen(person, clock.today())), key=lambda one: place_of(one[1])),
        "region": [*((one, words.word("region", one)) for one in places.regions()), (_NOBODY, _("not known"))],
        "service": [(key, words.service(key)) for key in shipped.plain("vocabulary.yaml")["services"]],
        "milestone": [(one, words.milestone_standing(one)) for one in ("reached", "near")]
        + [(_NOBODY, pgettext("milestone", "Not near yet"))],
        "next": [(one, words.label("next_action_due", one)) for one in ("overdue", "soon", "none")],
        "queue": _queues(numbers),
        "version": [(f"{slug}:{version}", f"{slug} {version}") for slug, version, _current in numbers],
    }
    return [_select(name, makers[name], asked) for name in FILTERS if name in makers and (makers[name] or name in asked.filters)]


def _select(name: str, pairs: Iterable[tuple[str, str]], asked: Asked) -> Select:
    """A value that is none of the words stays to be seen."""
    chosen, known = asked.filters.get(name, ""), list(pairs)
    if chosen and chosen not in dict(known):
        known.append((chosen, chosen))
    mark = {True: " selected", False: ""}
    options = [f'<option value="{escape(value)}"{mark[value == chosen]}>{escape(label)}</option>' for value, label in known]
    return Select(name, label_of(name), SafeString("".join(options)))


def _owners(person: Person) -> list[tuple[str, str]]:
    own = [(ME, pgettext("filter by manager", "Me"))] if person.role in MANAGES else []
    if person.role == "manager":
        return own
    return [*own, (_NOBODY, pgettext("filter by manager", "Nobody")), *managing()]


def _queues(numbers: Sequence[tuple[str, int, bool]]) -> list[tuple[str, str]]:
    """The queues of the newest playbooks, by the names that everybody uses."""
    newest = {slug: version for slug, version, _current in reversed(numbers)}
    names = dict.fromkeys(key for slug, number in newest.items() for key in playbooks.playbook(slug, number).queues)
    return [*((name, name) for name in names), (_NOBODY, pgettext("filter by queue", "In none"))]


def chips_of(person: Person, asked: Asked) -> list[Chip]:
    """What narrows the list now, each with the list without it."""
    return [
        Chip(_chip_label(person, name, asked.filters[name]), f"?{asked.query(**{name: ''}) or 'all=1'}")
        for name in ("q", *FILTERS)
        if name in asked.filters
    ]


def _chip_label(person: Person, name: str, value: str) -> str:
    said = _said(person, name, value)
    return _("%(filter)s: %(value)s") % {"filter": label_of(name), "value": said}


def _said(person: Person, name: str, value: str) -> str:
    if value == _NOBODY:
        return pgettext("value of a filter", "none")
    if name == "owner":
        known = {ME: pgettext("filter by manager", "Me"), **dict(managing())}
        return known.get(value, value)
    if name == "team":
        return next((team.name for team in teams_seen(person, clock.today()) if str(team.pk) == value), value)
    speak = _SPOKEN.get(name)
    return speak(value) if speak else value


_SPOKEN: dict[str, Callable[[str], str]] = {
    "state": words.list_state,
    "region": lambda value: words.word("region", value),
    "service": words.service,
    "milestone": lambda value: words.milestone_standing(value) or value,
    "next": partial(words.label, "next_action_due"),
    "version": lambda value: value.replace(":", " "),
}


def tabs_of(shown: Listed) -> list[Chip]:
    """By state, each with how many there are, where that is counted; a state that has none is left out, unless one looks at it."""
    asked, here = shown.asked, shown.asked.filters.get("state", "")
    every = Chip(words.every_state(), f"?{asked.query(state='') or 'all=1'}", not here, sum(shown.counts.values()) if shown.exact else None)
    states = [state for state in STATES if not shown.exact or shown.counts.get(state) or state == here]
    return [
        every,
        *(
            Chip(words.list_state(one), f"?{asked.query(state=one)}", one == here, shown.counts.get(one, 0) if shown.exact else None)
            for one in states
        ),
    ]


@dataclass(frozen=True, slots=True)
class ViewShown:
    view: SavedView
    url: str
    here: bool
    pinned: bool
    opens: bool
    own: bool
    audience: str


def views_shown(person: Person, chosen: str) -> list[ViewShown]:
    """The pinned ones first."""
    views = list(views_for(person))
    marks = service.marks_of(person) if views else {}
    shown = [_view_shown(view, person, marks.get(view.pk), chosen) for view in views]
    return sorted(shown, key=lambda one: not one.pinned)


def _view_shown(view: SavedView, person: Person, mark: ViewMark | None, chosen: str) -> ViewShown:
    return ViewShown(
        view=view,
        url=f"?{view.query or 'all=1'}&view={view.pk}",
        here=str(view.pk) == chosen,
        pinned=bool(mark and mark.pinned),
        opens=bool(mark and mark.opens),
        own=view.owner_id == person.pk,
        audience=words.label("audience", view.audience),
    )
