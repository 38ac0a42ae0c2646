"""Files beside the papers that name them: none missing, none left over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from deploy.operations.doctor.findings import Desk, Finding
from deploy.operations.doctor.patients import Patient

PAGE = 500
YOUNG = timedelta(hours=1)  # a file this young may belong to a command under way
NAMED_MAX = 5  # ids told on a line


def files(patient: Patient, desk: Desk) -> Iterator[Finding]:
    """Every file that a paper names is there; every old file is named."""
    if patient.service != "vault" or patient.wiring is None:
        return
    from services.vault.adapters.tables import DEPOSIT_TICKET, EXPORT_ARCHIVE
    from services.vault.application.deposit_ticket import preview_id

    named = {UUID(name) for name in _named(patient)}
    waiting: set[UUID] = set()
    with patient.databases.views.connect() as connection:
        waiting |= set(connection.scalars(sa.select(EXPORT_ARCHIVE.c.blob_id)))
        for document_id in connection.scalars(sa.select(DEPOSIT_TICKET.c.document_id)):
            waiting |= {document_id, preview_id(document_id)}
    there = dict(patient.wiring.do.collect_leftovers.blobs.kept())
    missing = named - there.keys()
    before = patient.clock.now() - YOUNG
    left = {name for name, since in there.items() if since < before} - named - waiting
    if missing:
        told = ", ".join(str(name) for name in sorted(missing)[:NAMED_MAX])
        yield desk.fail(
            f"{len(missing)} fichiers de papiers manquent : {told}",
            "Les reprendre de la sauvegarde des papiers (MAILLON_BLOB_FOLDER/documents).",
        )
    if left:
        told = ", ".join(str(name) for name in sorted(left)[:NAMED_MAX])
        yield desk.warn(
            f"{len(left)} fichiers que nul papier ne nomme : {told}",
            "Restes d’une restauration ou d’un arrêt brutal : illisibles sans clé, à supprimer.",
        )
    if not missing and not left:
        yield desk.ok(f"{len(named)} fichiers, tous là, aucun de trop")


def _named(patient: Patient) -> Iterator[str]:
    """The files of every vault that has not ended."""
    from services.vault.domain.events import Opened
    from services.vault.domain.vault import Vault

    log, after = patient.wiring.log, 0
    while page := log.store.select_notifications(
        after, PAGE, topics=(Opened.TOPIC,), inclusive_of_start=False
    ):
        for event in page:
            vault = log.find(Vault, UUID(str(event.originator_id)))
            if vault is not None and not vault.erased:
                yield from vault.files
        after = page[-1].id
