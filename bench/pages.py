"""Pages read and linted in a second, against a bare markdown-it-py parse of the same pages.

`python -m bench.pages [FOLDER]`; without a folder the pages that come with the program are read. Each page is read eight times.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import process_time

import yaml
from markdown_it import MarkdownIt

from tasuki.core.playbook.lint.registry import lint_page, lint_pages, lint_translations, sheets_of
from tasuki.core.playbook.reading import read_page
from tasuki.core.playbook.vocabulary import Vocabulary

SHIPPED = Path(__file__).resolve().parent.parent / "src/tasuki/playbooks"
TODAY = date(2026, 1, 1)
TIMES = 8

Texts = Sequence[tuple[str, str]]


def main(folder: Path) -> None:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".txt") and path.name != "README.md")
    texts = [(str(path), path.read_text(encoding="utf-8", errors="replace")) for path in paths]
    vocabulary = Vocabulary.from_plain(yaml.safe_load((SHIPPED / "vocabulary.yaml").read_text(encoding="utf-8")))

    def parse(given: Texts) -> None:
        parser = MarkdownIt("commonmark").enable("table")
        for _, text in given:
            parser.parse(text)

    def read(given: Texts) -> None:
        for path, text in given:
            read_page(text, path=path, vocabulary=vocabulary)

    def lint(given: Texts) -> None:
        sheets = sheets_of((read_page(text, path=path, vocabulary=vocabulary) for path, text in given), vocabulary)
        for sheet in sheets:
            lint_page(sheet, TODAY)
        lint_pages(sheets, files=frozenset())
        groups: dict[str, list[int]] = {}
        for number, (path, _) in enumerate(given):
            groups.setdefault(Path(path).stem[:30], []).append(number)
        for numbers in groups.values():
            lint_translations([sheets[number] for number in numbers])

    first = _seconds(lint, texts)
    print(f"{len(texts)} pages; the first round, with all patterns compiled: {first:.2f} s")
    bare = _report("bare markdown-it-py", parse, texts, None)
    _report("read", read, texts, bare)
    _report("read and linted", lint, texts, bare)


def _report(name: str, work: Callable[[Texts], None], texts: Texts, bare: float | None) -> float:
    """The best of three rounds, for other programs run on the machine too."""
    taken = min(sum(_seconds(work, texts) for _ in range(TIMES)) for _ in range(3))
    ratio = "" if bare is None else f", {taken / bare:.2f} times the bare parse (target for reading: at most 6)"
    print(f"{name:20} {len(texts) * TIMES / taken:6.0f} pages a second of CPU, {taken:.2f} s for {len(texts) * TIMES}{ratio}")
    return taken


def _seconds(work: Callable[[Texts], None], texts: Texts) -> float:
    begun = process_time()
    work(texts)
    return process_time() - begun


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else SHIPPED)
