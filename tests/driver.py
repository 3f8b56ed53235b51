"""The child process of a Site: obeys command lines in-process, one JSON line for each, so that a test need not start Python anew.

`python -m tests.driver tasuki.cli.main:main`; standard input: {"argv": [...]}; standard output: {"code", "stdout", "stderr", "crash"}.
"""

import importlib
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout

import django

Main = Callable[[Sequence[str]], int]


def obey(main: Main, argv: Sequence[str]) -> dict[str, object]:
    stdout, stderr = _capture(), _capture()
    code, crash = 0, None
    sys.stdin = io.StringIO()  # nobody sits there
    with redirect_stdout(stdout), redirect_stderr(stderr):
        try:
            code = main(argv)
        except SystemExit as exit_:
            crash = f"main called sys.exit({exit_.code!r}) instead of returning the exit code"
        except Exception:  # noqa: BLE001 - whatever it is, the test is to see it
            crash = traceback.format_exc()
    return {"code": code, "stdout": _text(stdout), "stderr": _text(stderr), "crash": crash}


def _capture() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)


def _text(captured: io.TextIOWrapper) -> str:
    buffer = captured.detach()
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def _entry(name: str) -> Main:
    module, _, function = name.partition(":")
    main: Main = getattr(importlib.import_module(module), function)
    return main


def run() -> None:
    calls, answers = sys.stdin, os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what is written past sys.stdout must not mix with the answers
    django.setup()  # before any capture: log handlers keep the standard error they find
    main = _entry(sys.argv[1])
    for line in calls:
        print(json.dumps(obey(main, json.loads(line)["argv"])), file=answers, flush=True)


if __name__ == "__main__":
    run()
