"""Who may change an appointment: whoever may add one, and see that one."""

from __future__ import annotations

from services.vault.application.appointment_shown import ADD, PART, appointment_of, see
from services.vault.application.gate import Gate
from services.vault.domain.appointment import Appointment
from services.vault.domain.vault import Vault
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


def to_change(
    log: EventLog, gate: Gate, call: Call, vault_id: str, appointment_id: str
) -> tuple[Vault, Appointment] | Change:
    """The vault, its act noted, and its appointment; or the refusal, to be stored. Raises NotFound."""
    vault = gate.vault(call, vault_id)
    if reason := gate.why_not(vault, call, ADD):
        return gate.refusal(vault, call, "add", reason, part=PART)
    appointment = appointment_of(log, str(vault.id), appointment_id)
    if reason := gate.why_not(vault, call, see(appointment)):
        return gate.refusal(vault, call, "see", reason, part=PART)
    gate.note_act(vault, call, ADD)
    return vault, appointment
