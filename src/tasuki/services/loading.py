"""The one place that loads heavy or optional modules, when they are first needed: so that `tasuki today` starts under a second.

Finding codes:
    unknown-engine      {engine, engines}
    engine-not-installed {engine, extra}
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, cast

from tasuki.core.finding import Finding
from tasuki.core.milestones.engine import Engine
from tasuki.services.refusal import Refusal

if TYPE_CHECKING:
    from tasuki.engines.dataset import Dataset

CODES = ("unknown-engine", "engine-not-installed")

ENGINES = {"duckdb": "tasuki.engines.duckdb_engine", "spark": "tasuki.engines.spark_engine"}


def engine(name: str) -> Engine:
    if name not in ENGINES:
        raise Refusal(Finding(code="unknown-engine", values={"engine": name, "engines": sorted(ENGINES)}))
    try:
        return cast("Engine", import_module(ENGINES[name]))
    except ModuleNotFoundError as missing:
        raise Refusal(Finding(code="engine-not-installed", values={"engine": name, "extra": name, "module": missing.name})) from None


def module(name: str) -> ModuleType:
    return import_module(name)


def dataset(url: str) -> "Dataset":
    return cast("Dataset", import_module("tasuki.engines.dataset").Dataset(url))
