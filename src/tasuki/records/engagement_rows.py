"""One engagement's row and its line in the list, read and written by plain statements: every act does both.

Columns and how they are read come from the models, so a new column needs no word here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from json import dumps
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.expressions import Col

from tasuki.records.models import Engagement, Tenant

_BEYOND = 2**63

_Row = TypeVar("_Row", bound=models.Model)
_Converter = Callable[[Any, Col, Any], Any]


def with_tenant(engagement_id: int) -> Engagement | None:
    """The engagement and its tenant, as model instances; None for a number that no database would give."""
    if not 0 < engagement_id < _BEYOND:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [engagement_id])
        row = cursor.fetchone()
    if row is None:
        return None
    told = len(_columns(Engagement))
    engagement = _instance(Engagement, row[:told])
    engagement.tenant = _instance(Tenant, row[told:])
    return engagement


def write(engagement_id: int, derived: Mapping[str, Any]) -> None:
    """Derived columns by name; lists and mappings are written as JSON."""
    _update('records_engagement SET {} WHERE "id" = %s', engagement_id, derived)


def write_line(engagement_id: int, told: Mapping[str, Any]) -> None:
    """The same for the engagement's line in the list of tenants."""
    _update('records_line SET {} WHERE "engagement_id" = %s', engagement_id, told)


def _update(statement: str, engagement_id: int, columns: Mapping[str, Any]) -> None:
    sets = ", ".join([f'"{name}" = %s' for name in columns])
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {statement.format(sets)}", [*map(_stored, columns.values()), engagement_id])


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return dumps(value) if isinstance(value, list | dict) else value


@cache
def _columns(model: type[models.Model]) -> tuple[tuple[str, Col], ...]:
    """Attribute and column of each field."""
    meta = model._meta  # noqa: SLF001 - Django's documented way to a model's fields
    return tuple((field.attname, field.get_col(meta.db_table)) for field in meta.concrete_fields)


@cache
def _statement() -> str:
    told = [f'{short}."{column.target.column}"' for short, model in (("e", Engagement), ("t", Tenant)) for _, column in _columns(model)]
    joined = 'records_engagement e JOIN records_tenant t ON t."tenant_id" = e."tenant_id"'
    return f'SELECT {", ".join(told)} FROM {joined} WHERE e."id" = %s'  # noqa: S608 - names of this program


@cache
def _converters(model: type[models.Model]) -> list[tuple[int, _Converter, Col]]:
    """What Django does to a value of the database before a model gets it, by place in the row."""
    return [
        (place, convert, column)
        for place, (_, column) in enumerate(_columns(model))
        for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
    ]


def _instance(model: type[_Row], row: tuple[Any, ...]) -> _Row:
    values = list(row)
    for place, convert, column in _converters(model):
        values[place] = convert(values[place], column, connection)
    return model.from_db(connection.alias, _names(model), values)


@cache
def _names(model: type[models.Model]) -> list[str]:
    return [name for name, _ in _columns(model)]
