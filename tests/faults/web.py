"""Load through the gateway: a professional writes appointments over HTTP, with idempotency keys."""

from __future__ import annotations

import threading
import time

import requests

from shared.ids import new_id
from tests.faults import operations as op
from tests.faults.run import Run

HTTP_TIMEOUT_S = 6.0
PATIENCE_S = 40.0
PAPER_MAX_S = 60.0
PAUSE_S = 0.05
OPEN_MAX_S = 20.0
PASSWORD = "essai-seulement-0"  # of a fictitious person in databases made for this run


class Web:
    """One professional's session, and one vault that lets them in."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._http = requests.Session()
        self._url = f"{run.bed.processes.base_url}/api/v1"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self.vault_id = str(new_id())

    def sign_up(self) -> None:
        """An account, verified, that a new vault lets add appointments. Nothing is killed yet."""
        run = self._run
        profile = {"given_name": "Essai", "family_name": "Fictif", "email": f"{new_id()}@exemple.invalid"}
        answer = self._http.post(
            f"{self._url}/accounts",
            json={**profile, "password": PASSWORD, "bearer": True},
            timeout=OPEN_MAX_S,
        )
        answer.raise_for_status()
        account = answer.json()
        self._http.headers["Authorization"] = f"Bearer {account['token']}"
        for name in (f"register {account['id']}", f"grant {account['id']}"):
            run.ledger.attempt(name)
            run.ledger.ok(name)
        run.perform(op.verify_professional(account["id"]))
        terms = op.terms(run.bed.clock, account["id"])
        run.perform(op.open_vault(self.vault_id, terms, op.professional(account["id"])))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE_S + HTTP_TIMEOUT_S)
        self._http.close()

    def post_paper(self, content: bytes, headers: dict[str, str] | None = None) -> requests.Response:
        """Deposit these bytes as a health paper."""
        return self._http.post(
            f"{self._url}/vaults/{self.vault_id}/documents",
            params={"category": "health", "title": "Essai"},
            data=content,
            headers={"Content-Type": "application/octet-stream", **(headers or {})},
            timeout=PAPER_MAX_S,
        )

    def post_json(self, path: str, content: bytes, headers: dict[str, str]) -> requests.Response:
        """These bytes, said to be JSON."""
        told = {"Content-Type": "application/json", **headers}
        return requests.post(f"{self._url}{path}", data=content, headers=told, timeout=PAPER_MAX_S)

    def papers(self) -> list[object]:
        """What the vault shows of its papers."""
        answer = self._http.get(f"{self._url}/vaults/{self.vault_id}/documents", timeout=HTTP_TIMEOUT_S)
        answer.raise_for_status()
        return list(answer.json()["documents"])

    def stop_quietly(self) -> None:
        """Where nothing was written in the background."""
        self._http.close()

    def _write(self) -> None:
        number = 0
        while not self._stop.wait(PAUSE_S):
            number += 1
            operation = op.schedule_appointment(self._run.bed.clock, self.vault_id, number)
            key, end = str(new_id()), time.monotonic() + PATIENCE_S
            while not self._post(operation, key) and time.monotonic() < end:
                time.sleep(PAUSE_S)

    def _post(self, operation: op.Operation, key: str) -> bool:
        """True once the answer is known."""
        ledger, request = self._run.ledger, operation.request
        ledger.attempt(operation.name)
        body = {name: getattr(request, name) for name in ("title", "starts_local", "zone", "lead_hours")}
        try:
            answer = self._http.post(
                f"{self._url}/vaults/{self.vault_id}/appointments",
                json=body,
                headers={"Idempotency-Key": key},
                timeout=HTTP_TIMEOUT_S,
            )
        except requests.RequestException:
            ledger.info(operation.name)
            return False
        if answer.status_code < 400:
            ledger.ok(operation.name)
            return True
        ledger.info(operation.name)
        if answer.status_code != 503:
            self._run.blame("refused", f"HTTP {answer.status_code}: {answer.text[:200]}")
            return True
        return False
