"""A letter's words as HTML: paragraphs, lists and links, and nothing that a reader did not see in the text."""

import re
from collections.abc import Iterator

from django.utils.html import escape

_BULLET = re.compile(r"\s*(?:[-*]\s+|[\u30fb\u2022]\s*)")
_LINK = re.compile(r"https?://[^\s<>\"'\u3000-\u303f\uff00-\uffef]+")
_TRAILING = ".,;:!?)]"
# No colours: a mail program in the dark brings its own, and ours would vanish on its ground.
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>'
    '<body style="font-family:sans-serif;font-size:15px;line-height:1.6;overflow-wrap:anywhere">\n{parts}\n</body></html>\n'
)


def html_of(text: str, language: str) -> str:
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip("\n"))
    parts = "\n".join(part for block in blocks for part in _block(block.split("\n")))
    return _PAGE.format(language=escape(language or "en"), parts=parts)


def _block(lines: list[str]) -> Iterator[str]:
    """Runs of bullets are a list; other lines keep their breaks."""
    run: list[str] = []
    for line in [*lines, None]:
        bullet = line is not None and bool(_BULLET.match(line))
        if run and (line is None or bullet != bool(_BULLET.match(run[0]))):
            yield _list(run) if _BULLET.match(run[0]) else _paragraph(run)
            run = []
        if line is not None:
            run.append(line)


def _paragraph(lines: list[str]) -> str:
    """A line above an address that stands alone leads there, too: a whole answer is easier to hit than an address."""
    said = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        leads = _LINK.fullmatch(following.strip()) and line.strip() and not _LINK.search(line)
        said.append(f'<a href="{escape(following.strip())}">{escape(line)}</a>' if leads else _inline(line))
    return f"<p>{'<br>'.join(said)}</p>"


def _list(lines: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{_inline(_BULLET.sub('', line, count=1))}</li>" for line in lines) + "</ul>"


def _inline(line: str) -> str:
    said, place = [], 0
    for match in _LINK.finditer(line):
        address = match[0].rstrip(_TRAILING)
        said += [escape(line[place : match.start()]), f'<a href="{escape(address)}">{escape(address)}</a>']
        place = match.start() + len(address)
    return "".join([*said, escape(line[place:])])
