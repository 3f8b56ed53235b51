"""Every address of the site. The web and API parts add their `include` lines here."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tasuki.web.urls")),
]
