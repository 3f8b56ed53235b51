"""The one place that loads heavy or optional modules, when they are first needed: so that `tasuki today` starts under a second.

Finding codes:
    unknown-engine      {engine, engines}
    engine-not-installed {engine, extra, module}
    engine-needs-java    {engine}
"""

import shutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, cast

from django.conf import settings

from tasuki.core.finding import Finding, Severity
from tasuki.core.milestones.engine import Engine
from tasuki.services.refusal import Refusal

if TYPE_CHECKING:
    from tasuki.engines.dataset import Dataset

CODES = ("unknown-engine", "engine-not-installed", "engine-needs-java")

ENGINES = {"duckdb": "tasuki.engines.duckdb_engine", "spark": "tasuki.engines.spark_engine"}


def engine(name: str) -> Engine:
    if name not in ENGINES:
        raise Refusal(Finding(code="unknown-engine", values={"engine": name, "engines": sorted(ENGINES)}))
    try:
        found = cast("Engine", import_module(ENGINES[name]))
    except ModuleNotFoundError as missing:
        raise Refusal(Finding(code="engine-not-installed", values={"engine": name, "extra": name, "module": missing.name})) from None
    if name == "spark" and not _has_java():
        raise Refusal(_needs_java())
    return found


def half_installed() -> Iterator[Finding]:
    """What was installed for an engine, and cannot run: pip brings Spark, and not the Java that it runs on."""
    if find_spec("pyspark") is not None and not _has_java():
        yield _needs_java("warning")


def _has_java() -> bool:
    """Here, or wherever the server is that Spark is told to talk to."""
    return bool(settings.JAVA_HOME or settings.SPARK_REMOTE or shutil.which("java"))


def _needs_java(severity: Severity = "error") -> Finding:
    return Finding(code="engine-needs-java", severity=severity, values={"engine": "spark"})


def module(name: str) -> ModuleType:
    return import_module(name)


def dataset(url: str) -> "Dataset":
    return cast("Dataset", import_module("tasuki.engines.dataset").Dataset(url))
