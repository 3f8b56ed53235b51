"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path

from tasuki.api.app import api
from tasuki.api.errors import no_such_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tasuki.web.urls")),
    path("api/", api.urls),
    path("api/<path:rest>", no_such_address),
]
