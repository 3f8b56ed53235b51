"""A report in words: what each figure means, what its groups are called, and its plot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tasuki.core.reporting import BY, Group, Measure, Row
from tasuki.services import plots
from tasuki.web import words

_MOST_BARS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A group with its name; `query` opens its rows."""

    name: str
    group: Group
    figure: str
    extreme: str
    query: str


def title(name: str) -> str:
    return {
        "reached-not-discussed": _("Reached, not discussed"),
        "discussed-not-handed-over": _("Discussed, not handed over"),
        "time-in-steps": _("Time in each step"),
        "answer-time": _("Acknowledgement of queue moves"),
        "waivers": _("Waivers"),
        "satisfaction": _("Satisfaction"),
        "evidence": _("Completeness of evidence"),
    }[name]


def definition(name: str) -> str:
    return {
        "reached-not-discussed": _(
            "Workloads of open engagements whose milestone is reached, or replaced by the customer's word, and of which no completion "
            "discussion is recorded. The days count from that day until today; the period is that of the milestone."
        ),
        "discussed-not-handed-over": _(
            "Workloads of open engagements whose completion discussion was held, while the assignment team has not confirmed the queue. "
            "The days count from the discussion until today; the period is that of the discussion."
        ),
        "time-in-steps": _(
            "Calendar days from one step to the next, of steps that are finished: from the opening to the milestone, to the discussion, "
            "to the queue move request, to its confirmation, to the release. The figure is the median; the period is that of the "
            "step's end."
        ),
        "answer-time": _(
            "Business days at the tenant's from each queue move request to the first sign of the assignment team: an acknowledgement, a "
            "confirmation or a refusal. The figure is the median; the period is that of the answer."
        ),
        "waivers": _("Waivers that were asked for, granted and refused, each counted on its day."),
        "satisfaction": _(
            "What customers said in the newest completion discussion of each workload, from 1 to 5. The figure is the mean; answers not "
            "given do not count."
        ),
        "evidence": _(
            "Of each closed engagement the share of the criteria that applied and were met with evidence, in percent; waived and excused "
            "ones count as not met. The figure is the mean; the period is that of the release."
        ),
    }[name]


def by_name(by: str) -> str:
    return {
        "manager": _("Manager"),
        "team": _("Team"),
        "region": _("Region"),
        "service": _("Workload"),
        "version": _("Playbook version"),
        "step": pgettext("what a report is grouped by", "Step"),
    }[by]


def groupings(measure: Measure) -> list[str]:
    """Where steps mean nothing they are no choice, and where the engagement counts as a whole workloads are none."""
    without = set() if measure.by == "step" else {"step"}
    if measure.name in ("answer-time", "evidence"):
        without.add("service")
    return [by for by in BY if by not in without]


def group_name(key: str, by: str, names: dict[str, str]) -> str:
    if not key:
        return pgettext("group of a report", "none")
    if by == "manager":
        return names.get(key, key)
    if by == "region":
        return words.word("region", key)
    if by == "service":
        return words.service(key)
    return _step(key) if by == "step" else key


def _step(key: str) -> str:
    return {
        "to-milestone": _("Opening to milestone"),
        "to-discussion": _("Milestone to discussion"),
        "to-request": _("Discussion to queue move request"),
        "to-answer": _("Request to confirmation"),
        "to-release": _("Confirmation to release"),
        "waiver-requested": pgettext("waivers", "Asked for"),
        "waiver-granted": pgettext("waivers", "Granted"),
        "waiver-refused": pgettext("waivers", "Refused"),
    }.get(key, key)


def number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def unit(measure: Measure, count: int) -> str:
    """What the figure of a measure counts."""
    return {
        "reached-not-discussed": ngettext("workload", "workloads", count),
        "discussed-not-handed-over": ngettext("workload", "workloads", count),
        "time-in-steps": ngettext("day", "days", count),
        "answer-time": ngettext("business day", "business days", count),
        "waivers": ngettext("waiver", "waivers", count),
        "satisfaction": _("of 5"),
        "evidence": "%",
    }[measure.name]


def value_heading(measure: Measure) -> str:
    """What the value of one row is."""
    return {
        "satisfaction": _("Answer"),
        "evidence": _("Met, in percent"),
        "answer-time": _("Business days"),
        "waivers": pgettext("waivers", "Count"),
    }.get(measure.name, _("Days"))


def figure_heading(measure: Measure) -> str:
    return {
        "count": pgettext("figure", "Count"),
        "median": pgettext("figure", "Median"),
        "mean": pgettext("figure", "Mean"),
        "share": pgettext("figure", "Mean"),
    }[measure.figure]


def extreme_heading(measure: Measure) -> str:
    if measure.figure in ("mean", "share"):
        return pgettext("figure", "Lowest")
    return pgettext("figure", "Longest")


def plot(measure: Measure, by: str, lines: Sequence[Line]) -> SafeString | None:
    """Bars, one a group; the table below says the same."""
    shown = [line for line in lines if line.group.figure is not None][:_MOST_BARS]
    if not shown:
        return None
    values: list[dict[str, Any]] = [
        {"place": place, "name": line.name, "figure": line.group.figure, "said": line.figure} for place, line in enumerate(shown)
    ]
    names = {"field": "name", "type": "nominal", "sort": {"field": "place"}, "axis": {"title": None, "labelLimit": 220, "ticks": False}}
    most = max(line.group.figure or 0 for line in shown)
    axis = {"title": figure_heading(measure), "tickCount": max(1, min(8, int(most)))}
    bars = {"field": "figure", "type": "quantitative", "axis": axis, "scale": {"zero": True}}
    spec = {
        "width": 560,
        "height": {"step": 26},
        "data": {"values": values},
        "encoding": {"y": names, "x": bars},
        "layer": [
            {"mark": {"type": "bar", "color": "var(--link)", "height": 14}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": "var(--ink)", "fontSize": 11},
                "encoding": {"text": {"field": "said", "type": "nominal"}},
            },
        ],
    }
    told = ", ".join(f"{line.name}: {line.figure}" for line in shown)
    label = _("%(title)s by %(by)s. %(told)s") % {"title": title(measure.name), "by": by_name(by), "told": told}
    return plots.draw(spec, label, words.reader_language())


def sheet_of(measure: Measure, rows: Sequence[Row], names: dict[str, str]) -> list[list[str | int]]:
    """Every row of the report with everything that it can be grouped by."""
    head = [_("Tenant ID"), _("Tenant"), _("Request"), *(by_name(by) for by in groupings(measure)), _("Day"), value_heading(measure)]
    lines: list[list[str | int]] = [list(head)]
    for row in rows:
        groups = [group_name(row.group(by), by, names) for by in groupings(measure)]
        value = int(row.value) if row.value == int(row.value) else number(row.value)
        lines.append([row.subject.tenant_id, row.subject.tenant, row.subject.request, *groups, row.on.isoformat(), value])
    return lines
