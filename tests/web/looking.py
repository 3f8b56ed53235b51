"""What is wrong with a page as it stands in a browser, as far as a machine can tell."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def faults(page: Page) -> list[str]:
    """A line for each place at which axe finds something, and one where the page is wider than the screen."""
    found = [f"{one['id']}: {node['html'][:160]}" for one in Axe().run(page).response["violations"] for node in one["nodes"]]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, *([f"{wider} pixels wider than the screen"] if wider > 0 else [])]
