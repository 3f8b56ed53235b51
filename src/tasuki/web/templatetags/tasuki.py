"""Words for templates; templates themselves only show."""

from collections.abc import Mapping
from functools import partial

from django import template
from django.template import RequestContext

from tasuki.core.engagement.eligibility import Outcome
from tasuki.core.finding import Finding
from tasuki.web import links, said, words
from tasuki.web.requests import person_of
from tasuki.web.shown import listing

register = template.Library()

register.filter("day", words.day)
register.filter("weekday", words.day_with_weekday)
register.filter("moment", words.moment)
register.filter("moment_at", words.moment_at)
register.filter("service", words.service)
register.filter("country", words.country)
register.filter("grouped", words.grouped)
register.filter("bracketed", words.bracketed)
register.filter("language_name", words.language_name)
register.filter("beside", said.beside)


@register.filter
def sentence(finding: Finding) -> str:
    return words.sentence(finding)


@register.filter
def advice(finding: Finding) -> str:
    return words.advice(finding)


@register.filter
def label(token: str, kind: str) -> str:
    """`{{ "met"|label:"verdict" }}`: the program's own word."""
    return words.label(kind, token)


@register.filter
def word(token: str, kind: str) -> str:
    """`{{ "adoption"|word:"status" }}`: the process's word."""
    return words.word(kind, token)


@register.filter
def at(held: Mapping[str, object], key: str) -> object:
    """What stands under a key that is no word of a template."""
    return held[key]


@register.simple_tag
def remedy_url(engagement_id: int, finding: Finding) -> str:
    """The form that supplies what a finding misses, or nothing."""
    if finding.remedy is None or finding.remedy.pending:
        return ""
    return links.remedy_link(engagement_id, finding.remedy).url


@register.inclusion_tag("tasuki/parts/neighbours.html", takes_context=True)
def neighbours(context: RequestContext, tenant_id: str, engagement_id: int | None = None) -> dict[str, object]:
    """The lines before and after this one in the list that led here, if one did; and, for the list, that somebody has looked."""
    request = context["request"]
    within = request.GET.get("in")
    found = None if within is None else listing.neighbours(person_of(request), within, tenant_id, engagement_id)
    return {"found": found, "engagement_id": engagement_id, "csrf_token": context.get("csrf_token")}


register.filter("bulk_act", words.bulk_act)
register.filter("why", words.why)
register.filter("who", words.who)
register.filter("file_kind", words.file_kind)
register.filter("motion", words.motion)


@register.filter
def services(keys: str) -> str:
    """Several of them, in one line."""
    return words.listed(words.service(key) for key in keys.split(";") if key)


@register.filter
def rule(outcome: Outcome) -> str:
    """What a rule about a request asks for."""
    return outcome.rule.says.get(words.reader_language(), "")


for kind in (
    *("audience", "group_name", "mail_state", "worker_state", "contact_kind", "import_kind"),
    *("request_state", "link_purpose", "link_state", "eligible"),
):
    register.filter(kind, partial(words.label, kind))
