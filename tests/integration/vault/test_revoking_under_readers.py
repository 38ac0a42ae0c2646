"""Revoked while colleagues read: whatever starts after the acknowledgement is refused."""

from __future__ import annotations

import itertools
import threading

import pytest

from deploy.story.papers import a_pdf
from shared.contracts import vault as v
from shared.problems import NotAllowed
from tests.unit.vault.house import AGNES, BRUNO, House

READERS = 4
READS_AFTER = 10


@pytest.mark.feature("V6")
def test_no_read_that_starts_after_the_acknowledgement_succeeds(house: House) -> None:
    vault_id, awa = house.open_vault()
    paper = house.deposit(awa, vault_id, a_pdf())
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    acknowledged, reading = threading.Event(), threading.Barrier(READERS + 1)
    opened_late: list[str] = []
    keys = itertools.count()

    def read() -> None:
        actor, left = (AGNES, BRUNO)[next(keys) % 2], READS_AFTER
        reading.wait()
        while left:
            late = acknowledged.is_set()
            left -= late
            try:
                request = v.OpenDocument(vault_id=vault_id, document_id=paper.id)
                house.caller.call(request, actor, key=f"read-{next(keys)}")
            except NotAllowed:
                continue
            if late:
                opened_late.append(actor.id)

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    reading.wait()
    house.caller.call(v.RevokeConsent(vault_id=vault_id, consent_id=consent.id), awa, key="revoke")
    acknowledged.set()
    for thread in threads:
        thread.join(30)
    assert opened_late == []
    kinds = [line.kind for line in house.log_of(vault_id)]
    assert kinds.count("access_refused") >= READERS * READS_AFTER
