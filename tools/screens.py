"""Every screen of the portal, found by following links: `python tools/screens.py FOLDER` writes pictures of them.

A demonstration programme of its own is built in a temporary folder and served on a free port of this machine.
"""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
LOCALES = {"ja": "ja-JP", "en": "en-GB"}
THEMES = ("light", "dark")
WIDTHS = (1440, 1024, 390)
PEOPLE = ("ito", "yamada", "suzuki", "hayashi", "abe", "admin", "kimura")
"""Demonstration accounts, one of each role; a screen that several may see is looked at as the first of them."""


@dataclass(frozen=True)
class Screen:
    """An address that stands for all of its kind: /engagements/7/ for every engagement."""

    login: str
    kind: str
    path: str


def kind_of(path: str) -> str:
    """What is the same for all addresses of one screen: its words, without ids, logins and queries."""
    parts = [part for part in urlsplit(path).path.split("/") if part]
    named = ["", *parts]
    return (
        "/".join("*" if re.search(r"\d", part) or before == "people" else part for before, part in zip(named, parts, strict=False))
        or "today"
    )


def sign_in(context: BrowserContext, site: str, login: str, password: str) -> Page:
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.locator("#login").fill(login)
    page.locator("#password").fill(password)
    page.locator("main form button.go").click()
    if "/sign-in/" in page.url:
        raise SystemExit(f"{login} could not sign in at {site}.")
    return page


def found_by(page: Page, site: str, login: str, known: set[str]) -> Iterator[Screen]:
    """The screens that can be reached from here by links, and that are not known yet, in the order of a reader.

    What another has seen is walked through again: an author finds more on the playbooks' screen than a manager does.
    """
    waiting, met = ["/"], {"today"}
    while waiting:
        path = waiting.pop(0)
        if not page.request.head(f"{site}{path}").headers.get("content-type", "").startswith("text/html"):
            continue
        page.goto(f"{site}{path}")
        if path == "/" or kind_of(path) not in known:
            known.add(kind_of(path))
            yield Screen(login, kind_of(path), path)
        hrefs = page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href').split('#')[0])")
        for href in hrefs:
            if kind_of(href) not in met:
                met.add(kind_of(href))
                waiting.append(href)


def screens(browser: Browser, site: str, password: str, people: Sequence[str]) -> list[Screen]:
    """Every kind of screen that somebody of these people can reach by links, as the first of them who can."""
    known = {"today"}
    found = [Screen("", "sign-in", "/sign-in/")]
    for login in people:
        with browser.new_context(locale=LOCALES["en"]) as context:
            found += found_by(sign_in(context, site, login, password), site, login, known)
    return found


@contextmanager
def opened(browser: Browser, site: str, password: str, login: str, *, language: str, theme: str, width: int = 1440) -> Iterator[Page]:
    """A page in a browser of somebody's own, signed in, in a language and a theme."""
    with browser.new_context(
        locale=LOCALES[language],
        color_scheme="dark" if theme == "dark" else "light",
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    ) as context:
        page = sign_in(context, site, login, password) if login else context.new_page()
        page.goto(f"{site}/")
        other = page.locator(f".bar-end form:has(input[name=language][value={language}]) button")
        if other.count():
            other.click()
        yield page


@contextmanager
def served_demonstration() -> Iterator[tuple[str, str]]:
    """A demonstration of its own, served; gives its address and the password of its accounts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tasuki = str(Path(sys.executable).with_name("tasuki"))
    with tempfile.TemporaryDirectory(prefix="tasuki-screens-") as folder:
        environment = {**os.environ, "TASUKI_DATA": folder, "TASUKI_SECRET_KEY": secrets.token_hex()}
        for command in ("init", "demo"):
            subprocess.run([tasuki, command], env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([tasuki, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}", "tasuki-demonstration"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def wait_for(port: int) -> None:
    for _ in range(100):
        if answers(port):
            return
        time.sleep(0.2)
    raise SystemExit(f"Nothing answers on port {port}.")


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def take(folder: Path) -> int:
    """Every screen in both languages and themes and all widths; returns the number of pictures."""
    taken = 0
    with served_demonstration() as (site, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        found = screens(browser, site, password, PEOPLE)
        for language in LOCALES:
            for theme in THEMES:
                for login in dict.fromkeys(screen.login for screen in found):
                    with opened(browser, site, password, login, language=language, theme=theme) as page:
                        for screen in (one for one in found if one.login == login):
                            taken += photograph(page, site, screen, folder / language / theme)
        browser.close()
    return taken


def photograph(page: Page, site: str, screen: Screen, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    name = "-".join(filter(None, (screen.login, screen.kind.replace("/", "-").replace("*", "x"))))
    page.goto(f"{site}{screen.path}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    return len(WIDTHS)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    print(f"{take(where)} pictures in {where}")
