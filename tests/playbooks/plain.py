"""Pages and rules read as plainly as possible, so that what we ship is checked without the code that serves it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

from tests.shared import ROOT

SHIPPED = ROOT / "src/tasuki/playbooks"
VOCABULARY: dict[str, dict[str, list[str]]] = yaml.load((SHIPPED / "vocabulary.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)


@dataclass(frozen=True)
class Entry:
    """A list item: the list it stands in ("inputs 1", "key-outputs"), its depth, and its own text."""

    place: str
    level: int
    text: str


@dataclass(frozen=True)
class Criterion:
    key: str
    step: str
    part: str
    plain: dict[str, Any]

    @property
    def lane(self) -> str:
        return str(self.plain.get("lane", "workload"))

    def quotes(self, language: str) -> list[str]:
        says = self.plain.get("says", {}).get(language, [])
        return [says] if isinstance(says, str) else says


@cache
def load(path: Path) -> Any:
    """YAML with every scalar as a string, as the rules demand; a key given twice is an error here."""
    text = path.read_text("utf-8")
    _refuse_repeated_keys(yaml.compose(text, Loader=yaml.BaseLoader), path)
    return yaml.load(text, Loader=yaml.BaseLoader)


def _refuse_repeated_keys(node: yaml.Node | None, path: Path) -> None:
    match node:
        case yaml.MappingNode():
            keys = [key.value for key, _ in node.value]
            assert len(keys) == len(set(keys)), f"{path.name}:{node.start_mark.line + 1}: a key stands twice in {keys}"
            for _, value in node.value:
                _refuse_repeated_keys(value, path)
        case yaml.SequenceNode():
            for value in node.value:
                _refuse_repeated_keys(value, path)


def overlaid(base: Any, over: Any) -> Any:
    """`based-on`: mappings merge deeply, null removes, anything else replaces."""
    if not isinstance(over, dict):
        return over
    kept = {key: value for key, value in base.items() if over.get(key) != "null"} if isinstance(base, dict) else {}
    return kept | {key: overlaid(kept.get(key), value) for key, value in over.items() if value != "null"}


def rules(path: Path) -> dict[str, Any]:
    """A rules file with what it is based on; the base lies in the same folder."""
    plain: dict[str, Any] = load(path)
    if base := plain.get("based-on"):
        files = {load(file)["playbook"]: file for file in path.parent.glob("*.rules.yaml")}
        plain = overlaid(rules(files[base]), plain)
    return plain


def criteria(plain: dict[str, Any]) -> list[Criterion]:
    return [
        Criterion(key, step, part, criterion)
        for step, body in plain["steps"].items()
        for part in ("entry", "exit")
        for key, criterion in body.get(part, {}).items()
    ]


def normalised(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff*_]", "", unicodedata.normalize("NFKC", text))


@cache
def entries(source: str) -> list[Entry]:
    """Every list item of a page whose labels and sections are the usual ones."""
    tokens = (
        MarkdownIt("commonmark")
        .enable("table")
        .parse(re.sub(r"\A---.*?\n---\s*\n", "", source.replace("\u200b", ""), count=1, flags=re.DOTALL))
    )
    found: list[Entry] = []
    section, place, step, depth = "", "", -1, 0
    for token, following, inline in zip(tokens, [*tokens[1:], None], [*tokens[2:], None, None], strict=True):
        text = following.content if following and following.type == "inline" else ""
        if token.type == "heading_open" and token.tag == "h2":
            section = place = _key("sections", text)
        elif token.type == "heading_open" and token.tag == "h3" and section == "approach":
            step += 1
            place = f"actions {step}"
        elif token.type == "paragraph_open" and depth == 0 and (label := _label(text)):
            place = f"{label} {step}"
        elif token.type in {"bullet_list_open", "bullet_list_close"}:
            depth += 1 if token.nesting == 1 else -1
        elif token.type == "list_item_open" and inline:
            found.append(Entry(place, depth, re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", inline.content)))
    return found


def _label(paragraph: str) -> str:
    bold = re.fullmatch(r"\*\*([^*(]+?)\s*(\([^*]*\))?\s*\*\*\s*", paragraph, flags=re.DOTALL)
    return _key("criteria", bold[1]) if bold else ""


def _key(kind: str, name: str) -> str:
    return next((key for key, names in VOCABULARY[kind].items() if name.strip() in names), "")


def signature(found: list[Entry]) -> dict[str, str]:
    """The levels of each list, by which another language borrows."""
    levels: dict[str, str] = {}
    for entry in found:
        levels[entry.place] = levels.get(entry.place, "") + str(entry.level)
    return levels


def said(found: list[Entry], quotes: list[str]) -> list[Entry]:
    return [entry for entry in found if any(normalised(quote) in normalised(entry.text) for quote in quotes)]


def stating(entry: Entry, bound: list[Criterion], language: str) -> list[str]:
    """The criteria that quote one item."""
    return [criterion.key for criterion in bound if said([entry], criterion.quotes(language))]


def texts(plain: Any) -> Iterator[str]:
    """Every string of a nested value."""
    match plain:
        case str():
            yield plain
        case dict():
            for value in plain.values():
                yield from texts(value)
        case list():
            for value in plain:
                yield from texts(value)
