"""The tenants' list as a table: how names sort, what a search finds; filters, pages and rights say what the rows say they come from."""

import random
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tasuki.records import queries
from tasuki.records.folding import folded, place_of
from tasuki.records.models import Contact, Cover, Line, Person, Tenant
from tasuki.records.queries import ORDERS, engagements_for, fitting, lines_for, page_of, place_in, tenants_for
from tasuki.services import answers, engagements, imports, lines, portfolio
from tests.web import world
from tests.web.conftest import moved

__all__ = ["moved"]

TODAY = date(2026, 10, 6)


def test_names_stand_where_people_look_them_up() -> None:
    """By the reading, whatever its kana and width; legal forms do not count, wherever they stand and however they are written."""
    names = [
        ("Contoso Ltd", ""),
        ("株式会社青葉製作所", "アオバセイサクショ"),
        ("（株）いろは", "かぶしきがいしゃいろは"),
        ("みなと商事㈱", "ﾐﾅﾄｼｮｳｼﾞ"),
        ("ヤマト", "ヤマト カブシキガイシャ"),
        ("有限会社柳", ""),
    ]
    names_as_they_come = [names[place] for place in (3, 0, 5, 2, 4, 1)]
    assert sorted(names_as_they_come, key=lambda one: place_of(*one)) == names
    assert place_of("株式会社", "") == folded("株式会社"), "a name that is nothing but a legal form keeps it"


@pytest.fixture
def programme(db: None, moved: None, tmp_path: Path) -> None:
    world.build(tmp_path)


def told() -> dict[tuple[str, int | None], dict[str, Any]]:
    names = [field.attname for field in Line._meta.fields if field.attname != "id"]
    return {(line.tenant_id, line.engagement_id): {name: getattr(line, name) for name in names} for line in Line.objects.all()}


def test_what_acts_and_files_leave_behind_is_what_would_be_derived_anew(programme: None, tmp_path: Path) -> None:
    sato, ono, number = world.person("sato"), world.person("ono"), world.engagement("R-1187").pk
    engagements.perform(sato, number, "set-next-action", {"date": "2026-10-20"})
    engagements.perform(sato, number, "add-contact", {"kind": "customer", "name": "鈴木 花子", "email": "suzuki@aoba.example"})
    engagements.perform(ono, number, "reassign-manager", {"to": "ono", "reason": "担当の交代"})
    engagements.perform(ono, world.engagement("R-1190").pk, "hold", {"reason": "お客様の希望"})
    more = tmp_path / "more.csv"
    more.write_text("tenant_id,name,country,language,seats\nt-7000,新規商会,JP,ja,300\n", encoding="utf-8")
    imports.run("tenants", more)
    Tenant.objects.filter(pk="t-7000").update(manager="sato", team=ono.teams.get())
    portfolio.name_successor(portfolio.portfolio_of(ono, sato), ono, reason="異動", by="ono")
    answers.delete_contact(Contact.objects.get(email="tanaka@minato.example"), by="sato")
    kept = told()
    assert lines.refresh() == 4
    assert told() == kept
    line = Line.objects.get(engagement=number)
    assert (line.owner_id, line.next_action, line.milestone, line.state) == ("ono", date(2026, 10, 20), "reached", "active")
    assert folded("鈴木花子") in line.folded
    unopened = Line.objects.get(tenant="t-7000")
    assert (unopened.state, unopened.owner_id) == (lines.NO_ENGAGEMENT, "ono")
    assert folded("田中") not in Line.objects.get(tenant=world.engagement("R-1190").tenant_id).folded
    for question, tenants in {"鈴木花子": {line.tenant_id}, "規商": {"t-7000"}, "田中": set()}.items():
        assert set(fitting(Line.objects.all(), {"q": question}, TODAY)[0].values_list("tenant", flat=True)) == tenants, question


def test_everybody_sees_the_lines_of_what_he_sees(programme: None) -> None:
    Tenant.objects.filter(pk="t-4022").update(manager="lee")
    lines.refresh(["t-4022"])
    east = Person.objects.create(login="kita", name="北 純", role="lead")
    for away, cover in (("lee", "sato"), ("ono", east.pk)):
        Cover.objects.create(person_id=away, cover_id=cover, begins=TODAY, ends=TODAY)
    assert lines_for(east, TODAY).exists(), "a lead who stands in for another"
    for person in Person.objects.all():
        own = set(engagements_for(person, TODAY).values_list("pk", flat=True))
        seen = lines_for(person, TODAY)
        assert {line.engagement_id for line in seen} == own, person.pk
        assert {line.tenant_id for line in seen} == set(tenants_for(person, TODAY).values_list("pk", flat=True)), person.pk


QUESTIONS = [
    ({}, {"R-1187", "R-1190", "R-2001"}),
    ({"q": "ｱｵﾊﾞ"}, {"R-1187"}),
    ({"q": "あおば　製作所"}, {"R-1187"}),
    ({"q": "r-1190"}, {"R-1190"}),
    ({"q": "T-500"}, {"R-2001"}),
    ({"q": "田中"}, {"R-1190"}),
    ({"q": "ＣＯＮＴＯＳＯ"}, {"R-2001"}),
    ({"q": "青葉 みなと"}, set()),
    ({"q": "%"}, set()),
    ({"owner": "lee"}, {"R-2001"}),
    ({"owner": "-"}, set()),
    ({"region": "APJ", "service": "exchange"}, {"R-1187", "R-1190"}),
    ({"service": "team"}, set()),
    ({"milestone": "reached"}, {"R-1187", "R-1190", "R-2001"}),
    ({"next": "none"}, {"R-1190", "R-2001"}),
    ({"next": "soon"}, {"R-1187"}),
    ({"next": "tomorrow"}, set()),
    ({"version": "completion-migration:1"}, {"R-1190"}),
    ({"version": "completion-migration:2"}, set()),
    ({"team": "no number"}, set()),
    ({"state": "closed"}, set()),
]


def test_filters_and_search_find_what_they_say(programme: None) -> None:
    engagements.perform(world.person("sato"), world.engagement("R-1187").pk, "set-next-action", {"date": "2026-10-20"})
    for asked, expected in QUESTIONS:
        found = fitting(Line.objects.all(), asked, TODAY)[0].values_list("engagement__request", flat=True)
        assert set(found) == expected, asked


def letters(chance: random.Random, length: int) -> str:
    return "".join(chance.choice("aえエ株ﾊﾟ1-@.%\"' 髙𠮷é") for _ in range(length))


def asked_plainly(word: str) -> set[int]:
    """The reference: each text is looked at."""
    words = [folded(part) for part in word.split()]
    return {line.pk for line in Line.objects.all() if all(part in line.folded for part in words)}


def test_a_search_finds_what_looking_at_each_text_finds(programme: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever letters, few hits and many, after every kind of change; in the list's order, for who sees all and who does not."""
    chance = random.Random(7)
    texts = [letters(chance, length) or "x" for length in range(60)] + ["鶯", "0" * 900]
    Tenant.objects.bulk_create(Tenant(pk=f"s-{n}", name=name, language="ja", team_id=n % 2 or None) for n, name in enumerate(texts))
    lines.refresh()
    Tenant.objects.filter(pk__in=["s-3", "s-4"]).update(name="別の名前", tpid="7001")
    lines.refresh(["s-3", "s-4"])
    Line.objects.filter(tenant__in=["s-5", "s-50"]).delete()
    questions = [letters(chance, length) for length in (0, 1, 2, 3, 4, 6) for _ in range(6)]
    questions += ["鶯", "鶯鶯", "・", "0" * 801, "別の名前 7001", "別の名前7001", *texts[::20], " ".join(["s-", "a"] * 700)]
    for most, frequent in ((2000, 20_000), (3, 20_000), (3, 8)):
        monkeypatch.setattr(queries.lines, "MANY", most)
        monkeypatch.setattr(queries.lines, "_FREQUENT", frequent)
        for question, login in product(questions, ("ono", "sato", "audit")):
            seen = lines_for(world.person(login), TODAY) if login != "audit" else Line.objects.all()
            for asked in ({"q": question}, {"q": question, "team": "-"}):
                plain = seen.filter(pk__in=asked_plainly(question), **({"team": None} if "team" in asked else {})).order_by("place", "id")
                found = page_of(fitting(seen, asked, TODAY)[0], "name", downwards=False, beyond=None, size=100)
                assert found == list(plain), (question, login, asked)


def test_pages_follow_one_another_without_gap_or_repetition_in_every_order(programme: None) -> None:
    """Also where many lines stand at the same place, and back again."""
    engagements.perform(world.person("sato"), world.engagement("R-1187").pk, "set-next-action", {"date": "2026-10-20"})
    Line.objects.filter(engagement__request="R-2001").update(owner=None)
    for order, downwards in product(ORDERS, (False, True)):
        whole = page_of(fitting(Line.objects.all(), {}, TODAY)[0], order, downwards=downwards, beyond=None, size=10)
        pages, beyond = [], None
        while page := page_of(fitting(Line.objects.all(), {}, TODAY)[0], order, downwards=downwards, beyond=beyond, size=1):
            pages += page
            beyond = place_in(page[0], order)
        assert pages == whole, order
        back = page_of(
            fitting(Line.objects.all(), {}, TODAY)[0], order, downwards=not downwards, beyond=place_in(whole[-1], order), size=10
        )
        assert back[::-1] == whole[:-1], order
        narrowed = page_of(fitting(Line.objects.all(), {"region": "APJ"}, TODAY)[0], order, downwards=downwards, beyond=None, size=10)
        assert narrowed == [line for line in whole if line.region == "APJ"], order
