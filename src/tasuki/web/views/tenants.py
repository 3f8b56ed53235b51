"""Tenants: the list with its filters in the address, as a screen and as a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render

from tasuki.records.queries import ORDERS, Line
from tasuki.services import bulk, clock, sheets
from tasuki.services import views as service
from tasuki.services.refusal import Refusal
from tasuki.web import words
from tasuki.web.requests import asks_for_fragment, person_of
from tasuki.web.shown.columns import COLUMNS, Cells
from tasuki.web.shown.columns import label_of as column_label
from tasuki.web.shown.filters import chips_of, selects_of, tabs_of, views_shown
from tasuki.web.shown.listing import Asked, asked_by, found, given_by, listed


def table(request: HttpRequest) -> HttpResponse:
    """Without a question, what the person has chosen that it opens with."""
    person = person_of(request)
    if not request.GET and (view := service.opening(person)):
        return redirect(f"{request.path}?{view.query or 'all=1'}&view={view.pk}")
    asked = asked_by(given_by(request.GET))
    shown = listed(person, asked, chosen="chosen" in request.GET)
    context = {
        "shown": shown,
        "query": asked.query(),
        "search": asked.filters.get("q", ""),
        "chips": chips_of(person, asked),
        "tabs": tabs_of(shown),
        "heads": _heads(asked),
        "selects": selects_of(person, asked),
        "columns": [(name, column_label(name), name in asked.columns) for name in COLUMNS],
        "sort": f"-{asked.order}" if asked.downwards else asked.order,
        "views": views_shown(person, request.GET.get("view", "")),
        "audiences": service.audiences_for(person),
        "acts": bulk.acts_for(person),
        "chosen": "chosen" in request.GET,
    }
    if not asks_for_fragment(request):
        return render(request, "tasuki/tenants.html", context)
    response = render(request, "tasuki/parts/tenant_rows.html", context)
    response.headers["HX-Push-Url"] = f"{request.path}?{asked.query() or 'all=1'}"
    return response


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: where a click on it leads, and how the list is sorted by it now."""

    label: str
    url: str
    sorted: str
    number: bool


def _heads(asked: Asked) -> list[Head]:
    return [_head(asked, words.tenant(), "name"), *(_head(asked, column_label(name), COLUMNS[name].order, name) for name in asked.columns)]


def _head(asked: Asked, label: str, order: str, name: str = "") -> Head:
    direction = ("descending" if asked.downwards else "ascending") if order == asked.order else ""
    url = f"?{asked.sorted_by(order) or 'all=1'}" if order in ORDERS else ""
    return Head(label, url, direction, bool(name) and COLUMNS[name].number)


# ---------------------------------------------------------------- the same as a sheet


def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly what the list shows, all pages of it: the same lines by the same rights, the same columns and words."""
    person, asked = person_of(request), asked_by(given_by(request.GET))
    lines = found(person, asked).select_related("tenant", "engagement", "owner", "team")
    sign = "-" if asked.downwards else ""
    lines = lines.order_by(f"{sign}{ORDERS[asked.order]}", f"{sign}id")
    name = f"tasuki-{clock.today().isoformat()}"
    rows = _sheet(lines.iterator(chunk_size=2000), asked)
    if request.GET.get("format") == "csv":
        response: HttpResponseBase = StreamingHttpResponse(sheets.as_csv(rows), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    try:
        sheets.refuse_too_many(lines.count())
    except Refusal as refusal:
        return render(request, "tasuki/list_refused.html", {"findings": refusal.findings, "query": asked.query()}, status=422)
    widths = [34, *(24 if column in ("queue", "services", "version") else 16 for column in asked.columns)]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    content = sheets.as_xlsx(words.tenant(), (_with_numbers(row, asked) for row in rows), widths)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'})


def _sheet(lines: Iterator[Line], asked: Asked) -> Iterator[list[str]]:
    yield [words.tenant(), *map(column_label, asked.columns)]
    maker = Cells(asked.columns, "", clock.today())
    for line in lines:
        yield [line.tenant.name, *(cell.text for cell in maker.cells(line))]


def _with_numbers(row: list[str], asked: Asked) -> list[str | int]:
    numbers = (False, *(COLUMNS[name].number for name in asked.columns))
    return [int(cell) if number and cell.isascii() and cell.isdigit() else cell for cell, number in zip(row, numbers, strict=True)]
