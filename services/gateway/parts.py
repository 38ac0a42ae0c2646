"""What the gateway is made of: its settings and what it needs from outside. Given, never looked up."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from shared.blobs import BlobStore
from shared.clock import Clock
from shared.rpc.call import AsyncCaller


@dataclass(frozen=True, kw_only=True)
class GatewaySettings:
    """`public_url`: how people reach it; https turns on secure cookies and HSTS. `secret`: at least 32 bytes.

    `metrics_token`: what a scraper sends as Bearer; empty: /metrics answers to this machine only.
    `requests_per_minute`: per visitor's address and process; 0: no limit.
    `region`: its code, part of every fact's source.
    `zone`: the IANA zone in which instants are shown to people.
    """

    secret: bytes = field(repr=False)
    public_url: str = "http://127.0.0.1:8080"
    metrics_token: str = field(default="", repr=False)
    requests_per_minute: int = 3_000
    region: str = "idf"
    zone: str = "Europe/Paris"

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything `create_app` needs. `engine`: the gateway's own database, its tables already there."""

    settings: GatewaySettings
    caller: AsyncCaller
    blobs: BlobStore
    clock: Clock
    engine: sa.Engine
