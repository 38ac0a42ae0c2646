"""A real browser in front of a whole installation, for the tests of one file (no event loop is left
behind).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from deploy.shots_stage import Stage, installation, set_stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Every service in one process, with people, papers and an appointment."""
    with installation() as maillon:
        yield set_stage(maillon)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; `CHROMIUM` names another."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "no Chromium: apt-get install chromium, or name one in CHROMIUM"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield launched
        launched.close()
