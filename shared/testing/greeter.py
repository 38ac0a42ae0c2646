"""The smallest service there is: it remembers whom it greeted, in a file. Kernel tests start it
everywhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from shared.contracts.shapes import Command, Query, Reply
from shared.problems import Refused
from shared.rpc.call import Call
from shared.rpc.methods import Loop, rpc, wired
from shared.settings import Settings


class Greeting(Reply, frozen=True, kw_only=True):
    text: str


class Greetings(Reply, frozen=True, kw_only=True):
    names: list[str]


class Greet(Command, frozen=True, kw_only=True):
    """Greets `name` after `pause_s` seconds; refuses nobody; 'bug' makes it fail in a way it did not
    foresee."""

    REPLY: ClassVar[type[Any]] = Greeting
    name: str
    pause_s: float = 0


class FindGreetings(Query, frozen=True, kw_only=True):
    """The names greeted so far."""

    REPLY: ClassVar[type[Any]] = Greetings


class GreeterWiring:
    """One line per greeting in `<state_folder>/greeted.txt`; its position is the number of lines."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "greeted.txt"
        self.background: Sequence[Loop] = ()
        self.closed = False
        self.lag = 0
        self._lock = threading.Lock()

    def greet(self, name: str) -> None:
        with self._lock, self.file.open("a", encoding="utf-8") as file:
            file.write(f"{name}\n")

    def names(self) -> list[str]:
        return self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []

    def position(self) -> str:
        return str(len(self.names()))

    def wait_for(self, after: str) -> bool:
        return len(self.names()) - self.lag >= int(after)

    def close(self) -> None:
        self.closed = True


def build(settings: Settings) -> GreeterWiring:
    """Wire the greeter."""
    return GreeterWiring(Path(settings.state_folder))


class GreeterService:
    """Greets, and tells whom it greeted."""

    name = "greeter"
    uses = wired(build)

    @rpc
    def greet(self, request: Greet, call: Call) -> Greeting:
        time.sleep(request.pause_s)
        if request.name == "nobody":
            raise Refused("nobody_to_greet", "Il n'y a personne à saluer.", name="nobody")
        if request.name == "bug":
            raise KeyError("a secret in an exception")
        self.uses.greet(request.name)
        return Greeting(text=f"Bonjour {request.name}, de la part de {call.actor.id}")

    @rpc
    def find_greetings(self, request: FindGreetings, call: Call) -> Greetings:  # noqa: ARG002 - asks nothing
        return Greetings(names=self.uses.names())
