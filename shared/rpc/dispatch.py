"""From the bytes of a request to the bytes of its reply: the same for the broker and in process.

In this order: the method exists, the caller is still waiting, the actor is proven, the arguments are right, a
command has its idempotency key, what the caller wrote before is visible (or the answer says stale); then the
method runs. Nothing runs before all of it holds, and `handle` never raises.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from shared.clock import Clock
from shared.contracts.shapes import Request
from shared.eventstore.database import AWAY
from shared.logs import correlated, failure, get_logger
from shared.metrics import RPC_SECONDS
from shared.problems import InvalidInput, NotFound, Problem, Unavailable
from shared.rpc import headers as h
from shared.rpc.actor import ActorVerifier, request_hash
from shared.rpc.call import Call
from shared.rpc.methods import ReadsOwnWrites, RpcMethod
from shared.rpc.nul import refuse_nul
from shared.rpc.reply import conclude, conclude_error

WAIT_FOR_MAX_S = 1.0
WAIT_FOR_STEP_S = 0.01
WAITERS_MAX = 3
REQUEST_MAX_BYTES = 1024 * 1024
KEY_MAX_CHARS = 200
_AT = re.compile(r"at `\$\.?([^`]*)`")
_NAMED = re.compile(r"(missing required|unknown) field `([^`]+)`")
_log = get_logger(__name__)


def wait_until(reached: Callable[[], bool], timeout_s: float = WAIT_FOR_MAX_S) -> bool:
    """Ask `reached` until it says True; False after `timeout_s`. For a wiring's `wait_for`."""
    end = time.monotonic() + timeout_s
    while not reached():
        if time.monotonic() >= end:
            return False
        time.sleep(WAIT_FOR_STEP_S)
    return True


class Dispatcher:
    """Serves the marked methods of one service. One per process; safe in threads."""

    def __init__(
        self, service_name: str, methods: Mapping[str, RpcMethod], verifier: ActorVerifier, clock: Clock
    ) -> None:
        self.service_name = service_name
        self.methods = dict(methods)
        self._verifier = verifier
        self._clock = clock
        self._waiters = threading.BoundedSemaphore(WAITERS_MAX)

    def handle(self, service: Any, method: str, payload: bytes, headers: h.Headers) -> bytes:
        """Run one call on `service` (an instance whose `uses` is its wiring); always returns a reply."""
        started, outcome = time.perf_counter(), "ok"
        with correlated(headers.get(h.CORRELATION, "")):
            try:
                return self._run(service, method, payload, headers)
            except Problem as problem:
                outcome = problem.kind
                return conclude_error(problem)
            except AWAY as away:
                outcome = Unavailable.kind
                _log.warning("store_away", **failure(away))
                return conclude_error(Unavailable("store_unavailable", "Réessayez dans un instant."))
            except Exception as bug:  # noqa: BLE001 - it leaves as a code without text, logged
                outcome = "bug"
                return conclude_error(bug)
            finally:
                known = method if method in self.methods else "unknown"
                RPC_SECONDS.labels(self.service_name, known, outcome).observe(time.perf_counter() - started)

    def prepare(self, method: str, payload: bytes, headers: h.Headers) -> tuple[Request, Call]:
        """What the method will be given. Raises the Problem for which it must not run."""
        known = self.methods.get(method)
        if known is None:
            raise NotFound("method_absent", "Ce service ne connaît pas cette demande.")
        if len(payload) > REQUEST_MAX_BYTES or len(headers.get(h.KEY, "")) > KEY_MAX_CHARS:
            raise InvalidInput("too_large", "La demande est trop grande.")
        deadline, now = h.deadline_in(headers), self._clock.now()
        if now > deadline:
            raise Unavailable("deadline_passed", "La demande a trop attendu ; rien n'a été fait.")
        key = headers.get(h.KEY, "")
        actor = self._verifier.verify(headers.get(h.ACTOR, ""), self.service_name, method, payload, key, now)
        request = decode_request(payload, known.request)
        if known.is_command and not key:
            raise InvalidInput(
                "key_missing", "Une demande qui change quelque chose doit porter une clé.", field="key"
            )
        call = Call(
            actor=actor,
            key=key,
            digest=request_hash(method, payload),
            deadline=deadline,
            after=headers.get(h.AFTER, ""),
            correlation_id=headers.get(h.CORRELATION, ""),
        )
        return request, call

    def _run(self, service: Any, method: str, payload: bytes, headers: h.Headers) -> bytes:
        request, call = self.prepare(method, payload, headers)
        reads: ReadsOwnWrites | None = getattr(service, "uses", None)
        stale = (
            bool(call.after) and not self.methods[method].is_command and not self._reached(reads, call.after)
        )
        value = getattr(service, method)(request, call)
        return conclude(value, _position(reads), stale)

    def _reached(self, reads: ReadsOwnWrites | None, after: str) -> bool:
        if reads is None or not self._waiters.acquire(blocking=False):
            return False
        try:
            return reads.wait_for(after)
        finally:
            self._waiters.release()


def decode_request(payload: bytes, kind: type[Request]) -> Request:
    """Decode arguments. Raises InvalidInput naming the field at fault, never repeating its value."""
    try:
        refuse_nul(payload)
        return msgspec.json.decode(payload, type=kind)
    except msgspec.ValidationError as why:
        at, named = _AT.search(str(why)), _NAMED.search(str(why))
        path = [at[1] if at else "", named[2] if named else ""]
        code = {"missing required": "missing", "unknown": "unknown_field"}[named[1]] if named else "malformed"
        field = ".".join(part for part in path if part)
        raise InvalidInput(
            code, "Cette valeur manque ou n'est pas de la forme attendue.", field=field
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InvalidInput("not_json", "La demande n'est pas du JSON.") from None


def _position(reads: ReadsOwnWrites | None) -> str:
    """Where the service is. What was done is done: failing to tell the position does not undo it."""
    try:
        return reads.position() if reads is not None else ""
    except Exception as why:  # noqa: BLE001 - the answer stands without it
        _log.warning("position_unknown", **failure(why))
        return ""
