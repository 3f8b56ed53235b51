"""What is wrong with a page as it stands in a browser, as far as a machine can tell."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

MOST_BYTES = 150_000
"""HTML, styles and scripts of a first visit."""
_SHIFTED = """() => new Promise(done => {
  let sum = 0
  const add = list => list.getEntries().forEach(entry => { sum += entry.value })
  new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true})
  setTimeout(() => done(sum), 100)
})"""
_WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""


def faults(page: Page) -> list[str]:
    """A line for each place at which axe finds something, and one each where the page is wider than the screen, moves while it loads,
    or is heavy."""
    shifted, weight = page.evaluate(_SHIFTED), page.evaluate(_WEIGHT)
    found = [f"{one['id']}: {node['html'][:160]}" for one in Axe().run(page).response["violations"] for node in one["nodes"]]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found += [f"{wider} pixels wider than the screen"] if wider > 0 else []
    found += [f"moves by {shifted:.3f} while it loads"] if shifted > 0 else []
    return [*found, *([f"weighs {weight} bytes"] if weight > MOST_BYTES else [])]
