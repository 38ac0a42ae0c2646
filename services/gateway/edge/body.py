"""Bodies as strangers send them: JSON that is not JSON is told so, and one that never ends is given up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from litestar import Request
from litestar.exceptions import SerializationException

from shared.problems import Unavailable

BODY_WITHIN_S = 60.0
UPLOAD_WITHIN_S = 900.0  # as long as the right to deposit (a ticket's life): 20 MiB from an old phone


class WithinTime:
    """The chunks of a body, all of them within so many seconds. Raises Unavailable `body_too_slow`."""

    def __init__(self, chunks: AsyncIterator[bytes], within_s: float) -> None:
        self._chunks = chunks
        self._end = asyncio.get_running_loop().time() + within_s

    def __aiter__(self) -> WithinTime:
        return self

    async def __anext__(self) -> bytes:
        try:
            async with asyncio.timeout_at(self._end):
                return await anext(self._chunks)
        except TimeoutError:
            raise Unavailable("body_too_slow", "L'envoi était trop lent : recommencez.") from None


class PatientRequest(Request[Any, Any, Any]):
    """Every request of the gateway. An address without a limit to its body is one that takes documents."""

    async def stream(self) -> AsyncGenerator[bytes, None]:
        unlimited = self.route_handler.resolve_request_max_body_size() is None
        async for chunk in WithinTime(super().stream(), UPLOAD_WITHIN_S if unlimited else BODY_WITHIN_S):
            yield chunk

    async def json(self) -> Any:
        try:
            return await super().json()
        except (UnicodeDecodeError, RecursionError):
            raise SerializationException("not JSON, or nested beyond reason") from None
