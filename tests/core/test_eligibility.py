"""Rules of who may be helped: what they answer to the answers of a request."""

from typing import Any

import pytest

from tasuki.core.engagement.eligibility import Rule, judge

WORDS = {"says": {"en": "…"}, "not-met": {"en": "…"}}
SEATS = Rule.from_plain("seats", {"asks": "seats", "when": {"sector": ["commercial", ""]}, "at-least": "150", **WORDS})
MIGRATION = Rule.from_plain("migration", {"asks": "seats", "when": {"migration": ["yes"]}, "at-least": "500", **WORDS})
KNOWN = Rule.from_plain("known", {"asks": "tenant_id", **WORDS})

TABLE: list[tuple[str, dict[str, str], list[tuple[str, str]]]] = [
    ("one too few", {"seats": "149", "tenant_id": "t"}, [("seats", "not-met"), ("known", "met")]),
    ("just enough", {"seats": "150", "tenant_id": "t"}, [("seats", "met"), ("known", "met")]),
    ("nobody said", {"tenant_id": " "}, [("seats", "unknown"), ("known", "not-met")]),
    ("no figure", {"seats": "many"}, [("seats", "unknown"), ("known", "not-met")]),
    ("another rule for another sector", {"sector": "government", "seats": "60", "tenant_id": "t"}, [("known", "met")]),
    (
        "two rules at once",
        {"seats": "200", "migration": "yes", "tenant_id": "t"},
        [("seats", "met"), ("migration", "not-met"), ("known", "met")],
    ),
]


@pytest.mark.parametrize(("answers", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_rule_answers(answers: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert [(one.rule.key, one.verdict) for one in judge([SEATS, MIGRATION, KNOWN], answers)] == expected
