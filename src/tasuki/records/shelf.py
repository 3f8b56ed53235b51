"""Where published playbooks stand: sources and digests, version by version. A version is never altered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from tasuki.records.models import PlaybookPage, PlaybookVersion

_DIGESTS = (
    'SELECT v."version", v."rules_digest", v."text_digest", b."rules_digest", b."text_digest" FROM records_playbookversion v '
    'LEFT JOIN records_playbookversion b ON b."id" = v."base_id" WHERE v."slug" = %s AND v."version" >= %s ORDER BY v."version"'
)


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


@dataclass(frozen=True, slots=True)
class Digests:
    """Everything that a playbook is made of, by digest: the version's own pages and rules, and those it is laid over."""

    version: int
    rules_digest: str
    text_digest: str
    base_rules_digest: str | None
    base_text_digest: str | None


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


def last(slug: str) -> PlaybookVersion | None:
    """The newest version, also if it is retired: engagements may still run on it."""
    return PlaybookVersion.objects.filter(slug=slug).order_by("version").last()


def retire(slug: str, number: int, *, at: datetime) -> bool:
    """From now on it starts nothing. False where there is no such version, or it is retired already."""
    return PlaybookVersion.objects.filter(slug=slug, version=number, retired_at=None).update(retired_at=at) == 1


def version(slug: str, number: int) -> PlaybookVersion | None:
    return PlaybookVersion.objects.filter(slug=slug, version=number).first()


def versions_with(slug: str, rules_digest: str, *, before: int) -> list[int]:
    """The earlier versions that have these rules."""
    rows = PlaybookVersion.objects.filter(slug=slug, rules_digest=rules_digest, version__lt=before).order_by("version")
    return list(rows.values_list("version", flat=True))


def digests(slug: str, since: int) -> list[Digests]:
    """What tells whether a wording was read before, for a version and all later ones. One plain query: every act asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGESTS, [slug, since])
        return [Digests(*row) for row in cursor.fetchall()]


def slugs() -> list[str]:
    """Every playbook that can be started."""
    return list(PlaybookVersion.objects.filter(retired_at=None).order_by("slug").values_list("slug", flat=True).distinct())


def every_slug() -> list[str]:
    """Every playbook that was ever published."""
    return list(PlaybookVersion.objects.order_by("slug").values_list("slug", flat=True).distinct())


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
