"""B1: a durable append of the vault (a paper opened: authorised, its line sealed and chained, a fact said)
by 64 clients, against bare one-event aggregates of the `eventsourcing` library with its default recorder, and
against rows inserted a hundred at a time, on the same PostgreSQL.

Void unless each vault's log has one line for every paper opened, and its chain holds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate

from bench.bed import Bed
from bench.goals import Goal, Outcome, VoidError, interleaved, ratios, said
from shared.collecting import keep_loaded
from shared.contracts import vault as v
from shared.eventstore.chain import GENESIS
from shared.rpc.call import Call
from tests.unit.vault.house import AGNES, House

CLIENTS = 64
VAULTS = 16
RUN_S = 4.0
ROUNDS = 3
ROWS = 100
ROW_BYTES = 400
OURS, BARE, INSERTS = "vault appends", "eventsourcing's appends", "rows inserted by 100"
P99 = 0.99


def measure(bed: Bed) -> list[Outcome]:
    waits: list[list[float]] = []
    with (
        bed.postgres("bench_vault") as url,
        bed.postgres("bench_bare") as bare_url,
        opened_house(bed, url) as opener,
        bare(bare_url) as save,
        inserter(bare_url) as insert,
    ):
        results = interleaved(
            ROUNDS,
            {
                OURS: lambda: pace(opener.open, CLIENTS, waits),
                BARE: lambda: pace(save, CLIENTS, []),
                INSERTS: lambda: pace(insert, 1, []) * ROWS,
            },
        )
        opener.check()
    for name in (OURS, BARE, INSERTS):
        bed.note(f"{CLIENTS} clients, {name}: {', '.join(said(result[name]) for result in results)} /s")
    slowest = [sorted(round_)[int(len(round_) * P99)] * 1000 for round_ in waits]
    size = f"{CLIENTS} clients"
    return [
        Outcome(Goal(">=", 6), f"{OURS} ÷ {BARE}", {size: ratios(results, OURS, BARE)}),
        Outcome(Goal(">=", 0.3), f"{OURS} ÷ {INSERTS}", {size: ratios(results, OURS, INSERTS)}),
        Outcome(Goal("<=", 20, "p99_ms"), f"{OURS}, 99 of 100 within", {size: slowest}),
    ]


def pace(work: Callable[[int], None], clients: int, waits: list[list[float]]) -> float:
    """How often per second `clients` threads do `work(client)`; the seconds of each are added to `waits`."""
    took: list[list[float]] = [[] for _ in range(clients)]
    faults: list[Exception] = []
    end = time.perf_counter() + RUN_S

    def client(number: int) -> None:
        try:
            while (began := time.perf_counter()) < end:
                work(number)
                took[number].append(time.perf_counter() - began)
        except Exception as why:  # noqa: BLE001 - raised again below, in the thread that measures
            faults.append(why)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    waits.append([one for some in took for one in some])
    return len(waits[-1]) / (time.perf_counter() - began)


class Opener:
    """Opens papers as a professional with a consent does, each client in turn another vault's."""

    def __init__(self, house: House) -> None:
        self._log, self._open = house.uses.log, house.uses.do.open_document
        vaults = [house.open_vault()[0] for _ in range(VAULTS)]
        self._papers = [(one, house.deposit(AGNES, one).id) for one in vaults]
        self._before = {one: self._length(one) for one in vaults}
        self._opened = [0] * CLIENTS

    def open(self, client: int) -> None:
        vault_id, document_id = self._papers[client % VAULTS]
        request = v.OpenDocument(vault_id=vault_id, document_id=document_id)
        self._open(request, Call(actor=AGNES, key=str(uuid4()), digest="bench"))
        self._opened[client] += 1

    def check(self) -> None:
        """Raises VoidError unless every opening is in the log of its vault, chained."""
        for number, (vault_id, _) in enumerate(self._papers):
            expected = self._before[vault_id] + sum(self._opened[number::VAULTS])
            if (found := self._length(vault_id)) != expected:
                raise VoidError(f"{found} lines in a log for {expected} acts")

    def _length(self, vault_id: str) -> int:
        """The lines of the log. Raises VoidError where the chain is broken."""
        last, previous = 0, GENESIS
        while rows := self._log.store.read_log(UUID(vault_id), last, 500):
            for row in rows:
                if (row.number, row.previous_hash) != (last + 1, previous):
                    raise VoidError("a chain is broken")
                last, previous = row.number, row.hash
        return last


@contextmanager
def opened_house(bed: Bed, url: str) -> Iterator[Opener]:
    house = House(bed.folder, url)
    opener = Opener(house)
    keep_loaded()  # as a service's process does once it serves
    yield opener
    house.close()


@contextmanager
def bare(url: str) -> Iterator[Callable[[int], None]]:
    """Saves one-event aggregates as the library's documentation does."""
    parts = urlsplit(url)
    app: Application[UUID] = Application(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_HOST": parts.hostname or "",
            "POSTGRES_PORT": str(parts.port),
            "POSTGRES_USER": parts.username or "",
            "POSTGRES_PASSWORD": parts.password or "",
            "POSTGRES_DBNAME": parts.path.removeprefix("/"),
            "POSTGRES_POOL_SIZE": "10",  # as ours
            "POSTGRES_MAX_OVERFLOW": "10",
            "POSTGRES_POOL_TIMEOUT": "30",
            "POSTGRES_LOCK_TIMEOUT": "5",
        }
    )

    def save(_client: int) -> None:
        app.save(Aggregate())

    yield save
    app.close()


@contextmanager
def inserter(url: str) -> Iterator[Callable[[int], None]]:
    """Inserts a hundred rows like events in one statement and one commit."""
    row = b"x" * ROW_BYTES
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "create table plain (id bigserial primary key, originator_id uuid, version int, state bytea,"
            " unique (originator_id, version))"
        )
        values = ", ".join(["(%s, 1, %s)"] * ROWS)
        insert = f"insert into plain (originator_id, version, state) values {values}"  # noqa: S608 - no input

        def work(_client: int) -> None:
            connection.execute(insert, [value for _ in range(ROWS) for value in (uuid4(), row)])

        yield work
