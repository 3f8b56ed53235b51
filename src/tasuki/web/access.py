"""Which screen is for whom: one table, read by the addresses, the navigation and the tests. Not listed means forbidden.

Whether a person sees a certain tenant or engagement is asked of `records.queries`; what he may do there is decided by the core.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from tasuki.services.rights import RIGHTS

View = Callable[..., HttpResponseBase]

PUBLIC: Final = frozenset({"public"})
EVERYBODY: Final = frozenset({"manager", "engineer", "assignment", "lead", "author", "auditor", "admin"})
WITH_CUSTOMERS: Final = frozenset({"manager", "engineer", "assignment", "lead", "auditor"})
ACTING: Final = frozenset({"manager", "engineer", "assignment", "lead"})
HANDING_OVER: Final = frozenset({"assignment", "lead", "auditor"})
REPORTING: Final = frozenset({"manager", "lead", "assignment", "auditor"})
INTAKE: Final = RIGHTS["decide-request"] | {"auditor"}
IMPORTING: Final = RIGHTS["import"] | RIGHTS["import-assignments"]
STAFFING: Final = RIGHTS["add-person"] | {"lead"}
PROVING: Final = RIGHTS["read-audit"]

SCREENS: Final[dict[str, frozenset[str]]] = {
    "sign-in": PUBLIC,
    "sign-in-link": PUBLIC,
    "language": PUBLIC,
    "health": PUBLIC,
    "request-form": PUBLIC,
    "link": PUBLIC,
    "link-thanks": PUBLIC,
    "notices-stop": PUBLIC,
    "calendar": PUBLIC,
    "sign-out": EVERYBODY,
    "password": EVERYBODY,
    "today": EVERYBODY,
    "tenants": WITH_CUSTOMERS,
    "tenant": WITH_CUSTOMERS,
    "list-export": WITH_CUSTOMERS,
    "list-views": WITH_CUSTOMERS,
    "many": ACTING,
    "many-done": ACTING,
    "looked": WITH_CUSTOMERS,
    "cadence": RIGHTS["set-cadence"],
    "engagement": WITH_CUSTOMERS,
    "act": ACTING,
    "draft": ACTING,
    "redact": RIGHTS["redact"],
    "kit": ACTING,
    "invitation": ACTING,
    "summary": WITH_CUSTOMERS,
    "notes": WITH_CUSTOMERS,
    "evidence": WITH_CUSTOMERS,
    "history": WITH_CUSTOMERS,
    "hand-over": HANDING_OVER,
    "yearly-review": HANDING_OVER,
    "request-demonstration": frozenset({"manager", "lead"}),
    "links": frozenset({"manager", "lead", "auditor"}),
    "as-customer": frozenset({"manager", "lead", "auditor"}),
    "requests": INTAKE,
    "request": INTAKE,
    "mails": frozenset({"manager", "lead", "assignment", "auditor"}),
    "notices": EVERYBODY,
    "notices-read": EVERYBODY,
    "notices-wish": EVERYBODY,
    "playbooks": EVERYBODY,
    "playbook": EVERYBODY,
    "playbook-file": EVERYBODY,
    "playbook-compare": EVERYBODY,
    "playbook-publish": RIGHTS["publish-playbook"],
    "playbook-retire": RIGHTS["retire-playbook"],
    "playbook-move": RIGHTS["move-engagements"],
    "faq": EVERYBODY,
    "imports": IMPORTING,
    "people": STAFFING,
    "person": STAFFING,
    "portfolio": RIGHTS["hand-over-portfolio"],
    "absence": EVERYBODY,
    "reports": REPORTING,
    "report": REPORTING,
    "settings": RIGHTS["read-settings"],
    "import-rejected": IMPORTING,
    "audit": PROVING,
    "audit-export": PROVING,
}


def screen(route: str, view: View, name: str) -> URLPattern:
    """One address with the people it is for. A name that the table does not know fails at start."""
    roles = SCREENS[name]
    return path(route, view if roles is PUBLIC else _for_roles(view, roles), name=name)


def _for_roles(view: View, roles: frozenset[str]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.role not in roles:
            raise PermissionDenied
        return view(request, *args, **named)

    return guarded


def may_open(role: str, name: str) -> bool:
    return SCREENS[name] is PUBLIC or role in SCREENS[name]
