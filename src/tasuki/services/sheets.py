"""Tables as files. In a sheet every cell is text or a number, never a formula, whatever a customer is called.

Finding codes:
    too-many-rows   {rows, most}    one XLSX sheet does not hold so many
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from tasuki.core.finding import Finding
from tasuki.records.site import site
from tasuki.services import loading
from tasuki.services.refusal import Refusal

CODES = ("too-many-rows",)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UTF8_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the encoding of the computer's country."""


def refuse_too_many(rows: int) -> None:
    if rows > site().rows_per_sheet:
        raise Refusal(Finding(code="too-many-rows", values={"rows": rows, "most": site().rows_per_sheet}))


def as_csv(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Line by line. A cell that a spreadsheet would calculate begins with an apostrophe."""
    yield _UTF8_MARK
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_xlsx(title: str, rows: Iterable[Sequence[str | int]], widths: Sequence[int]) -> bytes:
    """One sheet with a head that stays in sight."""
    book = loading.module("openpyxl").Workbook(write_only=True)
    cells = loading.module("openpyxl.cell")
    bad = loading.module("openpyxl.cell.cell").ILLEGAL_CHARACTERS_RE
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "B2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    for row in rows:
        shown = [cells.WriteOnlyCell(sheet, value=bad.sub("", cell) if isinstance(cell, str) else cell) for cell in row]
        for cell in shown:
            if isinstance(cell.value, str):
                cell.data_type = "s"
        sheet.append(shown)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
