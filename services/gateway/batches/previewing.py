"""From a file to its preview: each line's faults by field, and who has a vault already. Nothing is opened."""

from __future__ import annotations

import asyncio

import msgspec

from services.gateway.batches.batch import Asked, Batch, FieldFault, Person
from services.gateway.batches.known import Identity, find_known, identity_of, twice
from services.gateway.batches.people_file import PeopleFile, read_people
from services.gateway.batches.store import BatchStore, Line, file_digest
from services.gateway.edge.talk import Talk
from shared.contracts.vault_terms import ConsentTerms
from shared.contracts.vault_waiting import CheckPeople, Faults, PersonToCheck
from shared.problems import NotAllowed


async def preview_file(store: BatchStore, talk: Talk, content: bytes, asks: ConsentTerms) -> Batch:
    """A new batch, or the one that is opening this very file. Raises InvalidInput on `file`."""
    digest = file_digest(content)
    if before := await store.same_file(talk.actor.id, digest):
        return await store.show(talk.actor.id, before)
    return await preview_people(store, talk, await asyncio.to_thread(read_people, content), asks, digest)


async def preview_people(
    store: BatchStore, talk: Talk, people: PeopleFile, asks: ConsentTerms, digest: str
) -> Batch:
    """The same from lines already read."""
    actor = talk.actor
    if not actor.verified:
        raise NotAllowed("unverified", "Votre compte doit d'abord être vérifié par votre service.")
    scope = actor.organisation_id or actor.id
    found = [msgspec.convert(line.values, Person) for line in people.lines]
    identities = [identity_of(store.keys, scope, person) for person in found]
    faults = await _faults(talk, found)
    for at, fault in twice(identities, [line.number for line in people.lines]).items():
        faults.setdefault(at, []).append(fault)
    opened = await _opened(store, identities)
    lines = []
    for at, line in enumerate(people.lines):
        person = msgspec.structs.replace(found[at], faults=faults.get(at, []))
        state = "already" if at in opened else "fault" if person.faults else "ready"
        lines.append(Line(line.number, person, identities[at], state))
    asked = Asked(asks=asks, unread=list(people.unread))
    batch_id = await store.keep(actor.id, scope, digest, asked, lines)
    return await store.show(actor.id, batch_id)


async def _faults(talk: Talk, people: list[Person]) -> dict[int, list[FieldFault]]:
    """By index, as the vault says them."""
    checked = [
        PersonToCheck(
            given_name=person.given_name,
            family_name=person.family_name,
            language=person.language,
            phone=person.phone,
        )
        for person in people
    ]
    found: dict[int, list[FieldFault]] = {}
    for fault in (await talk.ask(CheckPeople(people=checked), Faults)).faults:
        found.setdefault(fault.at, []).append(FieldFault(field=fault.field, code=fault.code))
    return found


async def _opened(store: BatchStore, identities: list[Identity]) -> set[int]:
    """The indexes of those for whom a file of this service has opened a vault."""
    known = await store.database.read(lambda c: [find_known(c, one) for one in identities])
    return {at for at, row in enumerate(known) if row is not None and row.opened_at is not None}
