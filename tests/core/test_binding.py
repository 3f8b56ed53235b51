"""Binding pages to rules: a quote is the address, never a position; what nothing quotes stands for itself (rules.md section 5)."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasuki.core.playbook.binding import bind
from tasuki.core.playbook.model import Playbook, rules_digest
from tasuki.core.playbook.quotes import lists_of, normal
from tasuki.services import starting_rules
from tests.core.cast import ENABLEMENT, ROOT, SHIPPED, page_of, read, rules_source, shipped_pages, shipped_rules, usable
from tests.shared import shared


def texts_of(book: Playbook, language: str) -> dict[str, set[str]]:
    """What each criterion is bound to, in the words of the page."""
    found: dict[str, set[str]] = {}
    for page_list in lists_of(book.pages[language]):
        for item in page_list.items:
            for key in book.bindings[language].get(item.key, ()):
                found.setdefault(key, set()).add(item.text)
    return found


@cache
def source(language: str) -> str:
    return (SHIPPED / f"{ENABLEMENT}.{language}.md").read_text(encoding="utf-8")


@cache
def shipped() -> Playbook:
    return usable(bind(shipped_rules(ENABLEMENT), shipped_pages(ENABLEMENT)))


def test_both_languages_say_every_criterion_of_the_process() -> None:
    keys = {criterion.key for criterion in shipped().criteria} - {"task-4058"}
    for language in ("ja", "en"):
        assert set(texts_of(shipped(), language)) == keys


def test_one_quote_binds_every_place_that_says_it() -> None:
    milestone = [
        page_list.name
        for page_list in lists_of(shipped().pages["ja"])
        for item in page_list.items
        if "milestone" in shipped().bindings["ja"].get(item.key, ())
    ]
    assert milestone == [("inputs", 0), ("inputs", 1)]


def test_the_home_of_a_criterion_is_its_place_in_the_rules_not_on_the_page() -> None:
    satisfaction = shipped().criterion("satisfaction")
    assert satisfaction is not None
    assert (satisfaction.step, satisfaction.side, set(satisfaction.sections)) == ("conduct", "exit", {"key_inputs", "objectives"})


def test_details_are_notes_and_bind_nothing() -> None:
    bound = bind(shipped_rules(ENABLEMENT), shipped_pages(ENABLEMENT))
    details = [finding for finding in bound.findings if finding.code == "rules-derived-detail"]
    assert [finding.values["text"] for finding in details] == ["FTCQ Inactive Americas", "FTCQ Inactive APJ", "FTCQ Inactive EMEA"]
    assert {finding.severity for finding in details} == {"note"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FTOP の 連絡先", "ＦＴＯＰの連絡先"),
        ("**bold** claim", "bold claim"),
        ("zero\u200bwidth", "zerowidth"),
        ("a_b", "ab"),
        ("１,０００", "1,000"),
    ],
)
def test_quotes_are_compared_without_what_the_eye_does_not_see(one: str, other: str) -> None:
    assert normal(one) == normal(other)


# ---------------------------------------------------------------- outlines

OUTLINE = """# A page

## Approach

### Work

**Step Inputs**

- First thing
  - Part of the first
- Heading of two
  - Second thing
  - Third thing
- A thing nobody quotes
  - with a detail

**Step Outputs**

- Result
"""
OUTLINE_RULES = """
playbook: outline
reference: en
steps:
  work:
    says: {en: Work}
    entry:
      first: {met-by: [{note: environment}], says: {en: First thing}}
      second: {met-by: [{note: environment}], says: {en: Second thing}}
    exit:
      result: {met-by: [{note: environment}], says: {en: Result}}
"""


def outline_book(text: str = OUTLINE, **others: str) -> tuple[Playbook, list[tuple[str, object]]]:
    pages = {"en": page_of(text), **{language: page_of(other) for language, other in others.items()}}
    bound = bind(rules_source(OUTLINE_RULES), pages)
    return usable(bound), [(finding.code, finding.values.get("text")) for finding in bound.findings]


def test_details_headings_and_attestations_are_derived() -> None:
    book, said = outline_book()
    attested = {criterion.page_text["en"] for criterion in book.criteria if criterion.is_attestation}
    assert attested == {"Third thing", "A thing nobody quotes"}, "a heading is none, a subtree is covered by its top"
    assert said == [("rules-derived-detail", "Part of the first")]


def test_a_quoted_key_input_gates_the_task_and_an_unquoted_one_too() -> None:
    book, _ = outline_book(OUTLINE + "\n## Key Inputs\n\n- The sky is blue\n\n## Objectives\n\n- Joy\n")
    blue = next(criterion for criterion in book.criteria if criterion.page_text.get("en") == "The sky is blue")
    joy = next(criterion for criterion in book.criteria if criterion.page_text.get("en") == "Joy")
    assert (blue.lane, blue.side, blue.step, blue.is_shown_only) == ("workload", "entry", None, False)
    assert joy.is_shown_only


def test_another_language_borrows_where_the_outline_is_the_same() -> None:
    page = page_of(OUTLINE)
    rules = rules_source(OUTLINE_RULES)
    twin = page_of(OUTLINE.replace("First thing", "Erstes").replace("Second thing", "Zweites").replace("Third thing", "Drittes"))
    book = usable(bind(rules, {"en": page, "de": twin}))
    assert texts_of(book, "de")["first"] == {"Erstes"}
    assert texts_of(book, "de")["second"] == {"Zweites"}


def test_a_list_of_another_outline_is_not_aligned_and_changes_no_gate() -> None:
    page = page_of(OUTLINE)
    other = page_of(OUTLINE.replace("  - Part of the first\n", "").replace("First thing", "Erstes"))
    bound = bind(rules_source(OUTLINE_RULES), {"en": page, "de": other})
    assert [f.code for f in bound.findings if f.code == "page-list-not-aligned"]
    alone = usable(bind(rules_source(OUTLINE_RULES), {"en": page}))
    assert rules_digest(usable(bound)) == rules_digest(alone), "the gate never depends on the reader's language"


# ---------------------------------------------------------------- edits


@st.composite
def edits(draw: st.DrawFn) -> str:
    """The English page after up to four edits: items inserted, swapped, deleted or reworded."""
    lines = source("en").splitlines()
    for _ in range(draw(st.integers(1, 4))):
        places = [n for n, line in enumerate(lines) if line.lstrip().startswith("- ")]
        place = draw(st.sampled_from(places))
        kind = draw(st.sampled_from(["insert", "swap", "delete", "reword"]))
        if kind == "insert":
            lines.insert(place, "- " + draw(st.sampled_from(["A new sentence.", "The weather is fine.", "Nothing of the kind."])))
        elif kind == "swap":
            other = draw(st.sampled_from(places))
            lines[place], lines[other] = lines[other], lines[place]
        elif kind == "delete":
            del lines[place]
        else:
            indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
            lines[place] = indent + "- " + draw(st.sampled_from(["Other words altogether.", "A quite different matter."]))
    return "\n".join(lines) + "\n"


@settings(max_examples=25, deadline=None)
@given(edits())
def test_an_edit_never_moves_a_binding_silently(text: str) -> None:
    """A criterion stays with a sentence that says it; where none is left, that is an error."""
    pages = {"ja": shipped_pages(ENABLEMENT)["ja"], "en": page_of(text)}
    bound = bind(shipped_rules(ENABLEMENT), pages)
    wheres = [str(finding.values["where"]).split(".") for finding in bound.findings if finding.code == "rules-quote-not-found"]
    lost = {where[3] for where in wheres if len(where) > 5}
    if bound.playbook is None:
        assert [finding for finding in bound.findings if finding.severity == "error"]
        return
    before = texts_of(shipped(), "en")
    after = texts_of(bound.playbook, "en")
    for key, said in before.items():
        assert after.get(key, set()) <= said, f"{key} moved to {after[key] - said}"
        assert after.get(key) or key in lost, f"{key} was lost without a word"


@settings(max_examples=15, deadline=None)
@given(edits())
def test_an_edit_of_a_translation_never_changes_the_gate(text: str) -> None:
    bound = bind(shipped_rules(ENABLEMENT), {"ja": shipped_pages(ENABLEMENT)["ja"], "en": page_of(text)})
    if bound.playbook is not None:
        assert rules_digest(bound.playbook) == rules_digest(shipped())


def heading_of(book: Playbook, key: str) -> str:
    step = book.step(key)
    assert step is not None
    return book.pages["en"].steps[step.positions["en"]].title


def test_a_step_that_holds_anothers_heading_does_not_take_its_place() -> None:
    step = "### Work ahead\n\nPrimary Role: **FastTrack Manager**\n\n- Look ahead.\n\n"
    before, _ = outline_book()
    after, said = outline_book(OUTLINE.replace("### Work\n", step + "### Work\n"))
    assert heading_of(after, "work") == "Work"
    assert texts_of(after, "en") == texts_of(before, "en")
    assert ("rules-step-ambiguous", None) not in said
    other = OUTLINE.replace("### Work\n", step + "### Work on it\n")
    found = bind(rules_source(OUTLINE_RULES), {"en": page_of(other)}).findings
    assert [one.values["titles"] for one in found if one.code == "rules-step-ambiguous"] == [["Work ahead", "Work on it"]]


SAMPLE = (ROOT / "tests/pages/lint/clean.md").read_text(encoding="utf-8")
STARTING = starting_rules.for_page(page_of(SAMPLE))


@st.composite
def additions(draw: st.DrawFn) -> str:
    """The page with sentences and steps added that hold those it has: the meanest edits for an address made of words."""
    lines = SAMPLE.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from([n for n, line in enumerate(lines) if line.startswith(("- ", "### "))]))
        mark, _, text = lines[place].partition(" ")
        words = draw(st.sampled_from([f"{text} Again.", f"Nobody says: {text}", f"{text.rstrip('.')} at noon."]))
        role = ["", "Primary Role: **FastTrack Manager**", ""] if mark == "###" else []
        at = place + draw(st.sampled_from([0, 1])) if mark == "-" else place
        lines[at:at] = [f"{mark} {words}", *role]
    return "\n".join(lines) + "\n"


@settings(max_examples=40, deadline=None)
@given(additions())
def test_a_sentence_that_holds_a_quoted_one_takes_nothing_over(text: str) -> None:
    before = usable(bind(rules_source(STARTING), {"en": page_of(SAMPLE)}))
    after = bind(rules_source(STARTING), {"en": page_of(text)}).playbook
    assert after is not None
    written = {criterion.key for criterion in before.criteria if not criterion.key.startswith("says-") or criterion.key in STARTING}
    said = texts_of(after, "en")
    assert {key: said[key] for key in written & said.keys()} == {
        key: words for key, words in texts_of(before, "en").items() if key in written
    }
    assert heading_of(after, before.steps[0].key) == "Prepare the plan"


def test_somebodys_word_stays_with_its_sentence() -> None:
    """An attestation's key is made of its words: an item inserted before it does not take it over."""
    book, _ = outline_book()
    moved, _ = outline_book(OUTLINE.replace("- A thing nobody quotes", "- A newcomer\n- A thing nobody quotes"))
    keys = {criterion.page_text["en"]: criterion.key for criterion in book.criteria if criterion.is_attestation}
    later = {criterion.page_text["en"]: criterion.key for criterion in moved.criteria if criterion.is_attestation}
    assert keys.items() <= later.items()
    assert len(later) == len(keys) + 1


# ---------------------------------------------------------------- the seed


def test_the_seed_and_its_translations_are_bound_by_one_rules_file() -> None:
    folder = shared("pages")
    seed = next(shared("seed").glob("*.txt"))
    rules = rules_source((ROOT / "tests" / "pages" / "seed.rules.yaml").read_text(encoding="utf-8"), "seed.rules.yaml")
    found = [path for path in sorted(folder.glob("*/*.md")) if is_the_same_page(path.stem)]
    pages = {page.language: page for page in map(read, found)} | {"ja": page_of(seed.read_text(encoding="utf-8"), seed.name)}
    bound = bind(rules, pages)
    assert [f for f in bound.findings if f.severity == "error"] == []
    book = usable(bound)
    everything = set(texts_of(book, "ja"))
    assert len(everything) >= 20
    for language in pages:
        missing = everything - set(texts_of(book, language))
        assert missing <= ({"motion", "account-team-reviewed"} if language == "en" else set()), language


def is_the_same_page(stem: str) -> bool:
    return stem.startswith("enable-conduct-engagement-completion")
