"""Reading a rules file: every scalar as a string, every key's line kept (rules.md section 4).

Finding codes:
    rules-unreadable   {problem}       not YAML at this line
    rules-key-twice    {where, key}    a key that stands twice in one mapping; YAML itself would silently keep the last
    rules-not-a-map    {}              the file is not a mapping
    rules-too-large    {depth, most}   deeper, or of more values, than anybody writes: counted with what aliases repeat
"""

from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from tasuki.core.finding import Finding
from tasuki.core.playbook.rules import Path, RulesSource
from tasuki.services.refusal import Refusal

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # ten times as fast, where the wheel has it

CODES = ("rules-unreadable", "rules-key-twice", "rules-not-a-map", "rules-too-large")

_DEEPEST, _MOST = 40, 100_000  # the files we ship are eight levels deep, and hold two thousand values


def read_rules(text: str, path: str) -> RulesSource:
    """The file as nested dicts, lists and strings, with the line of each path of keys. Raises `Refusal`."""
    try:
        _refuse_bombs(text, path)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refusal(Finding(code="rules-unreadable", line=line, path=path, values={"problem": error.problem or ""})) from None
    except yaml.YAMLError as error:
        raise Refusal(Finding(code="rules-unreadable", line=1, path=path, values={"problem": str(error).splitlines()[0]})) from None
    if not isinstance(root, MappingNode):
        raise Refusal(Finding(code="rules-not-a-map", line=1, path=path))
    reader = _Reader(path)
    plain = reader.mapping(root, ())
    if reader.findings:
        raise Refusal(*reader.findings)
    return RulesSource(plain, reader.lines, path)


def _refuse_bombs(text: str, path: str) -> None:
    """Before the tree is made: making it recurses outside of Python, where too deep a file would end the process."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _DEEPEST or number > 2 * _MOST:
            raise _too_large(path, event.start_mark.line + 1 if event.start_mark else 1)


def _too_large(path: str, line: int) -> Refusal:
    return Refusal(Finding(code="rules-too-large", line=line, path=path, values={"depth": _DEEPEST, "most": _MOST}))


class _Reader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.read = 0
        self.lines: dict[Path, int] = {}
        self.findings: list[Finding] = []

    def mapping(self, node: MappingNode, at: Path) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else ""
            line = key_node.start_mark.line + 1
            if key in plain:
                values = {"where": ".".join(at), "key": key}
                self.findings.append(Finding(code="rules-key-twice", line=line, path=self.path, values=values))
            self.lines[*at, key] = line
            plain[key] = self.value(value_node, (*at, key))
        return plain

    def value(self, node: Node, at: Path) -> Any:
        self.read += 1
        if self.read > _MOST or len(at) > _DEEPEST:
            raise _too_large(self.path, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            return self.mapping(node, at)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*at, str(place))) for place, child in enumerate(node.value)]
        return str(node.value)
