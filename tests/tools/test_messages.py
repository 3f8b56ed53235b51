"""The catalogue of the program's sentences: what is found in the sources, and what `make check` refuses."""

from pathlib import Path

import pytest

from tools.messages import Paths, by_key, problems, said, update

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext

def f(n, name):
    # Translators: on the button
    return _("Close"), ngettext("%(n)s day", "%(n)s days", n), pgettext("state", "Open"), _("Hello {name}").format(name=name)
"""

TEMPLATE = """{% load i18n %}
<h1 title="it's">{% translate "Today" %}</h1>
    {% blocktranslate trimmed count n=days %}
      {{ n }} day left
    {% plural %}
      {{ n }} days left
    {% endblocktranslate %}
  {% translate "May" context "month" %} {# a 'comment' ( #}
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    package = tmp_path / "tasuki"
    (package / "web" / "templates").mkdir(parents=True)
    (package / "web" / "views.py").write_text(PYTHON, encoding="utf-8")
    (package / "web" / "templates" / "today.html").write_text(TEMPLATE, encoding="utf-8")
    return Paths(package)


def translate(paths: Paths, *pairs: tuple[str, str]) -> None:
    """Write translations under their sentences, as a person would; "msgid" alone finds the line."""
    text = paths.catalogue.read_text(encoding="utf-8")
    for sentence, translation in pairs:
        head, _, tail = text.partition(f'"{sentence}"\n')
        text = head + f'"{sentence}"\n' + tail.replace('""', f'"{translation}"', 1)
    paths.catalogue.write_text(text, encoding="utf-8")


ALL = (
    ("Close", "閉じる"),
    ("%(n)s days", "%(n)s 日"),
    ("Open", "未完了"),
    ("Hello {name}", "{name} さん"),
    ("Today", "今日"),
    ("%(n)s days left", "あと %(n)s 日"),
    ("May", "5 月"),
)


@pytest.fixture
def complete(paths: Paths) -> Paths:
    update(paths)
    translate(paths, *ALL)
    update(paths)
    return paths


def test_sentences_are_found_in_python_and_in_templates(paths: Paths) -> None:
    found = by_key(said(paths.package))
    assert set(found) == {
        (None, "Close"),
        (None, "%(n)s day"),
        ("state", "Open"),
        (None, "Hello {name}"),
        (None, "Today"),
        (None, "%(n)s day left"),
        ("month", "May"),
    }
    assert found[None, "%(n)s day left"].id == ("%(n)s day left", "%(n)s days left")
    assert found[None, "Today"].locations == [("tasuki/web/templates/today.html", 2)]


def test_a_complete_catalogue_has_no_problems_and_stays_as_it_is(complete: Paths) -> None:
    assert problems(complete) == []
    before = complete.catalogue.read_bytes()
    update(complete)
    assert complete.catalogue.read_bytes() == before


def test_a_new_sentence_is_reported_until_it_is_translated(complete: Paths) -> None:
    (complete.package / "more.py").write_text('x = _("Reopen")\n', encoding="utf-8")
    assert problems(complete) == ['src/tasuki/more.py: not in the catalogue: "Reopen" (make messages, then translate it)']
    update(complete)
    assert problems(complete) == ['src/tasuki/more.py: not translated: "Reopen"']
    translate(complete, ("Reopen", "再開"))
    assert problems(complete) == ["django.mo is not what the catalogue says: make messages"]
    update(complete)
    assert problems(complete) == []


def test_a_sentence_that_is_gone_is_reported_and_dropped(complete: Paths) -> None:
    (complete.package / "web" / "templates" / "today.html").write_text("nothing", encoding="utf-8")
    assert any('nobody says it any more: "Today"' in problem for problem in problems(complete))
    update(complete)
    assert problems(complete) == []
    assert "今日" not in complete.catalogue.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("%(n)s 日", "数日"), ("{name} さん", "{nmae} さん"), ("あと %(n)s 日", "あと %(m)s 日"), ("閉じる", "%(n)s を閉じる")],
)
def test_a_placeholder_must_survive_translation(complete: Paths, right: str, wrong: str) -> None:
    text = complete.catalogue.read_text(encoding="utf-8")
    complete.catalogue.write_text(text.replace(f'"{right}"', f'"{wrong}"'), encoding="utf-8")
    update(complete)
    assert [problem for problem in problems(complete) if "other placeholders than" in problem]


def test_a_fuzzy_translation_is_reported(complete: Paths) -> None:
    text = complete.catalogue.read_text(encoding="utf-8")
    complete.catalogue.write_text(text.replace('msgid "Close"', '#, fuzzy\nmsgid "Close"'), encoding="utf-8")
    assert any("fuzzy" in problem for problem in problems(complete))


def test_a_missing_catalogue_is_reported(paths: Paths) -> None:
    assert problems(paths) == ["django.po is missing: make messages"]
