"""Cheap commands whose effects can be seen afterwards: each named as its fact will name it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from shared.clock import Clock
from shared.contracts.directory import (
    AddMember,
    RegisterProfessional,
    RemoveMember,
    RequestContact,
    VerifyProfessional,
)
from shared.contracts.shapes import Command, PublishedFact
from shared.contracts.vault import GrantConsent, OpenVault, RevokeConsent
from shared.contracts.vault_appointments import ScheduleAppointment
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope
from shared.ids import named_id, new_id
from shared.rpc.call import Actor

NAMES = {
    "vault.vault_opened": "open {vault_id}",
    "vault.consent_granted": "grant {grantee_id}",
    "vault.consent_revoked": "revoke {consent_id}",
    "vault.appointment_scheduled": "schedule {vault_id} {starts_local}",
    "directory.professional_registered": "register {professional_id}",
    "directory.professional_verified": "verify {professional_id}",
    "directory.contact_requested": "contact {link_id}",
    "directory.organisation_registered": "organise {name}",
    "directory.member_left": "leave {organisation_id} {professional_id}",
    "ingest.register_loaded": "load {as_of}",
    "ingest.refresh_completed": "load {as_of}",
}
CONSENT_LASTS = timedelta(days=30)
FAR_AHEAD = timedelta(days=60)
FICTIVE_PHONE = "+33639981234"
OPENER = Actor(id=str(new_id()), kind="professional", verified=True)
OPERATOR = Actor(id="operator:faults", kind="operator")
NOON_H = 12


@dataclass(frozen=True)
class Operation:
    """A command, who asks it, and the name of its effect. `refused`: the system must say no."""

    name: str
    request: Command
    actor: Actor
    refused: bool = False


def name_of(fact: PublishedFact) -> str:
    """The name of the operation whose effect this fact tells; empty for those that no operation names."""
    data = msgspec.json.decode(fact.data)
    if fact.type == "directory.member_joined":
        return (
            "" if data["role"] == "manager" else f"join {data['organisation_id']} {data['professional_id']}"
        )
    return NAMES[fact.type].format(**data) if fact.type in NAMES else ""


def names_of(facts: Iterable[PublishedFact]) -> list[str]:
    return [name for fact in facts if (name := name_of(fact))]


# ---------------------------------------------------------------- the vault
def holder(vault_id: str) -> Actor:
    return Actor(id=vault_id, kind="holder")


def open_vault(vault_id: str, consent: ConsentTerms | None = None, opener: Actor = OPENER) -> Operation:
    request = OpenVault(vault_id=vault_id, given_name="Essai", phone=FICTIVE_PHONE, consent=consent)
    return Operation(f"open {vault_id}", request, opener)


def terms(clock: Clock, grantee_id: str, *, ended: bool = False) -> ConsentTerms:
    lasts = -CONSENT_LASTS if ended else CONSENT_LASTS
    return ConsentTerms(
        grantee=Grantee(kind="professional", id=grantee_id, name="Personne d'essai"),
        scope=Scope(categories=["health"], parts=["appointments"]),
        actions=["see", "add"],
        purpose="health",
        until=clock.now() + lasts,
    )


def grant_consent(clock: Clock, vault_id: str, *, refused: bool = False) -> Operation:
    """To a grantee made for this operation alone; one already ended must be refused."""
    grantee_id = str(new_id())
    request = GrantConsent(vault_id=vault_id, terms=terms(clock, grantee_id, ended=refused))
    return Operation(f"grant {grantee_id}", request, holder(vault_id), refused)


def revoke_consent(vault_id: str, consent_id: str) -> Operation:
    request = RevokeConsent(vault_id=vault_id, consent_id=consent_id)
    return Operation(f"revoke {consent_id}", request, holder(vault_id))


def schedule_appointment(clock: Clock, vault_id: str, number: int) -> Operation:
    """Far ahead: its reminder is planned, and not sent for weeks."""
    starts = (clock.now() + FAR_AHEAD).replace(microsecond=0, tzinfo=None) + timedelta(seconds=number)
    return _appointment(vault_id, starts, "UTC", 24)


def schedule_due(clock: Clock, vault_id: str, number: int, due_in_s: float) -> Operation:
    """So that its reminder is due `due_in_s` seconds from now, in a zone where it is noon."""
    now = clock.now()
    hours = (NOON_H - now.hour + 12) % 24 - 12
    local = now + timedelta(hours=hours + 1, seconds=due_in_s + number)
    zone = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    return _appointment(vault_id, local.replace(microsecond=0, tzinfo=None), zone, 1)


def _appointment(vault_id: str, starts: datetime, zone: str, lead_h: int) -> Operation:
    starts_local = starts.isoformat()
    request = ScheduleAppointment(
        vault_id=vault_id, title="Essai", starts_local=starts_local, zone=zone, lead_hours=[lead_h]
    )
    return Operation(f"schedule {vault_id} {starts_local}", request, holder(vault_id))


# ---------------------------------------------------------------- the directory
def professional(professional_id: str) -> Actor:
    return Actor(id=professional_id, kind="professional", verified=True)


def register_professional(professional_id: str) -> Operation:
    request = RegisterProfessional(
        given_name="Essai", family_name="Fictif", email=f"{professional_id}@exemple.invalid"
    )
    return Operation(f"register {professional_id}", request, professional(professional_id))


def verify_professional(professional_id: str) -> Operation:
    return Operation(
        f"verify {professional_id}", VerifyProfessional(professional_id=professional_id), OPERATOR
    )


def request_contact(requester_id: str, addressee_id: str) -> Operation:
    link_id = named_id("directory", "contact_link", *sorted((requester_id, addressee_id)))
    return Operation(
        f"contact {link_id}", RequestContact(professional_id=addressee_id), professional(requester_id)
    )


def add_member(organisation_id: str, manager_id: str, professional_id: str) -> Operation:
    request = AddMember(organisation_id=organisation_id, professional_id=professional_id)
    return Operation(f"join {organisation_id} {professional_id}", request, professional(manager_id))


def remove_member(organisation_id: str, manager_id: str, professional_id: str) -> Operation:
    request = RemoveMember(organisation_id=organisation_id, professional_id=professional_id)
    return Operation(f"leave {organisation_id} {professional_id}", request, professional(manager_id))
