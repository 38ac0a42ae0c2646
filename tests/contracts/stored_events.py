"""Stored examples of a service's events: as they stand in the log, the keys made for fictitious people."""

from __future__ import annotations

import pkgutil
from collections.abc import Collection, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import tink
from eventsourcing.domain import CanMutateAggregate
from eventsourcing.persistence import StoredEvent
from tink import aead, secret_key_access

from shared.eventstore.sealed import SealedMapper

FOLDER = Path(__file__).with_name("stored")
SERVICES = ("directory", "ingest", "notifications", "vault")


class Stored(msgspec.Struct):
    """A file of the folder: keysets by subject, events in the order they happened."""

    keys: dict[str, dict[str, Any]]
    events: list[dict[str, Any]]


class StoredKeys:
    """The keys that a file gives; those of others are destroyed."""

    def __init__(self, keysets: dict[str, dict[str, Any]]) -> None:
        aead.register()
        self._keysets = keysets

    def aead(self, subject_id: UUID) -> Any:
        keyset = self._keysets.get(str(subject_id))
        if keyset is None:
            return None
        text = msgspec.json.encode(keyset).decode()
        return tink.json_proto_keyset_format.parse(text, secret_key_access.TOKEN).primitive(aead.Aead)

    def openers(self, subject_ids: Collection[UUID]) -> dict[UUID, Any]:
        ciphers = {one: self.aead(one) for one in subject_ids}
        return {one: cipher for one, cipher in ciphers.items() if cipher is not None}

    def create(self, subject_id: UUID) -> None:
        raise NotImplementedError

    def destroy(self, subject_id: UUID) -> None:
        self._keysets.pop(str(subject_id), None)


def read(service: str) -> Stored:
    return msgspec.json.decode((FOLDER / f"{service}.json").read_bytes(), type=Stored)


def load(service: str, stored: Stored) -> Iterator[Any]:
    """The events, as today's classes read them."""
    topics(service)  # imports them
    mapper = SealedMapper(StoredKeys(stored.keys))
    for one in stored.events:
        state = msgspec.json.encode(one["state"])
        yield mapper.to_domain_event(
            StoredEvent(UUID(one["originator_id"]), one["originator_version"], one["topic"], state)
        )


def topics(service: str) -> set[str]:
    """The names of all events that the service's domain can store."""
    domain = import_module(f"services.{service}.domain")
    for module in pkgutil.iter_modules(domain.__path__):
        import_module(f"{domain.__name__}.{module.name}")
    own = [kind for kind in _below(CanMutateAggregate) if kind.__module__.startswith(f"{domain.__name__}.")]
    named = {kind: str(vars(kind)["TOPIC"]) for kind in own if "TOPIC" in vars(kind)}
    derived_from = {
        named[base] for kind, name in named.items() for base in kind.__mro__ if named.get(base, name) != name
    }
    return set(named.values()) - {name for name in derived_from if name.endswith(".Created")}


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for under in kind.__subclasses__():
        yield under
        yield from _below(under)
