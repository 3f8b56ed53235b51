"""Handing a mail over: to the mail server, or into a folder. Knows nothing of facts or rows' states.

A mail server that has answered the end of the data with 250 has taken the mail. Whatever happens before the data is known not to have
gone through; a silence after it is `Uncertain`.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.charset import BASE64, QP, Charset
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from hashlib import sha256
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from tasuki.records.models import Outbox
from tasuki.services import tokens
from tasuki.services.addresses import engagement_of, own_address
from tasuki.services.lettering import html_of

Result = Literal["handed-over", "refused", "later", "uncertain"]
_POLICY = compat32.clone(linesep="\r\n")
_TIMEOUT = 60.0
_UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._@+-]")
_OK, _START_DATA, _PERMANENT = 250, 354, 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refused` are recipients the server would not have, with its words, also where it took the mail for the others."""

    result: Result
    reason: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)


def message_of(mail: Outbox, at: datetime) -> Message:
    """The mail as it goes over the line. Raises `ValueError` or `MessageError` for what no header can hold.

    The older part of the standard library, because the newer one loses blanks between the lines of a long Japanese subject.
    The same mail is the same message to the last byte but its date, however often it is tried.
    """
    body = tokens.filled(mail)
    message = MIMEMultipart("alternative", boundary=f"=_{sha256(mail.message_id.encode()).hexdigest()[:32]}", policy=_POLICY)
    message.attach(_part(body, "plain"))
    message.attach(_part(html_of(body, mail.language), "html"))
    message["From"] = _address(mail.sender, mail.sender_name)
    _to_whom(message, mail)
    message["Date"] = format_datetime(at)
    if not mail.message_id.isprintable():
        raise ValueError(mail.message_id)  # the library refuses a line feed, and lets other ends of lines end the head
    message["Message-ID"] = mail.message_id
    if mail.references:
        message["In-Reply-To"] = mail.references[-1]
        message["References"] = Header(" ".join(mail.references), header_name="References").encode()
    if mail.language:
        message["Content-Language"] = mail.language
    if mail.automatic:
        message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _to_whom(message: Message, mail: Outbox) -> None:
    """In a rehearsal the subject says for whom a mail was meant, and the address of everybody is the one of the rehearsal."""
    subject = mail.subject
    if settings.TASUKI_MAIL_REHEARSAL:
        message["To"] = _address(settings.TASUKI_MAIL_REHEARSAL)
        subject = f"[{', '.join(_meant_for(mail))}] {subject}"
    else:
        message["To"] = ", ".join(_address(one) for one in mail.to)
        if mail.cc:
            message["Cc"] = ", ".join(_address(one) for one in mail.cc)
    if own := _own_address(mail):
        message["Reply-To"] = _address(own) if mail.automatic else f"{_address(mail.sender, mail.sender_name)}, {own}"
    message["Subject"] = _words_of(subject, "Subject").encode()


def _own_address(mail: Outbox) -> str:
    engagement = engagement_of(mail.fact_subject)
    return own_address(engagement) if engagement else ""


def _part(text: str, subtype: str) -> MIMEText:
    charset = Charset("utf-8")
    charset.body_encoding = QP if text.isascii() else BASE64
    part = MIMEText(text, subtype, policy=_POLICY)
    del part["Content-Transfer-Encoding"]
    part.set_payload(text, charset)
    return part


def hand_over(mail: Outbox, at: datetime) -> Outcome:
    """Deliver to where TASUKI_MAIL_URL points."""
    try:
        content = message_of(mail, at).as_bytes()
    except (ValueError, MessageError) as unsendable:
        return Outcome("refused", f"cannot be written: {unsendable}", dict.fromkeys(_recipients(mail), "cannot be written"))
    if settings.TASUKI_MAIL_URL.startswith("file:"):
        return _into_folder(mail, content)
    return _to_server(urlsplit(settings.TASUKI_MAIL_URL), mail, content)


def is_in_folder(mail: Outbox) -> bool | None:
    """After a crash: whether the mail was handed over; None where only the mail server knows."""
    folder = _folder()
    return None if folder is None else _file(folder, mail).exists()


# ---------------------------------------------------------------- into a folder


def _into_folder(mail: Outbox, content: bytes) -> Outcome:
    """Complete under its name, and safe against a power cut, before it counts as handed over."""
    folder = _folder()
    assert folder is not None  # noqa: S101 - the caller has looked at the scheme
    folder.mkdir(parents=True, exist_ok=True)
    target = _file(folder, mail)
    unfinished = target.with_suffix(f".{os.getpid()}.unfinished")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return Outcome("handed-over")


def _folder() -> Path | None:
    url: str = settings.TASUKI_MAIL_URL
    return Path(url.removeprefix("file:").removeprefix("//")) if url.startswith("file:") else None


def _file(folder: Path, mail: Outbox) -> Path:
    return folder / f"{_UNSAFE_IN_NAME.sub('_', mail.message_id.strip('<>'))}.eml"


# ---------------------------------------------------------------- to a mail server


def _to_server(url: SplitResult, mail: Outbox, content: bytes) -> Outcome:
    try:
        server = connected(url)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("later", _words(error))
    try:
        return _conversation(server, mail, content)
    finally:
        server.close()  # not quit(): the answer is known, and a server that hangs now may not change it


def connected(url: SplitResult, timeout: float = _TIMEOUT) -> smtplib.SMTP:
    """A server that is ready for a mail. With TLS wherever offered, its certificate looked at; no password goes over an open line.

    Raises `OSError` or `SMTPException`.
    """
    context = ssl.create_default_context()
    host, port = url.hostname or "localhost", url.port or (465 if url.scheme == "smtps" else 25)
    server = (
        smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
        if url.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=timeout)
    )
    try:
        server.ehlo_or_helo_if_needed()
        if url.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif url.username and url.scheme != "smtps":
            raise smtplib.SMTPException("the server offers no TLS, and a password must not go over an open line")
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _conversation(server: smtplib.SMTP, mail: Outbox, content: bytes) -> Outcome:
    refused: dict[str, str] = {}
    try:
        code, answer = server.mail(_own_address(mail) or mail.sender)  # where a bounce finds its engagement
        if code != _OK:
            return _no(code, answer, dict.fromkeys(_recipients(mail), _text(answer)))
        for recipient in _recipients(mail):
            code, answer = server.rcpt(recipient)
            if code not in (_OK, 251):
                if code < _PERMANENT:
                    return Outcome("later", _text(answer))  # nobody has got it yet, so all can wait
                refused[recipient] = _text(answer)
        if len(refused) == len(_recipients(mail)):
            return Outcome("refused", "; ".join(sorted(set(refused.values()))), refused)
        code, answer = server.docmd("DATA")
        if code != _START_DATA:
            return _no(code, answer, dict.fromkeys(_recipients(mail), _text(answer)))
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("later", _words(error))
    return _data(server, mail, content, refused)


def _data(server: smtplib.SMTP, mail: Outbox, content: bytes, refused: Mapping[str, str]) -> Outcome:
    """From the first byte of the mail on, only an answer of the server tells whether it was taken."""
    try:
        server.send(re.sub(rb"(?m)^\.", b"..", content.removesuffix(b"\r\n")) + b"\r\n.\r\n")
        code, answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("uncertain", _words(error), refused)
    if code == _OK:
        return Outcome("handed-over", _text(answer), refused)
    return _no(code, answer, dict.fromkeys(_recipients(mail), _text(answer)))


def _no(code: int, answer: bytes, refused: Mapping[str, str]) -> Outcome:
    """From 500 on the server has said no for good; -1 is a line that broke before the mail."""
    return Outcome("refused", _text(answer), refused) if code >= _PERMANENT else Outcome("later", _text(answer))


def _recipients(mail: Outbox) -> list[str]:
    return [settings.TASUKI_MAIL_REHEARSAL] if settings.TASUKI_MAIL_REHEARSAL else _meant_for(mail)


def _meant_for(mail: Outbox) -> list[str]:
    return list(dict.fromkeys([*mail.to, *mail.cc]))


def _address(address: str, name: str = "") -> str:
    """Raises for what is no address, or cannot stand in a header without an extension that few servers have."""
    if not address.isascii():
        raise ValueError(f"{address} has characters beyond ASCII")
    Address(addr_spec=address)
    return formataddr((_words_of(name, "From").encode(), address)) if name and not name.isascii() else formataddr((name, address))


def _words_of(text: str, header: str) -> Header:
    return Header(text, "us-ascii" if text.isascii() else "utf-8", header_name=header)


def _text(answer: bytes) -> str:
    return answer.decode("utf-8", "replace")


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
