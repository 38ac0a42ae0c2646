"""A consent's receipt in the shape of ISO/IEC TS 27560: what was agreed, between whom, and what became of it.

A pure function of the consent: asked again, it says the same, with one event more once it was withdrawn.
Nothing is kept for it, so nothing is left to erase. `signed_bytes` is what its signature covers, as a
detached JWS (RFC 7515, appendix F): the record as JSON, keys sorted, no space, non-ASCII escaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from uuid import UUID

from services.vault.domain.consent import Consent
from shared.eventstore.chain import instant_text

SCHEMA = "ISO/IEC TS 27560:2023"


def receipt_record(vault_id: UUID, consent: Consent, operator: str) -> dict[str, Any]:
    """The record of one consent; `operator` names the installation that keeps the vault."""
    terms, person, grantee = consent.terms, str(vault_id), consent.terms.grantee
    events = [_event("consent given", instant_text(consent.granted_at), person)]
    events[0]["validity_duration"] = f"until {instant_text(consent.until)}"
    if consent.revoked_at is not None:
        events.append(_event("consent withdrawn", instant_text(consent.revoked_at), person))
    information = [*terms.scope.categories, *terms.scope.parts]
    return {
        "record_metadata": {"schema_version": SCHEMA, "record_id": consent.id, "pii_principal_id": person},
        "pii_processing": {
            "purposes": [
                {
                    "purpose": terms.purpose,
                    "lawful_basis": "consent",
                    "pii_information": [{"pii_type": kind} for kind in information],
                    "pii_documents": list(terms.scope.documents),
                    "pii_controllers": [grantee.id],
                    "processing_method": list(terms.actions),
                    "retention_period": f"until {instant_text(consent.until)}",
                    "withdrawal_method": "the person's own page or API, at once and without a reason",
                    "jurisdiction": "FR",
                }
            ]
        },
        "party_identification": [
            {"party_id": person, "party_role": "pii_principal"},
            {
                "party_id": grantee.id,
                "party_name": grantee.name,
                "party_role": "pii_controller",
                "party_type": grantee.kind,
            },
            {"party_id": operator, "party_role": "consent_record_keeper"},
        ],
        "events": events,
    }


def protected_header(public_key: bytes) -> str:
    """The signature's header, as a JWS writes it; `kid` is the key's fingerprint."""
    header = {"alg": "EdDSA", "kid": hashlib.sha256(public_key).hexdigest()}
    return _base64url(_canonical(header))


def signed_bytes(header: str, record: dict[str, Any]) -> bytes:
    return f"{header}.{_base64url(_canonical(record))}".encode()


def detached(header: str, signature: bytes) -> str:
    """The detached JWS: header, nothing, signature."""
    return f"{header}..{_base64url(signature)}"


def _event(kind: str, at: str, by: str) -> dict[str, str]:
    return {"event_type": kind, "event_time": at, "entity_id": by}


def _canonical(values: Any) -> bytes:
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
