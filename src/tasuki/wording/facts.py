"""A fact in words, for a timeline. What a person wrote stands beside it, in `text`."""

from datetime import datetime

from tasuki.core.engagement.facts import Fact
from tasuki.wording.sentences.history import FACTS, LEAVES_LATER, TAKEN_OVER
from tasuki.wording.words import Tongue


def speak_fact(fact: Fact, tongue: Tongue) -> str:
    """One sentence. A kind without words says itself: a test sees to it that there is none."""
    phrase = LEAVES_LATER if waits(fact) else (TAKEN_OVER if fact.is_taken_over else FACTS).get(fact.kind)
    return tongue.say(phrase, {**fact.data, "workload": fact.workload}) if phrase is not None else fact.kind


def waits(fact: Fact) -> bool:
    """Whether it is a mail that was to leave only some time after it was written."""
    due = fact.data.get("due")
    return fact.kind == "mail-queued" and bool(due) and datetime.fromisoformat(str(due)) > fact.at
