"""Tables, row by row: GFM drops a damaged table whole, and a damaged row is still a task somebody must do."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from tasuki.core.playbook.notices import Notices
from tasuki.core.playbook.plain import plain

_CELL_END = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_ID_CELL = re.compile(r"[*_\s]*(?:\[[*_\s]*(\d{3,9})[*_\s]*\](?:\([^()\s]*\))?|(\d{3,9}))[*_\s]*")
_MAY_HOLD_ID = re.compile(r"[^\w|]{0,8}\d{3}")
_ID_AND_MARK = re.compile(r"[\[\s]*(\d{3,9})[\]\s]*(?:\[[^\[\]]*\])?[\s*†]*")
_ID_AND_TEXT = re.compile(r"\W*(?:[^\W\d_]+\W+)?(\d{3,4})(?![\w%])\W*(.*)", re.DOTALL)
_LONGEST_ID_CELL = 2000
_LIST_OR_QUOTE = re.compile(r"[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t])")


@dataclass(slots=True)
class Row:
    """`cells` as written, at least one, without the outer pipes; `opened` and `closed` tell whether those were there."""

    index: int
    cells: list[str]
    opened: bool
    closed: bool
    is_delimiter: bool


@dataclass(slots=True)
class Table:
    """Lines `start` to `end` (exclusive); `delimiters` is the number of columns of the delimiter row, 0 where there is none."""

    start: int
    end: int
    header: Row | None = None
    delimiters: int = 0
    rows: list[Row] = field(default_factory=list)


def id_of(cell: str) -> str | None:
    """The task id a cell consists of, itself possibly a link, or marked for a footnote."""
    if len(cell) > _LONGEST_ID_CELL:
        return None
    if (found := _ID_CELL.fullmatch(cell)) is not None:
        return _ascii(found[1] or found[2])
    found = _ID_AND_MARK.fullmatch(plain(cell)) if _MAY_HOLD_ID.match(cell) is not None else None
    return None if found is None else _ascii(found[1])


def id_and_text_of(cell: str) -> tuple[str, str] | None:
    """The task id a cell begins with, a word before it at most, and what else stands there; only for cells under a header of ids."""
    found = _ID_AND_TEXT.fullmatch(plain(cell)) if len(cell) <= _LONGEST_ID_CELL else None
    return None if found is None else (_ascii(found[1]), found[2].strip())


def _ascii(digits: str) -> str:
    return digits if digits.isascii() else unicodedata.normalize("NFKC", digits)


def find_tables(lines: Sequence[str], hidden: Collection[int], markers: Collection[int]) -> Iterator[Table]:
    """Every run of rows outside code; a conflict marker does not end a run."""
    index = 0
    while index < len(lines):
        if index in hidden or not _begins(lines, index):
            index += 1
            continue
        end = index + 1
        while end < len(lines) and end not in hidden and (end in markers or _goes_on(lines[end])):
            end += 1
        yield from _tables_of([row_of(lines[at], at) for at in range(index, end) if at not in markers], end)
        index = end


def _begins(lines: Sequence[str], index: int) -> bool:
    """A row with its opening pipe and one more, a row with an id, or any line above a delimiter row."""
    line = lines[index]
    if "|" not in line or _LIST_OR_QUOTE.match(line):
        return False
    if line.lstrip().startswith("|"):
        return line.count("|") > 1
    below = lines[index + 1] if index + 1 < len(lines) else ""
    if "|" in below and _DELIMITER.fullmatch(below) is not None:
        return True
    return line.count("|") > 2 and id_of(line.split("|", 1)[0]) is not None


def _goes_on(line: str) -> bool:
    return "|" in line and not _LIST_OR_QUOTE.match(line)


def _tables_of(rows: Sequence[Row], end: int) -> Iterator[Table]:
    """One run may hold several tables: the row above a second delimiter row is the header of a second one."""
    table = Table(rows[0].index, end)
    for row in rows:
        if not row.is_delimiter:
            table.rows.append(row)
            continue
        header = table.rows.pop() if table.rows and _first_id(table.rows[-1]) is None else None
        if table.header is not None or table.rows:
            table.end = row.index if header is None else header.index
            yield table
            table = Table(table.end, end)
        table.header = header
        table.delimiters = len(row.cells)
    first_two = [_first_id(row) for row in table.rows[:2]]
    if table.header is None and len(first_two) == 2 and first_two[0] is None and first_two[1] is not None:
        table.header = table.rows.pop(0)
    yield table


def _first_id(row: Row) -> str | None:
    """The id a row begins with, be it behind empty cells."""
    return next((id_of(cell) for cell in row.cells if cell), None)


def row_of(line: str, index: int) -> Row:
    text = line.strip()
    cells = [cell.strip() for cell in _CELL_END.split(text)]
    opened = len(cells) > 1 and cells[0] == ""
    closed = len(cells) > 1 + opened and cells[-1] == ""
    inner = cells[1 if opened else 0 : len(cells) - 1 if closed else len(cells)]
    return Row(index, inner, opened, closed, _DELIMITER.fullmatch(line) is not None)


def note_delimiters(table: Table, notices: Notices) -> None:
    """Says that no other program reads this as a table."""
    if table.header is not None and len(table.header.cells) != table.delimiters:
        notices.add("table-repaired", table.header.index + 1, columns=len(table.header.cells), delimiters=table.delimiters)
