"""Which methods of a service class are called from outside, and how a class says what it is wired to.

A complete service (`services/greeter/service.py`):

    class GreeterService:
        name = "greeter"
        uses = wired(build)                      # build(settings: Settings) -> GreeterWiring

        @rpc
        def greet(self, request: Greet, call: Call) -> Greeting:
            return self.uses.greet(request, call)

Distributed, `shared.host` builds the wiring when the process starts and gives it to each worker as
`self.uses`; embedded, the same class is made plainly: `service = GreeterService(); service.uses =
build(settings)`. A wiring object offers `position`, `wait_for`, `background`, `close` (see `Wiring`). No
nameko here: `shared.rpc .entrypoint` attaches its entrypoints to what `@rpc` marked.
"""

from __future__ import annotations

import inspect
import threading
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from shared.contracts.shapes import Command, Request, method_of
from shared.settings import Settings

MARK = "__maillon_rpc__"
M = TypeVar("M", bound=Callable[..., Any])
W = TypeVar("W")


class Loop(Protocol):
    """Background work of a process (relay, subscription, projection): runs until `stop` is set."""

    def run(self, stop: threading.Event) -> None: ...


class ReadsOwnWrites(Protocol):
    """How a service tells where it is: `position()` is an opaque token of what it has stored, and
    `wait_for(token)` returns True as soon as its views have reached it, False after at most one second (see
    `dispatch.wait_until`)."""

    def position(self) -> str: ...

    def wait_for(self, after: str) -> bool: ...


class Wiring(ReadsOwnWrites, Protocol):
    """What a service class is given: its use cases and views, the loops to run beside, and how to close it
    all."""

    @property
    def background(self) -> Sequence[Loop]: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Wired:
    """The mark left by `wired` on a service class, until a host replaces it by what `build` makes."""

    build: Callable[[Settings], Any]


def wired(build: Callable[[Settings], W]) -> W:
    """Declare what a service class uses. Nothing is built before a host starts the class."""
    return cast(W, Wired(build))


def rpc(method: M) -> M:
    """Mark a service method as callable from outside: `def verb_phrase(self, request: R, call: Call) ->
    Reply`."""
    setattr(method, MARK, True)
    return method


@dataclass(frozen=True)
class RpcMethod:
    """A method marked by `@rpc`: its name and the request it takes."""

    name: str
    request: type[Request]

    @property
    def is_command(self) -> bool:
        return issubclass(self.request, Command)


def rpc_methods(service_class: type[Any]) -> dict[str, RpcMethod]:
    """The marked methods of a class, by name. Raises TypeError when a method's name is not its request's."""
    found = {}
    for name, function in inspect.getmembers(service_class, inspect.isfunction):
        if not getattr(function, MARK, False):
            continue
        request = typing.get_type_hints(function).get("request")
        if not (isinstance(request, type) and issubclass(request, Request)):
            raise TypeError(f"{service_class.__name__}.{name}: `request` must be annotated with a Request")
        if method_of(request) != name:
            raise TypeError(f"{service_class.__name__}.{name} should be named {method_of(request)}")
        found[name] = RpcMethod(name, request)
    return found
