"""Finding the places of a page that a rules file quotes (rules.md section 5): a quote is the address, never a position."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from tasuki.core.playbook.model import SECTIONS
from tasuki.core.playbook.page import Item, Page

_IGNORED = re.compile(r"[\s*_`\u200b\u200c\u200d\u2060\ufeff]+")
_ENDS = ".。:;,"

ListName = tuple[str, int]
"""Which list of a page: ("inputs" | "outputs" | "actions", step index) or (section name, -1)."""


@dataclass(frozen=True, slots=True)
class PageList:
    name: ListName
    items: tuple[Item, ...]

    @property
    def signature(self) -> tuple[int, ...]:
        """The levels of the items: two lists with the same signature have the same outline."""
        return tuple(item.level for item in self.items)

    @property
    def can_attest(self) -> bool:
        """An action item may state a criterion; by itself it is advice, not something to attest."""
        return self.name[0] != "actions"


def normal(text: str) -> str:
    """Text as quotes are compared: NFKC, without white space, zero-width characters and emphasis marks."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


def lists_of(page: Page) -> tuple[PageList, ...]:
    """Every list of the page, step by step and then the sections."""
    return tuple(_lists(page))


def _lists(page: Page) -> Iterator[PageList]:
    for index, step in enumerate(page.steps):
        for name, items in (("inputs", step.inputs), ("outputs", step.outputs), ("actions", step.actions)):
            yield PageList((name, index), items or ())
    for section in SECTIONS:
        yield PageList((section, -1), getattr(page, section) or ())


def find(quotes: tuple[str, ...], lists: tuple[PageList, ...]) -> list[tuple[PageList, Item]]:
    """Every item that says one of the quotes and nothing else; where there is none, every item that says it among other words.

    So a sentence that is added later, and holds a quoted one in itself, is not bound in silence.
    """
    said = [(page_list, item, normal(item.text).rstrip(_ENDS)) for page_list in lists for item in page_list.items]
    found: dict[tuple[ListName, str], tuple[PageList, Item]] = {}
    for quote in (normal(quote).rstrip(_ENDS) for quote in quotes):
        holding = [one for one in said if quote and quote in one[2]]
        for page_list, item, _ in [one for one in holding if one[2] == quote] or holding:
            found[page_list.name, item.key] = (page_list, item)
    return list(found.values())


def nearest(quote: str, lists: tuple[PageList, ...]) -> Item | None:
    """The item that looks most like a quote that is not found, for the remedy."""
    items = {normal(item.text): item for page_list in lists for item in page_list.items}
    match = get_close_matches(normal(quote), items, n=1, cutoff=0.3)
    return items[match[0]] if match else None


def unbound(page_list: PageList, bound: Mapping[str, object]) -> Iterator[tuple[Item, bool]]:
    """Items that nothing quotes, topmost first: (item, True) is a detail under a bound one, (item, False) stands for itself.

    An unquoted item with quoted descendants is a heading and not among them; an item that stands for itself covers its subtree.
    """
    items = page_list.items
    covered_below: int | None = None
    bound_levels: list[int] = []
    for index, item in enumerate(items):
        if covered_below is not None and item.level > covered_below:
            continue
        covered_below = None
        bound_levels = [level for level in bound_levels if level < item.level]
        if item.key in bound:
            bound_levels.append(item.level)
        elif bound_levels:
            yield item, True
        elif not any(below.key in bound for below in _subtree(items, index)):
            covered_below = item.level
            yield item, False


def below(page_list: PageList, item: Item) -> Iterator[Item]:
    """The items under one item of the list, however deep."""
    return _subtree(page_list.items, page_list.items.index(item))


def _subtree(items: tuple[Item, ...], index: int) -> Iterator[Item]:
    for item in items[index + 1 :]:
        if item.level <= items[index].level:
            return
        yield item
