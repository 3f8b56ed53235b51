"""A rule as the rules file writes it."""

from datetime import date
from fractions import Fraction

import pytest

from tasuki.core.milestones.model import MilestoneRule

SHIPPED = {"from": "2019-09-13", "seats": "service", "share": "1/10", "at-most": "100"}


@pytest.mark.parametrize(
    ("seats", "required"),
    [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (155, 16), (999, 100), (1000, 100), (1001, 100), (10**12, 100)],
)
def test_required_is_whole_users_rounded_up_and_capped(seats: int, required: int) -> None:
    tier = MilestoneRule.from_plain("m", [SHIPPED]).tiers[0]
    assert tier.required(seats) == required


def test_the_tier_of_the_date_holds() -> None:
    rule = MilestoneRule.from_plain("m", [{**SHIPPED, "from": "2026-01-01", "share": "15%".replace("%", "/100")}, SHIPPED])
    assert rule.tier_on(date(2019, 9, 12)) is None
    before, after = rule.tier_on(date(2025, 12, 31)), rule.tier_on(date(2026, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.share, after.share) == (Fraction(1, 10), Fraction(3, 20))


@pytest.mark.parametrize(
    "plain",
    [
        [],
        "x",
        ["x"],
        [{"share": "1/10"}],
        [{**SHIPPED, "from": "soon"}],
        [{**SHIPPED, "share": "0"}],
        [{**SHIPPED, "share": "1/0"}],
        [{**SHIPPED, "share": "11/10"}],
        [{**SHIPPED, "at-most": "0"}],
        [{**SHIPPED, "seats": "chairs"}],
        [{**SHIPPED, "at-least": "1"}],
        [SHIPPED, SHIPPED],
    ],
)
def test_what_is_no_rule_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match=r"^milestones\.m: "):
        MilestoneRule.from_plain("m", plain)
