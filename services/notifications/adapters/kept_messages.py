"""An SMS provider that keeps messages in memory: the fake that passes the same contract as the real ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from services.notifications.application.ports import SmsLaterError, SmsRefusedError


class Kept(NamedTuple):
    """A message as it was given."""

    message_id: str
    phone: str
    text: str
    parts: int


@dataclass
class KeptMessages:
    """`down` makes it fail for now, `refuses` names numbers it will never send to."""

    name: str = "kept"
    down: bool = False
    refuses: frozenset[str] = frozenset()
    messages: list[Kept] = field(default_factory=list)

    def send(self, message_id: str, phone: str, text: str, parts: int) -> None:
        if self.down:
            raise SmsLaterError("down")
        if phone in self.refuses:
            raise SmsRefusedError("bad_number")
        if message_id not in {m.message_id for m in self.messages}:
            self.messages.append(Kept(message_id, phone, text, parts))
