"""A fact in words, for a timeline. What a person wrote stands beside it, in `text`."""

from tasuki.core.engagement.facts import Fact
from tasuki.wording.sentences.history import FACTS
from tasuki.wording.words import Tongue


def speak_fact(fact: Fact, tongue: Tongue) -> str:
    """One sentence. A kind without words says itself: a test sees to it that there is none."""
    phrase = FACTS.get(fact.kind)
    return tongue.say(phrase, {**fact.data, "workload": fact.workload}) if phrase is not None else fact.kind
