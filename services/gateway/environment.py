"""What the gateway's process may be told from outside, besides what every process is."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.gateway.parts import GatewaySettings
from shared.settings import Settings


def _number(default: int, doc: str, low: int, high: int) -> int:
    made: int = field(default=default, metadata={"doc": doc, "low": low, "high": high})
    return made


def _text(default: str, doc: str, *, secret: bool = False) -> str:
    made: str = field(default=default, repr=not secret, metadata={"doc": doc, "low": 0, "high": 0})
    return made


@dataclass(frozen=True, kw_only=True)
class GatewayEnvironment(Settings):
    """`MAILLON_HTTP_HOST`, `MAILLON_PEPPER_FILE`, and so on."""

    http_host: str = _text("127.0.0.1", "address the pages and the API listen on; 0.0.0.0 in a container")
    http_port: int = _number(8080, "port of the pages and the API", 1, 65535)
    public_url: str = _text(
        "http://127.0.0.1:8080", "how people reach the gateway; https turns on secure cookies"
    )
    pepper: str = _text("", "secret of the accounts: at least 32 characters", secret=True)
    metrics_token: str = _text("", "Bearer token for /metrics; empty: this machine only", secret=True)
    trusted_proxies: str = _text("127.0.0.1", "addresses whose X-Forwarded-For is believed, commas between")
    requests_per_minute: int = _number(3000, "requests per address and minute; 0: no limit", 0, 1_000_000)

    def gateway_settings(self) -> GatewaySettings:
        """What the application needs of them. Raises SettingsError when the pepper is missing."""
        return GatewaySettings(
            secret=self.need("pepper").encode(),
            public_url=self.public_url,
            metrics_token=self.metrics_token,
            requests_per_minute=self.requests_per_minute,
            region=self.region,
        )
