"""The sweep's engine at work, against DuckDB decoding every column of the same files, which is the least that any sweep can cost.

`python -m bench.milestones [TENANTS]`: so many tenants (50,000 by default) with twenty services each, of which most are known already.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import median

import duckdb

from tasuki.core.milestones.engine import Known, Usage
from tasuki.core.milestones.model import MilestoneRule, Tier
from tasuki.engines import duckdb_engine

RULE = MilestoneRule(name="enablement", tiers=(Tier(since=date(2019, 9, 13), seats="service", share=Fraction(1, 10), at_most=100),))
AS_OF = date(2026, 3, 31)
_READINGS = """
    SELECT 'tenant-' || lpad(t::VARCHAR, 12, '0') || '-of-the-programme' AS tenant_id, 'service-' || s AS service,
           DATE '2026-02-28' AS date, (hash(t, s) % 1000)::BIGINT + 1 AS seats, (hash(s, t) % 120)::BIGINT AS active_users,
           'usage.csv' AS source, 1::BIGINT AS import_id, 1::BIGINT AS sequence
    FROM range({}) r(t), range(20) q(s) ORDER BY ALL"""
_KNOWN = """
    SELECT tenant_id, string_agg(service, chr(10)) AS services, string_agg(date::VARCHAR, chr(10)) AS dates FROM readings
    WHERE active_users >= least(100, (seats + 9) // 10) AND hash(service, tenant_id) % 42 > 0 GROUP BY tenant_id"""


def main(tenants: int) -> None:
    with tempfile.TemporaryDirectory(prefix="tasuki-bench-") as folder:
        file = str(Path(folder) / "readings.parquet")
        connection = duckdb.connect()
        connection.execute(f"CREATE TABLE readings AS {_READINGS.format(tenants)}")
        connection.execute(f"COPY readings TO '{file}' (COMPRESSION zstd)")
        known = connection.sql(_KNOWN).to_arrow_table()
        connection.close()
        usage = Usage(files=[file])
        told = Known(**{name: known[name].to_pylist() for name in ("tenant_id", "services", "dates")})
        least, whole = [], []
        for _ in range(5):
            least.append(_seconds(lambda: _decode(file)))
            whole.append(_seconds(lambda: sum(1 for _ in duckdb_engine.news(usage, RULE, AS_OF, told))))
    print(f"{tenants * 20:,} readings, {known.num_rows:,} tenants with something known")
    print(f"decoding every column {median(least):6.3f} s")
    print(f"sweep                 {median(whole):6.3f} s, {median(whole) / median(least):.1f} times the decoding (target: at most 6)")


def _decode(file: str) -> None:
    duckdb.connect().execute(f"SELECT sum(hash(tenant_id, service, date, seats, active_users, source, import_id)) FROM '{file}'").fetchall()


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 50_000)
