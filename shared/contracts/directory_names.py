"""What the directory tells a person of the professionals who may open her vault: their names."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec

from shared.contracts.shapes import Query, Reply

NAMED_AT_ONCE_MAX = 200


class NamedProfessional(Reply, frozen=True, kw_only=True):
    id: str
    name: str
    profession: str = ""


class NamedProfessionals(Reply, frozen=True, kw_only=True):
    professionals: list[NamedProfessional]


class GetNames(Query, frozen=True, kw_only=True):
    """For a holder, asked by the gateway with ids that her own vault gave; unknown ones are left out."""

    REPLY: ClassVar[type[Any]] = NamedProfessionals
    professional_ids: Annotated[list[str], msgspec.Meta(max_length=NAMED_AT_ONCE_MAX)]
