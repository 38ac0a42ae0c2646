"""The API's own description: OpenAPI 3.1 at /schema/openapi.json, with examples and the shape of every
refusal.
"""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme, Server

from services.gateway.api.examples import EXAMPLES
from services.gateway.edge.problems import MEDIA_TYPE, ProblemDetails
from services.gateway.parts import GatewaySettings

VERSION = "0.1.0"
DESCRIPTION = (
    "Links between the people who care and the people cared for. Every error is a problem (RFC 9457) "
    "whose `code` is stable. A POST takes an `Idempotency-Key`. An answer's `X-Maillon-Position`, "
    "sent back, makes the next answer at least as new."
)
PROBLEM = "ProblemDetails"
REFERENCE = "#/components/schemas/{name}"
KEY_HEADER = "Idempotency-Key"


def openapi_config(settings: GatewaySettings) -> OpenAPIConfig:
    """What Litestar needs to describe the API."""
    bearer = SecurityScheme(type="http", scheme="bearer", description="A session's token")
    return OpenAPIConfig(
        title="Maillon",
        version=VERSION,
        description=DESCRIPTION,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        path="/schema",
        render_plugins=[_Described(path="/openapi.json")],
        servers=[Server(url=settings.public_url)],
        components=Components(security_schemes={"bearer": bearer}),
        security=[{"bearer": []}],
        use_handler_docstrings=False,
    )


class _Described(JsonRenderPlugin):
    """Litestar's description, with what it cannot know: our problems, our examples, who takes a key."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, described(openapi_schema))


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, completed in place (harmless when done twice)."""
    schemas = schema["components"].setdefault("schemas", {})
    _, shapes = msgspec.json.schema_components([ProblemDetails], ref_template=REFERENCE)
    schemas |= shapes
    for name, example in EXAMPLES.items():
        if name in schemas:
            schemas[name]["examples"] = [example]
    for operations in schema["paths"].values():
        for verb, operation in operations.items():
            operation["responses"].pop("400", None)
            operation["responses"]["default"] = {
                "description": "Why not, as a problem (RFC 9457)",
                "content": {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(name=PROBLEM)}}},
            }
            if verb != "post":
                kept = [p for p in operation.get("parameters", []) if p.get("name") != KEY_HEADER]
                operation["parameters"] = kept
    return schema
