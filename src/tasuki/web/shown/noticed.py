"""Notices as lines: the fact that somebody is told of, in the words of its engagement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from tasuki.core.engagement.facts import Fact
from tasuki.records.queries import Notice
from tasuki.services import notices
from tasuki.services.circumstances import people
from tasuki.services.places import zone_of
from tasuki.web import words
from tasuki.web.links import ActLink, act_link, engagement_url


@dataclass(frozen=True, slots=True)
class Line:
    """`why` says what the reader has to do with it, `act` what it asks of him."""

    key: int
    tenant: str
    sentence: str
    own_words: str
    why: str
    act: ActLink | None
    at: datetime
    url: str
    zone: str
    is_read: bool


_QUOTED = (
    "mail-received",
    "objection-raised",
    "comment-left",
    "engagement-rated",
    "note-recorded",
    "queue-move-declined",
    "queue-move-requested",
)


def noticed(found: Iterable[Notice]) -> list[Line]:
    rows = list(found)
    facts = notices.facts_of(rows)
    cast, said = people(), notices.criteria_of(rows, facts, words.reader_language())
    tell = words.teller(cast)
    return [
        Line(
            key=row.pk,
            tenant=row.engagement.tenant.name,
            sentence=(words.teller(cast, said[row.pk]) if said[row.pk] else tell)(facts[row.pk]),
            own_words=facts[row.pk].text if facts[row.pk].kind in _QUOTED else "",
            why=str(notices.why(row.engagement, facts[row.pk], row.person)),
            act=_act(row, facts[row.pk]),
            at=row.at,
            url=engagement_url(row.engagement_id, anchor=f"fact-{row.number}"),
            zone=zone_of(row.engagement.tenant),
            is_read=row.read_at is not None,
        )
        for row in rows
    ]


def _act(notice: Notice, fact: Fact) -> ActLink | None:
    wanted = notices.asked(fact, notice.person)
    if wanted is None:
        return None
    if not wanted.command:
        return ActLink("confirm-queue-move", None, reverse("hand-over"))
    return act_link(notice.engagement_id, wanted.command, wanted.workload, wanted.keys)
