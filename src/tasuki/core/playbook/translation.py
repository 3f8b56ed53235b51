"""Which step of one page is which of another: two languages, or two versions (page-grammar: never by names).

The alignment keeps the order of both pages. Task ids are the main evidence; role, applies-to, counts and the place on the page decide
where they say nothing.
"""

from collections.abc import Sequence

from tasuki.core.playbook.page import Item, Page, Step

Pair = tuple[int, int]

_TASKS, _ROLES, _APPLIES, _COUNTS, _PLACE = 4.0, 1.0, 1.0, 1.0, 0.5
_LEAST = 1.25
"""What a pair must reach: alike in more than place and emptiness."""


_MOST_PAIRS = 250_000
"""Real pages have up to twenty steps; hostile ones are not worth aligning."""


def align_steps(one: Sequence[Step], other: Sequence[Step]) -> tuple[Pair, ...]:
    """Pairs of indexes, rising in both; a step that has no partner is in none."""
    gains = [[_likeness(here, there, _apart(n, one, m, other)) - _LEAST for m, there in enumerate(other)] for n, here in enumerate(one)]
    best = _best_sums(gains, len(other))
    pairs: list[Pair] = []
    n = m = 0
    while n < len(one) and m < len(other):
        if gains[n][m] > 0 and best[n][m] == gains[n][m] + best[n + 1][m + 1]:
            pairs.append((n, m))
            n, m = n + 1, m + 1
        elif best[n][m] == best[n + 1][m]:
            n += 1
        else:
            m += 1
    return tuple(pairs)


def partners(one: Page, other: Page) -> dict[int, int]:
    """By step of the first page, the step of the other: place by place where both have as many, else as they align."""
    if len(one.steps) == len(other.steps) or len(one.steps) * len(other.steps) > _MOST_PAIRS:
        return {number: number for number in range(min(len(one.steps), len(other.steps)))}
    return dict(align_steps(one.steps, other.steps))


def _best_sums(gains: Sequence[Sequence[float]], width: int) -> list[list[float]]:
    """The most that the steps from (n, m) on can gain together."""
    best = [[0.0] * (width + 1) for _ in range(len(gains) + 1)]
    for n in range(len(gains) - 1, -1, -1):
        for m in range(width - 1, -1, -1):
            best[n][m] = max(best[n + 1][m], best[n][m + 1], gains[n][m] + best[n + 1][m + 1])
    return best


def _apart(n: int, one: Sequence[Step], m: int, other: Sequence[Step]) -> float:
    """How far apart two steps stand, each measured on its own page: 0 at the same place, 1 at opposite ends."""
    return abs((n + 0.5) / len(one) - (m + 0.5) / len(other))


def _likeness(here: Step, there: Step, apart: float) -> float:
    alike = _PLACE * (1 - apart)
    if here.tasks or there.tasks:
        mine, others = set(here.tasks), set(there.tasks)
        shared = len(mine & others)
        # Most of the smaller set: a step that lost or gained tasks is still the same step.
        alike += _TASKS * shared / min(len(mine), len(others)) if shared else -_TASKS / 4
    alike += _ROLES * (here.roles == there.roles)
    alike += _APPLIES * (here.applies_to == there.applies_to)
    return alike + _COUNTS * sum(_near(mine, others) for mine, others in zip(_lists(here), _lists(there), strict=True)) / 3


def _lists(step: Step) -> tuple[Sequence[Item] | None, ...]:
    return (step.inputs, step.outputs, step.actions)


def _near(mine: Sequence[Item] | None, others: Sequence[Item] | None) -> float:
    if (mine is None) != (others is None):
        return 0.0
    most = max(len(mine or ()), len(others or ()))
    return 1.0 if not most else min(len(mine or ()), len(others or ())) / most
