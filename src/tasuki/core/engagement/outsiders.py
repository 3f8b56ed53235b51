"""What account team and customer say, by signed link or another way, and what is answered to them: one small function an act.

Nothing here proves that the work was done: their words are facts like all others, and only an objection is asked about by a check.
"""

from tasuki.core.engagement.checks import open_objections
from tasuki.core.engagement.facts import NewFact
from tasuki.core.engagement.situation import Situation
from tasuki.core.finding import Remedy


def show_request_form(situation: Situation) -> list[NewFact]:
    """The form was shown to the customer; nothing of what was typed there is kept."""
    return [situation.fact("request-form-shown", None)]


def confirm_leaving(situation: Situation) -> list[NewFact]:
    return [_word(situation, "leaving-confirmed", "text")]


def raise_objection(situation: Situation) -> list[NewFact]:
    """Until the hand-over is asked for: from then on the tenant is on its way, and nothing would wait for the answer."""
    if situation.assessment.open_request is not None or situation.assessment.queue:
        situation.refuse("hand-over-begun")
    return [_word(situation, "objection-raised", "reason")]


def answer_objection(situation: Situation) -> list[NewFact]:
    """The oldest that has no answer yet."""
    waiting = open_objections(situation.assessment.history)
    if not waiting:
        situation.refuse("no-open-objection")
        return []
    oldest = waiting[0]
    data = {"objection": oldest.number, "contact": oldest.data.get("contact")}
    return [situation.fact("objection-answered", None, data, situation.values.get("text", ""))]


def sign_off(situation: Situation) -> list[NewFact]:
    contact = situation.values.get("contact")
    if any(fact.data.get("contact") == contact for fact in situation.assessment.history.since_reopening("signed-off")):
        situation.refuse("already-signed-off", Remedy(command="leave-comment", needs=("text",)), contact=contact)
    return [_word(situation, "signed-off", "text")]


def leave_comment(situation: Situation) -> list[NewFact]:
    """The same words twice are one comment: somebody has pressed the button again."""
    contact, text = situation.values.get("contact"), situation.values.get("text", "")
    own = [fact for fact in situation.assessment.history.of("comment-left") if fact.data.get("contact") == contact]
    if own and own[-1].text == text:
        situation.refuse("already-said", contact=contact)
    return [_word(situation, "comment-left", "text")]


def rate_engagement(situation: Situation) -> list[NewFact]:
    """One rating counts for each person and each end of the engagement."""
    contact = situation.values.get("contact")
    if any(fact.data.get("contact") == contact for fact in situation.assessment.history.since_reopening("engagement-rated")):
        situation.refuse("already-rated", contact=contact)
    return [_word(situation, "engagement-rated", "text")]


def _word(situation: Situation, kind: str, text: str) -> NewFact:
    data = {name: value for name, value in situation.values.items() if name != text}
    return situation.fact(kind, None, data, situation.values.get(text, ""))
