"""What a picture cannot hide: a page wider than the screen, small targets, keys of the catalogue, ids."""

from __future__ import annotations

import re

from playwright.sync_api import Page

TARGET_MIN_PX = 47  # 48 px, less a rounding
KEY = re.compile(r"(?<![\w@./-])[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z0-9]+)+(?![\w.@-])")
IDENTIFIER = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|\b0[0-9A-HJKMNP-TV-Z]{25}\b")
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_SMALL = """least => [...document
    .querySelectorAll('main :is(button, .button, summary, select, .choice, .quiet)')]
    .filter(e => e.offsetParent !== null && e.getBoundingClientRect().height < least)
    .map(e => e.innerText.trim().slice(0, 40))"""


def faults_of(page: Page) -> list[str]:
    """One sentence for each thing a reader would stumble on; none when the page is fit."""
    text = page.inner_text("main")
    wider = page.evaluate(_WIDER)
    return [
        *([f"{wider} px wider than the screen"] if wider > 0 else []),
        *(f"small target: {words}" for words in page.evaluate(_SMALL, TARGET_MIN_PX)),
        *(f"a key of the catalogue: {key}" for key in KEY.findall(text)),
        *(f"an id: {found}" for found in IDENTIFIER.findall(text)),
    ]
