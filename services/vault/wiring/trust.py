"""The use cases of the log, the export and the end, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.export import write_export
from services.vault.adapters.log_ends import SqlLogEnds
from services.vault.application.collect_leftovers import CollectLeftovers
from services.vault.application.export_vault import ExportVault
from services.vault.application.gather_export import GatherExport
from services.vault.application.get_receipt import SignReceipt
from services.vault.application.read_access_log import ReadAccessLog
from services.vault.application.read_facts import ReadFacts
from services.vault.wiring.ground import Ground
from services.vault.wiring.proofs import prove_export
from shared.blobs import new_document_key


@dataclass(frozen=True)
class Trust:
    read_access_log: ReadAccessLog
    export_vault: ExportVault
    read_facts: ReadFacts
    collect_leftovers: CollectLeftovers


def trust_of(ground: Ground) -> Trust:
    log, gate, blobs = ground.log, ground.gate, ground.blobs
    tickets, exports = ground.tickets, ground.exports
    gather = GatherExport(
        log,
        blobs,
        ground.appointments,
        ground.parts,
        ground.sign,
        prove_export(ground),
        SignReceipt(ground.sign),
    )
    return Trust(
        read_access_log=ReadAccessLog(log, gate, SqlLogEnds(ground.database.events)),
        export_vault=ExportVault(
            log,
            gate,
            blobs,
            exports,
            gather,
            write_export,
            new_document_key,
        ),
        read_facts=ReadFacts(log),
        collect_leftovers=CollectLeftovers(
            log, ground.clock, blobs, tickets, exports, ground.drafts, ground.uploads
        ),
    )
