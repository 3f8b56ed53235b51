"""What authors and leads do with versions: compare, publish in two steps, retire, move running engagements with a preview."""

import base64
import binascii
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tasuki.core.engagement.moving import Consequences
from tasuki.core.finding import Finding
from tasuki.core.playbook.model import Playbook
from tasuki.core.playbook.versions import Changed
from tasuki.records.queries import published
from tasuki.services import playbooks, rights, starting_rules
from tasuki.services import versions as service
from tasuki.services.refusal import Refusal
from tasuki.web import words
from tasuki.web.requests import person_of
from tasuki.wording.versions import change_sentence, consequence_sentences

Of = TypeVar("Of")

SHOWN = 50
"""So many engagements are looked at on one screen; the command line has no end."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A change as a reader sees it."""

    sentence: str
    wording_only: bool
    before: str
    after: str


def differences(changes: Sequence[Changed], before: Playbook, after: Playbook) -> list[Difference]:
    tongue = words.tongue()
    told = []
    for change in changes:
        was, now = (values.get("text") for values in (change.before, change.after))
        told.append(
            Difference(change_sentence(change, before, after, tongue), change.is_wording, _text(was, before), _text(now, after))
            if change.how == "changed"
            else Difference(change_sentence(change, before, after, tongue), change.is_wording, "", "")
        )
    return told


def _text(texts: object, playbook: Playbook) -> str:
    """The words of one side, where they are a text by language; templates and figures are not printed whole."""
    if not isinstance(texts, dict):
        return ""
    text = texts.get(words.reader_language()) or texts.get(playbook.reference)
    return text if isinstance(text, str) else ""


# ---------------------------------------------------------------- compare


def compare(request: HttpRequest, slug: str) -> HttpResponse:
    numbers = [row.version for row in published().filter(slug=slug)]
    if not numbers:
        raise Http404
    newest = numbers[0]
    one = _number(request.GET.get("one"), numbers, newest - 1 if newest - 1 in numbers else newest)
    other = _number(request.GET.get("other"), numbers, newest)
    found = service.compare(slug, one, other, person=person_of(request), limit=SHOWN)
    context = {
        "slug": slug,
        "numbers": numbers,
        "one": one,
        "other": other,
        "found": found,
        "title": words.title_of(found.after),
        "differences": differences(found.changes, found.before, found.after),
        "groups": _alike((_sentences(means), row) for row, means in found.engagements),
        "may_move": rights.may(person_of(request), "move-engagements"),
    }
    return render(request, "tasuki/playbook_compare.html", context)


def _number(given: str | None, numbers: Sequence[int], otherwise: int) -> int:
    if not given:
        return otherwise
    if not given.isascii() or not given.isdigit() or int(given) not in numbers:
        raise Http404
    return int(given)


# ---------------------------------------------------------------- publish


@dataclass(frozen=True, slots=True)
class Upload:
    """A file between the two steps: looked at first, published then, byte for byte the same."""

    kind: str
    name: str
    content: bytes

    @property
    def carried(self) -> str:
        return f"{self.kind}:{self.name}:{base64.b64encode(self.content).decode()}"


def publish(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "tasuki/playbook_publish.html", {})
    uploads = _uploads(request)
    if not any(one.kind == "page" for one in uploads):
        return render(request, "tasuki/playbook_publish.html", {"nothing_given": True}, status=422)
    try:
        with _files(uploads) as (pages, rules):
            if "publish" in request.POST:
                version, _ = service.publish(pages, rules, by=person_of(request).login)
                return redirect("playbook", version.slug, version.version)
            checked = service.check(pages, rules)
            made = [] if any(one.kind == "rules" for one in uploads) else [Upload("rules", rules.name, rules.read_bytes())]
    except Refusal as refusal:
        context = {"uploads": uploads, "refused": True, **_named(refusal.findings)}
        return render(request, "tasuki/playbook_publish.html", context, status=422)
    context = {
        "uploads": [*uploads, *made],
        "made_rules": made,
        "checked": checked,
        **_named(checked.findings),
        "refused": checked.playbook is None,
        "differences": differences(checked.changes, checked.before, checked.playbook) if checked.before and checked.playbook else [],
    }
    return render(request, "tasuki/playbook_publish.html", context, status=422 if checked.playbook is None else 200)


def _uploads(request: HttpRequest) -> list[Upload]:
    """Files that were chosen now, else those that the first step carried along."""
    chosen = [("page", file) for file in request.FILES.getlist("pages")] + [("rules", file) for file in request.FILES.getlist("rules")[:1]]
    found = [Upload(kind, Path(file.name or "").name or kind, file.read()) for kind, file in chosen]
    return found or [_carried(one) for one in request.POST.getlist("carried")]


def _carried(text: str) -> Upload:
    kind, _, rest = text.partition(":")
    name, _, content = rest.rpartition(":")
    try:
        return Upload(kind, Path(name).name or kind, base64.b64decode(content, validate=True))
    except binascii.Error:
        raise SuspiciousOperation("a carried file was changed on the way") from None


@contextmanager
def _files(uploads: Sequence[Upload]) -> Iterator[tuple[list[Path], Path]]:
    """The uploads as files; where no rules came with a single page, those to start from."""
    with tempfile.TemporaryDirectory() as folder:
        pages: list[Path] = []
        rules = Path(folder) / "rules"
        for place, one in enumerate(uploads):
            path = Path(folder) / str(place) / one.name
            path.parent.mkdir()
            path.write_bytes(one.content)
            if one.kind == "rules":
                rules = path
            else:
                pages.append(path)
        if not rules.exists():
            text = starting_rules.for_page(playbooks.page_of(pages[0]))
            rules = Path(folder) / f"{pages[0].stem}.rules.yaml"
            rules.write_text(text, encoding="utf-8")
        yield pages, rules


def _named(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """By severity, and all of them; files by their names, not by where they lay for a moment."""
    named = sorted(map(_with_names, findings), key=lambda finding: (finding.path or "", finding.line or 0))
    kinds = {"errors": "error", "warnings": "warning", "notes": "note"}
    return {"findings": named, **{kind: [one for one in named if one.severity == severity] for kind, severity in kinds.items()}}


def _with_names(finding: Finding) -> Finding:
    values = dict(finding.values)
    for key in ("other_path", "page"):
        if isinstance(path := values.get(key), str):
            values[key] = Path(path).name
    for key in ("missing_on", "paths"):
        if isinstance(paths := values.get(key), list | tuple):
            values[key] = tuple(Path(str(path)).name for path in paths)
    return replace(finding, path=Path(finding.path).name if finding.path else None, values=values)


# ---------------------------------------------------------------- retire, move


def retire(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    stored = published().filter(slug=slug, version=version).first()
    if stored is None:
        raise Http404
    context: dict[str, object] = {"stored": stored, "title": words.title_of(playbooks.as_published(slug, version))}
    context["running"] = service.running_on()[slug, version]
    if request.method != "POST":
        return render(request, "tasuki/playbook_retire.html", context)
    try:
        findings = service.retire(slug, version, by=person_of(request).login)
    except Refusal as refusal:
        return render(request, "tasuki/playbook_retire.html", {**context, "findings": refusal.findings}, status=422)
    if findings:
        return render(request, "tasuki/playbook_retire.html", {**context, "findings": findings, "done": True})
    return redirect("playbooks")


def move(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    stored = published().filter(slug=slug, version=version).first()
    if stored is None:
        raise Http404
    person = person_of(request)
    context: dict[str, object] = {"stored": stored, "title": words.title_of(playbooks.as_published(slug, version))}
    chosen = [int(number) for number in _named_engagements(request) if number.isascii() and number.isdigit()]
    status = 200
    try:
        if request.method == "POST":
            done = service.move(chosen, slug, version, person=person, by=person.login)
            context["done"] = done
            status = 422 if any(one.refused for one in done) else 200
        waiting = service.movable(person, slug, version)
        preview = service.move(waiting[:SHOWN] or None, slug, version, person=person, by=person.login, dry_run=True)
        context |= {
            "groups": _alike((_sentences(one.means), one) for one in preview if one.means),
            "held": [one for one in preview if one.refused],
            "more": max(0, len(waiting) - SHOWN),
        }
    except Refusal as refusal:
        context["findings"], status = refusal.findings, 422 if request.method == "POST" else 200
    return render(request, "tasuki/playbook_move.html", context, status=status)


def _named_engagements(request: HttpRequest) -> list[str]:
    """Those that were ticked, or all of a group by its own button."""
    return request.POST.getlist("engagement") if "all" not in request.POST else request.POST["all"].split(",")


def _sentences(means: Consequences) -> tuple[str, ...]:
    return tuple(consequence_sentences(means, words.tongue()))


def _alike(told: Iterable[tuple[tuple[str, ...], Of]]) -> list[tuple[tuple[str, ...], list[Of]]]:
    """Those for whom a move means the same stand together, the largest group first."""
    groups: dict[tuple[str, ...], list[Of]] = {}
    for sentences, one in told:
        groups.setdefault(sentences, []).append(one)
    return sorted(groups.items(), key=lambda group: -len(group[1]))
