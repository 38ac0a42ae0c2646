"""The stand-alone verifier of access logs, handed to anybody, with its hash told wherever it is named.

An export holds a copy; whoever was given an export by another may not want to trust the copy inside.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from litestar import Response, get

VERIFIER = Path(__file__).resolve().parents[3] / "deploy" / "verify_log.py"
CONTENT = VERIFIER.read_bytes()
VERIFIER_SHA256 = hashlib.sha256(CONTENT).hexdigest()
VERIFIER_PATH = "/verify_log.py"


@get(VERIFIER_PATH, include_in_schema=False)
async def verifier() -> Response[bytes]:
    """The file, as every export has it."""
    headers = {
        "Content-Disposition": 'attachment; filename="verify_log.py"',
        "Cache-Control": "no-cache",
        "ETag": f'"{VERIFIER_SHA256}"',
    }
    return Response(CONTENT, media_type="text/x-python; charset=utf-8", headers=headers)
