"""A finding in words: one sentence, and one that says what to do (design.md section 1: the core has codes, here they speak)."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from tasuki.core.finding import Finding, Remedy
from tasuki.wording.sentences import acts, advice, files, lint, lists, playbooks, reading, site, versions
from tasuki.wording.sentences.remedies import PENDING, REMEDIES
from tasuki.wording.words import Tongue, Words

_LONGEST = 60  # characters of a value that a remedy repeats; whoever typed more has it before him


class Spoken(NamedTuple):
    sentence: str
    remedy: str


@cache
def variants() -> Mapping[str, tuple[Words, ...]]:
    """Every code's words. A code that two places use with different values has several; the values tell which one fits."""
    found: dict[str, tuple[Words, ...]] = {}
    for module in (acts, advice, playbooks, reading, files, site, lint, lists, versions):
        for code, words in module.SENTENCES.items():
            found[code] = (*found.get(code, ()), words)
    return found


def speak(finding: Finding, tongue: Tongue) -> Spoken:
    """The finding in the reader's language. A code without words says itself: a test sees to it that there is none."""
    values = _readable(finding, tongue)
    known = variants().get(finding.code, (Words(finding.code, finding.code),))
    words = next((words for words in known if words.names <= values.keys()), known[0])
    remedy = remedy_sentence(finding.remedy, tongue) if finding.remedy else tongue.say(words.remedy, values)
    return Spoken(tongue.say(words.sentence, values), remedy)


def remedy_sentence(remedy: Remedy, tongue: Tongue) -> str:
    table = PENDING if remedy.pending and remedy.command in PENDING else REMEDIES
    return tongue.say(table[remedy.command], {"act": typed(remedy)})


def typed(remedy: Remedy) -> str:
    """The command as somebody would type it after `engagement do ID`, with an ellipsis for what only a person knows."""
    parts = [remedy.command]
    if remedy.workload is not None:
        parts.append(f"workload={remedy.workload}")
    parts += [f"{key}={_quoted(value)}" for key, value in remedy.keys.items()]
    parts += [f"{key}=\N{HORIZONTAL ELLIPSIS}" for key in remedy.needs if key not in remedy.keys]
    return " ".join(parts)


def _quoted(value: str) -> str:
    shown = " ".join(value.split())
    if len(shown) > _LONGEST:
        return "\N{HORIZONTAL ELLIPSIS}"
    return f'"{shown}"' if " " in shown or ";" in shown else shown


def document(finding: Finding, tongue: Tongue) -> dict[str, Any]:
    """The shape of contracts.md section 5, with `command` for scripts where a command is the remedy."""
    spoken = speak(finding, tongue)
    told: dict[str, Any] = {
        "code": finding.code,
        "severity": finding.severity,
        "line": finding.line,
        "values": _plain(_readable(finding, tongue)),
        "sentence": spoken.sentence,
        "remedy": spoken.remedy,
    }
    if finding.path is not None:
        told["path"] = finding.path
    if finding.remedy is not None:
        remedy = finding.remedy
        told["command"] = {
            "command": remedy.command,
            "workload": remedy.workload,
            "keys": dict(remedy.keys),
            "needs": list(remedy.needs),
            "pending": remedy.pending,
        }
    return told


def _readable(finding: Finding, tongue: Tongue) -> dict[str, Any]:
    """The values, with the criterion's text in the reader's language instead of all of them."""
    values = dict(finding.values)
    texts = values.pop("texts", None)
    if isinstance(texts, Mapping):
        values["text"] = texts.get(tongue.language) or next(iter(texts.values()), values.get("criterion"))
    return values


def _plain(value: Any) -> Any:
    """Nothing but what JSON knows."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        parts = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_plain(part) for part in parts]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
