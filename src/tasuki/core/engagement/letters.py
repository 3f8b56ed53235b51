"""Filling the playbook's templates: mails, and the notes that an act writes (domain.md section 6, rules.md section 1.6).

A missing value in a mail is a finding, never an empty place; in a note it is shown as a dash.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasuki.core.engagement.assessment import Assessment
from tasuki.core.engagement.checks import View, computed_date
from tasuki.core.engagement.circumstances import Circumstances
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.plan import Lane
from tasuki.core.playbook.model import Template

_HONORIFIC = "\u69d8"
"""Where a template sets it behind people, each of several is addressed with it, not only the last."""
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DASH = "\u2013"
NOTHING = ""
"""The word of a word list that stands for a value nobody has given."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled template; `missing` are placeholders without a value."""

    subject: str
    body: str
    missing: tuple[str, ...]


def fill(template: Template, values: Mapping[str, Any], language: str, circumstances: Circumstances) -> Filled:
    """Put the values into a template, in the words of its language."""
    missing: list[str] = []

    def spoken(match: re.Match[str]) -> str:
        name = match[1]
        after = match.string[match.end() :]
        phrase = _phrase(template, name, values.get(name), language, circumstances, after)
        if phrase is None:
            missing.append(name)
            return _DASH
        return phrase

    subject = _PLACEHOLDER.sub(spoken, template.subject)
    body = _PLACEHOLDER.sub(spoken, template.text)
    return Filled(" ".join(subject.split()), body.strip(), tuple(dict.fromkeys(missing)))


def _phrase(template: Template, name: str, value: Any, language: str, circumstances: Circumstances, after: str = "") -> str | None:
    words = template.words.get(name, {})
    if value in (None, "", []):
        return words.get(NOTHING)
    if str(value) in words:
        return words[str(value)]
    if isinstance(value, (list, tuple)):
        between = circumstances.word(language, "list", ", ")
        if after.startswith(_HONORIFIC):
            between = _HONORIFIC + between
        return between.join(speak(name, part, language, circumstances) for part in value)
    return speak(name, value, language, circumstances)


def speak(name: str, value: Any, language: str, circumstances: Circumstances) -> str:
    """One value in words: dates as the language writes them, services and known values by their labels."""
    text = str(value)
    if _DATE.fullmatch(text):
        return spell_date(date.fromisoformat(text), language, circumstances)
    kind = "workload" if name == "next_workloads" else name
    return circumstances.word(language, kind, text)


def spell_date(day: date, language: str, circumstances: Circumstances) -> str:
    """A date as the language writes it; the pattern is a word of the language like any other."""
    pattern = circumstances.word(language, "pattern", "date")
    if pattern == "date":
        return day.isoformat()
    month = circumstances.word(language, "month", str(day.month))
    return pattern.format(year=day.year, month=day.month, day=day.day, month_name=month)


def values_for(assessment: Assessment, circumstances: Circumstances, lanes: Sequence[Lane], language: str) -> dict[str, Any]:
    """Everything a template may name, from the facts that these lanes see; later facts win."""
    manager = circumstances.person(assessment.manager)
    opened = assessment.history.by_kind["engagement-opened"][0].data
    workloads = [lane.workload for lane in lanes if lane.workload] or list(assessment.plan.workloads)
    values: dict[str, Any] = {
        "tenant": circumstances.tenant.name,
        "tenant_id": circumstances.tenant.id,
        "region": circumstances.tenant.region,
        "request_id": opened.get("request_id"),
        "workload": workloads,
        "manager": manager.name if manager else assessment.manager,
        "manager_email": manager.email if manager else None,
        "today": circumstances.today.isoformat(),
        "next_action_date": assessment.next_action_date or _computed(assessment),
        "resources": _resources(assessment, workloads, language),
        "faq_version": circumstances.faq_versions.get(language),
    }
    for lane in lanes or assessment.plan.lanes[-1:]:
        values |= _from_facts(View(assessment.history, lane))
    return values


def _from_facts(view: View) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for fact in view.of("milestone-reached", "discussion-scheduled", "discussion-held", "contacts-reviewed", "faq-reviewed"):
        values |= facts_of(fact)
    return values


def facts_of(fact: Fact) -> dict[str, Any]:
    """The placeholders that one fact fills: its data by name, and the dates under the names that templates use."""
    data = dict(fact.data)
    if fact.kind == "milestone-reached":
        data["reached_on"] = data.get("date")
    elif fact.kind == "discussion-held":
        data["discussion_date"] = data.get("on")
    elif fact.kind == "discussion-scheduled":
        data["discussion_date"] = str(data.get("at", ""))[:10]
    elif fact.kind == "next-action-set":
        data["next_action_date"] = data.get("date")
    if fact.text:
        data.setdefault("text", fact.text)
    return data


def _computed(assessment: Assessment) -> str | None:
    for cell in assessment.plan.cells:
        for check in cell.criterion.met_by:
            if check.kind == "next-action-date" and (day := computed_date(check, assessment.history)):
                return day.isoformat()
    return None


def _resources(assessment: Assessment, workloads: Sequence[str], language: str) -> str:
    """A line for each; two that read alike are one."""
    entries = assessment.plan.main.resources_for(workloads, language)
    lines = ["- " + " ".join(part for part in (entry.get("title"), entry.get("text"), entry.get("url")) if part) for entry in entries]
    return "\n".join(dict.fromkeys(lines))
