"""Refusals as HTTP says them: RFC 9457 `application/problem+json`, the same shape for every error of the
API.

`type` is `urn:maillon:problem:<code>`, `code` and `kind` are for programs, `title` and `detail` for
people. A bug says nothing but its correlation id. Malformed JSON is 400; a value that does not fit names
its field.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from services.gateway.edge.correlation import correlation_id
from services.gateway.refusals import (
    OFFSET_HEADER,
    Malformed,
    NotSignedIn,
    OffsetDiffers,
    TooLarge,
    TooManyAttempts,
    WrongMethod,
)
from shared.eventstore.database import AWAY
from shared.logs import failure, get_logger
from shared.problems import InvalidInput, NotAllowed, NotFound, Problem, Unavailable

MEDIA_TYPE = "application/problem+json"
TITLES = {
    "invalid_input": "Saisie à corriger",
    "not_allowed": "Accès refusé",
    "not_found": "Introuvable",
    "conflict": "Déjà fait autrement",
    "refused": "Refusé",
    "unavailable": "Pas disponible pour l'instant",
    "bug": "Erreur de notre côté",
}
_FIELD = re.compile(r"field `([^`]+)`")
_AT = re.compile(r"`\$\.?([^`]*)`")
_log = get_logger(__name__)


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457 problem details, with Maillon's stable code."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str
    kind: str
    field: str = ""
    params: dict[str, Any] = {}
    correlation_id: str = ""


def problem_of(exc: Exception) -> Problem | None:
    """The refusal an exception stands for; None for a bug."""
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, ValidationException):
        return _unfit(exc)
    if isinstance(exc, AWAY):
        return Unavailable("store_unavailable", "Réessayez dans un instant.")
    if not isinstance(exc, HTTPException) or exc.status_code >= 500:
        return None
    return _from_status(exc)


def details_of(exc: Exception, scope: Any) -> ProblemDetails:
    """What to say of an exception; logs it when it is a bug."""
    problem, reference = problem_of(exc), correlation_id(scope)
    if problem is None:
        _log.error("gateway_bug", **failure(exc))
        return ProblemDetails(
            type="urn:maillon:problem:internal",
            title=TITLES["bug"],
            status=500,
            detail="Une erreur est survenue. Réessayez, ou donnez cette référence à l'équipe.",
            code="internal",
            kind="bug",
            correlation_id=reference,
        )
    return ProblemDetails(
        type=f"urn:maillon:problem:{problem.code}",
        title=TITLES[problem.kind],
        status=problem.status,
        detail=problem.detail,
        code=problem.code,
        kind=problem.kind,
        field=problem.field,
        params={name: _plain(value) for name, value in problem.params.items()},
        correlation_id=reference,
    )


def problem_response(request: Request[Any, Any, Any], exc: Exception) -> Response[ProblemDetails]:
    """The API's answer to any exception."""
    details = details_of(exc, request.scope)
    return Response(details, status_code=details.status, media_type=MEDIA_TYPE, headers=refusal_headers(exc))


def refusal_headers(exc: Exception) -> dict[str, str]:
    """When to come back, how to sign in, which methods there are."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(exc, TooManyAttempts):
        headers["Retry-After"] = str(exc.retry_after_s)
    elif isinstance(exc, (Unavailable, *AWAY)):
        headers["Retry-After"] = "5"
    elif isinstance(exc, OffsetDiffers):
        headers[OFFSET_HEADER] = str(exc.offset)
    elif isinstance(exc, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(exc, HTTPException) and exc.headers and "allow" in {h.lower() for h in exc.headers}:
        headers["Allow"] = exc.headers.get("Allow") or exc.headers.get("allow", "")
    return headers


def _unfit(exc: ValidationException) -> InvalidInput:
    extra: Any = exc.extra
    first = extra[0] if isinstance(extra, list) and extra and isinstance(extra[0], dict) else {}
    message = str(first.get("message", ""))
    named, at = _FIELD.search(message), _AT.search(message)
    key = str(first.get("key", "")).removeprefix("data").removeprefix(".")
    field = ".".join(part for part in (key, named[1] if named else "") if part)
    code = "unknown_field" if "unknown field" in message else "missing" if named else "malformed"
    sentence = "Cette valeur manque ou n'est pas de la forme attendue."
    return InvalidInput(code, sentence, field=field or (at[1] if at else ""))


def _from_status(exc: HTTPException) -> Problem:
    status = exc.status_code
    if status == 404:
        return NotFound("no_such_address", "Cette adresse n'existe pas.")
    if status == 413:
        return TooLarge("body_too_large", "C'est trop lourd pour cette adresse.")
    if status == 405:
        return WrongMethod("method_not_allowed", "Cette adresse ne sait pas faire cela.")
    if status in {401, 403}:
        return NotAllowed("not_allowed", "Accès refusé.")
    return Malformed("malformed", "La demande n'est pas lisible.")


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | str | list | dict | None) else str(value)
