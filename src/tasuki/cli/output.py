"""What a command says: one JSON document, or words for a person. Everything that is no answer goes to standard error."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.utils.translation import gettext_lazy

from tasuki.core.finding import Finding
from tasuki.services import circumstances, loading
from tasuki.wording.findings import document, speak
from tasuki.wording.labels import SEVERITIES
from tasuki.wording.words import Phrase, Tongue

if TYPE_CHECKING:
    from rich.table import Table

Line: TypeAlias = "str | Table"

_WIDE = 200
"""Columns of a table that goes into a file or to another program, where nobody's screen sets a bound."""


@dataclass(slots=True, kw_only=True)
class Answer:
    """`document` is the answer for scripts, `lines` the same for a person; `notices` go to standard error in either case."""

    document: Any
    lines: Sequence[Line] = ()
    code: int = 0
    notices: Sequence[str] = field(default=())


ACCOUNTS = gettext_lazy("Demonstration accounts, all with the password {password}:")


def site_tongue() -> Tongue:
    """The site's own language: for the system, and where it is not known who asks."""
    return Tongue(settings.LANGUAGE_CODE, circumstances.words())


def answer(answered: Answer, *, as_json: bool) -> None:
    for notice in answered.notices:
        sys.stderr.write(f"{notice}\n")
    if as_json:
        _print_json(answered.document)
    else:
        _print_lines(answered.lines)


def refuse(findings: Sequence[Finding], tongue: Tongue, *, as_json: bool) -> None:
    """Every reason with its remedy: as a document on standard output, or for a person on standard error."""
    if as_json:
        _print_json({"refused": [document(finding, tongue) for finding in findings]})
        return
    for line in finding_lines(findings, tongue):
        sys.stderr.write(f"{line}\n")


def notice(text: str) -> None:
    """What is said beside the answer: progress, greetings. Never on standard output."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def account_lines(accounts: Iterable[Any], tongue: Tongue) -> list[str]:
    """The demonstration's accounts, one a line."""
    told = list(accounts)
    if not told:
        return []
    head = tongue.say(ACCOUNTS, {"password": told[0].password})
    return [head, *(f"  {one.login:<12} {tongue.value('role', one.role)}  {one.name}" for one in told)]


def finding_lines(findings: Iterable[Finding], tongue: Tongue) -> list[str]:
    """`file:line: severity code sentence`, and below it what to do."""
    lines = []
    for finding in findings:
        spoken = speak(finding, tongue)
        place = f"{finding.path or ''}:{finding.line or 1}: " if finding.path else f"{finding.line}: " if finding.line else ""
        lines.append(f"{place}{tongue.say(SEVERITIES[finding.severity])} {finding.code} {spoken.sentence}")
        lines.append(f"    {spoken.remedy}")
    return lines


def table(tongue: Tongue, *columns: Phrase) -> "Table":
    made: Table = loading.module("rich.table").Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        made.add_column(tongue.say(column), overflow="fold")
    return made


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.flush()


def _print_lines(lines: Sequence[Line]) -> None:
    """Plain lines go out as they are; only a table needs the library that lays it out."""
    width = None if sys.stdout.isatty() else _WIDE
    for line in lines:
        if isinstance(line, str):
            sys.stdout.write(f"{line}\n")
        else:
            layout = {"highlight": False, "markup": False, "emoji": False, "soft_wrap": True, "width": width}
            loading.module("rich.console").Console(file=sys.stdout, **layout).print(line)
    sys.stdout.flush()
