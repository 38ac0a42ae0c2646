"""A professional's own erasure from the directory."""

from __future__ import annotations

from typing import Any, ClassVar

from shared.contracts.shapes import Command, Done


class RetireProfessional(Command, frozen=True, kw_only=True):
    """By the professional: out of every organisation, every link ended, the profile unreadable for ever. What
    persons' own logs say of them stays theirs. `refused:last_manager` while a service would have nobody.
    """

    REPLY: ClassVar[type[Any]] = Done
