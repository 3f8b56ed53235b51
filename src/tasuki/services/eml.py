"""A mail as its owner's mailbox saved it: what `record-mail` wants to know is in its headers."""

from email import message_from_bytes, policy
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256


def keys_of(content: bytes, name: str) -> dict[str, str]:
    """The keys that the mail itself answers: recipients and day, and the file by name and digest. What it does not say is left out."""
    message = message_from_bytes(content, policy=policy.default)
    recipients = [address for _, address in getaddresses([str(value) for value in message.get_all("To", [])]) if address]
    keys = {"file": f"{name} (sha256 {sha256(content).hexdigest()})"}
    if recipients:
        keys["to"] = ";".join(recipients)
    try:
        keys["on"] = parsedate_to_datetime(str(message["Date"])).date().isoformat()
    except (TypeError, ValueError):
        return keys
    return keys
