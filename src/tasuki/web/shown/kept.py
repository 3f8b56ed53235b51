"""Parts of screens that are looked at again and again: words and links of one case do not change while the case is the same."""

from collections.abc import Callable, Hashable, Mapping

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tasuki.services.engagements import Case
from tasuki.web import words


def kept(case: Case, template: str, reader: Hashable, make: Callable[[], Mapping[str, object]]) -> SafeString:
    """A template about a case as it was rendered for a reader, in his language, for as long as the case is kept (`standing_cases`)."""
    key = (template, reader, words.reader_language())
    if key not in case.kept:
        case.kept[key] = render_to_string(template, dict(make()))
    told: SafeString = case.kept[key]
    return told
