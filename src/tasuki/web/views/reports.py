"""Reports: every figure with its definition, by whatever it is asked, down to the rows it is made of; on paper and as a sheet."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.core.reporting import MEASURES, Group, Measure, Row, figure_of
from tasuki.services import clock, sheets
from tasuki.services import reports as service
from tasuki.services.circumstances import people
from tasuki.services.refusal import Refusal
from tasuki.services.reports import Period, Report
from tasuki.web.requests import person_of
from tasuki.web.shown import reports as shown

PER_PAGE = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def overview(request: HttpRequest) -> HttpResponse:
    period, report = _period(request), service.report_for(person_of(request))
    figures = [_figure(measure, report, period) for measure in MEASURES.values()]
    context = {"figures": figures, "engagements": report.engagements, **_asked(request), "query": _query(request, ("from", "until"))}
    return render(request, "tasuki/reports.html", context)


def _figure(measure: Measure, report: Report, period: Period) -> dict[str, object]:
    figure = report.figure(measure, period)
    steps = report.groups(measure, period, "step") if measure.by == "step" else []
    return {
        "measure": measure,
        "title": shown.title(measure.name),
        "number": shown.number(figure),
        "groups": [(shown.group_name(one.key, "step", {}), shown.number(one.figure)) for one in steps],
        "unit": shown.unit(measure, round(figure or 0)),
        "definition": shown.definition(measure.name),
        "rows": len(report.within(measure, period)),
    }


def one(request: HttpRequest, name: str) -> HttpResponse:
    if name not in MEASURES:
        raise Http404
    measure, period = MEASURES[name], _period(request)
    by = request.GET.get("by", "")
    by = by if by in shown.groupings(measure) else measure.by
    report = service.report_for(person_of(request))
    names = {person.login: person.name for person in people()}
    chosen = request.GET.get("value")
    rows = [row for row in report.within(measure, period) if chosen is None or row.group(by) == chosen]
    if request.GET.get("format") == "xlsx":
        return _sheet(request, measure, rows, names)
    figure = report.figure(measure, period) if chosen is None else figure_of(rows, measure.figure)
    lines = _lines(request, report.groups(measure, period, by), by, names)
    context = {
        "measure": measure,
        "title": shown.title(name),
        "definition": shown.definition(name),
        "figure": shown.number(figure),
        "unit": shown.unit(measure, round(figure or 0)),
        "by": by,
        "by_name": shown.by_name(by),
        "groupings": [(key, shown.by_name(key), _query(request, ("from", "until"), by=key)) for key in shown.groupings(measure)],
        "lines": lines,
        "plot": shown.plot(measure, by, lines),
        "headings": (shown.figure_heading(measure), shown.extreme_heading(measure), shown.value_heading(measure)),
        "chosen": shown.group_name(chosen, by, names) if chosen is not None else None,
        **_page(request, rows, by, names),
        "query": _query(request, ("from", "until", "by", "value")),
        "without": _query(request, ("from", "until", "by")),
        **_asked(request),
    }
    return render(request, "tasuki/report.html", context)


def _lines(request: HttpRequest, groups: Sequence[Group], by: str, names: dict[str, str]) -> list[shown.Line]:
    return [
        shown.Line(
            name=shown.group_name(group.key, by, names),
            group=group,
            figure=shown.number(group.figure),
            extreme=shown.number(group.extreme),
            query=_query(request, ("from", "until"), by=by, value=group.key),
        )
        for group in groups
    ]


def _page(request: HttpRequest, rows: list[Row], by: str, names: dict[str, str]) -> dict[str, object]:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    told = [(row, shown.group_name(row.group(by), by, names), shown.number(row.value)) for row in page.object_list]
    return {"page": page, "rows": told}


def _sheet(request: HttpRequest, measure: Measure, rows: list[Row], names: dict[str, str]) -> HttpResponse:
    lines = shown.sheet_of(measure, rows, names)
    try:
        sheets.refuse_too_many(len(rows))
    except Refusal as refusal:
        return render(request, "tasuki/refused.html", {"findings": refusal.findings}, status=422)
    file = sheets.as_xlsx(shown.title(measure.name), lines, [16, 30, 14] + [22] * (len(lines[0]) - 3))
    name = f"{measure.name}-{clock.today().isoformat()}.xlsx"
    return HttpResponse(file, content_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _period(request: HttpRequest) -> Period:
    """What is no date is no limit."""
    return _day(request.GET.get("from", "")), _day(request.GET.get("until", ""))


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _asked(request: HttpRequest) -> dict[str, str]:
    first, last = _period(request)
    return {"first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}


def _query(request: HttpRequest, kept: tuple[str, ...], **more: str) -> str:
    given = {name: request.GET[name] for name in kept if name in request.GET and (name == "value" or request.GET[name])}
    return urlencode({**given, **more})
