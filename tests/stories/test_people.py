"""Who sees and may do what; and that an engagement outlives the person who managed it."""

from tests.stories.programme import Programme


def test_a_leavers_engagement_goes_on_with_another_manager(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    programme.follow(number, until="hold-discussion")
    before = programme.history(number)
    assert programme.codes("mori", number, "reassign-manager", to="ono", reason="異動") == {"not-allowed"}
    assert "unknown-manager" in programme.codes("abe", number, "reassign-manager", to="endo", reason="異動")
    assert "already-manager" in programme.codes("abe", number, "reassign-manager", to="mori", reason="異動")
    programme.do("abe", number, "reassign-manager", to="ono", reason="森さんの異動のため")
    assert programme.show(number)["manager"] == "ono"
    assert programme.history(number)[: len(before)] == before
    programme.actors["manager"] = "ono"
    programme.follow(number)
    assert programme.history(number)[-1]["data"]["manager"] == "ono"


def test_who_may_not_see_is_told_nothing(programme: Programme) -> None:
    number = programme.customer()
    for login in ("ono", "ueda", "hara"):
        for command in (["show", str(number)], ["history", str(number)], ["do", str(number), "record-note", "text=x"]):
            told = programme.site.json("engagement", *command, "--as", login, code=1)
            assert [one["code"] for one in told["refused"]] == ["not-found"]
        assert programme.site.json("engagement", "list", "--as", login) == []
        assert programme.site.json("today", "--as", login) == []
    assert [one["id"] for one in programme.site.json("engagement", "list", "--as", "kato")] == [number]


def test_each_role_keeps_to_its_business(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    assert programme.codes("kato", number, "record-note", category="environment", text="監査の所見") == {"not-allowed"}
    assert programme.codes("endo", number, "complete-task", task="1701") == {"not-allowed"}
    assert programme.codes("endo", number, "release-manager") == {"not-allowed"}
    assert programme.codes("kudo", number, "request-queue-move") == {"not-allowed"}
    assert programme.codes("mori", number, "reopen", reason="誤り") <= {"not-allowed", "not-closed"}
    programme.do("endo", number, "record-note", category="environment", text="認証はクラウドのみ")
    programme.do("kudo", number, "record-note", category="service-intent", text="来期に追加の予定")
    programme.do("abe", number, "record-note", category="engagement-management", text="進み具合を確認した")


def test_a_manager_reads_what_he_closed_for_a_while(programme: Programme) -> None:
    number = programme.customer(manager="")
    programme.do("abe", number, "reassign-manager", to="ono", reason="担当の割り当て")
    programme.actors["manager"] = "ono"
    programme.usage()
    programme.follow(number)
    assert programme.show(number, "ono")["state"] == "closed"
    programme.site.at = "2026-06-30T10:00:00+09:00"
    assert programme.site.run("engagement", "show", str(number), "--as", "ono").code == 1


def test_a_waiver_needs_two_persons(programme: Programme) -> None:
    number = programme.customer()
    programme.usage()
    keys = {"criterion": "customer-knows-the-end"}
    assert "no-waiver-request" in programme.codes("abe", number, "grant-waiver", **keys, reason="問題ない")
    assert "not-waivable" in programme.codes("mori", number, "request-waiver", criterion="discussed", reason="多忙のため")
    programme.do("abe", number, "request-waiver", **keys, reason="お客様の窓口が不在")
    assert "own-waiver" in programme.codes("abe", number, "grant-waiver", **keys, reason="問題ない")
    programme.do("mori", number, "request-waiver", **keys, reason="お客様の窓口が不在")
    waiting = programme.site.json("today", "--as", "abe")
    assert [(one["engagement"], one["command"]) for one in waiting] == [(number, "grant-waiver")]
    programme.do("abe", number, "grant-waiver", **keys, reason="後任の方に説明する", until="2026-12-31")
    done = programme.follow(number)
    assert "attest" not in done or programme.show(number)["state"] == "closed"


def test_today_says_what_and_why(programme: Programme) -> None:
    number = programme.customer()
    before = programme.site.json("today", "--as", "mori")
    assert {one["bucket"] for one in before} == {"on-track"}
    programme.usage(day="2026-02-27")
    (entry,) = [one for one in programme.site.json("today", "--as", "mori") if one["workload"] is None]
    assert (entry["engagement"], entry["tenant_id"]) == (number, "t-1")
    assert entry["sentence"]
    programme.site.at = "2026-03-27T10:00:00+09:00"
    stuck = programme.site.json("today", "--as", "mori")
    assert {one["bucket"] for one in stuck} == {"stuck"}
    assert any("日程が未定" in one["sentence"] for one in stuck)
    programme.follow(number, until="request-queue-move")
    programme.do("mori", number, "request-queue-move")
    programme.worker()
    (move,) = programme.site.json("today", "--as", "kudo")
    assert (move["command"], move["bucket"], move["since"]) == ("confirm-queue-move", "on-track", "2026-03-27")
    assert "本日" in move["sentence"]
    assert "0 日" not in move["sentence"]
    programme.site.at = "2026-04-03T10:00:00+09:00"
    (move,) = programme.site.json("today", "--as", "kudo")
    assert (move["bucket"], "FTCQ Inactive APJ" in move["sentence"]) == ("stuck", True)
