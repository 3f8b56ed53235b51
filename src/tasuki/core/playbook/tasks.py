"""Task rows: which table holds tasks, what its columns mean, and the repairs damaged rows need."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tasuki.core.playbook.notices import Notices
from tasuki.core.playbook.page import Requirement, Task
from tasuki.core.playbook.plain import plain
from tasuki.core.playbook.tables import Row, Table, id_and_text_of, id_of, note_delimiters
from tasuki.core.playbook.vocabulary import Named, Vocabulary, normal_name

_ORDER = ("id", "name", "requirement", "role", "services")
_LEGEND = re.compile(r"[(（]\s*(\w)\s*[)）]([^(（]*)")
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BRACKETED_CODE = re.compile(r"^[(（](\w)[)）]")
_CODE_AND_MORE = re.compile(r"[(（*_]*[MOEb][)）*_]*\s+\S")
_AROUND_CODE = " .*†()（）"
_BRACKET = re.compile(r"[(（]")
_GLUED_ID = re.compile(r"(.*\S)\s+(\d{3,4})", re.DOTALL)
_LEAST_CELLS = 3
_ENOUGH_ROWS = 20  # to tell what a table speaks of


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a task table hold, in order, and how its requirement codes read."""

    kinds: tuple[str, ...]
    codes: Mapping[str, Requirement]
    has_ids: bool = False  # its header says so: there an id may stand among other words
    opened: bool = True
    closed: bool = True

    def place(self, kind: str) -> int | None:
        return self.kinds.index(kind) if kind in self.kinds else None

    def requirement(self, cell: str) -> Requirement | None:
        """M, (M), "M*", the word that the legend explains M by, and any of these with a remark in brackets."""
        if (code := self.codes.get(normal_name(cell))) is not None:
            return code
        text = plain(cell).strip(_AROUND_CODE)
        return self.codes.get(normal_name(text)) or self.codes.get(normal_name(_BRACKET.split(text)[0].strip(_AROUND_CODE)))


def with_header(table: Table, vocabulary: Vocabulary) -> Table:
    """A header is known by its names even where no delimiter row tells it from a row, and the id wherever its column stands."""
    if table.header is None and table.rows and _known_kinds(table.rows[0], vocabulary)[0] == "id":
        return replace(table, header=table.rows[0], rows=table.rows[1:])
    kinds = [] if table.header is None else _known_kinds(table.header, vocabulary)
    place = kinds.index("id") if "name" in kinds and "id" in kinds else 0
    return _with_first(table, place) if place else table


def _with_first(table: Table, place: int) -> Table:
    """The table with this column in front, as all task tables are read; a row that has no such cell stays as it is."""
    header = table.header and _moved(table.header, place)
    return replace(table, header=header, rows=[_moved(row, place) for row in table.rows])


def _moved(row: Row, place: int) -> Row:
    cells = row.cells
    return row if place >= len(cells) else replace(row, cells=[cells[place], *cells[:place], *cells[place + 1 :]])


def holds_tasks(table: Table, vocabulary: Vocabulary) -> bool:
    """By its header, or by an id in its first data row."""
    if table.header is not None and _known_kinds(table.header, vocabulary)[0] == "id":
        return True
    cells = _without_leading_blanks(table.rows[0].cells) if table.rows else []
    return len(cells) >= _LEAST_CELLS and id_of(cells[0]) is not None and _speaks_of_tasks(table, vocabulary)


def _speaks_of_tasks(table: Table, vocabulary: Vocabulary) -> bool:
    """A column that is known, a requirement or a role: without any, the number is a year or a count."""
    if table.header is not None and any(_known_kinds(table.header, vocabulary)):
        return True
    codes = _codes("", vocabulary)
    cells = [cell for row in table.rows[:_ENOUGH_ROWS] for cell in row.cells[1:]]
    return any(normal_name(cell) in codes or _all_known("roles", cell, vocabulary) or _CODE_AND_MORE.match(cell) for cell in cells)


def columns_of(table: Table, vocabulary: Vocabulary) -> Columns:
    width = max((len(row.cells) for row in table.rows), default=0)
    if table.header is None:
        return Columns(_ORDER[: max(min(width, len(_ORDER)), _LEAST_CELLS)], _codes("", vocabulary))
    known = _known_kinds(table.header, vocabulary)
    unnamed = iter([kind for kind in _ORDER if kind not in known])
    kinds = tuple(kind or next(unnamed, "") for kind in known)
    cell = table.header.cells[kinds.index("requirement")] if "requirement" in kinds else ""
    return Columns(kinds, _codes(plain(cell), vocabulary), known[:1] == ["id"], table.header.opened, table.header.closed)


def _known_kinds(header: Row, vocabulary: Vocabulary) -> list[str]:
    """The kind of each header cell by its name, "" where nobody knows it; a cell with two codes explains the requirement."""
    kinds: list[str] = []
    for cell in header.cells:
        kind = vocabulary.key_of("columns", plain(cell)) or ("requirement" if len(_LEGEND.findall(cell)) > 1 else "")
        kinds.append(kind if kind in _ORDER and kind not in kinds else "")
    return kinds


def _codes(header: str, vocabulary: Vocabulary) -> dict[str, Requirement]:
    """Codes of the vocabulary, and those of the legend: it names the mandatory one first, whatever the letters are."""
    meanings: tuple[Requirement, Requirement] = ("M", "O")
    codes: dict[str, Requirement] = {normal_name(name): one for one in meanings for name in vocabulary.names("requirement", one)}
    legend = [(normal_name(letter), normal_name(word.strip(" /,;、"))) for letter, word in _LEGEND.findall(header)[:2]]
    if len(legend) == 2 and not all(letter in codes for letter, _ in legend):
        codes.update(zip((letter for letter, _ in legend), meanings, strict=True))
    for letter, word in legend:
        if word and letter in codes:
            codes.setdefault(word, codes[letter])
            codes.setdefault(letter + word, codes[letter])
    return codes


def read_tasks(table: Table, columns: Columns, step: int | None, vocabulary: Vocabulary, notices: Notices) -> Iterator[Task]:
    note_delimiters(table, notices)
    rows = [_with_bare_id(row, columns, notices) for row in table.rows] if columns.has_ids else table.rows
    for row in _whole_rows(rows, len(columns.kinds), notices):
        line = row.index + 1
        parts = _rows_on_line(row, columns, notices)
        for cells in parts:
            number = id_of(cells[0]) or ""
            if not number:
                if any(cells):
                    notices.add("row-without-id", line, text=plain(" ".join(cells))[:80])
                continue
            if columns.opened and not row.opened:
                notices.add("row-repaired", line, id=number, repair="no-opening-pipe")
            if columns.closed and not row.closed and cells is parts[-1]:
                notices.add("row-repaired", line, id=number, repair="no-closing-pipe")
            cells = _aligned(number, cells, columns, vocabulary, line, notices)
            yield _task(number, cells, columns, step, vocabulary, line, notices)


def _with_bare_id(row: Row, columns: Columns, notices: Notices) -> Row:
    """Where the id stands among other words: a remark, or the name itself, where the row is a cell short."""
    cells = _without_leading_blanks(row.cells)
    first = next((cell for cell in cells if cell), "")
    if any(id_of(cell) is not None for cell in cells[:1]) or (found := id_and_text_of(first)) is None:
        return row
    number, text = found
    place = columns.place("requirement")
    merged = bool(text) and place is not None and len(cells) < len(columns.kinds) and columns.requirement(cells[place - 1]) is not None
    notices.add("row-repaired", row.index + 1, id=number, repair="merged-cells" if merged else "id-among-words")
    at = cells.index(first)
    return replace(row, cells=[*cells[:at], number, *([text] if merged else []), *cells[at + 1 :]])


def _whole_rows(rows: Sequence[Row], width: int, notices: Notices) -> Iterator[Row]:
    """Joins a row that was broken over two lines: short by just what stands on the next line, which names no task."""
    above: Row | None = None
    for row in rows:
        cells = [] if above is None or id_of(row.cells[0]) is not None else _joined_rows(above, row)
        if above is not None and len(cells) == width and len(above.cells) < width and (number := id_of(above.cells[0])) is not None:
            notices.add("row-repaired", above.index + 1, id=number, repair="broken-line")
            above = Row(above.index, cells, above.opened, row.closed, False)
            continue
        if above is not None:
            yield above
        above = row
    if above is not None:
        yield above


def _joined_rows(above: Row, below: Row) -> list[str]:
    if above.closed or below.opened:
        return [*above.cells, *below.cells]
    return [*above.cells[:-1], f"{above.cells[-1]} {below.cells[0]}", *below.cells[1:]]


def _without_leading_blanks(cells: list[str]) -> list[str]:
    first = next((place for place, cell in enumerate(cells) if cell), 0)
    return cells[first:] if first and id_of(cells[first]) is not None else cells


def _rows_on_line(row: Row, columns: Columns, notices: Notices) -> list[list[str]]:
    """The rows that stand on one line: a second one begins with an id where the first must have ended."""
    cells = _without_leading_blanks(row.cells)
    number = id_of(cells[0])
    if number is None:
        return [cells]
    if cells is not row.cells:
        notices.add("row-repaired", row.index + 1, id=number, repair="shifted")
    rows: list[list[str]] = []
    width = len(columns.kinds)
    least = max(width - 1, _LEAST_CELLS)
    while (start := next((place for place in range(least, len(cells)) if id_of(cells[place])), None)) is not None:
        rows.append(cells[: start - 1] if not cells[start - 1] else cells[:start])
        cells = cells[start:]
    if len(cells) >= 2 * width - 1 and (glued := _GLUED_ID.fullmatch(cells[width - 1])) is not None:
        rows.append([*cells[: width - 1], glued[1]])
        cells = [glued[2], *cells[width:]]
    rows.append(cells)
    for second in rows[1:]:
        notices.add("row-repaired", row.index + 1, id=id_of(second[0]) or "", repair="two-rows")
    return rows


def _aligned(number: str, cells: list[str], columns: Columns, vocabulary: Vocabulary, line: int, notices: Notices) -> list[str]:
    """The cells under their columns: merged cells are parted, and a name that a pipe cut in two is joined again."""
    while len(cells) > len(columns.kinds) and not cells[-1]:
        cells = cells[:-1]
    place = columns.place("requirement")
    width = len(columns.kinds)
    if place is None or (len(cells) == width and columns.requirement(cells[place]) is not None):
        return cells
    repaired: list[str] | None = None
    repair = ""
    if len(cells) == width - 1 and _lacks_role(cells, place, columns, vocabulary):
        repaired, repair = [*cells[: place + 1], "", *cells[place + 1 :]], "missing-cell"
    elif len(cells) < width and place < len(cells):
        repaired, repair = _parted(cells, place, columns, vocabulary), "merged-cells"
    elif len(cells) > width and _is_pushed(cells, place, len(cells) - width, columns, vocabulary):
        repaired, repair = _joined(cells, place, len(cells) - width, columns), "split-name"
    elif (
        len(cells) > width
        and columns.kinds[-1] == "services"
        and all(_all_known("services", cell, vocabulary) for cell in cells[width - 1 :])
    ):
        repaired, repair = [*cells[: width - 1], " / ".join(cells[width - 1 :])], "split-services"
    if repaired is not None:
        notices.add("row-repaired", line, id=number, repair=repair)
        return repaired
    if len(cells) != width:
        notices.add("unreadable-task-row", line, id=number, cells=len(cells), columns=width)
    return cells


def _lacks_role(cells: list[str], place: int, columns: Columns, vocabulary: Vocabulary) -> bool:
    """Whether the service stands where the role should, behind a requirement that can be read."""
    if columns.kinds[place + 1 :] != ("role", "services") or len(cells) < place + 2 or columns.requirement(cells[place]) is None:
        return False
    return _all_known("services", cells[place + 1], vocabulary) and not _all_known("roles", cells[place + 1], vocabulary)


def _all_known(kind: str, cell: str, vocabulary: Vocabulary) -> bool:
    names = _names(kind, cell, vocabulary)
    return bool(names) and all(one.key for one in names)


def _parted(cells: list[str], place: int, columns: Columns, vocabulary: Vocabulary) -> list[str] | None:
    """Requirement and role in one cell: "O FastTrack Engineer", with or without a blank or brackets."""
    text = _BRACKETED_CODE.sub(r"\1 ", plain(cells[place]), count=1)
    for code in columns.codes:
        rest = text[len(code) :]
        if text[: len(code)].casefold() != code or not rest.strip():
            continue
        if rest[0].isspace() or rest[0] in "/,;、" or vocabulary.key_of("roles", rest) is not None:
            return [*cells[:place], text[: len(code)], rest.strip(" /,;、"), *cells[place + 1 :]]
    return None


def _is_pushed(cells: list[str], place: int, surplus: int, columns: Columns, vocabulary: Vocabulary) -> bool:
    """Whether a pipe in the name pushed the requirement to the right; a piece of the name may look like one, so the role tells."""
    if columns.requirement(cells[place]) is None:
        return True
    return [_all_known("roles", cells[at], vocabulary) for at in (place + 1, place + surplus + 1) if at < len(cells)] == [False, True]


def _joined(cells: list[str], place: int, surplus: int, columns: Columns) -> list[str] | None:
    if place < 1 or columns.requirement(cells[place + surplus]) is None:
        return None
    return [*cells[: place - 1], " | ".join(filter(None, cells[place - 1 : place + surplus])), *cells[place + surplus :]]


def _task(number: str, cells: list[str], columns: Columns, step: int | None, vocabulary: Vocabulary, line: int, notices: Notices) -> Task:
    def cell(kind: str) -> str:
        place = columns.place(kind)
        return cells[place] if place is not None and place < len(cells) else ""

    code = cell("requirement")
    requirement = columns.requirement(code)
    if requirement is None and "requirement" in columns.kinds:
        notices.add("unknown-requirement", line, id=number, text=plain(code))
    elif requirement is not None and normal_name(plain(code)) not in columns.codes:
        notices.add("row-repaired", line, id=number, repair="requirement")
    return Task(
        id=number,
        name=plain(cell("name")),
        requirement=requirement,
        roles=read_roles(cell("role"), vocabulary, line, notices),
        services=read_services(cell("services"), vocabulary, line, notices) if "services" in columns.kinds else None,
        step=step,
        line=line,
    )


def read_roles(cell: str, vocabulary: Vocabulary, line: int, notices: Notices) -> tuple[str, ...]:
    found = _names("roles", cell, vocabulary)
    for one in found:
        if one.key is None:
            notices.add("unknown-role", line, name=one.text)
        elif one.debris:
            notices.add("role-debris", line, text=one.text)
    return tuple(one.value for one in found)


def read_services(cell: str, vocabulary: Vocabulary, line: int, notices: Notices) -> Literal["all"] | tuple[str, ...]:
    found = _names("services", cell, vocabulary)
    for one in found:
        if one.key is None:
            notices.add("unknown-service", line, name=one.text)
    values = tuple(one.value for one in found)
    return "all" if "all" in values else values


def _names(kind: str, cell: str, vocabulary: Vocabulary) -> tuple[Named, ...]:
    """A line break in a cell stands for a blank inside a name, or between two names: whichever is known."""
    found = vocabulary.split(kind, plain(cell))
    if "<" not in cell or all(one.key for one in found):
        return found
    parted = vocabulary.split(kind, plain(_LINE_BREAK_TAG.sub(" / ", cell)))
    return parted if all(one.key for one in parted) else found
