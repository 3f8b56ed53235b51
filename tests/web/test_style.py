"""The style sheets hold no rule twice, none that nothing uses, and no colour beside the tokens; no template that nothing shows."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.shared import ROOT

WEB = ROOT / "src" / "tasuki" / "web"
SHEETS = {
    path.name: re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL) for path in (WEB / "static" / "tasuki").glob("*.css")
}
MADE = ("state-", "mail-", "request-", "step-", "c-", "htmx-")
"""A template makes these of a value: pill state-{{ state }}."""


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Each rule as where it stands (layer and media) with its selector, and what it says."""
    where: list[str] = []
    for head, body, end in re.findall(r"\s*([^{};]+)\{(?:([^{}]*)\})?|(\})", sheet):
        if end:
            where.pop()
        elif body or not head.strip().startswith("@"):
            yield " ".join([*where, " ".join(head.split())]), body
        else:
            where.append(" ".join(head.split()))


def sources() -> str:
    found = [path for kind in ("*.html", "*.py", "*.js") for path in WEB.rglob(kind)]
    return "\n".join(path.read_text("utf-8") for path in found)


def test_no_rule_stands_twice() -> None:
    told = Counter(place for sheet in SHEETS.values() for place, _ in rules(sheet))
    assert [place for place, times in told.items() if times > 1] == []


def test_every_class_is_one_of_a_screen() -> None:
    words = set(re.findall(r"[a-zA-Z][\w-]*", sources()))
    named = {name for sheet in SHEETS.values() for place, _ in rules(sheet) for name in re.findall(r"\.([a-zA-Z][\w-]*)", place)}
    assert sorted(name for name in named if name not in words and not name.startswith(MADE)) == []


def test_every_template_is_part_of_a_screen() -> None:
    named = sources()
    templates = [path.relative_to(WEB / "templates").as_posix() for path in (WEB / "templates" / "tasuki").rglob("*.html")]
    by_purpose = "tasuki/public/"  # a signed link's purpose names its page
    assert sorted(name for name in templates if f'"{name}"' not in named and not name.startswith(by_purpose)) == []


def test_only_tokens_name_colours() -> None:
    spoken = [
        (place, body) for sheet in SHEETS.values() for place, body in rules(sheet) if ":root" not in place and "backdrop" not in place
    ]
    assert [place for place, body in spoken if re.search(r"#[0-9a-f]{3,8}\b|rgb\(", body)] == []
