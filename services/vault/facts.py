"""Domain event → public fact: ids, codes and dates, never a name, a title, a number or a place.

Reads, prints and refusals change no aggregate: the use cases that decide them say those facts themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.vault.domain import (
    appointment,
    emergency_events,
    events,
    filing,
    follow_up_events,
    paper_expiry,
    paper_link,
    representation_events,
    taking_back,
    way_back_events,
)
from shared.contracts import vault_facts as facts
from shared.contracts import vault_filing_facts as filing_facts
from shared.contracts import vault_recovery_facts as recovery
from shared.contracts.shapes import Fact
from shared.contracts.vault_appointment_facts import AppointmentRemindersChosen


def facts_of(event: Any) -> list[Fact]:
    """The public facts that one domain event means; none for what is the vault's own affair."""
    translate = _TRANSLATIONS.get(type(event))
    return [translate(event)] if translate else []


def _opened(event: events.Opened) -> Fact:
    return facts.VaultOpened(vault_id=str(event.originator_id), organisation_id=event.organisation_id)


def _requested(event: events.ConsentRequested) -> Fact:
    terms = event.terms()
    return facts.ConsentRequested(
        vault_id=str(event.originator_id),
        request_id=event.request_id,
        grantee_kind=terms.grantee.kind,
        grantee_id=terms.grantee.id,
        purpose=terms.purpose,
    )


def _granted(event: events.ConsentGranted) -> Fact:
    terms = event.terms()
    return facts.ConsentGranted(
        vault_id=str(event.originator_id),
        consent_id=event.consent_id,
        grantee_kind=terms.grantee.kind,
        grantee_id=terms.grantee.id,
        categories=list(terms.scope.categories),
        parts=list(terms.scope.parts),
        actions=list(terms.actions),
        purpose=terms.purpose,
        until=event.until,
        parent_id=event.parent_id,
    )


def _renewed(event: follow_up_events.ConsentRenewed) -> Fact:
    return facts.ConsentRenewed(
        vault_id=str(event.originator_id), consent_id=event.consent_id, until=event.until
    )


def _refused(event: events.ConsentRefused) -> Fact:
    return facts.ConsentRefused(vault_id=str(event.originator_id), request_id=event.request_id)


def _revoked(event: events.ConsentRevoked) -> Fact:
    return facts.ConsentRevoked(vault_id=str(event.originator_id), consent_id=event.consent_id)


def _deposited(event: events.DocumentDeposited) -> Fact:
    return facts.DocumentDeposited(
        vault_id=str(event.originator_id), document_id=event.document_id, category=event.category
    )


def _withdrawn(event: taking_back.DocumentWithdrawn) -> Fact:
    return facts.DocumentWithdrawn(
        vault_id=str(event.originator_id), document_id=event.document_id, category=event.category
    )


def _document_moved(event: filing.DocumentMoved) -> Fact:
    return filing_facts.DocumentMoved(
        vault_id=str(event.originator_id),
        document_id=event.document_id,
        category=event.category,
        from_category=event.from_category,
    )


def _erased(event: events.Erased) -> Fact:
    return facts.VaultErased(vault_id=str(event.originator_id))


def _reminded(kind: type[facts.AppointmentScheduled]) -> Callable[[Any], Fact]:
    """What reminders are planned from, told whole each time."""
    return lambda event: kind(
        vault_id=str(event.subject_id),
        appointment_id=str(event.originator_id),
        starts_local=event.starts_local,
        zone=event.zone,
        lead_hours=list(event.lead_hours),
    )


def _cancelled(event: appointment.Cancelled) -> Fact:
    return facts.AppointmentCancelled(vault_id=str(event.subject_id), appointment_id=str(event.originator_id))


def _link_given(event: paper_link.Given) -> Fact:
    return facts.LinkGiven(
        **_link(event), category=event.category, until=event.until, openings_max=event.openings_max
    )


def _link_opened(event: paper_link.LinkOpened) -> Fact:
    return facts.LinkOpened(**_link(event), category=event.category, stored_days=event.stored_days)


def _link_withdrawn(event: paper_link.Withdrawn) -> Fact:
    return facts.LinkWithdrawn(**_link(event))


def _link(event: paper_link.LinkEvent) -> dict[str, Any]:
    return {
        "vault_id": str(event.subject_id),
        "link_id": str(event.originator_id),
        "document_id": event.document_id,
    }


def _expiry_noted(event: paper_expiry.DateNoted) -> Fact:
    return facts.PaperExpiryNoted(
        vault_id=str(event.subject_id),
        document_id=event.document_id,
        expires_on=event.expires_on,
        zone=event.zone,
        lead_days=list(event.lead_days),
    )


def _expiry_forgotten(event: paper_expiry.DateForgotten) -> Fact:
    return facts.PaperExpiryForgotten(vault_id=str(event.subject_id), document_id=event.document_id)


def _mandate_recorded(event: representation_events.MandateRecorded) -> Fact:
    return facts.MandateRecorded(
        vault_id=str(event.subject_id),
        mandate_id=event.mandate_id,
        organisation_id=event.organisation_id,
        since=event.since,
        until=event.until,
    )


def _mandate_confirmed(event: representation_events.MandateConfirmed) -> Fact:
    return facts.MandateConfirmed(
        vault_id=str(event.subject_id), mandate_id=event.mandate_id, until=event.until
    )


def _mandate_ended(event: representation_events.MandateEnded) -> Fact:
    return facts.MandateEnded(vault_id=str(event.subject_id), mandate_id=event.mandate_id)


def _emergency_opened(event: emergency_events.EmergencyOpened) -> Fact:
    return facts.EmergencyAccessOpened(
        vault_id=str(event.subject_id),
        emergency_id=event.emergency_id,
        organisation_id=event.organisation_id,
        until=event.until,
    )


def _emergency_reviewed(event: emergency_events.EmergencyReviewed) -> Fact:
    return facts.EmergencyAccessReviewed(
        vault_id=str(event.subject_id), emergency_id=event.emergency_id, outcome=event.outcome
    )


def _recovery_asked(event: way_back_events.RecoveryAsked) -> Fact:
    return recovery.RecoveryAsked(
        vault_id=str(event.subject_id), recovery_id=event.recovery_id, ready_at=event.ready_at
    )


def _recovery_granted(event: way_back_events.RecoveryGranted) -> Fact:
    return recovery.RecoveryGranted(vault_id=str(event.subject_id), recovery_id=event.recovery_id)


def _recovery_stopped(event: way_back_events.RecoveryStopped) -> Fact:
    return recovery.RecoveryStopped(
        vault_id=str(event.subject_id), recovery_id=event.recovery_id, by=event.by
    )


_TRANSLATIONS: dict[type[Any], Callable[[Any], Fact]] = {
    events.Opened: _opened,
    events.ConsentRequested: _requested,
    events.ConsentGranted: _granted,
    events.ConsentRefused: _refused,
    events.ConsentRevoked: _revoked,
    follow_up_events.ConsentRenewed: _renewed,
    events.DocumentDeposited: _deposited,
    taking_back.DocumentWithdrawn: _withdrawn,
    filing.DocumentMoved: _document_moved,
    events.Erased: _erased,
    appointment.Scheduled: _reminded(facts.AppointmentScheduled),
    appointment.Moved: _reminded(facts.AppointmentMoved),
    appointment.RemindersChosen: _reminded(AppointmentRemindersChosen),
    appointment.Cancelled: _cancelled,
    paper_expiry.DateNoted: _expiry_noted,
    paper_expiry.DateForgotten: _expiry_forgotten,
    paper_link.Given: _link_given,
    paper_link.LinkOpened: _link_opened,
    paper_link.Withdrawn: _link_withdrawn,
    representation_events.MandateRecorded: _mandate_recorded,
    representation_events.MandateConfirmed: _mandate_confirmed,
    representation_events.MandateEnded: _mandate_ended,
    emergency_events.EmergencyOpened: _emergency_opened,
    emergency_events.EmergencyReviewed: _emergency_reviewed,
    way_back_events.RecoveryAsked: _recovery_asked,
    way_back_events.RecoveryGranted: _recovery_granted,
    way_back_events.RecoveryStopped: _recovery_stopped,
}
