"""Over everything that can be asked of a vault: each act of another leaves a line."""

from __future__ import annotations

import importlib
import io
import json
import pkgutil
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest
from eventsourcing.domain import Aggregate
from PIL import Image

import services.vault.domain
import shared.contracts
from deploy.story.papers import a_pdf
from services.vault.adapters.documents import Examiner
from services.vault.adapters.export import words_of_protection as words
from services.vault.adapters.intake import DocumentIntake
from services.vault.domain.vault import Vault
from shared.contracts.shapes import Command
from shared.contracts.vault_emergency import EmergencyOutcome, EmergencyReason
from shared.contracts.vault_expiry import ForgetPaperExpiry, NotePaperExpiry
from shared.contracts.vault_mandates import MandateKind, MandateState
from shared.contracts.vault_notices import NoticeRule
from shared.contracts.vault_pages import AddPage
from shared.contracts.vault_recovery import RecoveryState
from tests.faults.searching import in_files
from tests.integration.vault.test_pages import stage
from tests.integration.vault.whole_life import WholeLife
from tests.unit.vault.documents import samples
from tests.unit.vault.house import AGNES, House

ABOUT_NO_VAULT = {"CosignCheckpoint"}  # a witness signs the whole log
DOMAIN = "services.vault.domain."
EXPORTED = {  # where each aggregate is in vault.json
    "Vault": "given_name",
    "Act": "acts",
    "Appointment": "appointments",
    "Series": "series",
    "PaperExpiries": "expiries",
    "PaperLink": "links",
    "Folders": "folders",
    "WayBack": "recoveries",
    "Notebook": "notes",
    "ContactBook": "contacts",
    "Project": "project",
    "Representation": "mandates",
    "Emergencies": "emergencies",
}
OF_NOBODY = {
    "Group",
    "RecurringGroup",
    "CalendarAddress",
    "Erasure",
    "Waiting",
    "WitnessRecord",
}  # ids and instants; the last is a professional's
UNDER_WAY = {
    "BeginDeposit",
    "BeginUpload",
    "EndUpload",
    "DropUpload",
    "BeginPage",
    "ArrangePages",
    "BindPages",
}  # nothing is shown; the paper is told
ONCE_A_DAY = {"ListPaperExpiries"}  # the line of the day is that of `ListDocuments`


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeLife]:
    house = House(tmp_path_factory.mktemp("life"))
    house.intake = DocumentIntake(house.blobs, Examiner())
    house.open()
    life = WholeLife(house)
    life.erase()
    yield life
    house.close()


def commands() -> set[str]:
    """Every command of the vault's contracts."""
    found = set()
    for module in pkgutil.iter_modules(shared.contracts.__path__):
        if module.name.startswith("vault"):
            names = vars(importlib.import_module(f"shared.contracts.{module.name}"))
            found |= {n for n, kind in names.items() if isinstance(kind, type) and issubclass(kind, Command)}
    return found - {"Command"}


def test_every_command_is_asked_once(life: WholeLife) -> None:
    asked = {one.request.__name__ for one in life.asked} | {"EraseVault"}
    assert commands() - asked - ABOUT_NO_VAULT == set(), "ask it in whole_life.py, with a text in each field"


@pytest.mark.feature("V11")
def test_every_act_of_someone_else_leaves_a_line(life: WholeLife) -> None:
    acts = [one for one in life.asked if issubclass(one.request, Command) and one.actor_kind != "holder"]
    told = {one.request.__name__ for one in acts if one.lines}
    silent = {one.request.__name__ for one in acts} - told
    assert silent - UNDER_WAY - ONCE_A_DAY == set()
    pages = [one.lines for one in life.asked if one.request.__name__ == "AddPage"]
    assert pages == [1, 0, 1, 0]  # the first page tells of a draft


@pytest.mark.feature("V19")
def test_everything_said_is_in_the_export_to_read_by_program_and_by_eye(life: WholeLife) -> None:
    with zipfile.ZipFile(io.BytesIO(life.export)) as archive:
        files = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    data = "".join(text for name, text in files.items() if name.endswith(".json"))
    page = next(text for name, text in files.items() if name.endswith(".html"))
    said = {
        what: text for what, text in life.texts.items() if what not in (*life.elsewhere, *life.taken_back)
    }
    content = {what: text for what, text in said.items() if what.endswith("_content")}
    assert [what for what, text in content.items() if text not in "".join(files.values())] == []
    said = {what: text for what, text in said.items() if what not in content}
    assert [what for what, text in said.items() if text.lower() not in data.lower()] == []
    assert [what for what, text in said.items() if text.lower() not in page.lower()] == []


def test_each_aggregate_of_a_person_has_its_place_in_the_export(life: WholeLife) -> None:
    for module in pkgutil.iter_modules(services.vault.domain.__path__):
        importlib.import_module(f"services.vault.domain.{module.name}")
    named = {kind.__name__ for kind in Aggregate.__subclasses__() if kind.__module__.startswith(DOMAIN)}
    assert named == EXPORTED.keys() | OF_NOBODY, "say under which name of vault.json it leaves"
    with zipfile.ZipFile(io.BytesIO(life.export)) as archive:
        data = json.loads(archive.read("vault.json"))
    assert [name for name in EXPORTED.values() if not data[name]] == []


def test_every_code_is_told_in_words_in_the_page() -> None:
    told = {
        MandateKind: words.MEASURES,
        MandateState: words.MEASURE_STATES,
        EmergencyReason: words.EMERGENCIES,
        EmergencyOutcome: words.OUTCOMES,
        NoticeRule: words.NOTICES,
        RecoveryState: words.RECOVERIES,
    }
    for codes, known in told.items():
        assert set(get_args(codes)) == known.keys()


@pytest.mark.feature("W4")
def test_nothing_said_is_found_anywhere_once_the_vault_is_erased(life: WholeLife) -> None:
    sought = [text for what, text in life.texts.items() if what not in life.elsewhere]
    assert in_files(life.house.root, [life.vault_id]), "the search does not even find what is in clear"
    assert in_files(life.house.root, [*sought, *map(str.lower, sought)]) == []


@pytest.mark.feature("V15")
def test_acts_on_a_paper_or_its_pages_keep_the_follow_up_alive(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Decision 0012: noted once a day at most, by whatever is done other than listing."""
    house = House(tmp_path_factory.mktemp("acts"))
    house.intake = DocumentIntake(house.blobs, Examiner())
    house.open()
    vault_id, _ = house.open_vault()
    paper = house.deposit(AGNES, vault_id, a_pdf())

    def acted_at() -> datetime | None:
        (consent,) = house.uses.log.load(Vault, UUID(vault_id)).consents.values()
        return consent.acted_at

    def a_page() -> AddPage:
        ticket = house.begin(AGNES, vault_id)
        photo = samples.written(Image.new("RGB", (60, 40), "red"), "JPEG")
        return AddPage(vault_id=vault_id, draft_id=ticket.document_id, **stage(house, ticket, photo))

    about = {"vault_id": vault_id, "document_id": paper.id}
    for command in (NotePaperExpiry(**about, expires_on="2031-01-01"), ForgetPaperExpiry(**about), a_page):
        house.clock.move(timedelta(days=20))
        house.hear()
        house.ask(AGNES, command() if callable(command) else command)
        assert acted_at() == house.clock.now()
    house.close()
