"""Data that comes with the program, read once: names, regions, words. Every scalar stays a string, so NO is Norway and not false."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tasuki.core.playbook.vocabulary import Vocabulary

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # ten times as fast, where the wheel has it


@cache
def plain(name: str) -> dict[str, Any]:
    """A YAML file of the playbooks folder as nested dicts, lists and strings."""
    text = (files("tasuki") / "playbooks" / name).read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - this loader makes strings, never objects
    return read


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary.from_plain(plain("vocabulary.yaml"))


@cache
def answers() -> dict[str, str]:
    """What people write for yes, no and unknown, in small letters, in every language the program speaks."""
    words = {"y": "yes", "true": "yes", "1": "yes", "n": "no", "false": "no", "0": "no"}
    for key, names in plain("words.yaml").get("answer", {}).items():
        words |= {name.casefold(): key for name in (key, *names.values())}
    return words


def service_key(name: str) -> str | None:
    """The key of a service, from the key itself or any name of it; None where it is unknown, or means all services."""
    known = vocabulary()
    key = name if known.names("services", name) else known.key_of("services", name)
    return None if key == "all" else key


def motion_key(name: str) -> str | None:
    known = vocabulary()
    return name if known.names("motions", name) else known.key_of("motions", name)
