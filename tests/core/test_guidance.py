"""What is best done next: in the order of the process, and only what would be accepted."""

from tests.core.cast import AOI, ENABLEMENT, EXCHANGE_MIGRATES, MIGRATION, TODAY, Story


def test_an_act_whose_answer_is_still_open_waits_like_any_other() -> None:
    """The status has several allowed values, so `next` names none; it must not be offered before what it comes after."""
    story = Story()
    story.milestone()
    assert "set-service-status" not in story.next_commands()
    story.finished()
    story.does(AOI, "hold", reason="the customer is away")
    assert story.next_commands() == ["resume"]


def test_acts_of_the_migration_are_offered_when_they_would_go_there() -> None:
    """While the enablement of a workload is unfinished, its mails, reviews and discussions go there: next must not loop on them."""
    story = Story(EXCHANGE_MIGRATES)
    story.milestone()
    story.does(AOI, "review-contacts", account_team="known")
    story.does(AOI, "review-faq", "exchange")
    story.does(AOI, "confirm-migrated", "exchange", users="50", agreed="50", on=TODAY.isoformat())
    story.does(AOI, "send-mail", "exchange", template="account-team")
    offered = [(act.command, act.process, act.keys) for act in story.next() if act.workload]
    assert offered == [("complete-task", ENABLEMENT, {"task": "1701"}), ("complete-task", MIGRATION, {"task": "1702"})]
    assert story.walk() < 40


def test_a_refused_mail_is_not_sent_to_the_same_address_again() -> None:
    story = Story()
    story.milestone()
    story.does(AOI, "review-contacts", account_team="known")
    story.does(AOI, "send-mail", "exchange", template="account-team")
    story.worker("mail-refused")
    proposed = {act.command: act for act in story.next()}
    assert "send-mail" not in proposed
    assert proposed["correct-contact"].needs == ("email",)
    story.follow(proposed["correct-contact"])
    assert "send-mail" in story.next_commands()
    assert story.walk() < 40
