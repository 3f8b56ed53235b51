"""Publishing playbooks, and finding the one an engagement runs on.

Finding codes:
    page-unreadable       {}                     the file cannot be read
    page-not-utf8         {}                     undecodable bytes were replaced
    pages-of-one-language {language, paths}      two pages of one playbook in the same language
    base-not-published    {base}                 an overlay whose base has no published version
    playbook-not-published {slug}                nothing to start an engagement with
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from django.db import transaction

from tasuki.core.engagement.facts import NewFact
from tasuki.core.finding import Finding
from tasuki.core.playbook.binding import Bound, bind
from tasuki.core.playbook.model import Playbook, rules_digest, text_digest
from tasuki.core.playbook.page import Page
from tasuki.core.playbook.reading import read_page
from tasuki.core.playbook.rules import RulesSource
from tasuki.records import shelf
from tasuki.records.models import PlaybookVersion
from tasuki.services import clock, shipped, trails
from tasuki.services.refusal import Refusal
from tasuki.services.yaml_source import read_rules

CODES = ("page-unreadable", "page-not-utf8", "pages-of-one-language", "base-not-published", "playbook-not-published")

SHIPPED = ("completion-enablement", "completion-migration")


def page_of(path: Path) -> Page:
    """Read a page file as far as it can be read; what is odd is a finding of the page. Raises `Refusal` where there is no such file."""
    try:
        raw = path.read_bytes()
    except OSError:
        raise Refusal(Finding(code="page-unreadable", path=str(path), line=1)) from None
    return page_from(raw, str(path))


def page_from(raw: bytes, path: str) -> Page:
    """A page from the bytes of its file."""
    text = raw.decode("utf-8", errors="replace")
    page = read(text, path)
    damaged = next((number for number, line in enumerate(text.splitlines(), 1) if "\ufffd" in line), None)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        finding = Finding(code="page-not-utf8", severity="error", path=path, line=damaged or 1)
        return _with_finding(page, finding)
    return page


def _with_finding(page: Page, finding: Finding) -> Page:
    values = {name: getattr(page, name) for name in Page.__dataclass_fields__}
    return Page(**{**values, "findings": (finding, *page.findings)})


@lru_cache(maxsize=256)
def read(text: str, path: str) -> Page:
    """A page as it is read; once for the same text."""
    return read_page(text, path=path, vocabulary=shipped.vocabulary())


def bind_files(pages: Sequence[Path], rules: Path) -> tuple[Bound, PlaybookVersion | None, dict[str, Page], str]:
    """Read and bind files as `publish` would, and change nothing: what was bound, the base version, the pages, the rules' text."""
    try:
        text = rules.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Refusal(Finding(code="page-unreadable", path=str(rules), line=1)) from None
    source = read_rules(text, str(rules))
    given = [page_of(path) for path in pages]
    by_language: dict[str, Page] = {}
    for page in given:
        if page.language in by_language:
            paths = [other.path for other in given if other.language == page.language]
            raise Refusal(Finding(code="pages-of-one-language", path=page.path, line=1, values={"language": page.language, "paths": paths}))
        by_language[page.language] = page
    base = _base(str(source.plain.get("based-on", "")), str(rules))
    return bound(source, by_language, read_rules(base.rules_text, base.rules_path) if base else None), base, by_language, text


def bound(source: RulesSource, pages: Mapping[str, Page], base: RulesSource | None = None) -> Bound:
    """Pages bound to their rules, with the program's own words for the release."""
    return bind(source, pages, base, shipped.plain("words.yaml")["criterion"]["released"])


def _base(slug: str, path: str) -> PlaybookVersion | None:
    if not slug:
        return None
    version = shelf.newest(slug)
    if version is None:
        raise Refusal(Finding(code="base-not-published", path=path, line=1, values={"base": slug}))
    return version


def publish(pages: Sequence[Path], rules: Path, *, by: str) -> tuple[PlaybookVersion, tuple[Finding, ...]]:
    """Pages in several languages and their rules become the next version; unchanged ones stay the version they are. Raises `Refusal`.

    The door is `versions.publish`, which also tells the engagements that run on the same rules.
    """
    whole, base, by_language, rules_text = bind_files(pages, rules)
    if whole.playbook is None:
        raise Refusal(*whole.findings)
    sources = shelf.Sources(
        slug=whole.playbook.slug,
        rules_path=rules.name,
        rules_text=rules_text,
        pages={language: (Path(page.path).name, page.source) for language, page in by_language.items()},
        rules_digest=rules_digest(whole.playbook),
        text_digest=text_digest(by_language.values(), rules_text),
        base=base,
    )
    with transaction.atomic():
        version, is_new = shelf.publish(sources, by=by, at=clock.now())
        if is_new:
            data = {"version": version.version, "rules_digest": version.rules_digest, "text_digest": version.text_digest}
            fact = NewFact("playbook-published", data=data)
            trails.add({f"playbook/{version.slug}": [fact, *_rewording(version)]}, by=by)
    return version, whole.findings


def _rewording(version: PlaybookVersion) -> list[NewFact]:
    """A version with the rules of an earlier one changes the words of all that run on these rules."""
    earlier = shelf.versions_with(version.slug, version.rules_digest, before=version.version)
    return [NewFact("playbook-reworded", data={"slug": version.slug, "versions": earlier, "wording": version.version})] if earlier else []


def publish_shipped(*, by: str) -> list[PlaybookVersion]:
    """Publish the playbooks that come with the program, unless somebody published pages of his own under the same name, or retired them."""
    folder = Path(str(files("tasuki") / "playbooks"))
    published = []
    for slug in SHIPPED:
        last = shelf.last(slug)
        if last is None or (last.published_by == by and last.retired_at is None):
            pages = sorted(folder.glob(f"{slug}.??.md"))
            published.append(publish(pages, folder / f"{slug}.rules.yaml", by=by)[0])
    return published


def newest(slug: str) -> PlaybookVersion:
    """The version that a new engagement starts with. Raises `Refusal`."""
    version = shelf.newest(slug)
    if version is None:
        raise Refusal(Finding(code="playbook-not-published", values={"slug": slug}))
    return version


def playbook(slug: str, number: int) -> Playbook:
    """The playbook of a pinned version, in the newest wording that has the same rules (design.md section 4). One query once it was read."""
    return _read_once(slug, _wording(slug, number))


def as_published(slug: str, number: int) -> Playbook:
    """The playbook of this very version, whatever newer wording there is: for comparing. Raises `Refusal`."""
    found = next((one for one in shelf.digests(slug, number)[:1] if one.version == number), None)
    if found is None:
        raise not_published(slug, number)
    return _read_once(slug, found)


def wording(slug: str, number: int) -> int:
    """The version whose words are shown to those who run on this one. Retired or not: it has reached them."""
    return _wording(slug, number).version


def _wording(slug: str, number: int) -> shelf.Digests:
    found = shelf.digests(slug, number)
    if not found or found[0].version != number:
        raise not_published(slug, number)
    return next(one for one in reversed(found) if one.rules_digest == found[0].rules_digest)


def not_published(slug: str, number: int) -> Refusal:
    return Refusal(Finding(code="playbook-not-published", values={"slug": slug, "version": number}))


@lru_cache(maxsize=64)
def _read_once(slug: str, digests: shelf.Digests) -> Playbook:
    """Read and bound once per process: the digests of all its texts are the key, so a cached playbook is never out of date."""
    version = shelf.version(slug, digests.version)
    if version is None:
        raise not_published(slug, digests.version)
    return _bound(version)


def _bound(version: PlaybookVersion) -> Playbook:
    chain = []
    step: PlaybookVersion | None = version
    while step is not None:
        chain.append((step.rules_text, step.rules_path))
        step = step.base
    pages = tuple(sorted((path, text) for path, text in shelf.pages_of(version).values()))
    return _bind_texts(tuple(chain), pages)


def files_of(version: PlaybookVersion) -> dict[str, str]:
    """What was published, by path: its author begins from it when he changes the page."""
    return {**dict(shelf.pages_of(version).values()), version.rules_path: version.rules_text}


def pages_of(version: PlaybookVersion) -> dict[str, Page]:
    """The pages of a version by language."""
    return {language: read(text, path) for language, (path, text) in shelf.pages_of(version).items()}


@lru_cache(maxsize=64)
def _bind_texts(rules: tuple[tuple[str, str], ...], pages: tuple[tuple[str, str], ...]) -> Playbook:
    """Bound once for the same texts: two versions may have them, and a playbook that is the same must be the same object for the plan."""
    sources = [read_rules(text, path) for text, path in rules]
    by_path = [read(text, path) for path, text in pages]
    whole = bound(sources[0], {page.language: page for page in by_path}, sources[1] if len(sources) > 1 else None)
    if whole.playbook is None:
        raise Refusal(*whole.findings)
    return whole.playbook


@lru_cache(maxsize=16)
def faq_versions(faq: str) -> Mapping[str, str]:
    """By language, the digest that tells which wording of the FAQ was reviewed. A page with rules of its own is a playbook, no FAQ."""
    folder = Path(str(files("tasuki") / "playbooks"))
    if (folder / f"{faq}.rules.yaml").exists():
        return {}
    return {path.suffixes[-2][1:]: sha256(path.read_bytes()).hexdigest()[:12] for path in folder.glob(f"{faq}.??.md")}


def faq_text(faq: str, language: str) -> str | None:
    """The FAQ as it is written; None where there is none of that name and language."""
    if language not in faq_versions(faq):
        return None
    return (Path(str(files("tasuki") / "playbooks")) / f"{faq}.{language}.md").read_text(encoding="utf-8")
