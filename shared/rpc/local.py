"""Calls inside one process (embedded mode): through the same bytes, signatures and checks as over the
broker."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, get_args

from shared.clock import Clock
from shared.contracts.shapes import Request
from shared.problems import Unavailable
from shared.rpc.actor import ActorSigner, ActorVerifier, KeyRights, PublicKeyGrant
from shared.rpc.call import RPC_TIMEOUT_S, Actor, ActorKind, Answer
from shared.rpc.dispatch import Dispatcher
from shared.rpc.headers import outgoing
from shared.rpc.methods import rpc_methods
from shared.rpc.reply import read_reply

POOL_THREADS = 8


class LocalCaller:
    """Calls the service objects of this process. `services` may be filled after; it is read at each call.

    Without `verifier`, the signer's own key is trusted for every kind of actor and method (tests).
    """

    def __init__(
        self,
        services: Mapping[str, Any],
        signer: ActorSigner,
        clock: Clock,
        verifier: ActorVerifier | None = None,
    ) -> None:
        self._services = services
        self._signer = signer
        self._clock = clock
        self._verifier = verifier or trusting(signer)
        self._dispatchers: dict[str, Dispatcher] = {}

    def call(
        self,
        request: Request,
        actor: Actor,
        *,
        key: str = "",
        after: str = "",
        timeout_s: float = RPC_TIMEOUT_S,
    ) -> Answer:
        """See `shared.rpc.call.Caller`. Runs in the caller's thread: the deadline is checked before, not
        during."""
        sent = outgoing(request, actor, self._signer, self._clock, key=key, after=after, timeout_s=timeout_s)
        service = self._services.get(sent.service)
        if service is None:
            raise Unavailable("service_absent", "Ce service n'est pas là pour le moment.")
        reply = self._dispatcher(sent.service, service).handle(
            service, sent.method, sent.payload, sent.headers
        )
        return read_reply(reply, type(request), sent.correlation_id)

    def _dispatcher(self, name: str, service: Any) -> Dispatcher:
        found = self._dispatchers.get(name)
        if found is None:
            made = Dispatcher(name, rpc_methods(type(service)), self._verifier, self._clock)
            found = self._dispatchers.setdefault(name, made)
        return found


class AsyncLocalCaller:
    """The same for an asyncio caller: each call runs in a bounded pool of threads, never longer than its
    deadline."""

    def __init__(self, caller: LocalCaller, threads: int = POOL_THREADS) -> None:
        self._caller = caller
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="local-rpc")

    async def call(
        self,
        request: Request,
        actor: Actor,
        *,
        key: str = "",
        after: str = "",
        timeout_s: float = RPC_TIMEOUT_S,
    ) -> Answer:
        run = partial(self._caller.call, request, actor, key=key, after=after, timeout_s=timeout_s)
        work = asyncio.get_running_loop().run_in_executor(self._pool, copy_context().run, run)
        try:
            async with asyncio.timeout(timeout_s):
                return await work
        except TimeoutError:
            raise Unavailable("no_reply", "Le service n'a pas répondu à temps.") from None

    def close(self) -> None:
        """Let running calls finish, refuse new ones."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def trusting(signer: ActorSigner) -> ActorVerifier:
    """A verifier that trusts this signer alone, for everything."""
    rights = KeyRights(kinds=get_args(ActorKind))
    return ActorVerifier({signer.key_id: PublicKeyGrant(signer.public_key(), rights)})
