"""`python -m services.gateway`: the gateway on uvicorn, the services behind the broker."""

from __future__ import annotations

import os
import sys

import sqlalchemy as sa
import uvicorn

from services.gateway.app import create_app
from services.gateway.edge.slow_headers import HeadersInTime
from services.gateway.environment import GatewayEnvironment
from services.gateway.parts import Parts
from services.gateway.wiring import wire
from shared.health import StatusServer
from shared.logs import configure_logging
from shared.settings import SettingsError

KEEP_ALIVE_S = 15
STOP_MAX_S = 10
CONNECTIONS_MAX = 500


def main() -> int:
    """Serve until told to stop. 2 when a setting is wrong, said on standard error."""
    try:
        settings = GatewayEnvironment.from_env(os.environ)
        configure_logging(settings.service or "gateway", settings.log_level)
        parts, caller = wire(settings)
    except SettingsError as why:
        sys.stderr.write(f"{why}\n")
        return 2
    app = create_app(parts)
    app.on_shutdown.append(caller.close)
    status = _status(settings, parts)
    try:
        uvicorn.run(
            app,
            http=HeadersInTime,
            host=settings.http_host,
            port=settings.http_port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=STOP_MAX_S,
            limit_concurrency=CONNECTIONS_MAX,
        )
    finally:
        if status is not None:
            status.close()
    return 0


def _status(settings: GatewayEnvironment, parts: Parts) -> StatusServer | None:
    def accounts() -> bool:
        with parts.engine.connect() as connection:
            return bool(connection.execute(sa.text("select 1")).scalar_one())

    if not settings.metrics_port:
        return None
    return StatusServer(settings.metrics_host, settings.metrics_port, {"accounts": accounts})


if __name__ == "__main__":
    sys.exit(main())
