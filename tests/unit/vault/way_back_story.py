"""Everything that can happen to ways back, once, to the fictitious person of the examples."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.vault.domain.way_back import WayBack
from services.vault.domain.way_back_events import Word
from services.vault.domain.witness_record import WitnessRecord
from tests.unit.vault.protection_story import FIRST, SECOND

RECOVERY = "019e1f00-0000-7000-8000-0000000000a1"
STOPPED = "019e1f00-0000-7000-8000-0000000000a2"
CODE = "abcdefgh23"
WHERE = "Service des Tilleuls (exemple)"


def way_back(vault_id: UUID, at: datetime) -> WayBack:
    first = Word(FIRST.professional_id, "Jeanne Essai", WHERE, at)
    second = Word(SECOND.professional_id, "Paul Essai", WHERE, at)
    made = WayBack.begin(vault_id, at)
    made.witness(first, STOPPED, CODE, at)
    made.stop(STOPPED, "follow_up", at, professional_id=second.professional_id, name=second.name)
    made.witness(first, RECOVERY, CODE, at)
    made.witness(second, RECOVERY, CODE, at)
    made.grant(RECOVERY, second.professional_id, {first.professional_id, second.professional_id}, at)
    made.note_done(RECOVERY, second.professional_id, at)
    return made


def witness_record(at: datetime) -> WitnessRecord:
    made = WitnessRecord.begin(FIRST.professional_id, at)
    made.stand(RECOVERY, at)
    return made
