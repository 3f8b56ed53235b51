"""Notices as lines: the fact that somebody is told of, in the words of its engagement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tasuki.records.queries import Notice
from tasuki.services import notices
from tasuki.services.circumstances import people
from tasuki.web import words
from tasuki.web.links import engagement_url


@dataclass(frozen=True, slots=True)
class Line:
    key: int
    tenant: str
    sentence: str
    own_words: str
    at: datetime
    url: str
    is_read: bool


def noticed(found: Iterable[Notice]) -> list[Line]:
    rows = list(found)
    facts = notices.facts_of(rows)
    cast, language = people(), words.reader_language()
    return [
        Line(
            key=row.pk,
            tenant=row.engagement.tenant.name,
            sentence=words.teller(cast, notices.criteria_of(row, facts[row.pk], language))(facts[row.pk]),
            own_words=facts[row.pk].text if facts[row.pk].kind == "mail-received" else "",
            at=row.at,
            url=engagement_url(row.engagement_id, anchor=f"fact-{row.number}"),
            is_read=row.read_at is not None,
        )
        for row in rows
    ]
