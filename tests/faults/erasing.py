"""T28, T29: a vault is erased and everything is searched for its canaries, on both stores; then old backups
of each side in turn are put back, and nothing revives.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.embedded import Embedded
from services.vault.application.finish_erasures import FinishErasures
from services.vault.domain.vault import Vault
from shared.clock import SystemClock
from shared.eventstore.erased_list import ErasedList
from shared.ids import new_id
from shared.rpc.call import Actor, Call
from tests.faults.bed import Bed
from tests.faults.canaries import Planted
from tests.faults.far_house import FarHouse
from tests.faults.leaving import Career
from tests.faults.run import Fault, Mutant, Run
from tests.faults.searching import in_broker, in_files, in_postgres
from tests.integration.vault.whole_life import WholeLife

HEARD_S = 1.0
SIDES = ("keys", "events", "both")
_kept: dict[str, Any] = {}


def shred_and_search(run: Run) -> None:
    """A whole life in the five processes, every command of it with canaries; erased; then every file, log,
    dump, queue and blob is searched. In one process too.
    """
    bed = run.bed
    life = WholeLife(FarHouse(bed))
    if not _everywhere(bed, [life.vault_id]):
        run.blame("blind", "the search does not even find the vault's id, which is stored in clear")
    life.erase()
    life.erase_the_others()
    run.beside_the_ledger()
    time.sleep(HEARD_S)  # for the facts to reach queues and consumers
    sought = [*life.texts.values(), *map(str.lower, life.texts.values())]
    _judge(
        run, _everywhere(bed, sought), readable=_any_key(bed, "vault", [life.vault_id, *life.other_vaults])
    )
    if not run.mutated:
        leave_and_search(run)
        _in_one_process(run)


def leave_and_search(run: Run) -> None:
    """The same of a professional who erases her account, seen from the gateway and the directory."""
    bed = run.bed
    career = Career(bed)
    if not _everywhere(bed, [career.professional_id]):
        run.blame("blind", "the search does not even find the professional's id, which is stored in clear")
    career.leave()
    run.beside_the_ledger()
    time.sleep(HEARD_S)
    _judge(
        run,
        _everywhere(bed, career.canaries),
        readable=_any_key(bed, "directory", [career.professional_id]),
    )


def _everywhere(bed: Bed, texts: list[str]) -> list[str]:
    databases = [*bed.processes.databases.values(), *bed.processes.keys.values()]
    found = in_postgres(bed.servers.postgres_url, databases, texts)
    return found + in_broker(bed.servers, texts) + in_files(bed.folder, texts)


def _in_one_process(run: Run) -> None:
    folder = run.bed.folder / f"embedded-{new_id()}"
    with Embedded(folder, SystemClock(), 0).assembled() as uses:
        planted = _planted(uses["vault"], folder)
        if not in_files(folder, [planted.vault_id]):
            run.blame("blind", "the search does not even find the vault's id, which is stored in clear")
        planted.erase()
        _judge(run, in_files(folder, planted.canaries), readable=_readable(uses["vault"], planted.vault_id))
    found = in_files(folder, planted.canaries)
    _judge(run, found, readable=False)
    shutil.rmtree(folder)


def _judge(run: Run, found: list[str], *, readable: bool) -> None:
    run.attempts += 1
    if found:
        run.blame("found", f"{len(found)} canaries found, as {found[0]}", len(found))
    if readable:
        run.blame("readable", "the erased person's key still opens what it sealed")
    run.ok += not (found or readable)


def restore_old_backups(run: Run) -> None:
    """Of the keys, of the events, of both, each made before the erasure."""
    for side in SIDES:
        folder = run.bed.folder / f"restored-{side}-{new_id()}"
        with Embedded(folder, SystemClock(), 0).assembled() as uses:
            planted = _planted(uses["vault"], folder)
        backup = folder.with_name(f"{folder.name}-backup")
        shutil.copytree(folder / "data", backup)
        with Embedded(folder, SystemClock(), 0).assembled() as uses:
            _again(planted, uses["vault"]).erase()
        _put_back(side, backup, folder / "data")
        _look_for_life(run, side, folder, planted)
        shutil.rmtree(folder)
        shutil.rmtree(backup)


def _put_back(side: str, backup: Path, data: Path) -> None:
    """What an operator's restore of one side does: the files of before in place of those of now."""
    for path in [*data.iterdir()]:
        if side == "both" or (".keys.db" in path.name) == (side == "keys"):
            path.unlink()
    for path in backup.iterdir():
        if side == "both" or (".keys.db" in path.name) == (side == "keys"):
            shutil.copy(path, data / path.name)


def _look_for_life(run: Run, side: str, folder: Path, planted: Planted) -> None:
    """From the first call on nothing is readable; after one round everything is erased again, files too."""
    run.attempts += 1
    with Embedded(folder, SystemClock(), 0).assembled() as uses:
        wiring = uses["vault"]
        alive = [f"the {side}: readable at once"] * _readable(wiring, planted.vault_id)
        wiring.do.finish_erasures()
        vault = wiring.log.find(Vault, UUID(planted.vault_id))
        keys = wiring.do.finish_erasures.erasing.keys
        alive += [f"the {side}: the key stands again"] * (keys.destroyed_at(UUID(planted.vault_id)) is None)
        alive += [f"the {side}: the vault did not end again"] * (vault is None or not vault.ended)
    blobs = [path for path in (folder / "blobs" / "documents").rglob("*") if path.is_file()]
    alive += [f"the {side}: {len(blobs)} files are there"] * bool(blobs)
    for what in alive:
        run.blame("revived", what)
    run.ok += not alive


def _planted(wiring: Any, folder: Path) -> Planted:
    return Planted(_asking(wiring), folder / "blobs", SystemClock())


def _again(planted: Planted, wiring: Any) -> Planted:
    planted._ask = _asking(wiring)
    return planted


def _asking(wiring: Any) -> Callable[[Any, Actor], Any]:
    from shared.contracts.shapes import method_of

    def ask(request: Any, actor: Actor) -> Any:
        answer = getattr(wiring.do, method_of(type(request)))(
            request, Call(actor=actor, key=str(new_id()), digest="d")
        )
        while wiring.views.run_once():
            pass
        return answer

    return ask


def _readable(wiring: Any, vault_id: str) -> bool:
    return bool(wiring.log.mapper.readable(UUID(vault_id)))


def _any_key(bed: Bed, service: str, subjects: list[str]) -> bool:
    keys = bed.keys(service)
    return keys is not None and any(keys.aead(UUID(one)) is not None for one in subjects)


# ---------------------------------------------------------------- mutants of this very process
def _replace(owner: type, name: str, by: Any) -> Callable[[Bed], None]:
    def prepare(_bed: Bed) -> None:
        _kept[f"{owner.__name__}.{name}"] = getattr(owner, name)
        setattr(owner, name, by)

    return prepare


def _put_right(owner: type, name: str) -> Callable[[Bed], None]:
    def undo(_bed: Bed) -> None:
        setattr(owner, name, _kept.pop(f"{owner.__name__}.{name}"))

    return undo


def _without(owner: type, name: str, by: Any) -> Mutant:
    return Mutant((), ("revived",), _replace(owner, name, by), _put_right(owner, name))


FAULTS = (
    Fault(
        "T28",
        shred_and_search,
        (
            Mutant((("vault", "seals_nothing"),), ("found",)),
            Mutant((("vault", "key_kept"),), ("readable",)),
            Mutant((("directory", "seals_nothing"),), ("found",), trial=leave_and_search),
            Mutant((("directory", "key_kept"),), ("readable",), trial=leave_and_search),
        ),
    ),
    Fault(
        "T29",
        restore_old_backups,
        (
            _without(FinishErasures, "__call__", lambda _self: 0),
            _without(ErasedList, "__contains__", lambda _self, _subject: False),
        ),
    ),
)
