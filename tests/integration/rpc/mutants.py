"""Hosts with a known defect, each for one guard: `mutants.py own_rpc` and `mutants.py no_deadline`."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import Any

from shared.host import main, patch


def no_deadline() -> None:
    """Our host, whose dispatcher believes that every caller still waits."""
    patch()
    from shared.rpc import headers

    headers.deadline_in = lambda headers: datetime.max.replace(tzinfo=UTC)  # noqa: ARG005 - the name is part of its type
    sys.argv = ["host", "shared.testing.greeter:GreeterService"]
    main()


def own_rpc() -> None:
    """nameko's own entrypoint: what the architecture replaced. Its queue is `rpc-stock`, made with its own
    settings."""
    patch()
    import eventlet
    from nameko.containers import ServiceContainer
    from nameko.rpc import rpc

    class StockService:
        name = "stock"

        @rpc  # type: ignore[untyped-decorator]  # nameko is untyped
        def greet(self, request: str) -> Any:
            eventlet.sleep(4)  # the broker is killed meanwhile
            return {"value": {"text": request}}

    container = ServiceContainer(StockService, {"AMQP_URI": os.environ["MAILLON_AMQP_URL"]})
    container.start()
    container.wait()


if __name__ == "__main__":
    {"own_rpc": own_rpc, "no_deadline": no_deadline}[sys.argv[1]]()
