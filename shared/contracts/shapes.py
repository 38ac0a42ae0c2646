"""The shapes every contract has: frozen structs, encoded as JSON by msgspec.

A request class names its service by its module (`shared.contracts.vault` → `vault`) and its method by its own
name (`GrantConsent` → `grant_consent`); `REPLY` is what comes back. A fact class names its `TYPE`
(`vault.consent_granted`), its `VERSION` and which of its fields is the CloudEvents subject.
"""

from __future__ import annotations

import builtins
import re
from datetime import datetime
from typing import Annotated, Any, ClassVar, TypeVar

import msgspec

F = TypeVar("F", bound="Fact")
Instant = Annotated[datetime, msgspec.Meta(tz=True)]  # a datetime without offset is refused
_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a command or query answers. Readers ignore fields they do not know."""


class Done(Reply, frozen=True, kw_only=True):
    """The answer of a command that has nothing to say; `id` is the thing it touched, when there is one."""

    id: str = ""


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a caller sends. An unknown field is refused by name."""

    REPLY: ClassVar[type[Any]] = Done


class Command(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request that may change something; always sent with an idempotency key."""


class Query(Request, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request that changes nothing."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, for other systems: ids, codes and public values, no personal data."""

    TYPE: ClassVar[str]
    VERSION: ClassVar[int] = 1
    SUBJECT: ClassVar[str]

    def subject(self) -> str:
        return str(getattr(self, self.SUBJECT))


class PublishedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as it stands in a feed: `position` is gapless within (service, epoch), from 1.

    `more`: the same fact follows at this position in another version; the position is passed after the last.
    """

    position: int
    type: str
    version: int
    subject: str
    subject_version: int
    data: msgspec.Raw
    recorded_at: datetime
    more: bool = False

    def is_a(self, *facts: builtins.type[Fact]) -> bool:
        """Whether this is one of these contracts, in that very version."""
        return any((self.type, self.version) == (fact.TYPE, fact.VERSION) for fact in facts)

    def read(self, fact: builtins.type[F]) -> F:
        """Decode `data` as the contract `fact`; unknown fields are ignored."""
        return msgspec.json.decode(self.data, type=fact)


class FeedPage(Reply, frozen=True, kw_only=True):
    """A page of a producer's feed: facts after the position asked, at most the limit asked."""

    epoch: str
    head: int
    facts: list[PublishedFact]


def service_of(request: type[Request]) -> str:
    """`shared.contracts.vault.GrantConsent` → `vault`; `…vault_appointments.…` → `vault` too."""
    return request.__module__.rpartition(".")[2].partition("_")[0]


def method_of(request: type[Request]) -> str:
    """`GrantConsent` → `grant_consent`."""
    return _HUMP.sub("_", request.__name__).lower()
