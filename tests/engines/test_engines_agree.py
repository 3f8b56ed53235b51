"""Every engine answers what the plain specification answers, on whatever readings there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasuki.core.milestones import reference
from tasuki.core.milestones.engine import Known, Usage
from tasuki.core.milestones.model import MilestoneRule, Reached, Reading
from tasuki.engines import dataset, duckdb_engine, portable

START = date(2020, 1, 1)
EDGES = [0, 1, 9, 10, 11, 150, 155, 999, 1000, 1001, 5000]
RULES = [
    MilestoneRule.from_plain("enablement", [{"from": "2019-09-13", "seats": "service", "share": "1/10", "at-most": "100"}]),
    MilestoneRule.from_plain("by-tenant", [{"from": "2019-09-13", "seats": "tenant", "share": "1/10", "at-most": "100"}]),
    MilestoneRule.from_plain(
        "tiers",
        [
            {"from": "2020-01-20", "seats": "tenant", "share": "3/20"},
            {"from": "2020-01-05", "seats": "service", "share": "1/10", "at-most": "100"},
        ],
    ),
]


@st.composite
def figures(draw: st.DrawFn) -> tuple[int, int]:
    """Seats at and around the edges, users at and around what they require, sometimes more users than seats."""
    seats = draw(st.sampled_from(EDGES))
    required = min(100, -(-seats // 10))
    return seats, max(0, draw(st.sampled_from([0, required - 1, required, required + 1, seats, seats + 5])))


@st.composite
def tellings(draw: st.DrawFn) -> list[Reading]:
    """Readings as imports bring them: several a month, out of order, with dips, restated later, some read by hand."""
    readings = []
    for sequence in range(draw(st.integers(0, 6))):
        keys = draw(st.lists(st.tuples(st.sampled_from(["t1", "t2", "顧客"]), st.sampled_from(["teams", "exchange"]), st.integers(0, 40)),
                             max_size=6, unique=True))  # fmt: skip
        by_hand = draw(st.integers(0, 4)) == 0
        for tenant_id, service, days in keys:
            seats, active = draw(figures())
            readings.append(
                Reading(
                    tenant_id=tenant_id,
                    service=service,
                    date=START + timedelta(days=days),
                    seats=seats,
                    active_users=active,
                    source=f"file {sequence}",
                    import_id=None if by_hand else sequence + 1,
                    sequence=sequence + 1,
                    by_hand=by_hand,
                )
            )
    return readings


def stored(folder: Path, readings: Iterable[Reading]) -> Usage:
    """The readings written as imports write them, the restating ones apart."""
    usage, names = dataset.Dataset(str(folder)), []
    told: set[tuple[str, str, date]] = set()
    by_import: dict[int, list[Reading]] = {}
    for reading in readings:
        if not reading.by_hand:
            by_import.setdefault(reading.sequence, []).append(reading)
    for sequence, rows in sorted(by_import.items()):
        for restating in (False, True):
            some = [row for row in rows if ((row.tenant_id, row.service, row.date) in told) is restating]
            columns: dict[str, Sequence[Any]] = {name: [getattr(row, name) for row in some] for name in dataset.SCHEMA.names[:6]}
            table = dataset.table_of(columns, digest=f"{sequence:064d}", import_id=sequence)
            names += usage.write(table, import_id=sequence, digest=f"{sequence:064d}", restating=restating)
        told |= {(row.tenant_id, row.service, row.date) for row in rows}
    return Usage(
        files=usage.open_names(names),
        restating=usage.open_names(name for name in names if dataset.is_restating(name)),
        by_hand=[reading for reading in readings if reading.by_hand],
    )


seats_of_tenants = st.dictionaries(st.sampled_from(["t1", "t2", "顧客"]), st.sampled_from(EDGES))


FEW, MANY = (settings(max_examples=number, deadline=None) for number in (20, 600))
WHATEVER = given(readings=tellings(), days=st.integers(0, 45), tenant_seats=seats_of_tenants, rule=st.sampled_from(RULES))
IN_TWO_PARTS = given(readings=tellings(), split=st.integers(0, 6), days=st.integers(0, 45))


@FEW
@WHATEVER
def test_duckdb_answers_what_the_reference_answers(
    readings: list[Reading], days: int, tenant_seats: dict[str, int], rule: MilestoneRule
) -> None:
    as_of = START + timedelta(days=days)
    with TemporaryDirectory() as folder:
        usage = with_seats(stored(Path(folder), readings), tenant_seats)
        expected = reference.reached(readings, rule, as_of, tenant_seats)
        assert list(duckdb_engine.news(usage, rule, as_of, Known())) == expected
        assert list(duckdb_engine.differences(usage, rule, as_of)) == reference.differences(readings, rule, as_of, tenant_seats)
        counted = [reading for reading in reference.current(readings, as_of) if not reading.by_hand]
        imported = reference.current([reading for reading in readings if not reading.by_hand], as_of)
        assert counted == [reading for reading in imported if reading in counted]
        assert duckdb_engine.count(usage, as_of) == (len(imported), len({(one.tenant_id, one.service) for one in imported}))


@FEW
@WHATEVER
def test_the_portable_rule_answers_what_the_reference_answers(
    readings: list[Reading], days: int, tenant_seats: dict[str, int], rule: MilestoneRule
) -> None:
    as_of = START + timedelta(days=days)
    current = reference.current([one for one in readings if not one.by_hand], as_of)
    names = ("tenant_id", "service", "date", "seats", "active_users")
    table = pa.table({name: pa.array([getattr(one, name) for one in current], dataset.SCHEMA.field(name).type) for name in names})
    table = table.append_column("tenant_seats", pa.array([tenant_seats.get(one.tenant_id) for one in current], pa.int64()))
    with duckdb.connect(":memory:") as connection:
        found = portable.first_reached(connection.from_arrow(table), rule, as_of)
        told = found.select("tenant_id, service, date, counted, active_users, required").fetchall()
    expected = reference.reached(current, rule, as_of, tenant_seats)
    assert told == [(one.tenant_id, one.service, one.date, one.seats, one.active_users, one.required) for one in expected]


@FEW
@IN_TWO_PARTS
def test_what_is_known_is_told_again_only_when_it_happened_earlier(readings: list[Reading], split: int, days: int) -> None:
    rule, as_of = RULES[0], START + timedelta(days=days)
    before = [reading for reading in readings if reading.sequence <= split]
    known = [one for one in reference.reached(before, rule, as_of) if not one.by_hand]
    known_dates = {(one.tenant_id, one.service): one.date for one in known}
    with TemporaryDirectory() as folder:
        usage = stored(Path(folder), readings)
        told = list(duckdb_engine.news(usage, rule, as_of, as_known(known)))
        touched = set(duckdb_engine.restated(usage, as_of))

    def is_news(one: Reached) -> bool:
        pair = (one.tenant_id, one.service)
        return pair not in known_dates or pair in touched or (one.date < known_dates[pair] and not one.by_hand)

    assert told == [one for one in reference.reached(readings, rule, as_of) if is_news(one)]


def as_known(reached: list[Reached]) -> Known:
    by_tenant: dict[str, list[Reached]] = defaultdict(list)
    for one in reached:
        by_tenant[one.tenant_id].append(one)
    return Known(
        tenant_id=list(by_tenant),
        services=["\n".join(one.service for one in told) for told in by_tenant.values()],
        dates=["\n".join(one.date.isoformat() for one in told) for told in by_tenant.values()],
    )


@pytest.mark.long
def test_all_of_this_on_a_great_many_readings() -> None:
    for test, told in (
        (test_duckdb_answers_what_the_reference_answers, WHATEVER),
        (test_the_portable_rule_answers_what_the_reference_answers, WHATEVER),
        (test_what_is_known_is_told_again_only_when_it_happened_earlier, IN_TWO_PARTS),
    ):
        MANY(told(test.hypothesis.inner_test))()  # type: ignore[attr-defined]  # because hypothesis hangs it on the function


def with_seats(usage: Usage, tenant_seats: dict[str, int]) -> Usage:
    return Usage(files=usage.files, restating=usage.restating, by_hand=usage.by_hand, tenant_seats=tenant_seats)


@pytest.mark.parametrize(
    ("seats", "users", "reached", "why"),
    [
        (0, 0, False, "without seats nothing is reached"),
        (0, 50, False, "without seats nothing is reached, however many users"),
        (1, 0, False, "a tenth of one seat is one user"),
        (1, 1, True, "a tenth of one seat is one user"),
        (9, 1, True, "rounded up to one"),
        (10, 1, True, "exactly a tenth"),
        (155, 15, False, "15.5 is 16 whole users"),
        (155, 16, True, "15.5 is 16 whole users"),
        (999, 99, False, "99.9 is 100"),
        (999, 100, True, "99.9 is 100"),
        (1000, 100, True, "both rules agree"),
        (1001, 100, True, "at most 100"),
        (1001, 99, False, "at most 100, not fewer"),
        (10, 50, True, "more users than seats count"),
    ],
)
def test_the_edges_of_the_shipped_rule(seats: int, users: int, reached: bool, why: str, tmp_path: Path) -> None:
    reading = Reading(tenant_id="t1", service="teams", date=START, seats=seats, active_users=users, source="f", import_id=1, sequence=1)
    assert bool(reference.judge(reading, RULES[0], {})) is reached, why
    assert bool(list(duckdb_engine.news(stored(tmp_path, [reading]), RULES[0], START, Known()))) is reached, why
