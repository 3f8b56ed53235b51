"""Every address of the site. The web and API parts add their `include` lines here."""

from django.urls import URLPattern, URLResolver, path

from tasuki.api.app import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
]
