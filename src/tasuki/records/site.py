"""What a site decides once, for all playbooks: `playbooks/site.yaml`, where the reasons stand too."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    read_after_release_days: int
    sign_in_link_days: int
    default_motion: str
    eligible_seats: int
    migration_seats: int
    mail_wait_minutes: tuple[int, ...]
    mail_lease_minutes: int
    mail_undo_seconds: int
    incoming_megabytes: int
    incoming_characters: int
    incoming_attachments: int
    incoming_an_hour: int
    attachments_known: frozenset[str]
    digest_hour: int
    worker_silent_minutes: int
    notices: Mapping[str, frozenset[str]]
    findings_listed: int
    review_after_years: int
    processes: Mapping[str, str]
    waiting_days: Mapping[str, tuple[int, int]]


@cache
def site() -> Site:
    plain = yaml.safe_load((files("tasuki") / "playbooks" / "site.yaml").read_text(encoding="utf-8"))
    return Site(
        read_after_release_days=plain["read-after-release-days"],
        sign_in_link_days=plain["sign-in-link-days"],
        default_motion=plain["default-motion"],
        eligible_seats=plain["eligibility"]["seats"],
        migration_seats=plain["eligibility"]["migration-seats"],
        mail_wait_minutes=tuple(plain["mail-wait-minutes"]),
        mail_lease_minutes=plain["mail-lease-minutes"],
        mail_undo_seconds=plain["mail-undo-seconds"],
        incoming_megabytes=plain["incoming"]["megabytes"],
        incoming_characters=plain["incoming"]["characters"],
        incoming_attachments=plain["incoming"]["attachments"],
        incoming_an_hour=plain["incoming-an-hour"],
        attachments_known=frozenset(plain["attachments-known"]),
        digest_hour=plain["digest-hour"],
        worker_silent_minutes=plain["worker-silent-minutes"],
        notices={role: frozenset(kinds) for role, kinds in plain["notices"].items()},
        findings_listed=plain["findings-listed"],
        review_after_years=plain["review-after-years"],
        processes=plain["processes"],
        waiting_days={command: (behind, stuck) for command, (behind, stuck) in plain["waiting-days"].items()},
    )
