"""What is best done next: in the order of the process, and only what would be accepted."""

from tests.core.cast import AOI, Story


def test_an_act_whose_answer_is_still_open_waits_like_any_other() -> None:
    """The status has several allowed values, so `next` names none; it must not be offered before what it comes after."""
    story = Story()
    story.milestone()
    assert "set-service-status" not in story.next_commands()
    story.finished()
    story.does(AOI, "hold", reason="the customer is away")
    assert story.next_commands() == ["resume"]
