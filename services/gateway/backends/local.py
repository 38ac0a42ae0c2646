"""Embedded: the services are objects of this process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.clock import Clock
from shared.rpc.actor import ActorSigner
from shared.rpc.local import AsyncLocalCaller, LocalCaller


def local_caller(services: Mapping[str, Any], signer: ActorSigner, clock: Clock) -> AsyncLocalCaller:
    """`services`: by name, may be filled later. The caller owns threads: close it."""
    return AsyncLocalCaller(LocalCaller(services, signer, clock))
