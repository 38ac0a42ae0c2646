"""Calls over a real broker: the same answers and refusals as in process, and none that hangs."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from shared.clock import SystemClock
from shared.contracts.shapes import Query
from shared.problems import InvalidInput, Problem, Refused, Unavailable
from shared.rpc.aio import AioCaller
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Actor
from shared.rpc.keys import load_signer
from shared.rpc.reply import RemoteBug
from shared.testing.greeter import FindGreetings, Greet
from shared.testing.server import free_port

ME = Actor(id="p-1", kind="professional")


class FindNothing(Query, frozen=True, kw_only=True):
    """Asked of a service that does not exist."""


FindNothing.__module__ = "contracts.absent"


def refusal(caller: AmqpCaller, request: Any, **given: Any) -> Problem:
    with pytest.raises(Problem) as raised:
        caller.call(request, ME, **given)
    return raised.value


def test_calls_are_answered_and_refused_as_in_process(greeter: Any, caller: AmqpCaller) -> None:
    answer = caller.call(Greet(name="Zoé"), ME, key="k1")
    assert (answer.value.text, answer.position) == ("Bonjour Zoé, de la part de p-1", "1")
    assert caller.call(FindGreetings(), ME, after=answer.position).value.names == ["Zoé"]
    assert refusal(caller, Greet(name="nobody"), key="k2").params == {"name": "nobody"}
    assert refusal(caller, Greet(name="x")).field == "key"
    with pytest.raises(RemoteBug):
        caller.call(Greet(name="bug"), ME, key="k3")
    assert greeter.names() == ["Zoé"]


def test_an_actor_of_another_key_is_refused(greeter: Any, amqp_url: str, tmp_path: Path) -> None:
    from shared.rpc.actor import KeyRights
    from shared.rpc.keys import create_key_pair

    stranger = create_key_pair(tmp_path / "elsewhere", "test", KeyRights(kinds=("professional",)))
    caller = AmqpCaller(amqp_url, load_signer(stranger), SystemClock())
    try:
        assert refusal(caller, Greet(name="x"), key="k").code == "actor_not_proven"
    finally:
        caller.close()
    assert greeter.names() == []


def test_a_call_without_answer_ends_at_its_deadline(greeter: Any, caller: AmqpCaller) -> None:
    caller.call(FindGreetings(), ME)
    began = time.monotonic()
    assert refusal(caller, Greet(name="slow", pause_s=2), key="k", timeout_s=0.3).code == "no_reply"
    assert time.monotonic() - began < 1


def test_an_absent_service_is_told_at_once(caller: AmqpCaller) -> None:
    assert refusal(caller, FindNothing(), timeout_s=10).code == "service_absent"


def test_without_a_broker_a_call_is_refused_within_its_deadline(keys: Path) -> None:
    caller = AmqpCaller(f"amqp://127.0.0.1:{free_port()}//", load_signer(keys / "test.pem"), SystemClock())
    began = time.monotonic()
    try:
        assert refusal(caller, FindGreetings(), timeout_s=3).code == "broker_down"
        assert refusal(caller, FindGreetings(), timeout_s=3).code == "broker_down"
    finally:
        caller.close()
    assert time.monotonic() - began < 3


def test_many_callers_share_a_connection(greeter: Any, caller: AmqpCaller) -> None:
    problems: list[BaseException] = []

    def call(number: int) -> None:
        try:
            for turn in range(20):
                caller.call(Greet(name=f"{number}-{turn}"), ME, key=f"{number}-{turn}")
        except BaseException as why:  # noqa: BLE001 - a thread's failure is the test's
            problems.append(why)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert problems == []
    assert len(set(greeter.names())) == 160


def test_a_service_told_to_stop_finishes_the_call_under_way(greeter: Any, caller: AmqpCaller) -> None:
    answers: list[Any] = []
    caller.call(FindGreetings(), ME)
    thread = threading.Thread(
        target=lambda: answers.append(caller.call(Greet(name="last", pause_s=1.5), ME, key="k"))
    )
    thread.start()
    thread.join(0.5)
    assert greeter.terminate() == 0
    thread.join(5)
    assert greeter.names() == ["last"]
    assert len(answers) == 1


def test_an_asyncio_caller_is_answered_and_refused_alike(greeter: Any, amqp_url: str, keys: Path) -> None:
    async def story() -> tuple[str, list[str], list[str]]:
        caller = AioCaller(amqp_url, load_signer(keys / "test.pem"), SystemClock())
        try:
            answer = await caller.call(Greet(name="Zoé"), ME, key="k1")
            names = [
                (await one).value.names
                for one in [asyncio.ensure_future(caller.call(FindGreetings(), ME)) for _ in range(20)]
            ]
            codes = []
            for request, timeout_s in (
                (Greet(name="nobody"), 5.0),
                (FindNothing(), 5.0),
                (Greet(name="slow", pause_s=2), 0.3),
            ):
                try:
                    await caller.call(request, ME, key="k2", timeout_s=timeout_s)
                except Problem as problem:
                    codes.append(problem.code)
            return answer.value.text, names[-1], codes
        finally:
            await caller.close()

    text, names, codes = asyncio.run(story())
    assert text == "Bonjour Zoé, de la part de p-1"
    assert names == ["Zoé"]
    assert codes == ["nobody_to_greet", "service_absent", "no_reply"]


def test_an_asyncio_caller_without_broker_is_refused_within_its_deadline(keys: Path) -> None:
    async def story() -> float:
        caller = AioCaller(f"amqp://127.0.0.1:{free_port()}//", load_signer(keys / "test.pem"), SystemClock())
        began = time.monotonic()
        try:
            for _ in range(2):
                with pytest.raises(Unavailable, match="broker_down"):
                    await caller.call(FindGreetings(), ME, timeout_s=3)
        finally:
            await caller.close()
        return time.monotonic() - began

    assert asyncio.run(story()) < 3


def test_the_six_kinds_are_told_apart_on_the_wire(greeter: Any, caller: AmqpCaller) -> None:
    assert isinstance(refusal(caller, Greet(name="nobody"), key="k"), Refused)
    assert isinstance(refusal(caller, Greet(name="x")), InvalidInput)
