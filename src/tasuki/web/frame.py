"""What every page shows around its own content: where one can go, in which language, as whom."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tasuki.services import notices
from tasuki.web.access import may_open
from tasuki.web.words import reader_language

LETTERS: Final = {
    "today": "t",
    "tenants": "c",
    "requests": "r",
    "hand-over": "h",
    "notes": "n",
    "mails": "m",
    "playbooks": "p",
    "reports": "s",
    "imports": "i",
    "people": "e",
    "audit": "a",
}
"""The key that opens a place after `g`."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation. `here` is on the page itself, or below it; `letter` opens it after `g`, `count` are the news there."""

    label: str
    url: str
    here: bool
    letter: str
    count: int = 0


def frame(request: HttpRequest) -> dict[str, Any]:
    language = reader_language()
    return {"places": _places(request), "language": language, "other_language": "en" if language == "ja" else "ja"}


def _places(request: HttpRequest) -> list[Place]:
    if not request.user.is_authenticated:
        return []
    found = []
    for name, label, below in _entries():
        if may_open(request.user.role, name):
            url = reverse(name)
            here = request.path == url or any(request.path.startswith(start) for start in below)
            count = notices.unread(request.user) if name == "notices" else 0
            found.append(Place(label, url, here, LETTERS.get(name, ""), count))
    return found


def _entries() -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        ("today", _("Today"), ()),
        ("tenants", _("Tenants"), ("/tenants/", "/engagements/", "/list/")),
        ("requests", _("Requests"), ("/requests/",)),
        ("notes", _("Notes"), ()),
        ("hand-over", _("Hand-over"), ("/hand-over/",)),
        ("mails", _("Mail"), ()),
        ("notices", _("Notices"), ()),
        ("playbooks", _("Playbooks"), ("/playbooks/", "/faq/")),
        ("imports", _("Imports"), ()),
        ("people", _("People"), ("/people/",)),
        ("reports", _("Reports"), ("/reports/",)),
        ("audit", _("Audit"), ()),
        ("settings", _("Settings"), ()),
    ]
