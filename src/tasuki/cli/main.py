"""The `tasuki` command: finds the module of the command that is meant, loads only that, and turns every ending into an exit code.

0 done; 1 refused, or findings of severity error; 2 wrong usage; 3 the environment is not ready (contracts.md section 3).
"""

import json
import os
import sys
from collections.abc import Sequence

import django
import typer
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from typer.exceptions import Abort, TyperException

from tasuki.cli.exits import NOT_READY, WRONG_USAGE
from tasuki.core.finding import Finding
from tasuki.services import loading

_COMMANDS = "tasuki.cli.commands"
MODULES = {
    "init": "site",
    "demo": "site",
    "doctor": "site",
    "backup": "site",
    "restore": "site",
    "serve": "running",
    "worker": "running",
    "person": "person",
    "playbook": "playbook",
    "import": "imports",
    "milestones": "imports",
    "today": "today",
    "engagement": "engagement",
    "audit": "audit",
}
"""Which module knows which command; the order is that of the help."""

_WITH_VALUE = ("--as", "--at")
_ALONE = ("--json",)


def main(argv: Sequence[str] | None = None) -> int:
    """Obey one command line and return its exit code. Called by the entry point, and many times over by the tests' driver."""
    words = _common_last(sys.argv[1:] if argv is None else list(argv))
    try:
        _set_up()
        return _obey(words)
    except ImproperlyConfigured as problem:
        return _tell("settings-wrong", words, NOT_READY, problem=str(problem))
    except TyperException as problem:
        return _tell("wrong-usage", words, WRONG_USAGE, message=problem.format_message())
    except Abort:
        return 130


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasuki.project.settings")
    if not apps.ready:
        django.setup()


def _obey(words: list[str]) -> int:
    root = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
    root.callback(help="Tasuki runs customer-engagement playbooks from the pages they are written in.")(_nothing_yet)
    named = next((word for word in words if not word.startswith("-")), None)
    modules = [MODULES[named]] if named in MODULES else list(dict.fromkeys(MODULES.values()))
    for name in modules:
        loading.module(f"{_COMMANDS}.{name}").register(root)
    code = typer.main.get_command(root).main(words, prog_name="tasuki", standalone_mode=False)
    return code if isinstance(code, int) else 0


def _nothing_yet() -> None:
    """Without this, typer would make a single command the whole program."""


def _common_last(words: list[str]) -> list[str]:
    """`tasuki --as ito today` means `tasuki today --as ito`: what every command accepts may also stand before its name."""
    before: list[str] = []
    while words and (words[0] in (*_WITH_VALUE, *_ALONE) or words[0].startswith(tuple(f"{name}=" for name in _WITH_VALUE))):
        take = 2 if words[0] in _WITH_VALUE else 1
        before, words = [*before, *words[:take]], words[take:]
    return [*words, *before]


def _tell(code: str, words: Sequence[str], exit_code: int, **values: object) -> int:
    """An ending before any command could answer."""
    finding = Finding(code=code, values=values)
    try:
        output = loading.module("tasuki.cli.output")
        output.refuse([finding], output.site_tongue(), as_json="--json" in words)
    except ImproperlyConfigured:  # the settings themselves are wrong: no language, no words
        problem = str(next(iter(values.values()), code))
        sys.stderr.write(f"{problem}\n")
        if "--json" in words:
            told = {"code": code, "severity": "error", "line": None, "values": values, "sentence": problem, "remedy": ""}
            sys.stdout.write(f"{json.dumps({'refused': [told]})}\n")
    return exit_code
