"""A rules file to start from: every top-level item of a page as something a person confirms, and the release as the end.

Finding codes:
    page-has-no-step   {}
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tasuki.core.finding import Finding
from tasuki.core.playbook.page import Item, Page, Step
from tasuki.core.playbook.quotes import normal
from tasuki.services import shipped
from tasuki.services.refusal import Refusal

CODES = ("page-has-no-step",)

_LANGUAGE_ENDING = re.compile(r"[._-](?:[a-z]{2}|jp|pr|sc)$")
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_SIDES = (("entry", "inputs", "in"), ("exit", "outputs", "out"))


def for_page(page: Page) -> str:
    """The file as text. Items that a list of the page already says elsewhere are quoted once; one quote binds every place."""
    if not page.steps:
        raise Refusal(Finding(code="page-has-no-step", path=page.path or None, line=1))
    quoted: set[str] = set()
    steps = {step.key: _step(page, step, quoted) for step in page.steps}
    last = steps[page.steps[-1].key]
    last.setdefault("exit", {})["released"] = {"lane": "engagement", "after": ["rest"], "met-by": ["released"], "text": _released(page)}
    plain: dict[str, Any] = {"playbook": _slug(page), "checks": "1", "reference": page.language}
    if page.motions:
        plain["motions"] = list(page.motions)
    plain |= {"steps": steps, "attestation": {"by": ["manager", "engineer"], "least-characters": "10"}}
    head = f"# Rules to start from, made of {Path(page.path).name}: every criterion is confirmed in somebody's own words.\n"
    return head + yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=140)


def _step(page: Page, step: Step, quoted: set[str]) -> dict[str, Any]:
    plain: dict[str, Any] = {"says": {page.language: step.title}}
    for side, items, short in _SIDES:
        criteria = dict(_criteria(page.language, f"{step.key}-{short}", getattr(step, items) or (), quoted))
        if criteria:
            plain[side] = criteria
    return plain


def _criteria(language: str, key: str, items: tuple[Item, ...], quoted: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, item in enumerate((item for item in items if item.level == 1), start=1):
        said = normal(item.text)
        if said and said not in quoted:
            quoted.add(said)
            yield f"{key}-{place}", {"says": {language: item.text}}


def _released(page: Page) -> dict[str, str]:
    words: dict[str, str] = shipped.plain("words.yaml")["criterion"]["released"]
    return {page.language: words["en"], **words}


def _slug(page: Page) -> str:
    stem = _LANGUAGE_ENDING.sub("", Path(page.path).stem.lower())
    return _NOT_IN_A_SLUG.sub("-", stem).strip("-") or "playbook"
