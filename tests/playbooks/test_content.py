"""What we ship as playbooks holds together: pages, rules, notes, mails, FAQ and words."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import yaml

from tests.playbooks.plain import SHIPPED, Criterion, criteria, entries, load, normalised, rules, said, signature, stating, texts
from tests.playbooks.stated import STATED
from tests.shared import ROOT

LANGUAGES = ("ja", "en")
PLAYBOOKS = ("completion-enablement", "completion-migration")
SEED_RULES = ROOT / "tests/pages/seed.rules.yaml"
SEED_MIGRATION_RULES = ROOT / "tests/pages/seed-migration.rules.yaml"
RULES = [*(SHIPPED / f"{slug}.rules.yaml" for slug in PLAYBOOKS), SEED_RULES, SEED_MIGRATION_RULES]
COMPLETION_TASK = {
    "completion-enablement": "task-4058",
    "completion-migration": "task-4060",
    "seed-enablement": "task-4058",
    "seed-migration": "task-4060",
}
QUEUES = {"FTCQ Inactive Americas": "Americas", "FTCQ Inactive APJ": "APJ", "FTCQ Inactive EMEA": "EMEA"}

_NAMES = """
tenant tenant_id request_id workload manager manager_email contact discussion_date ready next_workloads demo_given satisfaction
concerns attendees next_action_date queue region reason resources today reached_on seats active_users required source file_digest
channel on account_team next_steps faq_version users agreed task status template to demo_reason
"""
PLACEHOLDERS = set(_NAMES.split())


def page(slug: str, language: str) -> str:
    return (SHIPPED / f"{slug}.{language}.md").read_text("utf-8")


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("slug", PLAYBOOKS)
def test_both_languages_of_a_page_have_the_same_lists_in_the_same_order(slug: str) -> None:
    japanese, english = (entries(page(slug, language)) for language in LANGUAGES)

    assert signature(japanese) == signature(english)
    assert [entry.place for entry in japanese] == [entry.place for entry in english]
    assert len(japanese) > 40


@pytest.mark.parametrize("slug", PLAYBOOKS)
def test_both_languages_of_a_page_name_the_same_numbers_in_every_item(slug: str) -> None:
    for japanese, english in zip(*(entries(page(slug, language)) for language in LANGUAGES), strict=True):
        numbers = [sorted(re.findall(r"\d[\d,]*", entry.text)) for entry in (japanese, english)]
        assert numbers[0] == numbers[1], (japanese.text, english.text)


def test_both_thresholds_of_enablement_are_stated_the_right_way_round() -> None:
    japanese = page("completion-enablement", "ja")
    for text in (japanese, said(entries(japanese), ["有効化のマイルストーンに達したこと"])[0].text):
        assert re.search(r"1,000 シート以上[^、]*アクティブユーザー[^、]*100 人", text)
        assert re.search(r"1,000 シート未満[^、]*アクティブユーザーがシート数の 10%", text)
    english = page("completion-enablement", "en")
    assert re.search(r"1,000 seats or more it takes 100 active users; with fewer than 1,000 seats[^;.]*10% of the seats", english)
    assert re.search(
        r"1,000 seats or more has at least 100 active users, and a service with fewer than 1,000 seats[^.]*10% of its seats", english
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", PLAYBOOKS)
def test_queues_stand_on_the_page_by_their_literal_keys(slug: str, language: str) -> None:
    found = [entry.text for entry in entries(page(slug, language)) if "FTCQ" in entry.text]

    assert found == [*QUEUES, *QUEUES], "once among the actions, once among the outputs"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", PLAYBOOKS)
def test_front_matter_is_complete_and_dated_like_the_newest_change(slug: str, language: str) -> None:
    source = page(slug, language)
    meta = yaml.safe_load(source.split("---\n")[1])
    changes = re.findall(r"^\| (\d\d)/(\d\d)/(\d{4}) \|", source, flags=re.MULTILINE)
    dates = [(year, month, day) for month, day, year in changes]

    assert list(meta) == [
        *(
            "title",
            "description",
            "author",
            "ms.author",
            "manager",
            "ms.date",
            "ms.topic",
            "ms.prod",
            "ms.custom",
            "ft.audience",
            "ft.owner",
        ),
    ]
    assert dates, "the page has no dated change"
    assert dates == sorted(dates, reverse=True), "newest first"
    assert meta["ms.date"] == "/".join(changes[0])


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.md")), ids=lambda path: path.name)
def test_a_page_has_no_invisible_or_doubled_characters_and_its_links_lead_somewhere(path: Path) -> None:
    source = path.read_text("utf-8")

    assert not re.search(r"[\u200b\ufeff\u00a0\t]|[ \t]+$|%%|％|。:|。：|::|\(\(|\(\)", source, flags=re.MULTILINE)
    assert source.endswith("\n")
    for target in re.findall(r"\]\(([^)]+)\)", source):
        assert (path.parent / target).is_file(), target


def test_words_that_translations_get_wrong_do_not_occur() -> None:
    for slug in PLAYBOOKS:
        source = page(slug, "ja")
        for word in (
            "解約",
            "解放",
            "割り当てチーム",
            "アクティブでない",
            "既存のペース",
            "開催の一部",
            "顧客",
            "アカウント チーム",
            "話し合い",
        ):
            assert word not in source, word


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", PLAYBOOKS)
def test_every_quote_stands_exactly_where_it_is_meant(slug: str, language: str) -> None:
    found = entries(page(slug, language))

    for criterion in criteria(rules(SHIPPED / f"{slug}.rules.yaml")):
        assert criterion.quotes(language), f"{criterion.key} is not quoted in {language}"
        assert [entry.place for entry in said(found, criterion.quotes(language))] == STATED[criterion.key], criterion.key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", PLAYBOOKS)
def test_every_item_states_one_criterion_or_is_the_name_of_a_queue(slug: str, language: str) -> None:
    bound = criteria(rules(SHIPPED / f"{slug}.rules.yaml"))

    for entry in entries(page(slug, language)):
        if not entry.place.startswith("actions") and entry.text not in QUEUES:
            assert len(stating(entry, bound, language)) == 1, entry


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", PLAYBOOKS)
def test_a_step_is_found_by_its_heading(slug: str, language: str) -> None:
    headings = re.findall(r"^### (.+)$", page(slug, language), flags=re.MULTILINE)

    for number, step in enumerate(rules(SHIPPED / f"{slug}.rules.yaml")["steps"].values()):
        assert [normalised(step["says"][language]) in normalised(heading) for heading in headings] == [number == 0, number == 1]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_what_comes_after_what_is_known_and_has_no_circle(path: Path) -> None:
    plain = rules(path)
    bound = {criterion.key: criterion for criterion in criteria(plain)}
    task = COMPLETION_TASK[plain["playbook"]]
    steps = {step: [c.key for c in bound.values() if c.step == step] for step in plain["steps"]}
    workload = [key for key, criterion in bound.items() if criterion.lane == "workload"]
    later = {key for key, criterion in bound.items() if task in criterion.plain.get("after", [])}
    words = {**steps, "workloads": [*workload, task], "rest": [*bound, task]}

    graph = {task: {key for key in workload if key not in later}}
    for key, criterion in bound.items():
        after = criterion.plain.get("after", [])
        assert set(after) <= {*bound, *words, task}, f"{key} comes after something unknown"
        graph[key] = {name for word in after for name in words.get(word, [word])} - {key}

    order = list(TopologicalSorter(graph).static_order())
    assert order[-1] == "released"
    assert [key for key, criterion in bound.items() if "rest" in criterion.plain.get("after", [])] == ["released"]


# X and D: the transitions that domain.md 10.8 prohibits; what must come before what, and so on through all that comes before that.
PROHIBITED = [
    ("X1 no release before the queue has the tenant", "released", "queue-confirmed"),
    ("X1 no confirmation without a request", "queue-confirmed", "queue-requested"),
    ("X2 no hand-over while a service is unfinished", "queue-requested", "workloads"),
    ("X3 nor without the mandatory task", "service-status", "the task"),
    ("D2 no discussion without the milestone", "discussed", "milestone"),
    ("D2 nor the earlier task", "the earlier task", "milestone"),
    ("D1 nor for another motion", "discussed", "motion"),
    ("D4 no customer mail before the discussion", "customer-mailed", "discussed"),
    ("D4 not even where the mail only explains the next request", "customer-knows-rfa", "discussed"),
    ("D4 no status note before it", "status-noted", "discussed"),
    ("D5 no release before the closing note", "released", "closing-note"),
    ("D5 the closing note sums up all workloads", "closing-note", "workloads"),
    ("D7 the date is fixed when the last workload is done", "next-action-date", "workloads"),
    ("the account team hears of a milestone that was reached", "account-team-informed", "milestone"),
]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_prohibited_transitions_are_out_of_reach(path: Path) -> None:
    plain = rules(path)
    bound = {criterion.key: criterion for criterion in criteria(plain)}
    names = {"the task": COMPLETION_TASK[plain["playbook"]], "the earlier task": "task-1701" if "task-1701" in bound else "task-1702"}

    for why, later, earlier in PROHIBITED:
        assert names.get(earlier, earlier) in _before(names.get(later, later), bound), why


def _before(key: str, bound: dict[str, Criterion]) -> set[str]:
    reached: set[str] = set()
    waiting = [key]
    while waiting:
        word = waiting.pop()
        named = bound[word].plain.get("after", []) if word in bound else []
        steps = [criterion.key for criterion in bound.values() if criterion.step == word]
        rest = [other for other in bound if other != word] if "rest" in named else []
        fresh = {*named, *steps, *rest} - reached
        reached |= fresh
        waiting += fresh
    return reached


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_every_name_in_the_rules_is_one_of_a_criterion_a_task_or_a_category(path: Path) -> None:
    plain = rules(path)
    bound = {criterion.key: criterion.plain for criterion in criteria(plain)}
    known = {*bound, COMPLETION_TASK[plain["playbook"]]}
    noted = {key for key, criterion in bound.items() if "noted" in criterion}
    by_check = {"no-blocker"} & {check for criterion in bound.values() for check in texts(criterion.get("met-by", []))}

    assert {name for excuse in plain["excused"].values() for name in excuse["criteria"]} <= known
    assert set(plain["waivable"]) <= known
    assert set(plain.get("labels", {})) <= known
    assert set(plain["notes"]) == noted | by_check
    assert {category for criterion in bound.values() for category in criterion.get("noted", [])} <= set(plain["categories"])
    assert {criterion["met-by"][0]["task"] for key, criterion in bound.items() if key.startswith("task-")} <= set(plain["tasks"])
    assert {literal["word"] for literal in plain["literals"]} == set(plain["queues"]) == set(QUEUES)
    assert {queue: described["region"] for queue, described in plain["queues"].items()} == QUEUES


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_evidence_the_task_and_the_hand_over_can_be_neither_waived_nor_excused(path: Path) -> None:
    plain = rules(path)
    task = COMPLETION_TASK[plain["playbook"]]
    due = {"next-action-date", "objection-answered", "queue-requested", "queue-confirmed", "released"}
    all_keys = {criterion.key for criterion in criteria(plain)} | {task}

    assert not set(plain["waivable"]) & (due | {"motion", "milestone", task, "task-1701", "task-1702", "discussed", "service-status"})
    assert set(plain["excused"]) == {"close-without-discussion"}, "only a lead excuses: two persons, as for a waiver"
    assert set(plain["excused"]["close-without-discussion"]["criteria"]) == all_keys - due


@pytest.mark.parametrize("slug", PLAYBOOKS)
def test_every_piece_of_evidence_has_its_criterion(slug: str) -> None:
    found = {evidence for criterion in criteria(rules(SHIPPED / f"{slug}.rules.yaml")) for evidence in criterion.plain.get("evidence", [])}

    assert found == {"E1", "E2a", "E2b", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E11", "E12"}, "E10 is the mandatory task of the table"


def test_the_rule_of_the_milestone_is_the_smaller_of_100_users_and_a_tenth() -> None:
    tiers = rules(SHIPPED / "completion-enablement.rules.yaml")["milestones"]["enablement"]

    assert tiers == [{"from": "2019-09-13", "seats": "service", "share": "1/10", "at-most": "100"}]


# ---------------------------------------------------------------- notes and mails


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_notes_and_mails_exist_in_both_languages_with_placeholders_that_we_know(path: Path) -> None:
    plain = rules(path)

    for text in texts([plain["notes"], plain["mails"]]):
        assert set(re.findall(r"\{([^}]*)\}", text)) <= PLACEHOLDERS, text
    assert set(plain["mails"]) == {"account-team", "customer-follow-up", "queue-move"}
    for templates in (plain["notes"], plain["mails"]):
        for name, template in templates.items():
            assert set(LANGUAGES) <= set(template), name
            japanese, english = ({*_placeholders(template[language])} for language in LANGUAGES)
            assert english <= japanese <= english | {"tenant"}, f"{name}: a Japanese letter also names the company it goes to"


def _placeholders(template: object) -> list[str]:
    body = {key: value for key, value in template.items() if key in {"text", "subject", "body"}} if isinstance(template, dict) else template
    return re.findall(r"\{([^}]*)\}", " ".join(texts(body)))


@pytest.mark.parametrize("slug", PLAYBOOKS)
def test_word_lists_belong_to_a_placeholder_of_their_text_and_nest_none(slug: str) -> None:
    plain = rules(SHIPPED / f"{slug}.rules.yaml")

    for template in [*plain["notes"].values(), *plain["mails"].values()]:
        for language in LANGUAGES:
            lists = (
                {key: value for key, value in template[language].items() if isinstance(value, dict)}
                if isinstance(template[language], dict)
                else {}
            )
            assert set(lists) <= set(_placeholders(template[language]))
            assert not [word for word in texts(lists) if "{" in word]


def test_the_mails_of_migration_differ_only_in_what_they_say_is_complete() -> None:
    enablement, migration = (rules(SHIPPED / f"{slug}.rules.yaml")["mails"] for slug in PLAYBOOKS)

    for template in enablement:
        for language in LANGUAGES:
            before, after = (list("\n".join(texts(mails[template][language])).splitlines()) for mails in (enablement, migration))
            changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
            assert len(changed) == (0 if template == "queue-move" else 2), "the subject and one sentence"
            for old, new in changed:
                assert re.search("有効化が?完了|enablement", old)
                assert re.search("移行が?完了|migration", new)


def test_letters_to_customers_tell_no_figures_and_name_a_way_back() -> None:
    mails = rules(SHIPPED / "completion-enablement.rules.yaml")["mails"]

    for language in LANGUAGES:
        for template in ("account-team", "customer-follow-up"):
            assert not {"seats", "active_users", "required", "satisfaction", "concerns"} & set(_placeholders(mails[template][language]))
        assert {"resources", "manager", "manager_email", "discussion_date"} <= set(_placeholders(mails["customer-follow-up"][language]))
        assert "Request for Assistance" in mails["customer-follow-up"][language]["body"]
        assert {"queue", "region", "tenant_id", "request_id", "reason"} <= set(_placeholders(mails["queue-move"][language]))


def test_adoption_resources_exist_for_the_usual_workloads_in_both_languages() -> None:
    resources = rules(SHIPPED / "completion-enablement.rules.yaml")["resources"]

    assert set(resources) >= {
        "default",
        "exchange",
        "sharepoint",
        "onedrive",
        "teams",
        "yammer",
        "m365-apps",
        "intune",
        "aadp",
        "windows-10",
    }
    for workload, by_language in resources.items():
        japanese, english = (by_language[language] for language in LANGUAGES)
        assert [entry.get("url") for entry in japanese] == [entry.get("url") for entry in english], workload
        assert all(
            re.fullmatch(r"https://(learn|adoption)\.microsoft\.com/([a-z0-9-]+/)?", entry.get("url", "https://learn.microsoft.com/"))
            for entry in japanese
        )


# ---------------------------------------------------------------- FAQ and words


def test_the_faq_has_the_same_numbered_entries_in_both_languages() -> None:
    japanese, english = (
        re.findall(
            r"^## (\d+)\. .+\n\n<!-- faq: ([a-z-]+) -->\n\n\S",
            (SHIPPED / f"completion-faq.{language}.md").read_text("utf-8"),
            flags=re.MULTILINE,
        )
        for language in LANGUAGES
    )

    assert japanese == english
    assert [int(number) for number, _ in japanese] == list(range(1, len(japanese) + 1))
    assert len(japanese) >= 14
    assert len({name for _, name in japanese}) == len(japanese)


def test_words_are_given_in_both_languages_for_every_value_that_notes_and_mails_may_hold() -> None:
    words = load(SHIPPED / "words.yaml")
    vocabulary = load(SHIPPED / "vocabulary.yaml")

    for kind, tokens in words.items():
        for token, labels in tokens.items():
            assert set(labels) == set(LANGUAGES), (kind, token)
            assert all(labels.values()), (kind, token)
    assert set(words["workload"]) == set(vocabulary["services"]) - {"all"}
    assert set(words["motion"]) == set(vocabulary["motions"])
    assert set(words["channel"]) == {"meeting", "call", "mail", "chat", "letter"}
    assert set(words["account_team"]) == {"known", "unknown", "unmanaged", "unknown-and-unmanaged"}
    assert set(words["satisfaction"]) == {"1", "2", "3", "4", "5", "unknown"}
    assert set(words["status"]) == {"adoption", "migrate"}
    assert set(words["region"]) == {"Americas", "APJ", "EMEA"}
    assert set(words["category"]) == set(rules(SHIPPED / "completion-enablement.rules.yaml")["categories"])
