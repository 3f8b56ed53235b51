"""The process to read: published versions with who looks after them, their pages side by side with findings, and the FAQ."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.core.engagement.commands import Command
from tasuki.core.engagement.roles import ever_may
from tasuki.records.queries import published
from tasuki.services import clock, playbooks, rights
from tasuki.services import versions as service
from tasuki.web import words
from tasuki.web.access import may_open
from tasuki.web.links import act_link
from tasuki.web.requests import actor_of, engagement_or_404, person_of
from tasuki.web.shown.faq import entries_of, intro_of
from tasuki.web.shown.margin import with_findings


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


def pages(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    stored = published().filter(slug=slug, version=version).first()
    if stored is None:
        raise Http404
    person = person_of(request)
    findings = playbooks.findings_of(stored)
    sides = []
    for page in stored.pages.all():
        own = [finding for finding in findings if finding.path == page.path]
        sides.append((page.language, page.path, with_findings(page.text, own), len(own)))
    sides.sort(key=lambda side: side[0] != words.reader_language())
    shelved = next(one for one in service.listed(slug) if one.stored.version == version)
    context = {
        "stored": stored,
        "shelved": shelved,
        "sides": sides,
        "title": words.title_of(shelved.playbook),
        "on_rules": [finding for finding in findings if finding.path == stored.rules_path],
        "running": service.runs(person, slug, version),
        "today": clock.today(),
        "sees_customers": may_open(person.role, "engagement"),
        "may_move": rights.may(person, "move-engagements") and stored.retired_at is None,
        "may_retire": rights.may(person, "retire-playbook") and stored.retired_at is None,
        "has_others": published().filter(slug=slug).exclude(version=version).exists(),
    }
    return render(request, "tasuki/playbook.html", context)


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
