"""A vault full of canaries: one text nobody else writes, in every field that takes a text."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from deploy.story import papers
from shared.blobs import BlobStore
from shared.clock import Clock
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_project as p
from shared.contracts.shapes import Request
from shared.contracts.vault_contacts import AddContact, ContactDetails
from shared.contracts.vault_expiry import NotePaperExpiry
from shared.contracts.vault_links import GivePaperLink
from shared.contracts.vault_notes import AddNote
from shared.contracts.vault_terms import ConsentTerms, Grantee, Scope
from shared.ids import new_id
from shared.rpc.call import Actor

CANARIES = 40
Ask = Callable[[Request, Actor], Any]


class Planted:
    """The vault's id and its canaries."""

    def __init__(self, ask: Ask, blobs: Path, clock: Clock) -> None:
        self.canaries = [f"Canari{number:02d}{uuid4().hex[:10]}" for number in range(CANARIES)]
        self._left = iter(self.canaries)
        self.vault_id = str(new_id())
        self.holder = Actor(id=self.vault_id, kind="holder", display=self._next())
        self._ask, self._blobs, self._clock = ask, BlobStore(blobs), clock
        self._fill()

    def _next(self) -> str:
        return next(self._left)

    def _fill(self) -> None:
        professional = Actor(
            id=str(new_id()),
            kind="professional",
            display=self._next(),
            organisation=self._next(),
            verified=True,
        )
        terms = self._terms(professional.id)
        opening = v.OpenVault(
            vault_id=self.vault_id, given_name=self._next(), family_name=self._next(), consent=terms
        )
        self._ask(opening, professional)
        self._ask(v.RequestConsent(vault_id=self.vault_id, terms=self._terms(professional.id)), professional)
        for actor in (professional, self.holder):
            self._deposit(actor)
            self._schedule(actor)
            self._ask(v.ListDocuments(vault_id=self.vault_id), actor)
        self._ask(
            v.BeginDeposit(vault_id=self.vault_id, category="identity", title=self._next()), self.holder
        )
        self._write(self.holder)
        self._ask(v.ExportVault(vault_id=self.vault_id), self.holder)
        for canary in self._left:  # the rest as papers' titles and appointments' places
            self._schedule(self.holder, canary)

    def _write(self, actor: Actor) -> None:
        """Notes, contacts, the project, the end of a paper and a link to it; every other command is asked in
        tests/integration/vault/whole_life.py.
        """
        here = {"vault_id": self.vault_id}
        self._ask(AddNote(**here, text=self._next()), actor)
        details = ContactDetails(
            name=self._next(),
            relation=self._next(),
            email=f"{self._next()}@exemple.invalid",
            address=self._next(),
            note=self._next(),
        )
        self._ask(AddContact(**here, details=details), actor)
        step = p.ProjectStep(words=self._next(), who=self._next())
        self._ask(p.WriteProject(**here, goals=[p.ProjectGoal(words=self._next(), steps=[step])]), actor)
        self._ask(p.DisagreeWithProject(**here, words=self._next()), actor)
        paper = self._ask(v.ListDocuments(**here), actor).documents[0].id
        day = (self._clock.now() + timedelta(days=300)).date().isoformat()
        self._ask(NotePaperExpiry(**here, document_id=paper, expires_on=day), actor)
        link = GivePaperLink(
            **here,
            document_id=paper,
            secret_hash=hashlib.sha256(self.vault_id.encode()).hexdigest(),
            until=self._clock.now() + timedelta(days=7),
            openings_max=2,
            for_whom=self._next(),
        )
        self._ask(link, actor)

    def _terms(self, professional_id: str) -> ConsentTerms:
        return ConsentTerms(
            grantee=Grantee(kind="professional", id=professional_id, name=self._next()),
            scope=Scope(categories=["identity"], parts=["appointments"]),
            actions=["see", "add", "print"],
            purpose="rights",
            until=self._clock.now() + timedelta(days=30),
        )

    def _deposit(self, actor: Actor) -> None:
        content = papers.a_pdf() + f"\n% {self._next()}\n%%EOF\n".encode()
        ticket = self._ask(
            v.BeginDeposit(vault_id=self.vault_id, category="identity", title=self._next()), actor
        )
        staged = self._blobs.stage(
            [content],
            data_key=base64.b64decode(ticket.data_key),
            associated_data=ticket.associated_data.encode(),
            max_bytes=ticket.max_bytes,
        )
        deposit = v.DepositDocument(
            vault_id=self.vault_id,
            document_id=ticket.document_id,
            staged_name=staged.name,
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        document = self._ask(deposit, actor)
        self._ask(v.OpenDocument(vault_id=self.vault_id, document_id=document.id), actor)

    def _schedule(self, actor: Actor, place: str = "") -> None:
        starts = (self._clock.now() + timedelta(days=40)).replace(microsecond=0, tzinfo=None).isoformat()
        title = self._next() if not place else "Essai"
        meeting = a.ScheduleAppointment(
            vault_id=self.vault_id,
            title=title,
            place_name=place or self._next(),
            starts_local=starts,
            zone="UTC",
        )
        self._ask(meeting, actor)

    def erase(self) -> None:
        self._ask(v.EraseVault(vault_id=self.vault_id, confirmation="EFFACER"), self.holder)
