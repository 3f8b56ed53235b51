"""Signed links: one person, one purpose, until a day. Looking changes nothing, using is a fact, and so is every refusal of a use.

Finding codes:
    link-refused      {}            forged, used, ended, withdrawn, or for something else: which one is nobody's business
    code-wrong        {}            no such code is valid now
    code-too-often    {minutes}     too many codes were asked for
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from tasuki.core.calendar import today_in
from tasuki.core.engagement.facts import SYSTEM, NewFact
from tasuki.core.finding import Finding
from tasuki.records import ledger
from tasuki.records.models import SignedLink
from tasuki.records.site import site
from tasuki.services import clock, door, letters, outbox, tokens, trails
from tasuki.services.refusal import Refusal

CODES = ("link-refused", "code-wrong", "code-too-often")

Done = TypeVar("Done")
_ONCE = ("account-team", "queue-move", "satisfaction")
"""Purposes whose link ends with its first use."""
_FORGED = "links"
"""Where the ledger keeps what was tried with tokens that this site never signed."""


def make(
    purpose: str, *, about: str, holder: str, email: str, language: str, by: str = SYSTEM, data: Mapping[str, Any] | None = None
) -> SignedLink:
    """A new link; its holder gets it by `send`, and nobody else sees it."""
    now = clock.now()
    link = SignedLink.objects.create(
        nonce=secrets.token_urlsafe(18),
        purpose=purpose,
        about=about,
        data=dict(data or {}),
        holder=holder,
        email=email,
        language=language,
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=site().link_days[purpose]),
    )
    _record(link, NewFact("link-made", data={"purpose": purpose, "about": about, "expires": link.expires_at.isoformat()}), by=by)
    return link


def send(link: SignedLink, letter: str, values: Mapping[str, str] | None = None, *, zone: str | None = None) -> None:
    """The letter that carries the link, or its newest code, from whoever made the link. In the caller's transaction."""
    until = today_in(zone or settings.TIME_ZONE, link.expires_at)
    known = {"holder": link.holder, "link": tokens.LINK_MARK, "code": tokens.CODE_MARK, "until": letters.spell_day(until, link.language)}
    written = letters.compose(letter, link.language, {**known, **(values or {})})
    trails.again(lambda: _queue(link, letter, written))


def _queue(link: SignedLink, letter: str, written: letters.Letter) -> None:
    history = ledger.read(link.subject)
    number = len(history) + 1
    data = {
        "template": letter,
        "to": [link.email],
        "cc": [],
        "subject": written.subject,
        "language": written.language,
        "message_id": f"<{link.subject.replace('/', '-')}.{number}@{urlsplit(settings.TASUKI_BASE_URL).hostname or 'localhost'}>",
        "due": clock.now().isoformat(),
    }
    if written.language != written.wanted:
        data["language_wanted"] = written.wanted
    queued = NewFact("mail-queued", data=data, text=written.body)
    facts = ledger.append(link.subject, len(history), [queued], by=link.made_by, at=clock.now())
    outbox.enqueue(link.subject, facts[0])


def look(token: str) -> SignedLink:
    """The link, if it opens something now. Changes nothing. Raises `Refusal`."""
    link, _ = _examine(token)
    if link is None:
        raise Refusal(Finding(code="link-refused"))
    return link


def use(token: str, act: str, do: Callable[[SignedLink], Done]) -> Done:
    """Do something by a link, and record that it was used. A refusal is recorded, too, and raised."""
    try:
        return trails.again(lambda: _used(token, act, do))
    except Refusal as refusal:
        record_refusal(token, act, *refusal.findings)
        raise


def _used(token: str, act: str, do: Callable[[SignedLink], Done]) -> Done:
    link = look(token)
    if link.purpose in _ONCE and _open().filter(pk=link.pk).update(used_at=clock.now()) != 1:
        raise Refusal(Finding(code="link-refused"))
    done = do(link)
    _record(link, NewFact("link-used", data={"act": act}), by=link.subject)
    return done


def record_refusal(token: str, act: str, *findings: Finding) -> None:
    """Somebody tried to do something by a link that opens nothing, or that the findings speak against."""
    link, why = _examine(token, also_closed=True)
    reason = why or ", ".join(finding.code for finding in findings)
    subject = link.subject if link else _FORGED
    data = {"act": act, "reason": reason, "token": sha256(token.encode()).hexdigest()[:12]}
    trails.add({subject: [NewFact("link-refused", data=data)]}, by=subject if link else SYSTEM)


def _examine(token: str, *, also_closed: bool = False) -> tuple[SignedLink | None, str]:
    """The link and why it does not open: `forged`, `used`, `ended`, `withdrawn`, or nothing."""
    nonce = tokens.nonce_of(token)
    link = SignedLink.objects.filter(nonce=nonce).first() if nonce else None
    if link is None:
        return None, "forged"
    why = state_of(link)
    closed = "" if why == "open" else why
    return (link if also_closed or not closed else None), closed


def state_of(link: SignedLink) -> str:
    """`open`, `used`, `withdrawn` or `ended`."""
    if link.revoked_at is not None:
        return "withdrawn"
    if link.used_at is not None:
        return "used"
    return "open" if link.expires_at > clock.now() else "ended"


def _open() -> QuerySet[SignedLink]:
    return SignedLink.objects.filter(used_at=None, revoked_at=None, expires_at__gt=clock.now())


def is_out(purpose: str, about: str, email: str, **data: Any) -> bool:
    """Whether this person holds such a link that still opens something. Who has used his may get another with the next notice."""
    held = _open().filter(purpose=purpose, about=about, email__iexact=email)
    return held.filter(**{f"data__{name}": value for name, value in data.items()}).exists()


def revoke(link: SignedLink, *, by: str) -> None:
    """It opens nothing from now on; twice is once."""
    with transaction.atomic():
        if SignedLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=clock.now()) == 1:
            _record(link, NewFact("link-revoked"), by=by)


def revoke_open(purpose: str, subject: str) -> None:
    """What the links of this purpose were for is done, or not wanted any more. In the caller's transaction."""
    for link in _open().filter(purpose=purpose, about=subject):
        revoke(link, by=SYSTEM)


def about(subject: str) -> list[SignedLink]:
    """Who holds which link about a subject, the newest first."""
    return list(SignedLink.objects.filter(about=subject).order_by("-id"))


def ending(purpose: str, days: int) -> list[SignedLink]:
    """Open links that end within so many days and whose holders have not been reminded."""
    soon = clock.now() + timedelta(days=days)
    return list(_open().filter(purpose=purpose, reminded_at=None, expires_at__lte=soon))


def remind(link: SignedLink, letter: str, values: Mapping[str, str]) -> bool:
    """Once, whoever else does the same at the same time."""
    with transaction.atomic():
        mine = _open().filter(pk=link.pk, reminded_at=None).update(reminded_at=clock.now()) == 1
        if mine:
            send(link, letter, values)
    return mine


# ---------------------------------------------------------------- codes


def send_code(link: SignedLink) -> None:
    """A new six-digit code for the holder; earlier ones end with it. Raises `Refusal` where somebody asks again and again."""
    if door.is_shut(link.subject, "code"):
        raise Refusal(Finding(code="code-too-often", values={"minutes": door.MINUTES}))
    door.knocked(link.subject, "code")
    until = clock.now() + timedelta(minutes=site().code_minutes)
    SignedLink.objects.filter(pk=link.pk).update(codes=F("codes") + 1, code_until=until, code_tries=0)
    link.refresh_from_db()
    send(link, "code", {"minutes": str(site().code_minutes)})


def check_code(token: str, code: str) -> SignedLink:
    """The link whose code this is; the code is spent by it. A wrong one is counted and recorded. Raises `Refusal`."""
    link = look(token)
    waiting = Q(pk=link.pk, codes=link.codes, code_until__gt=clock.now(), code_tries__lt=site().code_tries)
    counted = SignedLink.objects.filter(waiting).update(code_tries=F("code_tries") + 1) == 1
    if not counted or not compare_digest(tokens.code_of(link).encode(), code.strip().encode()):
        wrong = Refusal(Finding(code="code-wrong"))
        record_refusal(token, "open", *wrong.findings)
        raise wrong
    with transaction.atomic():
        if SignedLink.objects.filter(pk=link.pk, codes=link.codes).exclude(code_until=None).update(code_until=None) != 1:
            raise Refusal(Finding(code="code-wrong"))
        _record(link, NewFact("link-opened"), by=link.subject)
    return link


def _record(link: SignedLink, fact: NewFact, *, by: str) -> None:
    trails.add({link.subject: [fact]}, by=by)
