"""Servers that exist already, named by address in the environment: ours to use, never to kill or remove."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.testing.server import ServersMissingError, broker_answers, postgres_answers

BROKER_VARIABLE = "MAILLON_TEST_AMQP_URL"
MANAGEMENT_VARIABLE = "MAILLON_TEST_AMQP_MANAGEMENT_URL"
POSTGRES_VARIABLE = "MAILLON_TEST_POSTGRES_URL"


@dataclass(frozen=True)
class GivenServer:
    """A server at an address of the environment."""

    url: str
    variable: str
    answers: Callable[[str], bool]
    management_url: str = ""

    def start(self) -> None:
        if not self.answers(self.url):
            raise ServersMissingError(f"the server named by {self.variable} does not answer")

    def kill(self) -> None:
        raise ServersMissingError(
            f"the server named by {self.variable} is not ours to kill; unset it for this test"
        )

    def freeze(self) -> None:
        self.kill()

    def wipe(self) -> None:
        self.kill()

    def stop(self) -> None:
        return None


def given_broker(environment: Mapping[str, str]) -> GivenServer:
    url = _address(environment, BROKER_VARIABLE)
    return GivenServer(url, BROKER_VARIABLE, broker_answers, environment.get(MANAGEMENT_VARIABLE, ""))


def given_postgres(environment: Mapping[str, str]) -> GivenServer:
    return GivenServer(_address(environment, POSTGRES_VARIABLE), POSTGRES_VARIABLE, postgres_answers)


def _address(environment: Mapping[str, str], variable: str) -> str:
    if url := environment.get(variable, ""):
        return url
    raise ServersMissingError(f"{variable} is not set")
