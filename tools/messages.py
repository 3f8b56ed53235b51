"""The program's sentences: English in the source, Japanese in one catalogue.

`update` takes new sentences into the catalogue, drops those that nobody says any more, and compiles it.
`check` changes nothing and fails where the catalogue is not complete, not true to its placeholders, or not compiled.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "tasuki"
LANGUAGE = "ja"
WIDTH = 120

KEYWORDS: Mapping[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}

HEADER = """\
# The program's sentences in Japanese. `make messages` keeps it; the translations are written by hand.
msgid ""
msgstr ""
"Project-Id-Version: Tasuki\\n"
"Language: ja\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Key = tuple[str | None, str]
_PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]?\d*(?:\.\d+)?[a-z]|%[sdrif]|\{\w*(?:![rsa])?(?::[^{}]*)?\}")


@dataclass(frozen=True)
class Paths:
    package: Path

    @property
    def catalogue(self) -> Path:
        return self.package / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"

    @property
    def compiled(self) -> Path:
        return self.catalogue.with_suffix(".mo")


# ---------------------------------------------------------------- reading


def said(package: Path) -> Catalog:
    """Every sentence of the sources, in the order of the files."""
    catalog = Catalog()
    for path in sorted(_sources(package)):
        name = path.relative_to(package.parent).as_posix()
        for line, words, comments, context in _sentences(path):
            catalog.add(words, locations=[(name, line)], auto_comments=comments, context=context)
    return catalog


def _sources(package: Path) -> Iterator[Path]:
    yield from package.rglob("*.py")
    for templates in package.rglob("templates"):
        yield from (path for path in templates.rglob("*") if path.suffix in {".html", ".txt"})


def _sentences(path: Path) -> Iterable[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(source, path)
    return extract("python", BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True)


def _as_python(source: str, path: Path) -> str:
    """Django turns a template into Python calls among crossed-out text, line by line; only its indentation is not Python's."""
    return "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def key_of(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def by_key(catalog: Catalog) -> dict[Key, Message]:
    return {key_of(message): message for message in catalog if message.id}


# ---------------------------------------------------------------- checking


def problems(paths: Paths) -> list[str]:
    if not paths.catalogue.is_file():
        return [f"{paths.catalogue.name} is missing: make messages"]
    catalogue = read_catalogue(paths.catalogue)
    wanted, kept = by_key(said(paths.package)), by_key(catalogue)
    found = [
        f'{_where(wanted[key])}: not in the catalogue: "{key[1]}" (make messages, then translate it)' for key in wanted if key not in kept
    ]
    found += [f'{_where(kept[key])}: nobody says it any more: "{key[1]}" (make messages)' for key in kept if key not in wanted]
    found += [f'{_where(message)}: {what}: "{key[1]}"' for key, message in kept.items() for what in _faults(message)]
    if not paths.compiled.is_file() or _spoken(paths.compiled.read_bytes()) != _spoken(compiled(catalogue)):
        found.append(f"{paths.compiled.name} is not what the catalogue says: make messages")
    return found


def _where(message: Message) -> str:
    return f"src/{message.locations[0][0]}" if message.locations else LANGUAGE


def _faults(message: Message) -> Iterator[str]:
    translations = _strings(message.string)
    if message.fuzzy:
        yield "marked as fuzzy; look at it and take the mark away"
    if not all(translations):
        yield "not translated"
        return
    said_with = set().union(*(_PLACEHOLDER.findall(text) for text in _strings(message.id)))
    for text in translations:
        if said_with != set(_PLACEHOLDER.findall(text)):
            yield f"other placeholders than {', '.join(sorted(said_with)) or 'none'}"


def _strings(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (text or "",)


def _spoken(content: bytes) -> dict[Key, tuple[str, ...]]:
    """What a compiled catalogue says; compared by content, for the bytes also name Babel's release."""
    return {key: _strings(message.string) for key, message in by_key(read_mo(BytesIO(content))).items()}


def compiled(catalogue: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


# ---------------------------------------------------------------- updating


def update(paths: Paths) -> None:
    old = by_key(read_catalogue(paths.catalogue)) if paths.catalogue.is_file() else {}
    catalogue = Catalog(locale=LANGUAGE)
    for key, message in by_key(said(paths.package)).items():
        before = old.get(key)
        catalogue.add(
            message.id,
            before.string if before and len(_strings(before.id)) == len(_strings(message.id)) else None,
            locations=[(name, 0) for name in dict.fromkeys(name for name, _ in message.locations)],
            flags=before.flags if before else (),
            auto_comments=message.auto_comments,
            user_comments=before.user_comments if before else (),
            context=message.context,
        )
    paths.catalogue.parent.mkdir(parents=True, exist_ok=True)
    paths.catalogue.write_bytes(HEADER.encode() + _written(catalogue))
    paths.compiled.write_bytes(compiled(read_catalogue(paths.catalogue)))


def _written(catalogue: Catalog) -> bytes:
    """Without Babel's header, which holds the time, and without line numbers: the catalogue changes only with its sentences."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=WIDTH, omit_header=True, include_lineno=False)
    return buffer.getvalue()


def main(argv: list[str]) -> int:
    if argv not in (["check"], ["update"]):
        print("usage: python tools/messages.py check|update", file=sys.stderr)
        return 2
    paths = Paths(PACKAGE)
    if argv == ["update"]:
        update(paths)
    found = problems(paths)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
