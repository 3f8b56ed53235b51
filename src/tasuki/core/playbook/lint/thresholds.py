"""Thresholds that contradict one another on a page: which figure is asked for under which condition."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from tasuki.core.finding import Finding
from tasuki.core.playbook.lint.figures import Threshold, thresholds_in
from tasuki.core.playbook.lint.sheet import Sheet, Unit

Placed = tuple[Threshold, Unit]


def contradicting_thresholds(sheet: Sheet) -> Iterator[Finding]:
    """In one sentence, the same condition for two figures: whoever reads it cannot know which holds."""
    for unit in sheet.units_with_figures:
        seen: dict[object, Threshold] = {}
        for threshold in thresholds_in(unit.text, sheet.vocabulary):
            first = seen.setdefault(_condition(threshold), threshold)
            if _outcome(first) != _outcome(threshold) and first.condition is not threshold.condition:
                values = {"bound": threshold.condition.bound, "one": first.outcome.shown, "other": threshold.outcome.shown}
                yield sheet.said("threshold-contradiction", unit.line, **values)
                break


def turned_thresholds(sheet: Sheet) -> Iterator[Finding]:
    """The same figure asked for above a bound in one place, and below it in another; once a sentence, best of a share."""
    first: dict[object, Placed] = {}
    told: set[int] = set()
    for threshold, unit in sorted(_of_page(sheet), key=lambda placed: (placed[1].line, not placed[0].outcome.percent)):
        above, where = first.setdefault((threshold.condition.value, *_outcome(threshold)), (threshold, unit))
        if above.condition.sign != threshold.condition.sign and where.line != unit.line and unit.line not in told:
            told.add(unit.line)
            values = {"figure": threshold.outcome.shown, "bound": threshold.condition.bound, "other_bound": above.condition.bound}
            yield sheet.said("threshold-turned", unit.line, **values, other_line=where.line)


def differing_thresholds(sheet: Sheet) -> Iterator[Finding]:
    """The same condition in two places, with different figures of the same kind."""
    first: dict[object, Placed] = {}
    for threshold, unit in _of_page(sheet):
        kind = (*_condition(threshold), threshold.outcome.percent, "" if threshold.outcome.percent else threshold.outcome.noun)
        above, where = first.setdefault(kind, (threshold, unit))
        if _outcome(above) != _outcome(threshold) and where.line != unit.line:
            values = {"bound": threshold.condition.bound, "figure": threshold.outcome.shown, "other_figure": above.outcome.shown}
            yield sheet.said("threshold-differs", unit.line, **values, other_line=where.line)


def threshold_gaps(sheet: Sheet) -> Iterator[Finding]:
    """More than and less than a figure are told apart, and nobody says what holds at exactly that figure."""
    directions: dict[Decimal, dict[str, int]] = {}
    for threshold, unit in _of_page(sheet):
        condition = threshold.condition
        directions.setdefault(condition.value, {}).setdefault(condition.direction or "", unit.line)
    for value, found in directions.items():
        if found.keys() == {"above", "below"}:
            yield sheet.said("threshold-gap", found["above"], figure=f"{value:,f}")


def thresholds_of_rules(sheet: Sheet, milestones: Mapping[str, tuple[Mapping[str, str], ...]]) -> Iterator[Finding]:
    """What the page says of a milestone, against the tier that the rules file evaluates."""
    for name, tiers in milestones.items():
        if tiers and (tier := _tier(tiers[-1])) is not None:
            yield from _against(sheet, name, *tier)


def _tier(plain: Mapping[str, str]) -> tuple[Decimal, Decimal] | None:
    """The share in percent, and the number that is enough however large the share would be."""
    try:
        share = Fraction(plain["share"])
        most = Decimal(plain["at-most"])
    except (KeyError, ValueError, ZeroDivisionError, InvalidOperation):
        return None
    return (Decimal(share.numerator * 100) / share.denominator, most) if share > 0 else None


def _against(sheet: Sheet, name: str, percent: Decimal, most: Decimal) -> Iterator[Finding]:
    turn = most * 100 / percent  # from so many seats on, the number is what counts
    for unit in sheet.units_with_figures:
        found = list(thresholds_in(unit.text, sheet.vocabulary))
        of_milestone = any(one.outcome.percent for one in found) and any(one.condition.value == turn for one in found)
        # A sentence about this milestone's turn, or one that gives its share another turn.
        for one in found:
            share = one.outcome.percent
            if not (of_milestone or (share and one.outcome.value == percent)):
                continue
            right = "down" if share else "up"
            expected = percent if share else most
            if one.condition.value != turn or one.condition.sign != right or one.outcome.value != expected:
                tier = {"tier_figure": f"{expected:,f}{'%' if share else ''}", "tier_bound": f"{'<' if share else '≥'} {turn:,f}"}
                values = {"figure": one.outcome.shown, "bound": one.condition.bound, "milestone": name}
                yield sheet.said("threshold-not-of-rules", unit.line, **values, **tier)


def _of_page(sheet: Sheet) -> Iterator[Placed]:
    for unit in sheet.units_with_figures:
        yield from ((threshold, unit) for threshold in thresholds_in(unit.text, sheet.vocabulary))


def _condition(threshold: Threshold) -> tuple[object, ...]:
    return threshold.condition.sign, threshold.condition.value


def _outcome(threshold: Threshold) -> tuple[object, ...]:
    return threshold.outcome.value, threshold.outcome.percent
