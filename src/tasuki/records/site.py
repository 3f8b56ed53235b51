"""What a site decides once, for all playbooks: `playbooks/site.yaml`, where the reasons stand too, and what its data folder says instead.

Finding codes, of the data folder's `site.yaml`; what cannot be used is left out, and what comes with the program holds:
    site-file-unreadable      {path, problem}
    site-setting-unknown      {path, key, known}
    site-setting-unusable     {path, key, value}
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from tasuki.core.calendar import days_named
from tasuki.core.finding import Finding

CODES = ("site-file-unreadable", "site-setting-unknown", "site-setting-unusable")
_LEAP_YEAR = 2028  # in which every month and day that a setting may name exists


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    read_after_release_days: int
    sign_in_link_days: int
    default_motion: str
    link_days: Mapping[str, int]
    satisfaction_reminder_days: int
    code_minutes: int
    page_minutes: int
    code_tries: int
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
    reading_days: int
    meeting_minutes: int
    processes: Mapping[str, str]
    waiting_days: Mapping[str, tuple[int, int]]
    coming_days: int
    near_milestone_percent: int
    rows_at_once: int
    company_forms: tuple[str, ...]
    rows_per_sheet: int
    country: str
    closing_days: tuple[str, ...]
    answer_target: int
    answer_remind: int
    answer_escalate: int
    release_when_confirmed: bool
    yearly_review_opens: str


def shipped_settings() -> dict[str, Any]:
    """As the file that comes with the program says it."""
    plain: dict[str, Any] = yaml.safe_load((files("tasuki") / "playbooks" / "site.yaml").read_text(encoding="utf-8"))
    return plain


def own_file() -> Path:
    """Where a site writes what it wants otherwise; it need not be there."""
    return Path(settings.TASUKI_DATA) / "site.yaml"


@cache
def site() -> Site:
    return _site(settings_in_force())


@cache
def settings_in_force() -> dict[str, Any]:
    """What holds: the shipped settings, with what this site says instead."""
    shipped, given = shipped_settings(), _own()[0]
    wrong = {finding.values["key"] for finding in problems() if "key" in finding.values}
    for key, value in given.items():
        if isinstance(value, dict) and isinstance(shipped.get(key), dict):
            shipped[key] |= {name: one for name, one in value.items() if f"{key}.{name}" not in wrong}
        elif key not in wrong:
            shipped[key] = value
    return shipped


def problems() -> list[Finding]:
    """What is wrong with the site's own file."""
    given, unreadable = _own()
    return [unreadable] if unreadable else list(_wrong(given, shipped_settings(), ""))


def _own() -> tuple[dict[str, Any], Finding | None]:
    path = own_file()
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problem = " ".join(str(error).split())
        return {}, Finding(code="site-file-unreadable", values={"path": str(path), "problem": problem})
    if not isinstance(given, dict | None):
        return {}, Finding(code="site-file-unreadable", values={"path": str(path), "problem": type(given).__name__})
    return given or {}, None


def _wrong(given: Mapping[str, Any], shipped: Mapping[str, Any], above: str) -> Iterator[Finding]:
    path = str(own_file())
    for key, value in given.items():
        name = f"{above}{key}"
        if key not in shipped:
            yield Finding(code="site-setting-unknown", values={"path": path, "key": name, "known": sorted(shipped)})
        elif isinstance(value, dict) and isinstance(shipped[key], dict):
            yield from _wrong(value, shipped[key], f"{name}.")
        elif not _fits(name, value, shipped[key]):
            yield Finding(code="site-setting-unusable", severity="error", values={"path": path, "key": name, "value": str(value)})


def _fits(name: str, value: Any, shipped: Any) -> bool:
    """The same kind of value as the shipped one, and days that exist."""
    if name == "closing-days":
        return isinstance(value, list) and _are_days(value)
    if isinstance(shipped, list):
        alike = isinstance(value, list) and len(value) > 0 and all(_is_like(one, shipped[0]) for one in value)
        return alike and (not name.startswith("waiting-days.") or len(value) == len(shipped))
    return _is_like(value, shipped) and (name != "yearly-review.opens" or _are_days([value]))


def _is_like(value: Any, shipped: Any) -> bool:
    return type(value) is type(shipped) and (isinstance(value, str | bool) or value >= 0)


def _are_days(spans: list[Any]) -> bool:
    try:
        days_named(map(str, spans), [_LEAP_YEAR])
    except ValueError:
        return False
    return True


def _site(plain: Mapping[str, Any]) -> Site:
    return Site(
        read_after_release_days=plain["read-after-release-days"],
        sign_in_link_days=plain["sign-in-link-days"],
        default_motion=plain["default-motion"],
        link_days=plain["link-days"],
        satisfaction_reminder_days=plain["satisfaction-reminder-days"],
        code_minutes=plain["code-minutes"],
        page_minutes=plain["page-minutes"],
        code_tries=plain["code-tries"],
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
        reading_days=plain["reading-days"],
        meeting_minutes=plain["meeting-minutes"],
        processes=plain["processes"],
        waiting_days={command: (behind, stuck) for command, (behind, stuck) in plain["waiting-days"].items()},
        coming_days=plain["coming-days"],
        near_milestone_percent=plain["near-milestone-percent"],
        rows_at_once=plain["rows-at-once"],
        company_forms=tuple(plain["company-forms"]),
        rows_per_sheet=plain["rows-per-sheet"],
        country=plain["country"],
        closing_days=tuple(map(str, plain["closing-days"])),
        answer_target=plain["hand-over"]["target"],
        answer_remind=plain["hand-over"]["remind"],
        answer_escalate=plain["hand-over"]["escalate"],
        release_when_confirmed=plain["hand-over"]["release-when-confirmed"],
        yearly_review_opens=plain["yearly-review"]["opens"],
    )


def closing_days(year: int) -> frozenset[date]:
    """The site's own closing days around a year."""
    return days_named(site().closing_days, range(year - 1, year + 2))
