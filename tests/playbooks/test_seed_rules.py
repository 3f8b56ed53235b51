"""The rules that run the seed page as it is quote it, and its translations, exactly where they mean."""

import pytest

from tests.playbooks.plain import criteria, entries, load, overlaid, rules, said, signature, stating
from tests.playbooks.stated import SEED_STATED
from tests.shared import ROOT, shared

LANGUAGES = ("ja", "en")
SEED_RULES = ROOT / "tests/pages/seed.rules.yaml"
SEED_MIGRATION_RULES = ROOT / "tests/pages/seed-migration.rules.yaml"


def seed() -> str:
    return next(shared("seed").glob("*.txt")).read_text("utf-8")


def sample(language: str, stem: str) -> str:
    return next(shared(f"pages/{language}").glob(f"{stem}*.md")).read_text("utf-8-sig")


COMPLETION = "enable-conduct-engagement-completion-discussion"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seed_rules_quote_the_seed_and_its_english_version_exactly_where_they_mean(language: str) -> None:
    found = entries(seed() if language == "ja" else sample("en", COMPLETION))
    unstated = {"motion", "account-team-reviewed"} if language == "en" else set()
    expected = SEED_STATED | ({"faq-reviewed": ["outputs 1", "outputs 1"]} if language == "en" else {})

    for criterion in criteria(rules(SEED_RULES)):
        if criterion.key in unstated:
            assert not criterion.quotes(language)
            assert criterion.plain["text"][language]
        else:
            assert [entry.place for entry in said(found, criterion.quotes(language))] == expected[criterion.key], criterion.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seed_rules_leave_only_a_heading_and_the_queues_unquoted(language: str) -> None:
    found = entries(seed() if language == "ja" else sample("en", COMPLETION))
    bound = criteria(rules(SEED_RULES))

    items = [entry for entry in found if not entry.place.startswith("actions")]
    assert all(len(stating(entry, bound, language)) <= 1 for entry in items)
    unquoted = [entry for entry in items if not stating(entry, bound, language)]
    assert [entry.text.split()[0] for entry in unquoted][1:] == ["FTCQ"] * 3


@pytest.mark.parametrize("language", ["de", "es", "pt", "zh"])
def test_the_other_languages_of_the_seed_can_borrow_every_list(language: str) -> None:
    assert signature(entries(sample(language, COMPLETION))) == signature(entries(seed()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seed_migration_rules_bind_the_migration_samples(language: str) -> None:
    found = entries(sample(language, "migrate-conduct-engagement-completion-discussion"))
    plain = rules(SEED_MIGRATION_RULES)
    own = overlaid({}, load(SEED_MIGRATION_RULES))
    bound = criteria(plain)

    for criterion in criteria(own):
        for quote in criterion.quotes(language):
            assert said(found, [quote]), f"{criterion.key} quotes what the page does not say: {quote}"
    for criterion in bound:
        assert said(found, criterion.quotes(language)) or criterion.plain.get("text", {}).get(language), criterion.key
    for entry in found:
        if not entry.place.startswith("actions"):
            assert len(stating(entry, bound, language)) == 1, entry
