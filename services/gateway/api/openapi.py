"""The API's own description: OpenAPI 3.1 at /schema/openapi.json."""

from __future__ import annotations

from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme, Server

from services.gateway.parts import GatewaySettings

VERSION = "0.1.0"
DESCRIPTION = (
    "Links between the people who care and the people cared for. Every error is a problem (RFC 9457) "
    "whose `code` is stable. A POST takes an `Idempotency-Key`. An answer's `X-Maillon-Position`, "
    "sent back, makes the next answer at least as new."
)


def openapi_config(settings: GatewaySettings) -> OpenAPIConfig:
    """What Litestar needs to describe the API."""
    return OpenAPIConfig(
        title="Maillon",
        version=VERSION,
        description=DESCRIPTION,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        path="/schema",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        servers=[Server(url=settings.public_url)],
        components=Components(
            security_schemes={
                "bearer": SecurityScheme(type="http", scheme="bearer", description="A session's token")
            }
        ),
        security=[{"bearer": []}],
        use_handler_docstrings=False,
    )
