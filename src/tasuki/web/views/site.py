"""What this site has decided, where to change it, and whether everything it stands on is well."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tasuki.records.site import own_file
from tasuki.services import health, pulse
from tasuki.web.shown.settings import settings_told


def settings(request: HttpRequest) -> HttpResponse:
    context = {
        "settings": settings_told(),
        "file": own_file(),
        "findings": health.doctor(),
        "pulse": pulse.look(),
    }
    return render(request, "tasuki/settings.html", context)
