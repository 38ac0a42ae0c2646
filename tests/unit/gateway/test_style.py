"""The style sheet's colours can be read by tired eyes: contrast as WCAG 2.2 counts it (1.4.3: 4.5 to 1)."""

from __future__ import annotations

import re

import pytest

from services.gateway.pages.renderer import ROOT

STYLE = (ROOT / "static" / "style.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", STYLE))
CONTRAST_MIN = 4.5
EDGE_CONTRAST_MIN = 3.0  # 1.4.11: the edge of what can be filled in
TEXT_ON = [
    ("ink", "paper"),
    ("ink", "card"),
    ("soft", "paper"),
    ("soft", "card"),
    ("main", "card"),
    ("main", "paper"),
    ("main-dark", "tint"),
    ("card", "main"),
    ("card", "main-dark"),
    ("card", "stop"),
    ("stop", "card"),
    ("stop", "stop-tint"),
    ("warn", "warn-tint"),
    ("ink", "tint"),
    ("ink", "good-tint"),
    ("ink", "stop-tint"),
    ("ink", "warn-tint"),
]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= CONTRAST_MIN


def test_the_edge_of_a_box_to_fill_in_can_be_seen() -> None:
    assert contrast("edge", "card") >= EDGE_CONTRAST_MIN


def test_the_style_knows_no_left_nor_right() -> None:
    assert re.findall(r"(?:margin|padding|border|inset)?-?\b(?:left|right)\b", STYLE) == []
