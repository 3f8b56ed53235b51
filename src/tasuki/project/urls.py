"""Every address of the site. The web and API parts add their `include` lines here."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
