"""Screens asked for again and again; imported only after Django is set up."""

import gzip
import re
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection
from django.test import Client

from tasuki.records.models import Engagement, Person, Tenant

LISTS = (
    ("suzuki", "?all=1"),
    ("suzuki", "?state=active"),
    ("suzuki", "?state=none"),
    ("suzuki", "?state=active&region=APJ"),
    ("suzuki", "?milestone=-&sort=-name"),
    ("suzuki", "?milestone=near&state=active&sort=next"),
    ("suzuki", "?next=overdue&sort=next"),
    ("suzuki", "?next=none&state=on-hold"),
    ("suzuki", "?next=soon&region=EMEA&sort=-changed"),
    ("suzuki", "?owner=m17"),
    ("suzuki", "?owner=-&state=active"),
    ("suzuki", "?owner=-&state=closed"),
    ("suzuki", "?owner=-"),
    ("suzuki", "?sort=owner"),
    ("suzuki", "?sort=-state"),
    ("suzuki", "?sort=region&milestone=reached"),
    ("suzuki", "?service=teams&version=completion-enablement:1"),
    ("suzuki", "?service=intune&region=Americas&state=closed"),
    ("suzuki", "?service=nothing"),
    ("suzuki", "?version=completion-enablement:9&sort=-changed"),
    ("suzuki", "?queue=-&sort=changed"),
    ("suzuki", "?queue=nothing"),
    ("suzuki", "?team=3&state=active&sort=-next"),
    ("suzuki", "?q=霞ノ森 電工"),
    ("suzuki", "?q=霞ノ森"),
    ("suzuki", "?q=霞ノ森&sort=-changed"),
    ("suzuki", "?q=霞ノ森 電工&state=active"),
    ("suzuki", "?q=株"),
    ("suzuki", "?q=e"),
    ("suzuki", "?q=b-099"),
    ("suzuki", "?q=b-099&state=none&sort=-name"),
    ("suzuki", "?q=yamada777@"),
    ("suzuki", "?q=ないもの"),
    ("suzuki", "?q=70099"),
    ("head", "?all=1"),
    ("lead", "?all=1"),
    ("lead", "?state=handing-over&sort=-next"),
    ("lead", "?q=霞ノ森 電工"),
    ("lead", "?next=overdue"),
    ("lead", "?milestone=-&region=APJ"),
    ("m17", "?all=1"),
    ("m17", "?next=overdue&sort=next"),
    ("m17", "?q=電工"),
)
OTHERS = (
    *(("m0", "/"), ("lead", "/"), ("head", "/"), ("head", "/?manager=m24"), ("suzuki", "/")),
    *(("suzuki", "/hand-over/"), ("head", "/hand-over/"), ("suzuki", "/hand-over/review/")),
    *(("head", "/requests/"), ("suzuki", "/mails/"), ("head", "/mails/"), ("m0", "/mails/"), ("m0", "/notices/"), ("head", "/notices/")),
    *(
        ("m0", "/notes/?q=移行"),
        ("head", "/notes/?q=移行"),
        ("suzuki", "/notes/?q=移行"),
        ("head", "/notes/?q=ないもの"),
        ("head", "/notes/"),
        ("m0", "/notes/"),
        ("suzuki", "/notes/"),
    ),
    *(("abe", "/audit/"), ("abe", "/audit/?by=m17"), ("abe", "/audit/?kind=waiver-granted"), ("abe", "/audit/?kind=note-recorded")),
    *(("abe", "/audit/?by=m17&kind=note-recorded"), ("abe", "/audit/?subject=engagement/9"), ("abe", "/audit/?by=nobody")),
    *(("abe", "/audit/?subject=tenant/b-0001&kind=contact-added"), ("abe", "/audit/?from=2026-10-01&until=2026-10-02")),
    *(("abe", "/audit/?kind=note-recorded&page=200"), ("abe", "/audit/?subject=engagement/77"), ("abe", "/audit/?by=system")),
    *(("m0", "/reports/"), ("lead", "/reports/"), ("head", "/reports/"), ("suzuki", "/reports/")),
    *(
        ("head", "/reports/time-in-steps/"),
        ("head", "/reports/evidence/?by=manager"),
        ("suzuki", "/reports/reached-not-discussed/?by=team"),
    ),
    *(
        ("admin", "/people/"),
        ("admin", "/people/m17/"),
        ("head", "/people/m17/hand-over/"),
        ("admin", "/imports/"),
        ("hayashi", "/playbooks/"),
    ),
    *(
        ("hayashi", "/playbooks/completion-enablement/1/"),
        ("admin", "/settings/"),
        ("m0", "/faq/completion-faq/"),
        ("m0", "/absence/"),
    ),
)


def measure(rounds: int, only: str, *, small: bool) -> float:
    """The slowest p95 of all screens, in milliseconds."""
    settings.ALLOWED_HOSTS = ["testserver"]
    empty = _report("nobody", "/health", _again(Client(), "/health", rounds), None)
    slowest = 0.0
    for login, path, deep in _asked(small):
        if only in f"{login} {path}":
            client = _client(login)
            taken = _walk(client, path, rounds) if deep else _again(client, path, rounds)
            slowest = max(slowest, _report(login, path, taken, empty))
    return slowest


def _asked(small: bool) -> Iterator[tuple[str, str, bool]]:
    cast = {"m0": "mori", "m17": "ito", "lead": "yamada", "head": "yamada"} if small else {}
    for login, question in LISTS:
        yield cast.get(login, login), f"/tenants/{question}", True
    for login, path in OTHERS:
        yield cast.get(login, login), path.replace("m17", cast.get("m17", "m17")), False
    for path in _engagement_paths(cast.get("m0", "m0")):
        yield cast.get("m0", "m0"), path, False


def _engagement_paths(login: str) -> Iterator[str]:
    """The screens of the engagement of this manager that has the longest history, and of its tenant."""
    row = Engagement.objects.filter(manager=login, closed_at=None).order_by("-facts")[0]
    here, tenant = f"/engagements/{row.pk}/", Tenant.objects.get(pk=row.tenant_id).pk
    yield from (here, f"{here}?in=next%3Doverdue%26sort%3Dnext", f"/tenants/{tenant}/", f"/tenants/{tenant}/?in=all%3D1")
    yield from (f"{here}{part}/" for part in ("discussion", "summary", "evidence", "history", "links", "customer", "do/record-note"))
    yield f"/tenants/{tenant}/regular-meeting/"


def _client(login: str) -> Client:
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(Person.objects.get(pk=login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _report(login: str, path: str, taken: list[float], empty: float | None) -> float:
    ordered = sorted(taken)
    p50, p95 = ordered[len(ordered) // 2] * 1000, ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000
    ratio = "" if empty is None else f"  x{p50 / empty:5.1f}"
    print(f"{login:7} {path:66} p50 {p50:7.1f}  p95 {p95:7.1f} ms{ratio}", flush=True)
    return p50 if empty is None else p95


def _clock() -> Callable[[], float]:
    return time.process_time if connection.vendor == "sqlite" else time.perf_counter


def _again(client: Client, path: str, rounds: int) -> list[float]:
    now, taken = _clock(), []
    client.get(path)
    for _ in range(rounds):
        _timed(client, path, now, taken)
    return taken


def _timed(client: Client, path: str, now: Callable[[], float], taken: list[float]) -> bytes:
    started = now()
    response = client.get(path)
    taken.append(now() - started)
    assert response.status_code == 200, (path, response.status_code)
    return response.content


def _walk(client: Client, path: str, rounds: int) -> list[float]:
    """Pages from the first on, from the last back, and the first again: the last is the first of the other direction."""
    now, taken, here = _clock(), [], path
    client.get(here)
    for number in range(rounds):
        text = gzip.decompress(_timed(client, here, now, taken)).decode()
        wanted = "next" if number < rounds * 2 // 3 else "prev"
        found = re.search(rf'rel="{wanted}" href="\?([^"]+)"', text)
        here = f"/tenants/?{found[1].replace('&amp;', '&')}" if found else path
    return taken
