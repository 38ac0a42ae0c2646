"""A caller made by hand: answers prepared replies, remembers what it was asked, by whom, under which key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shared.contracts import directory, vault
from shared.contracts.shapes import Request
from shared.problems import NotFound
from shared.rpc.call import RPC_TIMEOUT_S, Actor, Answer

Reply = Callable[[Any, Actor], Any]


@dataclass
class Asked:
    """One request as it was sent."""

    request: Request
    actor: Actor
    key: str
    after: str


@dataclass
class FakeCaller:
    """`replies`: by request class, a function of (request, actor); enough of a directory to sign up."""

    replies: dict[type[Request], Reply] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    profiles: dict[str, directory.RegisterProfessional] = field(default_factory=dict)
    verified: set[str] = field(default_factory=set)
    position: str = ""

    async def call(
        self,
        request: Request,
        actor: Actor,
        *,
        key: str = "",
        after: str = "",
        timeout_s: float = RPC_TIMEOUT_S,
    ) -> Answer:
        self.asked.append(Asked(request, actor, key, after))
        kind = type(request)
        if kind in self.replies:
            return Answer(value=self.replies[kind](request, actor), position=self.position)
        return Answer(value=self._usual(request, actor), position=self.position)

    def all(self, kind: type[Request]) -> list[Asked]:
        """Every request of this class, oldest first."""
        return [asked for asked in self.asked if type(asked.request) is kind]

    def _usual(self, request: Request, actor: Actor) -> Any:
        if isinstance(request, directory.RegisterProfessional):
            self.profiles[actor.id] = request
            return directory.Done(id=actor.id)
        if isinstance(request, directory.GetProfessional):
            return self._card(request.professional_id)
        if isinstance(request, directory.ListMyOrganisations):
            return directory.Organisations(organisations=[])
        if isinstance(request, vault.OpenVault):
            return vault.Done(id=request.vault_id)
        raise NotFound("nothing_prepared")

    def _card(self, professional_id: str) -> directory.ProfessionalCard:
        profile = self.profiles.get(professional_id)
        if profile is None:
            raise NotFound("professional_not_found")
        return directory.ProfessionalCard(
            id=professional_id,
            initials=f"{profile.given_name[0]}. {profile.family_name[0]}.",
            profession=profile.profession,
            verified=professional_id in self.verified,
            given_name=profile.given_name,
            family_name=profile.family_name,
            email=profile.email,
        )
