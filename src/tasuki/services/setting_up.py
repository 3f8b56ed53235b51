"""Making a site ready: tables, and the playbooks that come with the program. Safe to do again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tasuki.core.engagement.facts import SYSTEM
from tasuki.records import shelf
from tasuki.services import lines, playbooks, versions


def init_unless_there() -> None:
    """Make an empty place ready; where tables are, nothing is touched."""
    Path(settings.TASUKI_DATA).mkdir(parents=True, exist_ok=True)
    if not connection.introspection.table_names():
        init()


def init() -> dict[str, Any]:
    """Create or migrate the database and publish what is shipped; what was there already stays."""
    Path(settings.TASUKI_DATA).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    before = {slug: shelf.newest(slug) for slug in shelf.slugs()}
    published = playbooks.publish_shipped(by=SYSTEM)
    for version in published:
        versions.tell_rewording(version, by=SYSTEM)
    lines.complete()
    return {
        "data": str(settings.TASUKI_DATA),
        "database": connection.vendor,
        "playbooks": [
            {"slug": version.slug, "version": version.version, "new": before.get(version.slug) != version} for version in published
        ],
    }
