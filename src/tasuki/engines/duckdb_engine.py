"""DuckDB inside the process: hand-written SQL, equal to `core.milestones.reference` by test.

Known pairs are taken out before grouping, because that is nearly twice as fast as grouping first; a tenant's are looked up in one list.
"""
# ruff: noqa: S608 - the SQL is put together from names and numbers of this program; what files say never enters it

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as pads
from pyarrow import fs

from tasuki.core.milestones.engine import Known, Usage
from tasuki.core.milestones.model import Difference, MilestoneRule, Reached, Reading, SeatBasis
from tasuki.core.milestones.reference import current

name = "duckdb"

_READING = "tenant_id, service, date, seats, active_users, source, import_id, sequence"
_NO_READINGS = (
    "SELECT '' AS tenant_id, '' AS service, DATE '1970-01-01' AS date, 0::BIGINT AS seats, 0::BIGINT AS active_users, '' AS source, "
    "0::BIGINT AS import_id, 0::BIGINT AS sequence WHERE false"
)
_CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class _Terms:
    """A rule as SQL over a reading `r` and the tenant's seats `t`: NULL where no tier holds, so that nothing is reached."""

    seats: str
    required: str
    basis: str
    by_tenant: bool

    @property
    def hit(self) -> str:
        return f"{self.seats} > 0 AND r.active_users >= {self.required}"

    @property
    def join(self) -> str:
        return "LEFT JOIN tenant_seats t ON t.tenant_id = r.tenant_id" if self.by_tenant else ""


def news(usage: Usage, rule: MilestoneRule, as_of: date, known: Known) -> Iterator[Reached]:
    terms = _terms(rule)
    with _opened(usage, as_of) as connection:
        _tell_known(connection, known)
        imports = _from_imports(terms, restating=bool(usage.restating))
        sql = f"{imports} UNION ALL {_by_hand(terms)}" if usage.by_hand else imports
        connection.execute(f"{sql} ORDER BY tenant_id, service")
        while rows := connection.fetchmany(_CHUNK):
            yield from (_reached(row, rule.name) for row in rows)


def differences(usage: Usage, rule: MilestoneRule, as_of: date) -> Iterator[Difference]:
    if not usage.tenant_seats:
        return
    service, tenant = _terms(rule.with_basis("service")), _terms(rule.with_basis("tenant"))
    with _opened(usage, as_of) as connection:
        connection.execute(
            f"""
            SELECT tenant_id, service, bool_or(s) AS by_service, bool_or(t) AS by_tenant
            FROM (SELECT r.tenant_id, r.service, coalesce({service.hit}, false) AS s, coalesce({tenant.hit}, false) AS t
                  FROM current r JOIN tenant_seats t ON t.tenant_id = r.tenant_id)
            WHERE s OR t GROUP BY ALL HAVING bool_or(s) <> bool_or(t) ORDER BY ALL
            """
        )
        while rows := connection.fetchmany(_CHUNK):
            for tenant_id, service_name, by_service, by_tenant in rows:
                yield Difference(tenant_id=tenant_id, service=service_name, milestone=rule.name, by_service=by_service, by_tenant=by_tenant)


def restated(usage: Usage, as_of: date) -> Iterator[tuple[str, str]]:
    with _opened(usage, as_of) as connection:
        yield from connection.execute("SELECT DISTINCT tenant_id, service FROM restated ORDER BY ALL").fetchall()


def count(usage: Usage, as_of: date) -> tuple[int, int]:
    with _opened(usage, as_of) as connection:
        row = connection.execute("SELECT count(*), count(DISTINCT (tenant_id, service)) FROM current").fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def told(usage: Usage, keys: pa.Table) -> pa.Table:
    """What the dataset says now about the tenants, services and dates of `keys`: what an import compares its rows with."""
    with _opened(usage, date.max) as connection:
        connection.register("keys", keys)
        return connection.sql(
            "SELECT r.tenant_id, r.service, r.date, r.seats, r.active_users, r.source FROM current r "
            "SEMI JOIN keys USING (tenant_id, service, date)"
        ).to_arrow_table()


def _from_imports(terms: _Terms, *, restating: bool) -> str:
    """A known date keeps later readings out, except of pairs that a restating file touched: these are judged anew."""
    again = "LEFT JOIN (SELECT DISTINCT tenant_id, service FROM restated) s ON s.tenant_id = r.tenant_id AND s.service = r.service"
    return f"""
        SELECT r.tenant_id AS tenant_id, r.service AS service, min(r.date) AS date, arg_min({terms.seats}, r.date) AS seats,
               arg_min(r.active_users, r.date) AS active_users, arg_min({terms.required}, r.date) AS required,
               arg_min({terms.basis}, r.date) AS basis, arg_min(r.source, r.date) AS source, arg_min(r.import_id, r.date) AS import_id,
               false AS by_hand
        FROM current r {terms.join} LEFT JOIN known k ON k.tenant_id = r.tenant_id {again if restating else ""}
        WHERE {terms.hit} AND (coalesce(r.date < k.dates[list_position(k.services, r.service)], true)
                               {"OR s.tenant_id IS NOT NULL" if restating else ""})
        GROUP BY r.tenant_id, r.service"""


def _by_hand(terms: _Terms) -> str:
    """A hand's reading counts where no import speaks of that date, and none has shown the milestone."""
    return f"""
        (SELECT DISTINCT ON (r.tenant_id, r.service) r.tenant_id, r.service, r.date, {terms.seats}, r.active_users, {terms.required},
               {terms.basis}, r.source, NULL::BIGINT, true
        FROM by_hand r {terms.join}
        ANTI JOIN current c ON c.tenant_id = r.tenant_id AND c.service = r.service AND c.date = r.date
        WHERE {terms.hit}
          AND NOT EXISTS (SELECT 1 FROM unchanged k WHERE k.tenant_id = r.tenant_id AND k.service = r.service)
          AND NOT EXISTS (SELECT 1 FROM ({_shown(terms)}) w WHERE w.tenant_id = r.tenant_id AND w.service = r.service)
        ORDER BY r.tenant_id, r.service, r.date)"""


def _shown(terms: _Terms) -> str:
    return (
        "SELECT r.tenant_id, r.service FROM current r SEMI JOIN by_hand h ON h.tenant_id = r.tenant_id AND h.service = r.service "
        f"{terms.join} WHERE {terms.hit}"
    )


def _terms(rule: MilestoneRule) -> _Terms:
    newest_first = tuple(reversed(rule.tiers))
    seats = {"service": "r.seats", "tenant": "t.seats"}

    def case(values: Sequence[str]) -> str:
        arms = " ".join(
            f"WHEN r.date >= DATE '{tier.since.isoformat()}' THEN {value}" for tier, value in zip(newest_first, values, strict=True)
        )
        return f"(CASE {arms} END)"

    shares = [
        f"(({seats[tier.seats]} * {tier.share.numerator} + {tier.share.denominator - 1}) // {tier.share.denominator})"
        for tier in newest_first
    ]
    required = [
        share if tier.at_most is None else f"least({tier.at_most}, {share})" for tier, share in zip(newest_first, shares, strict=True)
    ]
    return _Terms(
        seats=case([seats[tier.seats] for tier in newest_first]),
        required=case(required),
        basis=case([f"'{tier.seats}'" for tier in newest_first]),
        by_tenant=any(tier.seats == "tenant" for tier in newest_first),
    )


@contextmanager
def _opened(usage: Usage, as_of: date) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own with the views `current`, `restated`, `by_hand` and `tenant_seats`."""
    connection = duckdb.connect(":memory:")
    try:
        until = f"date <= DATE '{as_of.isoformat()}'"
        connection.execute(f"CREATE TEMP VIEW told AS SELECT {_READING} FROM {_source(connection, 'files', usage.files)} WHERE {until}")
        connection.execute(
            "CREATE TEMP TABLE restated AS SELECT tenant_id, service, date, max(sequence) AS sequence "
            f"FROM {_source(connection, 'restating_files', usage.restating)} WHERE {until} GROUP BY ALL"
        )
        connection.execute(_current(bool(usage.restating)))
        connection.register("all_by_hand", _by_hand_table(usage.by_hand))
        connection.execute(f"CREATE TEMP VIEW by_hand AS SELECT * FROM all_by_hand WHERE {until}")
        connection.register("tenant_seats", _tenant_seats(usage))
        yield connection
    finally:
        connection.close()


def _current(restating: bool) -> str:
    if not restating:
        return "CREATE TEMP VIEW current AS SELECT * FROM told"
    return (
        "CREATE TEMP VIEW current AS SELECT told.* FROM told LEFT JOIN restated s ON s.tenant_id = told.tenant_id "
        "AND s.service = told.service AND s.date = told.date WHERE s.sequence IS NULL OR told.sequence >= s.sequence"
    )


def _source(connection: duckdb.DuckDBPyConnection, view: str, files: Sequence[str]) -> str:
    """Files of this machine DuckDB reads itself; of an object store pyarrow reads them, without an extension to download."""
    if not files:
        return f"({_NO_READINGS})"
    if "://" in files[0]:
        system, _ = fs.FileSystem.from_uri(files[0])
        paths = [fs.FileSystem.from_uri(file)[1] for file in files]
        connection.register(view, pads.dataset(paths, filesystem=system, format="parquet"))
        return view
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return f"read_parquet([{listed}], hive_partitioning = false)"


def _tell_known(connection: duckdb.DuckDBPyConnection, known: Known) -> None:
    """Table `known` with lists of services and dates by tenant, and view `unchanged` of the pairs among those that a hand read."""
    lines = {name: pa.array(getattr(known, name), pa.string()) for name in ("tenant_id", "services", "dates")}
    connection.register("known_lines", pa.table(lines))
    connection.execute(
        "CREATE TEMP TABLE known AS SELECT tenant_id, string_split(services, chr(10)) AS services, "
        "string_split(dates, chr(10))::DATE[] AS dates FROM known_lines"
    )
    connection.execute(
        "CREATE TEMP VIEW unchanged AS SELECT * FROM (SELECT tenant_id, unnest(services) AS service FROM known "
        "SEMI JOIN by_hand USING (tenant_id)) ANTI JOIN restated USING (tenant_id, service)"
    )


def _by_hand_table(by_hand: Sequence[Reading]) -> pa.Table:
    readings = current(by_hand, date.max)  # few, so the plain rule may say which of two counts
    return pa.table(
        {
            "tenant_id": pa.array([reading.tenant_id for reading in readings], pa.string()),
            "service": pa.array([reading.service for reading in readings], pa.string()),
            "date": pa.array([reading.date for reading in readings], pa.date32()),
            "seats": pa.array([reading.seats for reading in readings], pa.int64()),
            "active_users": pa.array([reading.active_users for reading in readings], pa.int64()),
            "source": pa.array([reading.source for reading in readings], pa.string()),
        }
    )


def _tenant_seats(usage: Usage) -> pa.Table:
    return pa.table(
        {
            "tenant_id": pa.array(list(usage.tenant_seats), pa.string()),
            "seats": pa.array(list(usage.tenant_seats.values()), pa.int64()),
        }
    )


def _reached(row: tuple[Any, ...], milestone: str) -> Reached:
    tenant_id, service, day, seats, active_users, required, basis, source, import_id, by_hand = row
    seat_basis: SeatBasis = "tenant" if basis == "tenant" else "service"
    return Reached(
        tenant_id=tenant_id,
        service=service,
        milestone=milestone,
        date=day,
        seats=seats,
        active_users=active_users,
        required=required,
        seat_basis=seat_basis,
        source=source,
        import_id=import_id,
        by_hand=by_hand,
    )
