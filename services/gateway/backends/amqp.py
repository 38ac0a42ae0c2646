"""Distributed: every service behind the broker."""

from __future__ import annotations

from pathlib import Path

from services.gateway.environment import GatewayEnvironment
from shared.clock import Clock
from shared.rpc.aio import AioCaller
from shared.rpc.keys import load_signer


def amqp_caller(settings: GatewayEnvironment, clock: Clock) -> AioCaller:
    """Connects at the first call, from the event loop that makes it. Raises SettingsError."""
    signer = load_signer(Path(settings.need("actor_private_key_file")), "gateway")
    return AioCaller(settings.need("amqp_url"), signer, clock)
