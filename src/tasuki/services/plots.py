"""Plots: a Vega-Lite specification becomes an SVG that stands in the page itself.

Colours are the page's own tokens (`var(--ink)`), so one drawing serves light, dark, print and forced colours. A drawing costs tens of
milliseconds, hence the cache in the data folder, by the digest of everything that decides what it looks like; it may be thrown away.
"""

import os
import re
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from json import dumps
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from django.conf import settings
from django.utils.safestring import SafeString

from tasuki.services import loading

KEPT: Final = 5000
"""So many drawings are kept; beyond that the longest unused half goes."""

_VEGA_LITE: Final = "5.20"
_LOCALES: Final = {"ja": "ja-JP", "en": "en-GB"}
_AXIS: Final = {
    "labelColor": "var(--ink-2)",
    "titleColor": "var(--ink-2)",
    "titleFontWeight": "normal",
    "labelFontSize": 11,
    "titleFontSize": 11,
}
_LINES: Final = {"gridColor": "var(--line)", "domainColor": "var(--line-2)", "tickColor": "var(--line-2)"}
LOOK: Final[Mapping[str, Any]] = {
    "aria": False,
    "font": "Noto Sans CJK JP",
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {**_AXIS, **_LINES},
    "legend": {"labelColor": "var(--ink-2)", "titleColor": "var(--ink-2)", "labelFontSize": 11, "titleFontSize": 11, "orient": "top"},
    "range": {"category": ["var(--link)", "var(--sash)", "var(--met)", "var(--wait)", "var(--miss)", "var(--ink-2)"]},
}
"""How every plot looks; a specification's own `config` wins."""

_NOISE = re.compile(r' (?:role|aria-[a-z]+|pointer-events|font-family|xmlns:xlink|class)="[^"]*"')
_IDS = re.compile(r'(id="|url\(#|href="#)')


def draw(spec: Mapping[str, Any], label: str, language: str) -> SafeString:
    """The plot as an `<svg>` element. `label` is its text alternative; dates and numbers on it are written as in `language`."""
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **spec, "config": {**LOOK, **spec.get("config", {})}}
    source = dumps([loading.module("vl_convert").__version__, whole, language], sort_keys=True, ensure_ascii=False)
    digest = sha256(source.encode()).hexdigest()
    kept = Path(settings.TASUKI_DATA) / "plots" / f"{digest}.svg"
    drawing = _kept(kept)
    if drawing is None:
        drawing = _drawn(whole, language, digest)
        _keep(kept, drawing)
    return SafeString(drawing.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1))


def _drawn(spec: Mapping[str, Any], language: str, digest: str) -> str:
    """Without what only a picture of its own needs; its ids are made unlike those of other plots on the page."""
    locale = _LOCALES.get(language, _LOCALES["en"])
    svg: str = loading.module("vl_convert").vegalite_to_svg(spec, _VEGA_LITE, format_locale=locale, time_format_locale=locale)
    return _IDS.sub(rf"\g<1>p{digest[:8]}-", _NOISE.sub("", svg))


def _kept(path: Path) -> str | None:
    try:
        drawing = path.read_text(encoding="utf-8")
        os.utime(path)
    except FileNotFoundError:
        return None
    return drawing


def _keep(path: Path, drawing: str) -> None:
    """Complete under its name or not there: another process may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{token_hex(4)}.unfinished")
    unfinished.write_text(drawing, encoding="utf-8")
    unfinished.replace(path)
    drawings = list(path.parent.glob("*.svg"))
    if len(drawings) > KEPT:
        _forget(drawings)


def _forget(drawings: list[Path]) -> None:
    used = sorted((_used(path), path) for path in drawings)
    for _, path in used[: len(used) // 2]:
        path.unlink(missing_ok=True)


def _used(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0  # another process has just thrown it away
