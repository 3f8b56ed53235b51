"""A small programme for stories: the cast, the files that come in, and somebody who does what `next` says.

The cast is the same in every story: Mori manages, Abe leads her team, Endo is its engineer, Kudo assigns queues, Sato is the customer;
Ono manages elsewhere and must see nothing.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.site import Site

MONDAY = "2026-03-02T10:00:00+09:00"
TEAM = "Kanto"
CAST = {
    "mori": ("森 葵", "manager", TEAM),
    "ono": ("小野 翔", "manager", "Kansai"),
    "endo": ("遠藤 海", "engineer", TEAM),
    "abe": ("阿部 結", "lead", TEAM),
    "kudo": ("工藤 蓮", "assignment", ""),
    "ueda": ("上田 凛", "author", ""),
    "kato": ("加藤 新", "auditor", ""),
    "hara": ("原 直", "admin", ""),
}
ACTORS = {"manager": "mori", "engineer": "endo", "assignment": "kudo", "lead": "abe"}

Row = Mapping[str, object]


@dataclass
class Programme:
    """One site with its cast. `at` moves with the story."""

    site: Site
    folder: Path
    actors: dict[str, str] = field(default_factory=lambda: dict(ACTORS))

    def begin(self, at: str = MONDAY) -> None:
        self.site.at = at
        self.site.json("init")
        for login, (name, role, team) in CAST.items():
            teams = ["--team", team] if team else []
            self.site.json(
                "person", "add", login, "--name", name, "--role", role, "--email", f"{login}@example.org", "--language", "ja", *teams
            )

    def go_on(self, at: str = MONDAY) -> None:
        """The beginning was made elsewhere and copied; only the time is set."""
        self.site.at = at

    @property
    def today(self) -> str:
        assert self.site.at
        return datetime.fromisoformat(self.site.at).date().isoformat()

    def file(self, name: str, rows: Sequence[Row]) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
            writer.writeheader()
            writer.writerows(rows)
        return str(path)

    def take(self, kind: str, *rows: Row, code: int = 0) -> Any:
        """Import rows as a file of this kind."""
        number = len(list(self.folder.glob("*.csv"))) if self.folder.exists() else 0
        return self.site.json("import", kind, self.file(f"{number}-{kind}.csv", rows), code=code)

    def customer(
        self,
        tenant: str = "t-1",
        *,
        services: str = "exchange",
        migrating: str = "",
        account_team: bool = True,
        language: str = "ja",
        motion: str = "rfa",
        **more: object,
    ) -> int:
        """A customer with a contact and an approved request; the number of its engagement."""
        known = {
            "tenant_id": tenant,
            "name": f"日の出食品 {tenant}",
            "country": "JP",
            "language": language,
            "team": TEAM,
            "manager": "mori",
        }
        self.take("tenants", {**known, **more})
        contacts = [{"tenant_id": tenant, "kind": "customer", "name": "佐藤 花子", "email": f"sato@{tenant}.example"}]
        if account_team:
            contacts.append({"tenant_id": tenant, "kind": "account-team", "name": "井上 健", "email": "inoue@example.org"})
        self.take("contacts", *contacts)
        request = {"request_id": f"RFA-{tenant}", "tenant_id": tenant, "motion": motion, "submitted": "2025-10-01", "services": services}
        self.take("requests", {**request, "migration_services": migrating})
        numbers: list[int] = [one["id"] for one in self.site.json("engagement", "list", "--as", "kudo")]
        return max(numbers)

    def usage(self, tenant: str = "t-1", *services: str, seats: int = 400, active: int = 57, day: str = "2026-02-27") -> Any:
        rows = [
            {"tenant_id": tenant, "service": service, "date": day, "seats": seats, "active_users": active}
            for service in services or ("exchange",)
        ]
        self.take("usage", *rows)
        return self.site.json("milestones")

    # ------------------------------------------------------------ acting

    def show(self, number: int, login: str = "kudo") -> Any:
        return self.site.json("engagement", "show", str(number), "--as", login)

    def history(self, number: int) -> list[Any]:
        facts: list[Any] = self.site.json("engagement", "history", str(number), "--as", "kudo")
        return facts

    def do(self, login: str, number: int, command: str, **keys: str) -> list[Any]:
        """Do a command that is accepted; its facts."""
        done = self.site.json("engagement", "do", str(number), command, *_pairs(keys), "--as", login)
        facts: list[Any] = done["facts"]
        return facts

    def refused(self, login: str, number: int, command: str, **keys: str) -> list[Any]:
        """Do a command that is refused, and see that it records nothing; the findings."""
        before = self.show(number)["facts"]
        told = self.site.json("engagement", "do", str(number), command, *_pairs(keys), "--as", login, code=1)
        assert self.show(number)["facts"] == before, f"{command} was refused and recorded something"
        findings: list[Any] = told["refused"]
        for finding in findings:
            assert finding["sentence"]
            assert finding["remedy"]
        return findings

    def codes(self, login: str, number: int, command: str, **keys: str) -> set[str]:
        return {finding["code"] for finding in self.refused(login, number, command, **keys)}

    def worker(self) -> Any:
        return self.site.json("worker", "--once")

    # ------------------------------------------------------------ following

    def follow(self, number: int, until: str = "", **answers: str) -> list[str]:
        """Do the first of `next` again and again, until closed or until the named command comes first; the commands done."""
        done: list[str] = []
        for _ in range(80):
            shown = self.show(number)
            if shown["state"] in ("closed", "closed-without-discussion") or (
                until and shown["next"] and shown["next"][0]["command"] == until
            ):
                return done
            if not shown["next"]:
                mail = self.worker()["mail"]
                assert mail, f"nothing to do and nothing to wait for: {shown['state']} {json.dumps(shown['waiting'], ensure_ascii=False)}"
                done.append("worker")
                continue
            act = shown["next"][0]
            self.do(self.actors[act["role"]], number, act["command"], **self.filled(act, answers))
            done.append(act["command"])
        raise AssertionError(f"no end in sight: {done}")

    def filled(self, act: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, str]:
        keys = dict(act["keys"])
        if act["workload"] is not None:
            keys["workload"] = act["workload"]
        known = {**SENSIBLE, "on": self.today, **answers}
        for need in act["needs"]:
            keys[need] = known[need]
        return keys


SENSIBLE = {
    "attendees": "佐藤 花子;森 葵",
    "activities_reviewed": "yes",
    "ready": "yes",
    "next_workloads": "teams",
    "rfa_explained": "yes",
    "demo_given": "yes",
    "satisfaction": "5",
    "account_team": "known",
    "next_steps": "次の担当窓口を佐藤様にお伝えした",
    "text": "お客様と電話で確認し、了解をいただいた",
    "contact": "佐藤 花子",
    "channel": "call",
    "users": "120",
    "agreed": "120",
    "status": "adoption",
    "reason": "お客様との合意による",
    "name": "井上 健",
    "email": "inoue@example.org",
    "seats": "400",
    "active_users": "57",
    "source": "利用状況の画面",
    "queue": "FTCQ Inactive APJ",
    "subject": "完了ミーティングのご連絡",
    "body": "日程が決まりましたらご連絡いたします。",
    "date": "2027-12-31",
}
"""What a sensible person says where `next` leaves it open."""


def _pairs(keys: Mapping[str, str]) -> list[str]:
    return [f"{key}={value}" for key, value in keys.items()]
