"""From a request for assistance to the next one, by people in their browsers, with the mails that a mail server really got; and axe on
every page this brings.

The portal is used without JavaScript; everybody without an account has nothing but his mails. Only two things happen without anybody: the
worker works, and time passes.
"""

import email
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Browser, BrowserContext, Page

from tasuki.records.models import Intake
from tasuki.services import clock, engagements, invitations, links, tokens, worker
from tests.smtp_server import smtp_server
from tests.web import world
from tests.web.looking import faults
from tests.web.person import Look, Person
from tests.web.test_screens import foreign_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TENANT = "かえで食品株式会社"
REQUESTOR, CUSTOMER, ASSIGNMENT = "takahashi@account.example", "nakamura@kaede.example", "kato@tasuki.example"
PLAIN = Look("ja", scripts=False, width=1280)


class Post:
    """The mail server of everybody in the story."""

    def __init__(self) -> None:
        self.got: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.got.append((list(envelope.rcpt_tos), message))
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for readers, message in self.got if address in readers]

    def newest(self, address: str, subject: str) -> EmailMessage:
        """The newest mail that somebody got whose subject holds these words."""
        work()
        found = [message for message in self.to(address) if subject in message["Subject"]]
        assert found, f"{address} got {[message['Subject'] for message in self.to(address)]}"
        return found[-1]


@pytest.fixture
def post(settings: Any, moved: None) -> Iterator[Post]:
    one = Post()
    with smtp_server(one) as port:
        settings.TASUKI_MAIL_URL = f"smtp://127.0.0.1:{port}"
        yield one


def work() -> dict[str, int]:
    """The worker, when the minute in which a mail can be taken back is over."""
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        done: dict[str, int] = worker.run_once()["mail"]
        return done


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def follow_link(browser: Browser, site: str, message: EmailMessage, which: int = 0) -> Page:
    page = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()
    page.goto(f"{site}{world.paths_in(text_of(message))[which]}")
    assert not foreign_words(page.content())
    return page


def fill(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        for one in value.split(";") if name == "services" else [value]:
            choice = page.locator(f"[name={name}][value='{one}']")
            if choice.count():
                choice.check(force=True)
            elif name == "country":
                page.locator("[name=country]").select_option(one)
            else:
                page.locator(f"[name={name}]").fill(one)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


# ---------------------------------------------------------------- the parts of the story


def ask_for_help(browser: Browser, site: str) -> str:
    """The account team files the request for its customer."""
    page = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()
    page.goto(f"{site}/request/")
    asked = {key: value for key, value in world.ANSWERS.items() if key != "language"}
    asked |= {
        "requestor": "account-team",
        "name": "高橋 一郎",
        "email": REQUESTOR,
        "contact_name": "中村 さくら",
        "contact_email": CUSTOMER,
    }
    fill(page, **asked)
    press(page, "依頼を送信")
    reference = Intake.objects.get().reference
    assert page.get_by_text(reference).is_visible()
    return reference


def approve(browser: Browser, site: str, reference: str) -> None:
    kato = Person(browser, site, "kato", PLAIN).page
    kato.get_by_role("link", name="リクエスト", exact=True).first.click()
    kato.get_by_role("link", name=reference).click()
    kato.get_by_label("テナント ID").fill("t-9001")
    kato.locator("[name=manager]").select_option("sato")
    press(kato, "承認してエンゲージメントを開始")


def import_usage(browser: Browser, site: str, file: Path, active_users: int, day: str) -> None:
    """A lead brings the month's figures in, and is told who has reached what."""
    file.write_text(f"tenant_id,service,date,seats,active_users,source\nt-9001,teams,{day},300,{active_users},LYNX\n", encoding="utf-8")
    ono = Person(browser, site, "ono", PLAIN).page
    ono.get_by_role("link", name="取り込み", exact=True).first.click()
    ono.locator("[name=kind][value=usage]").check(force=True)
    ono.locator("[name=file]").set_input_files(file)
    press(ono, "事前確認")
    press(ono, "このファイルを取り込む")
    assert ono.get_by_role("status").is_visible()
    assert ono.get_by_text("マイルストーン").first.is_visible()
    ono.context.close()


def open_engagement(sato: Person, reference: str) -> None:
    sato.page.get_by_role("link", name="テナント", exact=True).first.click()
    sato.page.get_by_role("link", name=TENANT).first.click()
    sato.page.get_by_role("link", name=reference).first.click()


def deliver(sato: Person, until: Callable[[], bool]) -> list[str]:
    """The manager does what his page proposes, until something has come about; the names of what he did."""
    done: list[str] = []
    sato.page.reload()
    for _ in range(60):
        if work():
            sato.page.reload()
        if until():
            return done
        assert sato.is_asked(), f"after {done} the page proposes nothing"
        done.append(sato.does_what_is_proposed(world.SENSIBLE))
    raise AssertionError(f"not there after {done}")


def read_code(browser: Browser, site: str, post: Post) -> Page:
    """The customer opens his page with the code that was mailed to him."""
    page = follow_link(browser, site, post.newest(CUSTOMER, "状況ページ"))
    assert not page.get_by_text(TENANT).count(), "the link alone shows nothing"
    press(page, "コードを送る")
    code = re.search(r"^\d{6}$", text_of(post.newest(CUSTOMER, "確認コード")), flags=re.MULTILINE)
    assert code
    page.get_by_label("コード").fill(code[0])
    press(page, "ページを開く")
    return page


@pytest.mark.long
def test_everybody_does_his_part_from_the_first_request_to_the_next(browser: Browser, site: str, post: Post, tmp_path: Path) -> None:
    reference = ask_for_help(browser, site)
    assert follow_link(browser, site, post.newest(REQUESTOR, reference)).get_by_text("受付済み").is_visible()
    approve(browser, site, reference)
    assert follow_link(browser, site, post.newest(CUSTOMER, reference)).get_by_text("承認済み").is_visible()

    def kinds() -> set[str]:
        return {fact.kind for fact in engagements.case_of(world.engagement(reference)).history}

    def left(template: str) -> bool:
        history = engagements.case_of(world.engagement(reference)).history
        return any(fact.kind == "mail-handed-over" and fact.data["template"] == template for fact in history)

    # The delivery, with figures that do not suffice, and with such that do.
    import_usage(browser, site, tmp_path / "september.csv", 20, "2026-09-30")
    assert "milestone-reached" not in kinds()
    import_usage(browser, site, tmp_path / "october.csv", 45, "2026-10-05")
    assert "milestone-reached" in kinds()

    # The account team is told, and agrees from its mail.
    sato = Person(browser, site, "sato", PLAIN)
    open_engagement(sato, reference)
    deliver(sato, lambda: left("account-team"))
    assert TENANT in text_of(post.to(REQUESTOR)[-1])
    agreed = follow_link(browser, site, post.newest(REQUESTOR, "担当終了について"))
    agreed.locator("[value=agree]").check(force=True)
    press(agreed, "回答を送信")

    # The discussion, the follow-up, the task, and the request to move the tenant.
    deliver(sato, lambda: left("customer-follow-up"))
    assert "discussion-held" in kinds()
    follow_up = [message for message in post.to(CUSTOMER) if message["From"].addresses[0].addr_spec == "sato@tasuki.example"][-1]
    assert "中村 さくら" in text_of(follow_up)
    assert follow_up.get_body(("html",)) is not None
    deliver(sato, lambda: engagements.case_of(world.engagement(reference)).engagement.state == "handing-over")
    assert not sato.page.get_by_role("button", name="担当を解除").count(), "nobody leaves before the tenant is in its queue"

    # The assignment team confirms from its mail; the manager is released.
    press(follow_link(browser, site, post.newest(ASSIGNMENT, "移動の確定")), "移動済みとして確定")
    deliver(sato, lambda: "manager-released" in kinds())
    sato.page.reload()
    assert sato.state() == "終了"

    # The customer says how satisfied he is, sees his page, and asks for more.
    rating = post.newest(CUSTOMER, "満足度")
    press(follow_link(browser, site, rating, 1), "回答を送信")
    again = follow_link(browser, site, rating, 4)
    assert again.get_by_text("このリンクは開けません").is_visible(), "nobody counts twice"
    sato.page.goto(f"{site}/engagements/{world.engagement(reference).pk}/links/")
    press(sato.page, "リンクを送信")
    customer = read_code(browser, site, post)
    assert customer.get_by_text("ご支援はすべて完了いたしました").is_visible()
    customer.get_by_role("link", name="追加の支援を依頼").click()
    assert customer.get_by_label("テナント ID").input_value() == "t-9001"
    fill(customer, sector="commercial", services="onedrive", migration="no")
    press(customer, "依頼を送信")
    new = Intake.objects.exclude(reference=reference).get()
    assert follow_link(browser, site, post.newest(CUSTOMER, new.reference)).get_by_text("受付済み").is_visible()

    told = engagements.case_of(world.engagement(reference)).history
    assert [fact.data["satisfaction"] for fact in told if fact.kind == "engagement-rated"] == ["4"]
    assert {"leaving-confirmed", "queue-move-confirmed", "manager-released"} <= kinds()
    assert (new.state, new.tenant_id, new.answers["services"]) == ("submitted", "t-9001", "onedrive")
    kato = Person(browser, site, "kato", PLAIN).page
    kato.goto(f"{site}/requests/{new.reference}/")
    assert kato.get_by_text("佐藤 葵").count(), "who served the customer before"
    messages = [message["Message-ID"] for _, message in post.got]
    assert len(messages) == len(set(messages)), "no mail left twice"


# ---------------------------------------------------------------- axe


def public_paths() -> Iterator[str]:
    engagement = world.engagement("R-1187")
    filed = world.filed(seats="120")
    made = [
        links.make(purpose, about=engagement.subject, holder="山田 太郎", email="yamada@aoba.example", language="ja", by="sato")
        for purpose in ("account-team", "satisfaction")
    ]
    made.append(links.make("request", about=filed.subject, holder="中村", email="nakamura@kaede.example", language="ja"))
    made.append(invitations.invite_customer(engagement, engagement.tenant.contacts.get(kind="customer"), by="sato"))
    yield from ("/request/", "/l/thanks/satisfaction/", "/l/nothing.at-all")
    yield from (f"/l/{tokens.token_of(link)}" for link in made)


def staff_paths() -> dict[str, list[str]]:
    number = world.engagement("R-1187").pk
    own = [f"/engagements/{number}/{part}/" for part in ("links", "customer", "request-form")]
    return {"sato": own, "kato": ["/requests/", f"/requests/{world.filed(seats='120').reference}/"]}


def violations(page: Page, site: str, path: str) -> list[str]:
    page.goto(f"{site}{path}")
    return [f"{path}: {fault}" for fault in faults(page)]


def signed_in(context: BrowserContext, site: str, login: str) -> Page:
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(world.PASSWORD)
    page.locator("main button").click()
    return page


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("ja-JP", "light", 390), pytest.param("en-GB", "dark", 1280, marks=pytest.mark.long)]
)
def test_axe_finds_nothing_and_nothing_is_too_wide(browser: Browser, site: str, language: str, scheme: str, width: int) -> None:
    def context() -> BrowserContext:
        return browser.new_context(
            locale=language, color_scheme="dark" if scheme == "dark" else "light", viewport={"width": width, "height": 900}
        )

    found = []
    page = context().new_page()
    for path in public_paths():
        found += violations(page, site, path)
    page.goto(f"{site}/request/")
    page.locator("button.go").click()
    found += [f"the form with errors: {fault}" for fault in faults(page)]
    for login, paths in staff_paths().items():
        staff = signed_in(context(), site, login)
        for path in paths:
            found += violations(staff, site, path)
    assert not found, "\n".join(found)
