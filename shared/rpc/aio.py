"""Calls over the broker for asyncio (the gateway), with aio-pika: the same promises as `shared.rpc.amqp`."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from functools import partial
from typing import Any

import aio_pika
from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import AMQPError, DeliveryError, PublishError

from shared.clock import Clock
from shared.contracts.shapes import Request
from shared.ids import new_id
from shared.logs import failure, get_logger
from shared.messaging.connection import CONNECT_TIMEOUT_S, HEARTBEAT_S, RECONNECT_MAX_S, backoff_s
from shared.rpc.actor import ActorSigner
from shared.rpc.call import RPC_TIMEOUT_S, Actor, Answer
from shared.rpc.headers import Outgoing, outgoing
from shared.rpc.reply import read_reply
from shared.rpc.unanswered import broker_down, no_reply, service_absent, service_busy
from shared.rpc.wire import EXCHANGE, routing_key, wrap

_log = get_logger(__name__)


@dataclass
class _Link:
    """One connection and the calls waiting on it, by reply id."""

    exchange: Any
    reply_to: str
    waiting: dict[str, asyncio.Future[bytes]]


class AioCaller:
    """Implements `shared.rpc.call.AsyncCaller`; belongs to one event loop; connects at the first call."""

    def __init__(self, amqp_url: str, signer: ActorSigner, clock: Clock, name: str = "gateway") -> None:
        self._amqp_url = amqp_url
        self._signer = signer
        self._clock = clock
        self._name = name
        self._link: _Link | None = None
        self._failures = 0
        self._known: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None

    async def call(
        self,
        request: Request,
        actor: Actor,
        *,
        key: str = "",
        after: str = "",
        timeout_s: float = RPC_TIMEOUT_S,
    ) -> Answer:
        sent: Outgoing | None = None
        try:
            async with asyncio.timeout(timeout_s):
                link = await self._connected()
                sent = outgoing(
                    request, actor, self._signer, self._clock, key=key, after=after, timeout_s=timeout_s
                )
                body = await self._exchange(link, sent)
        except TimeoutError:
            raise no_reply() from None
        return read_reply(body, type(request), sent.correlation_id)

    async def close(self) -> None:
        """Give up pending calls and close the connection."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _exchange(self, link: _Link, sent: Outgoing) -> bytes:
        reply_id, future = str(new_id()), asyncio.get_running_loop().create_future()
        link.waiting[reply_id] = future
        message = aio_pika.Message(
            wrap(sent.payload),
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=aio_pika.DeliveryMode.NOT_PERSISTENT,
            expiration=sent.timeout_s,
            reply_to=link.reply_to,
            correlation_id=reply_id,
            headers=dict(sent.headers),
        )
        try:
            await link.exchange.publish(message, routing_key(sent.service, sent.method), mandatory=True)
            reply: bytes = await future
            return reply
        except PublishError:
            raise service_absent() from None
        except DeliveryError:
            raise service_busy() from None
        except (AMQPError, OSError, RuntimeError):  # a closed channel is a RuntimeError here
            raise broker_down() from None
        finally:
            link.waiting.pop(reply_id, None)
            if not future.cancel() and not future.cancelled():
                future.exception()  # seen: asyncio need not report it

    async def _connected(self) -> _Link:
        if self._task is None:
            self._known = asyncio.Event()
            self._task = asyncio.create_task(self._keep_link())
        if self._known is not None and not self._known.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._known.wait(), RECONNECT_MAX_S)
        if self._link is None:
            raise broker_down()
        return self._link

    async def _keep_link(self) -> None:
        while True:
            try:
                await self._hold_link()
            except (AMQPError, OSError, RuntimeError, TimeoutError) as why:
                _log.warning("rpc_link_lost", caller=self._name, **failure(why))
            self._failures += 1
            self._tell(None)
            await asyncio.sleep(backoff_s(self._failures))

    async def _hold_link(self) -> None:
        connection = await aio_pika.connect(
            self._amqp_url,
            timeout=CONNECT_TIMEOUT_S,
            heartbeat=HEARTBEAT_S,
            client_properties={"connection_name": f"maillon rpc {self._name}"},
        )
        async with connection:
            gone = asyncio.Event()
            connection.close_callbacks.add(lambda *_: gone.set())
            channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
            channel.close_callbacks.add(lambda *_: gone.set())
            exchange = await channel.declare_exchange(EXCHANGE, "topic", durable=True)
            link = _Link(exchange, str(new_id()), {})
            queue = await channel.declare_queue(
                f"rpc.reply-{self._name}-{link.reply_to}", exclusive=True, auto_delete=True
            )
            await queue.bind(exchange, link.reply_to)
            await queue.consume(partial(_answered, link), no_ack=True)
            self._failures = 0
            self._tell(link)
            try:
                await gone.wait()
            finally:
                self._tell(None)
                for future in link.waiting.values():
                    if not future.done():
                        future.set_exception(ConnectionError())

    def _tell(self, link: _Link | None) -> None:
        self._link = link
        if self._known is not None:
            self._known.set()


async def _answered(link: _Link, message: AbstractIncomingMessage) -> None:
    future = link.waiting.get(message.correlation_id or "")
    if future is not None and not future.done():
        future.set_result(message.body)
