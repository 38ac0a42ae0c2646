"""A professional with a canary in every field that she fills, at the gateway and in the directory, and who
then erases her account.

What she says of other people is theirs, and what their logs say of her too: it is sealed with their keys, so
that no search finds it either.
"""

from __future__ import annotations

from datetime import timedelta
from random import randrange
from typing import Any
from uuid import uuid4

from deploy.story.client import Client
from shared.contracts import directory as d
from shared.ids import new_id
from tests.faults.bed import Bed
from tests.faults.operations import professional, register_professional, verify_professional

PIN = "4807"
FICTION = "+3363998"  # begins the numbers that no operator gives


class Career:
    """`canaries`: what she typed, her number in its spellings, her password."""

    def __init__(self, bed: Bed) -> None:
        self._bed, self._numbers = bed, iter(range(100))
        self._phone = f"{FICTION}{randrange(10_000):04d}"
        self._password = f"essai-seulement-{uuid4().hex[:10]}"
        self.canaries = [self._phone, self._phone.removeprefix("+33"), self._password]
        self._client = Client(bed.processes.base_url)
        self.professional_id = self._sign_up()
        self._meet()
        self._follow()

    def say(self) -> str:
        self.canaries.append(f"Canarie{next(self._numbers):02d}{uuid4().hex[:10]}")
        return self.canaries[-1]

    def leave(self) -> None:
        self._client.delete("/accounts/me", {"password": self._password, "confirmation": "EFFACER"})

    def _sign_up(self) -> str:
        self.email = f"{self.say().lower()}@exemple.invalid"
        self.canaries.append(self.email)
        profile = {
            "given_name": self.say(),
            "family_name": self.say(),
            "email": self.email,
            "phone": self._phone,
            "profession": self.say(),
        }
        answer = self._client.post("/accounts", {**profile, "password": self._password, "bearer": True})
        self._client.accept(answer["id"], answer["token"])
        self._ask(verify_professional(answer["id"]))
        self._client.sign_in(email=self.email, password=self._password)
        return str(answer["id"])

    def _meet(self) -> None:
        """A contact accepted: her coordinates are shown to someone, who searched for her."""
        other = str(new_id())
        for operation in (register_professional(other), verify_professional(other)):
            self._ask(operation)
        link = self._client.post("/contacts", {"professional_id": other})
        accept = d.AcceptContact(link_id=link["id"])
        for request in (accept, d.ListContacts(), d.GetProfessional(professional_id=self.professional_id)):
            self._bed.caller.call(request, professional(other), key=str(new_id()))

    def _follow(self) -> None:
        """A vault opened with its person, one by code, a file of people, a group: each names her."""
        until = (self._bed.clock.now() + timedelta(days=20)).isoformat()
        terms = {
            "grantee": {"kind": "professional", "id": self.professional_id, "name": self.say()},
            "scope": {"categories": ["identity"], "parts": ["appointments"]},
            "actions": ["see", "add"],
            "purpose": "rights",
            "until": until,
        }
        call: Any = self._client
        opened = call.post("/vaults", {"given_name": self.say(), "pin": PIN, "consent": terms})
        call.post("/remote-vaults", {"given_name": self.say(), "family_name": self.say(), "asks": terms})
        person = {"given_name": self.say(), "family_name": self.say(), "reference": self.say()}
        batch = call.post("/vault-batches", {"people": [person], "asks": terms})
        call.post(f"/vault-batches/{batch['id']}/openings")
        starts = (self._bed.clock.now() + timedelta(days=9)).replace(microsecond=0, tzinfo=None).isoformat()
        group = {"title": self.say(), "place_name": self.say(), "starts_local": starts}
        call.post("/groups", {**group, "vault_ids": [opened["vault_id"]]})

    def _ask(self, operation: Any) -> None:
        self._bed.caller.call(operation.request, operation.actor, key=str(new_id()))
