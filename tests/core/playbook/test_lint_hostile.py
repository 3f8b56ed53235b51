"""Pages that nobody wrote in good faith are linted in bounded time, and never raise."""

from collections.abc import Callable
from dataclasses import replace
from time import process_time

import pytest

from tasuki.core.playbook.lint.registry import lint_page, lint_pages, lint_translations, sheets_of
from tests.core.playbook.linting import TODAY
from tests.core.playbook.reading_help import VOCABULARY, read, step, table

PATIENCE = 15.0  # seconds of this process, on a busy machine

HOSTILE: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "a line of a megabyte": lambda: "a" * 1_000_000,
    "lists in lists": lambda: "".join("  " * depth + "- x\n" for depth in range(500)),
    "links that never close": lambda: "[a](" * 100_000,
    "ten thousand compounds": lambda: "\n".join(
        f"- アカウント{chr(0x30A1 + n % 80)}{chr(0x30A1 + n // 80 % 80)} チーム" for n in range(10_000)
    ),
    "figures upon figures": lambda: step("\n\n".join("with > 1000 seats 10% " * 150 for _ in range(300))),
    "tasks that name one another": lambda: step(
        table(*(f"| {1000 + n} | Name {n} | M | FM | Teams |" for n in range(5_000)))
        + "\n"
        + "".join(f"- the *other {n}* task {n + 1000}\n" for n in range(5_000))
    ),
    "thousands of steps": lambda: step("".join(f"### s{n}\n\nPrimary Role: **FM**\n\ntext\n\n" for n in range(3_000))),
    "brackets": lambda: "- " + "() (( ) 1, 2; " * 50_000,
    "quotation marks": lambda: '"a ' * 100_000 + "task",
    "marks": lambda: "." * 50_000 + "。" * 50_000 + "%" * 50_000,
    "tags": lambda: "<a id=" * 100_000 + "\n[x](#y)",
    "numbers": lambda: "1,000" * 4_000 + " 12/" * 100_000,
    "every byte": lambda: bytes(range(256)).decode("latin-1") * 1_000,
    "dates beyond the calendar": lambda: "| Date | Who Changed | What Changed |\n|---|---|---|\n" + "| 99/99/9999 | a | b |\n" * 1_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_linted_in_bounded_time(name: str) -> None:
    page = read(HOSTILE[name]())
    sheets = sheets_of([page, replace(page, language="xx", steps=page.steps[1:], tasks=())], VOCABULARY)
    begun = process_time()
    found = [*lint_page(sheets[0], TODAY), *lint_pages(sheets, files=frozenset()), *lint_translations(sheets)]
    assert process_time() - begun < PATIENCE
    assert all(finding.line is not None for finding in found)
