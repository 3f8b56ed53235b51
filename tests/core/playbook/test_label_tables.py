"""Labels in tables, tables whose id stands elsewhere, HTML: authors who like another shape than `Label: **value**`."""

import pytest

from tests.core.playbook.reading_help import codes, read, step

BESIDE = "| Primary Role | FastTrack Manager |\n|---|---|\n| Motions | RFA / Targeting |\n| Applies To: | Exchange<br>Teams |\n"
NAMED = f"| Field | Value |\n|---|---|\n{BESIDE.replace('|---|---|' + chr(10), '')}"
BLANK = f"| | |\n|---|---|\n{BESIDE.replace('|---|---|' + chr(10), '')}"
ABOVE = (
    "| **Primary Role** | Motions | Applies To | Note |\n|---|---|---|---|\n| FastTrack Manager | RFA, Targeting | Exchange and Teams | |\n"
)


@pytest.mark.parametrize("table", [BESIDE, NAMED, BLANK, ABOVE])
@pytest.mark.parametrize("before", ["", "A sentence.\n\n"])
def test_labels_in_a_table_are_labels(table: str, before: str) -> None:
    page = read(step(f"{before}{table}\n- act"))
    (one,) = page.steps
    assert (one.roles, one.motions, one.applies_to) == (("fasttrack-manager",), ("rfa", "targeting"), ("exchange", "teams"))
    assert codes(page) == ["label-in-table"] * 3
    assert [item.text for item in one.actions] == ["act"]


def test_they_are_read_in_other_languages_and_above_the_first_section() -> None:
    page = read("# 表\n\n| 項目 | 内容 |\n|--|--|\n| フェーズ | 有効化 |\n| モーション | RFA、ターゲティング |\n\n## 概要\n\n説明。\n")
    assert (page.phase, page.motions) == ("enable", ("rfa", "targeting"))


def test_a_role_in_a_table_makes_a_deep_heading_a_step_as_a_role_line_does() -> None:
    page = read("# T\n\n## Approach\n\n### Part\n\nText.\n\n#### Deep\n\n| Primary Role | SME |\n|---|---|\n\n- a\n")
    assert [(one.title, one.roles) for one in page.steps] == [("Part", ()), ("Deep", ("sme",))]


def test_labels_of_a_table_join_those_of_lines() -> None:
    page = read(step("| Primary Role | SME |\n|---|---|\n\nPrimary Role: **FM**\nApplies To: **Teams**\n"))
    assert (page.steps[0].roles, page.steps[0].applies_to) == (("sme", "fasttrack-manager"), ("teams",))


def test_an_unknown_name_beside_a_known_one_is_kept_and_said() -> None:
    page = read(step("| Primary Role | Wizard |\n|---|---|\n| Applies To | Teams |\n"))
    assert page.steps[0].roles == ("Wizard",)
    assert "unknown-role" in codes(page)


@pytest.mark.parametrize(
    "table",
    [
        "| Topic | What we do |\n|---|---|\n| Phase | The phase of the moon is no phase |\n| Applies To | Whoever reads this |\n",
        "| Applies To | Meaning |\n|---|---|\n| Teams | chat |\n",
        "| Phase | Applies To |\n|---|---|\n| Enable | Teams |\n| Migrate | Exchange |\n",
        "| Question | Answer |\n|---|---|\n| Who | A person |\n| Motion | RFA |\n| Where | There |\n| When | Now |\n",
    ],
)
def test_a_table_that_speaks_of_phases_and_services_is_prose(table: str) -> None:
    page = read(f"# T\n\nPhase: **Enable**\n\n## Approach\n\n### A\n\nPrimary Role: **SME**\n\n{table}")
    assert (page.phase, page.motions, page.steps[0].roles, page.steps[0].motions, page.steps[0].applies_to) == (
        "enable",
        (),
        ("sme",),
        (),
        None,
    )
    assert codes(page) == []


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("Primary Role(s): **FM / FE**", ("fasttrack-manager", "fasttrack-engineer")),
        ("Rol(es) principal(es): **SME**", ("sme",)),
        ("Primäre Rolle(n): **SME**", ("sme",)),
        ("Primary Role(): **SME**", ("sme",)),
    ],
)
def test_a_plural_in_brackets_is_the_label(line: str, roles: tuple[str, ...]) -> None:
    page = read(step(f"{line}\n\n- a"))
    assert page.steps[0].roles == roles
    assert codes(page) == []


def test_criteria_in_a_table_are_said_and_not_counted() -> None:
    page = read(step("| Step Inputs | Step Outputs |\n|---|---|\n| i | o |\n\n- a"))
    assert (page.steps[0].inputs, page.steps[0].outputs) == (None, None)
    assert codes(page) == ["criteria-in-table"] * 2


@pytest.mark.parametrize("tag", ["table", "ul", "ol"])
@pytest.mark.parametrize("before", ["", "<div>\n"])
def test_a_list_or_table_in_html_is_said(tag: str, before: str) -> None:
    page = read(step(f"{before}<{tag}>\n<li>a</li>\n</{tag}>\n\n- a"))
    assert codes(page) == ["html-not-read"]
    assert read(step(f"<!-- <{tag}> -->\n\n- a")).findings == ()


def test_labels_inside_html_with_a_list_are_still_read() -> None:
    page = read(step("<div>Primary Role: <b>SME</b>\n<ul><li>a</li></ul></div>\n"))
    assert page.steps[0].roles == ("sme",)


def test_the_id_of_a_task_may_stand_in_any_column() -> None:
    header = "| Services | Task Name | Task ID | FastTrack Role | (M)andatory / (O)ptional |\n|---|---|---|---|---|\n"
    page = read(step(f"{header}| Teams | Call | 1402 | FE | O |\n| Edge / Exchange | Write | [1403](x.md) | FM | M |\n"))
    assert [(task.id, task.name, task.requirement, task.roles, task.services) for task in page.tasks] == [
        ("1402", "Call", "O", ("fasttrack-engineer",), ("teams",)),
        ("1403", "Write", "M", ("fasttrack-manager",), ("edge", "exchange")),
    ]
    assert codes(page) == []


def test_a_table_that_names_tasks_among_other_things_is_none_of_tasks() -> None:
    assert read(step("| Location | Task ID |\n|---|---|\n| Teams | 1402 |\n")).tasks == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "fr",
            "# Réunion\n\nPhase : **Activation**\n\n## Objectifs\n\n- Le client sait comment demander de l'aide\n",
        ),
        (
            "it",
            "# Riunione\n\n## Obiettivi\n\n- Il cliente sa che può chiedere aiuto\n- I servizi della società sono attivi per gli utenti\n",
        ),
        (
            "nl",
            "# Gesprek\n\n## Doelen\n\n- De klant weet wat hij met het verzoek kan doen\n- Het gesprek wordt niet vergeten\n",
        ),
    ],
)
def test_a_page_in_a_further_language_is_not_taken_for_a_neighbour(language: str, text: str) -> None:
    assert read(text).language == language
