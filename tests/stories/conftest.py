"""Stories begin with the cast on a site of their own, on either database."""

from pathlib import Path

import pytest

from tests.site import Site
from tests.stories.programme import Programme


@pytest.fixture
def programme(site: Site, tmp_path: Path) -> Programme:
    one = Programme(site, tmp_path / "files")
    one.begin()
    return one
