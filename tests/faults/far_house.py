"""The vault of the five real processes, with as much of the face of `tests.unit.vault.house.House` as a whole
life needs: what is lived in the one is lived in the other.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.vault.adapters.tables import LOG
from shared.blobs import BlobStore
from shared.contracts import directory as d
from shared.contracts import vault as v
from shared.contracts.shapes import Request
from shared.eventstore.log import EventLog
from shared.eventstore.recorder import Recorder
from shared.eventstore.sealed import SealedMapper
from shared.ids import new_id
from shared.rpc.call import Actor
from tests.faults.bed import Bed
from tests.faults.operations import register_professional, verify_professional
from tests.faults.switches import wait_until

CALL_TIMEOUT_S = 20.0
HEARD_MAX_S = 60.0
LOOK_EVERY_S = 0.2
CONFIRMED_WITHIN = timedelta(minutes=10)  # the vault goes on for fifteen


@dataclass(frozen=True)
class FarUses:
    """What a look inside needs: the vault's log, over its database and its keys."""

    log: EventLog


class FarHouse:
    """Ids that a life names (`pro-alix`, `org-1`) become people and services of the real directory."""

    def __init__(self, bed: Bed) -> None:
        self._bed = bed
        self._ids: dict[str, str] = {}
        self._founders: dict[str, str] = {}
        self._after = ""
        self.root, self.clock, self.directory = bed.folder, bed.clock, self
        self.blobs = BlobStore(bed.folder / "blobs")
        log = EventLog(Recorder(bed.engines["vault"], LOG), SealedMapper(bed.keys("vault")), bed.clock)
        self.uses = FarUses(log)

    def ask(self, actor: Actor, request: Request, key: str = "") -> Any:
        """By RPC; the next one reads at least what this one wrote."""
        answer = self._bed.caller.call(
            request, actor, key=key or str(new_id()), after=self._after, timeout_s=CALL_TIMEOUT_S
        )
        if type(request).__module__.startswith(v.__name__):
            self._after = answer.position or self._after
        return answer.value

    def id_of(self, name: str) -> str:
        """The id of who, or of the service, is named so; made at the first time."""
        if name not in self._ids:
            self._ids[name] = self._founded(name) if name.startswith("org-") else str(new_id())
        return self._ids[name]

    def joins(
        self, professional_id: str, organisation_id: str, team: str = "", role: d.Role = "member"
    ) -> None:
        """By whoever founded the service."""
        self._known(professional_id)
        joining = d.AddMember(
            organisation_id=organisation_id, professional_id=professional_id, team_id=team, role=role
        )
        self._call(joining, Actor(id=self._founders[organisation_id], kind="professional", verified=True))

    def hear(self) -> None:
        """Until the vault has all that the directory said, and said so lately by the clock of the bed."""
        head = self._bed.head("directory")[1]
        if not wait_until(lambda: self._has_heard(head), HEARD_MAX_S, LOOK_EVERY_S):
            raise RuntimeError("the vault does not hear the directory")

    def stream(self, ticket: v.ReadTicket) -> bytes:
        key, place = base64.b64decode(ticket.data_key), ticket.associated_data.encode()
        return b"".join(self.blobs.open(UUID(ticket.blob), key, place))

    def _has_heard(self, head: int) -> bool:
        positions = "select position from consumer_position where producer = 'directory'"
        heard = self._bed.rows("vault", positions)
        said: datetime | None = self._bed.rows(
            "vault", "select max(confirmed_at) from membership_confirmation"
        )[0][0]
        late = said is None or self.clock.now() - said > CONFIRMED_WITHIN
        return bool(heard) and heard[0][0] >= head and not late

    def _founded(self, name: str) -> str:
        founder = str(new_id())
        self._known(founder)
        found = d.RegisterOrganisation(name=f"Service {name} (essai)")
        made = self._call(found, Actor(id=founder, kind="professional", verified=True))
        self._founders[made.id] = founder
        return str(made.id)

    def _known(self, professional_id: str) -> None:
        for operation in (register_professional(professional_id), verify_professional(professional_id)):
            self._call(operation.request, operation.actor)

    def _call(self, request: Request, actor: Actor) -> Any:
        return self._bed.caller.call(request, actor, key=str(new_id()), timeout_s=CALL_TIMEOUT_S).value
