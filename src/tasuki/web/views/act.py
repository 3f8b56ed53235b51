"""One act on one engagement: its form, the preview of what it would send, and the act itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tasuki.core.engagement.acts import REVERSIBLE
from tasuki.core.engagement.commands import COMMANDS, CommandSpec, UsageError
from tasuki.core.engagement.decisions import Refused
from tasuki.core.engagement.facts import SYSTEM, Fact, NewFact
from tasuki.core.engagement.offering import offered
from tasuki.core.engagement.reminders import owner_of
from tasuki.core.finding import Finding
from tasuki.core.playbook.model import MailTemplate
from tasuki.records.queries import Draft
from tasuki.records.site import site
from tasuki.services import drafts, engagements, looking, note_templates, today
from tasuki.services.addresses import site_address
from tasuki.services.engagements import Case, case_of
from tasuki.services.places import zone_of
from tasuki.services.refusal import Refusal
from tasuki.services.rehearsal import rehearse
from tasuki.web import words
from tasuki.web.forms import digest_of, form_for, given_by, unless_composed
from tasuki.web.links import engagement_url
from tasuki.web.requests import actor_of, asks_for_fragment, back_of, engagement_or_404, person_of
from tasuki.web.said import Beside, say
from tasuki.web.shown import contacts, recipients
from tasuki.web.shown.acting import needs_of, purpose_of
from tasuki.web.shown.begun import begun, with_theirs
from tasuki.web.shown.telling import teller_of
from tasuki.web.shown.timeline import Entry, timeline

_MAILING = ("send-mail", "request-queue-move")
_ABOUT_A_WAIVER = ("grant-waiver", "refuse-waiver")
_DECIDING = {
    **dict.fromkeys(_ABOUT_A_WAIVER, ("waiver-requested", "waiver-granted", "waiver-refused")),
    **dict.fromkeys(("close-without-discussion", "resume"), ("held", "withdrawn", "superseded", "resumed")),
    "answer-objection": ("objection-raised",),
}
"""Acts that decide on what somebody else recorded, and the kinds of facts among which it is the newest."""
_ANSWERING = ("acknowledge-queue-move", "confirm-queue-move", "decline-queue-move", "take-back-queue-move")


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as its recipients would see it. `digest` tells on the next post whether its words were changed by hand."""

    sender: recipients.Recipient
    to: list[recipients.Recipient]
    cc: list[recipients.Recipient]
    subject: str
    body: str
    language: str


def act(request: HttpRequest, engagement_id: int, command: str) -> HttpResponse:
    spec = COMMANDS.get(command)
    if spec is None:
        raise Http404
    case = case_of(engagement_or_404(request, engagement_id))
    if request.method == "POST":
        return _asked(request, case, spec)
    if spec not in offered(case.assessment, actor_of(request)):
        raise PermissionDenied
    given, draft = begun(person_of(request), case, spec, _asked_for(request, case, spec), chosen="draft" in request.GET)
    previews = _rehearsed(request, case, spec, given)[0] if spec.name in _MAILING else []
    return _page(request, case, spec, given, previews=previews, draft=draft)


def _asked_for(request: HttpRequest, case: Case, spec: CommandSpec) -> dict[str, str]:
    """What the link says, completed by what the next such act would be given."""
    known = {"workload", *(key.name for key in spec.keys)}
    given: dict[str, str] = {name: str(value) for name, value in request.GET.dict().items() if name in known and value}
    for act in case.guide.next_acts():
        own = {**({"workload": act.workload} if act.workload else {}), **act.keys}
        if act.command == spec.name and all(own.get(name) == value for name, value in given.items()):
            return own
    return given if given or spec.name != "set-next-action" else _as_it_stands(case)


def _as_it_stands(case: Case) -> dict[str, str]:
    """A next action is changed from what it is now: mostly only its day."""
    told = today.next_action(case)
    if told is None:
        return {}
    return {"date": str(told.data["date"]), "text": told.text, "owner": owner_of(told)}


def _asked(request: HttpRequest, case: Case, spec: CommandSpec) -> HttpResponse:
    try:
        given = unless_composed(request, given_by(request, case, spec))
    except Refusal as refusal:
        return _page(request, case, spec, {}, refusal.findings, status=422)
    if "insert" in request.POST:
        return _page(request, case, spec, _with_template(request, case, given))
    if between := _in_between(request, case):
        drafts.keep(person_of(request), case.engagement, spec.name, given)
        return _page(request, case, spec, given, between=between, status=409)
    if changed := _contact_changed(request, case, given):
        drafts.keep(person_of(request), case.engagement, spec.name, given)
        return _page(request, case, spec, given, overtaken=changed, status=409)
    if "preview" in request.POST:
        given = _in_language(case, given, request.POST["preview"])
        previews, findings = _rehearsed(request, case, spec, given)
        return _page(request, case, spec, given, findings, previews=previews, status=422 if findings else 200)
    return _performed(request, case, spec, given)


def _performed(request: HttpRequest, case: Case, spec: CommandSpec, given: dict[str, str]) -> HttpResponse:
    """Done on the history that was looked at. Who was overtaken in this very moment is answered like anybody who came second."""
    try:
        facts = engagements.perform(person_of(request), case.engagement.pk, spec.name, given, after=len(case.history), undo=True)
    except Refusal as refusal:
        drafts.keep(person_of(request), case.engagement, spec.name, given)
        if any(finding.code == "overtaken" for finding in refusal.findings):
            return _asked(request, case_of(case.engagement), spec)
        return _page(request, case, spec, given, refusal.findings, status=422)
    except UsageError as error:
        raise BadRequest(error.word) from error
    drafts.drop(person_of(request), case.engagement, spec.name)
    looking.looked(person_of(request), case.engagement, len(case.history) + len(facts))
    return _done(request, case, facts)


def _template(case: Case, given: Mapping[str, str]) -> MailTemplate | None:
    name = given.get("template", "")
    return next((lane.playbook.mails[name] for lane in case.plan.lanes if name in lane.playbook.mails), None)


def _in_language(case: Case, given: dict[str, str], language: str) -> dict[str, str]:
    """The mail in the language whose button was pressed; words changed by hand stay as they are."""
    template = _template(case, given)
    return {**given, "language": language} if template and language in template.languages else given


def _unwritten(case: Case, template: MailTemplate | None) -> str:
    """The readers' language where there is no template in it: what is offered instead is said, never slipped in (R-17)."""
    if template is None or (own := case.guide.mail_language(template.to)) in template.languages:
        return ""
    return own


def _decided_on(case: Case, spec: CommandSpec, given: Mapping[str, str]) -> list[Entry]:
    """What somebody else asked for or said, with his reason: whoever decides should not have to look for it."""
    facts = case.assessment.history.of(*_DECIDING.get(spec.name, ()))
    if spec.name in _ABOUT_A_WAIVER:
        asked = (given.get("criterion"), given.get("workload"))
        facts = [fact for fact in facts if (fact.data.get("criterion"), fact.workload) == asked]
    return timeline(case, facts[-1:]) if facts and facts[-1].kind not in ("waiver-granted", "waiver-refused", "resumed") else []


def _with_template(request: HttpRequest, case: Case, given: dict[str, str]) -> dict[str, str]:
    """The text as it was typed, with a template's words after it."""
    inserted = note_templates.text_of(request.POST["insert"], words.reader_language(), case)
    if inserted is None:
        raise BadRequest(request.POST["insert"])
    typed = given.get("text", "").rstrip()
    return {**given, "text": f"{typed}\n\n{inserted}" if typed else inserted}


def _done(request: HttpRequest, case: Case, facts: Sequence[Fact]) -> HttpResponse:
    """Every new fact in words; the way back stands beside the first that has one, and takes the whole act back."""
    tell, told, page = teller_of(case), set[str](), engagement_url(case.engagement.pk)
    for fact in facts:
        undo = {} if told else _way_back(case, fact, back_of(request))
        told |= undo.keys()
        say(request, tell(fact), Beside(place=f"{page}#fact-{fact.number}", **undo))
    return redirect(back_of(request) or page)


def _way_back(case: Case, fact: Fact, back: str) -> dict[str, Any]:
    """The act that takes this one back, without another word of whoever slipped, and leads to the same page."""
    slip = {"reason": _("Taken back at once.")}
    ways = {
        **dict.fromkeys(REVERSIBLE, ("take-back", {"fact": str(fact.number)})),
        "mail-queued": ("take-back-mail", {"mail": str(fact.number)}),
        "queue-move-requested": ("take-back-queue-move", slip),
        "queue-move-confirmed": ("take-back-queue-answer", slip),
        "queue-move-declined": ("take-back-queue-answer", slip),
        "manager-reassigned": ("reassign-manager", {"to": str(fact.data.get("from") or ""), **slip}),
    }
    if fact.kind not in ways or (fact.kind == "manager-reassigned" and not fact.data.get("from")):
        return {}
    command, keys = ways[fact.kind]
    return {"undo": reverse("act", args=[case.engagement.pk, command]), "fields": {**keys, **({"back": back} if back else {})}}


def _in_between(request: HttpRequest, case: Case) -> list[Entry]:
    """What people have recorded since the form was shown; the worker's facts surprise nobody."""
    shown = request.POST.get("facts", "")
    if not shown.isdecimal():
        return []
    return timeline(case, [fact for fact in case.history[int(shown) :] if fact.by != SYSTEM])


def _contact_changed(request: HttpRequest, case: Case, given: Mapping[str, str]) -> list[Finding]:
    """A contact is its tenant's: another engagement, or an import, may have changed it, of which this history knows nothing."""
    seen = request.POST.get("contacts", "")
    if not seen or seen == contacts.digest_of(case.engagement.tenant):
        return []
    return [Finding(code="contact-changed", values={"as_it_is": contacts.told(case.engagement.tenant, given)})]


def _rehearsed(request: HttpRequest, case: Case, spec: CommandSpec, given: Mapping[str, str]) -> tuple[list[Preview], tuple[Finding, ...]]:
    """The mails that the act would send, one for each language, or what speaks against it.

    A form that was only opened is not reproached for what it lacks."""
    if spec.name == "send-mail" and "template" not in given:
        return [], ()
    decision = rehearse(person_of(request), case, spec.name, given)
    if isinstance(decision, Refused):
        return [], decision.findings
    mails = {fact.data["message_id"]: fact for fact in decision.facts if fact.kind in ("mail-queued", "mail-drafted")}
    return [_preview(request, case, mail) for mail in mails.values()], ()


def _preview(request: HttpRequest, case: Case, mail: NewFact) -> Preview:
    data = mail.data
    known = recipients.names_of(case.circumstances)
    me = person_of(request)
    return Preview(
        sender=recipients.Recipient(me.email, me.name) if me.email else recipients.Recipient(site_address(), ""),
        to=recipients.named(data["to"], known),
        cc=recipients.named(data.get("cc") or (), known),
        subject=data["subject"],
        body=mail.text,
        language=data["language"],
    )


def _page(
    request: HttpRequest,
    case: Case,
    spec: CommandSpec,
    given: Mapping[str, str],
    findings: Sequence[Finding] = (),
    *,
    previews: Sequence[Preview] = (),
    between: Sequence[Entry] = (),
    overtaken: Sequence[Finding] = (),
    draft: Draft | None = None,
    status: int = 200,
) -> HttpResponse:
    needs = needs_of(case, spec, given)
    preview, template = previews[0] if previews else None, _template(case, given)
    filled = {**given, "subject": preview.subject, "body": preview.body} if preview and spec.name == "send-mail" else given
    decided_on = _decided_on(case, spec, given)
    said = ("criterion", "workload") if decided_on and spec.name in _ABOUT_A_WAIVER else ()
    next_act = next((one for one in case.guide.next_acts() if one.command == spec.name), None)
    context = {
        "case": case,
        "engagement": case.engagement,
        "tenant": case.engagement.tenant,
        "zone": zone_of(case.engagement.tenant),
        "spec": spec,
        "form": with_theirs(form_for(case, spec, filled, needs, findings, said), spec, [entry.fact for entry in between]),
        "draft": draft,
        "decided_on": decided_on,
        "templates": note_templates.named(words.reader_language()) if spec.name == "record-note" else [],
        "findings": findings,
        "preview": preview,
        "composed": digest_of(preview.subject, preview.body) if preview and not {"subject", "body"} & given.keys() else "",
        "previews": previews,
        "languages": list(template.languages) if template and len(previews) == 1 else [],
        "unwritten": _unwritten(case, template) if previews else "",
        "rehearsed_at": settings.TASUKI_MAIL_REHEARSAL,
        "undo_seconds": site().mail_undo_seconds,
        "mailing": spec.name in _MAILING,
        "asked_queue": case.assessment.open_request if spec.name in _ANSWERING else None,
        "between": between,
        "overtaken": overtaken,
        "contacts": contacts.digest_of(case.engagement.tenant) if spec.name in contacts.CHANGED_BY else "",
        "faq": case.plan.main.faq if spec.name == "review-faq" else None,
        "purpose": purpose_of(next_act) if next_act else "",
        "commands": {one.name for one in offered(case.assessment, actor_of(request))},
        "back": back_of(request),
    }
    return render(request, "tasuki/parts/act_dialog.html" if asks_for_fragment(request) else "tasuki/act.html", context, status=status)
