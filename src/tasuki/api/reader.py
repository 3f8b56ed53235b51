"""Who reads, and in which language."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest

from tasuki.records.queries import Person
from tasuki.services.circumstances import words
from tasuki.wording.words import Tongue


def person_of(request: HttpRequest) -> Person:
    """The person who is signed in; the API's authentication lets nobody else come so far."""
    return cast("Person", request.user)


def tongue_of(request: HttpRequest) -> Tongue:
    """The person's own language, else the site's."""
    language = getattr(request.user, "language", "") or settings.LANGUAGE_CODE
    return Tongue(language, words())
