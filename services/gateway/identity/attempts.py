"""Attempts to sign in: counted before they are judged, kept in the database, forgotten after an hour.

At most ten guesses an hour reach one account: six from devices never seen (five of them from one
address), four from devices the owner has signed in with, so that a stranger's guesses, from afar or from
the same network, never lock the owner out. Each failure after the second doubles the wait. An attempt is
counted as failed until proven good: guesses made at the same time cannot slip through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from services.gateway.identity.tables import ATTEMPT
from services.gateway.refusals import TooManyAttempts

WINDOW = timedelta(hours=1)
UNKNOWN_BUDGET = 6
UNKNOWN_SAME_ADDRESS_BUDGET = 5
KNOWN_BUDGET = 4
ADDRESS_BUDGET = 60
FREE_FAILURES = 2


@dataclass(frozen=True)
class Guess:
    """One attempt on `subject` (an account's look-up key) from `address`, both HMACs."""

    subject: str
    address: str
    known_device: bool = False


def wait_s(failures: Sequence[datetime], budget: int, now: datetime, *, doubling: bool = True) -> float:
    """Seconds before one more attempt is allowed, given the past hour's failures in order of time."""
    if len(failures) >= budget:
        return (failures[-budget] + WINDOW - now).total_seconds()
    late = len(failures) - FREE_FAILURES
    if doubling and late > 0:
        return (failures[-1] + timedelta(seconds=2**late) - now).total_seconds()
    return 0.0


def admit(connection: sa.Connection, guess: Guess, now: datetime) -> UUID:
    """Count one attempt as failed and return its id. Raises TooManyAttempts, which counts nothing."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(int(guess.subject[:15], 16))))
    connection.execute(sa.delete(ATTEMPT).where(ATTEMPT.c.at <= now - WINDOW))
    counted = (1, 2) if guess.known_device else (0, 1, 2)
    wait = max(wait_s(*_bucket(connection, guess, number), now, doubling=number > 0) for number in counted)
    if wait > 0:
        raise TooManyAttempts(wait)
    attempt = uuid4()
    row = {"id": attempt, "subject": guess.subject, "address": guess.address, "at": now}
    connection.execute(sa.insert(ATTEMPT).values(known_device=guess.known_device, **row))
    return attempt


def forgive(connection: sa.Connection, guess: Guess) -> None:
    """The right secret was given: forget the failures of this device, or of this address on this account."""
    same = [ATTEMPT.c.subject == guess.subject, ATTEMPT.c.known_device == guess.known_device]
    if not guess.known_device:
        same.append(ATTEMPT.c.address == guess.address)
    connection.execute(sa.delete(ATTEMPT).where(*same))


def spends_the_last(connection: sa.Connection, guess: Guess, attempt: UUID) -> bool:
    """Whether `attempt`, having failed, is the one after which the account admits no more of its sort."""
    failures = [ATTEMPT.c.subject == guess.subject, ATTEMPT.c.known_device == guess.known_device]
    rows = connection.execute(sa.select(ATTEMPT.c.id).where(*failures).order_by(ATTEMPT.c.at, ATTEMPT.c.id))
    ids = list(rows.scalars())
    return len(ids) >= (KNOWN_BUDGET if guess.known_device else UNKNOWN_BUDGET) and ids[-1] == attempt


def _bucket(connection: sa.Connection, guess: Guess, number: int) -> tuple[list[datetime], int]:
    """The failures that count against this guess: by address, by account, by account and address."""
    subject = ATTEMPT.c.subject == guess.subject
    known = ATTEMPT.c.known_device == guess.known_device
    address = ATTEMPT.c.address == guess.address
    where, budget = (
        ([address], ADDRESS_BUDGET),
        ([subject, known], KNOWN_BUDGET if guess.known_device else UNKNOWN_BUDGET),
        ([subject, known, address], KNOWN_BUDGET if guess.known_device else UNKNOWN_SAME_ADDRESS_BUDGET),
    )[number]
    rows = connection.execute(sa.select(ATTEMPT.c.at).where(*where).order_by(ATTEMPT.c.at))
    return [row.at for row in rows], budget
