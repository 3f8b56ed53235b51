"""Linting files: which belong together, what is already known, and the rules of the core over them all.

Finding codes:
    baseline-unreadable   {problem}    the file of accepted findings is not what this program writes
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from tasuki.core.finding import Finding
from tasuki.core.playbook.binding import Bound
from tasuki.core.playbook.lint.links import target_of
from tasuki.core.playbook.lint.registry import declared_tasks, in_order, lint_page, lint_pages, lint_rules, lint_translations, sheets_of
from tasuki.core.playbook.lint.sheet import Sheet, words_of
from tasuki.core.playbook.rules import Rules
from tasuki.records import shelf
from tasuki.records.models import PlaybookVersion
from tasuki.services import clock, playbooks, shipped
from tasuki.services.refusal import Refusal
from tasuki.services.yaml_source import read_rules

CODES = ("baseline-unreadable",)

_MOVING = ("other_line", "branch_line", "nearest_line", "count")
"""Values that change with every edit above; a finding is known by the others."""


@dataclass(frozen=True, slots=True)
class Linted:
    pages: int
    findings: tuple[Finding, ...]


def lint(paths: Sequence[Path], rules: Path | None = None) -> Linted:
    """Everything there is to say about pages, folders of pages, and the rules that bind them. Raises `Refusal` for what cannot be read."""
    files = list(files_of(paths))
    if rules is not None:
        return Linted(len(files), _with_rules(files, rules))
    sheets = sheets_of((playbooks.page_of(path) for path in files), shipped.vocabulary())
    today = clock.today()
    found = [finding for sheet in sheets for finding in lint_page(sheet, today)]
    found += lint_pages(sheets, files=_existing(sheets))
    for group in _by_playbook(sheets).values():
        found += lint_translations(group)
    return Linted(len(files), in_order(found))


def _with_rules(files: Sequence[Path], rules: Path) -> tuple[Finding, ...]:
    """All pages are one playbook; what cannot be bound is linted as far as it goes."""
    try:
        bound, base, _, text = playbooks.bind_files(files, rules)
    except Refusal as refusal:
        if any(finding.code == "page-unreadable" for finding in refusal.findings):
            raise
        bound, base, text = Bound(None, refusal.findings), None, "{}"
    sheets = sheets_of(map(playbooks.page_of, files), shipped.vocabulary())
    return _of_playbook(sheets, _rules(text, str(rules), base), bound, _existing(sheets), clock.today())


def findings_of(version: PlaybookVersion) -> tuple[Finding, ...]:
    """What there is to say about a published version: its pages, its rules, and its translations against one another."""
    rules = tuple((step.rules_text, step.rules_path) for step in (version, version.base) if step)
    return _findings_in(tuple(sorted(shelf.pages_of(version).values())), rules, clock.today())


@lru_cache(maxsize=64)
def _findings_in(pages: tuple[tuple[str, str], ...], rules: tuple[tuple[str, str], ...], today: date) -> tuple[Finding, ...]:
    """Once a day for the same texts: a version is looked at again and again."""
    read = {page.language: page for page in (playbooks.read(text, path) for path, text in pages)}
    source, *base = (read_rules(text, path) for text, path in rules)
    bound = playbooks.bound(source, read, *base)
    return _of_playbook(sheets_of(read.values(), shipped.vocabulary()), Rules(source, *base), bound, None, today)


def findings_before(pages: Sequence[Path], rules: Path) -> tuple[Bound, tuple[Finding, ...]]:
    """What publishing these files would bind, and all there is to say about them. Raises `Refusal`."""
    bound, base, by_language, text = playbooks.bind_files(pages, rules)
    sheets = sheets_of(by_language.values(), shipped.vocabulary())
    return bound, _of_playbook(sheets, _rules(text, str(rules), base), bound, None, clock.today())


def _of_playbook(sheets: Sequence[Sheet], rules: Rules, bound: Bound, files: frozenset[str] | None, today: date) -> tuple[Finding, ...]:
    found = [finding for sheet in sheets for finding in lint_page(sheet, today)]
    found += lint_pages(sheets, files=files, declared=declared_tasks(rules))
    found += bound.findings
    if bound.playbook is not None:
        found += lint_rules(rules, bound.playbook, sheets)
    found += lint_translations(sheets, rules.reference)
    return in_order(finding if finding.path else replace(finding, path=rules.source.path) for finding in found)


def _rules(text: str, path: str, base: PlaybookVersion | None) -> Rules:
    return Rules(read_rules(text, path), read_rules(base.rules_text, base.rules_path) if base else None)


def files_of(paths: Sequence[Path]) -> Iterator[Path]:
    """A file that is named is read whatever its ending; a folder gives its Markdown files, each file once."""
    seen: set[Path] = set()
    for path in paths:
        for file in sorted(path.rglob("*.md")) if path.is_dir() else [path]:
            if file not in seen:
                seen.add(file)
                yield file


def stem_of(path: str) -> str:
    """What the pages of one playbook have in common: the file's name without its language."""
    stem = Path(path).name.removesuffix(".md").casefold()
    suffixes = sorted(words_of(shipped.vocabulary(), "suffixes"), key=len, reverse=True)
    return stem.removesuffix(next((suffix for suffix in suffixes if stem.endswith(suffix)), ""))


def _by_playbook(sheets: Sequence[Sheet]) -> Mapping[str, list[Sheet]]:
    groups: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        groups.setdefault(stem_of(sheet.path), []).append(sheet)
    return groups


def _existing(sheets: Sequence[Sheet]) -> frozenset[str]:
    targets = {target for sheet in sheets for link, _ in sheet.links if (target := target_of(sheet.path, link)) is not None}
    return frozenset(target for target in targets if Path(target).exists())


def write_baseline(file: Path, findings: Sequence[Finding]) -> None:
    """Accept all of these from now on."""
    known = sorted((_known(finding, file) for finding in findings), key=lambda one: json.dumps(one, ensure_ascii=False, sort_keys=True))
    file.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def unknown(findings: Sequence[Finding], file: Path) -> tuple[Finding, ...]:
    """Those that the file does not accept; it accepts as many alike as it holds. Raises `Refusal`."""
    accepted = Counter(_mark(one) for one in _accepted(file))
    new = []
    for finding in findings:
        mark = _mark(_known(finding, file))
        if accepted[mark]:
            accepted[mark] -= 1
        else:
            new.append(finding)
    return tuple(new)


def _accepted(file: Path) -> list[Mapping[str, object]]:
    try:
        read = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise Refusal(Finding(code="baseline-unreadable", path=str(file), line=1, values={"problem": str(error)})) from None
    if not isinstance(read, list) or not all(isinstance(one, dict) for one in read):
        raise Refusal(Finding(code="baseline-unreadable", path=str(file), line=1, values={"problem": "[{…}]"}))
    return read


def _known(finding: Finding, file: Path) -> dict[str, object]:
    """Path as seen from the file's folder, code and text; never the line, which every edit above moves."""
    values = {name: value for name, value in finding.values.items() if name not in _MOVING}
    for name in ("other_path", "page"):
        if isinstance(values.get(name), str):
            values[name] = _from(str(values[name]), file)
    if isinstance(lacking := values.get("missing_on"), tuple):
        values["missing_on"] = [_from(str(page), file) for page in lacking]
    return {"path": _from(finding.path or "", file), "code": finding.code, "values": json.loads(json.dumps(values, default=str))}


def _from(path: str, file: Path) -> str:
    try:
        return Path(path).resolve().relative_to(file.resolve().parent).as_posix()
    except ValueError:
        return Path(path).as_posix()


def _mark(known: Mapping[str, object]) -> str:
    return json.dumps([known.get("path"), known.get("code"), known.get("values")], ensure_ascii=False, sort_keys=True)
