"""A mail after it was written: taken back, let go by a second person, sent again, found out about; and who gets it in which language."""

from dataclasses import replace

import pytest

from tasuki.core.engagement.circumstances import ContactCard
from tasuki.core.engagement.facts import Fact, NewFact
from tasuki.core.engagement.post import acts_on, standing_of
from tests.core.cast import ACCOUNT_TEAM, AOI, BEN, LEO, TODAY, Story, playbooks


def mailed(story: Story | None = None) -> tuple[Story, Fact]:
    """The mail to the account team is queued."""
    story = story or Story()
    story.milestone()
    story.does(AOI, "review-contacts", account_team="known")
    facts = story.does(AOI, "send-mail", "exchange", template="account-team")
    return story, next(fact for fact in facts if fact.kind in ("mail-queued", "mail-drafted"))


def outcome(story: Story, mail: Fact, kind: str, **data: object) -> None:
    told = {name: mail.data[name] for name in ("template", "to", "message_id")}
    story.happens(NewFact(kind, mail.workload, mail.process, {**told, "queued": mail.number, **data}))


def commands(story: Story) -> list[str]:
    return [act.command for act in story.guide.next_acts()]


def test_a_mail_that_waits_can_be_taken_back_and_only_then() -> None:
    story, mail = mailed()
    assert "send-mail" not in commands(story)
    (fact,) = story.does(AOI, "take-back-mail", mail=str(mail.number), reason="a wrong date")
    assert (fact.kind, fact.workload, fact.data["message_id"], fact.text) == (
        "mail-taken-back",
        "exchange",
        mail.data["message_id"],
        "a wrong date",
    )
    assert "send-mail" in commands(story), "it is due again"
    assert story.codes(AOI, "take-back-mail", mail=str(mail.number)) == ["mail-stands-otherwise"]
    assert story.codes(AOI, "take-back-mail", mail="1") == ["unknown-mail"]


def test_a_mail_that_waits_for_nothing_is_not_let_go_twice() -> None:
    story, mail = mailed()
    assert story.codes(AOI, "send-mail-now", mail=str(mail.number)) == ["mail-stands-otherwise"], "it is due already"
    assert story.codes(AOI, "send-mail-now", mail="1") == ["unknown-mail"]


def test_a_mail_that_has_left_cannot_be_taken_back() -> None:
    story, mail = mailed()
    story.worker()
    assert story.codes(AOI, "take-back-mail", mail=str(mail.number)) == ["mail-stands-otherwise"]
    assert story.codes(AOI, "resend-mail", mail=str(mail.number)) == ["mail-stands-otherwise"]
    assert acts_on(story.assessment.history, mail) == ()


@pytest.mark.parametrize("arrived", ["yes", "no"])
def test_of_an_uncertain_mail_a_person_finds_out_what_became_of_it(arrived: str) -> None:
    story, mail = mailed()
    outcome(story, mail, "mail-uncertain")
    proposed = next(act for act in story.guide.next_acts() if act.command == "settle-mail")
    assert (proposed.keys, proposed.needs) == ({"mail": str(mail.number)}, ("arrived", "reason"))
    story.does(AOI, "settle-mail", mail=str(mail.number), arrived=arrived, reason="asked them by telephone")
    assert story.cell("account-team-informed").satisfied == (arrived == "yes")
    assert ("send-mail" in commands(story)) == (arrived == "no")


def test_an_uncertain_mail_is_sent_again_as_the_same_message() -> None:
    story, mail = mailed()
    outcome(story, mail, "mail-uncertain")
    (fact,) = story.does(AOI, "resend-mail", mail=str(mail.number))
    assert fact.data["message_id"] == mail.data["message_id"]
    assert standing_of(story.assessment.history, mail) == "on-its-way"
    outcome(story, mail, "mail-handed-over")
    assert story.cell("account-team-informed").satisfied


def test_a_refusal_of_some_does_not_undo_what_the_others_got() -> None:
    story, mail = mailed()
    outcome(story, mail, "mail-handed-over")
    outcome(story, mail, "mail-refused", recipients=["x@y.example"])
    assert standing_of(story.assessment.history, mail) == "handed-over"


def test_what_came_back_counts_for_nothing_until_another_takes_its_place() -> None:
    story, mail = mailed()
    outcome(story, mail, "mail-handed-over")
    assert story.cell("account-team-informed").satisfied
    outcome(story, mail, "mail-bounced", recipients=[mail.data["to"][0].upper()], reason="no such person")
    assert not story.cell("account-team-informed").satisfied
    assert "correct-contact" in commands(story)
    story.does(AOI, "correct-contact", name=ACCOUNT_TEAM.name, email="rin@new.example")
    (again,) = (fact for fact in story.does(AOI, "send-mail", "exchange", template="account-team") if fact.kind == "mail-queued")
    outcome(story, again, "mail-handed-over")
    state = story.cell("account-team-informed")
    assert state.satisfied
    assert state.first < again.number, "what was done in between keeps counting"


def test_everybody_is_written_to_in_his_own_language() -> None:
    story = Story()
    kana = ContactCard(kind="account-team", name="兼平", email="kanehira@vendor.example", language="ja", verified_on=TODAY)
    story.circumstances = replace(story.circumstances, contacts=(*story.circumstances.contacts, kana))
    story, _ = mailed(story)
    mails = [fact for fact in story.history if fact.kind == "mail-queued"]
    assert [(fact.data["language"], fact.data["to"]) for fact in mails] == [("en", [ACCOUNT_TEAM.email]), ("ja", [kana.email])]
    assert len({fact.data["message_id"] for fact in mails}) == 2
    assert mails[0].text != mails[1].text
    facts = story.does(AOI, "send-mail", "exchange", template="account-team", subject="One", body="for all")
    assert [fact.data["to"] for fact in facts if fact.kind == "mail-queued"] == [[ACCOUNT_TEAM.email, kana.email]]


def test_a_copy_goes_to_oneself_where_one_can_be_reached() -> None:
    story, _ = mailed()
    facts = story.does(AOI, "send-mail", "exchange", template="account-team", copy_to_me="yes")
    assert facts[0].data["cc"] == ["aoi@tasuki.example"]
    people = tuple(replace(person, email=None) if person.login == "aoi" else person for person in story.circumstances.people)
    story.circumstances = replace(story.circumstances, people=people)
    assert "no-own-address" in story.codes(AOI, "send-mail", "exchange", template="account-team", copy_to_me="yes")


def test_a_mail_that_wants_four_eyes_leaves_when_a_second_person_agrees() -> None:
    books = [replace(book, mails={name: replace(mail, four_eyes=True) for name, mail in book.mails.items()}) for book in playbooks()]
    story, draft = mailed(Story(books=books))
    assert draft.kind == "mail-drafted"
    proposed = next(act for act in story.guide.next_acts() if act.command == "release-mail")
    assert (proposed.role, proposed.keys) == ("lead", {"mail": str(draft.number)})
    assert story.codes(AOI, "release-mail", mail=str(draft.number)) == ["own-mail"]
    assert story.codes(BEN, "release-mail", mail=str(draft.number)) == ["not-allowed"]
    (mail,) = story.does(LEO, "release-mail", mail=str(draft.number))
    assert (mail.kind, mail.text, mail.data["to"], mail.data["drafted_by"]) == ("mail-queued", draft.text, draft.data["to"], "aoi")
    assert story.codes(LEO, "release-mail", mail=str(draft.number)) == ["mail-stands-otherwise"], "once"
    outcome(story, mail, "mail-handed-over")
    assert story.cell("account-team-informed").satisfied


def test_a_mail_of_the_portal_waits_before_it_leaves() -> None:
    story, at_once = mailed()
    assert at_once.data["due"] == story.circumstances.now.isoformat()
    story.circumstances = replace(story.circumstances, undo_seconds=60)
    facts = story.does(AOI, "send-mail", "exchange", template="account-team")
    assert facts[0].data["due"] > at_once.data["due"]
