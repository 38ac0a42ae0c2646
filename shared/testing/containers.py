"""Real servers in containers, by testcontainers: the releases that the compose file names.

Ports of the host are chosen by us and kept, so that a server killed and started again has its old address;
its data stay with its container until `stop`. Ryuk, testcontainers' own cleaner, is left out where its image
cannot be had.
"""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable
from typing import Any

from shared.testing.server import (
    PASSWORD,
    USER,
    ServersMissingError,
    broker_answers,
    free_port,
    postgres_answers,
    wait_until,
)

POSTGRES_IMAGE = "postgres:17-trixie"
BROKER_IMAGE = "rabbitmq:4.0-management"
ENGINE_TIMEOUT_S = 60
# Erlang's busy waiting takes a core of a small machine; an engine's "unlimited" open files cost it gigabytes
ERLANG_FLAGS = "+sbwt none +sbwtdcpu none +sbwtdio none +Q 65536"


class ContainerServer:
    """One container and the one address it is reached at."""

    def __init__(
        self, container: Any, answers: Callable[[str], bool], address: str, hosts: list[str]
    ) -> None:
        self._container = container
        self._answers = answers
        self._address = address
        self._hosts = hosts
        self._created = False
        self.management_url = ""

    @property
    def url(self) -> str:
        return self._address.format(host=self._hosts[0])

    def start(self) -> None:
        from docker.errors import DockerException

        try:
            if self._created:
                self._container.get_wrapped_container().start()
            else:
                self._created = True
                self._container.start()
        except DockerException as why:
            raise ServersMissingError(f"{self._container.image} does not start: {why}") from None
        wait_until(self._reached, self._container.image)

    def kill(self) -> None:
        wrapped = self._container.get_wrapped_container()
        wrapped.kill()
        wrapped.wait(timeout=ENGINE_TIMEOUT_S)

    def freeze(self) -> None:
        self._container.get_wrapped_container().pause()

    def wipe(self) -> None:
        """A new container on the same ports."""
        self.stop()
        self._created = False
        self.start()

    def stop(self) -> None:
        self._container.stop(force=True, delete_volume=True)

    def _reached(self) -> bool:
        """True once a host name reaches the server; that name comes first from then on."""
        for host in self._hosts:
            if self._answers(self._address.format(host=host)):
                self._hosts = [host]
                return True
        return False


def container_postgres() -> ContainerServer:
    container, hosts = _container(POSTGRES_IMAGE)
    port = free_port()
    container.with_bind_ports(5432, port)
    container.with_env("POSTGRES_USER", USER).with_env("POSTGRES_PASSWORD", PASSWORD)
    container.with_command("postgres -c max_connections=300")
    return ContainerServer(
        container, postgres_answers, f"postgresql://{USER}:{PASSWORD}@{{host}}:{port}/postgres", hosts
    )


def container_broker() -> ContainerServer:
    container, hosts = _container(BROKER_IMAGE)
    port, management_port = free_port(), free_port()
    container.with_bind_ports(5672, port).with_bind_ports(15672, management_port)
    container.with_env("RABBITMQ_DEFAULT_USER", USER).with_env("RABBITMQ_DEFAULT_PASS", PASSWORD)
    container.with_env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", ERLANG_FLAGS)
    server = ContainerServer(container, broker_answers, f"amqp://{USER}:{PASSWORD}@{{host}}:{port}//", hosts)
    server.management_url = f"http://{USER}:{PASSWORD}@{hosts[0]}:{management_port}"
    return server


def _container(image: str) -> tuple[Any, list[str]]:
    """A container of `image`, not started, and the host names to try. Raises ServersMissingError."""
    client = _engine()
    _have(client, image)
    from testcontainers.core.config import testcontainers_config
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.docker_client import DockerClient

    if not testcontainers_config.ryuk_disabled and not _can_have(client, testcontainers_config.ryuk_image):
        testcontainers_config.ryuk_disabled = True
    container = DockerContainer(image)
    named = DockerClient().host()
    local = [] if os.environ.get("DOCKER_HOST", "").startswith(("tcp:", "ssh:")) else ["127.0.0.1"]
    return container, list(dict.fromkeys([*local, named]))


def _engine() -> Any:
    try:
        import docker
    except ImportError:
        raise ServersMissingError("testcontainers is not installed") from None
    client = None
    try:
        client = docker.from_env(timeout=ENGINE_TIMEOUT_S)
        client.ping()
    except Exception as why:  # noqa: BLE001 - docker-py lets requests' and urllib3's errors through
        told = type(why).__name__
    else:
        return client
    del client
    with warnings.catch_warnings():  # docker-py leaves the socket open that it failed to connect
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    raise ServersMissingError(f"no Docker engine answers ({told})")


def _have(client: Any, image: str) -> None:
    if not _can_have(client, image):
        raise ServersMissingError(f"the Docker engine neither has nor can pull {image}")


def _can_have(client: Any, image: str) -> bool:
    from docker.errors import DockerException, ImageNotFound

    try:
        client.images.get(image)
    except ImageNotFound:
        try:
            client.images.pull(image)
        except (DockerException, OSError):
            return False
    return True
