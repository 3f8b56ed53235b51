"""The environment of processes that tests start."""

import os

from tests.shared import ROOT

_NOT_OURS = ("TASUKI_", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
"""Of the last: a story of thirty commands is thirty processes, and each would compile the whole program again."""


def environment(**ours: str) -> dict[str, str]:
    """Of the developer's, all but what configures a site; the checkout is importable, and its settings are chosen."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)}
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return kept | {"PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "tasuki.project.settings"} | ours
