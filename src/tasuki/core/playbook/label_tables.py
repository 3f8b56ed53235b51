"""Labels in a table: each beside its value, or in a header above one row of values."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tasuki.core.playbook.labels import Label, criteria_key, label_key, names_of
from tasuki.core.playbook.notices import Notices
from tasuki.core.playbook.plain import plain
from tasuki.core.playbook.tables import Row, Table
from tasuki.core.playbook.vocabulary import Vocabulary

_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LONGEST_CELL = 400


@dataclass(frozen=True, slots=True)
class _Pair:
    index: int
    name: str
    value: str


def read_label_tables(tables: Iterable[Table], vocabulary: Vocabulary, notices: Notices) -> list[Label]:
    """Also says where a table speaks of inputs or outputs: those are list items, and what a table holds is none."""
    found: list[Label] = []
    for table in tables:
        for label in _labels_of(table, vocabulary):
            notices.add("label-in-table", label.index + 1, label=label.key)
            found.append(label)
        _note_criteria(table, vocabulary, notices)
    return found


def _labels_of(table: Table, vocabulary: Vocabulary) -> list[Label]:
    """None where most of the names are no labels, or no value is known: such a table only speaks of phases or roles."""
    for pairs in (_beside(table, vocabulary), _above(table)):
        labels = [label for pair in pairs if (label := _label(pair, vocabulary)) is not None]
        if 2 * len(labels) > len(pairs) and any(label.names and all(name.key for name in label.names) for label in labels):
            return labels
    return []


def _beside(table: Table, vocabulary: Vocabulary) -> list[_Pair]:
    """The rows of two cells; what heads them is a pair itself only where it is a label."""
    rows = [*table.rows]
    if table.header is not None and label_key(_name(table.header), vocabulary) is not None:
        rows.insert(0, table.header)
    if any(len(row.cells) != 2 for row in rows):
        return []
    return [_Pair(row.index, _name(row), row.cells[1]) for row in rows if any(row.cells)]


def _above(table: Table) -> list[_Pair]:
    if table.header is None or len(table.rows) != 1:
        return []
    row = table.rows[0]
    return [_Pair(row.index, plain(name), value) for name, value in zip(table.header.cells, row.cells, strict=False)]


def _name(row: Row) -> str:
    return plain(row.cells[0]) if len(row.cells[0]) <= _LONGEST_CELL else ""


def _label(pair: _Pair, vocabulary: Vocabulary) -> Label | None:
    key = label_key(pair.name, vocabulary) if len(pair.value) <= _LONGEST_CELL else None
    return None if key is None else Label(pair.index, key, names_of(key, _LINE_BREAK_TAG.sub(" / ", pair.value), vocabulary))


def _note_criteria(table: Table, vocabulary: Vocabulary, notices: Notices) -> None:
    for row, cell in _heads(table):
        if cell and len(cell) <= _LONGEST_CELL and (key := criteria_key([plain(cell)], 0, vocabulary)) is not None:
            notices.add("criteria-in-table", row.index + 1, label=key)


def _heads(table: Table) -> Iterator[tuple[Row, str]]:
    rows: Sequence[Row] = table.rows
    if table.header is not None:
        yield from ((table.header, cell) for cell in table.header.cells)
    yield from ((row, row.cells[0]) for row in rows)
