"""Every public fact in every version that is published, by name (`vault.consent_granted.v1`), and an example
of each.

`examples.json` is written from tests/contracts/examples by `python -m deploy.tooling.interface`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from shared.contracts import (
    directory_facts,
    gateway,
    ingest,
    notifications,
    vault_appointment_facts,
    vault_facts,
    vault_filing_facts,
    vault_recovery_facts,
)
from shared.contracts.shapes import Fact

MODULES = (
    directory_facts,
    gateway,
    ingest,
    notifications,
    vault_facts,
    vault_appointment_facts,
    vault_filing_facts,
    vault_recovery_facts,
)
EXAMPLES = Path(__file__).with_name("examples.json")


def contract_name(kind: type[Fact]) -> str:
    """What routing keys, examples and schemas call a fact in one version."""
    return f"{kind.TYPE}.v{kind.VERSION}"


@cache
def fact_kinds() -> dict[str, type[Fact]]:
    """The contracts of all facts, by name, in order of service, then as their service lists them."""
    found: dict[str, type[Fact]] = {}
    for module in MODULES:
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Fact) and kind.__module__ == module.__name__:
                if not hasattr(kind, "TYPE"):
                    continue  # what several facts share
                if contract_name(kind) in found:
                    raise TypeError(f"two contracts are called {contract_name(kind)}")
                found[contract_name(kind)] = kind
    return found


@cache
def examples() -> dict[str, Any]:
    """One example of each fact's data, by name. Fictitious values only."""
    read: dict[str, Any] = msgspec.json.decode(EXAMPLES.read_bytes())
    return read
