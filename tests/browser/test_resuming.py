"""A heavy photo sent from a phone whose network comes and goes: the page goes on by itself."""

from __future__ import annotations

import io
import os
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Route

from deploy.shots_stage import Stage
from tests.browser.test_pages import PHONE, TIMEOUT_MS, enter_by_card

LOST = (2, 3, 5)  # which of the pieces' requests never arrive


def a_photo() -> FilePayload:
    made = io.BytesIO()
    Image.frombytes("RGB", (900, 900), os.urandom(3 * 900 * 900)).save(made, "JPEG", quality=97)
    return FilePayload(name="radio.jpg", mimeType="image/jpeg", buffer=made.getvalue())


@pytest.mark.feature("V3")
def test_a_paper_whose_sending_is_cut_arrives_by_itself(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(viewport=PHONE, locale="fr-FR")  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    page, tried = context.new_page(), []

    def sometimes(route: Route) -> Any:
        if route.request.method != "PATCH":
            return route.continue_()
        tried.append(int(route.request.headers["upload-offset"]))
        return route.abort() if len(tried) in LOST else route.continue_()

    enter_by_card(page, stage)
    page.goto(f"{stage.base_url}/papiers/ajouter")
    page.route("**/uploads/*", sometimes)
    page.check("input[value=health]")
    page.fill("#paper-title", "Radio (démo)")
    page.set_input_files("#file", a_photo())
    page.click("main form button")
    page.wait_for_selector("text=Plus de réseau")
    page.wait_for_url("**/papiers?done=document_deposited")
    assert "Radio (démo)" in page.inner_text("main")
    assert len(tried) > len(LOST)
    assert tried == sorted(tried)
    context.close()
