"""Where published playbooks stand: sources and digests, version by version. A version is never altered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from tasuki.records.models import PlaybookPage, PlaybookVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What an author hands in: the rules file and a page per language, as text, with the digests that services took of them."""

    slug: str
    rules_path: str
    rules_text: str
    pages: Mapping[str, tuple[str, str]]  # language -> (path, text)
    rules_digest: str
    text_digest: str
    base: PlaybookVersion | None = None


def publish(sources: Sources, *, by: str, at: datetime) -> tuple[PlaybookVersion, bool]:
    """The next version, and True; or the newest as it is, and False, when nothing has changed."""
    with transaction.atomic():
        last = newest(sources.slug)
        if last is not None and _same(last, sources):
            return last, False
        stored = PlaybookVersion.objects.create(
            slug=sources.slug,
            version=_next_number(sources.slug),
            rules_path=sources.rules_path,
            rules_text=sources.rules_text,
            base=sources.base,
            rules_digest=sources.rules_digest,
            text_digest=sources.text_digest,
            published_at=at,
            published_by=by,
        )
        PlaybookPage.objects.bulk_create(
            PlaybookPage(playbook=stored, language=language, path=path, text=text) for language, (path, text) in sources.pages.items()
        )
        return stored, True


def newest(slug: str) -> PlaybookVersion | None:
    """The newest version that is not retired: what a new engagement starts with."""
    return PlaybookVersion.objects.filter(slug=slug, retired_at=None).order_by("version").last()


def newest_with_rules_of(pinned: PlaybookVersion) -> PlaybookVersion:
    """The newest wording with the same rules: better words reach running engagements at once, other rules do not."""
    same = PlaybookVersion.objects.filter(slug=pinned.slug, rules_digest=pinned.rules_digest, version__gte=pinned.version)
    return same.order_by("version").last() or pinned


def version(slug: str, number: int) -> PlaybookVersion | None:
    return PlaybookVersion.objects.filter(slug=slug, version=number).first()


def slugs() -> list[str]:
    """Every playbook that can be started."""
    return list(PlaybookVersion.objects.filter(retired_at=None).order_by("slug").values_list("slug", flat=True).distinct())


def stamp() -> tuple[object, ...]:
    """Another one whenever anything was published: what is made of versions may be kept as long as it is the same."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT COUNT(*), MAX("id") FROM "records_playbookversion"')
        count, newest_id = cursor.fetchone()
        cursor.execute('SELECT "text_digest" FROM "records_playbookversion" WHERE "id" = %s', [newest_id])
        return (count, newest_id, cursor.fetchone())


def pages_of(playbook: PlaybookVersion) -> dict[str, tuple[str, str]]:
    """Path and text of each page, by language."""
    return {page.language: (page.path, page.text) for page in playbook.pages.all()}


def _same(last: PlaybookVersion, sources: Sources) -> bool:
    return (
        (last.rules_digest, last.text_digest, last.base_id)
        == (sources.rules_digest, sources.text_digest, getattr(sources.base, "pk", None))
        and last.rules_text == sources.rules_text
        and {language: text for language, (_, text) in pages_of(last).items()} == {key: text for key, (_, text) in sources.pages.items()}
    )


def _next_number(slug: str) -> int:
    highest: int | None = PlaybookVersion.objects.filter(slug=slug).aggregate(highest=Max("version"))["highest"]
    return (highest or 0) + 1
