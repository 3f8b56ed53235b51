"""An assessment that goes on from the one before says what a new one says, whatever is added; every act relies on it."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tasuki.core.engagement.assessment import Assessment, assess, assess_further
from tasuki.core.engagement.checks import READS, History, View, answer
from tasuki.core.engagement.facts import Fact
from tasuki.core.playbook.catalogue import CHECK_KINDS
from tests.core.cast import TODAY
from tests.core.exploring import Node, World, explore, steps
from tests.core.inspecting import consistent
from tests.core.test_exploration import clumsy, discussion, hand_over, joining, migrating, preparation, with_side_exits, with_waivers

WORLDS = (preparation, discussion, hand_over, clumsy, with_side_exits, with_waivers, migrating, joining)


def said(assessment: Assessment) -> list[Any]:
    cells = [(s.verdict, s.evidence, s.proof, s.first, s.blocked_by, s.when, s.answers) for s in assessment.cells]
    return [assessment.standing, assessment.history.facts, assessment.history.by_kind, *cells]


def wander(world: World, chance: random.Random, length: int) -> None:
    """A walk at random, on which every step is assessed both ways."""
    node = world.start()
    for _ in range(length):
        ways = [after for _, after in steps(world, node) if isinstance(after, Node)]
        if not ways:
            return
        for after in ways:
            new = after.history[len(node.history) :]
            if after.lanes == node.lanes and after.late == node.late and new:
                anew = assess(world.plan(after), list(after.history), TODAY + timedelta(days=after.late))
                assert said(assess_further(world.assess(node), new)) == said(anew), [fact.kind for fact in new]
        node = chance.choice(ways)


def test_each_step_of_a_walk_is_assessed_alike_both_ways() -> None:
    chance = random.Random(11)
    for make in (hand_over, with_waivers):
        wander(make(), chance, 12)


@pytest.mark.long
@pytest.mark.parametrize("make", WORLDS, ids=lambda make: make.__name__)
def test_many_walks_are_assessed_alike_both_ways(make: Any) -> None:
    chance, world = random.Random(12), make()
    for _ in range(12):
        wander(world, chance, 60)


class Listening(History):
    """Tells which kinds of facts it was asked for."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        super().__init__(facts)
        self.asked: set[str] = set()

    def of(self, *kinds: str) -> list[Fact]:
        self.asked.update(kinds)
        return super().of(*kinds)


def test_a_check_reads_the_kinds_of_facts_that_it_says_it_reads() -> None:
    assert READS.keys() == CHECK_KINDS.keys()
    asked: dict[str, set[str]] = {}
    for world in (hand_over(), preparation()):
        for node in explore(world, lambda world, node, tried: consistent(world, node)[:0], limit=60).states.values():
            for cell in world.plan(node).cells:
                for check in (*cell.criterion.met_by, *([cell.criterion.when] if cell.criterion.when else [])):
                    history = Listening(node.history)
                    answer(check, View(history, cell.lane))
                    asked.setdefault(check.kind, set()).update(history.asked)
    for kind, kinds in asked.items():
        assert kinds <= READS[kind], kind
    assert len(asked) >= len(READS) - 4
