"""What a screen says after an act: the sentence, where to see it, and the way back where there is one.

The way back is a form of its own beside the sentence, so it is there without a script, and for as long as the sentence stands.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Beside:
    """`place` is the address at which it can be seen; `undo` the address to which the fields are posted to go back."""

    place: str = ""
    undo: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def say(request: HttpRequest, sentence: str, beside: Beside | None = None) -> None:
    messages.success(request, sentence, extra_tags=json.dumps(asdict(beside)) if beside else "")


def beside(message: Message) -> Beside:
    return Beside(**json.loads(message.extra_tags)) if message.extra_tags.startswith("{") else Beside()
