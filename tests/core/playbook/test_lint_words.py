"""What the linter understands of figures, comparisons and links, one row for each case with a word why."""

import pytest

from tasuki.core.playbook.lint.figures import figures_in, thresholds_in
from tasuki.core.playbook.lint.links import slug_of, target_of
from tests.core.playbook.reading_help import VOCABULARY

FIGURES = [
    ("1,000 seats", ["1,000"], "English thousands"),
    ("1.000 Lizenzen", ["1,000"], "German thousands"),
    ("1000 席", ["1,000"], "no mark at all"),
    ("2 500 utilisateurs", ["2,500"], "a blank"),
    ("10% and 10 percent und 10 Prozent、10％", ["10%", "10%", "10%", "10%"], "percent in words and widths"),
    ("1 万人", ["10,000"], "ten thousand is a word"),
    ("10 mil usuarios", ["10,000"], "and a thousand"),
    ("10k seats", ["10,000"], "and a letter"),
    ("Windows 10 for 300 users", ["300"], "a product's number is no figure"),
    ("E5 and v2", [], "nor is one that is glued to letters"),
    ("> 1,000 seats", ["> 1,000"], "a sign"),
    ("less than 400", ["< 400"], "words before"),
    ("400 or more", ["≥ 400"], "words behind"),
    ("1,000 シートを超える", ["> 1,000"], "with a word between"),
    ("2,000 人未満", ["< 2,000"], "Japanese"),
    ("席位少于 1,000", ["< 1,000"], "Chinese"),
    ("weniger als 1.000", ["< 1,000"], "German"),
    ("menos de 1.000", ["< 1,000"], "Spanish"),
    ("pelo menos 1.000", ["≥ 1,000"], "Portuguese"),
    ("moreover 400 seats", ["400"], "a piece of a word compares nothing"),
]


@pytest.mark.parametrize(("text", "shown", "why"), FIGURES, ids=[why for _, _, why in FIGURES])
def test_figures(text: str, shown: list[str], why: str) -> None:
    assert [figure.bound for figure in figures_in(text, VOCABULARY)] == shown


THRESHOLDS = [
    ("50 users if > 400 seats", [("> 400", "50")], "one clause"),
    ("With at least 400 seats, 50 users are enough.", [("≥ 400", "50")], "the condition first"),
    ("50 users. Fewer than 400 seats: 8%.", [("< 400", "8%")], "no condition for the first"),
    ("50 users or 8% if < 400 seats", [("< 400", "8%")], "an alternative"),
    ("With 400 seats or more, 8% are active.", [("≥ 400", "8%")], "“or more” is no alternative"),
    ("400 シート未満は 8%、400 シート以上は 50 人", [("< 400", "8%"), ("≥ 400", "50")], "Japanese"),
    ("Between 300 and 400 seats", [], "nothing is compared"),
]


@pytest.mark.parametrize(("text", "found", "why"), THRESHOLDS, ids=[why for _, _, why in THRESHOLDS])
def test_thresholds(text: str, found: list[tuple[str, str]], why: str) -> None:
    assert [(one.condition.bound, one.outcome.shown) for one in thresholds_in(text, VOCABULARY)] == found


TARGETS = [
    ("a/b.md", "c.md", "a/c.md"),
    ("a/b.md", "../c.md#part", "c.md"),
    ("/x/a/b.md", "./c%20d.md", "/x/a/c d.md"),
    ("b.md", "c.md?view=1", "c.md"),
    ("b.md", "#part", None),
    ("b.md", "https://example.org/c.md", None),
    ("b.md", "mailto:a@example.org", None),
    ("b.md", "a@example.org", None),
    ("b.md", "/absolute.md", None),
    ("b.md", "%FF.md", "\xff.md"),
]


@pytest.mark.parametrize(("page", "link", "target"), TARGETS)
def test_where_a_link_leads(page: str, link: str, target: str | None) -> None:
    assert target_of(page, link) == target


def test_a_heading_is_reached_by_its_words() -> None:
    assert [slug_of(title) for title in ("Prepare the plan", "What's new? (part 2)", "計画を 準備する")] == [
        "prepare-the-plan",
        "whats-new-part-2",
        "計画を-準備する",
    ]
