"""Whom a file of this service has opened a vault for already: kept as HMACs, for as long as the vault lives.

A reference (the service's own file number) tells two people of the same name apart; without one on both
sides, the same name is the same person. So a corrected or repeated file never opens a second vault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from services.gateway.batches.batch import FieldFault, Person
from services.gateway.batches.people_file import plain
from services.gateway.batches.tables import BATCH, KNOWN, ROW
from services.gateway.identity.accounts import delete_account
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.tables import ACCOUNT

LATE = timedelta(days=1)  # clocks differ by less: an account goes after its time


@dataclass(frozen=True)
class Identity:
    """What a line is known by."""

    person_key: str
    name_key: str
    has_reference: bool

    def same_as(self, other: Identity) -> bool:
        both = self.has_reference and other.has_reference
        return self.person_key == other.person_key or (self.name_key == other.name_key and not both)


def identity_of(keys: GatewayKeys, scope: str, person: Person) -> Identity:
    name = f"{plain(person.given_name)}\x1e{plain(person.family_name)}"
    name_key = keys.subject_key("opening name", f"{scope}\x1e{name}")
    if reference := plain(person.reference):
        return Identity(keys.subject_key("opening reference", f"{scope}\x1e{reference}"), name_key, True)
    return Identity(name_key, name_key, False)


def twice(identities: Sequence[Identity], lines: Sequence[int]) -> dict[int, FieldFault]:
    """By index, the fault of who stands earlier in the same file."""
    found = {}
    for at, one in enumerate(identities):
        for before in range(at):
            if one.same_as(identities[before]):
                field = "reference" if one.has_reference else "given_name"
                found[at] = FieldFault(field=field, code="line_twice", other=lines[before])
                break
    return found


def find_known(connection: sa.Connection, one: Identity) -> sa.Row[tuple[object, ...]] | None:
    """The row of this person, if a file of the same service has begun or ended their opening."""
    same_name = KNOWN.c.name_key == one.name_key
    if one.has_reference:
        same_name &= KNOWN.c.has_reference.is_(False)
    query = sa.select(KNOWN).where((KNOWN.c.person_key == one.person_key) | same_name)
    return connection.execute(query.order_by(KNOWN.c.person_key != one.person_key)).first()


def begin_known(connection: sa.Connection, one: Identity, vault_id: str) -> None:
    """Raises IntegrityError when another process was first."""
    row = {"person_key": one.person_key, "name_key": one.name_key, "has_reference": one.has_reference}
    connection.execute(sa.insert(KNOWN).values(vault_id=vault_id, opened_at=None, **row))


def sweep(connection: sa.Connection, now: datetime) -> None:
    """Cards past their time, batches past theirs, accounts whose vault was never opened, people whose vault
    is no more. That a vault nobody came for has ended is heard from the vault: a mandate may keep it.
    """
    gone = sa.select(BATCH.c.id).where(BATCH.c.cards_until <= now)
    connection.execute(
        sa.update(ROW).where(ROW.c.batch_id.in_(gone), ROW.c.card.is_not(None)).values(card=None)
    )
    ended = sa.select(BATCH.c.id).where(BATCH.c.ends_at <= now)
    connection.execute(sa.delete(ROW).where(ROW.c.batch_id.in_(ended)))
    connection.execute(sa.delete(BATCH).where(BATCH.c.ends_at <= now))
    never = sa.select(KNOWN.c.vault_id).where(KNOWN.c.opened_at.is_(None))
    over = (ACCOUNT.c.waiting_until <= now - LATE) & (ACCOUNT.c.secret_hash == "")
    unopened = sa.select(ACCOUNT.c.id).where(over, ACCOUNT.c.id.in_(never))
    for account_id in connection.execute(unopened).scalars().all():
        delete_account(connection, account_id, now)
    nobody = KNOWN.c.vault_id.not_in(sa.select(ACCOUNT.c.id))
    connection.execute(sa.delete(KNOWN).where(KNOWN.c.opened_at.is_not(None), nobody))
