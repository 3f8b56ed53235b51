"""Apache Spark answers what the plain specification answers. Needs the extra `spark`, and Java; a session takes some ten seconds."""

import itertools
import random
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tasuki.core.milestones import reference
from tasuki.core.milestones.engine import Known, Usage
from tasuki.core.milestones.model import MilestoneRule, Reached, Reading
from tests.engines.test_engines_agree import EDGES, RULES, START, as_known, stored, with_seats

pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark runs on Java, and there is none here"),
    pytest.mark.filterwarnings("ignore"),  # a JVM and its sockets outlive the test that started them
]


@pytest.fixture(scope="module")
def spark() -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only where it is installed

    from tasuki.engines import spark_engine  # noqa: PLC0415 - only where it is installed

    session = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", 2).config("spark.ui.enabled", False)
    session.getOrCreate().sparkContext.setLogLevel("ERROR")
    yield spark_engine
    session.getOrCreate().stop()


def random_readings(chance: random.Random) -> list[Reading]:
    """What many imports and some hands told of many tenants: out of order, restated, at the edges of what is required."""
    readings = []
    for sequence in range(1, 8):
        by_hand = sequence % 4 == 0
        for tenant, service in itertools.product(range(40), ("teams", "exchange")):
            if chance.random() < (0.1 if by_hand else 0.5):
                seats = chance.choice(EDGES)
                required = min(100, -(-seats // 10))
                readings.append(
                    Reading(
                        tenant_id=f"顧客-{tenant}",
                        service=service,
                        date=START + timedelta(days=chance.randrange(0, 40, 4)),
                        seats=seats,
                        active_users=max(0, chance.choice([0, required - 1, required, seats + 5])),
                        source=f"file {sequence}",
                        import_id=None if by_hand else sequence,
                        sequence=sequence,
                        by_hand=by_hand,
                    )
                )
    return readings


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_spark_answers_what_the_reference_answers(spark: Any, rule: MilestoneRule, tmp_path: Path) -> None:
    chance = random.Random(rule.name)
    readings, as_of = random_readings(chance), START + timedelta(days=30)
    tenant_seats = {f"顧客-{tenant}": chance.choice(EDGES) for tenant in range(30)}
    usage = with_seats(stored(tmp_path, readings), tenant_seats)
    expected = reference.reached(readings, rule, as_of, tenant_seats)
    assert len(expected) > 20
    assert list(spark.news(usage, rule, as_of, Known())) == expected
    assert list(spark.differences(usage, rule, as_of)) == reference.differences(readings, rule, as_of, tenant_seats)
    imported = reference.current([one for one in readings if not one.by_hand], as_of)
    assert spark.count(usage, as_of) == (len(imported), len({(one.tenant_id, one.service) for one in imported}))
    before = [one for one in readings if one.sequence <= 3]
    known = [one for one in reference.reached(before, rule, as_of, tenant_seats) if not one.by_hand]
    touched, dates = set(spark.restated(usage, as_of)), {(one.tenant_id, one.service): one.date for one in known}

    def is_news(one: Reached) -> bool:
        pair = (one.tenant_id, one.service)
        return pair not in dates or pair in touched or (one.date < dates[pair] and not one.by_hand)

    assert touched
    assert list(spark.news(usage, rule, as_of, as_known(known))) == [one for one in expected if is_news(one)]


def test_no_readings_are_no_news(spark: Any) -> None:
    assert list(spark.news(Usage(files=[]), RULES[0], START, Known())) == []
    assert spark.count(Usage(files=[]), START) == (0, 0)
