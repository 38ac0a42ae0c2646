"""The service as a process builds it: from settings, with its loops, in both modes."""

from __future__ import annotations

import importlib
import pkgutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from services.vault.service import VaultService
from services.vault.wiring import build
from shared.clock import FrozenClock
from shared.eventstore.master_key import MasterKey
from shared.rpc.actor import KeyRights
from shared.rpc.keys import create_key_pair
from shared.rpc.local import LocalCaller
from shared.settings import Settings, SettingsError
from tests.unit.vault.house import NOW, SIGNER


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    MasterKey.create_file(tmp_path / "master.json")
    key = create_key_pair(tmp_path / "keys", "vault", KeyRights(kinds=("service",)))
    return Settings(
        database_url=f"sqlite:///{tmp_path}/data",
        keys_database_url=f"sqlite:///{tmp_path}/data",
        blob_folder=str(tmp_path / "blobs"),
        state_folder=str(tmp_path / "state"),
        master_key_file=str(tmp_path / "master.json"),
        actor_private_key_file=str(key),
    )


# leftovers, checkpoints, erasures, groups, vaults nobody came for, old replies
OF_ITS_OWN = ["Rounds", "Checkpointing", "Rounds", "Rounds", "Rounds", "Rounds"]


def test_embedded_it_follows_its_log_and_the_directory_and_tells_no_broker(settings: Settings) -> None:
    clock = FrozenClock(NOW)
    wiring = build(settings, clock=clock, caller=LocalCaller({}, SIGNER, clock))
    names = [type(loop).__name__ for loop in wiring.background]
    assert names == ["ProjectionRunner", "LocalSubscription", *OF_ITS_OWN]
    wiring.close()


def test_with_a_broker_it_relays_its_feed_and_nothing_connects_while_building(settings: Settings) -> None:
    wiring = build(replace(settings, amqp_url="amqp://nobody:nothing@127.0.0.1:1/none"))
    names = [type(loop).__name__ for loop in wiring.background]
    assert names == ["ProjectionRunner", "Subscription", *OF_ITS_OWN, "Relay"]
    wiring.close()


def test_a_missing_setting_is_named(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="MAILLON_MASTER_KEY_FILE"):
        build(replace(settings, master_key_file=""))


def test_a_scanner_s_wrong_address_is_named(settings: Settings) -> None:
    clock = FrozenClock(NOW)
    with pytest.raises(SettingsError, match="MAILLON_CLAMD_ADDRESS"):
        build(
            replace(settings, clamd_address="somewhere"), clock=clock, caller=LocalCaller({}, SIGNER, clock)
        )


def test_the_housekeeping_loop_survives_what_fails_and_stops_when_told(settings: Settings) -> None:
    clock = FrozenClock(NOW)
    wiring = build(settings, clock=clock, caller=LocalCaller({}, SIGNER, clock))
    housekeeping = next(loop for loop in wiring.background if type(loop).__name__ == "Rounds")
    stop = threading.Event()
    thread = threading.Thread(target=housekeeping.run, args=(stop,))  # no table is there yet
    thread.start()
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    wiring.close()


def test_every_request_of_the_contract_has_its_method() -> None:
    from shared import contracts
    from shared.contracts.shapes import Request, method_of
    from shared.rpc.methods import rpc_methods

    found = [m.name for m in pkgutil.iter_modules(contracts.__path__) if m.name.partition("_")[0] == "vault"]
    modules = [importlib.import_module(f"shared.contracts.{name}") for name in found]
    asked = {
        method_of(kind)
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Request) and kind.__module__ == module.__name__
    }
    assert set(rpc_methods(VaultService)) == asked
