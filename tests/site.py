"""A Site is one data folder and one database, driven through its command line, as a person or a script would."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.environment import environment
from tests.shared import ROOT

ENTRY = "tasuki.cli.main:main"


@dataclass(frozen=True)
class Outcome:
    """What one command line did."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.stdout)


class Site:
    """`run` obeys in the site's one child process (milliseconds); `run_fresh` starts a process of its own, as a shell would."""

    def __init__(self, data: Path, database_url: str = "", *, at: str | None = None, entry: str = ENTRY, **settings: str) -> None:
        self.data = data
        self.database_url = database_url
        self.at = at
        self._entry = entry
        self._settings = settings
        self._child: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this site knows."""
        database = {"DATABASE_URL": self.database_url} if self.database_url else {}
        return environment(TASUKI_DATA=str(self.data), TASUKI_ALLOW_AT="1", **database) | self._settings

    def run(self, *argv: str, at: str | None = None) -> Outcome:
        """`at` moves *now* for this call; without it the site's own `at` holds, if it has one."""
        child = self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps({"argv": self._with_time(argv, at)}) + "\n")
        child.stdin.flush()
        line = child.stdout.readline()
        assert line, f"the site's process ended during {argv}, exit code {child.wait(10)}"
        answer = json.loads(line)
        crash = answer.pop("crash")
        assert crash is None, f"tasuki {' '.join(argv)}\n{crash}"
        return Outcome(**answer)

    def json(self, *argv: str, at: str | None = None, code: int = 0) -> Any:
        """The answer to `--json`; anything but the expected exit code fails, with all that was said."""
        outcome = self.run(*argv, "--json", at=at)
        assert outcome.code == code, f"tasuki {' '.join(argv)}: exit code {outcome.code}\n{outcome.stdout}{outcome.stderr}"
        return outcome.json

    def run_fresh(self, *argv: str, at: str | None = None, timeout: float = 120) -> Outcome:
        module, _, function = self._entry.partition(":")
        program = f"import sys; from {module} import {function} as main; sys.exit(main(sys.argv[1:]))"
        command = [sys.executable, "-c", program, *self._with_time(argv, at)]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)
        return Outcome(done.returncode, done.stdout, done.stderr)

    def stop(self) -> None:
        if self._child is None:
            return
        with self._child as child:
            assert child.stdin is not None
            child.stdin.close()
            child.wait(30)
        self._child = None

    def _with_time(self, argv: tuple[str, ...], at: str | None) -> list[str]:
        moment = at or self.at
        return [*argv, "--at", moment] if moment else [*argv]

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None:
            command = [sys.executable, "-m", "tests.driver", self._entry]
            self._child = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
        return self._child
