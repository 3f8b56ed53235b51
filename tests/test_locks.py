"""The lock files install the same everywhere, from wherever a machine gets its packages."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.shared import ROOT

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?: ; ([^\\]+?))? \\\n((?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
TOOLS = {"babel", "gunicorn", "mypy", "pip-tools", "pytest", "ruff", "uv"}


def pinned(name: str) -> dict[str, str]:
    return {package: version for package, version, *_ in PINNED.findall(_text(name))}


def _text(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def _wanted(name: str) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    names = {"run": ["build"], "dev": ["build", "test", "dev"]}[name]
    return [*project["project"]["dependencies"], *(line for group in names for line in groups[group] if isinstance(line, str))]


@pytest.mark.parametrize("name", ["run", "dev"])
def test_a_lock_holds_pins_with_hashes_and_nothing_else(name: str) -> None:
    rest = [line for line in PINNED.sub("", _text(name)).splitlines() if line and not line.lstrip().startswith("#")]
    assert rest == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_a_lock_is_not_older_than_pyproject(name: str) -> None:
    pins = pinned(name)
    stale = [
        wanted
        for wanted in map(Requirement, _wanted(name))
        if not wanted.specifier.contains(pins.get(wanted.name.lower(), "0"), prereleases=True)
    ]
    assert not stale, f"make lock: {[str(wanted) for wanted in stale]}"


def test_what_runs_is_also_what_is_tested() -> None:
    assert pinned("run").items() <= pinned("dev").items()


def test_tools_are_not_part_of_the_product() -> None:
    assert not TOOLS & pinned("run").keys()


def test_binary_packages_come_for_every_platform_we_name() -> None:
    """A hash for each wheel of a release: x86_64 and aarch64, Python 3.11 to 3.13 at least."""
    hashes = {package: found.count("--hash") for package, _, _, found in PINNED.findall(_text("run"))}
    assert all(hashes[package] > 12 for package in ("psycopg-binary", "duckdb", "pyarrow", "granian"))
