"""Opens an operator's account from inside the gateway's container; the password comes by standard input."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def open_operator(email: str, env: Mapping[str, str]) -> int:
    """The exit status: 0 when opened, 1 when refused (said on standard error)."""
    from services.gateway.environment import GatewayEnvironment
    from services.gateway.identity.keys import GatewayKeys
    from services.gateway.identity.operators import create_operator
    from services.gateway.wiring import open_identity_engine
    from shared.clock import clock_from
    from shared.problems import Problem

    settings = GatewayEnvironment.from_env(env)
    engine = open_identity_engine(settings.need("database_url"))
    password = sys.stdin.readline().rstrip("\n")
    try:
        keys = GatewayKeys(settings.need("pepper").encode())
        create_operator(engine, keys, clock_from(settings.rehearsal_clock_file), email, password)
    except Problem as problem:
        sys.stderr.write(f"{problem.detail or problem.code}\n")
        return 1
    finally:
        engine.dispose()
    return 0
