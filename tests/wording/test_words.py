"""Everything the program can say has its words, in both languages, and they are filled by the values that it really carries."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tasuki.core.engagement.commands import COMMANDS
from tasuki.core.finding import Finding, Remedy
from tasuki.core.playbook.catalogue import LOGIN_ROLES, NOTE_CATEGORIES
from tasuki.services.circumstances import words
from tasuki.wording import labels
from tasuki.wording.findings import document, speak, typed, variants
from tasuki.wording.sentences import acting
from tasuki.wording.sentences.history import FACTS
from tasuki.wording.sentences.remedies import PENDING, REMEDIES
from tasuki.wording.words import Tongue, placeholders
from tests.wording.carried import codes, fact_kinds

ENGLISH, JAPANESE = Tongue("en"), Tongue("ja")
TONGUES = [ENGLISH, JAPANESE]
EXTRA = {"where", "command"}
"""Values that a sentence need not name, though it may."""


def _found() -> Iterator[tuple[str, set[str]]]:
    for code, places in sorted(codes().items()):
        for values in places:
            yield code, values


def test_the_codes_are_found() -> None:
    assert {"key-missing", "rules-cycle", "unknown-tenant", "merge-conflict", "login-taken", "criterion-pending"} <= codes().keys()
    assert len(codes()) > 150


@pytest.mark.parametrize(("code", "values"), list(_found()))
def test_a_code_has_words_that_its_values_fill(code: str, values: set[str]) -> None:
    known = variants().get(code)
    assert known, f"{code} {sorted(values)}: no sentence in wording/sentences"
    carried = values - {"texts"} | ({"text"} if "texts" in values else set())
    assert any(words.names <= carried for words in known), (
        f"{code} carries {sorted(carried)}, its words name {[sorted(w.names) for w in known]}"
    )
    finding = Finding(code=code, values={name: f"<{name}>" for name in carried})
    english, japanese = (speak(finding, tongue) for tongue in TONGUES)
    assert english.sentence != japanese.sentence or code == "settings-wrong", f"{code}: not said in Japanese"
    for said in (*english, *japanese):
        assert said
        assert "{" not in said.replace("[{", "").replace("text: {", ""), said


def test_nobody_has_words_for_what_is_never_said() -> None:
    assert sorted(variants().keys() - codes().keys() - NOT_RAISED_YET) == []


NOT_RAISED_YET: set[str] = set()


@pytest.mark.parametrize("kind", sorted(fact_kinds()))
def test_a_fact_has_its_words(kind: str) -> None:
    assert kind in FACTS, f"{kind}: no sentence in wording/sentences/history.py"
    english, japanese = (tongue.say(FACTS[kind], {name: f"<{name}>" for name in placeholders(str(FACTS[kind]))}) for tongue in TONGUES)
    assert english != japanese


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_has_its_words(name: str) -> None:
    for table in (labels.COMMANDS, REMEDIES):
        assert ENGLISH.say(table[name]) != JAPANESE.say(table[name])
    for key in COMMANDS[name].keys:
        assert ENGLISH.say(labels.KEYS[key.name]) != JAPANESE.say(labels.KEYS[key.name]) or key.name == "cc"
    assert set(PENDING) <= set(REMEDIES)


def test_roles_and_categories_have_their_labels() -> None:
    assert set(LOGIN_ROLES) <= labels.ROLES.keys()
    spoken = words()
    for category in NOTE_CATEGORIES:
        assert spoken["ja"][f"category.{category}"] != spoken["en"][f"category.{category}"]


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.language)
def test_a_remedy_names_the_literal_command(tongue: Tongue) -> None:
    remedy = Remedy(command="request-queue-move", keys={"queue": "FTCQ Inactive APJ"}, needs=("reason",))
    said = speak(Finding(code="criterion-missing", values={"texts": {"ja": "依頼", "en": "asked"}}, remedy=remedy), tongue)
    assert said.remedy.endswith('request-queue-move queue="FTCQ Inactive APJ" reason=…')
    assert said.sentence.endswith({"ja": "依頼", "en": "asked"}[tongue.language])


def test_a_remedy_repeats_no_long_text() -> None:
    assert typed(Remedy(command="send-mail", keys={"body": "x" * 900})) == "send-mail body=…"


def test_a_document_is_json_and_carries_the_readers_text() -> None:
    values: dict[str, Any] = {"texts": {"ja": "条件", "en": "criterion"}, "waits_for": ("a", "b"), "others": {"y", "x"}}
    told = document(
        Finding(code="criterion-missing", line=3, path="a.md", values=values, remedy=Remedy(command="attest", pending=True)), JAPANESE
    )
    assert json.loads(json.dumps(told)) == told
    assert told["values"] == {"text": "条件", "waits_for": ["a", "b"], "others": ["x", "y"]}
    assert told["command"] == {"command": "attest", "workload": None, "keys": {}, "needs": [], "pending": True}
    assert (told["path"], told["line"], told["severity"]) == ("a.md", 3, "error")


def test_values_are_said_in_the_readers_words() -> None:
    words = {"ja": {"service.sfb": "Skype", "answer.yes": "はい"}, "en": {"service.sfb": "Skype for Business", "answer.yes": "yes"}}
    japanese, english = Tongue("ja", words), Tongue("en", words)
    assert english.value("workloads", ["sfb", "exchange"]) == "Skype for Business, exchange"
    assert japanese.value("workloads", ["sfb", "exchange"]) == "Skype、exchange"
    assert (japanese.value("ready", "yes"), english.value("role", "lead"), english.value("name", None)) == ("はい", "Lead", "–")


def test_nobody_says_that_something_waits_for_0_days() -> None:
    values = dict.fromkeys(("queue", "criterion", "contact", "date", "active_users", "required"), "x")
    for reason in acting._REASONS:
        for tongue in (ENGLISH, JAPANESE):
            assert "0" not in acting.reason_sentence(reason, 0, values, tongue), reason
            assert "{" not in acting.reason_sentence(reason, 0, values, tongue), reason
        assert reason == "milestone-short" or "3" in acting.reason_sentence(reason, 3, values, ENGLISH), reason
