"""Usage as it grows: slowly, quickly, slowly again; with dips and plateaus, and always on the right side of what is required."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

_STEEPNESS = (0.6, 1.6)
_NOISE = 0.02


@dataclass(frozen=True, slots=True)
class Shape:
    """`reached` is the place of the reading that reaches the milestone, if one does; `level` where growth ends, times what is required."""

    reached: int | None
    level: float
    dips: bool = False
    overflows: bool = False


def curve(days: Sequence[date], seats: Sequence[int], required: Callable[[int], int], shape: Shape, chance: Random) -> list[int]:
    """Active users at each reading."""
    steep = chance.uniform(*_STEEPNESS)
    middle = _middle(len(days), shape, steep, chance)
    users = []
    for place in range(len(days)):
        wanted = required(seats[place])
        grown = wanted * shape.level / (1 + math.exp(-(place - middle) / steep / 2))
        noisy = round(grown * (1 + chance.uniform(-_NOISE, _NOISE)))
        users.append(_bounded(noisy, place, wanted, seats[place], shape.reached))
    _dip(users, seats, required, shape, chance)
    if shape.overflows:
        users[-1] = seats[-1] + chance.randint(2, 5)
    return users


def _middle(count: int, shape: Shape, steep: float, chance: Random) -> float:
    """Where growth is quickest, so that the curve passes what is required at the reading that shall reach it."""
    if shape.reached is None:
        return chance.uniform(count * 0.3, count * 0.8)
    return shape.reached + steep * 2 * math.log(max(shape.level - 1, 0.05)) - 0.5


def _bounded(users: int, place: int, wanted: int, seats: int, reached: int | None) -> int:
    if reached is None or place < reached:
        return min(users, wanted - 1)
    return min(max(users, wanted), seats)


def _dip(users: list[int], seats: Sequence[int], required: Callable[[int], int], shape: Shape, chance: Random) -> None:
    """A later dip: reached stays reached, and screens show that it is below now."""
    if not shape.dips or shape.reached is None or shape.reached + 2 >= len(users):
        return
    begin = chance.randint(shape.reached + 1, len(users) - 2)
    for place in (begin, begin + 1) if chance.random() < 0.5 else range(begin, len(users)):  # one time in two
        users[place] = max(0, required(seats[place]) - 1 - chance.randint(0, 2))
