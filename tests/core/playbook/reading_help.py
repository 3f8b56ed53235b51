"""What the tests of the page reader share: the shipped vocabulary, and pages in few words."""

from pathlib import Path

import yaml

from tasuki.core.playbook.page import Item, Page
from tasuki.core.playbook.reading import read_page
from tasuki.core.playbook.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[3]
PLAYBOOKS = ROOT / "src/tasuki/playbooks"
VOCABULARY = Vocabulary.from_plain(yaml.safe_load((PLAYBOOKS / "vocabulary.yaml").read_text(encoding="utf-8")))

HEADER = "| Task ID | Task Name | (M)andatory / (O)ptional | FastTrack Role | Services |\n|---|---|---|---|---|\n"


def read(text: str) -> Page:
    return read_page(text, path="page.md", vocabulary=VOCABULARY)


def step(body: str) -> str:
    """A page with one step in Approach, which has this body."""
    return f"# Title\n\n## Approach\n\n### First\n\n{body}\n"


def table(*rows: str) -> str:
    return HEADER + "\n".join(rows) + "\n"


def codes(page: Page) -> list[str]:
    """The codes of its findings, apart from the note that says a page has no steps."""
    return [finding.code for finding in page.findings if finding.code != "no-steps"]


def levels(items: tuple[Item, ...] | None) -> str | None:
    return None if items is None else "".join(str(item.level) for item in items)


def texts(items: tuple[Item, ...] | None) -> list[str] | None:
    return None if items is None else [item.text for item in items]
