"""The way back for a person who lost both card and PIN, with neither phone nor mail (domain rule 10).

Two professionals of the live follow-up who are with the person, or one and three days during which everybody
concerned is told and may stop it. A word is a presence: it counts for an hour. Nothing here opens a paper to
anyone. One aggregate per vault, found from the vault's id alone, so that no decision depends on a view.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from services.vault.domain.way_back_events import (
    Asked,
    Begun,
    RecoveryAsked,
    RecoveryDone,
    RecoveryGranted,
    RecoveryStopped,
    RecoveryWitnessed,
    StoppedBy,
    WayBackEvent,
    Word,
)
from shared.contracts.vault_recovery import RecoveryState
from shared.ids import named_id
from shared.problems import NotFound, Refused

WAIT = timedelta(hours=72)  # with one witness: time for the person, or who follows them, to say no
PRESENCE = timedelta(hours=1)  # a word is given with the person there; later they may have gone
OPEN_FOR = timedelta(days=14)  # from the first word; an old one is no basis for anything
GRANT_FOR = timedelta(minutes=15)  # to type a PIN and print a card
WITNESSES = 2
ASKED_A_WEEK_MAX = 3  # ways back begun for one vault: more is somebody trying
WEEK = timedelta(days=7)
WITNESSES_MAX = 10  # of one way back: a service takes turns; bounds the aggregate


class WayBack(Aggregate):
    """Every way back that was asked for in one vault, by id; one is open at a time."""

    TOPIC: ClassVar[str] = "vault.WayBack"
    Event = WayBackEvent
    Created = Begun  # type: ignore[assignment]
    RecoveryAsked = RecoveryAsked
    RecoveryWitnessed = RecoveryWitnessed
    RecoveryGranted = RecoveryGranted
    RecoveryDone = RecoveryDone
    RecoveryStopped = RecoveryStopped

    def __init__(self, subject_id: UUID) -> None:
        self.vault_id = subject_id
        self.asked: dict[str, Asked] = {}

    @staticmethod
    def id_of(vault_id: UUID) -> UUID:
        return named_id("way-back", str(vault_id))

    @classmethod
    def begin(cls, vault_id: UUID, now: datetime) -> WayBack:
        return cls._create(event_class=Begun, id=cls.id_of(vault_id), timestamp=now, subject_id=vault_id)

    def open_one(self, now: datetime) -> Asked | None:
        """The one that may still be granted or used."""
        return next((one for one in self.asked.values() if state(one, now) not in ENDED), None)

    def witness(self, word: Word, new_id: str, stop_code: str, now: datetime) -> Asked:
        """A professional of the live follow-up says that the person is with them and lost both. The first
        word asks for a way back, under `new_id`. Raises Refused.
        """
        told = {"professional_id": word.professional_id, "name": word.name, "organisation": word.organisation}
        one = self.open_one(now)
        if one is None:
            if sum(now - asked.asked_at < WEEK for asked in self.asked.values()) >= ASKED_A_WEEK_MAX:
                raise Refused("too_many_recoveries", "Trop d'essais cette semaine pour ce coffre.")
            self._happen(RecoveryAsked, now, new_id, stop_code=stop_code, ready_at=now + WAIT, **told)
            return self.asked[new_id]
        if one.granted_at is not None:
            raise Refused("recovery_granted", "La carte et le code peuvent déjà être remplacés.")
        if word.professional_id not in one.words and len(one.words) >= WITNESSES_MAX:
            raise Refused("too_many_witnesses", "Assez de personnes ont déjà témoigné.")
        before = one.words.get(word.professional_id)
        if before is None or before.at != now:
            self._happen(RecoveryWitnessed, now, one.id, **told)
        return self.asked[one.id]

    def grant(self, recovery_id: str, to: str, following: Collection[str], now: datetime) -> None:
        """Let card and PIN be replaced, beside the witness `to`. `following`: which of the witnesses a live
        consent still reaches. Asked again by the same witness in time, it stays granted. Raises Refused.
        """
        one = self.one(recovery_id)
        found = state(one, now)
        if found == "granted" and one.granted_to == to:
            return
        if found != "open":
            raise Refused(f"recovery_{found}", _CLOSED[found])
        if to not in one.words or to not in following:
            raise Refused("witness_first", "Dites d'abord que la personne est avec vous.")
        if not ready(one, following, now):
            raise Refused("recovery_waits", "Il faut un deuxième témoin, ou trois jours.")
        self._happen(RecoveryGranted, now, recovery_id, professional_id=to)

    def note_done(self, recovery_id: str, by: str, now: datetime) -> None:
        """Card and PIN were replaced; said twice, once."""
        one = self.one(recovery_id)
        if one.granted_at is None or one.granted_to != by:
            raise Refused("recovery_waits", "Rien n'a été remplacé.")
        if not one.done:
            self._happen(RecoveryDone, now, recovery_id)

    def stop(
        self, recovery_id: str, by: StoppedBy, now: datetime, *, professional_id: str = "", name: str = ""
    ) -> None:
        """At once, whatever its state is; what is stopped stays so. Raises Refused when it has ended."""
        one = self.one(recovery_id)
        found = state(one, now)
        if found in ("done", "ended"):
            raise Refused(f"recovery_{found}", _CLOSED[found])
        if found != "stopped":
            self._happen(RecoveryStopped, now, recovery_id, by=by, professional_id=professional_id, name=name)

    def stopped_by_code(self, code: str, now: datetime) -> Asked | None:
        """The one that this code of a message stops; None says nothing more to who guesses."""
        one = self.open_one(now)
        known = one is not None and hmac.compare_digest(one.stop_code.encode(), code.encode())
        return one if known else None

    def one(self, recovery_id: str) -> Asked:
        if recovery_id not in self.asked:
            raise NotFound("recovery_unknown", "Cette demande n'existe pas.")
        return self.asked[recovery_id]

    def _happen(self, event: type[WayBackEvent], now: datetime, recovery_id: str, **fields: Any) -> None:
        self.trigger_event(event, timestamp=now, subject_id=self.vault_id, recovery_id=recovery_id, **fields)


ENDED = frozenset[RecoveryState]({"done", "stopped", "ended"})
_CLOSED: dict[str, str] = {
    "done": "La carte et le code ont déjà été remplacés.",
    "stopped": "Cette demande a été arrêtée.",
    "ended": "Cette demande est trop ancienne : recommencez.",
    "granted": "Un autre témoin est en train de le faire.",
}


def state(one: Asked, now: datetime) -> RecoveryState:
    """By the clock. Stopped wins over everything but done."""
    if one.done:
        return "done"
    if one.stopped_at is not None:
        return "stopped"
    if one.granted_at is not None:
        return "granted" if now - one.granted_at < GRANT_FOR else "ended"
    return "open" if now - one.asked_at < OPEN_FOR else "ended"


def present(word: Word, now: datetime) -> bool:
    """Whether the word was given within the hour."""
    return timedelta() <= now - word.at < PRESENCE


def ready(one: Asked, following: Collection[str], now: datetime) -> bool:
    """Two of the follow-up with the person now; or one with them now, three days after the first word."""
    there = [w for w in one.words.values() if present(w, now) and w.professional_id in following]
    return len(there) >= WITNESSES or (bool(there) and now - one.asked_at >= WAIT)
