"""Reading a mail that was sent from one's own mailbox, saved as .eml or .msg, so that it can be recorded (domain.md R-7).

Finding codes:
    mail-file-unreadable   {file}            no such file, or it may not be read
    mail-file-not-a-mail   {file, missing}   no recipients, or no date
    mail-file-too-large    {file, limit}     megabytes
    mail-file-not-read     {file}            named in words only: a name is no mail
    mail-file-damaged      {file, problem}   an Outlook file that is cut off
    mail-file-is-ours      {file}            it left from here, for this engagement or another, and its fate is recorded there
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from tasuki.core.finding import Finding, Remedy
from tasuki.records.models import Outbox
from tasuki.services.letters_in import read_letter
from tasuki.services.outlook import Damaged, is_msg, read_msg
from tasuki.services.refusal import Refusal

CODES = (
    "mail-file-unreadable",
    "mail-file-not-a-mail",
    "mail-file-too-large",
    "mail-file-not-read",
    "mail-file-damaged",
    "mail-file-is-ours",
)

_LARGEST_MB = 25
_BY_HAND = Remedy(command="record-mail", needs=("to", "on", "reason"))


class Filled(dict[str, str]):
    """Keys of which `file` names a mail that was read here. A copy is an ordinary dict again, and proves nothing."""


def filled(given: Mapping[str, str]) -> Filled:
    """The keys of `record-mail` with what its file says: sender, to, on and message_id, where nobody said otherwise. Raises `Refusal`."""
    if not given.get("file"):
        return Filled(given)
    path = Path(given["file"])
    told = _told(path.name, _content(path))
    missing = [name for name in ("to", "on") if not told[name] and not given.get(name)]
    if missing:
        raise Refusal(Finding(code="mail-file-not-a-mail", values={"file": path.name, "missing": missing}))
    return Filled({**{name: value for name, value in told.items() if value}, **given, "file": path.name})


def require_read(command: str, given: Mapping[str, str]) -> None:
    """Raises `Refusal` where a mail's file is only named, through whatever door: it would do without a reason, and prove nothing.

    Also where the mail is one of our own, which was not sent outside.
    """
    if command != "record-mail" or not given.get("file", "").strip():
        return
    if not isinstance(given, Filled):
        raise Refusal(Finding(code="mail-file-not-read", values={"file": given["file"]}, remedy=_BY_HAND))
    if given.get("message_id") and Outbox.objects.filter(message_id=given["message_id"]).exists():
        raise Refusal(Finding(code="mail-file-is-ours", values={"file": given["file"]}))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_MB * 2**20:
            raise Refusal(Finding(code="mail-file-too-large", values={"file": path.name, "limit": _LARGEST_MB}))
        return path.read_bytes()
    except OSError:
        raise Refusal(Finding(code="mail-file-unreadable", values={"file": str(path)})) from None


def _told(name: str, content: bytes) -> dict[str, str]:
    """Recipients are those it was written to; copies are none. The day is that of the sender's clock."""
    if is_msg(content):
        try:
            saved = read_msg(content)
        except Damaged as problem:
            raise Refusal(Finding(code="mail-file-damaged", values={"file": name, "problem": str(problem)})) from None
        sent = read_letter(f"{saved.headers}\n\n".encode("utf-8", "replace"))
        sender, to, at = saved.sender, list(saved.to or sent.to), sent.at or saved.at
        return _keys(sender if "@" in sender else sent.sender, to, at, saved.message_id or sent.message_id)
    letter = read_letter(content)
    return _keys(letter.sender, list(letter.to), letter.at, letter.message_id)


def _keys(sender: str, to: list[str], at: datetime | None, message_id: str) -> dict[str, str]:
    return {"sender": sender, "to": ";".join(to), "on": at.date().isoformat() if at else "", "message_id": message_id}
