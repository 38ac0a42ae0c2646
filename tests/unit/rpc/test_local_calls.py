"""A call in process goes through the same bytes and checks as over the broker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import OperationalError

from shared.clock import FrozenClock
from shared.contracts.shapes import Query
from shared.problems import InvalidInput, NotAllowed, NotFound, Problem, Refused, Unavailable
from shared.rpc import headers as h
from shared.rpc.actor import ActorSigner
from shared.rpc.call import Actor
from shared.rpc.dispatch import Dispatcher
from shared.rpc.local import AsyncLocalCaller, LocalCaller, trusting
from shared.rpc.methods import rpc, rpc_methods
from shared.rpc.reply import RemoteBug, read_reply
from shared.testing.greeter import FindGreetings, Greet, GreeterService, GreeterWiring

NOW = datetime(2031, 3, 4, 12, tzinfo=UTC)
ME = Actor(id="p-1", kind="professional")
SIGNER = ActorSigner(Ed25519PrivateKey.generate(), "test", "test")
ANY_REQUEST = FindGreetings


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def greeter(tmp_path: Path) -> GreeterService:
    service = GreeterService()
    service.uses = GreeterWiring(tmp_path)
    return service


@pytest.fixture
def caller(greeter: GreeterService, clock: FrozenClock) -> LocalCaller:
    return LocalCaller({"greeter": greeter}, SIGNER, clock)


@pytest.fixture
def dispatcher(clock: FrozenClock) -> Dispatcher:
    return Dispatcher("greeter", rpc_methods(GreeterService), trusting(SIGNER), clock)


def sent(
    payload: bytes, clock: FrozenClock, *, method: str = "greet", key: str = "k", timeout_s: float = 5
) -> Any:
    now = clock.now()
    return {
        h.ACTOR: SIGNER.sign(ME, "greeter", method, payload, key, now),
        h.KEY: key,
        h.DEADLINE: (now + timedelta(seconds=timeout_s)).isoformat(),
        h.CORRELATION: "c-1",
    }


def test_a_command_runs_and_tells_its_position(caller: LocalCaller, greeter: GreeterService) -> None:
    answer = caller.call(Greet(name="Nour"), ME, key="k1")
    assert (answer.value.text, answer.position, answer.stale) == (
        "Bonjour Nour, de la part de p-1",
        "1",
        False,
    )
    assert greeter.uses.names() == ["Nour"]


def test_a_query_reads_what_the_caller_wrote(caller: LocalCaller) -> None:
    written = caller.call(Greet(name="Nour"), ME, key="k1")
    read = caller.call(FindGreetings(), ME, after=written.position)
    assert (read.value.names, read.stale) == (["Nour"], False)


def test_an_answer_that_may_be_behind_says_so(caller: LocalCaller, greeter: GreeterService) -> None:
    written = caller.call(Greet(name="Nour"), ME, key="k1")
    greeter.uses.lag = 1
    assert caller.call(FindGreetings(), ME, after=written.position).stale


def test_a_refusal_keeps_its_kind_code_and_parameters(caller: LocalCaller) -> None:
    with pytest.raises(Refused) as refusal:
        caller.call(Greet(name="nobody"), ME, key="k1")
    assert (refusal.value.code, refusal.value.params) == ("nobody_to_greet", {"name": "nobody"})
    assert refusal.value.detail == "Il n'y a personne à saluer."


def test_a_bug_leaves_as_a_code_without_text(
    dispatcher: Dispatcher, greeter: GreeterService, clock: FrozenClock
) -> None:
    payload = b'{"name":"bug"}'
    reply = dispatcher.handle(greeter, "greet", payload, sent(payload, clock))
    assert b"secret" not in reply
    assert json.loads(reply)["error"]["code"] == "internal"
    with pytest.raises(RemoteBug) as bug:
        read_reply(reply, Greet, "c-1")
    assert bug.value.correlation_id == "c-1"


def test_a_database_that_is_away_is_unavailable_and_not_a_bug(
    caller: LocalCaller, greeter: GreeterService
) -> None:
    class CutOff(GreeterWiring):
        def greet(self, name: str) -> None:
            raise OperationalError("select 'a secret'", None, OSError())

    greeter.uses = CutOff(greeter.uses.file.parent)
    with pytest.raises(Unavailable, match="store_unavailable") as refusal:
        caller.call(Greet(name="Nour"), ME, key="k1")
    assert "secret" not in refusal.value.detail


def test_a_command_without_key_is_refused_and_does_not_run(
    caller: LocalCaller, greeter: GreeterService
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        caller.call(Greet(name="Nour"), ME)
    assert refusal.value.field == "key"
    assert greeter.uses.names() == []


def test_an_abandoned_command_does_not_run(
    dispatcher: Dispatcher, greeter: GreeterService, clock: FrozenClock
) -> None:
    payload = b'{"name":"Nour"}'
    headers = sent(payload, clock)
    clock.move(timedelta(seconds=6))
    assert (
        json.loads(dispatcher.handle(greeter, "greet", payload, headers))["error"]["code"]
        == "deadline_passed"
    )
    assert greeter.uses.names() == []


def test_a_call_without_deadline_is_refused(dispatcher: Dispatcher, clock: FrozenClock) -> None:
    headers = sent(b"{}", clock)
    del headers[h.DEADLINE]
    with pytest.raises(InvalidInput, match="deadline_missing"):
        dispatcher.prepare("greet", b"{}", headers)


def test_a_call_without_proof_of_its_actor_is_refused(
    dispatcher: Dispatcher, greeter: GreeterService, clock: FrozenClock
) -> None:
    payload = b'{"name":"Nour"}'
    headers = sent(payload, clock) | {h.ACTOR: ""}
    with pytest.raises(NotAllowed, match="actor_not_proven"):
        read_reply(dispatcher.handle(greeter, "greet", payload, headers), Greet, "c-1")
    assert greeter.uses.names() == []


@pytest.mark.parametrize(
    ("payload", "code", "field"),
    [
        (b'{"name":3}', "malformed", "name"),
        (b"{}", "missing", "name"),
        (b'{"name":"a","colour":"red"}', "unknown_field", "colour"),
        (b"{", "not_json", ""),
        (b'"name"', "malformed", ""),
    ],
)
def test_malformed_arguments_name_the_field(
    dispatcher: Dispatcher, clock: FrozenClock, payload: bytes, code: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        dispatcher.prepare("greet", payload, sent(payload, clock))
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_an_unknown_method_is_not_found(dispatcher: Dispatcher, clock: FrozenClock) -> None:
    with pytest.raises(NotFound, match="method_absent"):
        dispatcher.prepare("close", b"{}", sent(b"{}", clock, method="close"))


def test_a_service_that_is_not_there_is_unavailable(clock: FrozenClock) -> None:
    with pytest.raises(Unavailable, match="service_absent"):
        LocalCaller({}, SIGNER, clock).call(FindGreetings(), ME)


def test_a_reply_nobody_can_read_is_a_bug() -> None:
    for body in (b"", b"{}", b'{"result":{"value":{"names":3}}}', b'{"error":{"kind":"odd","code":"x"}}'):
        with pytest.raises(RemoteBug):
            read_reply(body, ANY_REQUEST, "c-1")


def test_a_method_must_bear_the_name_of_its_request() -> None:
    class Odd:
        @rpc
        def hello(self, request: Greet, call: Any) -> None: ...

    class Untyped:
        @rpc
        def greet(self, request: dict[str, str], call: Any) -> None: ...

    for wrong in (Odd, Untyped):
        with pytest.raises(TypeError):
            rpc_methods(wrong)


@pytest.fixture
def async_caller(caller: LocalCaller) -> Iterator[AsyncLocalCaller]:
    made = AsyncLocalCaller(caller, threads=2)
    yield made
    made.close()


def test_an_asyncio_caller_gets_the_same_answers(async_caller: AsyncLocalCaller) -> None:
    async def story() -> tuple[str, type[Problem]]:
        answer = await async_caller.call(Greet(name="Nour"), ME, key="k1")
        try:
            await async_caller.call(Greet(name="nobody"), ME, key="k2")
        except Problem as problem:
            return answer.value.text, type(problem)
        raise AssertionError("nobody was greeted")

    assert asyncio.run(story()) == ("Bonjour Nour, de la part de p-1", Refused)


def test_an_asyncio_caller_does_not_wait_beyond_its_deadline(async_caller: AsyncLocalCaller) -> None:
    async def story() -> None:
        await async_caller.call(Greet(name="Nour", pause_s=0.2), ME, key="k1", timeout_s=0.05)

    with pytest.raises(Unavailable, match="no_reply"):
        asyncio.run(story())


def test_a_request_class_without_fields_still_refuses_unknown_ones() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"x":1}', type=FindGreetings)
    assert issubclass(FindGreetings, Query)
