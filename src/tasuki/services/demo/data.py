"""The invented world's data files, read once."""

import random
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def told(name: str) -> Any:
    """A YAML file of this package."""
    return yaml.safe_load((files("tasuki.services.demo") / name).read_text(encoding="utf-8"))


def chance(*key: object) -> random.Random:
    """A source of chance that is the same for the same key, on every machine."""
    return random.Random("/".join(map(str, key)))  # noqa: S311 - invents customers, guards nothing
