"""Refusals as pages, in plain words, with a way out; being signed out leads to the door and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import MediaType, Response
from litestar.response import Redirect

from services.gateway.edge.correlation import correlation_id
from services.gateway.edge.problems import details_of, problem_of, refusal_headers
from services.gateway.edge.visitor import TALK_STATE, AnyRequest
from services.gateway.pages.renderer import Renderer
from services.gateway.pages.view import SEE_OTHER, problem_text, words_for
from services.gateway.refusals import NotSignedIn


def page_refusal(request: AnyRequest, exc: Exception, renderer: Renderer) -> Response[Any]:
    """The page that says why not."""
    problem, details = problem_of(exc), details_of(exc, request.scope)
    if isinstance(exc, NotSignedIn):
        path = request.url.path if request.method == "GET" else "/"
        where = f"/connexion?vers={quote(path, safe='/')}&raison={exc.code}"
        return Redirect(where, status_code=SEE_OTHER)
    words = words_for(request, renderer)
    talk = request.scope.get("state", {}).get(TALK_STATE)
    html = renderer.render(
        "error.html",
        words,
        kind=talk.actor.kind if talk else "anonymous",
        path=request.url.path,
        done="",
        problem=None,
        status=details.status,
        code=details.code,
        text=problem_text(problem, words) if problem else words("problem.kind.bug"),
        reference=correlation_id(request.scope),
    )
    return Response(html, media_type=MediaType.HTML, status_code=details.status, headers=refusal_headers(exc))
