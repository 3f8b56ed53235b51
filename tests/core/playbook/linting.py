"""What the tests of the linter share: everything it says about the pages of one folder, with the rules that lie beside them."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from tasuki.core.finding import Finding
from tasuki.core.playbook.binding import bind
from tasuki.core.playbook.lint.links import target_of
from tasuki.core.playbook.lint.registry import declared_tasks, in_order, lint_page, lint_pages, lint_rules, lint_translations, sheets_of
from tasuki.core.playbook.lint.sheet import Sheet
from tasuki.core.playbook.reading import read_page
from tasuki.core.playbook.rules import Rules
from tasuki.services.yaml_source import read_rules
from tests.core.playbook.reading_help import VOCABULARY

TODAY = date(2026, 6, 1)


def sheets(paths: Iterable[Path]) -> tuple[Sheet, ...]:
    return sheets_of((read_page(path.read_text("utf-8-sig"), path=path.as_posix(), vocabulary=VOCABULARY) for path in paths), VOCABULARY)


def linted(paths: Iterable[Path], rules: Path | None = None, reference: str = "en", today: date = TODAY) -> tuple[Finding, ...]:
    """Pages of one playbook; binding's own findings are left to the tests of binding."""
    read = sheets(paths)
    found = [finding for sheet in read for finding in lint_page(sheet, today)]
    declared = None
    if rules is not None:
        source = read_rules(rules.read_text("utf-8"), rules.as_posix())
        bound = bind(source, {sheet.page.language: sheet.page for sheet in read})
        assert bound.playbook is not None, bound.findings
        known = Rules(source)
        declared = declared_tasks(known)
        found += lint_rules(known, bound.playbook, read)
        reference = known.reference
    found += lint_pages(read, files=existing(read), declared=declared)
    found += lint_translations(read, reference)
    return in_order(found)


def existing(read: Sequence[Sheet]) -> frozenset[str]:
    targets = {target_of(sheet.path, link) for sheet in read for link, _ in sheet.links}
    return frozenset(target for target in targets if target is not None and Path(target).exists())
