"""Apache Spark, for readings that outgrow one machine: the portable rule, with readers and writers around it.

Where it runs is Spark's own matter (`SPARK_HOME`, `SPARK_REMOTE`, spark-defaults.conf); without any of them it is this machine. The
files of the dataset must be in reach of every worker: a URL such as `s3a://…`, or a folder that all of them mount.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import merge
from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as fn

from tasuki.core.milestones import reference
from tasuki.core.milestones.engine import Known, Usage
from tasuki.core.milestones.model import Difference, MilestoneRule, Reached, Reading, SeatBasis
from tasuki.engines.portable import KEY, first_reached

name = "spark"

_AT = [*KEY, "date"]
_READING = "tenant_id string, service string, date date, seats long, active_users long, source string, import_id long, sequence long"
_SEATS = pa.schema([("tenant_id", pa.string()), ("tenant_seats", pa.int64())])
_KNOWN = pa.schema([("tenant_id", pa.string()), ("services", pa.string()), ("dates", pa.string())])
_PAIRS = pa.schema([("tenant_id", pa.string()), ("service", pa.string())])


def news(usage: Usage, rule: MilestoneRule, as_of: date, known: Known) -> Iterator[Reached]:
    told, restated_pairs = _current(usage, as_of), _restating(usage, as_of).select(*KEY).distinct()
    shown = first_reached(_with_seats(told, usage), rule, as_of)
    seen, again = _known_dates(known), restated_pairs.withColumn("again", fn.lit(True))
    found = shown.join(seen, [*KEY], "left").join(again, [*KEY], "left")
    fresh = found.where(fn.col("known").isNull() | (fn.col("date") < fn.col("known")) | fn.col("again")).sort(*KEY)
    by_import = (_reached(row.asDict(), rule) for row in fresh.toLocalIterator())
    by_hand = _by_hand(usage, rule, as_of, told, seen.join(restated_pairs, [*KEY], "anti"))
    yield from merge(by_import, by_hand, key=lambda one: (one.tenant_id, one.service))


def differences(usage: Usage, rule: MilestoneRule, as_of: date) -> Iterator[Difference]:
    if not usage.tenant_seats:
        return
    told = _with_seats(_current(usage, as_of), usage).where(fn.col("tenant_seats").isNotNull())
    by_service, by_tenant = (_pairs_reached(told, rule.with_basis(basis), as_of, f"by_{basis}") for basis in ("service", "tenant"))
    apart = by_service.join(by_tenant, [*KEY], "outer").where(fn.col("by_service").isNull() | fn.col("by_tenant").isNull())
    for row in apart.sort(*KEY).toLocalIterator():
        by = {basis: bool(row[f"by_{basis}"]) for basis in ("service", "tenant")}
        yield Difference(
            tenant_id=row.tenant_id, service=row.service, milestone=rule.name, by_service=by["service"], by_tenant=by["tenant"]
        )


def restated(usage: Usage, as_of: date) -> Iterator[tuple[str, str]]:
    for row in _restating(usage, as_of).select(*KEY).distinct().sort(*KEY).toLocalIterator():
        yield row.tenant_id, row.service


def count(usage: Usage, as_of: date) -> tuple[int, int]:
    counted = _current(usage, as_of).agg(fn.count("*"), fn.count_distinct(*KEY)).first()
    return (int(counted[0]), int(counted[1])) if counted else (0, 0)


def _session() -> SparkSession:
    """One for the process. Dates have no zone; the time zone only keeps Spark from asking the machine's."""
    return SparkSession.builder.appName("tasuki").config("spark.sql.session.timeZone", "UTC").getOrCreate()


def _read(files: Sequence[str], as_of: date) -> DataFrame:
    session = _session()
    told = session.read.schema(_READING).parquet(*files) if files else session.createDataFrame([], _READING)
    return told.where(fn.col("date") <= fn.lit(as_of))


def _restating(usage: Usage, as_of: date) -> DataFrame:
    return _read(usage.restating, as_of).groupBy(*_AT).agg(fn.max("sequence").alias("newest"))


def _current(usage: Usage, as_of: date) -> DataFrame:
    """One reading for each tenant, service and date; only what a restating file touched can have had two."""
    told = _read(usage.files, as_of)
    if not usage.restating:
        return told
    newest = fn.col("newest").isNull() | (fn.col("sequence") >= fn.col("newest"))
    return told.join(_restating(usage, as_of), _AT, "left").where(newest).drop("newest")


def _with_seats(told: DataFrame, usage: Usage) -> DataFrame:
    seats = pa.table([list(usage.tenant_seats), list(usage.tenant_seats.values())], schema=_SEATS)
    return told.join(_session().createDataFrame(seats), ["tenant_id"], "left")


def _known_dates(known: Known) -> DataFrame:
    """A row a pair, from the lines of each tenant."""
    lines = pa.table([list(known.tenant_id), list(known.services), list(known.dates)], schema=_KNOWN)
    pairs = fn.explode(fn.arrays_zip(_lines("services"), _lines("dates"))).alias("pair")
    told = _session().createDataFrame(lines).select("tenant_id", pairs)
    return told.select("tenant_id", fn.col("pair.services").alias("service"), fn.col("pair.dates").cast("date").alias("known"))


def _lines(column: str) -> Column:
    return fn.split(column, "\n").alias(column)


def _pairs_reached(told: DataFrame, rule: MilestoneRule, as_of: date, flag: str) -> DataFrame:
    return first_reached(told, rule, as_of).select(*KEY).withColumn(flag, fn.lit(True))


def _by_hand(usage: Usage, rule: MilestoneRule, as_of: date, told: DataFrame, unchanged: DataFrame) -> list[Reached]:
    """Readings by hand are few, so the plain rule judges them, beside what imports say of the same pairs."""
    if not usage.by_hand:
        return []
    pairs = sorted({(one.tenant_id, one.service) for one in usage.by_hand})
    asked = _session().createDataFrame(pa.table([list(column) for column in zip(*pairs, strict=True)], schema=_PAIRS))
    imported = [Reading(**row.asDict()) for row in told.join(asked, [*KEY], "semi").collect()]
    known = {(row.tenant_id, row.service) for row in unchanged.join(asked, [*KEY], "semi").collect()}
    judged = reference.reached([*imported, *usage.by_hand], rule, as_of, usage.tenant_seats)
    return [one for one in judged if one.by_hand and (one.tenant_id, one.service) not in known]


def _reached(row: Mapping[str, Any], rule: MilestoneRule) -> Reached:
    tier = rule.tier_on(row["date"])
    basis: SeatBasis = tier.seats if tier else "service"
    kept = {name: row[name] for name in ("tenant_id", "service", "date", "active_users", "required", "source", "import_id")}
    return Reached(milestone=rule.name, seats=row["counted"], seat_basis=basis, **kept)
