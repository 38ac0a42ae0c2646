"""Erasing a vault from outside: the vault first, then the account that opened it; and the report of it."""

from __future__ import annotations

from msgspec import structs

from services.gateway.edge.talk import Talk
from services.gateway.identity.gate import Gate
from shared.contracts.shapes import Done
from shared.contracts.vault import EraseVault
from shared.contracts.vault_erasure import ErasureReport, GetErasure
from shared.rpc.call import Actor, AsyncCaller


async def erase_vault(talk: Talk, gate: Gate, vault_id: str) -> ErasureReport:
    """Whoever may not is refused by the vault. The account, its cards and sessions go once it has agreed."""
    await talk.ask(EraseVault(vault_id=vault_id, confirmation="EFFACER"), Done)
    await gate.holders.forget(vault_id)
    return await _with_account(gate, await talk.ask(GetErasure(vault_id=vault_id), ErasureReport))


async def erasure_of(caller: AsyncCaller, gate: Gate, vault_id: str) -> ErasureReport:
    """The report, asked in the name of who the vault was. Raises NotFound when it is not erased."""
    answer = await caller.call(GetErasure(vault_id=vault_id), Actor(id=vault_id, kind="holder"))
    return await _with_account(gate, answer.value)


async def _with_account(gate: Gate, report: ErasureReport) -> ErasureReport:
    """What the vault said, with what is seen here."""
    return structs.replace(report, account_gone=await gate.holders.is_gone(report.vault_id))
