"""T24, T25: views rebuilt twice and under load; every event that a released version stored, read."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
import tink
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent
from eventsourcing.utils import TopicError
from tink import aead, secret_key_access

from shared.eventstore.keys import SUBJECT_KEY
from shared.eventstore.rebuild import Rebuild
from shared.eventstore.recorder import Recorder
from shared.eventstore.sealed import SealedMapper
from shared.ids import new_id
from tests.faults import operations as op
from tests.faults.bed import Bed
from tests.faults.copies import VIEWS, projections
from tests.faults.run import Fault, Mutant, Run
from tests.faults.switches import wait_until

STORED = Path(__file__).parents[1] / "contracts" / "stored"
LOAD_S = 0.8
READ_MAX_S = 8.0
EVENTS_MAX = 10_000


class Example(msgspec.Struct):
    """An event as it stands in a log."""

    topic: str
    originator_id: UUID
    originator_version: int
    state: msgspec.Raw


class Stored(msgspec.Struct):
    """A file of examples, with the keys of the fictitious people they are of."""

    keys: dict[str, dict[str, Any]]
    events: list[Example]


def rebuild_twice_under_load(run: Run) -> None:
    """Each view rebuilt beside and put in place, twice, while commands go on: its digest is its rebuild's."""
    run.load.run_for(LOAD_S)
    vault_id = str(new_id())
    for shown in (op.open_vault(vault_id), op.grant_consent(run.client.clock, vault_id)):
        run.perform(shown)  # however busy the machine is, the views have something to show
    run.rest()
    if run.mutated:
        return
    run.load.start()
    for service in (*VIEWS, *VIEWS):
        for rebuild in rebuilds(run.bed, service):
            rebuild.run()
    run.load.stop()
    run.rest()
    for service in VIEWS:
        for rebuild in rebuilds(run.bed, service):
            if not rebuild.digests().equal:
                run.blame("view", f"{service}.{rebuild.view.name} is another once rebuilt")


def rebuilds(bed: Bed, service: str) -> list[Rebuild]:
    """The rebuilds of a service's views, in its own database, as `maillon rebuild` does them."""
    runner, views = projections(bed, service, bed.engines[service])
    return [runner.rebuild_of(view) for view in views]


def read_what_was_stored(run: Run) -> None:
    """Examples of every event of every released version, put into the live logs: processes read them all."""
    for path in sorted(STORED.glob("*.json")):
        service, stored = path.stem, msgspec.json.decode(path.read_bytes(), type=Stored)
        head = _store(run.bed, service, stored)
        if service in VIEWS:
            wait_until(lambda s=service, h=head: _read(run.bed, s) >= h, READ_MAX_S, 0.1)
            unread = max(0, head - _read(run.bed, service))
        else:
            unread = _unreadable(run.bed, service)
        if unread:
            run.blame("unread", f"{service} left {unread} events unread", unread)
        run.attempts += len(stored.events)
        run.ok += max(0, len(stored.events) - unread)


def _unreadable(bed: Bed, service: str) -> int:
    """Without views nobody reads a log whole: read here, with the product's mapper."""
    mapper, failed = SealedMapper(bed.keys(service)), 0
    for notification in recorder_of(bed, service).select_notifications(None, EVENTS_MAX):
        try:
            mapper.to_domain_event(notification)
        except (MapperDeserialisationError, TopicError):
            failed += 1
    return failed


def recorder_of(bed: Bed, service: str) -> Recorder:
    """A service's event log, as its process opens it."""
    log = import_module(f"services.{service}.adapters.tables").LOG
    return Recorder(bed.engines[service], log)


def _read(bed: Bed, service: str) -> int:
    """The event that every view of a service has reached."""
    return int(bed.rows(service, "select coalesce(min(position), 0) from projection_position")[0][0])


def _store(bed: Bed, service: str, stored: Stored) -> int:
    """Append the examples that are not there yet, with the keys of the people they are of; returns the last
    event's position. Who is erased is erased last: what an erasure does later would undo the others."""
    _keep_keys(bed, service, stored.keys)
    known = {row[0] for row in bed.rows(service, "select distinct originator_id from event")}
    events = [
        StoredEvent(one.originator_id, one.originator_version, one.topic, bytes(one.state))
        for one in sorted(stored.events, key=lambda one: one.topic.endswith(".Erased"))
        if one.originator_id not in known
    ]
    recorder = recorder_of(bed, service)
    if events:
        recorder.append(events, recorded_at=bed.clock.now())
    return recorder.max_notification_id() or 0


def _keep_keys(bed: Bed, service: str, keysets: dict[str, dict[str, Any]]) -> None:
    if not keysets:
        return
    aead.register()
    path = bed.folder / "secrets" / f"master-{service}.json"
    master = tink.json_proto_keyset_format.parse(path.read_text(), secret_key_access.TOKEN)
    cipher = master.primitive(aead.Aead)
    for subject, keyset in keysets.items():
        text = msgspec.json.encode(keyset).decode()
        handle = tink.json_proto_keyset_format.parse(text, secret_key_access.TOKEN)
        wrapped = tink.proto_keyset_format.serialize_encrypted(handle, cipher, UUID(subject).bytes)
        row = {"subject_id": UUID(subject), "wrapped_keyset": wrapped, "created_at": bed.clock.now()}
        with bed.key_engine(service).begin() as connection:
            known = sa.select(SUBJECT_KEY).where(SUBJECT_KEY.c.subject_id == UUID(subject))
            if connection.execute(known).first() is None:
                connection.execute(sa.insert(SUBJECT_KEY), row)


FAULTS = (
    Fault("T24", rebuild_twice_under_load, (Mutant((("vault", "view_skips"),), ("view",)),)),
    Fault("T25", read_what_was_stored, (Mutant((("vault", "unknown_topic"),), ("unread",)),)),
)
