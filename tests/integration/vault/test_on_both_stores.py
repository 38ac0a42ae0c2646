"""The vault's main job with real stores, real keys and the real examination of papers."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest

from deploy.story import papers
from deploy.verify_log import verify
from services.vault.adapters.tables import METADATA
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_groups as g
from shared.contracts import vault_recurring_groups as r
from shared.contracts import vault_series as s
from shared.contracts import vault_waiting as w
from shared.eventstore.migrate import drift, migrate
from shared.problems import InvalidInput, NotAllowed, Refused
from tests.unit.vault.house import AGNES, BRUNO, House, holder


@pytest.mark.feature("V17")
def test_a_photo_loses_its_position_and_keeps_pixels_and_date(house: House) -> None:
    vault_id, awa = house.open_vault()
    photo = papers.a_photo_with_a_position()
    document = house.deposit(awa, vault_id, photo, title="Photo (démo)")
    back = house.see(BRUNO, vault_id, document.id)
    assert (document.content_type, document.location_removed, document.has_preview) == (
        "image/jpeg",
        True,
        True,
    )
    assert papers.position_of(photo) != {}
    assert papers.position_of(back) == {}
    assert papers.pixels_of(back) == papers.pixels_of(photo)
    assert papers.date_of(back) == papers.date_of(photo)
    assert house.see(BRUNO, vault_id, document.id, "preview").startswith(b"\xff\xd8\xff")


@pytest.mark.feature("V17")
def test_a_program_and_a_cut_paper_are_refused_and_nothing_is_kept(house: House) -> None:
    vault_id, awa = house.open_vault()
    for content, code in (
        (papers.a_program(), "document_type_refused"),
        (papers.a_pdf()[:200], "document_damaged"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            house.deposit(awa, vault_id, content)
        assert refusal.value.code == code
    assert house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents == []
    assert [path for path in (house.root / "blobs").rglob("*") if path.is_file()] == []


def test_the_story_of_a_vault_from_opening_to_erasing(house: House) -> None:
    vault_id, awa = house.open_vault()
    paper = house.deposit(AGNES, vault_id, papers.a_pdf())
    assert house.see(BRUNO, vault_id, paper.id) == papers.a_pdf()
    made = house.ask(
        AGNES, a.ScheduleAppointment(vault_id=vault_id, title="Essai", starts_local="2030-07-15T10:00")
    )
    assert house.ask(awa, a.ListAppointments(vault_id=vault_id)).appointments == [made]
    assert [p.vault_id for p in house.ask(BRUNO, v.ListFollowUps()).people] == [vault_id]
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    with pytest.raises(NotAllowed) as refusal:
        house.see(BRUNO, vault_id, paper.id)
    assert refusal.value.code == "consent_revoked"
    _export_verifies(house, vault_id)
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    house.clock.move(timedelta(days=2))
    house.uses.do.collect_leftovers()
    assert [path for path in (house.root / "blobs").rglob("*") if path.is_file()] == []


@pytest.mark.feature("S1")
def test_a_series_and_a_group_are_whole_on_either_store_and_their_log_still_verifies(house: House) -> None:
    vaults = [house.open_vault(given_name=name)[0] for name in ("Awa", "Binta", "Nour")]
    weekly = s.ScheduleSeries(
        vault_id=vaults[0],
        title="Atelier (démo)",
        starts_local="2030-05-07T10:00",
        rhythm=s.Rhythm(count=s.OCCURRENCES_MAX),
    )
    series = house.ask(AGNES, weekly, key="once")
    assert house.ask(AGNES, weekly, key="once") == series
    middle = series.occurrences[50].appointment.id
    one = {"vault_id": vaults[0], "series_id": series.id}
    moved = house.ask(AGNES, s.MoveSeries(**one, appointment_id=middle, starts_local="2031-04-23T11:00"))
    assert {o.appointment.starts_local[11:] for o in moved.occurrences[50:]} == {"11:00"}
    assert house.ask(AGNES, s.CancelSeries(**one, from_appointment_id=middle)).left == 50
    group = g.ScheduleGroup(title="Sortie (démo)", starts_local="2030-07-16T14:00", vault_ids=vaults)
    made = house.ask(AGNES, group)
    assert made.placed == vaults
    house.ask(AGNES, g.CancelGroup(group_id=made.id))
    listed = house.ask(holder(vaults[0]), a.ListAppointments(vault_id=vaults[0])).appointments
    assert sum(one.state == "scheduled" for one in listed) == 50
    archive = house.root / "series.zip"
    archive.write_bytes(house.stream(house.ask(holder(vaults[0]), v.ExportVault(vault_id=vaults[0]))))
    lines, holds = verify(archive)
    assert holds, lines


@pytest.mark.feature("S1")
def test_a_year_of_a_group_and_an_amended_appointment_are_whole_on_either_store(house: House) -> None:
    vaults = [house.open_vault(given_name=name)[0] for name in ("Awa", "Binta")]
    year = {"starts_local": "2030-05-14T10:00", "rhythm": s.Rhythm(count=r.DATES_MAX)}
    fullest = r.ScheduleRecurringGroup(title="Chorale (démo)", vault_ids=vaults, **year)
    again = house.ask(AGNES, fullest, key="again")
    assert house.ask(AGNES, fullest, key="again") == again
    of_all = {"recurring_id": again.id}
    left = house.ask(BRUNO, r.LeaveRecurringGroup(**of_all, vault_id=vaults[0]))
    assert left.dates == r.DATES_MAX
    (stays,) = house.ask(AGNES, r.GetRecurringGroup(**of_all)).people
    assert (stays.vault_id, stays.dates) == (vaults[1], r.DATES_MAX)
    (first, *_) = house.ask(holder(vaults[1]), a.ListAppointments(vault_id=vaults[1])).appointments
    hers = {"vault_id": vaults[1], "appointment_id": first.id}
    amended = house.ask(AGNES, a.AmendAppointment(**hers, title="Concert (démo)", lead_hours=[48]))
    assert (amended.title, amended.lead_hours) == ("Concert (démo)", [48])
    house.ask(AGNES, r.CancelRecurringGroup(**of_all))
    listed = house.ask(holder(vaults[1]), a.ListAppointments(vault_id=vaults[1])).appointments
    assert {one.state for one in listed} == {"cancelled"}
    archive = house.root / "group.zip"
    archive.write_bytes(house.stream(house.ask(holder(vaults[1]), v.ExportVault(vault_id=vaults[1]))))
    lines, holds = verify(archive)
    assert holds, lines


def _export_verifies(house: House, vault_id: str) -> None:
    archive = house.root / "export.zip"
    archive.write_bytes(house.stream(house.ask(holder(vault_id), v.ExportVault(vault_id=vault_id))))
    lines, holds = verify(archive)
    assert holds, lines
    with zipfile.ZipFile(archive) as opened:
        assert papers.a_pdf() in [opened.read(n) for n in opened.namelist() if n.startswith("documents/")]


def test_the_migrations_make_the_tables_that_the_code_declares(house: House) -> None:
    migrate(house.database, "services.vault")  # again: nothing to do
    found = drift(house.database, METADATA)
    of_keys = ("subject_key", "master_version", "alembic_version_keys")  # of the key store, here beside
    assert [d for d in found if not any(name in str(d) for name in of_keys)] == []


@pytest.mark.feature("V22")
def test_of_two_vaults_prepared_the_one_nobody_came_for_ends_and_the_other_stays(house: House) -> None:
    came, left = (str(uuid4()) for _ in range(2))
    for vault_id in (came, left):
        house.ask(AGNES, w.OpenWaitingVault(vault_id=vault_id, given_name="Awa", manner="code"))
    house.ask(holder(came), w.ClaimVault(vault_id=came))
    house.clock.move(timedelta(days=w.WAITING_DAYS["code"]))
    with pytest.raises(Refused, match="waiting_over"):
        house.ask(holder(left), w.ClaimVault(vault_id=left))
    assert (house.uses.do.end_unclaimed(), house.uses.do.end_unclaimed()) == (1, 0)
    assert house.ask(holder(came), v.GetVault(vault_id=came)).given_name == "Awa"
    with pytest.raises(Refused, match="vault_erased"):
        house.ask(holder(left), v.GetVault(vault_id=left))
