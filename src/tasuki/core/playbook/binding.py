"""From pages and a rules file to a playbook (rules.md sections 1.2 and 5).

The reference language decides what is a criterion: what nothing quotes there becomes an attestation. Another language is bound by
quotes of its own, or borrows list by list where the outline is the same; it never changes what the gate asks.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasuki.core.finding import Finding
from tasuki.core.playbook import quotes
from tasuki.core.playbook.assembling import Assembly, assemble
from tasuki.core.playbook.model import Playbook
from tasuki.core.playbook.page import Item, Page
from tasuki.core.playbook.quotes import ListName, PageList
from tasuki.core.playbook.rules import Rules, RulesSource, StepRule
from tasuki.core.playbook.translation import partners


@dataclass(frozen=True, slots=True)
class Bound:
    """A playbook and what is not right about it; None where an error makes it unusable."""

    playbook: Playbook | None
    findings: tuple[Finding, ...]


def bind(
    source: RulesSource, pages: Mapping[str, Page], base: RulesSource | None = None, release: Mapping[str, str] | None = None
) -> Bound:
    """Bind the pages of one playbook, by language, to its rules. Findings name the rules file's lines, or the page's.

    `release` are the words, by language, for the manager's release where no rule writes it: it ends every engagement all the same.
    """
    rules = Rules(source, base)
    if rules.reference not in pages:
        rules.add("rules-reference-page-missing", "reference", language=rules.reference, languages=sorted(pages))
        return Bound(None, tuple(rules.findings))
    binder = _Binder(rules, pages)
    binder.bind_steps()
    binder.bind_criteria()
    binder.find_attestations()
    playbook = assemble(
        rules,
        Assembly(pages, binder.lists, binder.positions, binder.bindings, binder.attestations, release or {}),
    )
    findings = tuple(rules.findings)
    broken = any(finding.severity == "error" for finding in findings)
    return Bound(None if broken else playbook, findings)


_OF_WORDS = "says-"


def is_made_of_words(key: str) -> bool:
    """Whether the key is a digest of a sentence, which tells a reader nothing, and not a name that somebody gave."""
    return key.startswith(_OF_WORDS)


def attestation_key(item: Item, below: Iterable[Item] = ()) -> str:
    """Made of the item's words and of those below it that it covers, so that no edit moves somebody's word to another sentence."""
    said = "\n".join(quotes.normal(one.text) for one in (item, *below))
    return _OF_WORDS + hashlib.sha256(said.encode()).hexdigest()[:8]


class _Binder:
    def __init__(self, rules: Rules, pages: Mapping[str, Page]) -> None:
        self.rules = rules
        self.pages = pages
        self.reference = rules.reference
        others = [language for language in pages if language != self.reference]
        self.languages = [self.reference, *others]
        self.lists = {language: quotes.lists_of(page) for language, page in pages.items()}
        self.positions: dict[str, dict[str, int]] = {language: {} for language in pages}
        self.bindings: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in pages}
        self.attestations: list[tuple[str, ListName, Item]] = []

    def bind_steps(self) -> None:
        for language in self.languages:
            titles = [quotes.normal(step.title) for step in self.pages[language].steps]
            taken = self.positions[language]
            quoted = [(rule, quotes.normal(rule.says[language])) for rule in self.rules.steps if language in rule.says]
            # Whole headings first: a step that is added later and holds another's heading in its own must not take its place.
            for rule, quote in quoted:
                if (place := next((n for n, title in enumerate(titles) if title == quote and n not in taken.values()), None)) is not None:
                    taken[rule.key] = place
            for rule, quote in quoted:
                if rule.key not in taken:
                    self._bind_to_part(rule, language, [n for n, title in enumerate(titles) if quote in title and n not in taken.values()])
            self._borrow_steps(language)

    def _bind_to_part(self, rule: StepRule, language: str, found: Sequence[int]) -> None:
        """The first heading that holds the quote; where several do, somebody has to say which is meant."""
        if found:
            self.positions[language][rule.key] = found[0]
        elif language in rule.own:
            self._quote_missing("steps", rule.key, "says", language, quote=rule.says[language])
        if len(found) > 1:
            titles = [self.pages[language].steps[n].title for n in found]
            place = ("steps", rule.key, "says", language)
            self.rules.add("rules-step-ambiguous", *place, severity="warning", quote=rule.says[language], titles=titles)

    def _borrow_steps(self, language: str) -> None:
        """A step without a quote in this language is the one that stands in its place, or aligns where the pages have not as many."""
        same = partners(self.pages[self.reference], self.pages[language])
        as_many = len(self.pages[language].steps) == len(self.pages[self.reference].steps)
        taken = self.positions[language]
        for key, position in self.positions[self.reference].items():
            place = same.get(position)
            if place is not None and (as_many or place not in taken.values()):
                taken.setdefault(key, place)

    def bind_criteria(self) -> None:
        quoted = {language for rule in self.rules.criteria for language in rule.says if language in self.pages}
        for language in self.languages:
            if language in quoted:
                self._bind_by_quotes(language)
        for language in self.languages:
            if language not in quoted:
                self._borrow(language, [self.reference, *sorted(quoted - {self.reference})])

    def _bind_by_quotes(self, language: str) -> None:
        for rule in self.rules.criteria:
            if (says := rule.says.get(language)) is None:
                continue
            found = quotes.find(says, self.lists[language])
            for _, item in found:
                self._bind(language, item.key, rule.key)
            if not found and language in rule.own:
                self._quote_missing("steps", rule.step, rule.side, rule.key, "says", language, quote=says[0])

    def _bind(self, language: str, item_key: str, criterion: str) -> None:
        already = self.bindings[language].get(item_key, ())
        if criterion not in already:
            self.bindings[language][item_key] = (*already, criterion)

    def _quote_missing(self, *path: str, quote: str) -> None:
        language = path[-1]
        near = quotes.nearest(quote, self.lists[language])
        self.rules.add(
            "rules-quote-not-found",
            *path,
            quote=quote,
            language=language,
            page=self.pages[language].path,
            nearest=near.text if near else None,
            nearest_line=near.line if near else None,
        )

    def _borrow(self, language: str, lenders: Iterable[str]) -> None:
        for page_list in self.lists[language]:
            if not page_list.items:
                continue
            lent = next((other for lender in lenders if (other := self._twin(lender, language, page_list))), None)
            if lent is None:
                if page_list.can_attest:
                    self._not_aligned(language, page_list)
                continue
            lender, twin = lent
            for theirs, mine in zip(twin.items, page_list.items, strict=True):
                for criterion in self.bindings[lender].get(theirs.key, ()):
                    self._bind(language, mine.key, criterion)

    def _twin(self, lender: str, language: str, page_list: PageList) -> tuple[str, PageList] | None:
        """The lender's list in the same place of the process, if its outline is the same."""
        kind, position = page_list.name
        if position >= 0:
            steps = {place: key for key, place in self.positions[language].items()}
            fallback = partners(self.pages[language], self.pages[lender]).get(position, -1)
            position = self.positions[lender].get(steps.get(position, ""), fallback)
        for other in self.lists[lender]:
            if other.name == (kind, position) and other.signature == page_list.signature:
                return lender, other
        return None

    def _not_aligned(self, language: str, page_list: PageList) -> None:
        self.rules.findings.append(
            Finding(
                code="page-list-not-aligned",
                severity="warning",
                line=page_list.items[0].line,
                path=self.pages[language].path,
                values={"language": language, "reference": self.reference, "list": page_list.name[0]},
            )
        )

    def find_attestations(self) -> None:
        """What nothing quotes: attestations on the reference page, findings on the others (rules.md section 2)."""
        for page_list in self.lists[self.reference]:
            if page_list.can_attest:
                self._attest_in(page_list)
        self._tell_places_apart()
        for language in self.languages[1:]:
            self._borrow_attestations(language)

    def _attest_in(self, page_list: PageList) -> None:
        for item, is_detail in list(quotes.unbound(page_list, self.bindings[self.reference])):
            if is_detail:
                self._unbound("rules-derived-detail", "note", self.reference, item)
                continue
            key = attestation_key(item, quotes.below(page_list, item))
            self.attestations.append((key, page_list.name, item))

    def _tell_places_apart(self) -> None:
        """The same words in another list are another attestation: what held at the entry need not hold at the exit.

        Each of them is then named after its step's heading, none by its number: a page that gains or loses a step, or one of the
        two items, must not hand somebody's word for the one over to the other. It asks anew instead.
        """
        places: dict[str, list[ListName]] = {}
        for key, place, _ in self.attestations:
            places.setdefault(key, [])
            if place not in places[key]:
                places[key].append(place)
        named = [(self._key_at(key, place, places[key]), place, item) for key, place, item in self.attestations]
        self.attestations = named
        for key, _, item in named:
            self._bind(self.reference, item.key, key)

    def _key_at(self, key: str, place: ListName, places: Sequence[ListName]) -> str:
        if len(places) == 1:
            return key
        alike = [other for other in places if self._home(other) == self._home(place)]
        which = "" if len(alike) == 1 else f"-{alike.index(place) + 1}-of-{len(alike)}"
        return f"{key}-{self._home(place)}{which}"

    def _home(self, place: ListName) -> str:
        kind, position = place
        if position < 0:
            return kind
        title = quotes.normal(self.pages[self.reference].steps[position].title)
        return f"{kind}-{hashlib.sha256(title.encode()).hexdigest()[:4]}"

    def _borrow_attestations(self, language: str) -> None:
        keys = {key for key, _, _ in self.attestations}
        for page_list in self.lists[language]:
            if not page_list.can_attest:
                continue
            lent = self._twin(self.reference, language, page_list)
            if lent is not None:
                for theirs, mine in zip(lent[1].items, page_list.items, strict=True):
                    for key in self.bindings[self.reference].get(theirs.key, ()):
                        if key in keys:
                            self._bind(language, mine.key, key)
            for item, is_detail in quotes.unbound(page_list, self.bindings[language]):
                if not is_detail:
                    self._unbound("page-item-unbound", "warning", language, item)

    def _unbound(self, code: str, severity: str, language: str, item: Item) -> None:
        self.rules.findings.append(
            Finding(
                code=code,
                severity=severity,  # type: ignore[arg-type]  # two literal words above
                line=item.line,
                path=self.pages[language].path,
                values={"language": language, "text": item.text},
            )
        )
