"""The counting rules of a page (contracts.md section 5), one by one, and the damage each must survive."""

from datetime import date

import pytest

from tasuki.core.playbook.page import Page
from tasuki.core.playbook.reading import READING_CODES, READING_VALUES
from tests.core.playbook.reading_help import PLAYBOOKS, codes, levels, read, step, table, texts

ROLE = "Primary Role: **FastTrack Manager**"


# ---------------------------------------------------------------- what a step is

OUTLINES = [
    ("## Approach\n\n### A\n\n### B\n", ["A", "B"], "level 3 in Approach, without any label"),
    ("## Approach\n\n### A\n\n## Key Inputs\n\n### B\n", ["A"], "Approach ends at the next heading of level 2"),
    ("## Approach\n\n## Approach\n\n### A\n", ["A"], "Approach twice in a row"),
    ("##  Approach ##\n\n### A\n", ["A"], "blanks and closing marks of a heading"),
    ("## [Approach](x.md)\n\n### A\n", ["A"], "a section name that is a link"),
    ("## **Approach:**\n\n### A\n", ["A"], "a bold section name with a colon"),
    ("## Approach to life\n\n### A\n", [], "section names are matched whole"),
    ("## Approach\n\n### Refresh Summary\n\n### A\n", ["A"], "known section names are no steps"),
    ("## Approach\n\n#### A\n", [], "level 4 needs a role line"),
    (f"## Approach\n\n#### A\n\n{ROLE}\n", ["A"], "level 4 with a role line"),
    (f"## Next Steps\n\n##### A\n\n{ROLE}\n", ["A"], "level 5 with a role line, anywhere"),
    (f"## Next Steps\n\n###### A\n\n{ROLE}\n", [], "level 6 is no step"),
    (f"# A\n\n{ROLE}\n\n## Overview\n", [], "the role line of the page makes no step"),
    (f"## Approach\n\n{ROLE}\n", [], "Approach with a role line is no step"),
    (f"## Approach\n\n{ROLE}\n\n### A\n", ["A"], "nor does it hide its own"),
    (f"## Deploy\n\n{ROLE}\n", ["Deploy"], "level 2 with a role line and no steps below is a step"),
    (f"## Deploy\n\n{ROLE}\n\n### A\n\n### B\n", ["A", "B"], "with level 3 below it is a container"),
    (f"## Deploy\n\n{ROLE}\n\n### A\n\n{ROLE}\n\n## Key Inputs\n\n### B\n", ["A"], "which ends at the next level 2"),
    (f"## Deploy\n\n{ROLE}\n\n### Refresh Summary\n", ["Deploy"], "a known section is no step of a container"),
    (f"## Key Inputs\n\n{ROLE}\n", [], "a known section with a role line is no step"),
    (f"## Key Outputs\n\n### A\n\n{ROLE}\n", ["A"], "a step after Key Outputs"),
    ("## Key Outputs\n\n### A\n\nProse.\n", [], "but not without role line"),
    (f"## Key Outputs\n\n### A\n\n#### More\n\n{ROLE}\n", ["More"], "the role line must come before the next heading"),
    ("## Approach\n\n**1. A**\n\n- x\n", [], "a bold numbered line is no step"),
    ("## Approach\n\n###\n\n### A\n", ["A"], "an empty heading"),
    ("## Approach\n\n- x\n  -\n\n### A\n", ["A"], "an empty item below a text does not make it a heading"),
    ("## Approach\n\n### 8.A\n", ["8.A"], "a numbered heading without blank"),
    ("## Approach\n\n- x\n\n    ### A\n\n    text\n", ["A"], "a heading that a list swallowed"),
    ("## Approach\n\n###A\n", ["A"], "a heading without blank behind its marks"),
    ("## Approach\n\n> ### A\n", [], "a heading in a quote"),
    ("## Approach\n\n```\n### A\n```\n", [], "a heading in code"),
    ("## Approach\n\n<!--\n### A\n-->\n", [], "a heading in a comment"),
    ("## アプローチ\n\n### A\n", ["A"], "Japanese"),
    ("## Ansatz\n\n### A\n", ["A"], "German"),
]


@pytest.mark.parametrize(("text", "titles", "why"), OUTLINES)
def test_a_step_is_told_by_role_line_or_place(text: str, titles: list[str], why: str) -> None:
    assert [one.title for one in read(text).steps] == titles, why


def test_roles_motions_and_applies_to_are_not_inherited() -> None:
    labels = f"{ROLE}\nMotions: **RFA**\nApplies To: **Teams**\n"
    page = read(f"# T\n\n{labels}\n## Approach\n\n{labels}\n### A\n\n## Deploy\n\n{labels}\n### B\n")
    assert [(one.roles, one.motions, one.applies_to) for one in page.steps] == [((), (), None)] * 2
    assert page.motions == ("rfa",)


def test_a_body_ends_at_the_next_step_or_a_heading_of_its_rank_or_higher() -> None:
    page = read(
        f"## Approach\n\n### A\n\n#### Detail\n\n- in A\n\n##### B\n\n{ROLE}\n\n- in B\n\n#### Detail\n\n- in none\n\n## Other\n\n- x\n"
    )
    assert [(one.title, one.line, one.end, texts(one.actions)) for one in page.steps] == [("A", 3, 9, ["in A"]), ("B", 9, 15, ["in B"])]


def test_keys_are_stable_and_count_from_one() -> None:
    page = read(step("**Step Outputs**\n\n- a\n  - b") + "\n### Second\n\n- c\n\n## Key Inputs\n\n- d\n")
    assert [one.key for one in page.steps] == ["step-1", "step-2"]
    assert [item.key for item in page.steps[0].outputs or ()] == ["s1.out.1", "s1.out.2"]
    assert page.steps[1].actions[0].key == "s2.act.1"
    assert (page.key_inputs or ())[0].key == "key-inputs.1"


# ---------------------------------------------------------------- labels

BLOCKS = [
    ("Primary Role: **FastTrack Manager**\nMotions: **RFA / Targeting**\nApplies To: **Teams**", "soft breaks"),
    ("Primary Role: **FastTrack Manager**  \nMotions: **RFA / Targeting**  \nApplies To: **Teams**", "hard breaks by blanks"),
    ("Primary Role: **FastTrack Manager**\\\nMotions: **RFA / Targeting**\\\nApplies To: **Teams**", "hard breaks by backslash"),
    ("Primary Role: **FastTrack Manager**<br>\nMotions: **RFA / Targeting**<br>\nApplies To: **Teams**", "line break tags"),
    ("Primary Role: **FastTrack Manager**\n\nMotions: **RFA / Targeting**\n\nApplies To: **Teams**", "blank lines between"),
    ("Primary Role: **FastTrack\nManager**\nMotions: **RFA /\nTargeting**\nApplies To: **Teams**", "values that wrap in the bold"),
    ("Primary Role: **FastTrack Manager **\nMotions: **RFA / Targeting **\nApplies To: ** Teams**", "bold that stays literal"),
    ("Primary Role: **FastTrack Manager\nMotions: **RFA / Targeting\nApplies To: **Teams", "bold that is never closed"),
    ("Primary Role: FastTrack Manager\nMotions: RFA / Targeting\nApplies To: Teams", "no bold"),
    ("**Primary Role: FastTrack Manager**\n**Motions: RFA / Targeting**\n**Applies To: Teams**", "label and value in one bold"),
    ("**Primary Role:** FastTrack Manager\n**Motions:** RFA / Targeting\n**Applies To:** Teams", "only the label bold"),
    ("**Primary Role**: FastTrack Manager\n**Motions**: RFA / Targeting\n**Applies To**: Teams", "colon outside the bold"),
    ("**Primary Role: FastTrack Manager Applies To: Teams**\nMotions: **RFA / Targeting**", "two labels glued in one bold"),
    ("Primary Role: **FastTrack Manager** Motions: **RFA / Targeting** Applies To: **Teams**", "three labels on one line"),
    ("*Primary Role:* FastTrack Manager\n_Motions_: _RFA / Targeting_\n*Applies To: Teams*", "italics"),
    ("***Primary Role:*** FastTrack Manager\nMotions: ***RFA / Targeting***\nApplies To: __Teams__", "three marks, underlines"),
    ("<strong>Primary Role:</strong> FastTrack Manager\n<b>Motions</b>: RFA / Targeting\nApplies To: <em>Teams</em>", "HTML"),
    ("Primary Role **FastTrack Manager**\nMotions - **RFA / Targeting**\nApplies To\\: **Teams**", "no colon, or one that is escaped"),
    ("Primary Role:\n**FastTrack Manager**\nMotions:\nRFA / Targeting\n**Applies\nTo: Teams**", "over two lines"),
    ("Primary Role: **FastTrack Manager**\\*\nMotions: **RFA / Targeting** (see below)\nApplies To: **Teams**[^1]", "remarks"),
    ("Primary Role: **FastTrack Manager**\nMotions: **RFA** / **Targeting**\nApplies To: **Teams**", "several bold pieces"),
    ("Primary Role: **FastTrack Manager**\nMotions: **RFA** **Targeting**\nApplies To: **Teams**", "pieces with nothing between"),
    ("Primary Role: **FastTrack Manager**\nMotions: **RFA** / Targeting\nApplies To: **Teams**", "bold only in part"),
    ("Applies To: **Teams**\nMotions: **RFA / Targeting**\nPrimary Role: **FastTrack Manager**", "another order"),
    ("[!INCLUDE [x](y.md)]\nPrimary Role: **FM**\nMotions: **RFA / Targeting**\nApplies To: **Teams**", "an include glued to the labels"),
    (
        "Primary Role: **FM**\nMotions: **RFA / Targeting**\nApplies To: **Teams**\nProse that follows at once, with FE.",
        "prose that follows",
    ),
    ("primary\u00a0role\u200b： **FM**\nMOTIONS: **rfa / targeting**\napplies  to: **teams**", "case, blanks, full-width colon"),
    ("主な役割: **FastTrack マネージャー**\nモーション: **RFA/ターゲティング**\n適用対象: **Teams**", "Japanese"),
    ("**主な役割: FastTrack マネージャーの適用対象: Teams**\nモーション: **RFA/ターゲティング**", "Japanese, glued by a particle"),
    ("Primäre Rolle: **FastTrack Manager**\nKonzepte: **RFA/Adressierung**\nGilt für: **Teams**", "German"),
    ("Rol principal: **Administrador de FastTrack**\nIniciativas: **RFA / Focalización**\nAplica a: **Teams**", "Spanish"),
    ("Primaere Rolle: **FastTrack Manager**\nKonzepte: **RFA/Adressierung**\nGilt fuer: **Teams**", "German without umlauts"),
    ("Funcao principal: **Gerente FastTrack**\nIniciativas: **RFA/Segmentacao**\nAplica-se a: **Teams**", "no accents"),
    ("Função Principal: **Gerente FastTrack (FM)**\nIniciativas: **RFA/Segmentação**\nAplica-se a: **Teams**", "Portuguese"),
    ("主な役割: **FastTrack ﾏﾈｰｼﾞｬｰ**\nﾓｰｼｮﾝ: **ＲＦＡ/ﾀｰｹﾞﾃｨﾝｸﾞ**\n適用対象: **Teams**", "Japanese in half width"),
    ("主要角色：**FastTrack 經理**\n行動：**RFA／目標設定**\n適用於：**Teams**", "traditional Chinese"),
    ("主要角色: **FastTrack 经理**\n行动: **RFA/目标设定**\n适用于: **Teams**", "Chinese"),
]


@pytest.mark.parametrize(("block", "why"), BLOCKS)
def test_a_label_block_is_read_in_whatever_shape(block: str, why: str) -> None:
    only = read(step(block)).steps[0]
    assert (only.roles, only.motions, only.applies_to) == (("fasttrack-manager",), ("rfa", "targeting"), ("teams",)), why


REPAIRED = [
    ("Primary Role **FastTrack Manager**", "no-colon"),
    ("Primary\nRole: **FastTrack Manager**", "wrapped"),
    ("Primary Role:\n**FastTrack Manager**", "wrapped"),
    ("Primary Role: **FastTrack Manager **", "unclosed-bold"),
    ("Primary Role: *FastTrack Manager*", "not-bold"),
]


@pytest.mark.parametrize(("label", "repair"), REPAIRED)
def test_a_damaged_label_is_read_and_said(label: str, repair: str) -> None:
    page = read(step(label))
    assert page.steps[0].roles == ("fasttrack-manager",)
    assert [(one.code, one.line, one.values["repair"]) for one in page.findings] == [("label-repaired", 7, repair)]


def test_a_bold_line_below_a_label_is_its_value_though_nobody_knows_the_name() -> None:
    page = read("# T\n\nPhase: **Enable**\n\n## Approach\n\n### Step\n\nApplies To:\n**Zeppelin**\n\nMotions:\n**Step Inputs**\n\n- One.\n")
    step = page.steps[0]
    assert step.applies_to == ("Zeppelin",)
    assert step.motions == ()
    assert step.inputs is not None
    assert len(step.inputs) == 1


def test_labels_above_a_rule_are_no_heading() -> None:
    page = read(f"## Title\n\nPhase: **Enable**\nMotions: **RFA**\n---\n\n## Approach\n\n### A\n\n{ROLE}\n---\n\n- a\n")
    assert (page.phase, page.motions, page.steps[0].roles, texts(page.steps[0].actions)) == (
        "enable",
        ("rfa",),
        ("fasttrack-manager",),
        ["a"],
    )
    assert codes(page) == ["heading-repaired"] * 2


def test_several_label_blocks_of_one_step_are_united() -> None:
    block = "Primary Role: **{}**\nMotions: **{}**\nApplies To: **{}**\n\n"
    only = read(step(block.format("FM", "RFA", "Teams") + "Prose.\n\n" + block.format("FE / FM", "Targeting", "Exchange"))).steps[0]
    assert (only.roles, only.motions) == (("fasttrack-manager", "fasttrack-engineer"), ("rfa", "targeting"))
    assert only.applies_to == ("teams", "exchange")


def test_all_services_swallow_the_others() -> None:
    assert read(step(f"{ROLE}\nApplies To: **Teams / All Services**")).steps[0].applies_to == "all"


def test_a_secondary_role_is_not_among_the_roles() -> None:
    assert read(step(f"{ROLE}\nSecondary Role: **SME**")).steps[0].roles == ("fasttrack-manager",)
    assert read(step("主な役割: **FE**\nセカンダリ役割: **SME**")).steps[0].roles == ("fasttrack-engineer",)


@pytest.mark.parametrize("value", ["**-**", "-", "**–**", "** - **"])
def test_a_dash_means_nobody(value: str) -> None:
    only = read(step(f"Primary Roles: {value}\nApplies To: {value}")).steps[0]
    assert (only.roles, only.applies_to) == ((), ())


def test_unknown_names_are_kept_as_written_and_said_once() -> None:
    page = read("Phase: **Finale**\n\n" + step("Primary Role: **Juggler / FM**\nMotions: **Circus**\nApplies To: **Trapeze**"))
    only = page.steps[0]
    assert page.phase == "Finale"
    assert (only.roles, only.motions, only.applies_to) == (("Juggler", "fasttrack-manager"), ("Circus",), ("Trapeze",))
    assert codes(page) == ["unknown-phase", "unknown-role", "unknown-motion", "unknown-service"]


PHASES = [
    ("Phase: **Enable**", "enable"),
    ("フェーズ: **展開準備**", "remediate"),
    ("Fase: **Éxito**", "success"),
    ("Phase: **Assess, Remediate and Enable**", ("assess", "remediate", "enable")),
    ("Phase: **Multiple Phase**", "multiple"),
    ("Fase: **essenciais**", "essenciais"),
    ("No label", None),
]


@pytest.mark.parametrize(("line", "phase"), PHASES)
def test_the_phase_is_one_key_or_several_or_none(line: str, phase: str | tuple[str, ...] | None) -> None:
    assert read(f"# Title\n\n{line}\n\n## Overview\n").phase == phase


# ---------------------------------------------------------------- lists

CRITERIA = [
    ("**Step Inputs (the checklist of items)**\n\n- a\n- b\n\n**Step Outputs (what to leave)** \n- c", "bold with brackets"),
    ("Step Inputs\n\n- a\n- b\n\nStep Outputs:\n\n- c", "no bold"),
    ("#### Step Inputs\n\n- a\n- b\n\n#### Step Outputs (x)\n\n- c", "headings"),
    ("### Step Inputs\n\n- a\n- b\n\n### Step Outputs\n\n- c", "headings of the step's own level"),
    ("**Step Inputs (the checklist\nof items)**\n\n- a\n- b\n\n**Step Outputs**\n\n- c", "an explanation that wraps"),
    ("**Quality Inputs**\n\n* a\n* b\n\n**Quality Outputs**\n\n1. c", "the older name, and other markers"),
    ("**品質の入力**\n\n- a\n- b\n\n**品質の出力**\n\n- c", "Japanese"),
    ("<b>Step Inputs</b>\n\n- a\n- b\n\n*Step Outputs*\n\n- c", "HTML and italics"),
    ("**Step Inputs **\n\n- a\n- b\n\n**Step Outputs\n\n- c", "bold that is not closed"),
    ("Some prose.\n**Step Inputs**\n- a\n- b\n**Step Outputs**\n- c", "no blank lines at all"),
    ("**Step Outputs**\n\n- c\n\n**Step Inputs**\n\n- a\n- b", "the other order"),
    ("**Step Inputs**\n\n- a\n\n**Step Outputs**\n\n- c\n\n**Step Inputs**\n\n- b", "twice: added up"),
]


@pytest.mark.parametrize(("body", "why"), CRITERIA)
def test_inputs_and_outputs_are_the_items_below_their_labels(body: str, why: str) -> None:
    only = read(step(body)).steps[0]
    assert (texts(only.inputs), texts(only.outputs), texts(only.actions)) == (["a", "b"], ["c"], []), why


def test_inputs_end_at_the_next_label_heading_or_table() -> None:
    label = read(step("**Step Inputs**\n\n- a\n\nApplies To: **Teams**\n\n- b")).steps[0]
    heading = read(step("**Step Inputs**\n\n- a\n\n#### FTOP Tasks\n\n- b")).steps[0]
    rows = read(step("**Step Inputs**\n\n- a\n\n" + table("| 4058 | n | M | FM | Teams |") + "\n- b")).steps[0]
    prose = read(step("**Step Inputs**\n\n- a\n\nProse.\n\n- b")).steps[0]
    assert [texts(one.inputs) for one in (label, heading, rows, prose)] == [["a"], ["a"], ["a"], ["a", "b"]]
    assert [texts(one.actions) for one in (label, heading, rows, prose)] == [["b"], ["b"], ["b"], []]


def test_no_label_is_none_and_a_label_without_items_is_empty() -> None:
    without, empty = read(step("- a")).steps[0], read(step("**Step Inputs**\n\n**Step Outputs**\n\nProse.")).steps[0]
    assert (without.inputs, without.outputs) == (None, None)
    assert (empty.inputs, empty.outputs) == ((), ())
    page = read("# T\n\n## Key Inputs\n\nProse, no bullets.\n")
    assert (page.key_inputs, page.key_outputs) == ((), None)


def test_actions_are_items_outside_inputs_tables_and_quotes() -> None:
    page = read(step("- a\n  1. b\n     - c\n\n> - quoted\n\n> [!NOTE]\n> - noted\n\n1. d\n2. e\n\n    - code? no: nested\n"))
    assert levels(page.steps[0].actions) == "123112"


def test_every_item_of_every_depth_counts_with_its_own_text_and_line() -> None:
    only = read(step("- *a*\n  goes on\n  lazily\n\n  second\n  - **b** [c](d)\n    - none\n-\n")).steps[0]
    assert [(item.text, item.level, item.line) for item in only.actions] == [
        ("a goes on lazily second", 1, 7),
        ("b c", 2, 12),
        ("none", 3, 13),
        ("", 1, 14),
    ]


def test_japanese_lines_are_joined_without_a_blank() -> None:
    page = read("# 題名\n\n## アプローチ\n\n### 準備\n\n- お客様は、方法を\n  理解しています。\n")
    assert texts(page.steps[0].actions) == ["お客様は、方法を理解しています。"]


INVISIBLE = [
    ("\u200b- a", "a zero-width space before the marker"),
    ("-\u00a0a", "a no-break space behind it"),
    ("\u00a0- a\u200b", "a no-break space before it"),
    ("- \u200ba\u00a0", "around the text"),
    ("-\ta", "a tab"),
    ("   - a", "indented by three"),
]


@pytest.mark.parametrize(("line", "why"), INVISIBLE)
def test_invisible_characters_do_not_cost_an_item(line: str, why: str) -> None:
    page = read(step(line))
    assert texts(page.steps[0].actions) == ["a"], why
    assert set(codes(page)) <= {"invisible-characters"}


def test_invisible_characters_are_one_note_a_page_with_counts() -> None:
    page = read("\ufeff# T \n\n" + "- a\u200b\u00a0b\u202fc\n" * 50)
    (note,) = [one for one in page.findings if one.code == "invisible-characters"]
    assert (note.severity, note.line, dict(note.values)) == ("note", 1, {"zero_width": 51, "no_break": 100, "trailing": 1})


NO_ITEMS = ["8.text", "8.从这里", "1.**Update:**text", "a. text", "ii) text", "• text", "-text", "prose\n2. text"]


@pytest.mark.parametrize("line", NO_ITEMS)
def test_what_markdown_does_not_read_as_an_item_is_none_but_a_finding(line: str) -> None:
    page = read(step(line))
    assert page.steps[0].actions == ()
    assert codes(page) == ["not-a-list-item"]


@pytest.mark.parametrize("line", ["10.000 Lizenzen", "z. B. so", "12/31 comes", "-5 degrees", "e.g. this", "*emphasis* first", "2020 was"])
def test_prose_is_not_taken_for_an_item(line: str) -> None:
    assert codes(read(step(line))) == []


def test_letters_typed_below_an_item_are_its_text_and_a_finding_each() -> None:
    page = read(step("- item\n  a. one\n  b. two"))
    assert texts(page.steps[0].actions) == ["item a. one b. two"]
    assert codes(page) == ["not-a-list-item"] * 2


def test_an_item_indented_too_far_is_code_and_a_finding() -> None:
    page = read(step("Prose.\n\n     - too far"))
    assert (page.steps[0].actions, codes(page)) == ((), ["not-a-list-item"])


def test_a_bold_numbered_line_is_no_step_but_a_finding() -> None:
    page = read("## Approach\n\n**1. Plan it**\n\n- x\n")
    assert page.steps == ()
    assert [(one.code, one.line) for one in page.findings if one.code != "no-steps"] == [("not-a-step", 3)]


# ---------------------------------------------------------------- sections


def test_sections_that_occur_twice_are_added_up() -> None:
    page = read(f"## Key Inputs\n\n- a\n\n### Step\n\n{ROLE}\n\n- x\n\n## Key Inputs\n\n- b\n  - c\n")
    assert texts(page.key_inputs) == ["a", "b", "c"]
    assert [item.key for item in page.key_inputs or ()] == ["key-inputs.1", "key-inputs.2", "key-inputs.3"]


def test_a_step_ends_a_section_and_takes_its_own_items() -> None:
    page = read(f"## Next Steps\n\n- a\n\n### Step\n\n{ROLE}\n\n- b\n\n## Overview\n\n- c\n")
    assert (texts(page.next_steps), texts(page.steps[0].actions)) == (["a"], ["b"])


def test_a_section_heading_that_a_list_swallowed_begins_its_section() -> None:
    page = read("## Key Outputs\n\n  - a\n    ## Next Steps\n  - b\n")
    assert (texts(page.key_outputs), texts(page.next_steps)) == (["a"], ["b"])
    assert codes(page) == ["heading-repaired"]


ROWS = "| Date | Who Changed | What Changed |\n|--|--|--|\n| 1/2/2020 | b | c |\n"
SWALLOWED = [
    "## Next Steps\n\n  - a\n    ## Refresh Summary\n\n    " + ROWS.replace("\n", "\n    "),
    "## Next Steps\n\n- a\n\n    ## Refresh Summary\n\n" + ROWS,
    "## Next Steps\n\n1. a\n\n   ## Refresh Summary\n\n" + ROWS,
    "## Next Steps\n\n- a\n\nProse.\n\n    ## Refresh Summary\n\n" + ROWS.replace("Date", "When"),
]


@pytest.mark.parametrize("text", SWALLOWED)
def test_a_heading_of_a_section_is_one_however_far_it_is_indented(text: str) -> None:
    page = read(text)
    assert (texts(page.next_steps), len(page.refresh or ())) == (["a"], 1)
    assert codes(page) == ["heading-repaired"]


def test_code_is_not_taken_for_a_heading() -> None:
    page = read("## Next Steps\n\n- a\n\nProse.\n\n    ## my shell comment\n\n- b\n")
    assert (texts(page.next_steps), codes(page)) == (["a", "b"], [])


def test_a_known_name_at_level_four_is_a_part_of_its_step() -> None:
    page = read(step("#### Next Steps\n\n- a"))
    assert (page.next_steps, texts(page.steps[0].actions)) == (None, ["a"])


def test_both_sides_of_a_merge_conflict_are_kept_and_it_is_an_error() -> None:
    page = read(
        step("**Step Inputs**\n\n- a\n<<<<<<< HEAD\n- b\n=======\n- c\n>>>>>>> 4b48cb7\n")
        + "\n"
        + table(
            "| 3080 | n | b | FE | Teams |", "<<<<<<< HEAD", "| 3650 | n | M | FE | Teams |", "=======", "| 3650 | n | b | FE | Teams |"
        )
        + ">>>>>>> x\n| 1247 | n | O | FE | Teams |\n"
    )
    assert texts(page.steps[0].inputs) == ["a", "b", "c"]
    assert [(task.id, task.requirement) for task in page.tasks] == [("3080", "M"), ("3650", "M"), ("3650", "M"), ("1247", "O")]
    assert [(one.code, one.severity) for one in page.findings] == [("merge-conflict", "error")] * 2


def test_the_common_ancestor_of_a_conflict_is_no_side() -> None:
    page = read(step("<<<<<<< a\n- one\n||||||| base\n- old\n=======\n- two\n>>>>>>> b"))
    assert texts(page.steps[0].actions) == ["one", "two"]


def test_a_setext_underline_is_no_conflict_marker() -> None:
    assert read("Title\n=======\n\ntext\n").title == "Title"


# ---------------------------------------------------------------- front matter, title, language

FRONT = """---  \n# required metadata\t
title: FastTrack Playbook  \nauthor: 'A: B'\nms.author: x\nmanager: pagrim \nms.date: 5/2/19 \nft.audience: partner
ft.owner: "pagrim"\n---   \n"""


@pytest.mark.parametrize("before", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter_is_read_with_trailing_blanks_and_bom(before: str, newline: str) -> None:
    page = read((before + FRONT + "\n# Title\n").replace("\n", newline))
    meta = page.meta
    assert (meta.owner, meta.manager, meta.author, meta.audience) == ("pagrim", "pagrim", "A: B", "partner")
    assert meta.date == date(2019, 5, 2)
    assert page.title == "Title"


def test_front_matter_that_is_never_closed_is_read_as_far_as_it_goes() -> None:
    page = read("---\n# required metadata\ntitle: X\nms.date: 1/2/2020\n\n# Title\n\n## Key Inputs\n\n- a\n")
    assert (page.title, page.meta.date, texts(page.key_inputs)) == ("Title", date(2020, 1, 2), ["a"])
    assert codes(page) == ["front-matter-unclosed"]


def test_a_rule_on_line_one_is_not_front_matter() -> None:
    page = read("---\n\n# Title\n\n---\n\n## Key Inputs\n\n- a\n")
    assert (page.title, texts(page.key_inputs)) == ("Title", ["a"])


def test_front_matter_is_read_however_it_is_typed() -> None:
    meta = read("\n\n---\nMS.Date:5/2/19  # moved\nauthor: 'A # B' # x\nManager: pagrim # y\n-----\n# T\n").meta
    assert (meta.date, meta.author, meta.manager) == (date(2019, 5, 2), "A # B", "pagrim")


def test_missing_and_empty_values_are_none_and_a_bad_date_is_a_finding() -> None:
    page = read("---\nms.date: 13/45/2019\nmanager:\n---\n# T\n")
    assert (page.meta.date, page.meta.manager, page.meta.owner) == (None, None, None)
    assert [(one.code, one.line) for one in page.findings if one.code != "no-steps"] == [("unreadable-date", 2)]


def test_the_title_is_the_first_heading_that_is_no_section() -> None:
    assert read("---\ntitle: Front\n---\n# Refresh Summary\n").title == "Front"
    assert read("#  The [page](x) ##\n\n# Refresh Summary\n").title == "The page"
    assert read("text\n").title == ""


LANGUAGES = [
    ("en", "## Overview\n\nThe customer is ready.\n\n## Objectives\n\n- a\n"),
    ("de", "## Übersicht\n\nDer Kunde ist bereit.\n\n## Ziele\n\n- a\n"),
    ("es", "## Descripción general\n\nEl cliente está listo para la implementación.\n\n## Objetivos\n"),
    ("pt", "## Visão geral\n\nO cliente não está pronto.\n\n## Objetivos\n"),
    ("ja", "## 概要\n\nお客様は準備ができています。\n\n## 目標\n"),
    ("zh", "## 概述\n\n客户已准备就绪。\n\n## 目标\n"),
    ("ja", "## 目標\n\n## 重要な情報\n"),
    ("zh", "## 目标\n\n## 方法\n"),
    ("ja", "# Office 365 ProPlus\n\nMicrosoft 365 Apps を Windows 10 に Configuration Manager で展開する。\n"),
    ("de", "# Get Modern\n\n## Ziele\n\n## Methode\n"),
    ("en", ""),
    ("en", "# FTOP 123\n"),
]


@pytest.mark.parametrize(("language", "text"), LANGUAGES)
def test_the_language_follows_the_content(language: str, text: str) -> None:
    assert read(f"---\ntitle: The title of the page is in English\n---\n{text}").language == language


# ---------------------------------------------------------------- the change table

DATES = [
    ("03/25/2020", date(2020, 3, 25), None),
    ("9/13/2019", date(2019, 9, 13), None),
    ("5/2/19", date(2019, 5, 2), None),
    ("10/018/2019", None, "unreadable-date"),
    ("25/03/2020", None, "unreadable-date"),
    ("", None, "unreadable-date"),
    ("soon", None, "unreadable-date"),
    ("02/30/2020", None, "unreadable-date"),
    ("06.10.2019", date(2019, 10, 6), "date-format"),
    ("18 Mar 2020", date(2020, 3, 18), "date-format"),
    ("18. März 2020", date(2020, 3, 18), "date-format"),
    ("2020-03-18", date(2020, 3, 18), "date-format"),
    ("2020年3月18日", date(2020, 3, 18), "date-format"),
    ("９/１３/２０１９", date(2019, 9, 13), None),
    ("9 / 13 / 2019", date(2019, 9, 13), None),
]


@pytest.mark.parametrize(("text", "day", "code"), DATES)
def test_dates_are_read_in_us_order(text: str, day: date | None, code: str | None) -> None:
    page = read(f"## Refresh Summary\n\n| Date | Who Changed | What Changed |\n|---|---|---|\n|{text}|A [B](c)| *d* |\n")
    assert [(one.date, one.who, one.what, one.line) for one in page.refresh or ()] == [(day, "A B", "d", 5)]
    assert codes(page) == ([code] if code else [])


CHANGES = [
    ("# Refresh Summary\n\n|Date|Who Changed|What Changed|Notes|\n|--|--|--|\n|1/2/2020|a|b|c|\n", 1, "level 1, short delimiter row"),
    ("text\n\n|日付|変更者|変更内容|\n|--|--|--|\n|1/2/2020|a|b|\n|1/2/2020|a|b|\n", 2, "no heading at all"),
    ("## 刷新摘要\n\n| x | y | z |\n|--|--|--|\n|1/2/2020|a|b|\n| | | |\n", 1, "unknown header under the heading; empty rows"),
    ("## Refresh Summary\n\nNothing yet.\n", 0, "a heading without a table"),
    ("### Change Log\n\n| Date | Who Changed | What Changed |\n|--|--|--|\n1/2/2020 | a | b\n", 1, "no outer pipes"),
]


@pytest.mark.parametrize(("text", "rows", "why"), CHANGES)
def test_a_change_table_is_told_by_heading_or_header(text: str, rows: int, why: str) -> None:
    assert len(read(text).refresh or ()) == rows, why
    assert read(text).refresh is not None


def test_without_change_table_there_is_none() -> None:
    assert read("## Overview\n\n| Date | Topic |\n|--|--|\n| 1/2/2020 | a |\n").refresh is None


# ---------------------------------------------------------------- findings


def test_a_page_without_steps_says_so_once() -> None:
    for text in ("", "# An article\n\nWith prose.\n\n- and a list\n"):
        page = read(text)
        assert page.steps == ()
        assert [(one.code, one.severity, one.line) for one in page.findings] == [("no-steps", "note", 1)]


@pytest.mark.parametrize("name", sorted(path.name for path in PLAYBOOKS.glob("completion-[em]*.md")))
def test_the_shipped_pages_are_read_without_findings(name: str) -> None:
    page = read((PLAYBOOKS / name).read_text(encoding="utf-8"))
    assert page.findings == ()
    assert len(page.steps) == 2


def all_the_damage() -> Page:
    return read(
        "---\nms.date: x\n---\n# T \n\nPhase: **X**\n\n## Approach\n\n###First\n\nPrimary Role: **FE は\n\n8.text\n\n**1. Bold**\n\n"
        + table("|| 3999 | n | Q | FM | X |", "| 3998 | n |", "| none | n | M | FM | X |")
        + "\n| 3997 | n | M | FM | Teams |\n\n- a\n  ## Key Inputs\n\n<<<<<<< x\n\x00\n\n```\n"
        + "y" * 20_001
    )


def test_every_finding_has_a_listed_code_its_values_and_a_line() -> None:
    page = all_the_damage()
    assert len({one.code for one in page.findings}) >= 15
    for one in page.findings:
        assert one.code in READING_CODES
        assert set(one.values) == set(READING_VALUES[one.code]), one.code
        assert one.line is not None
        assert 1 <= one.line <= page.source.count("\n") + 1
        assert one.path == "page.md"
    assert [one.line for one in page.findings] == sorted(one.line or 0 for one in page.findings)


def test_the_source_keeps_its_lines() -> None:
    page = read("\ufeff---\r\ntitle: x\r\n---\r\n\r\na\u200bb\u00a0c\r\n")
    assert page.source == "---\ntitle: x\n---\n\nab c\n"
