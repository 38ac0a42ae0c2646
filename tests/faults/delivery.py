"""T10, T11, T14: facts delivered three times and shuffled, a revocation before its grant, queues abused."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import urlopen

import amqp

from shared.contracts.directory import RegisterOrganisation
from shared.contracts.shapes import PublishedFact
from shared.ids import new_id
from shared.messaging.connection import ConfirmingPublisher, close_quietly, connect, drain
from shared.messaging.envelope import routing_key, seal
from shared.messaging.topology import FACTS_EXCHANGE, fact_queue, parked_queue
from tests.faults import operations as op
from tests.faults.audit import QUEUE as AUDIT_QUEUE
from tests.faults.bed import Bed
from tests.faults.run import Fault, Mutant, Run
from tests.faults.switches import wait_until

REGION = "idf"
LOAD_S = 1.5
TIMES = 3
MEMBERS = 6
CONFIRM_MAX_S = 10.0
HEARD_MAX_S = 10.0
UNBOUND_S = 0.5
RECONNECTS = 25
IN_HAND = 20
TAKE_MAX_S = 2.0
NOTIFICATIONS = fact_queue("notifications", "vault")


def deliver_thrice_shuffled(run: Run) -> None:
    """Every fact of the last seconds three times, in any order, among those of the load that goes on."""
    bed, before = run.bed, run.bed.heads()
    run.load.run_for(LOAD_S)
    bag = [
        (service, fact) for service in ("vault", "directory") for fact in bed.facts(service, before[service])
    ] * TIMES
    random.shuffle(bag)
    run.load.start()
    for service, fact in bag:
        publish(bed, service, [fact])
    run.load.stop()
    run.rest()


def revoke_before_grant(run: Run) -> None:
    """Members who joined and left, the leaving told before the joining: none ends a member."""
    bed, directory = run.bed, run.bed.switches("directory")
    manager, name = str(new_id()), f"Service d'essai {new_id()}"
    for prepare in (op.register_professional, op.verify_professional):
        run.perform(prepare(manager))
    organise = op.Operation(f"organise {name}", RegisterOrganisation(name=name), op.professional(manager))
    organisation_id = run.perform(organise).id
    members = [str(new_id()) for _ in range(MEMBERS)]
    for member in members:
        for prepare in (op.register_professional, op.verify_professional):
            run.perform(prepare(member))
    wait_until(lambda: not _behind(bed), HEARD_MAX_S, 0.05)
    before = bed.head("directory")[1]
    directory.set("relay.blind")
    for member in members:
        run.perform(op.add_member(organisation_id, manager, member))
        run.perform(op.remove_member(organisation_id, manager, member))
    told = bed.facts("directory", before)
    heard = _heard(bed)
    publish(bed, "directory", reversed(told))
    done = (lambda: _heard(bed) - heard >= len(told)) if run.mutated else (lambda: not _behind(bed))
    wait_until(done, HEARD_MAX_S, 0.05)
    still = bed.rows(
        "vault",
        "select professional_id from membership where organisation_id = :id and professional_id <> :manager",
        id=organisation_id,
        manager=manager,
    )
    if still:
        run.blame("granted", f"{len(still)} who left are members still", len(still))
    directory.clear("relay.blind")
    run.rest()


def _heard(bed: Bed) -> int:
    """How many facts of the directory the vault has applied, again or not."""
    return int(bed.rows("vault", "select count(*) from fault_effect where producer = 'directory'")[0][0])


def _behind(bed: Bed) -> bool:
    """Whether the vault lacks facts of the directory."""
    row = bed.rows("vault", "select position from consumer_position where producer = 'directory'")
    return not row or row[0][0] != bed.head("directory")[1]


def abuse_queues(run: Run) -> None:
    """Facts that no queue wants are told, not dropped in silence; 25 broken connections park nothing."""
    unbind_queues(run)
    reconnect_often(run)


def unbind_queues(run: Run) -> None:
    """No queue wants the vault's facts: the relay says how many came back, and consumers read the feed."""
    bed = run.bed
    bindings = ((NOTIFICATIONS, "vault.#"), (fact_queue("gateway", "vault"), "vault.#"), (AUDIT_QUEUE, "#"))
    with broker(bed) as channel:
        for queue, key in bindings:
            channel.queue_unbind(queue, FACTS_EXCHANGE, key)
        told, head = _returned(bed), bed.head("vault")[1]
        run.load.run_for(UNBOUND_S, directories=0)
        unwanted = bed.head("vault")[1] - head
        if not wait_until(lambda: _returned(bed) - told >= unwanted, HEARD_MAX_S / 2, 0.1):
            silent = unwanted - int(_returned(bed) - told)
            run.blame("silent", f"{silent} of {unwanted} facts that no queue wanted went unsaid", silent)
        for queue, key in bindings:
            channel.queue_bind(queue, FACTS_EXCHANGE, key)
    bed.audit.since = bed.heads()
    run.rest()


def reconnect_often(run: Run) -> None:
    """A consumer that takes its facts in hand and dies, 25 times, then the real one."""
    bed = run.bed
    if run.mutated:  # the queue is declared anew, with the mutant's settings
        bed.kill("notifications")
        with broker(bed) as channel:
            channel.queue_delete(NOTIFICATIONS)
        bed.revive("notifications")
        wait_until(lambda: _is_consumed(bed, NOTIFICATIONS), HEARD_MAX_S, 0.1)
    bed.kill("notifications")
    run.load.start(directories=0)
    wait_until(lambda: waiting_in(bed, NOTIFICATIONS) >= IN_HAND, HEARD_MAX_S, 0.1)
    run.load.stop()
    for _ in range(RECONNECTS):
        _take_and_break(bed.amqp_url)
    bed.revive("notifications")
    run.rest()
    parked = waiting_in(bed, parked_queue("notifications"))
    if parked > 0:
        run.blame("parked", f"{parked} good facts were dead-lettered", parked)


def waiting_in(bed: Bed, queue: str) -> int:
    """How many messages are ready in a queue."""
    return int(_declared(bed, queue).message_count)


def _is_consumed(bed: Bed, queue: str) -> bool:
    """Whether a consumer has declared, bound and begun to read a queue."""
    try:
        return bool(_declared(bed, queue).consumer_count)
    except amqp.NotFound:
        return False


def _declared(bed: Bed, queue: str) -> Any:
    with broker(bed) as channel:
        return channel.queue_declare(queue, passive=True)


def _returned(bed: Bed) -> float:
    with urlopen(f"http://127.0.0.1:{bed.processes.ports['vault']}/metrics", timeout=5) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("maillon_relay_returned_total{"):
                return float(line.rpartition(" ")[2])
    return 0.0


def _take_and_break(amqp_url: str) -> None:
    """Take facts in hand, then die without a word."""
    taken: list[Any] = []
    connection = connect(amqp_url, "faults breaking")
    connection.channel().basic_consume(NOTIFICATIONS, callback=taken.append)
    end = time.monotonic() + TAKE_MAX_S
    while len(taken) < IN_HAND and time.monotonic() < end:
        drain(connection, 0.05)
    connection.transport.close()


@contextmanager
def broker(bed: Bed) -> Iterator[Any]:
    """A channel of the test's own; without heartbeat, since nobody reads it meanwhile."""
    connection = connect(bed.amqp_url, "faults", heartbeat_s=0)
    try:
        yield connection.channel()
    finally:
        close_quietly(connection)


def publish(bed: Bed, service: str, facts: Iterable[PublishedFact]) -> None:
    """Publish facts once more, in this order, as their relay would."""
    connection = connect(bed.amqp_url, "faults publishing")
    publisher, epoch = ConfirmingPublisher(connection), bed.head(service)[0]
    for fact in facts:
        message = amqp.Message(seal(REGION, service, epoch, fact), delivery_mode=2)
        publisher.publish(message, FACTS_EXCHANGE, routing_key(fact))
    publisher.confirm(CONFIRM_MAX_S)
    connection.close()


FAULTS = (
    Fault("T10", deliver_thrice_shuffled,
          (Mutant((("notifications", "position_forgotten"),), ("duplicated",)),)),
    Fault("T11", revoke_before_grant,
          (Mutant((("vault", "position_forgotten"), ("vault", "catch_up_off")), ("granted",)),)),
    Fault("T14", abuse_queues,
          (Mutant((("notifications", "limited_queue"),), ("parked",), trial=reconnect_often),
           Mutant((("vault", "mandatory_off"),), ("silent",), trial=unbind_queues))),
)  # fmt: skip
