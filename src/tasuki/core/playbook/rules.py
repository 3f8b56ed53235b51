"""The rules file, read into plain values (rules.md section 4). What it says about pages is bound by `binding`.

Every value arrives as text (no guessing of yes, no, dates); a value that reads `null` removes what an overlay inherits.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, get_args

from tasuki.core.finding import Finding
from tasuki.core.playbook.catalogue import (
    CATALOGUE_VERSION,
    CHECK_KINDS,
    EXCUSING_COMMANDS,
    LOGIN_ROLES,
    NOTE_CATEGORIES,
    CheckKind,
)
from tasuki.core.playbook.model import Check, LaneKind, Side

Path = tuple[str, ...]

REMOVED = ("null", "~", "")

_SLUG = re.compile("[-a-zA-Z0-9_]{1,100}")  # it stands in addresses

TOP_LEVEL = [
    "playbook",
    "based-on",
    "checks",
    "reference",
    "title",
    "motions",
    "steps",
    "tasks",
    "milestones",
    "queues",
    "literals",
    "attestation",
    "waivable",
    "excused",
    "mails",
    "notes",
    "categories",
    "resources",
    "labels",
    "roles",
    "policies",
    "faq",
    "advice",
    "owner",
    "review-by",
]
ADVICE = ["contacts-verified-days", "evidence-days", "satisfaction-low", "account-team-days"]
CRITERION_KEYS = ["lane", "after", "when", "met-by", "noted", "says", "text", "evidence"]
DEFAULT_ROLES = {
    "fasttrack-manager": "manager",
    "rfa-manager": "manager",
    "targeting-manager": "manager",
    "program-manager": "manager",
    "regional-manager": "lead",
}


@dataclass(frozen=True, slots=True)
class RulesSource:
    """A rules file as the services read it: nested dict, list and str; `lines` gives the line of each path of keys."""

    plain: Mapping[str, Any]
    lines: Mapping[Path, int] = field(default_factory=dict)
    path: str = ""


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """One criterion as the file writes it; `says` quotes the page by language, `own` are the languages quoted in this very file."""

    key: str
    step: str
    side: Side
    lane: LaneKind
    after: tuple[str, ...]
    when: Check | None
    met_by: tuple[Check, ...]
    noted: tuple[str, ...]
    says: Mapping[str, tuple[str, ...]]
    own: frozenset[str]
    text: Mapping[str, str]
    evidence_ids: tuple[str, ...]
    line: int | None


@dataclass(frozen=True, slots=True)
class StepRule:
    key: str
    says: Mapping[str, str]
    own: frozenset[str]
    line: int | None


class Rules:
    """A rules file with what it inherits, and the findings of reading it."""

    def __init__(self, source: RulesSource, base: RulesSource | None = None) -> None:
        self.source = source
        self.findings: list[Finding] = []
        inherited = dict(base.plain) if base else {}
        inherited.pop("based-on", None)
        self.plain: dict[str, Any] = _merge(inherited, source.plain)
        self._check_top()
        policies = as_map(self.plain.get("policies"))
        self._off = {name for name, value in policies.items() if value == "off"}
        self.steps: list[StepRule] = []
        self.criteria: list[CriterionRule] = []
        for key, value in as_map(self.plain.get("steps")).items():
            self._read_step(key, as_map(value))

    @property
    def slug(self) -> str:
        return str(self.plain.get("playbook", ""))

    @property
    def reference(self) -> str:
        return str(self.plain.get("reference", ""))

    def line(self, *path: str) -> int | None:
        """The line of the path, or of the nearest ancestor that this file itself writes."""
        for end in range(len(path), 0, -1):
            if (line := self.source.lines.get(path[:end])) is not None:
                return line
        return None

    def add(self, code: str, *path: str, severity: str = "error", **values: object) -> None:
        self.findings.append(
            Finding(
                code=code,
                severity=severity,  # type: ignore[arg-type]  # callers pass one of the three words
                line=self.line(*path) or 1,
                path=self.source.path or None,
                values={"where": ".".join(path), **values},
            )
        )

    def unknown(self, code: str, word: str, valid: Mapping[str, Any] | list[str] | tuple[str, ...], *path: str) -> None:
        near = get_close_matches(word, list(valid), n=1, cutoff=0.4)
        self.add(code, *path, word=word, nearest=near[0] if near else None)

    def _check_top(self) -> None:
        for key in self.plain:
            if key not in TOP_LEVEL:
                self.unknown("rules-unknown-key", key, TOP_LEVEL, key)
        for needed in ("playbook", "reference"):
            if not self.plain.get(needed):
                self.add("rules-key-missing", needed, key=needed)
        if self.slug and _SLUG.fullmatch(self.slug) is None:
            self.add("rules-slug-unusable", "playbook", slug=self.slug)
        for key in as_map(self.plain.get("advice")):
            if key not in ADVICE:
                self.unknown("rules-unknown-key", key, ADVICE, "advice", key)
        version = self.plain.get("checks", CATALOGUE_VERSION)
        if version != CATALOGUE_VERSION:
            self.add("rules-catalogue-version", "checks", found=str(version), supported=CATALOGUE_VERSION)

    def _read_step(self, key: str, plain: Mapping[str, Any]) -> None:
        path = ("steps", key)
        for word in plain:
            if word not in ("says", "entry", "exit"):
                self.unknown("rules-unknown-key", word, ["says", "entry", "exit"], *path, word)
        says = {language: quotes[0] for language, quotes in _quotes(plain.get("says")).items() if quotes}
        self.steps.append(StepRule(key, says, self._own(path, says), self.line(*path)))
        for side in get_args(Side):
            for name, rule in as_map(plain.get(side)).items():
                self._read_criterion(name, as_map(rule), key, side)

    def _own(self, path: Path, says: Mapping[str, Any]) -> frozenset[str]:
        return frozenset(language for language in says if (*path, "says", language) in self.source.lines)

    def _read_criterion(self, key: str, plain: Mapping[str, Any], step: str, side: Side) -> None:
        path = ("steps", step, side, key)
        if any(rule.key == key for rule in self.criteria):
            self.add("rules-criterion-twice", *path, criterion=key)
            return
        for word in plain:
            if word not in CRITERION_KEYS:
                self.unknown("rules-unknown-key", word, CRITERION_KEYS, *path, word)
        lane = str(plain.get("lane", "workload"))
        if lane not in get_args(LaneKind):
            self.unknown("rules-unknown-word", lane, get_args(LaneKind), *path, "lane")
            lane = "workload"
        noted = as_words(plain.get("noted"))
        for category in noted:
            if category not in NOTE_CATEGORIES:
                self.unknown("rules-unknown-word", category, NOTE_CATEGORIES, *path, "noted")
        says = _quotes(plain.get("says"))
        checks = tuple(self._checks(plain.get("met-by"), *path, "met-by"))
        met_by = tuple(check for check in checks if check.kind not in self._off)
        if checks and not met_by:
            off = sorted({check.kind for check in checks})
            self.add("rules-checks-off", *path, "met-by", severity="note", criterion=key, checks=off)
        self.criteria.append(
            CriterionRule(
                key=key,
                step=step,
                side=side,
                lane=lane,  # type: ignore[arg-type]  # checked three lines above
                after=as_words(plain.get("after")),
                when=next(iter(self._checks(plain.get("when"), *path, "when")), None),
                met_by=met_by,
                noted=noted,
                says=says,
                own=self._own(path, says),
                text={language: str(text) for language, text in as_map(plain.get("text")).items()},
                evidence_ids=as_words(plain.get("evidence")),
                line=self.line(*path),
            )
        )

    def _checks(self, plain: Any, *path: str) -> Iterator[Check]:
        if plain is None:
            return
        for entry in plain if isinstance(plain, list) else [plain]:
            pairs = as_map(entry).items() if isinstance(entry, Mapping) else [(str(entry), None)]
            for name, parameter in pairs:
                if (kind := CHECK_KINDS.get(name)) is None:
                    self.unknown("rules-unknown-check", name, CHECK_KINDS, *path)
                elif (check := self._check(kind, parameter, *path)) is not None:
                    yield check

    def _check(self, kind: CheckKind, parameter: Any, *path: str) -> Check | None:
        if isinstance(parameter, Mapping):
            return self._fields_check(kind, parameter, *path)
        words = as_words(parameter)
        fits = {
            "none": not words,
            "word": len(words) == 1,
            "words": bool(words),
            "fields": False,
            "optional-fields": not words,
        }[kind.shape]
        if not fits:
            self.add("rules-check-parameter", *path, check=kind.name, shape=kind.shape)
            return None
        for word in words:
            if kind.words and word not in kind.words:
                self.unknown("rules-unknown-word", word, sorted(kind.words), *path)
        return Check(kind.name, words=words)

    def _fields_check(self, kind: CheckKind, parameter: Mapping[str, Any], *path: str) -> Check | None:
        if kind.shape not in ("fields", "optional-fields"):
            self.add("rules-check-parameter", *path, check=kind.name, shape=kind.shape)
            return None
        for name in parameter:
            if name not in kind.fields:
                self.unknown("rules-unknown-parameter", name, sorted(kind.fields), *path)
        return Check(kind.name, fields=tuple((name, as_words(value)) for name, value in parameter.items()))

    def check_references(self, tasks: Mapping[str, Any]) -> None:
        """Every word of `after`, `waivable` and `excused` names something that exists; `tasks` are the implicit criteria's keys."""
        known = [rule.key for rule in self.criteria] + list(tasks)
        steps = [step.key for step in self.steps]
        for rule in self.criteria:
            for word in rule.after:
                if word not in (*known, *steps, "workloads", "rest"):
                    self.unknown("rules-unknown-criterion", word, known + steps, "steps", rule.step, rule.side, rule.key, "after")
        for word in as_words(self.plain.get("waivable")):
            if word not in known:
                self.unknown("rules-unknown-criterion", word, known, "waivable")
        for command, plain in as_map(self.plain.get("excused")).items():
            if command not in EXCUSING_COMMANDS:
                self.unknown("rules-unknown-word", command, EXCUSING_COMMANDS, "excused", command)
            for word in as_words(as_map(plain).get("criteria")):
                if word not in known:
                    self.unknown("rules-unknown-criterion", word, known, "excused", command, "criteria")

    def role_of(self, page_role: str) -> str:
        """The login role of a page role (contracts.md section 7): managers' roles act as manager, technical ones as engineer."""
        role = str(as_map(self.plain.get("roles")).get(page_role, DEFAULT_ROLES.get(page_role, "engineer")))
        if role not in LOGIN_ROLES:
            self.unknown("rules-unknown-word", role, LOGIN_ROLES, "roles", page_role)
            return "manager"
        return role


def as_map(value: Any) -> Mapping[str, Any]:
    """A mapping, or nothing where the file has something else in its place."""
    return value if isinstance(value, Mapping) else {}


def as_words(value: Any) -> tuple[str, ...]:
    """One word or a list of words; nothing for what is removed."""
    if value is None or value in REMOVED:
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(str(word) for word in value) if isinstance(value, (list, tuple)) else ()


def _quotes(value: Any) -> dict[str, tuple[str, ...]]:
    return {language: as_words(quote) for language, quote in as_map(value).items()}


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        if value is None or (isinstance(value, str) and value in REMOVED[:2]):
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            merged[key] = _merge(as_map(merged.get(key)), value)
        else:
            merged[key] = value
    return merged
