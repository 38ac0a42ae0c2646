"""A form with a file, read as it arrives: the fields first, then the file as a stream, never kept in clear.

A framework's own reading would spool the file to disk, in clear; this one hands each piece on (push parser).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from multipart import MultipartError, MultipartSegment, PushMultipartParser

from services.gateway.edge.visitor import AnyRequest
from services.gateway.pages.form import TEXT_MAX_CHARS, Form
from services.gateway.refusals import Malformed
from shared.problems import InvalidInput

PARTS_MAX = 28  # fields, and as many files as a paper has pages
FIELD_MAX_BYTES = 4 * TEXT_MAX_CHARS


async def read_upload(request: AnyRequest) -> tuple[Form, AsyncIterator[bytes]]:
    """The fields before the file, and the file's bytes to come. Raises InvalidInput when no file was
    chosen.
    """
    form, files = await read_uploads(request)
    return form, _only(files)


async def read_uploads(request: AnyRequest) -> tuple[Form, AsyncIterator[AsyncIterator[bytes]]]:
    """The fields before the first file, and each file's bytes to come; one is read whole before the next."""
    _kind, options = request.content_type
    try:
        parser = PushMultipartParser(options.get("boundary", ""), max_segment_count=PARTS_MAX)
    except MultipartError:
        raise _malformed() from None
    events = _events(parser, request)
    values: dict[str, list[str]] = {}
    async for event in events:
        if not isinstance(event, MultipartSegment):
            continue
        if event.filename:
            return Form(values), _files(events)
        values.setdefault(event.name or "", []).append(await _field(events))
    raise InvalidInput("document_missing", "Choisissez un fichier, ou prenez une photo.", field="file")


async def _events(parser: PushMultipartParser, request: AnyRequest) -> AsyncIterator[Any]:
    try:
        async for chunk in request.stream():
            for event in parser.parse(chunk):
                yield event
        parser.close()
    except MultipartError:
        raise _malformed() from None


async def _field(events: AsyncIterator[Any]) -> str:
    content = bytearray()
    async for event in events:
        if event is None:
            break
        content += event
        if len(content) > FIELD_MAX_BYTES:
            raise _malformed()
    return content.decode("utf-8", "replace")


async def _files(events: AsyncIterator[Any]) -> AsyncIterator[AsyncIterator[bytes]]:
    yield _file(events)
    async for event in events:
        if isinstance(event, MultipartSegment) and event.filename:
            yield _file(events)


async def _file(events: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    async for event in events:
        if event is None:
            break
        yield bytes(event)


async def _only(files: AsyncIterator[AsyncIterator[bytes]]) -> AsyncIterator[bytes]:
    async for chunk in await anext(files):
        yield chunk
    async for file in files:
        async for _chunk in file:
            pass  # the rest of the form, so that the client hears our answer


def _malformed() -> Malformed:
    return Malformed("form_malformed", "Le formulaire est arrivé abîmé : recommencez.")
