"""A directory in one process, entered by its calls: what its tests act through. Every person in it is
fictitious.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.directory.adapters.place_copy import CALLER
from services.directory.service import DirectoryService
from services.directory.wiring import assemble
from shared.clock import FrozenClock
from shared.contracts import directory as d
from shared.contracts.ingest import ReadFacts
from shared.contracts.shapes import PublishedFact, Request
from shared.eventstore.database import open_database
from shared.eventstore.keys_in_memory import InMemorySubjectKeys
from shared.ids import named_id, new_id
from shared.messaging.loops import feed_reader
from shared.rpc.actor import ActorSigner
from shared.rpc.call import Actor
from shared.rpc.local import LocalCaller
from shared.testing.migrated import migrated
from tests.unit.directory.fake_ingest import FakeIngest

OPERATOR = Actor(id="operator:cli", kind="operator")
PEOPLE = {
    "Agnès": ("Agnès", "Démonstration", "+33639980001", "assistante sociale"),
    "Bruno": ("Bruno", "Fictif", "+33639980002", "éducateur spécialisé"),
    "Chloé": ("Chloé", "Imaginaire", "+33639980003", "infirmière"),
    "Driss": ("Driss", "Inventé", "", "mandataire judiciaire"),
}


class Office:
    """`call` acts as someone; `settle` lets views, copy and index follow."""

    def __init__(self, folder: Path, url: str = "", ingest: Any = None) -> None:
        self.ingest = ingest or FakeIngest()
        self.clock = FrozenClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
        self.keys = InMemorySubjectKeys()
        services: dict[str, Any] = {"ingest": self.ingest}
        signer = ActorSigner(Ed25519PrivateKey.generate(), "tests", "tests")
        self.caller = LocalCaller(services, signer, self.clock)
        self.database = open_database(url or f"sqlite:///{folder}/var", "directory")
        migrated(self.database, "services.directory")
        self.uses = assemble(
            self.database, self.keys, self.clock, ingest=self.caller, index_folder=folder / "search"
        )
        self.service = DirectoryService()
        self.service.uses = self.uses
        services["directory"] = self.service

    def call(self, request: Request, actor: Actor | str = OPERATOR, key: str = "") -> Any:
        """The reply of one call by a person of PEOPLE or another actor, its effects settled."""
        actor = self.actor(actor) if isinstance(actor, str) else actor
        value = self.caller.call(request, actor, key=key or str(new_id())).value
        self.settle()
        return value

    def settle(self) -> None:
        while self.uses.views.run_once():
            pass

    def follow(self) -> int:
        """Take ingest's facts and index the places; how many facts were taken."""
        taken = self.uses.consumer.catch_up(feed_reader(self.caller, ReadFacts, CALLER))
        self.uses.place_index.refresh()
        return taken

    def actor(self, name: str) -> Actor:
        return Actor(id=self.id(name), kind="professional", display=name)

    def id(self, name: str) -> str:
        return str(named_id("a test's professional", name))

    def register(self, name: str, *, verified: bool = False) -> str:
        given, family, phone, profession = PEOPLE[name]
        email = f"{family.lower()}@exemple.invalid"
        request = d.RegisterProfessional(
            given_name=given, family_name=family, email=email, phone=phone, profession=profession
        )
        self.call(request, name)
        if verified:
            self.call(d.VerifyProfessional(professional_id=self.id(name)))
        return self.id(name)

    def organisation(self, manager: str, *members: str, name: str = "Service des Tilleuls") -> str:
        """An organisation that `manager` (verified) registers, its members added."""
        made: str = self.call(d.RegisterOrganisation(name=name), manager).id
        for member in members:
            self.call(d.AddMember(organisation_id=made, professional_id=self.id(member)), manager)
        return made

    def card(self, viewer: str, seen: str) -> d.ProfessionalCard:
        found: d.ProfessionalCard = self.call(d.GetProfessional(professional_id=self.id(seen)), viewer)
        return found

    def facts(self) -> list[PublishedFact]:
        return self.uses.log.read_facts(0, 500).facts
