"""What the sources really say: every finding code with the values it carries, and every kind of fact, read from the syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache

from tasuki.core.playbook.lint.codes import LINT_VALUES
from tasuki.core.playbook.reading import READING_VALUES
from tests.shared import ROOT

SOURCES = ROOT / "src" / "tasuki"

REFUSERS = {"refuse", "find", "BadCell", "_finding", "add", "unknown", "Finding", "_find", "_found", "_alone", "_tell", "_advise"}
"""Functions that make a finding of a code (their first string, or `code=`) and of keyword arguments."""

NOT_VALUES = {"code", "severity", "line", "path", "remedy", "values"}
UNKNOWN_WORD = {"where", "word", "nearest"}
"""What `Rules.unknown` carries besides its code."""
SWEPT = {"tenant_id", "service", "milestone"}
"""What a sweep's finding about one tenant and service carries besides what is written."""
ALSO = {
    "services/imports/cells.py": {"column"},
    "services/imports/sheets.py": {"column"},
    "core/engagement/advice.py": {"workload"},
    "core/playbook/difference.py": {"other_path", "missing_on"},
}
"""What is added to every answer about a cell, to every advice, and to what two pages differ in."""

_OF_A_KEY = ("command", "key", "value", "choices")
_OF_A_CRITERION = ("criterion", "workload", "process", "texts", "waits_for")

BY_HAND: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("value-not-a-choice", "value-not-a-list", "value-not-a-date", "value-not-a-time", "value-time-without-offset"), _OF_A_KEY
    ),
    **dict.fromkeys(("value-not-a-number", "value-not-json", "value-line-break"), _OF_A_KEY),
    **dict.fromkeys(("criterion-missing", "criterion-refuted", "criterion-undecided", "criterion-unnoted"), _OF_A_CRITERION),
    **dict.fromkeys(("milestone-missing", "criterion-out-of-order", "criterion-pending"), _OF_A_CRITERION),
    **dict.fromkeys(("page-item-unbound", "rules-derived-detail"), ("language", "text")),
    **dict.fromkeys(("mail-server-unreachable", "mailbox-unreachable"), ("host", "port", "problem")),
    "more-findings": ("of", "more"),
    "more-users-than-seats": ("tenant_id", "service", "date", "seats", "active_users"),
    "rules-key-twice": ("where", "key"),
    "seat-basis-differs": ("tenant_id", "service", "milestone", "by_service", "by_tenant"),
}
"""Codes that are chosen in one place and raised in another; a test compares them with the strings of the source."""


@cache
def codes() -> dict[str, list[set[str]]]:
    """Every code, with the values that it carries in each place where it is raised."""
    found: dict[str, list[set[str]]] = {}
    for code, given in (*READING_VALUES.items(), *LINT_VALUES.items(), *BY_HAND.items()):
        found.setdefault(code, []).append(set(given))
    for path in sorted(SOURCES.rglob("*.py")):
        for code, values in _raised(ast.parse(path.read_text(encoding="utf-8"))):
            if code not in BY_HAND:
                found.setdefault(code, []).append(values | ALSO.get(path.relative_to(SOURCES).as_posix(), set()))
    return found


def _raised(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (name := _name(node.func)) not in REFUSERS:
            continue
        for code in _codes_of(node, name):
            values = {keyword.arg for keyword in node.keywords if keyword.arg} - ({"code"} if name == "BadCell" else NOT_VALUES)
            for keyword in node.keywords:
                if keyword.arg == "values" and isinstance(keyword.value, ast.Dict):
                    values |= {key.value for key in keyword.value.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
            if name in ("refuse", "_finding"):
                values.add("command")
            if name == "unknown":
                values = set(UNKNOWN_WORD)
            if name == "add":
                values.add("where")
            if name == "_find":
                values |= SWEPT
            yield code, values


def _codes_of(node: ast.Call, name: str) -> Iterator[str]:
    given = [keyword.value for keyword in node.keywords if keyword.arg == "code"] or node.args[:1]
    for value in given:
        for part in ast.walk(value):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and _looks_like_code(part.value, name):
                yield part.value


def _looks_like_code(text: str, name: str) -> bool:
    """`add` is also the method of every set; only rules and notices make findings with it, and notices list theirs."""
    return ("-" in text or name == "Finding") and text.replace("-", "").isalnum() and (name != "add" or text.startswith("rules-"))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


RECORDERS = ("core", "records", "services")
"""The layers that make facts."""
FACT_MAKERS = {"NewFact", "fact", "in_each_lane", "_dated", "_waiver", "_answer_request", "note", "_record"}


@cache
def fact_kinds() -> set[str]:
    """Every kind of fact that the program can record."""
    kinds = {"mail-handed-over", "mail-refused", "mail-uncertain"}
    for path in sorted(one for layer in RECORDERS for one in (SOURCES / layer).rglob("*.py") if "demo" not in one.parts):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in FACT_MAKERS:
                for value in node.args[:2]:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                        kinds.add(value.value)
    return kinds - {
        "site",
        "ask-waiver",
        "request-waiver",
        "grant-waiver",
    }  # a subject; and names that a helper of the demonstration calls so
