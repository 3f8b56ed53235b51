"""Which step is which: aligned by tasks, role, counts and place, in the order of both pages."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.core.playbook.binding import bind
from tasuki.core.playbook.difference import compare
from tasuki.core.playbook.page import Item, Page, Step
from tasuki.core.playbook.rules import RulesSource
from tasuki.core.playbook.translation import align_steps, partners
from tests.core.playbook.reading_help import read
from tests.shared import shared

MANAGER, ENGINEER = ("fasttrack-manager",), ("fasttrack-engineer",)


def a_step(title: str, tasks: str = "", roles: tuple[str, ...] = MANAGER, inputs: int = 0, actions: int = 0) -> Step:
    def items(count: int) -> tuple[Item, ...]:
        return tuple(Item(key=f"{title}.{n}", text=f"{title} {n}", level=1, line=n + 1) for n in range(count))

    asked = items(inputs) or None
    return Step(
        key=title, title=title, level=3, line=1, end=2, roles=roles, actions=items(actions), inputs=asked, tasks=tuple(tasks.split())
    )


ONE = [a_step("a", "1001 1002"), a_step("b", "1003"), a_step("c", roles=ENGINEER, inputs=3), a_step("d", "1004 1005")]

CASES = [
    (ONE, ONE, [(0, 0), (1, 1), (2, 2), (3, 3)], "the same page"),
    (ONE, ONE[:1] + ONE[2:], [(0, 0), (2, 1), (3, 2)], "one lost"),
    (ONE, [*ONE[:2], a_step("new", "1900", ENGINEER), *ONE[2:]], [(0, 0), (1, 1), (2, 3), (3, 4)], "one new, in the middle"),
    (ONE, [a_step("new", "1900"), *ONE], [(0, 1), (1, 2), (2, 3), (3, 4)], "one new, at the top"),
    (ONE, [ONE[0], ONE[2], a_step("d", "1004 1006 1007")], [(0, 0), (2, 1), (3, 2)], "tasks partly exchanged"),
    (ONE, [], [], "an empty page"),
    ([a_step("a", inputs=2), a_step("b", roles=ENGINEER)], [a_step("b", roles=ENGINEER)], [(1, 0)], "no tasks at all: the role decides"),
]


@pytest.mark.parametrize(("one", "other", "pairs", "why"), CASES, ids=[why for *_, why in CASES])
def test_steps_align(one: Sequence[Step], other: Sequence[Step], pairs: list[tuple[int, int]], why: str) -> None:
    assert list(align_steps(one, other)) == pairs
    assert [(here, there) for there, here in align_steps(other, one)] == pairs


@given(st.lists(st.sampled_from(ONE), max_size=6), st.lists(st.sampled_from(ONE), max_size=6))
def test_an_alignment_keeps_the_order_of_both_pages(one: list[Step], other: list[Step]) -> None:
    pairs = align_steps(one, other)
    for place in (0, 1):
        places = [pair[place] for pair in pairs]
        assert places == sorted(set(places))


def test_steps_of_the_drifted_sample_align_in_every_language() -> None:
    """The English page has one step more, the fifth; it is no partner of anything."""
    english = _sample("en", "enable-enable-services")
    for language in ("de", "es", "ja", "pt", "zh"):
        found = partners(english, _sample(language, "enable-enable-services"))
        assert found == {here: here - (here > 4) for here in range(10) if here != 4}, language


def test_a_step_that_only_one_page_has_is_told_on_its_page_and_moves_nothing() -> None:
    whole, short = _page("One", "Two", "Three"), _page("One", "Three")
    found = [(one.code, one.path, one.line) for one in compare(whole, short)]
    assert found == [("pages-differ-in-steps", "page.md", 1), ("step-on-one-page", "page.md", 15)]
    assert [one.values["step"] for one in compare(short, whole) if one.code == "step-on-one-page"] == ["Two"]


RULES = {
    "playbook": "plan",
    "reference": "en",
    "attestation": {"by": "manager"},
    "steps": {"three": {"says": {"en": "Three"}, "exit": {"told": {"says": {"en": "Output of Three"}}}}},
}


def test_a_page_with_a_step_less_borrows_from_the_step_that_aligns() -> None:
    """The second step is missing in German, so its third one borrows what the reference's third says."""
    english = _page("One", "Two", "Three")
    german = replace(_page("One", "Three"), language="de")
    bound = bind(RulesSource(RULES), {"en": english, "de": german})
    assert bound.playbook is not None
    assert bound.playbook.bindings["de"]["s2.out.1"] == ("told",)
    (three,) = (step for step in bound.playbook.steps if step.key == "three")
    assert three.positions == {"en": 2, "de": 1}
    assert "page-list-not-aligned" not in {finding.code for finding in bound.findings}


def test_equal_counts_keep_place_by_place() -> None:
    english, german = _page("One", "Two"), replace(_page("Two", "One"), language="de")
    assert partners(english, german) == {0: 0, 1: 1}


ROLES = {"One": "FastTrack Manager", "Two": "FastTrack Engineer", "Three": "SME"}


def _page(*titles: str) -> Page:
    steps = [
        f"### {title}\n\nPrimary Role: **{ROLES[title]}**\n\n**Step Outputs**\n\n- Output of {title}\n" + "- More\n" * (title == "Three")
        for title in titles
    ]
    return read("# Plan\n\nPhase: **Assess**\n\n## Approach\n\n" + "\n".join(steps))


def _sample(language: str, stem: str) -> Page:
    (path,) = shared(f"pages/{language}").glob(f"{stem}*.md")
    return read(path.read_text("utf-8"))
