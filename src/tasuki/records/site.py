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
    findings_listed: int
    review_after_years: int
    processes: Mapping[str, str]
    waiting_days: Mapping[str, tuple[int, int]]
    coming_days: int
    near_milestone_percent: int
    rows_at_once: int
    rows_per_sheet: int
    company_forms: tuple[str, ...]


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
        findings_listed=plain["findings-listed"],
        review_after_years=plain["review-after-years"],
        processes=plain["processes"],
        waiting_days={command: (behind, stuck) for command, (behind, stuck) in plain["waiting-days"].items()},
        coming_days=plain["coming-days"],
        near_milestone_percent=plain["near-milestone-percent"],
        rows_at_once=plain["rows-at-once"],
        rows_per_sheet=plain["rows-per-sheet"],
        company_forms=tuple(plain["company-forms"]),
    )
