"""docs/settings.md, written from what the code declares: `python -m deploy.tooling.settings_page`."""

from __future__ import annotations

import sys
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from services.gateway.environment import GatewayEnvironment
from shared.settings import PREFIX, Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
TOP = """# Settings

Written by `python -m deploy.tooling.settings_page` from the code; a test compares them. A setting is a
variable of the environment, read once when a process starts. Any may be given as `<NAME>_FILE`, the path of a
file that holds the value. A missing or wrong value stops the process and names its variable; `maillon init`
prepares what cannot be guessed.
"""
OTHERS = """
## Containers and compose
| variable | meaning |
|---|---|
| `MAILLON_SERVICE` | the service an image runs; set when the image is built |
| `MAILLON_SECRETS` | folder of what `maillon init --compose` made; `deploy/secrets` unless set |
| `MAILLON_PORT` | port of this machine on which compose publishes the gateway; 8080 unless set |
| `MAILLON_DATABASES` | databases and roles that a PostgreSQL container makes at its first start |
| `MAILLON_REHEARSAL` | folder of the rehearsal's clock, in `make compose-test` only |

## Tests
| variable | meaning |
|---|---|
| `MAILLON_TEST_AMQP_URL` | a RabbitMQ to test on, `amqp://user:password@host:5672//` |
| `MAILLON_TEST_AMQP_MANAGEMENT_URL` | its management interface, so that each test gets a virtual host |
| `MAILLON_TEST_POSTGRES_URL` | a PostgreSQL to test on, as superuser |
| `MAILLON_TEST_SERVERS` | `env`, `testcontainers` or `binaries`: that way only |
| `MAILLON_REQUIRE_SERVERS` | `1`: a run in which a test was skipped fails |
| `MAILLON_REAL_DATA` | folder of public data; without it, tests that read it are not collected |
"""


def page() -> str:
    """The whole page."""
    shared = fields(Settings)
    gateway = [
        setting for setting in fields(GatewayEnvironment) if setting.name not in {s.name for s in shared}
    ]
    tables = [_table("Every service", shared), _table("The gateway besides", gateway)]
    return TOP + "".join(tables) + OTHERS


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    print(f"written: {PAGE}")
    return 0


def _table(title: str, settings: tuple[Field[Any], ...] | list[Field[Any]]) -> str:
    rows = [
        f"| `{PREFIX}{s.name.upper()}` | {_default(s)} | {s.metadata['doc']}{_range(s)} |" for s in settings
    ]
    return "\n".join(["", f"## {title}", "| variable | default | meaning |", "|---|---|---|", *rows, ""])


def _default(setting: Field[Any]) -> str:
    return f"`{setting.default}`" if setting.default != "" else ""


def _range(setting: Field[Any]) -> str:
    low, high = setting.metadata["low"], setting.metadata["high"]
    return f" (from {low:g} to {high:g})" if high else ""


if __name__ == "__main__":
    sys.exit(main())
