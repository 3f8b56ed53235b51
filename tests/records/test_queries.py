"""Who sees what: one row per role, and the outsider always tries too."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tasuki.core.engagement.facts import NewFact
from tasuki.records import engagement_rows, ledger
from tasuki.records.models import Engagement, Fact, Person, Team, Tenant
from tasuki.records.queries import engagements_for, newest_record, sees, tenants_for, waiting_for_answer

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def cast() -> None:
    """North has Contoso (Ito's) and Fabrikam (nobody's); South has Tailspin (Ueda's). Ito has left an engagement at Tailspin."""
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    people = ["ito:manager:North", "ueda:manager:South", "eda:engineer:North", "lee:lead:South", "asa:assignment:", "aki:auditor:",
              "aya:author:", "root:admin:"]  # fmt: skip
    for login, role, team_name in (person.split(":") for person in people):
        person = Person.objects.create(login=login, name=login.title(), role=role)
        person.teams.set(Team.objects.filter(name=team_name))
    for tenant_id, team, manager in (("contoso", north, "ito"), ("fabrikam", north, None), ("tailspin", south, "ueda")):
        Tenant.objects.create(tenant_id=tenant_id, name=tenant_id, language="en", team=team, manager_id=manager)
        Engagement.objects.create(tenant_id=tenant_id, motion="rfa", opened_at=NOON, manager_id=manager)
    Engagement.objects.create(
        tenant_id="tailspin", motion="rfa", opened_at=NOON, state="closed", closed_at=NOON - timedelta(days=59), closed_by_id="ito"
    )


SEES = [
    ("ito", {"contoso", "tailspin"}, "his own, and what he closed 59 days ago"),
    ("ueda", {"tailspin"}, "his own"),
    ("eda", {"contoso", "fabrikam"}, "her team's"),
    ("lee", {"tailspin"}, "her team's"),
    ("asa", {"contoso", "fabrikam", "tailspin"}, "everything"),
    ("aki", {"contoso", "fabrikam", "tailspin"}, "everything"),
    ("aya", set(), "an author writes pages"),
    ("root", set(), "an administrator sees no customers"),
]


@pytest.mark.usefixtures("cast")
def test_everybody_sees_his_tenants_and_their_engagements_and_no_more() -> None:
    for login, expected, why in SEES:
        person = Person.objects.get(login=login)
        assert {tenant.tenant_id for tenant in tenants_for(person, TODAY)} == expected, (login, why)
        assert {engagement.tenant_id for engagement in engagements_for(person, TODAY)} == expected, (login, why)
    Person.objects.update(is_active=False)
    for person in Person.objects.all():
        assert not tenants_for(person, TODAY).exists()
        assert not engagements_for(person, TODAY).exists()


@pytest.mark.usefixtures("cast")
def test_one_engagement_is_seen_by_exactly_those_who_have_it_in_their_list() -> None:
    """Two ways to the same answer: the list's query, and the row that every act reads."""
    Tenant.objects.create(tenant_id="nobodys", name="nobodys", language="en")
    Engagement.objects.create(tenant_id="nobodys", motion="rfa", opened_at=NOON)
    told = {True: 0, False: 0}
    for active in (True, False):
        Person.objects.update(is_active=active)
        for person in Person.objects.all():
            for day in (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)):
                listed = set(engagements_for(person, day).values_list("pk", flat=True))
                for row in Engagement.objects.select_related("tenant"):
                    read = engagement_rows.with_tenant(row.pk)
                    assert read is not None
                    assert read.__dict__.keys() == row.__dict__.keys()
                    for name in row.__dict__.keys() - {"_state"}:
                        assert getattr(read, name) == getattr(row, name)
                    assert read.tenant.name == row.tenant.name
                    assert sees(person, read, day) == (row.pk in listed), (person.login, row.tenant_id, day)
                    told[row.pk in listed] += 1
    assert min(told.values()) > 10


@pytest.mark.usefixtures("cast")
def test_what_a_manager_closed_he_reads_for_sixty_days() -> None:
    ito = Person.objects.get(login="ito")
    seen = [engagements_for(ito, TODAY + timedelta(days=later)).filter(closed_by=ito).count() for later in (0, 1, 2)]
    assert seen == [1, 1, 0]


@pytest.mark.usefixtures("cast")
def test_a_manager_of_one_engagement_sees_not_the_others_of_that_tenant() -> None:
    ueda = Person.objects.get(login="ueda")
    Tenant.objects.filter(tenant_id="tailspin").update(manager=None)
    assert engagements_for(ueda, TODAY).count() == 1


@pytest.mark.usefixtures("cast")
def test_the_board_has_what_waits_oldest_first() -> None:
    waiting = Engagement.objects.filter(state="active").order_by("id")
    for hours, engagement in enumerate(waiting):
        Engagement.objects.filter(pk=engagement.pk).update(state="handing-over", queue_requested_at=NOON - timedelta(hours=hours))
    board = waiting_for_answer(Person.objects.get(login="asa"), TODAY)
    assert [engagement.tenant_id for engagement in board] == ["tailspin", "fabrikam", "contoso"]
    assert [engagement.tenant_id for engagement in waiting_for_answer(Person.objects.get(login="eda"), TODAY)] == ["fabrikam", "contoso"]


def test_a_fact_that_is_seen_after_a_later_one_is_news_to_reports() -> None:
    """PostgreSQL numbers a fact when it is written; whose act takes longer is seen later, with the lower number."""
    for subject in ("site", "tenant/contoso"):
        ledger.append_each({subject: [NewFact("note-recorded")]}, by="ito", at=NOON)
    Fact.objects.filter(subject="site").update(id=5000)
    before = newest_record()
    Fact.objects.filter(subject="tenant/contoso").update(id=4999)
    assert newest_record() != before
