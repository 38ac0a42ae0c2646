"""At the moment of sending: the number, the language, and what the person lets a reminder say."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from services.vault.application.expiry_shown import expiries_of
from services.vault.application.gate import uuid_of
from services.vault.application.protection import emergencies_of
from services.vault.application.way_back_shown import way_back_of
from services.vault.domain.appointment import Appointment
from services.vault.domain.vault import Vault
from services.vault.domain.waiting import Waiting
from services.vault.domain.way_back import ENDED, state
from shared.contracts.vault_alerts import TOLD_WITHIN, AlertAbout, alerted
from shared.contracts.vault_appointments import GetReach as Request
from shared.contracts.vault_appointments import Reach
from shared.contracts.vault_expiry import reminded_paper
from shared.eventstore.log import EventLog
from shared.problems import NotAllowed
from shared.rpc.call import Call

NOTIFICATIONS = "service:notifications"
GONE = Reach(phone="", language="", live=False)


@dataclass(frozen=True)
class GetReach:
    log: EventLog

    def __call__(self, request: Request, call: Call) -> Reach:
        if (call.actor.kind, call.actor.id) != ("service", NOTIFICATIONS):
            raise NotAllowed("not_for_you", "Seul le service des rappels peut demander cela.")
        vault = self.log.find(Vault, uuid_of(request.vault_id, "vault_id"))
        if alert := alerted(request.appointment_id):
            return self._of_alert(vault, *alert)
        if paper := reminded_paper(request.appointment_id):
            return self._of_paper(vault, paper)
        appointment = self.log.find(Appointment, uuid_of(request.appointment_id, "appointment_id"))
        if vault is None or vault.erased or appointment is None or appointment.vault_id != vault.id:
            return GONE
        if appointment.state == "cancelled":
            return GONE
        return Reach(
            phone=vault.phone,
            language=vault.language,
            place_name=appointment.place_name if vault.place_name_in_sms else "",
            starts_at=appointment.starts_at,
        )

    def _of_alert(self, vault: Vault | None, about: AlertAbout, item_id: str) -> Reach:
        if vault is None or vault.erased:
            return GONE
        reach = Reach(phone=vault.phone, language=vault.language, about=about)
        if about == "opening":
            return reach if self._waits_for(vault, item_id) else GONE
        if about == "emergency":
            use = emergencies_of(self.log, vault).uses.get(item_id)
            return msgspec.structs.replace(reach, starts_at=use.opened_at + TOLD_WITHIN) if use else GONE
        asked = way_back_of(self.log, vault).asked.get(item_id)
        if asked is None or state(asked, self.log.clock.now()) in ENDED:
            return GONE
        path = f"/non/{vault.id.hex}/{asked.stop_code}"
        return msgspec.structs.replace(reach, starts_at=asked.asked_at + TOLD_WITHIN, refusal_path=path)

    def _waits_for(self, vault: Vault, opener: str) -> bool:
        """Whether who asks for a message prepared this vault, and its person has not come."""
        waiting = self.log.find(Waiting, Waiting.id_of(vault.id))
        if waiting is None or waiting.claimed_at is not None or waiting.over(self.log.clock.now()):
            return False
        return bool(opener) and waiting.opener == opener

    def _of_paper(self, vault: Vault | None, document_id: str) -> Reach:
        if vault is None or vault.erased:
            return GONE
        kept, document = expiries_of(self.log, vault.id), vault.documents.get(document_id)
        expiry = kept.dates.get(document_id) if kept else None
        if expiry is None or document is None:
            return GONE
        return Reach(
            phone=vault.phone,
            language=vault.language,
            place_name=document.title if expiry.title_in_sms else "",
            starts_at=expiry.reminded_from,
            about="paper",
        )
