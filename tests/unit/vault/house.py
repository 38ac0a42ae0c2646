"""A vault service in a folder: real stores, keys and files, a clock that is moved by hand, calls as over
RPC.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.vault.adapters.intake import DocumentIntake
from services.vault.adapters.log_signer import LogSigner
from services.vault.adapters.log_witnesses import KnownWitnesses
from services.vault.service import VaultService
from services.vault.wiring import ROOM, assemble
from shared.blobs import BlobStore
from shared.clock import FrozenClock
from shared.contracts import vault as v
from shared.contracts.shapes import Request
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope
from shared.eventstore.database import open_database, open_engine
from shared.eventstore.erased_list import ErasedList
from shared.eventstore.keys import SubjectKeys
from shared.eventstore.master_key import MasterKey
from shared.rpc.actor import ActorSigner
from shared.rpc.call import Actor
from shared.rpc.local import LocalCaller
from shared.testing.migrated import migrated, migrated_keys
from tests.unit.vault.fakes import DirectoryFeed, PlainIntake

NOW = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.4 a paper of a fictitious person"
SIGNER = ActorSigner(Ed25519PrivateKey.generate(), "test", "test")


def professional(name: str, organisation: str = "", *, verified: bool = True) -> Actor:
    return Actor(
        id=f"pro-{name.lower()}",
        kind="professional",
        display=f"{name} Fictive",
        organisation_id=organisation,
        organisation=organisation and f"Service {organisation}",
        verified=verified,
    )


AGNES = professional("Agnès", "org-1")
BRUNO = professional("Bruno", "org-1")
CHLOE = professional("Chloé", "org-2")


class House:
    """The service and everything it stands on, under `root`."""

    def __init__(self, root: Path, url: str = "") -> None:
        self.root = root
        self.clock = FrozenClock(NOW)
        url = url or f"sqlite:///{root}"
        self.database = open_database(url, "vault")
        self.keys_engine = open_engine(url, "vault.keys.db")
        migrated(self.database, "services.vault")
        migrated_keys(self.keys_engine)
        self.master = MasterKey.generate()
        self.erased_file = root / "apart" / "erased.jsonl"
        self.blobs = BlobStore(root / "blobs")
        self.directory = DirectoryFeed(NOW)
        self.intake: PlainIntake | DocumentIntake = PlainIntake(self.blobs)
        self.room = ROOM
        self.witnesses = KnownWitnesses()
        self.open()
        for member in (AGNES, BRUNO):
            self.directory.joins(member.id, "org-1")
        self.directory.joins(CHLOE.id, "org-2")
        self.hear()
        self._keys_of_calls = itertools.count(1)

    def open(self) -> None:
        """Start the service anew, as after a restart: nothing in memory is left."""
        service = VaultService()
        erased = ErasedList(self.erased_file)
        self.keys = SubjectKeys(self.keys_engine, self.master, self.clock, erased)
        signer = LogSigner(self.root / "state")
        service.uses = assemble(
            self.database,
            self.keys,
            self.clock,
            self.blobs,
            self.intake,
            signer,
            self.room,
            self.witnesses,
            erased,
        )
        self.uses = service.uses
        self.caller = LocalCaller({"vault": service}, SIGNER, self.clock)

    def close(self) -> None:
        self.database.close()
        self.keys_engine.dispose()

    def hear(self) -> None:
        """Read the directory's feed to its head."""
        self.uses.consumer.catch_up(self.directory.read)

    def id_of(self, name: str) -> str:
        """Here who, or the service, that is named so has its name for an id."""
        return name

    def ask(self, actor: Actor, request: Request, key: str = "") -> Any:
        """Call as over RPC, and let the views follow."""
        key = key or f"key-{next(self._keys_of_calls)}"
        value = self.caller.call(request, actor, key=key).value
        while self.uses.views.run_once():
            pass
        return value

    def open_vault(self, **changes: Any) -> tuple[str, Actor]:
        """A vault opened by Agnès with a consent to her organisation; its id and its holder."""
        vault_id = str(uuid4())
        fields = {"given_name": "Awa", "family_name": "Exemple", "consent": terms(), **changes}
        self.ask(AGNES, v.OpenVault(vault_id=vault_id, **fields))
        return vault_id, holder(vault_id)

    def begin(self, actor: Actor, vault_id: str, category: str = "identity", title: str = "Carte") -> Any:
        return self.ask(actor, v.BeginDeposit(vault_id=vault_id, category=category, title=title))  # type: ignore[arg-type]

    def stage(self, ticket: v.DepositTicket, vault_id: str, content: bytes = PDF) -> v.DepositDocument:
        """What the gateway does with a ticket; the request that ends the deposit."""
        staged = self.blobs.stage(
            [content],
            data_key=base64.b64decode(ticket.data_key),
            associated_data=ticket.associated_data.encode(),
            max_bytes=ticket.max_bytes,
        )
        return v.DepositDocument(
            vault_id=vault_id,
            document_id=ticket.document_id,
            staged_name=staged.name,
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )

    def deposit(self, actor: Actor, vault_id: str, content: bytes = PDF, **about: str) -> v.Document:
        ticket = self.begin(actor, vault_id, **about)
        document: v.Document = self.ask(actor, self.stage(ticket, vault_id, content))
        return document

    def see(self, actor: Actor, vault_id: str, document_id: str, manner: str = "see") -> bytes:
        """Open a paper and stream it, as the gateway would."""
        ask = v.OpenDocument(vault_id=vault_id, document_id=document_id, manner=manner)  # type: ignore[arg-type]
        return self.stream(self.ask(actor, ask))

    def stream(self, ticket: v.ReadTicket) -> bytes:
        key, place = base64.b64decode(ticket.data_key), ticket.associated_data.encode()
        content = b"".join(self.blobs.open(UUID(ticket.blob), key, place))
        assert len(content) == ticket.size_bytes
        return content

    def log_of(self, vault_id: str) -> list[v.LogLine]:
        """The access log as the holder reads it, oldest first."""
        read: v.AccessLog = self.ask(holder(vault_id), v.ReadAccessLog(vault_id=vault_id, limit=200))
        return read.lines[::-1]

    def facts(self) -> list[tuple[str, bytes]]:
        """Everything said to others: type and data."""
        return [(f.type, bytes(f.data)) for f in self.uses.log.read_facts(0, 500).facts]


def holder(vault_id: str) -> Actor:
    return Actor(id=vault_id, kind="holder", display="Awa Exemple")


def terms(**changes: Any) -> ConsentTerms:
    """A consent to org-1 to see and add identity papers and appointments for ninety days."""
    fields: dict[str, Any] = {
        "grantee": Grantee(kind="organisation", id="org-1", name="Service org-1"),
        "scope": Scope(categories=["identity"], parts=["appointments"]),
        "actions": ["see", "add"],
        "purpose": "rights",
        "until": NOW + timedelta(days=90),
        **changes,
    }
    return ConsentTerms(**fields)
