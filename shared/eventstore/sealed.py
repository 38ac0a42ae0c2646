"""The mapper between domain events and stored events: JSON in clear, personal values sealed with the
subject's key.

An event class names its personal attributes in `PERSONAL: ClassVar[frozenset[str]]`. Their subject is the
event's `subject_id` where it has one, else its originator. Ids, codes and dates stay in clear. Once the key
is destroyed the personal values read as ERASED, whatever their type.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import get_topic, resolve_topic
from tink import TinkError

from shared.eventstore.erased import ERASED
from shared.eventstore.event_values import from_plain, to_plain
from shared.eventstore.key_port import KeyDestroyed, Keys
from shared.eventstore.quick_opening import Opener

SEALED = "_sealed"
CLASS_VERSION = "class_version"
UNREADABLE = (msgspec.MsgspecError, TinkError, KeyError)


class SealedMapper(Mapper[UUID]):
    """Seals and opens with `keys`; a service without personal data gives none."""

    def __init__(self, keys: Keys | None = None) -> None:
        super().__init__(JSONTranscoder())
        self.keys = keys

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """Raises KeyDestroyed when the event has personal values and its subject no key."""
        state = {name: to_plain(value) for name, value in vars(domain_event).items()}
        del state["originator_id"], state["originator_version"]
        subject = self.subject_of(domain_event)
        if subject is not None:
            personal = {
                name: state.pop(name) for name in sorted(personal_names(domain_event)) if name in state
            }
            place = (subject, domain_event.originator_id, domain_event.originator_version)
            state[SEALED] = {"names": list(personal), "box": self._seal(personal, *place)}
        version = getattr(type(domain_event), CLASS_VERSION, 1)
        if version > 1:
            state[CLASS_VERSION] = version
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=get_topic(type(domain_event)),
            state=msgspec.json.encode(state),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """Raises MapperDeserialisationError, naming topic and place but no value."""
        try:
            state = msgspec.json.decode(stored_event.state)
            return self._event(stored_event, state, self._cipher_of)
        except UNREADABLE as error:
            raise _unreadable(stored_event, error) from None

    def to_domain_events(self, stored_events: Sequence[StoredEvent]) -> Iterator[DomainEventProtocol[UUID]]:
        """Each as `to_domain_event` gives it; the keys of their subjects are read together, beforehand."""
        states, subjects = list[dict[str, Any]](), set[UUID]()
        for stored in stored_events:
            try:
                state = msgspec.json.decode(stored.state)
                if SEALED in state:
                    subjects.add(_sealed_by(stored, state))
            except UNREADABLE as error:
                raise _unreadable(stored, error) from None
            states.append(state)
        opener_of = self._openers(subjects)
        for stored, state in zip(stored_events, states, strict=True):
            try:
                event = self._event(stored, state, opener_of)
            except UNREADABLE as error:
                raise _unreadable(stored, error) from None
            yield event

    def _openers(self, subjects: set[UUID]) -> Callable[[UUID], Opener | None]:
        if self.keys is None or not subjects:
            return self._cipher_of
        try:
            return self.keys.openers(subjects).get
        except TinkError:  # a key that cannot be opened: told where its event is read
            return self._cipher_of

    def _event(
        self, stored: StoredEvent, state: dict[str, Any], opener_of: Callable[[UUID], Opener | None]
    ) -> DomainEventProtocol[UUID]:
        event_class = resolve_topic(stored.topic)
        if SEALED in state:
            state = _opened(stored, state, opener_of)
        for version in range(state.pop(CLASS_VERSION, 1), getattr(event_class, CLASS_VERSION, 1)):
            getattr(event_class, f"upcast_v{version}_v{version + 1}")(state)
        values = from_plain(event_class, state)
        values["originator_id"] = stored.originator_id
        values["originator_version"] = stored.originator_version
        event: DomainEventProtocol[UUID] = object.__new__(event_class)
        object.__setattr__(event, "__dict__", values)
        return event

    def _cipher_of(self, subject_id: UUID) -> Opener | None:
        return self.keys.aead(subject_id) if self.keys is not None else None

    def subject_of(self, event: Any) -> UUID | None:
        """Whose key seals this event; None when it holds nothing personal."""
        if not personal_names(event):
            return None
        subject = getattr(event, "subject_id", event.originator_id)
        return subject if isinstance(subject, UUID) else UUID(str(subject))

    def readable(self, subject_id: UUID) -> bool:
        """Whether the subject's values can still be read."""
        return self.keys is not None and self.keys.aead(subject_id) is not None

    def _seal(self, personal: dict[str, Any], subject: UUID, originator_id: UUID, version: int) -> str:
        cipher = self.keys.aead(subject) if self.keys is not None else None
        if cipher is None:
            raise KeyDestroyed
        sealed = cipher.encrypt(
            msgspec.json.encode(personal), f"{subject}/{originator_id}/{version}".encode()
        )
        return base64.b64encode(sealed).decode("ascii")


def _sealed_by(stored: StoredEvent, state: dict[str, Any]) -> UUID:
    subject = state.get("subject_id", stored.originator_id)
    return subject if isinstance(subject, UUID) else UUID(str(subject))


def _opened(
    stored: StoredEvent, state: dict[str, Any], opener_of: Callable[[UUID], Opener | None]
) -> dict[str, Any]:
    sealed, subject = state.pop(SEALED), _sealed_by(stored, state)
    opener = opener_of(subject)
    if opener is None:
        return state | dict.fromkeys(sealed["names"], ERASED)
    place = f"{subject}/{stored.originator_id}/{stored.originator_version}".encode()
    opened = opener.decrypt(base64.b64decode(sealed["box"]), place)
    return state | msgspec.json.decode(opened, type=dict[str, Any])


def _unreadable(stored: StoredEvent, error: Exception) -> MapperDeserialisationError:
    return MapperDeserialisationError(
        f"cannot read {stored.topic} of {stored.originator_id} version {stored.originator_version} "
        f"({type(error).__name__})"
    )


def personal_names(event: Any) -> frozenset[str]:
    """The attributes that an event (or its class) declares personal."""
    names: frozenset[str] = getattr(event, "PERSONAL", frozenset())
    return names
