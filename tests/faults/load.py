"""The load: clients that command by RPC, each call in the ledger before it is made and after it is answered.

Half of the clients' unanswered calls are tried again with the same key until they are answered, as a patient
person does; the other half stay unknown, as with a person who gives up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from shared.clock import Clock
from shared.ids import new_id
from shared.problems import Problem, Unavailable
from shared.rpc.amqp import AmqpCaller
from shared.rpc.reply import RemoteBug
from shared.testing.ledger import Ledger
from tests.faults import operations as op
from tests.faults.operations import Operation

CALL_TIMEOUT_S = 2.0
LATE_AFTER_S = 0.75  # what a busy machine may add to a deadline
PATIENCE_S = 40.0
RETRY_PAUSE_S = 0.2
PAUSE_S = 0.01
GRANTS_PER_VAULT = 12
END_MAX_S = PATIENCE_S + 10


class Client:
    """Performs operations. What must never happen is added to `wrongs`: (kind, what)."""

    def __init__(
        self, caller: AmqpCaller, ledger: Ledger, clock: Clock, wrongs: list[tuple[str, str]]
    ) -> None:
        self.clock = clock
        self._caller = caller
        self._ledger = ledger
        self._wrongs = wrongs

    def perform(self, operation: Operation, patience_s: float = PATIENCE_S, unheard: bool = False) -> Any:
        """The reply's value, or None. `unheard`: nobody can hear this call now, so it must never be done."""
        key, end = str(new_id()), time.monotonic() + patience_s
        while True:
            known, value = self._call(operation, key, unheard)
            if known or time.monotonic() >= end:
                return value
            time.sleep(RETRY_PAUSE_S)

    def _call(self, operation: Operation, key: str, unheard: bool) -> tuple[bool, Any]:
        self._ledger.attempt(operation.name)
        began = time.monotonic()
        try:
            answer = self._caller.call(operation.request, operation.actor, key=key, timeout_s=CALL_TIMEOUT_S)
        except Unavailable:
            (self._ledger.fail if unheard else self._ledger.info)(operation.name)
            took = time.monotonic() - began
            if took > CALL_TIMEOUT_S + LATE_AFTER_S:
                self._wrongs.append(("late", f"{operation.name.split()[0]} answered after {took:.1f} s"))
            return False, None
        except (Problem, RemoteBug) as refusal:
            self._ledger.fail(operation.name)
            if isinstance(refusal, RemoteBug) or not operation.refused:
                self._wrongs.append(("refused", f"{operation.name.split()[0]}: {refusal}"))
            return True, None
        self._ledger.ok(operation.name)
        if operation.refused or unheard:
            self._wrongs.append(("accepted", operation.name.split()[0]))
        return True, answer.value


class Load:
    """Clients in threads, from `start` to `stop`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, vaults: int = 3, directories: int = 1) -> None:
        """So many clients of the vault, so many of the directory."""
        for script in [self._vault] * vaults + [self._directory] * directories:
            thread = threading.Thread(target=self._run, args=(script,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Returns once every client has had its last answer."""
        self._stop.set()
        for thread in self._threads:
            thread.join(END_MAX_S)
        self._threads.clear()
        self._stop.clear()

    def run_for(self, seconds: float, vaults: int = 3, directories: int = 1) -> None:
        self.start(vaults, directories)
        self._stop.wait(seconds)
        self.stop()

    def _run(self, script: Callable[[], Iterator[None]]) -> None:
        while not self._stop.is_set():
            for _ in script():
                if self._stop.wait(PAUSE_S):
                    return

    def _vault(self) -> Iterator[None]:
        """One vault: opened, consents granted and revoked, appointments scheduled, one grant refused."""
        perform, clock, vault_id = self._client.perform, self._client.clock, str(new_id())
        if perform(op.open_vault(vault_id)) is None:
            return
        for number in range(GRANTS_PER_VAULT):
            yield
            granted = perform(op.grant_consent(clock, vault_id), PATIENCE_S * (number % 2))
            yield
            if granted is not None and number % 3:
                perform(op.revoke_consent(vault_id, granted.id))
            yield
            perform(op.schedule_appointment(clock, vault_id, number), PATIENCE_S * (number % 2))
        yield
        perform(op.grant_consent(clock, vault_id, refused=True))

    def _directory(self) -> Iterator[None]:
        """Professionals who register, are verified, and ask the one before to be in contact."""
        perform, before = self._client.perform, ""
        for number in range(2 * GRANTS_PER_VAULT):
            professional_id = str(new_id())
            yield
            perform(op.register_professional(professional_id))
            yield
            perform(op.verify_professional(professional_id))
            if before:
                yield
                perform(op.request_contact(professional_id, before), PATIENCE_S * (number % 2))
            before = professional_id
