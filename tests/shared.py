"""The material that lies beside the repository: real pages, the seed. Tests that need it skip where it is not."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared(relative: str) -> Path:
    """A file or folder of `../shared` (or of TASUKI_SHARED); skips the test where there is none."""
    folder = Path(os.environ.get("TASUKI_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip("the folder ../shared is not here, and TASUKI_SHARED names no other")
    found = folder / relative
    assert found.exists(), f"{folder} has no {relative}"
    return found
