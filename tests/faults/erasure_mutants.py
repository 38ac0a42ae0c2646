"""Known defects of sealing and erasing, for T28: values stored in clear, a key that is not destroyed."""

from __future__ import annotations

from typing import Any

from tests.faults.planting import Planter, wrap
from tests.faults.switches import Switches


def _seals_nothing(switches: Switches) -> None:
    """A store that writes personal values as they are."""
    from shared.eventstore.sealed import SealedMapper

    def to_stored_event(original: Any) -> Any:
        def mutant(self: Any, event: Any) -> Any:
            stored = original(self, event)
            if not switches.is_on("seals_nothing"):
                return stored
            clear = " ".join(str(value) for value in vars(event).values())
            state = stored.state[:-1] + b',"clear":' + _quoted(clear) + b"}"
            return type(stored)(stored.originator_id, stored.originator_version, stored.topic, state)

        return mutant

    wrap(SealedMapper, "to_stored_event", to_stored_event)


def _key_kept(switches: Switches) -> None:
    """An erasure that forgets to destroy the key."""
    from shared.eventstore.keys import SubjectKeys

    def destroy(original: Any) -> Any:
        def mutant(self: Any, subject_id: Any) -> None:
            if not switches.is_on("key_kept"):
                original(self, subject_id)

        return mutant

    wrap(SubjectKeys, "destroy", destroy)


def _quoted(text: str) -> bytes:
    import msgspec

    return msgspec.json.encode(text)


PLANTERS: dict[str, Planter] = {"seals_nothing": _seals_nothing, "key_kept": _key_kept}
