"""Label lines (`Label: **value**`) and the labels of inputs and outputs, in whatever shape translators left them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasuki.core.playbook.blocks import Line
from tasuki.core.playbook.headings import unadorned
from tasuki.core.playbook.notices import Notices
from tasuki.core.playbook.plain import plain
from tasuki.core.playbook.vocabulary import Named, Vocabulary

_MARKS = "*_ \t"
_COLON = re.compile("[:：]")
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOLD = re.compile(r"\*\*|__")
_INCLUDE = re.compile(r"^\[!INCLUDE[ \t]*\[[^\[\]]*\]\([^()]*\)\][ \t]*", re.IGNORECASE)
_NO_COLON = re.compile(r"([^\W\d_][^*_\d.,]{1,40}?)(?: [-–—])? ?(?=\*\*)")
_ALL_BOLD = re.compile(r"(\*\*|__)(?![\s*_])[^*_]+(?<![\s*_])\1\\?")
_LITERAL = re.compile(r"^(?:\*\*|__)\s|\s(?:\*\*|__)\W*$")
_OTHER_BOLD = re.compile(r"</?(?:strong|b)>|\*{3,}|_{3,}", re.IGNORECASE)
_ITALIC = re.compile(r"</?(?:em|i)>|(?<![*\\])\*(?!\*)|(?<![_\w\\])_(?!_)|(?<!_)_(?![_\w])", re.IGNORECASE)
_ENDING = re.compile(r"(?<=[^\W\d_])[(（]([^\W\d_]{0,3})[)）]")
_EXPLANATION = re.compile(r"[(（]")
_CLOSED = re.compile(r"[)）][*_\s:：.。]*")
_LONGEST_NAME = 60
_SHORT = 30  # a line with the first words of a label that wraps
_LONGEST_EXPLANATION = 4  # lines
_LONGEST_VALUE = 3  # lines below the label's own

_KINDS = {"phase": "phases", "role": "roles", "motions": "motions", "applies-to": "services"}


@dataclass(frozen=True, slots=True)
class Label:
    """`key` of the vocabulary and the names of its value; `index` is the line it begins on."""

    index: int
    key: str
    names: tuple[Named, ...]


def criteria_key(lines: Sequence[str], at: int, vocabulary: Vocabulary) -> str | None:
    """`inputs` or `outputs` where line `at` is such a label and nothing else, apart from an explanation in brackets."""
    text = _OTHER_BOLD.sub("", lines[at]).strip(_MARKS)
    found = _EXPLANATION.search(text)
    head = (text if found is None else text[: found.start()]).rstrip(_MARKS + ":：")
    key = vocabulary.key_of("criteria", unadorned(head)) if len(head) <= _LONGEST_NAME else None
    if key is not None:
        return key if found is None or _is_explanation(lines, at, found.start()) else None
    colon = _COLON.search(text, 0, _LONGEST_NAME)
    return None if colon is None else vocabulary.key_of("criteria", text[: colon.start()].strip(_MARKS))


def _is_explanation(lines: Sequence[str], at: int, start: int) -> bool:
    """Brackets that close at the end of the label, be it some lines below; brackets that never close do no harm."""
    text = _OTHER_BOLD.sub("", lines[at]).strip(_MARKS)[start:]
    for more in lines[at + 1 : at + _LONGEST_EXPLANATION]:
        if ")" in text or "）" in text:
            break
        text = f"{text} {more.strip(_MARKS)}"
    end = max(text.rfind(")"), text.rfind("）"))
    return end < 0 or _CLOSED.fullmatch(text, end) is not None


def read_labels(lines: Sequence[Line], vocabulary: Vocabulary, notices: Notices) -> list[Label]:
    """The labels of one paragraph; a value ends with its line unless its bold, or a separator, runs on."""
    found: list[Label] = []
    for at, line in enumerate(lines):
        below = lines[at + 1 : at + 1 + _LONGEST_VALUE]
        head = _head(line.text, vocabulary)
        if head is None and below and len(line.text) < _SHORT and _COLON.search(below[0].text, 0, _LONGEST_NAME):
            head = _head(f"{line.text} {below[0].text}", vocabulary, "wrapped")
            below = below[1:]
        if head is None:
            continue
        key, value, repair = head
        whole = _with_what_follows(key, value, below, vocabulary)
        if repair or whole != value:
            notices.add("label-repaired", line.index + 1, label=key, repair=repair or "wrapped")
        found.extend(_parted(key, whole, line.index, vocabulary, notices))
    return found


def are_labels(lines: Sequence[Line], vocabulary: Vocabulary) -> bool:
    """Whether every line is a label with known names: then a list item that holds nothing else is one, too."""
    heads = [_head(line.text, vocabulary) for line in lines]
    return all(
        head is not None and head[0] in _KINDS and all(name.key for name in _names_in(_KINDS[head[0]], head[1], vocabulary))
        for head in heads
    )


def label_key(name: str, vocabulary: Vocabulary) -> str | None:
    """The label that these words name; an ending in brackets stands for the plural too (`Role(s)`, `Rol(es) principal(es)`)."""
    bare = unadorned(name)
    if (key := vocabulary.key_of("labels", bare)) is not None:
        return key
    return vocabulary.key_of("labels", unadorned(_ENDING.sub(r"\1", name))) if _ENDING.search(name) else None


def names_of(key: str, value: str, vocabulary: Vocabulary) -> tuple[Named, ...]:
    """The names in a label's value; none where the label is of a kind whose names nobody lists."""
    return _names_in(_KINDS.get(key), value, vocabulary)


def _head(text: str, vocabulary: Vocabulary, repair: str = "") -> tuple[str, str, str] | None:
    """Key, value and repair of a line that begins with a label; bold that began before the colon is opened again behind it."""
    if text.startswith("[!"):
        text = _INCLUDE.sub("", text, count=1)
    if _COLON.search(text, 0, _LONGEST_NAME) is None:
        return _head_without_colon(text, vocabulary)
    text = _OTHER_BOLD.sub("**", text)
    colon = _COLON.search(text, 0, _LONGEST_NAME)
    if colon is None:
        return None
    key = label_key(_ITALIC.sub("", text[: colon.start()]), vocabulary)
    return None if key is None else (key, _without_italics(text[: colon.end()], _reopened(text, colon.end())), repair)


def _head_without_colon(text: str, vocabulary: Vocabulary) -> tuple[str, str, str] | None:
    """A label straight before a bold value."""
    found = _NO_COLON.match(text)
    key = None if found is None else vocabulary.key_of("labels", found[1])
    return None if found is None or key is None else (key, text[found.end() :].strip(), "no-colon")


def _without_italics(head: str, value: str) -> str:
    """Italics around a value or around the whole line mean nothing; a single asterisk elsewhere is a footnote's."""
    marks = [*_ITALIC.finditer(value)]
    opened = len(_ITALIC.findall(head)) % 2
    if marks and opened:
        value = value[marks[0].end() :] if marks[0].start() == 0 else value[: marks[-1].start()] + value[marks[-1].end() :]
    elif len(marks) > 1 and marks[0].start() == 0 and marks[-1].end() == len(value):
        value = value[marks[0].end() : marks[-1].start()]
    return value.strip()


def _reopened(text: str, at: int) -> str:
    rest = _LINE_BREAK_TAG.sub(" ", text[at:].removesuffix("\\")).strip()
    opened = len(_BOLD.findall(text, 0, at)) % 2
    return rest if not opened else rest[2:].strip() if _BOLD.match(rest) else f"**{rest}"


def _with_what_follows(key: str, value: str, below: Sequence[Line], vocabulary: Vocabulary) -> str:
    """The value with the lines it runs on to; a bold that is not closed there either was never meant to run on."""
    if not value and below and key in _KINDS and _head(below[0].text, vocabulary) is None:
        whole = _with_what_follows(key, below[0].text, below[1:], vocabulary) if below[0].text else value
        return whole if _is_value(key, whole, vocabulary) else value
    whole = value
    for line in below:
        joins = vocabulary.joins.search(whole.rstrip(_MARKS)) is not None
        if not (joins or _is_open(whole)) or _head(line.text, vocabulary) is not None:
            break
        whole = f"{whole} {line.text}"
    return value if _is_open(whole) else whole


def _is_value(key: str, line: str, vocabulary: Vocabulary) -> bool:
    """Whether a line of its own can be a label's value: names that are known, or one that is all bold and no heading of a list."""
    names = _names_in(_KINDS[key], line, vocabulary)
    all_bold = _ALL_BOLD.fullmatch(line.strip()) is not None and criteria_key([line], 0, vocabulary) is None
    return bool(names) and (all_bold or all(name.key for name in names))


def _is_open(value: str) -> bool:
    return len(_BOLD.findall(value)) % 2 == 1


def _is_literal(value: str) -> bool:
    """Blanks inside the marks: Markdown shows the asterisks."""
    return len(_BOLD.findall(value)) == 2 and _LITERAL.search(value) is not None


def _parted(key: str, value: str, index: int, vocabulary: Vocabulary, notices: Notices) -> Iterator[Label]:
    """One label, or several that were glued together on one line."""
    glued = _glued(vocabulary).split(value)
    yield _label(key, glued[0], index, len(glued) > 1, vocabulary, notices)
    opened = _is_open(glued[0])
    for name, own in zip(glued[1::2], glued[2::2], strict=True):
        opened ^= _is_open(name)
        text = f"**{own.strip()}" if opened and not _BOLD.match(own.lstrip()) else own
        yield _label(vocabulary.key_of("labels", name.strip(_MARKS + ":： ")) or key, text, index, False, vocabulary, notices)
        opened ^= _is_open(own)


def _label(key: str, value: str, index: int, glued: bool, vocabulary: Vocabulary, notices: Notices) -> Label:
    repair = (
        "glued"
        if glued
        else "unclosed-bold"
        if _is_open(value) or _is_literal(value)
        else ""
        if _BOLD.search(value) or not value
        else "not-bold"
    )
    if repair:
        notices.add("label-repaired", index + 1, label=key, repair=repair)
    return Label(index, key, names_of(key, value.strip(), vocabulary))


@lru_cache(maxsize=8)
def _glued(vocabulary: Vocabulary) -> re.Pattern[str]:
    """A label in the middle of a line, found by name and colon."""
    names = sorted((name for name, _ in vocabulary.all_names("labels")), key=len, reverse=True)
    longest_first = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?<![A-Za-zÀ-ÿ])((?:{longest_first or '(?!)'})[*_]* ?[:：])", re.IGNORECASE)


def _names_in(kind: str | None, value: str, vocabulary: Vocabulary) -> tuple[Named, ...]:
    """The names of a value: those of its bold pieces and of what separators join to them; the rest is a remark."""
    if kind is None:
        return ()
    pieces = _BOLD.split(value)
    if len(pieces) == 1 or pieces[0].strip(_MARKS):
        return vocabulary.split(kind, _without_particle(kind, plain(value), vocabulary))
    text = pieces[1]
    for between, bold in zip(pieces[2::2], [*pieces[3::2], ""], strict=False):
        if between.strip() and not vocabulary.goes_on.match(between):
            break
        two_names = not between.strip() and vocabulary.key_of(kind, bold) and not vocabulary.key_of(kind, text + bold)
        text = f"{text} / {bold}" if two_names else f"{text}{between}{bold}"
    return vocabulary.split(kind, _without_particle(kind, plain(text), vocabulary))


def _without_particle(kind: str, text: str, vocabulary: Vocabulary) -> str:
    """Between a value and a label glued to it stands a particle that belongs to neither."""
    for particle in vocabulary.names("particles", "joining"):
        bare = text.removesuffix(particle).rstrip()
        if vocabulary.key_of(kind, bare) is not None:
            return bare
    return text
