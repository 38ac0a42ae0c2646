"""How an answer travels: `{"result": {"value", "position", "stale"}, "error": null}`, or an error of six
kinds.

Anything that is not one of the six is a bug: it leaves as a code without text, and the caller raises
`RemoteBug` with the correlation id under which the service logged it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from shared.contracts.shapes import Request
from shared.logs import failure, get_logger
from shared.problems import KINDS, Problem
from shared.rpc.call import Answer

BUG = "bug"
_log = get_logger(__name__)


class RemoteBug(Exception):
    """The service failed in a way it did not foresee. Nothing may be told but where to look."""

    def __init__(self, correlation_id: str) -> None:
        super().__init__(f"bug in a service, logged under correlation id {correlation_id}")
        self.correlation_id = correlation_id


class _Result(msgspec.Struct, frozen=True):
    value: msgspec.Raw
    position: str = ""
    stale: bool = False


class _Error(msgspec.Struct, frozen=True):
    kind: str
    code: str
    detail: str = ""
    field: str = ""
    params: dict[str, Any] = {}


class _Reply(msgspec.Struct, frozen=True):
    result: _Result | None = None
    error: _Error | None = None


def conclude(value: Any, position: str = "", stale: bool = False) -> bytes:
    """The bytes of a good answer."""
    raw = msgspec.Raw(msgspec.json.encode(value))
    return msgspec.json.encode(_Reply(result=_Result(raw, position, stale)))


def conclude_error(exc: BaseException) -> bytes:
    """The bytes of a refusal; whatever is not a Problem is logged by its class and leaves as a bug."""
    if isinstance(exc, Problem):
        error = _Error(exc.kind, exc.code, exc.detail, exc.field, dict(exc.params))
    else:
        _log.error("rpc_bug", **failure(exc))
        error = _Error(BUG, "internal")
    return msgspec.json.encode(_Reply(error=error), enc_hook=str)


def read_reply(body: bytes, request: type[Request], correlation_id: str) -> Answer:
    """The answer in `body`. Raises the Problem it carries, or RemoteBug (also when it cannot be read)."""
    try:
        reply = msgspec.json.decode(body, type=_Reply)
        if reply.error is not None:
            raise error_from(reply.error, correlation_id)
        if reply.result is None:
            raise RemoteBug(correlation_id)
        value = msgspec.json.decode(reply.result.value, type=request.REPLY)
    except msgspec.MsgspecError as why:
        _log.error("rpc_reply_unreadable", **failure(why))
        raise RemoteBug(correlation_id) from None
    return Answer(value=value, position=reply.result.position, stale=reply.result.stale)


def error_from(error: _Error, correlation_id: str) -> Exception:
    """The exception that an error on the wire stands for."""
    kind = KINDS.get(error.kind)
    if kind is None:
        return RemoteBug(correlation_id)
    problem = kind(error.code, error.detail, field=error.field)
    problem.params = dict(error.params)
    return problem
