"""The documents of the interface, made from the contracts: AsyncAPI, JSON Schemas, and a page to read them.

The page is in English, as the contracts are: it is read by those who connect systems.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from litestar import MediaType, Response, get
from litestar.di import NamedDependency

from services.gateway.api.openapi import VERSION
from services.gateway.edge.given import Id
from services.gateway.pages.renderer import Renderer
from shared.contracts.catalogue import examples, fact_kinds
from shared.contracts.fact_schema import FieldWords, fact_schema, fields_in_words, parts_in_words
from shared.messaging.asyncapi import DESCRIPTION, asyncapi_document
from shared.problems import NotFound

KEPT = {"Cache-Control": "public, max-age=300"}  # seconds: they change with the software
SCHEMA_TYPE = "application/schema+json"


@dataclass(frozen=True)
class FactOnPage:
    """What the page shows of a fact: `parts` are what its fields refer to, `example` is JSON text."""

    name: str
    description: str
    fields: list[FieldWords]
    parts: dict[str, list[FieldWords]]
    example: str


@get("/schema/asyncapi.json", include_in_schema=False)
async def asyncapi() -> Response[bytes]:
    """Everything that is published, as AsyncAPI 3."""
    return Response(_asyncapi(), media_type=MediaType.JSON, headers=KEPT)


@get("/schema/facts/{file:str}", include_in_schema=False)
async def schema_of_fact(file: Id) -> Response[bytes]:
    """The JSON Schema of one fact in one version: `vault.consent_granted.v1.json`."""
    schema = _schemas().get(file.removesuffix(".json"))
    if schema is None or not file.endswith(".json"):
        raise NotFound("no_such_fact", "Il n'y a pas de fait de ce nom.")
    return Response(msgspec.json.encode(schema), media_type=SCHEMA_TYPE, headers=KEPT)


@get("/interface", include_in_schema=False)
async def interface(renderer: NamedDependency[Renderer]) -> Response[str]:
    """The facts, their fields and examples, for people."""
    html = renderer.render(
        "interface.html", renderer.words["en"], version=VERSION, description=DESCRIPTION, services=_services()
    )
    return Response(html, media_type=MediaType.HTML, headers=KEPT)


INTERFACE = (asyncapi, schema_of_fact, interface)


@cache
def _asyncapi() -> bytes:
    return msgspec.json.encode(asyncapi_document(fact_kinds(), examples(), VERSION))


@cache
def _schemas() -> dict[str, dict[str, Any]]:
    return {name: fact_schema(kind, examples().get(name)) for name, kind in fact_kinds().items()}


@cache
def _services() -> dict[str, list[FactOnPage]]:
    services: dict[str, list[FactOnPage]] = {}
    for name, schema in _schemas().items():
        example = msgspec.json.format(msgspec.json.encode(schema["examples"][0]), indent=2).decode()
        fields, parts = fields_in_words(schema), parts_in_words(schema)
        fact = FactOnPage(name, schema.get("description", ""), fields, parts, example)
        services.setdefault(name.partition(".")[0], []).append(fact)
    return services
