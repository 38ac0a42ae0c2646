"""T19, T20: a consent revoked under fifty readers; a request answered twice, decided at one version."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from deploy.story.papers import a_pdf
from shared.blobs import BlobStore
from shared.contracts.shapes import Command
from shared.contracts.vault import (
    BeginDeposit,
    DepositDocument,
    OpenDocument,
    RefuseConsent,
    RequestConsent,
)
from shared.ids import new_id
from shared.problems import NotAllowed, Refused, Unavailable
from shared.rpc.call import Actor
from tests.faults import operations as op
from tests.faults.bed import Bed
from tests.faults.run import Fault, Mutant, Run

READERS = 50
READS_SHORT = 20  # each, half of them after the acknowledgement: a thousand in all
READS_LONG = 1_000
ROUNDS = 25
WRITERS = 2
CALL_TIMEOUT_S = 20.0  # fifty at once wait for one another; none is too slow, only late or not
READING_MAX_S = 600.0
APART = "pause 0.05"  # both writers have read before either stores


def revoke_under_readers(run: Run) -> None:
    """No read that starts once the withdrawal is acknowledged succeeds."""
    vault_id, document_id, consent_id, reader = _shared_paper(run)
    reads = READS_LONG if run.long else READS_SHORT
    acknowledged, half_way = threading.Event(), threading.Barrier(READERS + 1)
    found: Counter[str] = Counter()

    def read_often() -> None:
        for number in range(reads):
            if number == reads // 2:
                half_way.wait(READING_MAX_S)
            found[_read(run.bed, vault_id, document_id, reader, acknowledged)] += 1

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read_often) for _ in range(READERS)]
        half_way.wait(READING_MAX_S)
        _revoke(run, vault_id, consent_id)
        acknowledged.set()
        for one in readers:
            one.result(READING_MAX_S)
    run.attempts, run.ok = sum(found.values()), found["read"] + found["refused late"]
    if found["read late"]:
        run.blame("accepted", f"{found['read late']} reads begun after the withdrawal", found["read late"])
    if not found["read"] or not found["refused late"]:
        run.blame("unhurt", f"readers were not there before and after: {dict(found)}")
    run.rest()


def _revoke(run: Run, vault_id: str, consent_id: str) -> None:
    """Until it is acknowledged, however many readers are before it in the queue."""
    revoke = op.revoke_consent(vault_id, consent_id)
    run.ledger.attempt(revoke.name)
    _ask(run.bed, revoke.request, revoke.actor)
    run.ledger.ok(revoke.name)


def two_writers(run: Run) -> None:
    """The same request answered twice at once, under two keys: one answer wins, the other is told so."""
    bed, vault_id = run.bed, str(new_id())
    run.perform(op.open_vault(vault_id))
    bed.switches("vault").set("append.before", APART)
    before = bed.head("vault")[1]
    requests = [_one_request(bed, vault_id, run) for _ in range(ROUNDS)]
    bed.switches("vault").clear("append.before")
    facts = bed.facts("vault", before)
    told = Counter(bytes(fact.data) for fact in facts if fact.type == "vault.consent_refused")
    run.attempts, run.ok = ROUNDS * WRITERS, len(told)
    if twice := [one for one, times in told.items() if times != 1]:
        run.blame("accepted", f"{len(twice)} requests were answered more than once", len(twice))
    if len(told) != len(requests):
        run.blame("lost", f"{len(requests) - len(told)} of {len(requests)} answers are not told")
    run.rest()


def _one_request(bed: Bed, vault_id: str, run: Run) -> str:
    """Ask, then answer twice at once; exactly one answer must be accepted."""
    holder, asker = op.holder(vault_id), op.OPENER
    asked = RequestConsent(vault_id=vault_id, terms=op.terms(bed.clock, asker.id))
    request_id: str = _ask(bed, asked, asker).id
    together = threading.Barrier(WRITERS)

    def answer() -> bool:
        together.wait(CALL_TIMEOUT_S)
        try:
            _ask(bed, RefuseConsent(vault_id=vault_id, request_id=request_id), holder)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        won = sum(one.result() for one in [pool.submit(answer) for _ in range(WRITERS)])
    if won != 1:
        run.blame("accepted", f"{won} of {WRITERS} writers won at one version")
    return request_id


def _read(bed: Bed, vault_id: str, document_id: str, reader: Actor, acknowledged: threading.Event) -> str:
    """Read once; what came of it, `late` when it started after the acknowledgement."""
    late = " late" if acknowledged.is_set() else ""
    try:
        _ask(bed, OpenDocument(vault_id=vault_id, document_id=document_id), reader)
    except NotAllowed:
        return f"refused{late}"
    except Unavailable:
        return f"unanswered{late}"
    return f"read{late}"


def _shared_paper(run: Run) -> tuple[str, str, str, Actor]:
    """A vault with one health paper, and the consent by which a professional reads it."""
    bed, vault_id = run.bed, str(new_id())
    holder, reader = op.holder(vault_id), op.professional(str(new_id()))
    run.perform(op.open_vault(vault_id))
    terms = op.terms(bed.clock, reader.id)
    grant = op.GrantConsent(vault_id=vault_id, terms=terms)
    consent_id: str = run.perform(op.Operation(f"grant {reader.id}", grant, holder)).id
    ticket = _ask(bed, BeginDeposit(vault_id=vault_id, category="health", title="Essai"), holder)
    content = a_pdf()
    staged = BlobStore(bed.folder / "blobs").stage(
        [content],
        data_key=base64.b64decode(ticket.data_key),
        associated_data=ticket.associated_data.encode(),
        max_bytes=ticket.max_bytes,
    )
    deposit = DepositDocument(
        vault_id=vault_id,
        document_id=ticket.document_id,
        staged_name=staged.name,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    _ask(bed, deposit, holder)
    return vault_id, ticket.document_id, consent_id, reader


def _ask(bed: Bed, request: Command, actor: Actor) -> Any:
    """The reply, tried again under the same key while the service cannot be heard."""
    key, end = str(new_id()), time.monotonic() + 3 * CALL_TIMEOUT_S
    while True:
        try:
            return bed.caller.call(request, actor, key=key, timeout_s=CALL_TIMEOUT_S).value
        except Unavailable:
            if time.monotonic() > end:
                raise


FAULTS = (
    Fault("T19", revoke_under_readers, (Mutant((("vault", "decision_remembered"),), ("accepted",)),)),
    Fault("T20", two_writers, (Mutant((("vault", "version_unchecked"),), ("accepted",)),)),
)  # fmt: skip
