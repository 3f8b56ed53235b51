"""Names stand in every list where people look them up: by their reading, without the legal form, in whatever width and case."""

import pytest

from tasuki.records.folding import place_of, place_of_person
from tasuki.records.models import Person, Team
from tasuki.records.queries import colleagues_of, managing, team_names
from tasuki.services import intake

pytestmark = pytest.mark.django_db

ORDERED = [
    ("Contoso Ltd", ""),
    ("株式会社青葉製作所", "アオバセイサクショ"),
    ("一般財団法人いずみ会", "イッパンザイダンホウジン イズミカイ"),
    ("（株）いろは", "かぶしきがいしゃいろは"),
    ("医療法人うみ", "ｲﾘｮｳﾎｳｼﾞﾝ ｳﾐ"),
    ("NPO法人えん", ""),
    ("有限会社おおぞら", "ユウゲンカイシャ オオゾラ"),
    ("みなと商事㈱", "ﾐﾅﾄｼｮｳｼﾞ"),
    ("ヤマト", "ヤマト カブシキガイシャ"),
]


def test_customers_stand_by_their_readings() -> None:
    assert sorted(reversed(ORDERED), key=lambda one: place_of(*one)) == ORDERED


def test_colleagues_stand_by_their_names_and_where_kanji_tell_no_sound_by_their_logins() -> None:
    cast = [("abe", "阿部 誠"), ("lee", "Ana Lee"), ("ito", "伊藤 さくら"), ("costa", "Jordan Costa"), ("yamada", "山田 恵子"), ("sasaki", "ささき あい")]
    for login, name in reversed(cast):
        Person.objects.create(login=login, name=name, role="manager")
    reader = Person.objects.create(login="ono", name="小野 剛", role="lead")
    wanted = [login for login, _ in cast]
    assert [one.pk for one in colleagues_of(reader, "manager")] == wanted
    assert [login for login, _ in managing() if login != "ono"] == wanted
    assert [one.pk for one in intake.managers() if one.pk != "ono"] == wanted
    assert place_of_person("々木", "noma") == "noma"


def test_teams_and_countries_stand_by_their_readings() -> None:
    for name in ("ひがし", "APJ", "ニシ"):
        Team.objects.create(name=name)
    assert team_names() == ["APJ", "ニシ", "ひがし"]
    found = sorted(("US", "JP", "CN", "NZ", "DE"), key=lambda code: intake.country_place(code, "ja"))
    assert found == ["US", "CN", "DE", "JP", "NZ"], "アメリカ, ちゅうごく, ドイツ, にほん, ニュージーランド"
