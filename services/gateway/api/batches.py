"""Many vaults from one list of people who are not there: previewed, confirmed, gone on with, cards taken."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.params import JSONBody

from services.gateway.batches.batch import Batch, BatchState, FieldFault, RowState
from services.gateway.batches.opening import cards_of, go_on, new_cards
from services.gateway.batches.people_file import PeopleFile, PeopleLine, language_of
from services.gateway.batches.previewing import preview_people
from services.gateway.batches.store import file_digest
from services.gateway.edge.given import Id, TheGate, TheTalk
from services.gateway.edge.talk import Talk
from services.gateway.edge.visitor import need_kind
from services.gateway.identity.gate import Gate
from shared.contracts.vault_terms import ConsentTerms
from shared.contracts.vault_waiting import PEOPLE_MAX

Loose = Annotated[str, msgspec.Meta(max_length=500)]
BATCH_BODY_MAX_BYTES = 524_288  # two hundred people, with room


class ListedPerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`reference`: the service's own file number, which tells two people of the same name apart."""

    given_name: Loose
    family_name: Loose = ""
    language: Loose = "fr"
    phone: Loose = ""
    reference: Loose = ""


class NewBatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`asks`: what each person is asked for when they come; nothing is shared before they answer."""

    people: Annotated[list[ListedPerson], msgspec.Meta(min_length=1, max_length=PEOPLE_MAX)]
    asks: ConsentTerms


class BatchLine(msgspec.Struct, frozen=True, kw_only=True):
    """`line` counts from 1. `vault_id` once it is open."""

    line: int
    state: RowState
    vault_id: str = ""
    problem: str = ""
    faults: list[FieldFault] = []


class VaultBatch(msgspec.Struct, frozen=True, kw_only=True):
    """`cards`: how many can still be taken, until `cards_until`."""

    id: str
    state: BatchState
    lines: list[BatchLine]
    cards: int
    ends_at: datetime
    cards_until: datetime | None = None


class LineCard(msgspec.Struct, frozen=True, kw_only=True):
    line: int
    card: str


class BatchCards(msgspec.Struct, frozen=True, kw_only=True):
    cards: list[LineCard]


class BatchesApi(Controller):
    """Seen by who made them, and by nobody else."""

    path = "/vault-batches"
    tags = ("vaults",)

    @post(
        "/",
        operation_id="previewVaultBatch",
        summary="Check a list of people: each one's faults, nothing opened",
        request_max_body_size=BATCH_BODY_MAX_BYTES,
    )
    async def preview(self, talk: TheTalk, gate: TheGate, data: JSONBody[NewBatch]) -> VaultBatch:
        need_kind(talk, "professional")
        lines = [
            PeopleLine(number, {**msgspec.structs.asdict(person), "language": language_of(person.language)})
            for number, person in enumerate(data.people, 1)
        ]
        digest = file_digest(msgspec.json.encode(data.people))
        batch = await preview_people(gate.batches, talk, PeopleFile(lines), data.asks, digest)
        return _told(batch)

    @get("/{batch_id:str}", operation_id="getVaultBatch", summary="How far a batch is")
    async def show(self, talk: TheTalk, gate: TheGate, batch_id: Id) -> VaultBatch:
        return _told(await _mine(talk, gate, batch_id))

    @post(
        "/{batch_id:str}/openings",
        operation_id="openVaultBatch",
        summary="Confirm, and open the next ten vaults; again until its state is `done`",
        status_code=200,
    )
    async def open(self, talk: TheTalk, gate: TheGate, batch_id: Id) -> VaultBatch:
        batch = await _mine(talk, gate, batch_id)
        await gate.batches.confirm(batch.id)
        await go_on(gate.batches, talk, await _mine(talk, gate, batch_id))
        return _told(await _mine(talk, gate, batch_id))

    @get("/{batch_id:str}/cards", operation_id="getBatchCards", summary="The key cards, to print")
    async def cards(self, talk: TheTalk, gate: TheGate, batch_id: Id) -> Response[BatchCards]:
        batch = await _mine(talk, gate, batch_id)
        texts = await cards_of(gate.batches, talk, batch)
        body = BatchCards(cards=[LineCard(line=line, card=text) for line, text in sorted(texts.items())])
        return Response(body, headers={"Cache-Control": "no-store"})

    @post(
        "/{batch_id:str}/cards",
        operation_id="remakeBatchCards",
        summary="Make again the cards of who has not come; the ones before open nothing",
        status_code=200,
    )
    async def anew(self, talk: TheTalk, gate: TheGate, batch_id: Id) -> VaultBatch:
        await new_cards(gate.batches, talk, await _mine(talk, gate, batch_id))
        return _told(await _mine(talk, gate, batch_id))

    @delete("/{batch_id:str}/cards", operation_id="forgetBatchCards", summary="They are printed: erase them")
    async def forget(self, talk: TheTalk, gate: TheGate, batch_id: Id) -> None:
        await gate.batches.forget_cards((await _mine(talk, gate, batch_id)).id)


async def _mine(talk: Talk, gate: Gate, batch_id: str) -> Batch:
    need_kind(talk, "professional")
    return await gate.batches.show(talk.actor.id, batch_id)


def _told(batch: Batch) -> VaultBatch:
    lines = [
        BatchLine(
            line=row.line,
            state=row.state,
            vault_id=row.vault_id if row.state == "opened" else "",
            problem=row.problem,
            faults=row.person.faults,
        )
        for row in batch.rows
    ]
    return VaultBatch(
        id=batch.id,
        state=batch.state,
        lines=lines,
        cards=batch.cards,
        ends_at=batch.ends_at,
        cards_until=batch.cards_until,
    )
