"""The gateway as one ASGI application, made of the parts it is given; nothing connects at import."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler

from services.gateway.api.interface import INTERFACE
from services.gateway.api.openapi import openapi_config
from services.gateway.api.routes import API_PATH, BODY_MAX_BYTES, api_router
from services.gateway.edge.body import PatientRequest
from services.gateway.edge.cookies import Cookies
from services.gateway.edge.correlation import Connection, bind_correlation
from services.gateway.edge.headers import header_writer
from services.gateway.edge.problems import problem_response
from services.gateway.edge.rate import RequestRate
from services.gateway.edge.same_origin import refuse_cross_site
from services.gateway.edge.visitor import provide_open_talk, provide_session, provide_talk
from services.gateway.health import live, metrics, ready
from services.gateway.identity.gate import Gate
from services.gateway.pages.errors import page_refusal
from services.gateway.pages.renderer import Renderer
from services.gateway.pages.routes import PAGES
from services.gateway.pages.view import provide_view
from services.gateway.parts import Parts

LINKS_PER_MINUTE = 20  # openings of links, per visitor's address and process
FOR_MACHINES = (API_PATH, "/schema", "/health", "/metrics")


def create_app(parts: Parts) -> Litestar:
    """The application: API, pages, health. Its end closes what it opened and the engine, not the caller."""
    gate, jar = Gate(parts), Cookies(https=parts.settings.https)
    renderer = Renderer(parts.settings.zone)
    rate = RequestRate(parts.settings.requests_per_minute)
    link_rate = RequestRate(min(parts.settings.requests_per_minute, LINKS_PER_MINUTE))

    def arrive(connection: Connection, _handler: BaseRouteHandler) -> None:
        bind_correlation(connection)
        rate.count(connection)
        refuse_cross_site(connection)

    def refuse(request: Request[Any, Any, Any], exc: Exception) -> Response[Any]:
        if request.url.path.startswith(FOR_MACHINES):
            return problem_response(request, exc)
        return page_refusal(request, exc, renderer)

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        yield
        gate.close()

    return Litestar(
        route_handlers=[api_router(), live, ready, metrics, *INTERFACE, *PAGES],
        guards=[arrive],
        dependencies=_given(parts=parts, gate=gate, jar=jar, renderer=renderer, link_rate=link_rate),
        exception_handlers={Exception: refuse},
        before_send=[header_writer(jar, https=parts.settings.https)],
        openapi_config=openapi_config(parts.settings),
        request_class=PatientRequest,
        request_max_body_size=BODY_MAX_BYTES,
        state=State({"parts": parts}),
        lifespan=[lifespan],
        logging_config=None,
        debug=False,
        pdb_on_exception=False,
    )


def _given(**made: Any) -> dict[str, Provide]:
    """What handlers may ask for by name: what was made once, and what is made for each request."""
    once = {name: Provide(_always(thing), sync_to_thread=False) for name, thing in made.items()}
    each: dict[str, Callable[..., Any]] = {
        "session": provide_session,
        "open_talk": provide_open_talk,
        "talk": provide_talk,
        "view": provide_view,
    }
    return {**once, **{name: Provide(make) for name, make in each.items()}}


def _always(thing: Any) -> Callable[[], Any]:
    def give() -> Any:
        return thing

    return give
