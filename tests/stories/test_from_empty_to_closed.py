"""The whole process through the command line: from an empty data folder to a released manager, with proof of everything."""

from tests.stories.programme import Programme


def test_whoever_does_what_comes_next_reaches_the_end(programme: Programme) -> None:
    number = programme.customer()
    reached = programme.usage()
    assert [one["required"] for one in reached["newly_reached"]] == [40]
    done = programme.follow(number)
    shown = programme.show(number)
    assert (shown["state"], shown["manager"], shown["queue"]) == ("closed", None, "FTCQ Inactive APJ")
    assert shown["next_action_date"] == "2027-12-31"
    assert done[-1] == "release-manager"
    assert programme.site.json("audit", "verify")["whole"] is True
