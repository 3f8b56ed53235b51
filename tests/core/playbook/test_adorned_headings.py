"""What writers put around names: numbers, bullets, brackets, anchors, boxes. A careful reader knows the name all the same."""

import unicodedata
from datetime import date

import pytest

from tests.core.playbook.reading_help import codes, read, step, texts

ROLE = "Primary Role: **FastTrack Manager**"

ADORNED = [
    ("3. Approach", "1. Key Inputs"),
    ("3.1 Approach", "3.2. Key Inputs"),
    ("III. Methode", "IV. Wichtige Inputs"),
    ("Chapter 2: Approach", "Chapter 3 - Key Inputs"),
    ("Teil 2 – Methode", "Kapitel 3: Wichtige Inputs"),
    ("第３章　アプローチ", "第四章：重要な情報"),
    ("① アプローチ", "②重要な情報"),
    ("■アプローチ", "【重要な情報】"),
    ("三、方法", "（四）重要投入"),
    ("🧭 Enfoque", "📥 Entradas clave"),
    ("Approach {#approach}", '<a name="in"></a>Key Inputs'),
]


@pytest.mark.parametrize(("approach", "inputs"), ADORNED)
def test_a_section_is_known_whatever_numbers_or_adorns_its_name(approach: str, inputs: str) -> None:
    page = read(f"# T\n\n## {approach}\n\n### 1. First\n\n- x\n\n## {inputs}\n\n- y\n")
    assert ([one.title for one in page.steps], texts(page.key_inputs)) == (["1. First"], ["y"])


@pytest.mark.parametrize("title", ["Approach 2", "Our approach", "4 Approaches", "Week 2 Approach"])
def test_a_name_among_other_words_is_another_name(title: str) -> None:
    assert read(f"## {title}\n\n### A\n\n- x\n").steps == ()


def test_a_numbered_step_that_is_called_like_a_section_stays_a_step() -> None:
    assert [one.title for one in read("## Approach\n\n### 4. Next Steps\n\n### B\n").steps] == ["4. Next Steps", "B"]


def test_an_anchor_is_no_part_of_a_title() -> None:
    assert [one.title for one in read("## Approach\n\n### Ask {#ask_1}\n").steps] == ["Ask"]


@pytest.mark.parametrize("label", ["＜品質の入力＞", "【品質の入力】", "■ 品質の入力：", "«Step Inputs»", "[Step Inputs]"])
def test_labels_of_criteria_may_stand_in_brackets(label: str) -> None:
    assert texts(read(step(f"{label}\n\n- a")).steps[0].inputs) == ["a"]


def test_accents_that_stand_behind_their_letters_are_of_the_word() -> None:
    page = read(unicodedata.normalize("NFD", "# T\n\nフェーズ: **有効化**\n\n## 3. アプローチ\n\n### A\n\n【品質の入力】\n\n- ガ\n"))
    assert (page.phase, len(page.steps), len(page.steps[0].inputs or ())) == ("enable", 1, 1)


def test_labels_typed_as_a_list_below_their_heading_are_labels_and_said() -> None:
    page = read(
        f"# T\n\n- Phase: **Assess**\n\n## Approach\n\n### A\n\n- {ROLE}\n- Applies To: **Teams**\n\n- act\n- Applies To: **Yammer**\n"
    )
    one = page.steps[0]
    assert (page.phase, one.roles, one.applies_to) == ("assess", ("fasttrack-manager",), ("teams",))
    assert texts(one.actions) == ["act", "Applies To: Yammer"]  # further down it is what somebody is to do
    assert codes(page) == ["label-repaired"] * 3


def test_a_paragraph_in_html_is_a_paragraph() -> None:
    assert read("# T\n\n<p>Phase: <b>Assess</b></p>\n\n## Approach\n").phase == "assess"


def test_known_sections_below_a_title_like_approach_hold_no_steps() -> None:
    page = read("# Approach\n\n### A\n\n## Key Outputs\n\n### Of people\n\n- x\n")
    assert [one.title for one in page.steps] == ["A"]


ITEMS = [
    ("- [ ] ask", "ask", "a box to tick"),
    ("- [x] ask", "ask", "a ticked box"),
    ("- [x](y.md) ask", "x ask", "a link is no box"),
    ("- ask ~~twice~~ once", "ask twice once", "what is struck out is still read"),
    ("- ask ~~twice", "ask ~~twice", "marks that do not close"),
    ("- ask[^1] them\n\n[^1]: politely", "ask them", "a footnote's mark"),
]


@pytest.mark.parametrize(("item", "text", "why"), ITEMS)
def test_an_item_is_its_words(item: str, text: str, why: str) -> None:
    assert texts(read(step(item)).steps[0].actions) == [text], why


def test_a_page_may_begin_with_a_title_without_blank_and_a_number_elsewhere_is_none() -> None:
    page = read("#Title\n\n## Approach\n\n### A\n\n#17 is a number\n")
    assert (page.title, len(page.steps)) == ("Title", 1)


NAMES = [
    ("**FastTrack-Manager**", ("fasttrack-manager",), "a hyphen for a blank"),
    ("**FastTrack マネージャー（FM）**", ("fasttrack-manager",), "with its abbreviation"),
    ("**FastTrack Manager (SME)**", ("FastTrack Manager (SME)",), "two things, and nobody knows which"),
    ("**FastTrack Manager oder SME**", ("fasttrack-manager", "sme"), "or"),
    ("**FastTrack マネージャー・SME**", ("fasttrack-manager", "sme"), "a middle dot"),
]


@pytest.mark.parametrize(("value", "roles", "why"), NAMES)
def test_names_are_known_by_what_they_say(value: str, roles: tuple[str, ...], why: str) -> None:
    assert read(step(f"Primary Role: {value}")).steps[0].roles == roles, why


def test_front_matter_may_use_all_of_yaml_that_people_type() -> None:
    front = "title: 'Ann''s page'\nms.date: 1/2/2020\nft.audience: [partner, internal]\nft.owner: >\n  two\n  lines\nauthor:\n- Ann\n- Bob"
    page = read(f"---\n{front}\n---\n## Approach\n")
    assert (page.title, page.meta.date) == ("Ann's page", date(2020, 1, 2))
    assert (page.meta.audience, page.meta.owner, page.meta.author) == ("partner, internal", "two lines", "Ann, Bob")
