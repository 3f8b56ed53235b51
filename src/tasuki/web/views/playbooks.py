"""The process to read: published versions, their pages side by side, and the FAQ."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.records.queries import published
from tasuki.services import playbooks
from tasuki.web import prose, words


def listed(request: HttpRequest) -> HttpResponse:
    groups = []
    for slug, versions in groupby(published(), key=lambda version: version.slug):
        held = list(versions)
        playbook = playbooks.playbook(slug, held[0].version)
        groups.append((words.title_of(playbook), playbook, held))
    return render(request, "tasuki/playbooks.html", {"groups": groups})


def pages(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    stored = published().filter(slug=slug, version=version).first()
    if stored is None:
        raise Http404
    sides = [(page.language, page.path, prose.whole(page.text)) for page in stored.pages.all()]
    sides.sort(key=lambda side: side[0] != words.reader_language())
    title = words.title_of(playbooks.playbook(slug, version))
    return render(request, "tasuki/playbook.html", {"stored": stored, "sides": sides, "title": title})


def faq(request: HttpRequest, slug: str) -> HttpResponse:
    text = playbooks.faq_text(slug, words.reader_language())
    if text is None:
        raise Http404
    version = playbooks.faq_versions(slug).get(words.reader_language(), "")
    return render(request, "tasuki/faq.html", {"text": prose.whole(text), "version": version})
