"""One request's talk with the services: who asks, under which idempotency key, having seen what."""

from __future__ import annotations

from typing import Any, TypeVar

from services.gateway.edge.positions import Positions
from services.gateway.identity.sessions import Session
from services.gateway.refusals import not_signed_in
from shared.contracts.shapes import Command, Request, method_of, service_of
from shared.ids import named_id
from shared.rpc.call import RPC_TIMEOUT_S, Actor, AsyncCaller

T = TypeVar("T")


class Talk:
    """Asks services on behalf of one visitor. `key` is the request's idempotency key, always there."""

    def __init__(
        self,
        caller: AsyncCaller,
        actor: Actor,
        key: str,
        positions: Positions,
        session: Session | None = None,
    ) -> None:
        self._caller = caller
        self.actor, self.key, self.positions, self.session = actor, key, positions, session
        self.stale = False

    @property
    def signed_in(self) -> Session:
        """The session. Raises NotSignedIn in an anonymous talk."""
        if self.session is None:
            raise not_signed_in()
        return self.session

    async def ask(self, request: Request, reply: type[T], timeout_s: float = RPC_TIMEOUT_S) -> T:
        """The service's answer. Raises the Problem it answers instead."""
        kind = type(request)
        service, is_command = service_of(kind), isinstance(request, Command)
        answer = await self._caller.call(
            request,
            self.actor,
            key=self.key_of(method_of(kind)) if is_command else "",
            after="" if is_command else self.positions.after(service),
            timeout_s=timeout_s,
        )
        if is_command:
            self.positions.heard(service, answer.position)
        self.stale = self.stale or answer.stale
        if not isinstance(answer.value, reply):
            raise TypeError(f"{kind.__name__} answered {type(answer.value).__name__}")
        return answer.value

    def key_of(self, *names: Any) -> str:
        """A key that this visitor's request always gives for these names: a retry finds the same."""
        return str(named_id(self.actor.id, self.key, *map(str, names)))
