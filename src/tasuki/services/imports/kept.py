"""A file between its dry run and its import: kept for a day in the data folder, for the person who brought it and for nobody else.

Finding codes:
    file-gone     {}      it was kept for too long, or on another machine
"""

import re
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from tasuki.core.finding import Finding
from tasuki.services import clock
from tasuki.services.refusal import Refusal

CODES = ("file-gone",)

_A_DAY = 24 * 3600
_TOKEN = re.compile(r"[0-9a-f]{64}")


def keep(content: bytes, name: str, by: str) -> tuple[str, Path]:
    """The token under which this person finds it again, and the file under its own name."""
    _forget_old()
    token = sha256(content + b"\0" + by.encode()).hexdigest()
    folder = _folder() / token
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.iterdir():
        other.unlink(missing_ok=True)
    path = folder / (Path(name).name or "upload.csv")
    path.write_bytes(content)
    return token, path


def kept(token: str, by: str) -> Path:
    """Raises `Refusal` where it is no longer there, or is somebody else's."""
    folder = _folder() / token
    files = list(folder.iterdir()) if _TOKEN.fullmatch(token) and folder.is_dir() else []
    if not files or sha256(files[0].read_bytes() + b"\0" + by.encode()).hexdigest() != token:
        raise Refusal(Finding(code="file-gone"))
    return files[0]


def _folder() -> Path:
    return Path(settings.TASUKI_DATA) / "incoming"


def _forget_old() -> None:
    oldest = clock.now().timestamp() - _A_DAY
    for path in _folder().glob("*/*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            path.parent.rmdir()
