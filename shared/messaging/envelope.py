"""A fact as it travels: CloudEvents 1.0 in structured JSON, written and read with msgspec.

`id` names a fact for ever (epoch/position/version), `sequence` is its position, padded so that texts compare
as numbers do (CloudEvents' sequence extension asks for it), `data` is the contract, kept byte for byte.
`moreversions` is there (true) when the same fact follows, at the same position, in a higher version.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import msgspec

from shared.contracts.fact_schema import schema_id
from shared.contracts.shapes import PublishedFact

CONTENT_TYPE = "application/cloudevents+json"
TYPE_PREFIX = "fr.maillon."
SEQUENCE_DIGITS = 19
FACT_MAX_BYTES = 256 * 1024
_TYPE = re.compile(r"fr\.maillon\.([a-z_]+\.[a-z_0-9]+)\.v([1-9][0-9]*)")
_SOURCE = re.compile(r"/maillon/[^/]+/([a-z_]+)/([^/]+)")


class UndecodableError(Exception):
    """This is not one of our facts; it will never be. The message holds no part of it."""


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """A fact and where it comes from."""

    service: str
    epoch: str
    fact: PublishedFact


class _CloudEvent(msgspec.Struct, frozen=True, kw_only=True):
    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str
    dataschema: str
    sequence: str
    subjectversion: int
    moreversions: bool | msgspec.UnsetType = msgspec.UNSET
    data: msgspec.Raw


def seal(region: str, service: str, epoch: str, fact: PublishedFact) -> bytes:
    """The body to publish."""
    return msgspec.json.encode(
        _CloudEvent(
            specversion="1.0",
            id=f"{epoch}/{fact.position}/{fact.version}",
            source=f"/maillon/{region}/{service}/{epoch}",
            type=f"{TYPE_PREFIX}{fact.type}.v{fact.version}",
            subject=fact.subject,
            time=fact.recorded_at,
            datacontenttype="application/json",
            dataschema=schema_id(fact.type, fact.version),
            sequence=str(fact.position).zfill(SEQUENCE_DIGITS),
            subjectversion=fact.subject_version,
            moreversions=fact.more or msgspec.UNSET,
            data=fact.data,
        )
    )


def unseal(body: bytes) -> Received:
    """The fact in a body. Raises UndecodableError."""
    if len(body) > FACT_MAX_BYTES:
        raise UndecodableError("too large")
    try:
        event = msgspec.json.decode(body, type=_CloudEvent)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise UndecodableError("not a CloudEvent of ours") from None
    kind, source = _TYPE.fullmatch(event.type), _SOURCE.fullmatch(event.source)
    if kind is None or source is None or not event.sequence.isdecimal() or event.time.tzinfo is None:
        raise UndecodableError("type, source, sequence or time")
    fact = PublishedFact(
        position=int(event.sequence),
        type=kind[1],
        version=int(kind[2]),
        subject=event.subject,
        subject_version=event.subjectversion,
        data=event.data,
        recorded_at=event.time,
        more=event.moreversions is True,
    )
    return Received(service=source[1], epoch=source[2], fact=fact)


def routing_key(fact: PublishedFact) -> str:
    """`vault.consent_granted.v1`."""
    return f"{fact.type}.v{fact.version}"


def as_document(body: bytes) -> dict[str, Any]:
    """A body as plain data, for people and for tests."""
    document: dict[str, Any] = msgspec.json.decode(body)
    return document
