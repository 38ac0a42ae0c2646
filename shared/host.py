"""Runs one service in a nameko container: `python -m shared.host services.vault.service:VaultService`.

Patches first, imports after (psycopg included: it must wait on eventlet's hub, not block it), which is why
imports stand inside functions here. Settings come from the environment. The service serves with everything
else down, the broker included; SIGTERM lets the calls under way finish.
"""

from __future__ import annotations

import os
import sys
import warnings
from importlib import import_module
from typing import Any

STOP_MAX_S = 10.0


def patch() -> None:
    """Make blocking calls cooperative. Must come before any other import of this process."""
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()


def load_class(path: str) -> Any:
    """`package.module:Name` → that class."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def serve(service_path: str) -> None:
    """Host the class until SIGTERM or SIGINT. Raises SettingsError when it cannot start."""
    from shared.collecting import keep_loaded
    from shared.health import StatusServer
    from shared.logs import configure_logging, get_logger
    from shared.messaging.nameko import Hosted
    from shared.settings import Settings

    settings = Settings.from_env(os.environ)
    service_class = load_class(service_path)
    configure_logging(settings.service or service_class.name, settings.log_level)
    hosted = Hosted(service_class, settings)
    hosted.stop_on_signals(STOP_MAX_S)
    status = None
    if settings.metrics_port:
        status = StatusServer(settings.metrics_host, settings.metrics_port, hosted.checks())
    hosted.start()
    keep_loaded()
    get_logger(__name__).info("started", python=sys.version.split()[0])
    hosted.wait()
    if status is not None:
        status.close()
    get_logger(__name__).info("stopped")


def main() -> None:
    """The command line."""
    if len(sys.argv) != 2 or ":" not in sys.argv[1]:
        sys.exit("usage : python -m shared.host paquet.module:ClasseDeService")
    patch()
    from shared.settings import SettingsError

    try:
        serve(sys.argv[1])
    except SettingsError as why:
        sys.exit(f"maillon : {why}")


if __name__ == "__main__":
    main()
