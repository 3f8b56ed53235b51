"""Reading a mail that was sent from one's own mailbox, so that it can be recorded (domain.md R-7).

Finding codes:
    mail-file-unreadable   {file}            no such file, or it may not be read
    mail-file-not-a-mail   {file, missing}   no recipients, or no date
    mail-file-too-large    {file, limit}     megabytes
    mail-file-not-read     {file}            named in words only: a name is no mail
"""

from collections.abc import Mapping
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from tasuki.core.finding import Finding, Remedy
from tasuki.services.refusal import Refusal

CODES = ("mail-file-unreadable", "mail-file-not-a-mail", "mail-file-too-large", "mail-file-not-read")

_LARGEST_MB = 25
_BY_HAND = Remedy(command="record-mail", needs=("to", "on", "reason"))


class Filled(dict[str, str]):
    """Keys of which `file` names a mail that was read here. A copy is an ordinary dict again, and proves nothing."""


def filled(given: Mapping[str, str]) -> Filled:
    """The keys of `record-mail` with what its file says: to, on and message_id, where nobody said otherwise. Raises `Refusal`."""
    if not given.get("file"):
        return Filled(given)
    path = Path(given["file"])
    mail = _read(path)
    told = {"to": ";".join(_addresses(mail)), "on": _day(mail), "message_id": _header(mail, "message-id")}
    missing = [name for name in ("to", "on") if not told[name] and not given.get(name)]
    if missing:
        raise Refusal(Finding(code="mail-file-not-a-mail", values={"file": path.name, "missing": missing}))
    return Filled({**{name: value for name, value in told.items() if value}, **given, "file": path.name})


def require_read(command: str, given: Mapping[str, str]) -> None:
    """Raises `Refusal` where a mail's file is only named, through whatever door: it would do without a reason, and prove nothing."""
    if command == "record-mail" and given.get("file", "").strip() and not isinstance(given, Filled):
        raise Refusal(Finding(code="mail-file-not-read", values={"file": given["file"]}, remedy=_BY_HAND))


def _read(path: Path) -> EmailMessage:
    try:
        if path.stat().st_size > _LARGEST_MB * 2**20:
            raise Refusal(Finding(code="mail-file-too-large", values={"file": path.name, "limit": _LARGEST_MB}))
        return BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes(), headersonly=True)
    except OSError:
        raise Refusal(Finding(code="mail-file-unreadable", values={"file": str(path)})) from None


def _addresses(mail: EmailMessage) -> list[str]:
    """Recipients, each once, in the order of the mail; copies are not recipients."""
    headers = [str(header) for header in mail.get_all("to", [])]
    return list(dict.fromkeys(address for _, address in getaddresses(headers) if "@" in address))


def _day(mail: EmailMessage) -> str:
    """The day on which it was written, where the sender was."""
    try:
        return parsedate_to_datetime(_header(mail, "date")).date().isoformat()
    except (ValueError, TypeError):
        return ""


def _header(mail: EmailMessage, name: str) -> str:
    return " ".join(str(mail.get(name, "")).split())
