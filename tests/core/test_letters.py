"""Mails and notes: filled from the facts, in the reader's language, with nothing left empty."""

from dataclasses import replace

from tasuki.core.engagement.letters import fill
from tasuki.core.playbook.model import Template
from tests.core.cast import ACCOUNT_TEAM, AOI, CIRCUMSTANCES, CUSTOMER, PEOPLE, Story, held, playbooks

JAPANESE = replace(
    CIRCUMSTANCES,
    contacts=tuple(replace(card, language="ja") for card in (ACCOUNT_TEAM, CUSTOMER)),
    people=tuple(replace(person, language="ja") for person in PEOPLE),
    words={"ja": {"pattern.date": "{year}年{month}月{day}日", "workload.exchange": "Exchange Online", "list.list": "、"}},
)


def mail(story: Story, template: str) -> str:
    return next(fact.text for fact in reversed(story.history) if fact.kind == "mail-queued" and fact.data["template"] == template)


def test_a_mail_says_what_the_facts_say() -> None:
    story = Story().finished(ready="yes")
    text = mail(story, "customer-follow-up")
    assert "Dear Sora Customer" in text
    assert "2026-11-24" in text
    assert "take on another workload" in text
    assert "Exchange Online documentation" in text
    assert "{" not in text


def test_a_mail_is_written_in_the_recipients_language_and_a_note_in_the_managers() -> None:
    story = Story(circumstances=replace(JAPANESE, contacts=(ACCOUNT_TEAM, CUSTOMER))).discussed()
    assert mail(story, "account-team").startswith("Dear Rin Account")
    note = next(fact for fact in story.history if fact.data.get("criterion") == "discussed")
    assert note.text.startswith("2026年11月24日に Exchange Online の完了ミーティングを行い")


def test_a_word_stands_for_what_nobody_said() -> None:
    story = Story()
    story.milestone()
    story.does(AOI, "review-contacts", account_team="known")
    story.does(AOI, "send-mail", "exchange", template="account-team")
    assert "to be arranged" in mail(story, "account-team")


def test_words_subject_and_body_of_ones_own_are_taken_as_they_are() -> None:
    story = Story().discussed()
    story.does(AOI, "send-mail", template="customer-follow-up", subject="Good-bye", body="So long, {nobody}.", to="x@y.example")
    queued = next(fact for fact in reversed(story.history) if fact.kind == "mail-queued")
    assert (queued.data["subject"], queued.text, queued.data["to"]) == ("Good-bye", "So long, {nobody}.", ["x@y.example"])


def test_a_missing_value_is_told_and_shown_as_a_dash() -> None:
    filled = fill(Template(text="{one} and {two}", subject="{one}\n{two}"), {"one": "1"}, "en", CIRCUMSTANCES)
    assert (filled.subject, filled.body, filled.missing) == ("1 –", "1 and –", ("two",))


def test_a_value_is_never_read_as_a_placeholder() -> None:
    assert fill(Template(text="{one}"), {"one": "{two}", "two": "secret"}, "en", CIRCUMSTANCES).body == "{two}"


def test_every_act_composes_the_note_that_the_page_demands_in_its_first_category() -> None:
    story = Story().closed()
    composed = {f.data["criterion"]: f.data["category"] for f in story.history if f.kind == "note-recorded" and f.data["composed"]}
    noted = {criterion.key: criterion.noted[0] for criterion in playbooks()[0].criteria if criterion.noted}
    not_asked = {"account-team-absent", "next-workloads"}
    assert composed == {key: category for key, category in noted.items() if key not in not_asked}


def test_a_note_written_by_hand_says_it_as_well() -> None:
    """Nothing is composed twice: the same evidence has one note, new evidence one of its own."""
    story = Story().discussed()
    before = [fact.data.get("criterion") for fact in story.history if fact.kind == "note-recorded"]
    assert before.count("discussed") == 1
    story.does(AOI, "hold-discussion", **held("no"))
    after = [fact.data.get("criterion") for fact in story.history if fact.kind == "note-recorded"]
    assert after.count("discussed") == 2


def test_a_request_sent_again_is_the_same_request_and_another_message() -> None:
    story = Story().requested()
    story.worker("mail-refused")
    story.does(AOI, "send-mail", template="queue-move")
    mails = [fact for fact in story.history if fact.kind == "mail-queued" and fact.data["template"] == "queue-move"]
    assert mails[0].data["request"] == mails[1].data["request"]
    assert mails[0].data["message_id"] != mails[1].data["message_id"]
    assert [f"<engagement-1.{one.number}@localhost>" for one in mails] == [one.data["message_id"] for one in mails]


def test_every_one_of_several_people_is_addressed_with_the_honorific() -> None:
    values = {"contact": ["青木 花", "井上 健"]}
    filled = fill(Template(text="{contact}様", subject="{contact}"), values, "ja", replace(CIRCUMSTANCES, words={"ja": {"list., ": "、"}}))
    assert (filled.body, filled.subject) == ("青木 花様、井上 健様", "青木 花、井上 健")
