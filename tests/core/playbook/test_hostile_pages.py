"""Input that nobody means well with: read in bounded time, and never an exception.

The bounds are generous; a quadratic reader misses them by far.
"""

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasuki.core.playbook import blocks
from tests.core.playbook.reading_help import codes, read, step, table

LONG = 20_000
PATIENCE = 10.0  # seconds of this process, whatever else the machine does


def marks(piece: str) -> str:
    """The same marks again and again: as a paragraph, an item, a value and a cell."""
    run = (piece * LONG)[:LONG]
    return step(f"Primary Role: {run}\n\n- {run}\n\n{run}\n\n| 4058 | {run} | M | FM | Teams |")


HOSTILE: dict[str, Callable[[], str]] = {
    "one line of a megabyte": lambda: "x" * 1_000_000,
    "a role of a megabyte": lambda: step("Primary Role: **" + "x / " * 250_000),
    "ten thousand lists in lists": lambda: "+ - * " * 3_400 + "x",
    "ten thousand quotes in quotes": lambda: "> " * 10_000 + "x",
    "quotes on every line": lambda: ("> " * 60 + "a\n") * 5_000,
    "ever deeper lists": lambda: "\n".join(" " * min(2 * depth, 19_000) + "- x" for depth in range(2_500)),
    "thirty thousand headings": lambda: "### a\n\n" * 30_000,
    "four thousand steps": lambda: "### a\nPrimary Role: **FE**\n\n- x\n" * 4_000,
    "ten thousand items": lambda: step("- a\n" * 10_000),
    "thirty thousand rows": lambda: step(table(*["| 4058 | n | M | FE | Teams |"] * 30_000)),
    "many tables": lambda: "|a|b|\n|--|--|\n|4058|x|\n\n" * 10_000,
    "a row of thousands of ids": lambda: ("| 4058 " * 2_800 + "|\n") * 20,
    "a fence that never closes": lambda: "```\n" + "## a\n" * 50_000,
    "a comment that never closes": lambda: "<!--\n" + "## a\n" * 50_000,
    "many labels": lambda: step("Primary Role: **FE\n" * 15_000),
    "labels glued": lambda: step("Motion: " * 2_400),
    "many definitions": lambda: "[a]: b\n" * 30_000,
    "many underlines": lambda: "a\n---\n" * 20_000,
    "many conflicts": lambda: "<<<<<<< a\n=======\n>>>>>>> b\n" * 30_000,
    "front matter without end": lambda: "---\n" + "a: b\n" * 30_000,
    "blank lines": lambda: "\n" * 1_000_000,
    "long blank lines": lambda: (" " * 19_999 + "\n") * 100,
    "links in links": lambda: step(("- " + "[a](" * 4_900 + "\n") * 20),
    "tables under headings of their own": lambda: "#### FTOP Tasks\n|Task ID|Task Name|\n|-|-|\n|4058|x|M|FE|\n\n" * 15_000,
    "ids in brackets": lambda: step(table(*["| " + "[" * 1_500 + "4058" + "]" * 400 + " | n | M | FE | Teams |"] * 200)),
    "a word before every id": lambda: step(table(*["| " + "a4058 " * 3_000 + " | n | M | FE | Teams |"] * 20)),
    "italics": lambda: step(("*Primary Role: " + "*a_ _b* " * 2_400 + "\n") * 20),
    "labels that might wrap": lambda: step("Primary\nRole: x\n" * 15_000),
    "brackets": lambda: step(("- " + "[" * 19_000 + "\n") * 20),
    "every byte": lambda: bytes(range(256)).decode("latin-1") * 4_000,
    "replaced bytes": lambda: (bytes(range(256)) * 4_000).decode("utf-8", "replace"),
    "lone surrogates": lambda: "\ud800 \udfff\n" * 10_000,
}


def read_in_time(text: str) -> list[str]:
    begun = time.process_time()
    found = codes(read(text))
    assert time.process_time() - begun < PATIENCE
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_in_bounded_time(name: str) -> None:
    read_in_time(HOSTILE[name]())


@pytest.mark.parametrize(
    "piece",
    ["[", "]", "](", "![", "*", "**a ", "_", "`", "``a`", "<a ", "&amp", "\\", "<!--", "(", "[a](", "*a_", "|", "/", " / ", ":", "1. "],
)
def test_lines_of_marks_are_read_in_bounded_time(piece: str) -> None:
    read_in_time(marks(piece))


LIMITS = [
    ("x" * 20_001, "line-cut"),
    ("\n" * 300_001, "page-cut"),
    (("y" * 19_999 + "\n") * 201, "page-cut"),
    ("> " * 100 + "x", "nesting-cut"),
    ("```\ncode\n", "unclosed-fence"),
    ("<!-- comment\n", "unclosed-comment"),
    ("a\x00b\x07", "control-characters"),
]


@pytest.mark.parametrize(("text", "code"), LIMITS)
def test_what_is_not_read_is_said(text: str, code: str) -> None:
    assert code in codes(read(text))


@pytest.mark.parametrize(
    "text", ["```\ncode\n```", "```\ncode\n```\n\n", "- ```\n  code\n  ```\n", "~~~\na\n~~~~\n", "<!-- a -->\n", "text <!-- a\n"]
)
def test_what_is_closed_is_not_complained_about(text: str) -> None:
    assert codes(read(text)) == []


HEADS = [
    "# ",
    "## Approach\n",
    "### ",
    "- ",
    "  - ",
    "1. ",
    "> ",
    "| ",
    " |\n",
    "|---|---|\n",
    "4058",
    "Primary Role: ",
    "Step Inputs",
    ":",
]
FENCES = ["```\n", "<!--", "-->", "---\n", "<<<<<<< a\n", "=======\n", ">>>>>>> b\n"]
MARKS = ["**", "*", "`", "[", "](", ")", "\\", "\n", "\n\n", " ", "\t", "\u200b", "\u00a0", "\r", "\x00", "a", "を"]
PIECES = st.sampled_from([*HEADS, *FENCES, *MARKS])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
@example("|")
@example("|-")
@example("|-|")
@example("||\n|-|")
@example("- # a")
@example("---\n---")
def test_no_text_makes_the_reader_fail(text: str) -> None:
    page = read(text)
    end = page.source.count("\n") + 1
    assert all(1 <= (one.line or 0) <= end for one in page.findings)
    assert all(1 <= one.line < one.end <= end + 1 for one in page.steps)
    assert all(task.id in page.steps[task.step].tasks for task in page.tasks if task.step is not None)
    assert sum(len(one.tasks) for one in page.steps) == sum(task.step is not None for task in page.tasks)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=300))
def test_reading_is_a_function_of_the_text(text: str) -> None:
    assert read(text) == read(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
@example("- a\n  > b")
@example("1. ```\n   # a\n   ```")
@example("- - <div>")
def test_a_page_without_quotes_code_and_html_is_read_the_same_without_their_rules(text: str) -> None:
    everything = blocks._PARSER
    lean = read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_LEAN_PARSER", everything)
        assert read(text) == lean
