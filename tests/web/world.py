"""The portal's cast and customers: one person a role, a customer with two workloads, one that migrates, one of another team."""

import email
import re
from collections.abc import Callable, Sequence
from email import policy
from hashlib import sha256
from pathlib import Path

from tasuki.core.engagement.facts import Fact
from tasuki.records.models import Engagement, Intake, Person
from tasuki.services import engagements, imports, intake, milestones, people, playbooks, worker
from tasuki.services.engagements import Case, case_of

PASSWORD = "relay-runners-hand-over"
NOON = "2026-10-06T03:00:00+00:00"
"""Noon in Tokyo."""

CAST = {
    "sato": ("佐藤 葵", "manager", "東日本", "ja"),
    "lee": ("Jordan Lee", "manager", "International", "en"),
    "mori": ("森 健太", "engineer", "東日本", "ja"),
    "kato": ("加藤 由美", "assignment", "", "ja"),
    "ono": ("小野 剛", "lead", "東日本", "ja"),
    "abe": ("阿部 誠", "auditor", "", "ja"),
    "ueda": ("上田 翔", "author", "", "ja"),
    "kanri": ("管理 太郎", "admin", "", "ja"),
}

TENANTS = """tenant_id,name,name_kana,country,language,seats,managed,team,manager
t-4021,株式会社青葉製作所,アオバセイサクショ,JP,ja,155,yes,東日本,sato
t-4022,みなと商事株式会社,ミナトショウジ,JP,ja,2400,yes,東日本,sato
t-5001,Contoso Ltd,,US,en,800,yes,International,lee
"""
CONTACTS = """tenant_id,kind,name,name_kana,email,department,language,verified_on,do_not_contact
t-4021,customer,山田 太郎,ヤマダ タロウ,yamada@aoba.example,情報システム部,ja,2026-09-01,no
t-4021,account-team,高橋 一郎,タカハシ イチロウ,takahashi@account.example,営業,ja,2026-09-01,no
t-4022,customer,田中 実,タナカ ミノル,tanaka@minato.example,総務部,ja,2026-09-01,no
t-4022,account-team,伊藤 直樹,イトウ ナオキ,ito@account.example,営業,ja,2026-09-01,no
t-5001,customer,Ana Diaz,,ana@contoso.example,IT,en,2026-09-01,no
"""
REQUESTS = """request_id,tenant_id,motion,submitted,services,migration_services,manager
R-1187,t-4021,rfa,2026-04-01,exchange;teams,,sato
R-1190,t-4022,rfa,2026-05-01,exchange,exchange,sato
R-2001,t-5001,rfa,2026-05-01,sharepoint,,lee
"""
USAGE = """tenant_id,service,date,seats,active_users,source
t-4021,exchange,2026-08-28,155,16,LYNX
t-4021,teams,2026-09-28,155,9,LYNX
t-4022,exchange,2026-09-10,2400,120,LYNX
t-5001,sharepoint,2026-09-10,800,80,LYNX
"""


def build(folder: Path) -> None:
    """Everything that the files bring, and everybody with a password."""
    playbooks.publish_shipped(by="system")
    for login, (name, role, team, language) in CAST.items():
        email = f"{login}@tasuki.example"
        person, _ = people.add_person(
            login, name=name, role=role, teams=[team] if team else [], email=email, language=language, by="system"
        )
        person.set_password(PASSWORD)
        person.save()
    _take(folder, tenants=TENANTS, contacts=CONTACTS, requests=REQUESTS, usage=USAGE)


def build_more(folder: Path, names: Sequence[str], *, manager: str = "sato") -> list[str]:
    """Further customers of a manager, each with one workload that has reached its milestone; the ids of their requests."""
    tenants, contacts, requests, usage = (text.partition("\n")[0] + "\n" for text in (TENANTS, CONTACTS, REQUESTS, USAGE))
    team = CAST[manager][2]
    for number, name in enumerate(names, 6001):
        tenants += f"t-{number},{name},,JP,ja,400,yes,{team},{manager}\n"
        contacts += f"t-{number},customer,山田 太郎,ヤマダ タロウ,yamada@t{number}.example,総務部,ja,2026-09-01,no\n"
        contacts += f"t-{number},account-team,高橋 一郎,タカハシ イチロウ,takahashi@account.example,営業,ja,2026-09-01,no\n"
        requests += f"R-{number},t-{number},rfa,2026-05-01,teams,,{manager}\n"
        usage += f"t-{number},teams,2026-09-10,400,90,LYNX\n"
    _take(folder, tenants=tenants, contacts=contacts, requests=requests, usage=usage)
    return [f"R-{number}" for number, _ in enumerate(names, 6001)]


def _take(folder: Path, **sheets: str) -> None:
    for kind, text in sheets.items():
        file = folder / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        result = imports.run(kind, file)
        assert not result.rejected, result.rejected
    milestones.run()


def engagement(request_id: str) -> Engagement:
    return Engagement.objects.get(request=request_id)


def person(login: str) -> Person:
    return Person.objects.get(pk=login)


ANSWERS = {
    "requestor": "customer",
    "name": "中村 さくら",
    "email": "nakamura@kaede.example",
    "language": "ja",
    "organisation": "かえで食品株式会社",
    "country": "JP",
    "sector": "commercial",
    "seats": "300",
    "services": "teams",
    "migration": "no",
}
"""A request for assistance as somebody would file it."""


def filed(**changed: str) -> Intake:
    """A filed request; the same for the same answers, as from one form sent twice."""
    answers = ANSWERS | changed
    given = {key: value.split(";") for key, value in answers.items()}
    key = sha256("|".join(answers.values()).encode()).hexdigest()[:40]
    return intake.file(given, form_key=key, trap="", place="127.0.0.1", language="ja")


SENSIBLE = {
    "account_team": "known",
    "name": "Ben Cole",
    "email": "cole@account.example",
    "text": "お客様に説明し、ご了承をいただきました。",
    "on": "2026-10-06",
    "attendees": "山田 太郎",
    "activities_reviewed": "yes",
    "ready": "no",
    "next_workloads": "teams",
    "rfa_explained": "yes",
    "demo_given": "yes",
    "satisfaction": "4",
    "concerns": "",
    "next_steps": "特にありません。",
    "contact": "山田 太郎",
    "channel": "meeting",
    "status": "adoption",
    "users": "50",
    "agreed": "50",
}
ACTORS = {"engineer": "mori", "assignment": "kato", "lead": "ono"}


def carry_on(request_id: str, until: Callable[[Case], bool]) -> Case:
    """Do what the process proposes, the worker included, until the engagement is where it shall be."""
    carry_on_all([request_id], until)
    return case_of(engagement(request_id))


def carry_on_all(request_ids: Sequence[str], until: Callable[[Case], bool]) -> None:
    """Side by side, so that one worker serves them all."""
    going = list(request_ids)
    for _ in range(120):
        worker.run_once()
        going = [one for one in going if not _stepped(one, until)]
        if not going:
            return
    raise AssertionError(f"{going} got no further")


def _stepped(request_id: str, until: Callable[[Case], bool]) -> bool:
    """Whether it is there; otherwise it has come one act nearer."""
    case = case_of(engagement(request_id))
    if until(case):
        return True
    act = case.guide.next_acts()[0]
    keys = {**({"workload": act.workload} if act.workload else {}), **act.keys, **{need: SENSIBLE[need] for need in act.needs}}
    login = case.engagement.manager_id if act.role == "manager" else ACTORS[act.role]
    engagements.perform(person(str(login)), case.engagement.pk, act.command, keys)
    return False


def letters_to(folder: Path, address: str) -> list[str]:
    """The texts of the mails that really left for an address, the oldest first."""
    found = []
    for file in sorted((folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
        mail = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        if address in str(mail["To"]):
            body = mail.get_body(("plain",))
            assert body is not None
            found.append(body.get_content())
    return found


def paths_in(text: str) -> list[str]:
    """The addresses of links in a mail, without the site."""
    return re.findall(r"https?://[^/\s]+(/l/\S+)", text)


def facts_of(request_id: str) -> list[Fact]:
    """All that is recorded of an engagement."""
    return list(case_of(engagement(request_id)).history)
