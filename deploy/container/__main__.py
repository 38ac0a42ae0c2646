"""`python -m deploy.container serve|worker|migrate|operator EMAIL`, for the service of `MAILLON_SERVICE`."""

from __future__ import annotations

import os
import runpy
import sys

CLASSES = {
    "directory": "services.directory.service:DirectoryService",
    "vault": "services.vault.service:VaultService",
    "notifications": "services.notifications.service:NotificationsService",
    "ingest": "services.ingest.service:IngestService",
}


def main() -> int:
    """Run the verb asked for; the exit status is 2 when it is unknown."""
    verb, service = sys.argv[1] if len(sys.argv) > 1 else "serve", os.environ["MAILLON_SERVICE"]
    if verb == "migrate":
        from deploy.container.migrations import migrate_service

        migrate_service(service, os.environ)
        return 0
    if verb == "operator" and service == "gateway" and len(sys.argv) == 3:
        from deploy.container.operator import open_operator

        return open_operator(sys.argv[2], os.environ)
    by_hand = verb in ("parked", "keys", "vault", "rebuild", "digest") and service in CLASSES
    if by_hand or (verb in ("doctor", "restored") and service in (*CLASSES, "gateway")):
        from deploy.operations import commands

        commands.run(sys.argv[1:])
        return 0
    if verb == "serve" and service == "gateway":
        runpy.run_module("services.gateway", run_name="__main__", alter_sys=True)
        return 0
    if verb == "worker" and service == "gateway":
        runpy.run_module("services.gateway.worker", run_name="__main__", alter_sys=True)
        return 0
    if verb == "serve" and service in CLASSES:
        sys.argv = ["shared.host", CLASSES[service]]
        runpy.run_module("shared.host", run_name="__main__", alter_sys=True)
        return 0
    sys.stderr.write(
        "usage: serve | worker | migrate | operator EMAIL | parked | keys | vault | rebuild |"
        " digest | doctor | restored,"
        " with MAILLON_SERVICE one of: gateway, " + ", ".join(CLASSES) + "\n"
    )
    return 2


if __name__ == "__main__":
    sys.exit(main())
