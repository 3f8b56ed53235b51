"""Who looks after each page of a playbook, and when it must be looked at again (issue 3, item 5)."""

from dataclasses import dataclass
from datetime import date

from tasuki.core.playbook.model import Playbook
from tasuki.core.playbook.page import Page


@dataclass(frozen=True, slots=True)
class Care:
    """One page of one version. `changed` is the newest change that it tells of, else the day it was published."""

    language: str
    path: str
    owner: str | None
    changed: date
    review_by: date

    def is_stale(self, today: date) -> bool:
        """Nobody owns it, or the day to look at it again has passed."""
        return self.owner is None or self.review_by < today


def care_of(playbook: Playbook, published: date, years: int) -> tuple[Care, ...]:
    """Every page, by language. The page's own owner counts before that of the rules file; `years` is how long a page stays fresh."""
    return tuple(_care(playbook, page, published, years) for _, page in sorted(playbook.pages.items()))


def _care(playbook: Playbook, page: Page, published: date, years: int) -> Care:
    changed = newest_change(page) or published
    told = date.fromisoformat(playbook.review_by) if playbook.review_by else None
    return Care(page.language, page.path, page.meta.owner or playbook.owner, changed, told or _years_later(changed, years))


def newest_change(page: Page) -> date | None:
    """The newest row of the refresh summary, or the date of the front matter where that is newer."""
    days = [change.date for change in page.refresh or () if change.date] + ([page.meta.date] if page.meta.date else [])
    return max(days, default=None)


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; the last of February where that year has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
