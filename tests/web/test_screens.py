"""Every screen, in both languages: it is there, in one language only, and lets nothing foreign in."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import get_template, render_to_string
from django.test import Client

import tasuki.web
from tasuki.services import shipped
from tasuki.web.middleware import POLICY
from tests.web import world
from tests.web.conftest import SignedIn

TEMPLATES = Path(tasuki.web.__file__).parent / "templates"

SCREENS = {
    "sato": [
        *(
            "/",
            "/tenants/",
            "/tenants/?q=アオバ",
            "/tenants/?state=closed",
            "/tenants/?q=アオバ&owner=me&next=none&cols=team,region,services,version,seats,changed",
            "/tenants/t-4021/",
            "/mails/",
            "/password/",
        ),
        *("/engagements/{one}/", "/engagements/{one}/?part=all", "/engagements/{one}/evidence/", "/engagements/{one}/history/"),
        *("/engagements/{two}/", "/engagements/{two}/?part=exchange.completion-migration"),
        *("/playbooks/", "/faq/completion-faq/", "/notes/", "/notes/?q=到達", "/tenants/t-4021/?kind=note&workload=exchange&by=system"),
        *("/tenants/t-4021/regular-meeting/", "/engagements/{one}/discussion/", "/engagements/{one}/do/record-note/"),
        *("/engagements/{one}/links/", "/engagements/{one}/customer/", "/engagements/{one}/request-form/", "/request/"),
    ],
    "ono": ["/", "/hand-over/", "/imports/", "/people/", "/people/sato/", "/people/sato/hand-over/"],
    "kanri": ["/", "/people/sato/", "/audit/?verify=1", "/audit/?subject=engagement/{one}", "/audit/?by=system", "/settings/"],
    "kato": [
        *("/", "/hand-over/", "/hand-over/review/", "/reports/", "/reports/time-in-steps/", "/reports/waivers/", "/absence/"),
        *("/requests/", "/requests/{filed}/", "/l/thanks/satisfaction/"),
    ],
}

OWNER = "tasuki-process"
"""The owner of the shipped pages, as their front matter names it: a name, not a word."""
ALLOWED = {
    *("Tasuki", "RFA", "FAQ", "FTOP", "LYNX", "FM", "FTCQ", "Inactive", "APJ", "EMEA", "Americas", "FastTrack", "Exchange", "Online"),
    *("Microsoft", "Teams", "JSON", "CSV", "UTF", "ID", "TPID", "CC", "English", "Contoso", "Ltd", "SharePoint", "JP", "US", "M", "O"),
    *("OneDrive", "for", "Business", "Yammer", "App", "Apps", "Outlook", "Mobile", "Intune", "Azure", "AD", "Premium", "Information"),
    *("Protection", "Defender", "Office", "ATP", "Cloud", "Security", "Windows", "Edge", "Power", "BI", "Project"),
    *("Asia", "Tokyo", "International", "Jordan", "Lee", "Customer", "Health", "eml", "MVM", "RM", "XLSX", "msg", "TASUKI", "AT"),
}
"""Names, keys and abbreviations that a Japanese page keeps."""
SERVICES = {word for name in shipped.plain("words.yaml")["workload"].values() for word in re.findall(r"[A-Za-z][A-Za-z']+", name["ja"])}
"""Names of products are the same everywhere."""

DATA = re.compile(
    r"\S+@\S+|[\w-]+\.csv|[\w.-]+\.md|[\w.-]+\.yaml|\b[0-9a-f]{8,}|completion-\w+|t-\d+|R-\d+|E\d+[ab]?|(?:engagement|tenant|person|playbook|intake|link|site)(?:/\S+)?"
)
"""Addresses, file names, digests and subjects of the ledger."""


class Words(HTMLParser):
    """The visible words of a page outside code, addresses and what is marked as another language."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        foreign = told.get("lang") not in (None, "ja")
        hidden = self.skipped or foreign or tag in ("code", "kbd", "script", "style", "pre", "option") or told.get("class") == "own"
        if hidden and tag not in ("input", "meta", "link", "br", "hr"):
            self.skipped.append(tag)
        for name in ("placeholder", "aria-label", "title", "alt"):
            if not self.skipped and told.get(name):
                self.found.append(str(told[name]))

    def handle_endtag(self, tag: str) -> None:
        if self.skipped and self.skipped[-1] == tag:
            self.skipped.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.found.append(data)


def foreign_words(html: str) -> set[str]:
    reader = Words()
    reader.feed(html)
    text = DATA.sub(" ", " ".join(reader.found)).replace(OWNER, " ")
    logins = set(world.CAST)
    return {word for word in re.findall(r"[A-Za-z][A-Za-z']+", text) if word not in ALLOWED | SERVICES and word not in logins}


def visits(signed_in: SignedIn, language: str) -> Iterator[tuple[str, Any]]:
    numbers = {"one": world.engagement("R-1187").pk, "two": world.engagement("R-1190").pk, "filed": world.filed().reference}
    for login, paths in SCREENS.items():
        client = signed_in(login, language)
        for path in paths:
            yield f"{login} {path}", client.get(path.format(**numbers))


def test_every_screen_speaks_japanese_and_nothing_else(signed_in: SignedIn) -> None:
    faults = []
    for name, response in visits(signed_in, "ja"):
        assert response.status_code == 200, name
        html = response.content.decode()
        assert '<html lang="ja">' in html, name
        if left := foreign_words(html):
            faults.append(f"{name}: {sorted(left)}")
    assert not faults, "\n".join(faults)


def test_every_screen_speaks_english(signed_in: SignedIn) -> None:
    for name, response in visits(signed_in, "en"):
        assert response.status_code == 200, name
        html = response.content.decode()
        assert '<html lang="en">' in html, name
        title = re.search(r"<title>(.*?)</title>", html)
        assert title, name
        assert "\n" not in title[1], name


def test_no_answer_lets_anything_foreign_or_inline_in(signed_in: SignedIn) -> None:
    for name, response in visits(signed_in, "ja"):
        assert response.headers["Content-Security-Policy"] == POLICY, name
        html = response.content.decode()
        assert "unsafe" not in POLICY
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", html), name
        assert not re.search(
            r'(?:src|href)="(?:https?:)?//(?!learn|adoption)', re.sub(r"<article.*?</article>|<pre.*?</pre>", "", html, flags=re.DOTALL)
        ), name
        assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", ")), name


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_template_can_be_read(path: Path) -> None:
    get_template(str(path.relative_to(TEMPLATES)))


def test_lists_ask_no_more_for_more_rows(signed_in: SignedIn, django_assert_max_num_queries: Any) -> None:
    """Those whom a manager stands in for are asked by a question of its own, so that PostgreSQL looks his rows up by name."""
    client = signed_in("sato")
    for path, most in (("/", 20), ("/tenants/", 16), ("/tenants/t-4021/", 24)):
        client.get(path)
        with django_assert_max_num_queries(most):
            client.get(path)


def test_an_address_that_leads_nowhere_says_so_in_the_readers_language(signed_in: SignedIn) -> None:
    response = signed_in("sato").get("/engagements/999999/")
    assert response.status_code == 404
    assert "ページが見つかりません" in response.content.decode()


def test_the_language_is_remembered_with_the_person(signed_in: SignedIn) -> None:
    client = signed_in("sato")
    back = client.post("/language/", {"language": "en", "back": "/tenants/"})
    assert back.headers["Location"] == "/tenants/"
    assert '<html lang="en">' in client.get("/tenants/").content.decode()
    assert world.person("sato").language == "en"
    assert client.post("/language/", {"language": "en", "back": "https://elsewhere.example/"}).headers["Location"] == "/"


def test_forms_from_elsewhere_are_refused(signed_in: SignedIn, portal: None) -> None:
    number = world.engagement("R-1187").pk
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.person("sato"), backend="django.contrib.auth.backends.ModelBackend")
    for path in ("/language/", "/sign-out/", f"/engagements/{number}/do/record-note/", "/password/"):
        refused = client.post(path, {"category": "environment", "text": "x"})
        assert refused.status_code == 403, path
        assert "フォームを送信できませんでした" in refused.content.decode(), path
        assert not foreign_words(refused.content.decode())


def test_what_goes_wrong_is_said_in_the_readers_language(signed_in: SignedIn) -> None:
    client = signed_in("sato", "ja")
    unopened = client.get("/notices/read/")
    assert (unopened.status_code, unopened.headers["Allow"]) == (405, "POST")
    assert "このアドレスは直接開けません" in unopened.content.decode()
    for name in ("400.html", "500.html"):
        told = render_to_string(name)
        assert 'lang="en"' in told, "nobody knows who reads, so both languages stand on it"
        assert re.search("[\u3040-\u30ff]", told), name


SPOKEN = re.compile(r"\b(?:placeholder|aria-label|title|alt)=(\"[^\"]*\"|'[^']*')")
BLOCKS = r"{%\s*block body_class\b.*?{%\s*endblock\s*%}|{%\s*(?:blocktranslate|comment)\b.*?{%\s*end(?:blocktranslate|comment)\s*%}"
SAID = re.compile(BLOCKS + r"|{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
MARKUP = re.compile(r"<(script|style|svg|kbd|code)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
NAMES = {"Tasuki", "TPID", "XLSX", "CSV", "DOCTYPE", "nbsp", "amp", "middot", "rsaquo", "lsaquo", "times", "lt", "gt"}


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_says_a_word_of_its_own(path: Path) -> None:
    """What a reader sees or hears comes from gettext, or is data; a word typed between the tags would be English for everybody."""
    text = SAID.sub(" ", path.read_text(encoding="utf-8"))
    visible = MARKUP.sub(" ", text) + " ".join(match[1] for match in SPOKEN.finditer(text))
    assert set(re.findall(r"[^\W\d_]{2,}", visible)) - NAMES == set()
