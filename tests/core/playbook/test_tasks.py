"""Task tables: a damaged row is still a task."""

import pytest

from tests.core.playbook.reading_help import codes, read, step, table

GOOD = "| 4058 | Name | M | FastTrack Manager | Teams |"

ROWS = [
    (GOOD, [], "as it should be"),
    ("|4058|Name|M|FastTrack Manager|Teams|", [], "no blanks"),
    ("|| 4058 | Name | M | FastTrack Manager | Teams |", ["row-repaired"], "begins with an empty cell"),
    ("| | 4058 | Name | M | FastTrack Manager | Teams |", ["row-repaired"], "begins with a blank cell"),
    ("| 4058 | Name | M FastTrack Manager | Teams |", ["row-repaired"], "requirement and role in one cell, last one missing"),
    ("| 4058 | Name | MFastTrack Manager | Teams |", ["row-repaired"], "the same without a blank"),
    ("4058 | Name | M | FastTrack Manager | Teams |", ["row-repaired"], "no opening pipe"),
    ("| 4058 | Name | M | FastTrack Manager | Teams", ["row-repaired"], "no closing pipe"),
    ("| [4058](a.md) | Name | M | FastTrack Manager | Teams |", [], "the id is a link"),
    ("| **4058** | **Name** | **M** | **FastTrack Manager** | **Teams** |", [], "all bold"),
    ("| 4058 | [Name](https://x.org/a_b) | M | FastTrack Manager | Teams |", [], "the name is a link"),
    ("| 4058 | Na<br>me | M | FastTrack Manager | Teams |", [], "a line break"),
    ("| 4058\u200b | Name\u00a0 | M | FastTrack\u00a0Manager | Teams |", ["invisible-characters"], "invisible characters"),
    ("| 4058 | Name | m | fasttrack manager | TEAMS |", [], "case"),
    ("| 4058 | Na | me | M | FastTrack Manager | Teams |", ["row-repaired"], "a pipe in the name"),
    ("| 4058 | Name | M | FastTrack Manager | Teams | |", [], "one pipe too many"),
    ("    | 4058 | Name | M | FastTrack Manager | Teams |", [], "indented"),
    ('| [4058](a_(b).md "t") | Name | M | FastTrack Manager | Teams |', [], "a link with brackets and a title"),
    ("| `4058` | Name | M | FastTrack Manager | Teams |", [], "the id as code"),
    ("| 4058\\* | Name | M | FastTrack Manager | Teams |", [], "the mark of a footnote"),
    ("| ４０５８ | Name | Ｍ | FastTrack Manager | Teams |", [], "full width"),
    ("| Task 4058 (new) | Name | M | FastTrack Manager | Teams |", ["row-repaired"], "the id among words"),
    ("| 4058 Name | M | FastTrack Manager | Teams |", ["row-repaired"], "id and name in one cell"),
    ("| 4058 | Name | (M) | FastTrack Manager | Teams |", ["row-repaired"], "the requirement in brackets"),
    ("| 4058 | Name | Mandatory | FastTrack Manager | Teams |", [], "the word of the legend"),
    ("| 4058 | Name | (M) FastTrack Manager | Teams |", ["row-repaired"], "merged, with brackets"),
    ("| 4058 | Na | M | me | M | FastTrack Manager | Teams |", ["row-repaired"], "a piece of the name that looks like a requirement"),
    ("| 4058 | Name | M | FastTrack<br>Manager | Teams<br>Teams |", [], "line breaks inside a name and between two"),
    ("| 4058 | Name | M | FastTrack Manager | Teams | Teams |", ["row-repaired"], "a pipe between services"),
]


@pytest.mark.parametrize(("row", "found", "why"), ROWS)
def test_a_row_is_read_in_whatever_shape(row: str, found: list[str], why: str) -> None:
    page = read(step(table("| 1701 | First | O | SME | All Services |", row)))
    first, second = page.tasks
    assert (first.id, first.requirement, first.roles, first.services) == ("1701", "O", ("sme",), "all")
    assert (second.id, second.requirement, second.roles, second.services) == ("4058", "M", ("fasttrack-manager",), ("teams",)), why
    assert second.name.replace(" ", "").replace("|", "") in ("Name", "NaMme"), why
    assert (second.step, second.line) == (0, 10)
    assert page.steps[0].tasks == ("1701", "4058")
    assert codes(page) == found, why


TWO = [
    "| 3143 | One | O | FE | Teams || 1328 | Two | M | FM | Exchange |",
    "| 3143 | One | O | FE | Teams | | 1328 | Two | M | FM | Exchange |",
    "| 3143 | One | O | FE | Teams | 1328 | Two | M | FM | Exchange |",
    "| 3143 | One | O | FE | Teams 1328 | Two | M | FM | Exchange |",
    "|| 3143 | One | O | FE | Teams | [1328](x) | Two | M | FM | Exchange |",
    "| 3143 | One | O FE | Teams || 1328 | Two | M | FM | Exchange |",
]


@pytest.mark.parametrize("line", TWO)
def test_two_rows_on_one_line_are_two_tasks(line: str) -> None:
    page = read(step(table(line, GOOD)))
    assert [(one.id, one.name, one.requirement, one.roles, one.services, one.line) for one in page.tasks] == [
        ("3143", "One", "O", ("fasttrack-engineer",), ("teams",), 9),
        ("1328", "Two", "M", ("fasttrack-manager",), ("exchange",), 9),
        ("4058", "Name", "M", ("fasttrack-manager",), ("teams",), 10),
    ]
    assert "row-repaired" in codes(page)


@pytest.mark.parametrize(
    "lines", ["| 4058 | Na\nme | M | FM | Teams |", "| 4058 | Name |\nM | FM | Teams |", "| 4058 | Name\n| M | FM | Teams |"]
)
def test_a_row_broken_over_two_lines_is_one_task(lines: str) -> None:
    page = read(step(table(lines, GOOD)))
    assert [(one.id, one.name.replace(" ", ""), one.requirement, one.services, one.line) for one in page.tasks] == [
        ("4058", "Name", "M", ("teams",), 9),
        ("4058", "Name", "M", ("teams",), 11),
    ]
    assert codes(page) == ["row-repaired"]


LEGENDS = [
    ("(M)andatory / (O)ptional", "M", "M"),
    ("(M)andatory / (O)ptional", "O", "O"),
    ("(E) Erforderlich (O) Optional", "E", "M"),
    ("(b) Obrigatório / (O) Opcional", "b", "M"),
    ("(b) Obrigatório / (O) Opcional", "M", "M"),
    ("(M) 強制性/(O) 可选", "o", "O"),
    ("(P) Pflicht (K) Kann", "P", "M"),
    ("(P) Pflicht (K) Kann", "K", "O"),
    ("(O)ptional / (M)andatory", "O", "O"),
    ("(M)andatory / (O)ptional", "X", None),
    ("(M)andatory / (O)ptional", "", None),
]


@pytest.mark.parametrize(("legend", "code", "requirement"), LEGENDS)
def test_the_requirement_is_read_through_the_legend(legend: str, code: str, requirement: str | None) -> None:
    page = read(step(f"| Task ID | Task Name | {legend} | FastTrack Role | Services |\n|-|-|-|-|-|\n| 4058 | n | {code} | FM | Teams |"))
    assert page.tasks[0].requirement == requirement
    assert ("unknown-requirement" in codes(page)) == (requirement is None)


HEADERS = [
    ("|Task ID|Task Description|(M) Mandatory (O) Optional|FastTrack Role|\n|--|--|--|--|", "four columns"),
    ("|**Task ID**|**Task Description**|**(M) Mandatory (O) Optional**|**FastTrack Role**|\n|--|--|--|--|", "bold"),
    ("|タスク ID|役職|(M) 必須 (O) オプション|FastTrack の役割|\n|:-|:-:|:-|", "three delimiters under four columns"),
    ("|Id. de tarea|Cargo laboral|(M)andatorio / (O)pcional|Rol de FastTrack|", "no delimiter row"),
    ("|Number|What|Must|By|\n|--|--|--|--|", "unknown words"),
]


@pytest.mark.parametrize(("header", "why"), HEADERS)
def test_a_table_without_services_has_none(header: str, why: str) -> None:
    page = read(f"## Approach\n\n{header}\n|3080|n|M|FE は|\n|[1247](x)|n|O|FE|\n")
    assert [(one.id, one.requirement, one.roles, one.services, one.step) for one in page.tasks] == [
        ("3080", "M", ("fasttrack-engineer",), None, None),
        ("1247", "O", ("fasttrack-engineer",), None, None),
    ], why


def test_a_row_without_role_keeps_its_services() -> None:
    page = read(step(table(GOOD, "| 4059 | n | M | Exchange |", "| 4060 | n | M | FM |")))
    assert [(one.roles, one.services) for one in page.tasks[1:]] == [((), ("exchange",)), (("fasttrack-manager",), ())]
    assert codes(page) == ["row-repaired", "unreadable-task-row"]


def test_a_header_is_known_by_its_names_where_its_delimiter_row_is_missing() -> None:
    page = read(step("| Task ID | Task Name | (M)andatory / (O)ptional | FastTrack Role |\n| Task 4058 | n | M | FM |"))
    assert [(one.id, one.requirement, one.services) for one in page.tasks] == [("4058", "M", None)]
    assert codes(page) == ["table-repaired", "row-repaired"]


def test_a_shifted_row_is_no_header() -> None:
    page = read(step(table(GOOD) + "\n|| 3999 | n | M | FM | Teams |\n| 4000 | n | M | FM | Teams |"))
    assert [(one.id, one.requirement, one.services) for one in page.tasks[1:]] == [("3999", "M", ("teams",)), ("4000", "M", ("teams",))]


def test_columns_in_another_order_are_read_by_their_names() -> None:
    page = read(
        step("| Task ID | Services | FastTrack Role | (M)andatory / (O)ptional | Task Name |\n|-|-|-|-|-|\n| 4058 | Teams | FM | M | n |")
    )
    (task,) = page.tasks
    assert (task.name, task.requirement, task.roles, task.services) == ("n", "M", ("fasttrack-manager",), ("teams",))


def test_a_task_table_needs_no_heading_and_no_header() -> None:
    page = read(step(GOOD + "\n| 994 | n | O | FE / SME | Teams / Yammer |"))
    assert [(one.id, one.roles, one.services) for one in page.tasks] == [
        ("4058", ("fasttrack-manager",), ("teams",)),
        ("994", ("fasttrack-engineer", "sme"), ("teams", "yammer")),
    ]


def test_rows_cut_off_by_a_blank_line_belong_to_the_table_above() -> None:
    header = "|Task ID|Task Description|(E) Erforderlich (O) Optional|FastTrack Role|\n|--|--|--|--|\n"
    page = read(step(f"{header}|3080|n|E|FE|\n\n|3070|n|E|FE|"))
    assert [(one.id, one.requirement, one.services) for one in page.tasks] == [("3080", "M", None), ("3070", "M", None)]
    assert codes(page) == ["row-outside-table"]


NO_TASKS = [
    "| Data | Needed | First |\n|--|--|--|\n| L1 | yes | no |",
    "| Date | Who Changed | What Changed |\n|--|--|--|\n| 1/2/2020 | a | b |",
    "```\n" + table(GOOD) + "```",
    "<!--\n" + table(GOOD) + "-->",
    "> " + GOOD,
    "use a | b or 4058 | c",
    "| Year | Quarter | Topic |\n|--|--|--|\n| 2020 | Q1 | a |",
]


@pytest.mark.parametrize("text", NO_TASKS)
def test_other_tables_hold_no_tasks(text: str) -> None:
    page = read(step(text))
    assert page.tasks == ()
    assert page.steps[0].tasks == ()


def test_a_task_heading_that_outranks_its_step_leaves_the_tasks_to_no_step_and_says_so() -> None:
    page = read(step("#### FTOP Tasks\n\n" + table(GOOD)) + f"\n##### Late\n\nPrimary Role: **-**\n\n#### FTOP Tasks\n\n{table(GOOD)}")
    assert [one.step for one in page.tasks] == [0, None]
    assert [one.tasks for one in page.steps] == [("4058",), ()]
    assert codes(page) == ["task-outside-step"]


def test_a_row_that_cannot_be_told_apart_keeps_what_is_certain() -> None:
    page = read(step(table("| 4058 | Name |")))
    (task,) = page.tasks
    assert (task.id, task.name, task.requirement, task.roles, task.services) == ("4058", "Name", None, (), ())
    assert [one.severity for one in page.findings if one.code == "unreadable-task-row"] == ["error"]


def test_a_row_without_id_is_no_task_but_a_finding() -> None:
    page = read(step(table(GOOD, "| n/a | Name | M | FM | Teams |", "| | | | | |")))
    assert [one.id for one in page.tasks] == ["4058"]
    assert codes(page) == ["row-without-id"]


def test_a_table_below_an_item_does_not_become_its_text() -> None:
    page = read(step("- item\n" + table(GOOD)))
    assert ([one.text for one in page.steps[0].actions], len(page.tasks)) == (["item"], 1)
