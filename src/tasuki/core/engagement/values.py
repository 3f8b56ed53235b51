"""Reading the strings of a command into values, or into findings (contracts.md section 8)."""

import json
import re
from datetime import date, datetime
from typing import Any

from tasuki.core.engagement.commands import Command, Key
from tasuki.core.finding import Finding, Remedy

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINE_BREAK = re.compile(r"[\r\n]")


def read_values(command: Command) -> tuple[dict[str, Any], list[Finding]]:
    """The given keys as values: lists split at `;`, dates, numbers and JSON read. Everything wrong at once, nothing guessed."""
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    for key in command.spec.keys:
        if key.name not in command.keys:
            if key.required:
                findings.append(missing_key(command, key.name))
            continue
        try:
            values[key.name] = _READERS.get(key.kind, _text)(key, command.keys[key.name].strip())
        except _Impossible as problem:
            findings.append(_impossible(command, key, problem.code))
    return values, findings


def missing_key(command: Command, name: str) -> Finding:
    """The finding for a key that must be given."""
    return Finding(
        code="key-missing",
        values={"command": command.name, "key": name},
        remedy=Remedy(command=command.name, workload=_workload(command), keys=dict(command.keys), needs=(name,)),
    )


def _impossible(command: Command, key: Key, code: str) -> Finding:
    return Finding(
        code=code,
        values={
            "command": command.name,
            "key": key.name,
            "value": command.keys[key.name],
            "choices": list(key.choices),
        },
        remedy=Remedy(
            command=command.name,
            workload=_workload(command),
            keys={name: value for name, value in command.keys.items() if name != key.name},
            needs=(key.name,),
        ),
    )


def _workload(command: Command) -> str | None:
    return command.workloads[0] if command.workloads else None


_YEARS = range(1900, 9000)
"""Beyond these nobody's calendar is asked: a slip of the keyboard, with which no next day or other time zone can be computed."""


class _Impossible(Exception):
    def __init__(self, code: str) -> None:
        self.code = code


def _text(key: Key, given: str) -> str:
    if key.kind == "text" and _LINE_BREAK.search(given):
        raise _Impossible("value-line-break")
    return given


def _choice(key: Key, given: str) -> str:
    if given not in key.choices:
        raise _Impossible("value-not-a-choice")
    return given


def _list(key: Key, given: str) -> list[str]:
    parts = [part.strip() for part in given.split(";") if part.strip()]
    if not parts or any(_LINE_BREAK.search(part) for part in parts):
        raise _Impossible("value-not-a-list")
    return parts


def _date(key: Key, given: str) -> str:
    try:
        day = date.fromisoformat(given) if _DATE.fullmatch(given) else None
    except ValueError:
        day = None
    return day.isoformat() if day is not None and day.year in _YEARS else _fail("value-not-a-date")


def _time(key: Key, given: str) -> str:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise _Impossible("value-not-a-time") from None
    if moment.year not in _YEARS:
        raise _Impossible("value-not-a-time")
    return moment.isoformat() if moment.utcoffset() is not None else _fail("value-time-without-offset")


def _number(key: Key, given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 13 else int(_fail("value-not-a-number"))


def _json(key: Key, given: str) -> Any:
    try:
        return json.loads(given)
    except (ValueError, RecursionError):
        raise _Impossible("value-not-json") from None


def _fail(code: str) -> str:
    raise _Impossible(code)


_READERS = {"choice": _choice, "list": _list, "date": _date, "time": _time, "number": _number, "json": _json}
