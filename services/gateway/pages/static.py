"""Style sheet and the two small scripts: read once, kept by browsers for a year, addressed by their
content; sent compressed to who takes it, since they hold no secret that its length could tell.
"""

from __future__ import annotations

import gzip

from litestar import Response, get

from services.gateway.edge.given import Id
from services.gateway.edge.visitor import AnyRequest
from services.gateway.pages.renderer import ROOT
from shared.problems import NotFound

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FILES = {
    file.name: (file.read_bytes(), TYPES[file.suffix])
    for file in sorted((ROOT / "static").iterdir())
    if file.suffix in TYPES
}
SMALLER = {name: gzip.compress(content, mtime=0) for name, (content, _) in FILES.items()}
KEPT = "public, max-age=31536000, immutable"


@get("/static/{name:str}", include_in_schema=False)
async def static_file(name: Id, request: AnyRequest) -> Response[bytes]:
    """One file of `static/`, by its exact name."""
    if name not in FILES:
        raise NotFound("no_such_address", "Cette adresse n'existe pas.")
    content, media_type = FILES[name]
    headers = {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        content, headers["Content-Encoding"] = SMALLER[name], "gzip"
    return Response(content, media_type=media_type, headers=headers)
