"""Goals and steps of a project as values, and the digest that a signature names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec


@dataclass(frozen=True)
class Step:
    """`who`: who does it, in words. `state`: to_do, doing, done, dropped."""

    words: str
    who: str = ""
    state: str = "to_do"


@dataclass(frozen=True)
class Goal:
    words: str
    steps: tuple[Step, ...] = ()


def digest_of(goals: Sequence[Goal]) -> str:
    """SHA-256, in hex, of the JSON array of [goal, [[step, who], …]]: what is signed, states left out."""
    signed = [[goal.words, [[step.words, step.who] for step in goal.steps]] for goal in goals]
    return hashlib.sha256(msgspec.json.encode(signed)).hexdigest()


def plain(goals: Sequence[Goal]) -> list[dict[str, Any]]:
    return [{"words": goal.words, "steps": [asdict(step) for step in goal.steps]} for goal in goals]


def goals_from(stored: Sequence[dict[str, Any]]) -> tuple[Goal, ...]:
    """What `plain` wrote."""
    return tuple(Goal(goal["words"], tuple(Step(**step) for step in goal["steps"])) for goal in stored)
