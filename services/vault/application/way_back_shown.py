"""A way back without card nor PIN, as the person and who follows them see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.vault.application.gate import Gate
from services.vault.domain.vault import Vault
from services.vault.domain.way_back import OPEN_FOR, WAIT, WayBack, present, ready, state
from services.vault.domain.way_back_events import Asked
from shared.contracts import vault_recovery as contract
from shared.eventstore.log import EventLog

BY = {"holder": "holder", "message": "message"}  # others by their name


def way_back_of(log: EventLog, vault: Vault) -> WayBack:
    """Begun with the first word."""
    found = log.find(WayBack, WayBack.id_of(vault.id))
    return found or WayBack.begin(vault.id, log.clock.now())


def following(gate: Gate, vault: Vault, one: Asked, now: datetime) -> frozenset[str]:
    """Which of its witnesses a live consent still reaches."""
    departures = gate.departures(vault)
    readers = (replace(gate.memberships.reader(who), departures=departures) for who in one.words)
    return frozenset(r.professional_id for r in readers if vault.reach(r, now).allowed)


def recovery_as(one: Asked, still: frozenset[str], now: datetime, reader: str = "") -> contract.Recovery:
    """`reader`: the professional who looks."""
    return contract.Recovery(
        id=one.id,
        state=state(one, now),
        asked_at=one.asked_at,
        ready_at=one.asked_at + WAIT,
        ends_at=one.asked_at + OPEN_FOR,
        ready=state(one, now) == "open" and ready(one, still, now),
        mine=reader in one.words,
        witnesses=[
            contract.Witness(name=w.name, organisation=w.organisation, at=w.at, present=present(w, now))
            for w in one.words.values()
        ],
        stopped_at=one.stopped_at,
        stopped_by=BY.get(one.stopped_by or "", one.stopped_by_name),
    )
