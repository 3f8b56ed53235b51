"""The heart: the playbook page of one engagement with verdicts and evidence, the next act with its form, and the history."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.core.engagement.advice import advice
from tasuki.core.engagement.commands import COMMANDS
from tasuki.core.engagement.plan import pins
from tasuki.core.engagement.reminders import owner_of
from tasuki.records.queries import Outbox, mails_of
from tasuki.services import demo, drafts, rights, today
from tasuki.services.addresses import record_address
from tasuki.services.engagements import Case, case_of
from tasuki.services.places import zone_of
from tasuki.web import words
from tasuki.web.access import may_open
from tasuki.web.forms import form_for
from tasuki.web.requests import actor_of, engagement_or_404, person_of
from tasuki.web.shown.acting import Acting, acting, needs_of
from tasuki.web.shown.begun import begun
from tasuki.web.shown.escalated import escalated_in
from tasuki.web.shown.glance import glance, leaving_of
from tasuki.web.shown.parts import parts_of
from tasuki.web.shown.process import Process
from tasuki.web.shown.timeline import timeline

_AGAIN = 10
"""Seconds between two looks at a mail that should have left."""


def show(request: HttpRequest, engagement_id: int) -> HttpResponse:
    case = case_of(engagement_or_404(request, engagement_id))
    assessment = case.assessment
    doing = acting(case, actor_of(request))
    drafts_kept = [one for one in drafts.kept_by(person_of(request), case.engagement) if one.form in doing.commands]
    mails = list(mails_of(case.engagement.subject))
    parts = parts_of(engagement_id, assessment, request.GET.get("part", ""))
    part = next(part for part in parts if part.here)
    process = Process(case, part.lane, doing.commands)
    context = {
        "case": case,
        "engagement": case.engagement,
        "tenant": case.engagement.tenant,
        "assessment": assessment,
        "manager": case.circumstances.person(assessment.manager),
        "zone": zone_of(case.engagement.tenant),
        "parts": parts,
        "part": part,
        "steps": process.steps(),
        "sections": process.sections(),
        "page_language": process.page_language,
        "acting": doing,
        "guests": demo.accounts_for(case.engagement, {act.role for act in doing.others}) if doing.others else (),
        "glance": glance(case, doing, parts, process.steps(), leaving_of(mails)),
        "drafts": drafts_kept,
        "advice": advice(assessment, case.circumstances),
        **_next_form(request, case, doing),
        "escalated": next((one.entry for one in escalated_in([case])), None),
        "may_redact": rights.may(person_of(request), "redact"),
        "may_prepare": may_open(person_of(request).role, "kit"),
        "timeline": timeline(case, commands=doing.commands),
        "next_owner": _owner_of_next(case),
        "record_address": record_address(engagement_id) if "record-mail" in doing.commands else "",
        "mails": mails,
        **_leaving(mails, case),
        "versions": _pinned(case),
        "may_see_links": may_open(person_of(request).role, "links"),
        "may_demonstrate": "show-request-form" in doing.commands,
        "faq": part.lane.playbook.faq,
    }
    return render(request, "tasuki/engagement.html", context)


def _next_form(request: HttpRequest, case: Case, doing: Acting) -> dict[str, object]:
    """The next act's form, with what this person had begun to type into it."""
    if doing.first is None or doing.form is None:
        return {"form": None}
    spec = COMMANDS[doing.first.command]
    given, draft = begun(person_of(request), case, spec, doing.given)
    if draft is None:
        return {"form": doing.form}
    said = {field.name for field in doing.form.settled if given.get(field.name, "") == field.value}
    return {"form": form_for(case, spec, given, needs_of(case, spec, given), said=said), "draft": draft}


def _owner_of_next(case: Case) -> str:
    told = today.next_action(case)
    return words.owner(case.circumstances.people, owner_of(told)) if told else ""


def _leaving(mails: Sequence[Outbox], case: Case) -> dict[str, object]:
    """The mails that can still be taken back, and in how many seconds the page looks again whether the first has left."""
    now = case.circumstances.now
    mail = leaving_of(mails)
    again = max(_AGAIN, int((mail.due - now).total_seconds()) + 2) if mail else None
    return {"look_again": again, "undoable": {one.fact_number for one in mails if one.state == "queued" and one.due > now}}


@dataclass(frozen=True, slots=True)
class Pinned:
    """The version of a playbook that the engagement runs on."""

    slug: str
    version: int
    title: str


def _pinned(case: Case) -> list[Pinned]:
    playbooks = {lane.process: lane.playbook for lane in case.plan.lanes}
    return [Pinned(slug, version, words.title_of(playbooks[slug])) for slug, version in pins(case.history).items() if slug in playbooks]
