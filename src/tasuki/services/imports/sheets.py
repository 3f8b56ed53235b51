"""Reading a CSV file: header, rows, and what is wrong with the file as a whole."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasuki.core.finding import Finding
from tasuki.services.imports.cells import BadCell, clean, parse
from tasuki.services.imports.columns import GIVEN_BACK, Column, known, normal

_DELIMITERS = (",", ";", "\t")
_REMEMBERED = 100_000  # meanings of cells, for each column


@dataclass(frozen=True, slots=True)
class Row:
    """One data row, counted from 1; blank rows are none. `broken` is why it cannot be read at all."""

    number: int
    cells: Sequence[str]
    broken: BadCell | None = None


@dataclass(slots=True)
class Sheet:
    """`columns` has one entry a cell: None where the column is not ours. With `problems` there are no rows."""

    content: str = ""
    delimiter: str = ","
    header: list[str] = field(default_factory=list)
    columns: list[Column | None] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    _read: dict[str, dict[str, Any]] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """Read as it goes: a file may have millions."""
        reader = csv.reader(io.StringIO(self.content, newline=""), delimiter=self.delimiter, strict=True)
        number, header_seen = 0, False
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                number += 1
                yield Row(number, (), BadCell("unreadable-row", line=line, error=str(error)))
                continue
            if not any(cell.strip() for cell in cells):
                continue
            if not header_seen:
                header_seen = True
                continue
            number += 1
            yield self._row(number, cells)

    def _row(self, number: int, cells: list[str]) -> Row:
        """Blank cells beyond the header are what spreadsheets leave behind; anything else that is too many or too few is unsafe."""
        wanted = len(self.columns)
        while len(cells) > wanted and not cells[-1].strip():
            cells.pop()
        if len(cells) != wanted:
            return Row(number, cells, BadCell("wrong-number-of-cells", expected=wanted, found=len(cells)))
        return Row(number, cells)

    def read(self, row: Row) -> dict[str, Any]:
        """The row's values by column, blanks left out. Raises the first `BadCell`, which names the others in `also`."""
        if row.broken is not None:
            raise row.broken
        values, bad = self._values(row)
        if bad:
            first, *others = bad
            if others:
                first.values["also"] = [{"code": other.code, **other.values} for other in others]
            raise first
        return values

    def _values(self, row: Row) -> tuple[dict[str, Any], list[BadCell]]:
        """Tenants, services, dates and small numbers come again and again, so what a cell means is remembered."""
        values: dict[str, Any] = {}
        bad: list[BadCell] = []
        for column, cell in zip(self.columns, row.cells, strict=True):
            if column is None:
                continue
            remembered = self._read.setdefault(column.name, {})
            if cell in remembered:
                values[column.name] = remembered[cell]
                continue
            try:
                value = parse(cell, column.read, limit=column.limit)
                if value is None and column.wanted:
                    raise BadCell("blank-cell")
            except BadCell as one:
                one.values = {"column": column.name, **one.values}
                bad.append(one)
                continue
            if value is not None:
                values[column.name] = value
                if len(remembered) < _REMEMBERED:
                    remembered[cell] = value
        return values, bad


def read(content: bytes, kind: str) -> Sheet:
    """The sheet in a file's bytes; never raises for what the file says."""
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Sheet(problems=[Finding(code="not-utf-8", line=line, values={"line": line, "byte": error.start})])
    if not decoded.strip():
        return Sheet(problems=[Finding(code="empty-file")])
    return _with_header(decoded, known(kind))


def _with_header(content: str, names: Mapping[str, Column]) -> Sheet:
    candidates = [(delimiter, _first_row(content, delimiter)) for delimiter in _DELIMITERS]
    delimiter, header = max(candidates, key=lambda one: sum(normal(cell) in names for cell in one[1]))
    columns = [names.get(normal(cell)) for cell in header]
    sheet = Sheet(content, delimiter, header, columns)
    ours = [column for column in columns if column is not None]
    if not ours:
        sheet.problems = [Finding(code="no-header", values={"found": header, "expected": _expected(names)})]
        return sheet
    twice = sorted({column.name for column in ours if ours.count(column) > 1})
    missing = [name for name in _expected(names) if name not in {column.name for column in ours}]
    if twice:
        sheet.problems.append(Finding(code="column-twice", values={"columns": twice}))
    if missing:
        sheet.problems.append(Finding(code="missing-column", values={"columns": missing}))
    ignored = {normal(name) for name in GIVEN_BACK}
    sheet.unknown = [cell for cell, column in zip(header, columns, strict=True) if column is None and normal(cell) not in {*ignored, ""}]
    return sheet


def _expected(names: Mapping[str, Column]) -> list[str]:
    return list(dict.fromkeys(column.name for column in names.values() if column.wanted))


def _first_row(content: str, delimiter: str) -> list[str]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    try:
        return next(([_shown(cell) for cell in cells] for cells in reader if any(cell.strip() for cell in cells)), [])
    except csv.Error:
        return []


def _shown(cell: str) -> str:
    try:
        return clean(cell)
    except BadCell:
        return ""
