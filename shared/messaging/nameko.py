"""A service class inside nameko's container: what it uses is built, its loops run beside, its calls are
served.

The service class says `uses = wired(build)` (see `shared.rpc.methods`) and knows nothing of nameko; `Hosted`
replaces it by `Wired` and attaches our entrypoint. A loop that fails is logged and started again: the process
lives.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider
from nameko.runners import ServiceRunner

from shared.clock import clock_from
from shared.logs import failure, get_logger
from shared.rpc.dispatch import Dispatcher
from shared.rpc.entrypoint import CallConsumer, serve_calls
from shared.rpc.keys import load_verifier
from shared.rpc.methods import Loop, Wiring, rpc_methods
from shared.rpc.methods import Wired as Mark
from shared.settings import Settings

LOOP_RESTART_MIN_S = 0.5
LOOP_RESTART_MAX_S = 30.0
LOOP_STOP_MAX_S = 5.0
_log = get_logger(__name__)


class Wired(DependencyProvider):  # type: ignore[misc]  # nameko is untyped
    """Gives every worker the same wiring object, and runs its background loops."""

    def __init__(self, build: Callable[[Settings], Wiring], settings: Settings) -> None:
        self._build = build
        self._settings = settings
        self._stop = threading.Event()
        self._threads: list[Any] = []
        self.wiring: Wiring | None = None

    def setup(self) -> None:
        self.wiring = self._build(self._settings)

    def start(self) -> None:
        for loop in self.wiring.background if self.wiring else ():
            name = type(loop).__name__
            thread = self.container.spawn_managed_thread(partial(self._keep_running, loop, name), name)
            self._threads.append(thread)

    def get_dependency(self, _worker: Any) -> Wiring | None:
        return self.wiring

    def stop(self) -> None:
        """Ask the loops to end, wait a little, close the wiring."""
        self._stop.set()
        with eventlet.Timeout(LOOP_STOP_MAX_S, False):
            for thread in self._threads:
                thread.wait()
        if self.wiring is not None:
            self.wiring.close()

    def kill(self) -> None:
        self._stop.set()

    def _keep_running(self, loop: Loop, name: str) -> None:
        pause_s = LOOP_RESTART_MIN_S
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                loop.run(self._stop)
            except Exception as why:  # noqa: BLE001 - a loop's failure must not end the process
                _log.error("loop_failed", loop=name, **failure(why))
            ran_well = time.monotonic() - began > LOOP_RESTART_MAX_S
            pause_s = LOOP_RESTART_MIN_S if ran_well else min(2 * pause_s, LOOP_RESTART_MAX_S)
            self._stop.wait(pause_s)


class Hosted:
    """One service class in one container. `service_class.uses` may be a mark left by `wired`."""

    def __init__(self, service_class: Any, settings: Settings) -> None:
        clock = clock_from(settings.rehearsal_clock_file)
        verifier = load_verifier(Path(settings.actor_public_keys_folder))
        dispatcher = Dispatcher(service_class.name, rpc_methods(service_class), verifier, clock)
        made = serve_calls(service_class, dispatcher, settings.need("amqp_url"))
        mark = getattr(service_class, "uses", None)
        if isinstance(mark, Mark):
            made.uses = Wired(mark.build, settings)
        self._runner = ServiceRunner({"max_workers": settings.rpc_workers})
        self._runner.add_service(made)

    def start(self) -> None:
        self._runner.start()

    def wait(self) -> None:
        """Until stopped."""
        self._runner.wait()

    def checks(self) -> Mapping[str, Callable[[], bool]]:
        """Ready when calls can arrive."""
        (container,) = self._runner.containers
        (consumer,) = (part for part in container.subextensions if isinstance(part, CallConsumer))
        return {"calls": lambda: consumer.connected}

    def stop_on_signals(self, within_s: float) -> None:
        """SIGTERM and SIGINT end the container: gently, then after `within_s` seconds without waiting."""

        def stop() -> None:
            try:
                with eventlet.Timeout(within_s):
                    self._runner.stop()
            except eventlet.Timeout:
                _log.warning("stop_forced")
                self._runner.kill()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: eventlet.spawn_n(stop))
