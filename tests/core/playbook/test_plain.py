"""Marks inside a line are reduced to the text a person reads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tasuki.core.playbook.plain import plain

LINES = [
    ("*Note: wait.*", "Note: wait.", "emphasis"),
    ("to **Adoption** or **Migration**.", "to Adoption or Migration.", "bold"),
    ("を**導入**または**移行**に", "を導入または移行に", "bold between CJK characters"),
    ("1.**更新（全部）：**包括", "1.更新（全部）：包括", "bold that CommonMark leaves, beside CJK punctuation"),
    ("**FastTrack Manager **", "FastTrack Manager", "bold that is not closed properly"),
    ("___all___", "all", "both, with underscores"),
    ("a snake_case_name", "a snake_case_name", "underscores inside words"),
    ("5 * 3 * 2", "5 * 3 * 2", "asterisks among blanks"),
    (r"\*For Windows", "*For Windows", "an escaped asterisk stays"),
    (r"\>500 \[optional\] \#1", ">500 [optional] #1", "escapes"),
    ("use [the deck](https://example.org/a_b_c) now", "use the deck now", "a link"),
    ('[**here**](https://example.org "title")', "here", "a link with title and bold"),
    ("[a](b(c)d) e", "a e", "brackets in the target"),
    ("[a]((https://example.org).", "[a]((https://example.org).", "a malformed link stays literal"),
    ("[open bracket", "[open bracket", "an unclosed bracket stays"),
    ("![a picture](x.png) text", "a picture text", "an image"),
    ("[![alt](a.png)](b.md)", "alt", "an image inside a link"),
    ("<https://example.org>", "https://example.org", "an autolink"),
    ("a<br>b<br/>c", "a b c", "a line break tag"),
    ("<span>a</span> <tenant name>", "a <tenant name>", "tags go, placeholders stay"),
    ("AT&amp;T &lt;1000", "AT&T <1000", "entities"),
    ("`a * b` and ``c`d``", "a * b and c`d", "code"),
    ("[Enablement Complete] task", "[Enablement Complete] task", "brackets that are no link"),
    ("two  blanks\u3000and wide", "two blanks and wide", "blanks are collapsed"),
]


@pytest.mark.parametrize(("line", "text", "why"), LINES)
def test_marks_are_reduced_to_their_text(line: str, text: str, why: str) -> None:
    assert plain(line) == text, why


@pytest.mark.parametrize(
    ("text", "tight", "joined"),
    [
        ("one\ntwo", False, "one two"),
        ("一つ\n二つ", True, "一つ二つ"),
        ("一つ\nTeams", True, "一つTeams"),
        ("Microsoft\nTeams", True, "Microsoft Teams"),
        ("hard\\\nbreak", False, "hard break"),
        ("[a\nb](c)", False, "a b"),
    ],
)
def test_soft_line_breaks_become_a_blank_or_nothing(text: str, tight: bool, joined: str) -> None:
    assert plain(text, tight=tight) == joined


def test_a_reference_link_needs_its_definition() -> None:
    assert plain("see [the guide][g] and [g]", references={"g"}) == "see the guide and g"
    assert plain("see [the guide][g] and [g]") == "see [the guide][g] and [g]"


PIECES = st.sampled_from(
    ["word", " ", "*a*", "**b**", "`c`", "[d](e)", "![f](g)", r"\*", "&amp;", "(h)", ".", ", ", "日本", "<https://i.j>"]
)


def rendered(text: str) -> str:
    html = MarkdownIt("commonmark").renderInline(text)
    for found, kept in (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"')):
        html = re.sub(r'<img [^>]*alt="([^"]*)"[^>]*>', r"\1", re.sub(r"</?(?:em|strong|code|a)\b[^>]*>", "", html)).replace(found, kept)
    return " ".join(html.replace("**", "").split())


@given(st.lists(PIECES, max_size=8))
def test_well_formed_text_reads_as_commonmark_renders_it(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert plain(text) == rendered(text)


@given(st.text(alphabet="ab *_`[]()!<>&;\\#-\n日。", max_size=60))
def test_any_text_can_be_reduced_and_nothing_is_added(text: str) -> None:
    reduced = plain(text)
    assert reduced == reduced.strip()
    assert len(reduced) <= len(text)
