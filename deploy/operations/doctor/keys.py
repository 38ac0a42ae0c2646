"""Keys beside their backup, the master key that opens them, and erasures that a restore could have undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from deploy.operations.doctor.findings import Desk, Finding
from deploy.operations.doctor.patients import Patient
from shared.eventstore.erased_list import ErasedList
from shared.eventstore.key_backup import SUFFIX, read_backup
from shared.eventstore.keys import SUBJECT_KEY, SubjectKeys
from shared.eventstore.master_key import MasterKey
from shared.problems import InvalidInput

OPENED_MAX = 200  # keys tried with the master key: any other would open alike
FRESH = timedelta(days=1)
ERASED_MAX = 1_000_000  # far more than one region will erase
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def opened(patient: Patient, desk: Desk) -> Iterator[Finding]:
    """The master key opens the people's keys."""
    if patient.keys is None:
        return
    master = MasterKey.from_file(
        Path(patient.settings.need("master_key_file")), patient.settings.master_key_uri
    )
    table = SUBJECT_KEY
    query = sa.select(table.c.subject_id, table.c.wrapped_keyset).where(table.c.wrapped_keyset.is_not(None))
    shut = 0
    with patient.keys.connect() as connection:
        rows = connection.execute(query.order_by(table.c.created_at.desc()).limit(OPENED_MAX)).all()
    for row in rows:
        try:
            master.unwrap(row.wrapped_keyset, row.subject_id)
        except Exception:  # noqa: BLE001  # whatever the library says, the key does not open
            shut += 1
    if shut:
        yield desk.fail(
            f"{shut} clés sur {len(rows)} ne s’ouvrent pas avec la clé maîtresse",
            "Remettre le fichier de la clé maîtresse d’alors (sa copie à part) ; ne rien tourner avant.",
        )
    else:
        yield desk.ok(f"la clé maîtresse ouvre {len(rows)} clés")


def backed_up(patient: Patient, desk: Desk, folder: Path | None) -> Iterator[Finding]:
    """The newest backup is recent, whole, and lacks none of the keys that were there when it was made."""
    if patient.keys is None:
        return
    way = f"maillon keys backup {folder or 'DOSSIER'}"
    if folder is None:
        yield desk.warn(
            "on ne sait où sont les sauvegardes des clés",
            "Donner --key-backups ou MAILLON_KEY_BACKUP_FOLDER.",
        )
        return
    files = sorted(folder.glob(f"{patient.service}-*{SUFFIX}"))
    if not files:
        yield desk.fail(f"aucune sauvegarde des clés dans {folder}", way)
        return
    try:
        header, rows = read_backup(files[-1])
    except InvalidInput:
        yield desk.fail(f"{files[-1].name} est abîmée", way)
        return
    now = patient.clock.now()
    if now >= header.expires_at:
        yield desk.fail(f"{files[-1].name} est périmée : plus rien ne rendrait une clé perdue", way)
        return
    lost, unsaved = _compared(patient.keys, {row.subject_id for row in rows if row.wrapped}, header.made_at)
    if lost:
        yield desk.fail(f"{lost} clés de la sauvegarde manquent", f"maillon keys restore {files[-1]}")
    if unsaved:
        yield desk.fail(f"{unsaved} clés d’avant la sauvegarde n’y sont pas", way)
    if now - header.made_at > FRESH:
        yield desk.warn(f"la dernière sauvegarde des clés a {(now - header.made_at).days} jours", way)
    elif not lost and not unsaved:
        yield desk.ok(f"{files[-1].name} : {len(rows)} clés")


def _compared(engine: sa.Engine, saved: set[UUID], made_at: datetime) -> tuple[int, int]:
    """(keys of the backup that the store has no row of, living keys from before it that it lacks)."""
    table = SUBJECT_KEY
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(table.c.subject_id, table.c.created_at, table.c.destroyed_at)
        ).all()
    known = {row.subject_id for row in rows}
    before = {r.subject_id for r in rows if r.destroyed_at is None and r.created_at < made_at}
    return len(saved - known), len(before - saved)


def erased(patient: Patient, desk: Desk) -> Iterator[Finding]:
    """Whoever is in the list, in the key store's tombstones or ended in the log is erased in all three."""
    if patient.keys is None:
        return
    settings = patient.settings
    orders = ErasedList(settings.erased_list()).orders()
    master = MasterKey.from_file(Path(settings.need("master_key_file")), settings.master_key_uri)
    keys = SubjectKeys(patient.keys, master, patient.clock)
    standing = sum(keys.destroyed_at(order.subject_id) is None for order in orders)
    unfinished = _unfinished(patient, [o.subject_id for o in orders]) if patient.service == "vault" else 0
    if standing or unfinished:
        yield desk.fail(
            f"effacements à rejouer : {standing} clés revenues, {unfinished} coffres non finis",
            "Démarrer le coffre : un tour toutes les 20 s les rejoue ; regarder encore après.",
        )
    else:
        yield desk.ok(f"{len(orders)} effacements tiennent")


def _unfinished(patient: Patient, listed: list[UUID]) -> int:
    """Vaults whose end is ordered, known by the keys or begun, and not complete."""
    from services.vault.domain.vault import Vault

    finish = patient.wiring.do.finish_erasures
    ends = {vault_id for _, vault_id in finish.ends.after(0, ERASED_MAX)}
    tombs = {subject for subject, _ in finish.erasing.keys.destroyed(_BEGINNING, ERASED_MAX)}
    found = 0
    for vault_id in {*listed, *ends, *tombs}:
        vault = patient.wiring.log.find(Vault, vault_id)
        found += vault is not None and not (vault.ended and finish.erasing.is_complete(vault_id))
    return found
