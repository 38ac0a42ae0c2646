"""T15: a consumer that does not keep up, with 100,000 facts waiting in its queue (a million in a long
series of rounds): nothing is dropped, and its neighbours hear of facts as soon as before."""

from __future__ import annotations

import threading
import time
from typing import Any

import amqp

from shared.ids import new_id
from shared.messaging.connection import ConfirmingPublisher, close_quietly, connect, drain
from shared.messaging.topology import FACTS_EXCHANGE
from tests.faults import operations as op
from tests.faults.bed import Bed
from tests.faults.delivery import broker, waiting_in
from tests.faults.run import Fault, Mutant, Run, note
from tests.faults.switches import wait_until

QUEUE = "partner.slow"
BACKLOG = 100_000
LONG_BACKLOG = 1_000_000  # minutes to fill: the last of a long series of rounds
WINDOW = 1_000
BODY_BYTES = 500  # about what a fact weighs
CONFIRM_MAX_S = 60.0
SAMPLES = 300
MUTANT_SAMPLES = 20
SLOW_PAUSE_S = 0.05
SLOWER_MAX = 2.0
HEARD_MAX_S = 5.0
COUNTED_MAX_S = 30.0
BOUND = 5  # facts that the mutant's queue takes


def leave_a_consumer_behind(run: Run) -> None:
    """The same commands, before and while a partner is far behind and reads one in a while."""
    bed = run.bed
    samples = MUTANT_SAMPLES if run.mutated else SAMPLES
    before = _delays(run, samples)
    wanted = 0 if run.mutated else LONG_BACKLOG if run.long else BACKLOG
    arguments: dict[str, Any] = {"x-queue-type": "quorum"}
    if run.mutated:
        arguments |= {"x-max-length": BOUND, "x-overflow": "reject-publish"}
    try:
        with broker(bed) as channel:
            channel.queue_declare(QUEUE, durable=True, auto_delete=False, arguments=arguments)
            channel.queue_bind(QUEUE, FACTS_EXCHANGE, "vault.#")
        began = time.monotonic()
        _fill(bed, wanted)
        note(f"  T15 {wanted} facts waiting after {time.monotonic() - began:.0f} s")
        head = bed.head("vault")[1]
        during, read = _while_read_slowly(run, samples)
        _count(run, wanted + bed.head("vault")[1] - head - read)
    finally:
        with broker(bed) as channel:
            channel.queue_delete(QUEUE)
    was, is_ = _p99_ms(before), _p99_ms(during)
    note(f"  T15 neighbours' p99 {was:.0f} ms before, {is_:.0f} ms with the backlog")
    if is_ > SLOWER_MAX * was:
        run.blame("slow", f"neighbours' p99 went from {was:.0f} to {is_:.0f} ms")
    run.rest()


def _delays(run: Run, samples: int) -> list[float]:
    """Seconds from a command's answer until notifications has applied its fact, for so many commands."""
    vault_id = str(new_id())
    run.perform(op.open_vault(vault_id))
    delays = []
    for number in range(samples):
        run.perform(op.schedule_appointment(run.client.clock, vault_id, number))
        began, head = time.monotonic(), run.bed.head("vault")[1]
        wait_until(lambda head=head: _applied(run.bed) >= head, HEARD_MAX_S, 0.001)
        delays.append(time.monotonic() - began)
    return delays


def _while_read_slowly(run: Run, samples: int) -> tuple[list[float], int]:
    """The same while the partner reads, one message at a time; and how many it has read. With the mutant's
    queue, which refuses what it has no room for, it reads nothing."""
    if run.mutated:
        return _delays(run, samples), 0
    stop, read = threading.Event(), [0]
    reader = threading.Thread(target=_read_slowly, args=(run.bed.amqp_url, stop, read), daemon=True)
    reader.start()
    try:
        return _delays(run, samples), read[0]
    finally:
        stop.set()
        reader.join(HEARD_MAX_S)


def _read_slowly(amqp_url: str, stop: threading.Event, read: list[int]) -> None:
    connection = connect(amqp_url, "faults slow partner")
    try:
        channel = connection.channel()
        channel.basic_qos(0, 1, False)
        taken: list[Any] = []
        channel.basic_consume(QUEUE, callback=taken.append)
        while not stop.wait(SLOW_PAUSE_S):
            drain(connection, SLOW_PAUSE_S)
            for message in taken:
                channel.basic_ack(message.delivery_tag)
                read[0] += 1
            taken.clear()
    finally:
        close_quietly(connection)


def _fill(bed: Bed, count: int) -> None:
    """So many messages in the partner's queue alone."""
    connection = connect(bed.amqp_url, "faults filling")
    publisher = ConfirmingPublisher(connection)
    body = b"x" * BODY_BYTES
    for number in range(1, count + 1):
        publisher.publish(amqp.Message(body, delivery_mode=2), "", QUEUE)
        if number % WINDOW == 0:
            publisher.confirm(CONFIRM_MAX_S)
    publisher.confirm(CONFIRM_MAX_S)
    close_quietly(connection)


def _count(run: Run, expected: int) -> None:
    """Every fact told meanwhile is in the partner's queue, behind what was there; a few may be in hand."""
    wait_until(lambda: waiting_in(run.bed, QUEUE) >= expected - 1, COUNTED_MAX_S, 0.5)
    waiting = waiting_in(run.bed, QUEUE)
    if waiting < expected - 1:
        run.blame(
            "silent", f"{expected - waiting} facts were dropped from the partner's queue", expected - waiting
        )


def _applied(bed: Bed) -> int:
    row = bed.rows("notifications", "select position from consumer_position where producer = 'vault'")
    return int(row[0][0]) if row else 0


def _p99_ms(delays: list[float]) -> float:
    return sorted(delays)[int(len(delays) * 0.99) - 1] * 1000


FAULTS = (
    Fault("T15", leave_a_consumer_behind,
          (Mutant((), ("slow", "silent"),),)),
)  # fmt: skip
