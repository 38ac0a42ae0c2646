"""Draw up the act of what is agreed now: to be printed, signed on paper, and verified by its hash."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.ports import PartIds
from services.vault.domain.act import Act
from services.vault.domain.consent import Consent
from services.vault.domain.vault import Vault
from services.vault.domain.wall_time import instant_of
from shared.contracts import vault_acts as contract
from shared.eventstore.log import Change, EventLog
from shared.problems import Refused
from shared.rpc.call import Call

ACTS_MAX = 100  # one a consent, and the double of what a person can have live
REFERENCE_BYTES = 16  # nobody guesses the text of an act, hence its hash


@dataclass(frozen=True)
class ActContent:
    """What the act says: the person, who was with them, which consents are live at `drawn_up_at`."""

    holder: str
    witness: str
    organisation: str
    consents: Sequence[Consent]
    titles: Sequence[str]
    drawn_up_at: datetime
    zone: str
    reference: str


class WriteAct(Protocol):
    """Puts an act in words."""

    def __call__(self, content: ActContent) -> str: ...


@dataclass(frozen=True)
class DrawUpAct:
    log: EventLog
    gate: Gate
    acts: PartIds
    write: WriteAct

    def __call__(self, request: contract.DrawUpAct, call: Call) -> contract.Act:
        def work() -> Change:
            vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
            if reason := self.gate.why_unreached(vault, call):
                return self.gate.refusal(vault, call, "see", reason)
            instant_of(now.replace(tzinfo=None).isoformat(), request.zone)  # names the zone if there is none
            if len(self.acts.of_vault(vault.id, "act", ACTS_MAX)) >= ACTS_MAX:
                raise Refused("too_many_acts", "Ce coffre a déjà beaucoup d'actes.")
            text = self.write(self._content(vault, call, now, request.zone))
            act = Act.draw_up(vault.id, text, call.actor.id, call.actor.display, now)
            told = line(vault.id, "act_drawn_up", call, act=act.sha256)
            return Change(reply=act_as(act), sealed_for=vault.id, aggregates=[act], log=[told])

        return self.log.command(call, contract.Act, work)

    def _content(self, vault: Vault, call: Call, now: datetime, zone: str) -> ActContent:
        live = [consent for consent in vault.consents.values() if consent.live(now)]
        if call.actor.kind != "holder":
            reader = self.gate.reader(call, vault)
            live = [consent for consent in live if vault.reaches(consent, reader, now)]
        named = {d for consent in live for d in consent.terms.scope.documents}
        return ActContent(
            holder=f"{vault.given_name} {vault.family_name}".strip(),
            witness="" if call.actor.kind == "holder" else call.actor.display,
            organisation=call.actor.organisation,
            consents=live,
            titles=[paper.title for paper in vault.documents.values() if paper.id in named],
            drawn_up_at=now,
            zone=zone,
            reference=secrets.token_hex(REFERENCE_BYTES),
        )


@dataclass(frozen=True)
class ListActs:
    log: EventLog
    gate: Gate
    acts: PartIds

    def __call__(self, request: contract.ListActs, call: Call) -> contract.Acts:
        vault = self.gate.vault(call, request.vault_id)
        if reason := self.gate.why_unreached(vault, call):
            refusal = self.gate.refusal(vault, call, "see", reason)
            return self.log.command(call, contract.Acts, lambda: refusal)
        found = [self.log.find(Act, i) for i in self.acts.of_vault(vault.id, "act", ACTS_MAX)]
        own = call.actor.kind == "holder"
        shown = [act for act in found if act and (own or act.drawn_up_by == call.actor.id)]
        return contract.Acts(acts=[act_as(act) for act in shown])


@dataclass(frozen=True)
class VerifyAct:
    """Known or not, and since when; of an erased vault, nothing is known any more."""

    log: EventLog

    def __call__(self, request: contract.VerifyAct, call: Call) -> contract.ActVerdict:  # noqa: ARG002  # by anybody
        act = self.log.find(Act, Act.create_id(request.sha256))
        if act is None or act.sha256 != request.sha256:
            return contract.ActVerdict(known=False)
        return contract.ActVerdict(known=True, drawn_up_at=act.created_on)


def act_as(act: Act) -> contract.Act:
    return contract.Act(
        id=str(act.id),
        text=act.text,
        sha256=act.sha256,
        drawn_up_at=act.created_on,
        drawn_up_by=act.drawn_up_by_name,
    )
