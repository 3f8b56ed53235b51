"""The rule once, as a narwhals expression: the same ten lines run on DuckDB, Spark, polars and Arrow.

Readers, restating and hands stay outside; this judges current readings by imports. The embedded fast path (`duckdb_engine`) and this
must both equal `core.milestones.reference`.
"""

from datetime import date
from typing import Any

import narwhals as nw

from tasuki.core.milestones.model import MilestoneRule, Tier

KEY = ("tenant_id", "service")


def first_reached(current: Any, rule: MilestoneRule, as_of: date) -> Any:
    """A lazy frame of the first reading of each pair that reached it, with the seats that `counted` and the users `required`.

    `tenant_seats` is a column of the readings where a tier counts the tenant's seats.
    """
    frame = nw.from_native(current).lazy().filter(nw.col("date") <= as_of)
    seats, required = nw.lit(None, nw.Int64), nw.lit(None, nw.Int64)
    for tier in rule.tiers:  # the later tier is laid over the earlier
        in_force = nw.col("date") >= tier.since
        seats = nw.when(in_force).then(_seats(tier)).otherwise(seats)
        required = nw.when(in_force).then(_required(tier)).otherwise(required)
    judged = frame.with_columns(counted=seats, required=required)
    hits = judged.filter(nw.col("counted") > 0, nw.col("active_users") >= nw.col("required"))
    first = hits.group_by(*KEY).agg(nw.col("date").min())
    return first.join(hits, on=[*KEY, "date"], how="inner").sort(*KEY).to_native()


def _seats(tier: Tier) -> nw.Expr:
    return nw.col("seats" if tier.seats == "service" else "tenant_seats")


def _required(tier: Tier) -> nw.Expr:
    """Whole users: the share rounded up, at most so many."""
    share = (_seats(tier) * tier.share.numerator + (tier.share.denominator - 1)) // tier.share.denominator
    return share if tier.at_most is None else nw.min_horizontal(share, nw.lit(tier.at_most))
