"""The process to read: published versions with who looks after them, their pages side by side with findings, and the FAQ."""

from collections.abc import Mapping
from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from tasuki.core.engagement.commands import Command
from tasuki.core.engagement.roles import ever_may
from tasuki.core.playbook.page import Page
from tasuki.records.queries import published
from tasuki.services import clock, linting, playbooks, rights
from tasuki.services import versions as service
from tasuki.web import words
from tasuki.web.access import may_open
from tasuki.web.links import act_link
from tasuki.web.requests import actor_of, engagement_or_404, person_of
from tasuki.web.shown.faq import entries_of, intro_of
from tasuki.web.shown.margin import beside

_SHOWN = 50
"""So many running engagements are named before one asks for all of them."""


def _is_no_language_of_the_portal(language: str) -> bool:
    return language not in dict(settings.LANGUAGES)


def listed(request: HttpRequest) -> HttpResponse:
    shelved = service.listed()
    groups = []
    for _, versions in groupby(shelved, key=lambda one: one.stored.slug):
        held = list(versions)
        groups.append((words.title_of(held[0].playbook), held[0].playbook, held))
    today = clock.today()
    context = {
        "groups": groups,
        "stale": [(one, care, words.title_of(one.playbook)) for one in shelved for care in one.stale(today)],
        "may_publish": may_open(person_of(request).role, "playbook-publish"),
    }
    return render(request, "tasuki/playbooks.html", context)


def shown(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    stored = published().filter(slug=slug, version=version).first()
    if stored is None:
        raise Http404
    person = person_of(request)
    pages = playbooks.pages_of(stored)
    findings = linting.findings_of(stored)
    chosen = _chosen(request, pages, playbooks.as_published(slug, version).reference)
    running = service.runs(person, slug, version).select_related("tenant", "owner")
    named = list(running if "all" in request.GET else running[:_SHOWN])
    shelved = next(one for one in service.listed(slug) if one.stored.version == version)
    context = {
        "stored": stored,
        "files": list(playbooks.files_of(stored)),
        "shelved": shelved,
        "sides": [(page.language, page.path, sum(one.path == page.path for one in findings)) for page in chosen],
        "parts": beside(chosen, findings),
        "others": [language for language in pages if language != chosen[0].language],
        "languages": list(pages),
        "title": words.title_of(shelved.playbook),
        "on_rules": [finding for finding in findings if finding.path == stored.rules_path],
        "running": named,
        "hidden": 0 if len(named) < _SHOWN else running.count() - len(named),
        "today": clock.today(),
        "sees_customers": may_open(person.role, "engagement"),
        "may_move": rights.may(person, "move-engagements") and stored.retired_at is None,
        "may_retire": rights.may(person, "retire-playbook") and stored.retired_at is None,
        "has_others": published().filter(slug=slug).exclude(version=version).exists(),
    }
    return render(request, "tasuki/playbook.html", context)


def file(_: HttpRequest, slug: str, version: int, path: str) -> HttpResponse:
    """A page or the rules, as published: to be changed and published again."""
    stored = published().filter(slug=slug, version=version).first()
    text = playbooks.files_of(stored).get(path) if stored else None
    if text is None:
        raise Http404
    headers = {"Content-Disposition": content_disposition_header(True, path.rpartition("/")[2]) or "attachment"}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def _chosen(request: HttpRequest, pages: Mapping[str, Page], leading: str) -> list[Page]:
    """Two languages: the reader's and the leading one, unless he chose others; one where there is no second."""
    first = _language(request, "one", pages, words.reader_language()) or leading
    others = [language for language in (leading, *sorted(pages, key=_is_no_language_of_the_portal)) if language != first]
    second = _language(request, "other", pages, others[0] if others else "")
    return [pages[first], *([pages[second]] if second and second != first else [])]


def _language(request: HttpRequest, name: str, pages: Mapping[str, Page], otherwise: str) -> str:
    given = request.GET.get(name, otherwise)
    return given if given in pages else ""


def faq(request: HttpRequest, slug: str) -> HttpResponse:
    text = playbooks.faq_text(slug, words.reader_language())
    if text is None:
        raise Http404
    version = playbooks.faq_versions(slug).get(words.reader_language(), "")
    search = request.GET.get("q", "").strip()
    context = {"entries": entries_of(text, search), "intro": intro_of(text), "search": search, "version": version, **_asking(request)}
    return render(request, "tasuki/faq.html", context)


def _asking(request: HttpRequest) -> dict[str, object]:
    """The engagement from which somebody came here, with the act that confirms the FAQ in it."""
    number = request.GET.get("engagement", "")
    if not number.isdecimal():
        return {}
    engagement = engagement_or_404(request, int(number))
    may = ever_may(actor_of(request), Command("review-faq"))
    return {"engagement": engagement, "act": act_link(engagement.pk, "review-faq") if may else None}
