"""The change table: date, who, what."""

from collections.abc import Iterator, Sequence

from tasuki.core.playbook.dates import read_date
from tasuki.core.playbook.notices import Notices
from tasuki.core.playbook.page import Change
from tasuki.core.playbook.plain import plain
from tasuki.core.playbook.tables import Row, Table, note_delimiters
from tasuki.core.playbook.vocabulary import Vocabulary

_ORDER = ("date", "who", "what")


def read_changes(
    tables: Sequence[Table], places: Sequence[tuple[int, int]], vocabulary: Vocabulary, notices: Notices
) -> tuple[Change, ...] | None:
    """Tables under Refresh Summary, and any with the header of one; None where the page has neither."""
    found: list[Change] = []
    seen = bool(places)
    for table in tables:
        kinds = _kinds(table.header, vocabulary)
        known = "date" in kinds and "who" in kinds
        if known or any(start <= table.start < end for start, end in places):
            seen = True
            note_delimiters(table, notices)
            found.extend(_rows(table, kinds if known else list(_ORDER), vocabulary, notices))
    return tuple(found) if seen else None


def _kinds(row: Row | None, vocabulary: Vocabulary) -> list[str | None]:
    return [] if row is None else [vocabulary.key_of("columns", plain(cell)) for cell in row.cells]


def _rows(table: Table, kinds: Sequence[str | None], vocabulary: Vocabulary, notices: Notices) -> Iterator[Change]:
    places = {kind: kinds.index(kind) if kind in kinds else _ORDER.index(kind) for kind in _ORDER}
    for row in table.rows:
        cells = row.cells
        if not any(cells) or "date" in _kinds(row, vocabulary):
            continue
        if len(cells) > len(kinds) and not cells[0]:
            cells = cells[1:]
        date, who, what = (plain(cells[places[kind]]) if places[kind] < len(cells) else "" for kind in _ORDER)
        yield Change(date=read_date(date, row.index + 1, vocabulary, notices), who=who, what=what, line=row.index + 1)
