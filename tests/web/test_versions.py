"""The library in the portal: who looks after pages, what was found in them, publishing in two steps, moving with a preview."""

import re
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tasuki.records import ledger
from tasuki.records.models import Engagement, PlaybookVersion
from tests.web import world
from tests.web.conftest import SignedIn

SLUG = "completion-enablement"
SHIPPED = Path(str(files("tasuki") / "playbooks"))
LANGUAGES = ("ja", "en")


def upload(*changes: tuple[str, str]) -> dict[str, list[SimpleUploadedFile]]:
    """The shipped pages and rules after some replacements."""
    made = []
    for path in [*sorted(SHIPPED.glob(f"{SLUG}.??.md")), SHIPPED / f"{SLUG}.rules.yaml"]:
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        made.append(SimpleUploadedFile(path.name, text.encode()))
    return {"pages": made[:-1], "rules": made[-1:]}


def carried(html: str) -> list[str]:
    return [unescape(value) for value in re.findall(r'name="carried" value="([^"]+)"', html)]


def posted(client: Client, name: str, data: dict[str, object], *arguments: object, status: int = 200) -> str:
    response = client.post(reverse(name, args=arguments), data)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def published(client: Client, *changes: tuple[str, str]) -> str:
    """Both steps; the page of the check."""
    html = posted(client, "playbook-publish", {**upload(*changes), "check": "1"})
    posted(client, "playbook-publish", {"carried": carried(html), "publish": "1"}, status=302)
    return html


STRICTER = ('least-characters: "10"', 'least-characters: "30"')


def languages(signed_in: SignedIn, login: str) -> Iterator[Client]:
    for language in LANGUAGES:
        yield signed_in(login, language)


def test_an_author_sees_what_publishing_would_do_before_anything_is_done(signed_in: SignedIn) -> None:
    for client in languages(signed_in, "ueda"):
        html = posted(client, "playbook-publish", {**upload(STRICTER), "check": "1"})
        assert PlaybookVersion.objects.filter(slug=SLUG).count() == 1
        assert "attestation" in html
        assert len(carried(html)) == 3
    published(signed_in("ueda"), STRICTER)
    version = PlaybookVersion.objects.get(slug=SLUG, version=2)
    assert version.published_by == "ueda"
    assert {page.path for page in version.pages.all()} == {f"{SLUG}.en.md", f"{SLUG}.ja.md"}


def test_what_cannot_be_published_is_shown_with_its_findings(signed_in: SignedIn) -> None:
    for client in languages(signed_in, "ueda"):
        html = posted(client, "playbook-publish", {**upload(("met-by: [released]", "met-by: [relased]")), "check": "1"}, status=422)
        assert "relased" in html
        assert not carried(html)
        assert "/tmp" not in html
        posted(client, "playbook-publish", {"check": "1"}, status=422)
        posted(client, "playbook-publish", {"carried": ["page:x.md:%%%"], "publish": "1"}, status=400)


def test_a_page_alone_is_published_with_rules_to_start_from(signed_in: SignedIn) -> None:
    client = signed_in("ueda", "en")
    text = "# Call\n\n## Approach\n\n### Ask\n\nPrimary Role: **FastTrack Manager**\n\n**Step Outputs**\n\n- Somebody answered.\n"
    html = posted(client, "playbook-publish", {"pages": [SimpleUploadedFile("call.en.md", text.encode())], "check": "1"})
    posted(client, "playbook-publish", {"carried": carried(html), "publish": "1"}, status=302)
    assert client.get(reverse("playbook", args=["call", 1])).status_code == 200
    nothing = SimpleUploadedFile("empty.md", b"# Nothing\n")
    assert "page-has-no-step" not in posted(client, "playbook-publish", {"pages": [nothing], "check": "1"}, status=422)


def test_a_rewording_says_so_and_reaches_running_engagements(signed_in: SignedIn) -> None:
    client = signed_in("ueda", "en")
    html = published(client, ("We know how satisfied the customer is with the help of FastTrack.", "We know how content the customer is."))
    assert "running engagements read the new words at once" in html
    told = ledger.read(world.engagement("R-1187").subject)[-1]
    assert (told.kind, told.by, told.data["wording"]) == ("playbook-reworded", "ueda", 2)
    page = signed_in("sato", "en").get(reverse("history", args=[world.engagement("R-1187").pk])).content.decode()
    assert "is worded as in version 2 from here on" in page


def test_a_lead_moves_his_own_with_a_preview(signed_in: SignedIn) -> None:
    published(signed_in("ueda"), ('least-characters: "10"', 'least-characters: "30"'))
    own = world.engagement("R-1187")
    other = world.engagement("R-2001")
    for client in languages(signed_in, "ono"):
        html = client.get(reverse("playbook-move", args=[SLUG, 2])).content.decode()
        offered = set(re.findall(r'name="engagement" value="(\d+)"', html))
        assert str(own.pk) in offered
        assert str(other.pk) not in offered, "another team's"
        assert own.tenant.name in html
        assert other.tenant.name not in html
    assert Engagement.objects.get(pk=own.pk).pins[SLUG] == 1, "a look moves nothing"
    posted(client, "playbook-move", {"engagement": [str(own.pk)]}, SLUG, 2)
    assert Engagement.objects.get(pk=own.pk).pins[SLUG] == 2
    posted(client, "playbook-move", {"engagement": [str(other.pk)]}, SLUG, 2, status=422)
    posted(client, "playbook-move", {}, SLUG, 2, status=422)
    assert Engagement.objects.get(pk=other.pk).pins[SLUG] == 1
    page = client.get(reverse("playbook", args=[SLUG, 2])).content.decode()
    assert reverse("engagement", args=[own.pk]) in page


def test_all_for_whom_a_move_means_the_same_move_by_one_button(signed_in: SignedIn) -> None:
    client = signed_in("ueda", "en")
    published(client, STRICTER)
    html = client.get(reverse("playbook-move", args=[SLUG, 2])).content.decode()
    groups = re.findall(r'name="all" value="([\d,]+)"', html)
    assert groups
    posted(client, "playbook-move", {"all": groups[0]}, SLUG, 2)
    moved = Engagement.objects.filter(pk__in=groups[0].split(","))
    assert {row.pins[SLUG] for row in moved} == {2}
    posted(client, "playbook-move", {"all": "x,"}, SLUG, 2, status=422)


def test_what_only_one_language_says_stands_beside_a_gap(signed_in: SignedIn) -> None:
    client = signed_in("ueda", "en")
    step = "### Look back\n\nPrimary Role: **FastTrack Manager**\n\n- Look back.\n\n## Key Inputs"
    html = published(client, ("## Key Inputs", step))
    assert "Look back” is not on completion-enablement.ja.md" in html, "linted before it is published"
    page = client.get(reverse("playbook", args=[SLUG, 2])).content.decode()
    left, right = page.split('class="lacking"')[1].split("</div>")[0], page.split("Look back")[0]
    assert "Not on the page in 日本語" in left
    assert right.count('class="pair"') == 3, "before the steps, and the two that both have"
    other_way = client.get(reverse("playbook", args=[SLUG, 2]) + "?one=ja&other=en").content.decode()
    assert other_way.index("日本語</h3>") < other_way.index("English</h3>")
    assert client.get(reverse("playbook", args=[SLUG, 2]) + "?one=xx&other=xx").status_code == 200


def test_what_was_published_is_loaded_and_can_be_published_again(signed_in: SignedIn) -> None:
    client = signed_in("ueda", "en")
    links = re.findall(r'href="([^"]+/files/[^"]+)"', client.get(reverse("playbook", args=[SLUG, 1])).content.decode())
    loaded = [client.get(link) for link in links]
    names = [re.findall(r'filename="([^"]+)"', answer.headers["Content-Disposition"])[0] for answer in loaded]
    files = [SimpleUploadedFile(name, answer.content) for name, answer in zip(names, loaded, strict=True)]
    assert names[-1] == f"{SLUG}.rules.yaml"
    html = posted(client, "playbook-publish", {"pages": files[:-1], "rules": [files[-1]], "check": "1"})
    assert "running engagements read the new words at once" in html, "the same rules"
    assert client.get(reverse("playbook-file", args=[SLUG, 1, "site.yaml"])).status_code == 404
    assert client.get(reverse("playbook-file", args=[SLUG, 9, names[0]])).status_code == 404


def test_retiring_asks_first(signed_in: SignedIn) -> None:
    published(signed_in("ueda"), ('least-characters: "10"', 'least-characters: "30"'))
    for client in languages(signed_in, "ueda"):
        assert client.get(reverse("playbook-retire", args=[SLUG, 2])).status_code == 200
    assert PlaybookVersion.objects.get(slug=SLUG, version=2).retired_at is None
    posted(client, "playbook-retire", {}, SLUG, 2, status=302)
    assert PlaybookVersion.objects.get(slug=SLUG, version=2).retired_at
    posted(client, "playbook-retire", {}, SLUG, 2, status=422)
    posted(client, "playbook-retire", {}, SLUG, 1)


def test_two_versions_are_compared_for_everybody(signed_in: SignedIn) -> None:
    published(signed_in("ueda"), ('least-characters: "10"', 'least-characters: "30"'))
    for login in ("sato", "ueda", "abe"):
        for client in languages(signed_in, login):
            html = client.get(reverse("playbook-compare", args=[SLUG]) + "?one=1&other=2").content.decode()
            assert "attestation" in html
    own = world.engagement("R-1187").pk
    client = signed_in("abe")
    assert f" {own}<" in client.get(reverse("playbook-compare", args=[SLUG]) + "?one=1&other=2").content.decode()
    for wrong in ("?one=9", "?one=x", "?other=0"):
        assert client.get(reverse("playbook-compare", args=[SLUG]) + wrong).status_code == 404
    assert client.get(reverse("playbook-compare", args=["nothing"])).status_code == 404


def test_a_page_shows_its_findings_beside_the_lines_they_are_about(signed_in: SignedIn) -> None:
    client = signed_in("ueda", "en")
    published(client, ("Phase: **Enable**", "Phase: **Unheard Of**"))
    html = client.get(reverse("playbook", args=[SLUG, 2])).content.decode()
    row = next(part for part in html.split('class="margined') if "Unheard Of" in part and 'class="margin"' in part)
    assert row.startswith(" noted")
    assert "<script" not in row


def test_the_library_lists_what_is_due(signed_in: SignedIn, settings: object) -> None:
    settings.TASUKI_AT = "2028-02-01T03:00:00+00:00"  # type: ignore[attr-defined]  # pytest-django's settings take any name
    for client in languages(signed_in, "sato"):
        html = client.get(reverse("playbooks")).content.decode()
        assert html.count("tasuki-process") >= 2
        assert ("見直しが必要なページ" in html) or ("Due for review" in html)
