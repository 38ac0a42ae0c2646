"""`python -m deploy.tooling.release_contracts [--check]`: what readers rely on is written down and kept.

tests/contracts/released.json holds the shape of each public fact that was released, and the digest of each
stored event's example. `make check` fails when a fact changes without a new version, lacks its example, or
when an example of a stored event is edited. Without `--check`, what is allowed is written down; what is not
is refused all the same. A fact that nobody reads any more leaves by hand, in the commit that says so.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from deploy.tooling.contract_changes import breaches, shape_of
from shared.contracts.catalogue import fact_kinds
from shared.contracts.shapes import Fact

CONTRACTS = Path(__file__).resolve().parents[2] / "tests" / "contracts"
COMMAND = "python -m deploy.tooling.release_contracts"


class Released(msgspec.Struct, kw_only=True):
    """The file. `facts`: shape by name; `stored`: digests of a service's stored events, in their order."""

    facts: dict[str, Any] = {}
    stored: dict[str, list[str]] = {}


def refusals(released: Released, now: Released, kinds: Mapping[str, type[Fact]]) -> Iterator[str]:
    """What may not be, one sentence each; none when all that was released still holds."""
    for name, shape in released.facts.items():
        if name not in now.facts:
            yield f"{name} is gone: versions stay until nobody reads them"
        else:
            for why in breaches(shape, now.facts[name]):
                yield f"{name}: {why}; make a new version of it, published beside this one"
    for name, kind in kinds.items():
        yield from _example_refusals(name, kind)
    for service, digests in released.stored.items():
        if now.stored.get(service, [])[: len(digests)] != digests:
            yield f"tests/contracts/stored/{service}.json was edited: examples are added at the end only"


def _example_refusals(name: str, kind: type[Fact]) -> Iterator[str]:
    path = CONTRACTS / "examples" / f"{name}.json"
    if not path.exists():
        yield f"{name} lacks its example {path.name}"
        return
    try:
        example = msgspec.json.decode(path.read_bytes())
        again = msgspec.to_builtins(msgspec.convert(example, kind))
    except msgspec.MsgspecError as why:
        yield f"{name}: its example is not one ({why})"
        return
    if again != example:
        yield f"{name}: its example lacks a field, or has one that the contract does not know"


def current(kinds: Mapping[str, type[Fact]]) -> Released:
    """What the code and the examples say today."""
    stored = {}
    for path in sorted((CONTRACTS / "stored").glob("*.json")):
        events = msgspec.json.decode(path.read_bytes())["events"]
        stored[path.stem] = [_digest(event) for event in events]
    return Released(facts={name: shape_of(kind) for name, kind in kinds.items()}, stored=stored)


def _digest(event: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(event, order="deterministic")).hexdigest()


def main(words: list[str]) -> int:
    """0 when nothing breaks (and, with `--check`, when all is written down)."""
    file = CONTRACTS / "released.json"
    kinds = fact_kinds()
    released = msgspec.json.decode(file.read_bytes(), type=Released) if file.exists() else Released()
    now = current(kinds)
    told = list(refusals(released, now, kinds))
    if not told and released != now:
        if "--check" in words:
            told = [f"tests/contracts/released.json is not up to date: run {COMMAND}"]
        else:
            file.write_bytes(msgspec.json.format(msgspec.json.encode(now), indent=1) + b"\n")
            print(f"written: {file}")
    print("\n".join(told) or f"contracts: {len(now.facts)} facts as released, each with its example")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
