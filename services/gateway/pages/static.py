"""Style sheet and the two small scripts: read once, kept by browsers for a year, addressed by their
content.
"""

from __future__ import annotations

from litestar import Response, get

from services.gateway.edge.given import Id
from services.gateway.pages.renderer import ROOT
from shared.problems import NotFound

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FILES = {
    file.name: (file.read_bytes(), TYPES[file.suffix])
    for file in sorted((ROOT / "static").iterdir())
    if file.suffix in TYPES
}
KEPT = "public, max-age=31536000, immutable"


@get("/static/{name:str}", include_in_schema=False)
async def static_file(name: Id) -> Response[bytes]:
    """One file of `static/`, by its exact name."""
    if name not in FILES:
        raise NotFound("no_such_address", "Cette adresse n'existe pas.")
    content, media_type = FILES[name]
    return Response(content, media_type=media_type, headers={"Cache-Control": KEPT})
