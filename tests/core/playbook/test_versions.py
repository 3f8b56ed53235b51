"""Two versions of one playbook: the difference is complete, and no edit of a page moves a binding or somebody's word silently."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tasuki.core.engagement.assessment import assess
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.moving import what_a_move_means
from tasuki.core.engagement.plan import plan_for
from tasuki.core.playbook import quotes
from tasuki.core.playbook.binding import bind
from tasuki.core.playbook.model import Playbook, rules_digest
from tasuki.core.playbook.rules import RulesSource
from tasuki.core.playbook.versions import WORDING, Changed, difference
from tests.core.cast import CIRCUMSTANCES, ENABLEMENT, TODAY, changed_playbooks, playbooks
from tests.core.playbook.reading_help import read

WORDS = ["The key is cut", "The door is open", "The lamp is lit", "The tea is hot", "The mail is read", "The cat is fed"]
LANES = (("exchange", "page"),)


@dataclass(frozen=True)
class Drawn:
    """A page as a list of steps, each (title, inputs, outputs); an item is (level, words)."""

    steps: tuple[tuple[str, tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]], ...]

    @property
    def text(self) -> str:
        lines = ["# A page", "", "Phase: **Enable**", "", "## Approach"]
        for title, inputs, outputs in self.steps:
            lines += ["", f"### {title}", "", "Primary Role: **FastTrack Manager**"]
            for label, items in (("Step Inputs", inputs), ("Step Outputs", outputs)):
                lines += ["", f"**{label}**", "", *(f"{'  ' * (level - 1)}- {words}" for level, words in items)]
        return "\n".join(lines) + "\n"


ITEMS = st.lists(st.tuples(st.sampled_from([1, 1, 2]), st.sampled_from(WORDS)), max_size=4).map(
    lambda items: tuple((level if place else 1, words) for place, (level, words) in enumerate(items))
)
STEPS = st.tuples(st.sampled_from(["Begin", "Go on", "End"]), ITEMS, ITEMS)
PAGES = st.lists(STEPS, min_size=1, max_size=4).map(lambda steps: Drawn(tuple(steps)))


@st.composite
def edited(draw: st.DrawFn) -> tuple[Drawn, Drawn]:
    """A page, and the same page after a few edits: a step or an item inserted, swapped, deleted or reworded."""
    page = draw(PAGES)
    steps: list[Any] = [[list(step[1]), list(step[2]), step[0]] for step in page.steps]
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(steps) - 1))
        rows: list[Any] = draw(st.sampled_from([steps, steps[place][0], steps[place][1]]))
        act = draw(st.sampled_from(["insert", "swap", "delete", "reword"]))
        if act == "insert" and rows is steps:
            title, inputs, outputs = draw(STEPS)
            steps.insert(place, [list(inputs), list(outputs), title])
        elif act == "insert":
            rows.insert(draw(st.integers(0, len(rows))), (draw(st.sampled_from([1, 2])), draw(st.sampled_from(WORDS))))
        elif act == "swap" and len(rows) > 1:
            rows[0], rows[-1] = rows[-1], rows[0]
        elif act == "delete" and len(rows) > 1:
            rows.pop(draw(st.integers(0, len(rows) - 1)))
        elif act == "reword" and rows and rows is not steps:
            rows[-1] = (rows[-1][0], rows[-1][1] + " again")
    after = Drawn(tuple((title, _rooted(inputs), _rooted(outputs)) for inputs, outputs, title in steps))
    return page, after


def _rooted(items: Sequence[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    return tuple((level if place else 1, words) for place, (level, words) in enumerate(items))


def bound(page: Drawn, **steps: Any) -> Playbook | None:
    plain = {"playbook": "page", "reference": "en", "steps": steps}
    return bind(RulesSource(plain), {"en": read(page.text)}).playbook


def words_of(playbook: Playbook) -> dict[str, tuple[str, ...]]:
    """Of each attestation, the words that it stands for: its item's, and those below it."""
    told: dict[str, tuple[str, ...]] = {}
    bindings = playbook.bindings["en"]
    for page_list in quotes.lists_of(playbook.pages["en"]):
        for item in page_list.items:
            for key in bindings.get(item.key, ()):
                told[key] = (item.text, *(below.text for below in quotes.below(page_list, item)))
    return told


def attested(playbook: Playbook) -> tuple[Fact, ...]:
    """Somebody gave his word for everything."""
    now = CIRCUMSTANCES.now
    data = {"tenant_id": "t-1", "request_id": "R-1", "motion": "rfa", "manager": "aoi", "lanes": [list(lane) for lane in LANES]}
    opened = Fact(1, "engagement-opened", now, "system", None, None, data, "")
    words = [
        Fact(number, "attested", now, "aoi", "exchange", "page", {"criterion": criterion.key}, "I was there.")
        for number, criterion in enumerate(playbook.criteria, 2)
    ]
    return (opened, *words)


@settings(max_examples=80, deadline=None)
@given(edited())
def test_no_edit_hands_somebodys_word_to_another_sentence(pages: tuple[Drawn, Drawn]) -> None:
    before, after = bound(pages[0]), bound(pages[1])
    assert before is not None
    assert after is not None
    said, says = words_of(before), words_of(after)
    history = attested(before)
    old, new = plan_for([before], LANES), plan_for([after], LANES)
    for state in assess(new, history, TODAY).cells:
        if state.verdict == "met":
            assert said[state.cell.key] == says[state.cell.key]
    means = what_a_move_means(old, new, history, CIRCUMSTANCES)
    told = {change.key for change in difference(before, after) if change.kind == "criterion"}
    homes = [{one.key: (_title(book, one.step), one.side) for one in book.criteria} for book in (before, after)]
    for key in homes[0].keys() & homes[1].keys():
        renamed = any(change.kind == "step" for change in difference(before, after))
        assert homes[0][key] == homes[1][key] or key in told or renamed, "a word that holds elsewhere now is no secret"
    assert {state.cell.key for state in means.becomes_missing} == says.keys() - said.keys()
    assert {fact.data["criterion"] for fact in means.lost_evidence} == said.keys() - says.keys()


def _title(playbook: Playbook, step: str | None) -> str | None:
    return playbook.step(step).titles["en"] if step else None  # type: ignore[union-attr]  # a criterion's step is one of the playbook's


@settings(max_examples=40, deadline=None)
@given(edited(), st.sampled_from(WORDS))
def test_no_edit_hands_a_criterion_to_another_sentence(pages: tuple[Drawn, Drawn], quote: str) -> None:
    title = pages[0].steps[0][0]
    rule = {"begin": {"says": {"en": title}, "exit": {"quoted": {"says": {"en": quote}}}}}
    lines: dict[tuple[str, ...], int] = {("steps", "begin", "exit", "quoted", "says", "en"): 5}
    for page in pages:
        plain = {"playbook": "page", "reference": "en", "steps": rule}
        made = bind(RulesSource(plain, lines), {"en": read(page.text)})
        if made.playbook is None:
            assert {finding.code for finding in made.findings if finding.severity == "error"} <= {
                "rules-quote-not-found",
                "rules-criterion-without-text",
            }
            continue
        for item_key, keys in made.playbook.bindings["en"].items():
            if "quoted" in keys:
                texts = [item.text for found in quotes.lists_of(made.playbook.pages["en"]) for item in found.items if item.key == item_key]
                assert all(quote in text for text in texts)


@settings(max_examples=40, deadline=None)
@given(edited())
def test_the_difference_tells_every_change_of_the_rules(pages: tuple[Drawn, Drawn]) -> None:
    before, after = bound(pages[0]), bound(pages[1])
    assert before is not None
    assert after is not None
    changes = difference(before, after)
    assert (rules_digest(before) == rules_digest(after)) == all(change.is_wording for change in changes)
    back = difference(after, before)
    turned = {"added": "removed", "removed": "added"}
    assert sorted((c.kind, c.key, turned[c.how]) for c in changes if c.how in turned) == sorted(
        (c.kind, c.key, c.how) for c in back if c.how in turned
    )


def test_a_version_does_not_differ_from_itself() -> None:
    for playbook in playbooks():
        assert difference(playbook, playbook) == ()


def test_each_part_of_the_rules_has_its_name_in_the_difference() -> None:
    """One change of the shipped rules a row: what is reported, and that it moves the rules digest, or does not."""
    exit_ = ["steps", "conduct", "exit"]
    rows: list[tuple[list[str], Any, tuple[str, str, str, tuple[str, ...]]]] = [
        ([*exit_, "service-status", "met-by"], [{"service-status": ["adoption"]}], ("criterion", "service-status", "changed", ("check",))),
        ([*exit_, "satisfaction", "after"], ["discussed"], ("criterion", "satisfaction", "changed", ("after",))),
        ([*exit_, "satisfaction", "when"], {"discussion": {"ready": "no"}}, ("criterion", "satisfaction", "changed", ("when",))),
        ([*exit_, "satisfaction", "noted"], ["environment"], ("criterion", "satisfaction", "changed", ("noted",))),
        ([*exit_, "satisfaction", "lane"], "engagement", ("criterion", "satisfaction", "changed", ("lane",))),
        (["waivable"], ["satisfaction"], ("criterion", "satisfaction", "changed", ("waivable",))),
        (["labels", "satisfaction"], {"en": "How content?"}, ("criterion", "satisfaction", "changed", ("text",))),
        (["attestation", "least-characters"], "20", ("policy", "attestation", "changed", ("value",))),
        (["queues", "Attic"], {"region": "APJ"}, ("queue", "Attic", "added", ())),
        (["mails", "account-team", "to"], "customer", ("mail", "account-team", "changed", ("to",))),
        (["notes", "satisfaction"], {"en": "So content."}, ("note", "satisfaction", "added", ())),
        (["owner"], "somebody", ("words", "owner", "changed", ("text",))),
    ]
    for path, value, wanted in rows:

        def change(plain: dict[str, Any], path: list[str] = path, value: Any = value) -> None:
            for key in path[:-1]:
                plain = plain.setdefault(key, {})
            plain[path[-1]] = value

        one, other = playbooks()[0], changed_playbooks(change)[0]
        assert one.slug == ENABLEMENT
        found = difference(one, other)
        assert wanted in [(c.kind, c.key, c.how, c.aspects) for c in found], (path, found)
        assert (rules_digest(one) == rules_digest(other)) == all(c.is_wording for c in found), path


def test_wording_is_what_no_gate_asks_for() -> None:
    rows = [
        (Changed("criterion", "a", "changed", ("text",)), True),
        (Changed("criterion", "a", "changed", ("text", "check")), False),
        (Changed("criterion", "a", "added"), False),
        (Changed("detail", "a", "added"), True),
        (Changed("note", "a", "removed"), True),
    ]
    for change, expected in rows:
        assert change.is_wording is expected, change
    assert "text" in WORDING
