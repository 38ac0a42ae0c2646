"""Our `Rpc` for nameko: one entrypoint per service, that a broker's death or a lost reply never stops.

nameko's own ends the process when a reply cannot be sent, and runs calls that nobody waits for any more. Ours
reconnects within two seconds for ever, acknowledges a call once its reply is with the broker, and lets the
dispatcher refuse what is past its deadline.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import eventlet
from eventlet.event import Event
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint, Extension, register_entrypoint

from shared.logs import failure, get_logger
from shared.messaging.connection import BrokerDown, backoff_s, close_quietly, connect, drain
from shared.metrics import RPC_REPLY_LOST
from shared.rpc.dispatch import Dispatcher
from shared.rpc.replies import Replies
from shared.rpc.wire import declare_calls, unwrap

READ_STEP_S = 0.5
STOP_CONSUMING_MAX_S = 2.0
CLOSE_MAX_S = 2.0
_log = get_logger(__name__)


class CallConsumer(Extension):  # type: ignore[misc]  # nameko is untyped
    """Holds the connection that calls arrive by. Stops consuming first, and closes once all workers are
    done."""

    def __init__(self) -> None:
        self.connected = False
        self._channel: Any = None
        self._stopping = False
        self._closing = False
        self._idle = Event()
        self._thread: Any = None
        self._tag = ""

    def serve(self, amqp_url: str, service: str, prefetch: int, on_call: Any) -> None:
        """Start consuming, in a managed thread that nothing but `stop` ends."""
        self._thread = self.container.spawn_managed_thread(
            partial(self._keep_serving, amqp_url, service, prefetch, on_call), identifier="rpc calls"
        )

    def finish_consuming(self) -> None:
        """Take no new call; those under way may go on and acknowledge."""
        self._stopping = True
        with eventlet.Timeout(STOP_CONSUMING_MAX_S, False):
            self._idle.wait()

    def stop(self) -> None:
        self._closing = True
        with eventlet.Timeout(CLOSE_MAX_S, False):
            if self._thread is not None:
                self._thread.wait()

    def acknowledge(self, message: Any) -> None:
        """The broker may forget this call. If the connection is gone, it comes again, and its deadline
        decides."""
        try:
            message.channel.basic_ack(message.delivery_tag)
        except (*BrokerDown, AttributeError):
            _log.info("rpc_ack_lost")

    def _keep_serving(self, amqp_url: str, service: str, prefetch: int, on_call: Any) -> None:
        failures = 0
        while not self._stopping:
            try:
                connection = connect(amqp_url, f"maillon calls {service}")
                try:
                    self._consume(connection, service, prefetch, on_call)
                    failures = 0
                    self._read(connection)
                finally:
                    self.connected = False
                    close_quietly(connection)
            except Exception as why:  # noqa: BLE001 - whatever it is, the next connection is the remedy
                failures += 1
                _log.warning("rpc_connection_lost", service=service, **failure(why))
                eventlet.sleep(backoff_s(failures))
        if not self._idle.ready():
            self._idle.send()

    def _consume(self, connection: Any, service: str, prefetch: int, on_call: Any) -> None:
        channel = connection.channel()
        queue = declare_calls(channel, service)
        channel.basic_qos(0, prefetch, False)
        self._tag = channel.basic_consume(queue, callback=on_call)
        self._channel = channel
        self.connected = True
        _log.info("rpc_serving", service=service)

    def _read(self, connection: Any) -> None:
        """Until stopped: new calls arrive until `_stopping`, acknowledgements leave until `_closing`."""
        consuming = True
        while not self._closing:
            if self._stopping and consuming:
                consuming = False
                self._channel.basic_cancel(self._tag)
                self._idle.send()
            drain(connection, READ_STEP_S)
            connection.heartbeat_tick()


class Rpc(Entrypoint):  # type: ignore[misc]
    """Serves every `@rpc` method of a service through its dispatcher. Attached by `serve_calls`."""

    consumer = CallConsumer()

    def __init__(self, dispatcher: Dispatcher, amqp_url: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._dispatcher = dispatcher
        self._amqp_url = amqp_url
        self._replies = Replies(amqp_url, dispatcher.service_name)

    def start(self) -> None:
        workers = self.container.max_workers
        self.consumer.serve(self._amqp_url, self._dispatcher.service_name, workers, self._on_call)

    def stop(self) -> None:
        self.consumer.finish_consuming()

    def _on_call(self, message: Any) -> None:
        method = message.delivery_info["routing_key"].rpartition(".")[2]
        headers = {name: str(value) for name, value in (message.headers or {}).items()}
        arguments = (method, unwrap(message.body), headers)
        try:
            self.container.spawn_worker(self, arguments, {}, handle_result=partial(self._on_result, message))
        except ContainerBeingKilled:
            message.channel.basic_reject(message.delivery_tag, requeue=True)

    def _on_result(self, message: Any, _worker: Any, reply: Any, exc_info: Any) -> tuple[Any, Any]:
        """Reply, then acknowledge. Whatever happens here, the process lives."""
        try:
            properties = message.properties
            if isinstance(reply, bytes) and properties.get("reply_to"):
                self._replies.send(reply, properties["reply_to"], properties.get("correlation_id", ""))
        except Exception as why:  # noqa: BLE001 - a reply that cannot be sent concerns its caller only
            RPC_REPLY_LOST.labels(self._dispatcher.service_name).inc()
            _log.warning("rpc_reply_lost", service=self._dispatcher.service_name, **failure(why))
        self.consumer.acknowledge(message)
        return reply, exc_info


def serve_calls(service_class: type[Any], dispatcher: Dispatcher, amqp_url: str) -> type[Any]:
    """A subclass of `service_class` that nameko can host: its one entrypoint hands calls to `dispatcher`."""

    def serve_call(self: Any, method: str, payload: bytes, headers: dict[str, str]) -> bytes:
        return dispatcher.handle(self, method, payload, headers)

    register_entrypoint(serve_call, Rpc(dispatcher, amqp_url))
    return type(service_class.__name__, (service_class,), {"serve_call": serve_call})
