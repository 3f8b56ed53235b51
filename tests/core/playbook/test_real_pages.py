"""All sample pages, against what a person finds on them.

The expectations were written down page by page from the pages themselves, with counts checked by grep; none is the reader's own
output. Pages of one family share a structure across languages, which is checked too.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import pytest

from tasuki.core.playbook.page import Page, Task
from tests.core.playbook.reading_help import codes, levels, read
from tests.shared import shared

FM, FE, SME, MVM = ("fasttrack-manager",), ("fasttrack-engineer",), ("sme",), ("migration-velocity-manager",)
ALL_MOTIONS = ("customer-health", "rfa", "targeting")
RFA_FIRST = ("rfa", "targeting", "customer-health")
TARGETING_FIRST = ("targeting", "rfa", "customer-health")
MIGRATED = ("exchange", "onedrive", "sharepoint")
FIRST_STEP = ("exchange", "sharepoint", "onedrive")
CORE = ("core-onboarding",)

# roles, motions, applies to, and the levels of actions, inputs and outputs (None: no such label)
Expected = tuple[tuple[str, ...], tuple[str, ...], object, str, str | None, str | None]
# id, M or O, roles, services
Row = tuple[str, str, tuple[str, ...], object]


@dataclass(frozen=True)
class Sheet:
    language: str
    phase: str | None
    counts: tuple[int | None, ...]  # objectives, key inputs, key outputs, next steps, changes
    steps: list[Expected]
    tasks: list[tuple[int | None, list[str]]]  # step and ids of each table
    rows: list[Row] = field(default_factory=list)
    motions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def completion(language: str, first: str, second: str, outputs: str, changes: int) -> Sheet:
    return Sheet(
        language,
        "enable",
        (4, 3, 2, 1, changes),
        [(FM, ("rfa",), "all", "12221", first, "11"), (FM, ("rfa",), "all", "11233211122233312", second, outputs)],
        [(1, ["4058"])],
        [("4058", "M", FM, "all")],
    )


def migration(language: str, changes: int) -> Sheet:
    return Sheet(
        language,
        "migrate",
        (4, 3, 2, 2, changes),
        [(FM, (), "all", "12221", None, None), (FM, (), "all", "11233211122233323", None, None)],
        [(1, ["4060"])],
        [("4060", "M", FM, "all")],
    )


def kick_off(language: str, changes: int) -> Sheet:
    return Sheet(
        language,
        "initiate",
        (5, 4, 12, 3, changes),
        [
            (FM, ALL_MOTIONS, "all", "1111223443441111", None, None),
            (FM, RFA_FIRST, "all", "1111111", None, None),
            (FM, (), "all", "", None, None),
            (FM, (), "all", "", None, None),
            ((), (), "all", "", None, None),
        ],
        [(0, ["3979", "3616"]), (1, ["994", "983", "1903", "1904"])],
        [
            ("3979", "O", FM, "all"),
            ("3616", "M", FM, "all"),
            ("994", "M", FM, "all"),
            ("983", "O", FM, "all"),
            ("1903", "O", FM, CORE),
            ("1904", "O", FM, MIGRATED),
        ],
    )


def ids(text: str) -> list[str]:
    return text.split()


TABLE_2 = "1126 1672"
TABLE_3 = ids(
    "3992 2474 3126 3147 3125 1235 3222 1158 3223 3306 3677 1941 3687 1159 1171 3311 3160 3159 3158 3157 3156 3155 1240 3727 3725 3724"
    " 3728 2218 2415 1641 1141 1134 1148 3267 3161 2461 2570 2201 2567 2260 2980 3047 2483 2266 2491 3999 3954 4000 4001 4002 4003 4004"
    " 4006 4081 4082 4083 4087 4097 4098"
)
TABLE_4 = ids("4024 4031 4032 1247 4033 3650")
SKYPE = ids("3685 3716 3688 3689 3722")
ENTERPRISE = ids("4037 3212 3213 3238 3241 3243")


def enabling(language: str, changes: int, *codes: str, inputs: str = "1222222", outputs: str = "12223332") -> Sheet:
    """Enable Services in translation: nine steps, the last two behind Next Steps, whose lists stand twice."""
    return Sheet(
        language,
        "enable",
        (3, 8, 4, 4, changes),
        [
            (FM, (), FIRST_STEP, "", None, None),
            (FM, ALL_MOTIONS, "all", "", "11", "1111"),
            (FE, ALL_MOTIONS, "all", "111", inputs, outputs),
            (FE, ALL_MOTIONS, ("m365-apps", "windows-10"), "", None, None),
            (SME, (), ("teams",), "", None, None),
            (FM, ALL_MOTIONS, "all", "", "1", "1"),
            (FM, ALL_MOTIONS, "all", "", None, None),
            (FE, TARGETING_FIRST, "all", "", "123333122", "12323222"),
            ((), (), "all", "", None, None),
        ],
        [(1, ids(TABLE_2)), (2, TABLE_3), (3, TABLE_4), (4, SKYPE), (5, ["3690"]), (6, ["1701"]), (7, ENTERPRISE), (8, ["2550"])],
        codes=codes,
    )


SHEETS = {
    "seed/000_e914646ba7e21975.txt": completion("ja", "111", "111", "122111122211", 4),
    "pages/de/enable-conduct-engagement-completion-discussion-partner-de.md": completion("de", "111", "111", "122111122211", 3),
    "pages/es/enable-conduct-engagement-completion-discussion-partner-es.md": completion("es", "111", "111", "122111122211", 3),
    "pages/pt/enable-conduct-engagement-completion-discussion-partner-pr.md": completion("pt", "111", "111", "122111122211", 4),
    "pages/zh/enable-conduct-engagement-completion-discussion-partner-sc.md": completion("zh", "111", "111", "122111122211", 4),
    "pages/en/enable-conduct-engagement-completion-discussion-partner.md": completion("en", "1", "11", "1232223332111", 3),
    "pages/en/migrate-conduct-engagement-completion-discussion-partner.md": migration("en", 3),
    "pages/ja/migrate-conduct-engagement-completion-discussion-partner-jp.md": migration("ja", 4),
    "pages/en/initiate-conduct-customer-kick-off-partner.md": kick_off("en", 9),
    "pages/de/initiate-conduct-customer-kick-off-partner-de.md": kick_off("de", 9),
    "pages/ja/initiate-conduct-customer-kick-off-partner-jp.md": kick_off("ja", 10),
    "pages/de/enable-enable-services-partner-de.md": enabling("de", 11, "row-repaired"),
    "pages/es/enable-enable-services-partner-es.md": enabling("es", 11, "row-repaired"),
    "pages/ja/enable-enable-services-partner-jp.md": enabling("ja", 12),
    "pages/zh/enable-enable-services-partner-sc.md": enabling("zh", 12, "row-repaired"),
    "pages/pt/enable-enable-services-partner-pr.md": enabling(
        "pt", 12, "merge-conflict", "row-repaired", inputs="1222222" * 2, outputs="12223332" * 2
    ),
    "pages/en/enable-enable-services-partner.md": Sheet(
        "en",
        "enable",
        (3, 8, 4, 2, 12),
        [
            (FM, (), FIRST_STEP, "", None, None),
            (FM, ALL_MOTIONS, "all", "", "11", "1111"),
            (FE, ALL_MOTIONS, "all", "111", "12222222", "12223332"),
            (FE, ALL_MOTIONS, ("m365-apps", "windows-10"), "121233312", "122", "12222222212233"),
            (FE, ALL_MOTIONS, ("intune", "m365-apps", "windows-10"), "1111", None, None),
            (SME, (), ("teams",), "", None, None),
            (FM, ALL_MOTIONS, "all", "", "1", "1"),
            (FM, ALL_MOTIONS, "all", "", "11", "11"),
            (FE, TARGETING_FIRST, "all", "", "1233331222", "1232322222"),
            ((), (), "all", "", None, None),
        ],
        [
            (1, ids(TABLE_2)),
            (2, [*TABLE_3[: TABLE_3.index("1134") + 1], "4112", *TABLE_3[TABLE_3.index("1148") :], "3743"]),
            (3, [*TABLE_4, "4111"]),
            (4, ["4110"]),
            (5, SKYPE),
            (6, ["3690"]),
            (7, ["1701"]),
            (8, [*ENTERPRISE, "3731"]),
            (9, ["2550"]),
        ],
    ),
    "pages/en/assess-conduct-technical-assessment-partner.md": Sheet(
        "en",
        "assess",
        (18, 3, 5, 2, 1),
        [
            (FE, ALL_MOTIONS, CORE, "1111", None, None),
            (FE, ALL_MOTIONS, CORE, "", None, None),
            (FE, ALL_MOTIONS, "all", "11111", None, None),
            (SME, ALL_MOTIONS, ("aadp", "intune"), "11111", None, None),
            (FM, ALL_MOTIONS, MIGRATED, "", None, None),
            (FE, ALL_MOTIONS, "all", "112222", None, None),
            (FM, ALL_MOTIONS, "all", "", None, None),
            (FM, ALL_MOTIONS, ("intune",), "", None, None),
        ],
        [
            (0, ["4071"]),
            (1, ["4072"]),
            (2, ["3070", "1049"]),
            (3, ["4075"]),
            (4, ids("2050 2278 4099 4100 3217 3312 3308 1034")),
            (5, ids("3268 3226 2121 2393 2455 2456 2457")),
            (6, ["1699"]),
            (7, ["4039"]),
        ],
        [
            ("4071", "M", FE, CORE),
            ("4072", "M", FE, CORE),
            ("3070", "M", FE, "all"),
            ("1049", "M", FE, "all"),
            ("4075", "M", SME, ("aadp", "intune")),
            ("2050", "O", FM, MIGRATED),
            ("2278", "O", FM, MIGRATED),
            ("4099", "M", FM, MIGRATED),
            ("4100", "O", FM, MIGRATED),
            ("3217", "O", MVM, MIGRATED),
            ("3312", "O", MVM, MIGRATED),
            ("3308", "O", MVM, ("exchange",)),
            ("1034", "M", FE, ("exchange",)),
            ("3268", "M", FE, ("teams",)),
            ("3226", "O", FE, ("classroom-sds",)),
            ("2121", "O", FE, ("exchange",)),
            ("2393", "O", FE, ("sfb",)),
            ("2455", "O", FE, ("sfb",)),
            ("2456", "O", FE, ("sfb",)),
            ("2457", "O", FE, ("sfb",)),
            ("1699", "M", FM, "all"),
            ("4039", "M", FM, ("intune",)),
        ],
        motions=ALL_MOTIONS,
    ),
    "pages/en/remediate-address-technical-gaps-partner.md": Sheet(
        "en",
        "remediate",
        (3, 2, 4, 3, 8),
        [
            (FE, (), "all", "", None, None),
            (FE, (), "all", "", None, None),
            (FE, (), "all", "", None, None),
            (FE, (), ("exchange", "sfb"), "", None, None),
            (FE, (), "all", "", None, None),
            (FM, (), "all", "", None, None),
            ((), (), "all", "", None, None),
        ],
        # The last step is a heading of level 5; the task heading below it, of level 4, ends its body.
        [(2, ids("3184 2193 3224 3998 4073 4080 4101")), (3, ["3208", "3209", "3358"]), (5, ["3190", "1700"]), (None, ["2545"])],
        [
            ("3184", "O", FE, CORE),
            ("2193", "O", FE, ("sfb",)),
            ("3224", "O", FE, ("classroom-sds",)),
            ("3998", "M", SME, ("aip",)),
            ("4073", "O", FE, CORE),
            ("4080", "M", SME, ("mdatp",)),
            ("4101", "O", FE, MIGRATED),
            ("3208", "O", FE, ("exchange",)),
            ("3209", "O", FE, ("sfb",)),
            ("3358", "O", ("fasttrack-architect-v2",), MIGRATED),
            ("3190", "M", FE, "all"),
            ("1700", "M", FM, "all"),
            ("2545", "O", FE, ("aip",)),
        ],
        codes=("row-repaired", "label-repaired", "task-outside-step"),
    ),
    "pages/ja/opp365-standalone-engagement-jp.md": Sheet(
        "ja",
        None,
        (2, 0, 0, None, 3),
        [],
        [(None, ["3080", "3070", "3190", "1247"])],
        [("3080", "M", FE, None), ("3070", "M", FE, None), ("3190", "M", FE, None), ("1247", "M", FE, None)],
        codes=("label-repaired", *("not-a-step",) * 4, "table-repaired", "role-debris", "table-repaired"),
    ),
    "pages/zh/initiate-review-meeting-cadence-partner-sc.md": Sheet(
        "zh",
        "initiate",
        (7, 1, 3, 2, 4),
        [(FM, (), CORE, one, None, None) for one in ("", "11", "111", "")],
        [(3, ["3333", "3334"])],
        [("3333", "M", ("fasttrack-architect-v2",), "all"), ("3334", "M", FM, CORE)],
        codes=("not-a-list-item",) * 8,
    ),
}


@cache
def page_of(name: str) -> Page:
    return read(shared(name).read_text(encoding="utf-8"))


def row_of(task: Task) -> Row:
    return task.id, str(task.requirement), task.roles, task.services


@pytest.mark.parametrize("name", SHEETS)
def test_the_page_is_read_as_a_person_reads_it(name: str) -> None:
    page, sheet = page_of(name), SHEETS[name]
    lists = (page.objectives, page.key_inputs, page.key_outputs, page.next_steps, page.refresh)
    assert (page.language, page.phase, page.motions) == (sheet.language, sheet.phase, sheet.motions)
    assert tuple(None if one is None else len(one) for one in lists) == sheet.counts
    found = [(s.roles, s.motions, s.applies_to, levels(s.actions), levels(s.inputs), levels(s.outputs)) for s in page.steps]
    assert found == sheet.steps
    assert [(task.step, task.id) for task in page.tasks] == [(step, one) for step, several in sheet.tasks for one in several]
    for number, one in enumerate(page.steps):
        assert list(one.tasks) == [task for step, several in sheet.tasks if step == number for task in several]
    if sheet.rows:
        assert [row_of(task) for task in page.tasks] == sheet.rows
    assert tuple(code for code in codes(page) if code != "invisible-characters") == sheet.codes


def test_every_sample_page_has_its_sheet() -> None:
    folder = shared("pages").parent
    there = [path.relative_to(folder).as_posix() for path in [*folder.glob("pages/*/*.md"), *folder.glob("seed/*")]]
    assert sorted(there) == sorted(SHEETS)


def counted(text: str) -> dict[str, int]:
    words = text.split()
    return {name: int(count) for name, count in zip(words[::2], words[1::2], strict=True)}


# Counted with grep and awk over the columns of the English and the German page.
ENGLISH = (
    {"M": 31, "O": 55},
    {"fasttrack-engineer": 47, "fasttrack-manager": 6, "get-modern-fta": 1, "migration-velocity-manager": 7, "sme": 25},
    counted(
        "aadp 1 aip 8 all 3 classroom-sds 1 core-onboarding 7 edge 2 exchange 22 intune 3 "
        "mdatp 1 m365-apps 5 windows-10 6 oatp 2 onedrive 9 sharepoint 8 outlook-mobile 1 powerbi 2 "
        "project 2 sfb 5 sfb-pstn-calling 1 sfb-cloud-pbx 1 sfb-pstn-conferencing 1 teams 11 yammer 1 "
    ),
)
GERMAN = (
    {"M": 31, "O": 50},
    {"fasttrack-engineer": 46, "fasttrack-manager": 4, "get-modern-fta": 1, "migration-velocity-manager": 7, "sme": 23},
    counted(
        "aadp 1 aip 8 all 3 classroom-sds 1 core-onboarding 6 edge 2 exchange 22 intune 2 "
        "mdatp 1 m365-apps 3 windows-10 4 oatp 2 onedrive 8 sharepoint 8 outlook-mobile 1 powerbi 2 "
        "project 2 sfb 5 sfb-pstn-calling 1 sfb-cloud-pbx 1 sfb-pstn-conferencing 1 teams 10 yammer 1 "
    ),
)


@pytest.mark.parametrize(
    ("name", "expected"), [("en/enable-enable-services-partner.md", ENGLISH), ("de/enable-enable-services-partner-de.md", GERMAN)]
)
def test_the_long_tables_hold_what_grep_counts(name: str, expected: tuple[dict[str, int], ...]) -> None:
    tasks = page_of(f"pages/{name}").tasks
    roles = Counter(role for task in tasks for role in task.roles)
    services = Counter(one for task in tasks for one in (("all",) if task.services == "all" else task.services or ()))
    assert (Counter(task.requirement for task in tasks), roles, services) == expected


FAMILIES = [
    [
        "de/enable-enable-services-partner-de.md",
        "es/enable-enable-services-partner-es.md",
        "ja/enable-enable-services-partner-jp.md",
        "pt/enable-enable-services-partner-pr.md",
        "zh/enable-enable-services-partner-sc.md",
    ],
    [
        "en/initiate-conduct-customer-kick-off-partner.md",
        "de/initiate-conduct-customer-kick-off-partner-de.md",
        "ja/initiate-conduct-customer-kick-off-partner-jp.md",
    ],
]


@pytest.mark.parametrize("names", FAMILIES)
def test_translations_of_one_page_hold_the_same_tasks(names: list[str]) -> None:
    first, *others = ([(task.step, *row_of(task)) for task in page_of(f"pages/{name}").tasks] for name in names)
    for other in others:
        assert other == first


def test_the_header_of_a_page_and_its_texts() -> None:
    page = page_of("seed/000_e914646ba7e21975.txt")
    assert (page.meta.owner, page.meta.manager, page.meta.author, page.meta.audience) == ("pagrim", "pagrim", "Ryan Meehan", "partner")
    assert [str(change.date) for change in page.refresh or ()] == ["2020-04-30", "2020-03-25", "2019-10-01", "2019-09-13"]
    assert [item.line for item in page.steps[1].outputs or ()] == list(range(118, 130))
    assert (page.next_steps or ())[0].text.endswith("導入または移行に更新します。")
    assert page.steps[0].actions[4].text.endswith("実施するセクションのガイドに従ってください。")


# ---------------------------------------------------------------- mutations: damage that must not change what is read


def without_blanks_at_ends(text: str) -> str:
    return "\n".join(line.rstrip(" ") for line in text.split("\n"))


MUTATIONS: dict[str, Callable[[str], str]] = {
    "a byte order mark": lambda text: "\ufeff" + text.lstrip("\ufeff"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "no final newline": lambda text: text.rstrip("\n"),
    "no trailing blanks": without_blanks_at_ends,
    "trailing blanks at headings": lambda text: "\n".join(line + "  " if line.startswith("#") else line for line in text.split("\n")),
    "two blanks behind the marks": lambda text: text.replace("\n## ", "\n##   ").replace("\n### ", "\n###   "),
    "closing marks": lambda text: "\n".join(line.rstrip() + " ##" if line.startswith("## ") else line for line in text.split("\n")),
    "zero-width spaces before markers": lambda text: text.replace("\n- ", "\n\u200b- ").replace("\n| ", "\n\u200b| "),
    "no-break spaces behind markers": lambda text: text.replace("\n- ", "\n-\u00a0"),
    "other bullets": lambda text: text.replace("\n- ", "\n* ").replace("\n  - ", "\n  * ").replace("\n    - ", "\n    * "),
    "no blanks in rows": lambda text: "\n".join(
        "|".join(cell.strip() for cell in line.split("|")) if line[:1] == "|" else line for line in text.split("\n")
    ),
}


def meaning(page: Page) -> tuple[object, ...]:
    steps = [
        (
            s.title,
            s.roles,
            s.motions,
            s.applies_to,
            s.tasks,
            *((levels(x), [i.text for i in x or ()]) for x in (s.actions, s.inputs, s.outputs)),
        )
        for s in page.steps
    ]
    tasks = [(task.name, task.step, *row_of(task)) for task in page.tasks]
    lists = [
        None if one is None else [(i.text, i.level) for i in one]
        for one in (page.objectives, page.key_inputs, page.key_outputs, page.next_steps)
    ]
    changes = [(change.date, change.who, change.what) for change in page.refresh or ()]
    return page.language, page.title, page.meta, page.phase, page.motions, steps, tasks, lists, changes


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("name", [name for name in SHEETS if "enable-services" not in name])
def test_damage_that_nobody_sees_changes_nothing(name: str, mutation: str) -> None:
    text = shared(name).read_text(encoding="utf-8")
    assert meaning(read(MUTATIONS[mutation](text))) == meaning(page_of(name))


@pytest.mark.parametrize("name", SHEETS)
def test_a_page_cut_anywhere_is_still_read(name: str) -> None:
    text = shared(name).read_text(encoding="utf-8")
    for end in range(0, len(text), max(len(text) // 6, 1)):
        page = read(text[:end] + text[end + 40 :])
        assert len(page.source.split("\n")) == (text[:end] + text[end + 40 :]).count("\n") + 1
