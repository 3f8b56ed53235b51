"""The move to the queue: asked for by the manager, answered by the assignment team, and never guessed."""

from pathlib import Path

from tests.stories.programme import Programme

APJ = "FTCQ Inactive APJ"


def ready_to_hand_over(programme: Programme, **customer: object) -> int:
    number = programme.customer(**customer)  # type: ignore[arg-type]  # the columns of a tenant, as strings
    programme.usage()
    programme.follow(number, until="request-queue-move")
    return number


def test_a_declined_move_is_requested_again(programme: Programme) -> None:
    number = ready_to_hand_over(programme)
    programme.do("mori", number, "request-queue-move")
    assert programme.show(number)["state"] == "handing-over"
    assert "queue-move-already-requested" in programme.codes("mori", number, "request-queue-move")
    programme.worker()
    programme.do("kudo", number, "decline-queue-move", reason="キューの容量を確認してから再度ご依頼ください")
    assert programme.show(number)["state"] == "active"
    assert programme.refused("kudo", number, "confirm-queue-move")
    assert programme.refused("mori", number, "release-manager")
    programme.follow(number)
    kinds = [one["kind"] for one in programme.history(number)]
    assert kinds.count("queue-move-requested") == 2
    assert programme.show(number)["queue"] == APJ


def test_a_request_can_be_taken_back(programme: Programme) -> None:
    number = ready_to_hand_over(programme)
    programme.do("mori", number, "request-queue-move")
    programme.do("mori", number, "take-back-queue-move", reason="お客様から追加の相談があった")
    shown = programme.show(number)
    assert (shown["state"], shown["queue"]) == ("active", None)
    taken_back = [one for one in programme.history(number) if one["kind"] == "mail-taken-back"]
    assert [one["data"]["template"] for one in taken_back] == ["queue-move"]
    programme.worker()
    left = [one["data"]["template"] for one in programme.history(number) if one["kind"] == "mail-handed-over"]
    assert "queue-move" not in left, "nobody is asked for what is not wanted any more"
    programme.follow(number)


def test_only_a_declared_queue_and_another_region_only_with_a_reason(programme: Programme) -> None:
    number = ready_to_hand_over(programme)
    assert "unknown-queue" in programme.codes("mori", number, "request-queue-move", queue="FTCQ Active APJ")
    assert "queue-of-another-region" in programme.codes("mori", number, "request-queue-move", queue="FTCQ Inactive EMEA")
    programme.do("mori", number, "request-queue-move", queue="FTCQ Inactive EMEA", reason="本社が欧州にあり、管理もそちらで行う")
    programme.follow(number)
    assert programme.show(number)["queue"] == "FTCQ Inactive EMEA"


def test_an_unknown_country_is_asked_about_and_never_guessed(programme: Programme) -> None:
    number = programme.customer(country="")
    programme.usage()
    programme.follow(number, until="request-queue-move")
    act = programme.show(number)["next"][0]
    assert (act["keys"], set(act["needs"])) == ({}, {"queue", "reason"})
    (finding,) = programme.refused("mori", number, "request-queue-move")
    assert finding["code"] == "region-unknown"
    assert APJ in finding["values"]["queues"]
    programme.follow(number)
    assert programme.show(number)["queue"] == APJ


def test_a_partner_led_customer_moves_only_with_the_partners_word(programme: Programme) -> None:
    number = ready_to_hand_over(programme, partner_led="yes")
    assert "partner-agreement-missing" in programme.codes("mori", number, "request-queue-move")
    programme.follow(number, reason="パートナーの鈴木様が 3 月 2 日に同意")
    assert programme.show(number)["state"] == "closed"


def test_a_lead_may_confirm_on_behalf_and_the_manager_never(programme: Programme) -> None:
    number = ready_to_hand_over(programme)
    programme.do("mori", number, "request-queue-move")
    programme.worker()
    assert programme.codes("mori", number, "confirm-queue-move") == {"not-allowed"}
    assert "key-missing" in programme.codes("abe", number, "confirm-queue-move")
    (fact, *_) = programme.do("abe", number, "confirm-queue-move", reason="移動済みの画面を確認した")
    assert fact["data"]["on_behalf"] is True
    programme.follow(number)


def test_the_mail_of_the_request_reaches_everybody_of_the_assignment_team(programme: Programme) -> None:
    programme.site.json("person", "add", "nishi", "--name", "西 光", "--role", "assignment", "--email", "nishi@example.org")
    number = ready_to_hand_over(programme)
    facts = programme.do("mori", number, "request-queue-move")
    queued = next(one for one in facts if one["kind"] == "mail-queued")
    assert sorted(queued["data"]["to"]) == ["kudo@example.org", "nishi@example.org"]
    programme.worker()
    (mail,) = (path for path in Path(programme.site.data, "mail").glob("*.eml") if b"nishi@" in path.read_bytes())
    assert mail.stat().st_size > 200
