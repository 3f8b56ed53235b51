"""What every page shows around its own content: where one can go, in which language, as whom."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tasuki.web.access import may_open
from tasuki.web.words import reader_language


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation. `here` is on the page itself, or below it."""

    label: str
    url: str
    here: bool


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
            found.append(Place(label, url, here))
    return found


def _entries() -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        ("today", _("Today"), ()),
        ("tenants", _("Tenants"), ("/tenants/", "/engagements/", "/list/")),
        ("hand-over", _("Hand-over"), ()),
        ("mails", _("Mail"), ()),
        ("playbooks", _("Playbooks"), ("/playbooks/", "/faq/")),
        ("imports", _("Imports"), ()),
        ("people", _("People"), ()),
        ("audit", _("Audit"), ()),
    ]
