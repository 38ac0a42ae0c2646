"""Feeds beside those who follow them: views, their digests, consumers, relay, parked facts."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.operations.doctor.findings import Desk, Finding
from deploy.operations.doctor.patients import Patient
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.view_position import read_position

NEAR_EVENTS = 500  # behind by less: the next round catches up
START = "Démarrer le service : il rattrape seul. S’il n’avance pas, son journal dit pourquoi"


def views(patient: Patient, desk: Desk) -> Iterator[Finding]:
    """Each view at the head of its log, and never ahead of it."""
    runner = getattr(patient.wiring, "views", None)
    if runner is None:
        return
    store = patient.wiring.log.store
    head, epoch = store.max_notification_id() or 0, store.epoch()
    late = 0
    for view in runner.views:
        known = read_position(patient.databases.views, store.tables.projection_position, view.name)
        full = f"{patient.service}.{view.name}"
        again = f"maillon rebuild {full}"
        if known is not None and known[0] != epoch:
            yield desk.warn(f"{full} est d’une autre époque : le journal a été restauré", f"{START}.")
        elif known is not None and known[1] > head:
            yield desk.fail(
                f"{full} dépasse le journal de {known[1] - head} événements",
                f"Base restaurée : maillon restored {patient.service} ; sinon {again}.",
            )
        elif (behind := head - (known[1] if known else 0)) > NEAR_EVENTS:
            yield desk.warn(f"{full} est en retard de {behind} événements", f"{START} ; sinon {again}.")
        else:
            continue
        late += 1
    if not late:
        yield desk.ok(f"{len(runner.views)} vues au bout du journal ({head} événements)")


def digests(patient: Patient, desk: Desk) -> Iterator[Finding]:
    """Each view holds what the log says it should."""
    runner = getattr(patient.wiring, "views", None)
    if runner is None:
        return
    differing = 0
    for view in runner.views:
        rebuild = runner.rebuild_of(view)
        if not (rebuild.digests().equal or rebuild.digests().equal):  # an erasure empties a view first
            differing += 1
            full = f"{patient.service}.{view.name}"
            yield desk.fail(f"{full} ne dit pas ce que dit le journal", f"maillon rebuild {full}")
    if not differing:
        yield desk.ok(f"{len(runner.views)} vues disent ce que dit le journal")


def consumers(patient: Patient, desk: Desk) -> Iterator[Finding]:
    """Where this service stands in the feed it follows, and what it set apart."""
    consumer = patient.consumer
    if consumer is None or consumer.parked is None:
        return
    if patient.feeds:
        yield _followed(patient, desk, consumer)
    with consumer.engine.connect() as connection:
        count = consumer.parked.count(connection)
    if count.at_fault:
        yield desk.fail(
            f"{count.at_fault} faits mis de côté, {count.held} derrière eux",
            "maillon parked list, puis retry ou drop",
        )


def _followed(patient: Patient, desk: Desk, consumer: FactConsumer) -> Finding:
    epoch, position = consumer.position()
    page = patient.feeds[consumer.producer](position, 1)
    name = f"{consumer.name} ← {consumer.producer}"
    if epoch not in ("", page.epoch):
        return desk.warn(f"{name} : le producteur a été restauré, tout sera relu", f"{START}.")
    if position > page.head:
        return desk.fail(
            f"{name} : {position - page.head} faits entendus que le producteur n’a plus",
            f"Sa base a été restaurée : maillon restored {consumer.producer}, puis le démarrer.",
        )
    if page.head - position > NEAR_EVENTS:
        return desk.warn(f"{name} : en retard de {page.head - position} faits", f"{START}.")
    return desk.ok(f"{name} : fait {position} sur {page.head}")
