"""Settings, secrets, databases and their migrations, broker, antivirus, clocks, disks."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from deploy.operations.doctor.findings import Desk, Finding
from deploy.operations.doctor.patients import GATEWAY, Patient
from shared.eventstore.migrate import KEY_MIGRATIONS, KEY_VERSION_TABLE, VERSION_TABLE, scripts_of
from shared.messaging.connection import BrokerDown, close_quietly, connect
from shared.problems import Problem

SCANNER_WAIT_S = 5.0
SKEW_WARN_S, SKEW_FAIL_S = 5.0, 30.0  # a signed call is believed within 60 s
ROOM_WARN_BYTES, ROOM_FAIL_BYTES = 2_000_000_000, 200_000_000
READ_BY_OTHERS, WRITTEN_BY_OTHERS = 0o077, 0o022
MOUNTED = Path("/run/secrets")  # compose mounts each file there, readable, out of a folder that is not


def secrets(patient: Patient, desk: Desk) -> Iterator[Finding]:
    """Each there, not empty, and for its owner alone."""
    for path in patient.secrets:
        if not path.exists() or (path.is_file() and path.stat().st_size == 0):
            yield desk.fail(f"{path} manque ou est vide", "« maillon init », ou le reprendre de la copie.")
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        forbidden = WRITTEN_BY_OTHERS if MOUNTED in path.parents else READ_BY_OTHERS
        if mode & forbidden:
            owner = "700" if path.is_dir() else "600"
            yield desk.fail(f"{path} s’ouvre à d’autres ({mode:o})", f"chmod {owner} {path}")
    if all(path.exists() for path in patient.secrets):
        yield desk.ok(f"{len(patient.secrets)} fichiers en place")


def databases(patient: Patient, desk: Desk) -> Iterator[Finding]:
    """Reached, and at the newest migration."""
    package = f"services.{patient.service}.migrations"
    for engine in patient.databases.engines():
        yield _at_head(desk, engine, package, VERSION_TABLE)
    if patient.keys is not None:
        yield _at_head(desk, patient.keys, KEY_MIGRATIONS, KEY_VERSION_TABLE)


def _at_head(desk: Desk, engine: sa.Engine, package: str, table: str) -> Finding:
    name = Path(engine.url.database or "").name
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return desk.fail(f"{name} n’existe pas", "Restaurer la base ; neuve : « maillon serve » la crée.")
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"version_table": table})
            stands = set(context.get_current_heads())
    except sa.exc.SQLAlchemyError as why:
        return desk.fail(
            f"{name} ne répond pas ({type(why).__name__})", "Démarrer la base, vérifier adresse et droits."
        )
    wanted = set(scripts_of(package).get_heads())
    if stands == wanted:
        return desk.ok(f"{name} répond, migration {', '.join(sorted(stands))}")
    told = ", ".join(sorted(stands)) or "aucune"
    return desk.fail(
        f"{name} est à la migration {told}, le code attend {', '.join(sorted(wanted))}",
        "Lancer « migrate » de ce service (embarqué : « maillon serve »), ou la version du code d’alors.",
    )


def broker(patient: Patient, desk: Desk) -> Iterator[Finding]:
    url = patient.settings.amqp_url
    if not url:
        yield desk.ok("aucun : un seul processus, les faits se lisent directement")
        return
    try:
        close_quietly(connect(url, "maillon-doctor"))
    except BrokerDown as why:
        said = f"ne répond pas ({type(why).__name__}) ; les faits attendent, rien n’est perdu"
        yield desk.fail(said, "Démarrer RabbitMQ, vérifier MAILLON_AMQP_URL et le mot de passe.")
        return
    yield desk.ok("répond")


def scanner(patient: Patient, desk: Desk) -> Iterator[Finding]:
    """The antivirus answers, and says when it did not look."""
    if patient.service != "vault":
        return
    from services.vault.adapters.clamd import scanner_at

    address = patient.settings.clamd_address
    if not address:
        yield desk.warn("aucun : rien n’est analysé, les pages le disent", "Régler MAILLON_CLAMD_ADDRESS.")
        return
    try:
        scanner_at(address, SCANNER_WAIT_S).scan(lambda: [b"maillon doctor"])
    except Problem as why:
        yield desk.fail(
            f"clamd ne va pas ({why.code}) : tout papier est refusé",
            "Démarrer clamd ; dans clamd.conf : « AlertExceedsMax yes ».",
        )
        return
    yield desk.ok("clamd répond et signale ce qu’il n’a pas regardé")


def clocks(patient: Patient, desk: Desk) -> Iterable[Finding]:
    """The database's clock beside ours; what was stored must not lie ahead."""
    engine, now = patient.databases.events, datetime.now(UTC)
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            there = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        apart = abs((datetime.now(UTC) - there).total_seconds())
        if apart > SKEW_WARN_S:
            level = desk.fail if apart > SKEW_FAIL_S else desk.warn
            yield level(f"{apart:.0f} s d’écart avec la base", "Synchroniser les horloges (chrony, NTP).")
            return
    newest = _newest_fact(patient)
    if newest is not None and newest - patient.clock.now() > timedelta(seconds=SKEW_FAIL_S):
        ahead = newest - patient.clock.now()
        yield desk.fail(
            f"le dernier fait est daté de {ahead} dans l’avenir : l’horloge a reculé",
            "Régler l’heure de la machine (NTP) avant de servir : les durées en dépendent.",
        )
        return
    yield desk.ok(f"à l’heure ({now:%Y-%m-%d %H:%M:%S}Z)")


def _newest_fact(patient: Patient) -> datetime | None:
    """When the newest fact of its feed was recorded."""
    if patient.service == GATEWAY:
        from services.gateway.identity.tables import FEED

        feed = FEED.feed
    elif patient.wiring is not None:
        feed = patient.wiring.log.store.tables.feed
    else:
        return None
    with patient.databases.events.connect() as connection:
        return connection.execute(sa.select(sa.func.max(feed.c.recorded_at))).scalar()


def room(
    patient: Patient, desk: Desk, free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
) -> Iterator[Finding]:
    """Bytes left where this service writes."""
    for name, folder in patient.folders.items():
        there = next((p for p in (folder, *folder.parents) if p.exists()), Path("/"))
        left = free(there)
        said = f"{name} : {left / 1e9:.1f} Go libres ({there})"
        if left < ROOM_FAIL_BYTES:
            yield desk.fail(said, "Faire de la place maintenant : les papiers et les écritures sont refusés.")
        elif left < ROOM_WARN_BYTES:
            yield desk.warn(said, "Faire de la place, ou donner un disque plus grand.")
        else:
            yield desk.ok(said)
