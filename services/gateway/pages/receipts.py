"""The receipt of a consent, for the person: to read, to print, to keep."""

from __future__ import annotations

import json

from litestar import Controller, get

from services.gateway.edge.given import Id
from services.gateway.pages.view import Page, TheView
from shared.contracts.vault import GetVault, Vault
from shared.contracts.vault_log import GetReceipt, Receipt
from shared.problems import NotFound


class ReceiptPages(Controller):
    """What was agreed, in plain words and as signed."""

    include_in_schema = False

    @get("/partage/{consent_id:str}/recu")
    async def receipt(self, view: TheView, consent_id: Id) -> Page:
        talk = view.need("holder")
        vault = await talk.ask(GetVault(vault_id=talk.actor.id), Vault)
        consent = next((one for one in vault.consents if one.id == consent_id), None)
        if consent is None:
            raise NotFound("consent_unknown", "Cette autorisation n'existe pas.")
        given = await talk.ask(GetReceipt(vault_id=vault.id, consent_id=consent_id), Receipt)
        record = json.dumps(given.record, sort_keys=True, ensure_ascii=False, indent=1)
        return view.show("receipt.html", consent=consent, receipt=given, record=record)
