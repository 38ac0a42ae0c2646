"""One example file per fact that the vault says: what it says today is what consumers are tested with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from eventsourcing.domain import Aggregate

from services.vault.domain.act import Act
from services.vault.domain.appointment import Appointment
from services.vault.domain.consent import Reader
from services.vault.domain.document import Document
from services.vault.domain.log_note import tree_text
from services.vault.domain.paper_expiry import Expiry, PaperExpiries
from services.vault.domain.paper_link import PaperLink
from services.vault.domain.vault import Vault
from services.vault.facts import facts_of
from shared.contracts import (
    vault_appointment_facts,
    vault_facts,
    vault_filing_facts,
    vault_recovery_facts,
)
from shared.contracts.shapes import Fact
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope
from tests.unit.vault import protection_story, way_back_story

EXAMPLES = Path(__file__).parents[2] / "contracts" / "examples"
AT = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
VAULT = UUID("019e1f00-0000-7000-8000-0000000000f1")
APPOINTMENT = UUID("019e1f00-0000-7000-8000-0000000000f2")
DOCUMENT = "019e1f00-0000-7000-8000-0000000000f3"
REQUEST = "019e1f00-0000-7000-8000-0000000000f4"
REFUSED_REQUEST = "019e1f00-0000-7000-8000-0000000000f5"
CONSENT = "019e1f00-0000-7000-8000-0000000000f6"
ASKER = Reader("019e1f00-0000-7000-8000-00000000000a", organisations=frozenset({"org"}))
TERMS = ConsentTerms(
    grantee=Grantee(kind="organisation", id="org", name="Service des Tilleuls (exemple)"),
    scope=Scope(categories=["identity", "rights"], parts=["appointments"]),
    actions=["see", "add"],
    purpose="rights",
    until=datetime(2030, 11, 1, 9, 0, tzinfo=UTC),
)


def story() -> list[Aggregate]:
    """Everything that can happen to a vault, once, to a fictitious person."""
    vault = Vault.open(
        VAULT,
        given_name="Awa",
        family_name="Exemple",
        language="fr",
        phone="+33639980010",
        opened_by=ASKER.professional_id,
        organisation_id="org",
        now=AT,
    )
    vault.set_reach(phone="+33639980011", language="en", place_name_in_sms=True, now=AT)
    vault.request_consent(REQUEST, ASKER, "Jeanne Essai", TERMS, AT)
    vault.request_consent(REFUSED_REQUEST, ASKER, "Jeanne Essai", TERMS, AT)
    vault.grant_consent(CONSENT, TERMS, AT, request_id=REQUEST)
    vault.refuse_consent(REFUSED_REQUEST, AT)
    vault.renew_consent(CONSENT, AT + timedelta(days=10))
    vault.deposit(a_paper())
    vault.move_document(DOCUMENT, "rights", AT)
    vault.move_document(DOCUMENT, "identity", AT)
    vault.withdraw_document(DOCUMENT, ASKER.professional_id, AT)
    vault.revoke_consent(CONSENT, AT)
    appointment = Appointment.schedule(
        APPOINTMENT,
        vault_id=VAULT,
        title="Rendez-vous (exemple)",
        place_name="Centre (exemple)",
        starts_local="2030-07-15T10:00",
        zone="Indian/Reunion",
        lead_hours=[3, 24],
        scheduled_by=ASKER.professional_id,
        now=AT,
    )
    appointment.move("2030-07-16T11:00", "", AT)
    appointment.amend("Autre (exemple)", "Ailleurs (exemple)", AT)
    appointment.choose_reminders([48], AT)
    appointment.cancel(AT)
    expiries = PaperExpiries.begin(VAULT, AT)
    expiries.note(DOCUMENT, Expiry("2031-01-31", "Europe/Paris", (90, 30), True), AT)
    expiries.forget_date(DOCUMENT, AT)
    beside = [protection_story.representation(VAULT, DOCUMENT, AT), protection_story.emergencies(VAULT, AT)]
    act = Act.draw_up(VAULT, "ACTE (exemple)", "pro", "Jeanne Essai", AT)
    return [vault, appointment, a_link(), expiries, *beside, act, way_back_story.way_back(VAULT, AT)]


def a_link() -> PaperLink:
    link = PaperLink.give(
        vault_id=VAULT,
        document_id=DOCUMENT,
        category="identity",
        secret_hash="cd" * 32,
        until=datetime(2030, 5, 8, 9, 0, tzinfo=UTC),
        openings_max=3,
        for_whom="Agence (exemple)",
        now=AT,
    )
    link.open(150, AT)
    link.withdraw(AT)
    return link


def a_paper() -> Document:
    return Document(
        id=DOCUMENT,
        category="identity",
        title="Carte (exemple)",
        data_key="c2VjcmV0",
        content_type="application/pdf",
        size_bytes=1234,
        pages=2,
        sha256="ab" * 32,
        location_removed=True,
        preview_id="019e1f00-0000-7000-8000-0000000000f7",
        preview_size_bytes=321,
        depositor_id=ASKER.professional_id,
        depositor_name="Jeanne Essai",
        deposited_at=AT,
    )


def a_checkpoint() -> vault_facts.LogCheckpointPublished:
    """What the vault tells of its whole log (the signature is made up)."""
    root = bytes.fromhex("4d5ba0ea9b4bd1d77e35c0bb8a6e9e6e0d3f3b7f2d2f4f6f1e9b8c7a6d5e4f30")
    origin, signed_at = "maillon/idf/access-log", datetime(2026, 3, 2, 9, tzinfo=UTC)
    text = tree_text(origin, 4096, root, signed_at)
    return vault_facts.LogCheckpointPublished(
        origin=origin,
        size=4096,
        root=root.hex(),
        signed_at=signed_at,
        note=f"{text}\n\u2014 {origin} AAAAAA==\n",
    )


def all_facts() -> dict[str, Fact]:
    """By file name: what events mean, and what the use cases say of reads and refusals."""
    happened: list[Any] = [event for aggregate in story() for event in aggregate.pending_events]
    erased = story()[0]
    assert isinstance(erased, Vault)
    erased.erase(AT)
    happened.append(erased.pending_events[-1])
    said = [fact for event in happened for fact in facts_of(event)]
    about = {"vault_id": str(VAULT), "document_id": DOCUMENT, "category": "identity"}
    said += [
        vault_facts.DocumentOpened(**about, manner="see"),
        vault_facts.DocumentPrinted(**about, stored_days=150),
        vault_facts.AccessRefused(vault_id=str(VAULT), action="see", reason="scope"),
        a_checkpoint(),
    ]
    return {f"{fact.TYPE}.v{fact.VERSION}.json": fact for fact in said}


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("vault.*.json")))
def test_the_vault_says_each_fact_as_its_example_shows(name: str) -> None:
    assert msgspec.json.decode((EXAMPLES / name).read_bytes()) == msgspec.to_builtins(all_facts()[name])


def test_every_fact_of_the_vault_has_an_example() -> None:
    declared = {
        f"{kind.TYPE}.v{kind.VERSION}.json"
        for module in (vault_facts, vault_appointment_facts, vault_filing_facts, vault_recovery_facts)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Fact) and hasattr(kind, "TYPE")
    }
    assert declared == {path.name for path in EXAMPLES.glob("vault.*.json")} == set(all_facts())


def test_no_example_holds_a_name_a_title_a_number_or_a_place() -> None:
    written = " ".join(path.read_text(encoding="utf-8") for path in EXAMPLES.glob("vault.*.json"))
    told = [w for w in ("Awa", "Exemple", "Jeanne", "63998", "(exemple)", "c2VjcmV0") if w in written]
    assert told == []
