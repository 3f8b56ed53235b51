"""A rules file comes from an author's machine: whatever it is, it is read, or refused with its line, in bounded time."""

import pytest

from tasuki.services.refusal import Refusal
from tasuki.services.yaml_source import read_rules

LAUGHS = "".join(f"{name}: &{name} [{', '.join([f'*{below}'] * 10)}]\n" for below, name in zip("abcdefg", "bcdefgh", strict=True))

FILES = [
    ("a: " + "[" * 200_000 + "]" * 200_000, "rules-too-large", "so deep that making its tree would end the process"),
    (f"a: &a [{', '.join('x' * 10)}]\n{LAUGHS}", "rules-too-large", "ten lines that stand for a hundred million values"),
    ("steps: &s {a: *s}", "rules-too-large", "an alias that holds itself"),
    ("- a\n- b", "rules-not-a-map", "a list"),
    ("a: [", "rules-unreadable", "not closed"),
    ("a: 1\na: 2", "rules-key-twice", "a key twice"),
    ("a: \x00", "rules-unreadable", "a character that YAML does not allow"),
]


@pytest.mark.parametrize(("text", "code", "why"), FILES)
def test_what_is_no_rules_file_is_refused(text: str, code: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_rules(text, "x.rules.yaml")
    assert [finding.code for finding in refused.value.findings] == [code], why


def test_aliases_and_tags_are_plain_text() -> None:
    assert read_rules('a: &a [yes, 01, !!python/object/apply:os.system ["x"]]\nb: *a', "x").plain["b"] == ["yes", "01", ["x"]]
