"""Papers in and between folders on a small phone; a heavy photo whose network comes and goes arrives."""

from __future__ import annotations

import io
import os
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Route

from deploy.shots_stage import Stage
from tests.browser.test_pages import PHONE, TIMEOUT_MS, check_page, enter_by_card

LOST = (2, 3, 5)  # which of the pieces' requests never arrive


def a_photo() -> FilePayload:
    made = io.BytesIO()
    Image.frombytes("RGB", (900, 900), os.urandom(3 * 900 * 900)).save(made, "JPEG", quality=97)
    return FilePayload(name="radio.jpg", mimeType="image/jpeg", buffer=made.getvalue())


def test_a_paper_is_put_in_a_folder_and_back_on_a_small_phone_without_javascript(
    browser: Browser, stage: Stage
) -> None:
    context = browser.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    enter_by_card(page, stage)
    page.goto(f"{stage.base_url}/papiers")
    page.click("a.tile:has-text('Santé')")
    page.click("main details summary")
    check_page(page)
    page.fill("[name=label]", "Hôpital (démo)")
    page.click("main details form button")
    assert "Le dossier est fait." in page.inner_text("main")
    page.click("text=Ranger ailleurs >> nth=0")
    check_page(page)
    page.check("label:has-text('Hôpital (démo)') input")
    page.click("main form.stack button")
    assert "Santé, Hôpital (démo)" in page.inner_text("main")
    check_page(page)
    page.click("text=Remettre dans")
    assert "Il est ici\u00a0: Santé." in page.inner_text("main")
    page.goto(f"{stage.base_url}/papiers")
    page.click("a.tile:has-text('Santé')")
    page.click("a.tile:has-text('Hôpital')")
    for summary in page.locator("summary").all():
        summary.click()
    check_page(page)
    page.click("main details form button.stop")
    assert "Le dossier est retiré." in page.inner_text("main")
    context.close()


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
