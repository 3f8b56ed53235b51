"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path

from tasuki.api.app import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tasuki.web.urls")),
    path("api/", api.urls),
]
