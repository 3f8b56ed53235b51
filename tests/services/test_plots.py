"""Plots: drawn once, kept for the next process, and readable by those who cannot see them."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tasuki.services import plots

SPEC = {
    "width": 200,
    "height": 60,
    "data": {"values": [{"day": "2026-02-01", "users": 10}, {"day": "2026-03-01", "users": 30}]},
    "mark": {"type": "line", "clip": True},
    "encoding": {"x": {"field": "day", "type": "temporal", "title": "<day>"}, "y": {"field": "users", "type": "quantitative"}},
}


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> Path:
    settings.TASUKI_DATA = tmp_path
    return tmp_path / "plots"


def test_a_plot_is_an_image_with_a_text_alternative_in_the_colours_of_the_page(kept: Path) -> None:
    svg = plots.draw(SPEC, 'Users "rose" & stayed', "en")
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Users "rose" & stayed'
    assert "var(--ink-2)" in svg
    assert "style=" not in svg  # the portal's policy would drop it
    assert "&lt;day&gt;" in svg
    assert "2月" in plots.draw(SPEC, "", "ja")


def test_a_second_drawing_comes_from_the_cache_and_another_specification_does_not(kept: Path) -> None:
    plots.draw(SPEC, "one", "en")
    (file,) = kept.glob("*.svg")
    file.write_text("<svg >kept</svg>", encoding="utf-8")
    assert "kept" in plots.draw(SPEC, "two", "en")
    assert "kept" not in plots.draw({**SPEC, "height": 61}, "two", "en")


def test_the_cache_forgets_what_was_longest_unused(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "KEPT", 2)
    kept.mkdir(parents=True)
    for number in range(2):
        (kept / f"old{number}.svg").write_text("<svg >", encoding="utf-8")
    plots.draw(SPEC, "", "en")
    assert len(list(kept.glob("*.svg"))) == 2
    assert not (kept / "old0.svg").exists()
