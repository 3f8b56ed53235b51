"""Mail that did not arrive, or of which nobody knows whether it did."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.records.queries import engagements_for, troubled_mail
from tasuki.services import clock
from tasuki.web.requests import person_of


def troubled(request: HttpRequest) -> HttpResponse:
    seen = {f"engagement/{row.pk}": row for row in engagements_for(person_of(request), clock.today()).select_related("tenant")}
    mails = [(mail, seen[mail.fact_subject]) for mail in troubled_mail(list(seen))[:200]]
    return render(request, "tasuki/mails.html", {"mails": mails})
