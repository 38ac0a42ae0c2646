"""The acceptance story, whole, in both modes; and the mutated story, which must fail."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from deploy.embedded import Embedded
from deploy.story.register import read_places
from deploy.story.tell import STEPS, tell
from deploy.story.telling import Telling
from deploy.story.world import MovableClock, World
from services.ingest.sources.generate import generate_register
from shared.clock import FileShiftedClock, ShiftedClock
from shared.testing.servers import Servers
from tests.system.processes import five_processes

PLACES = 300
OPERATOR = "operateur@exemple.invalid"
PASSWORD = secrets.token_urlsafe(16)


def world_in(base_url: str, clock: MovableClock, outbox: Path, inbox: Path) -> World:
    register = inbox / "registre-engendre.csv"
    generate_register(register, places=PLACES)
    return World(
        base_url=base_url,
        clock=clock,
        outbox=outbox,
        register=register,
        inbox=inbox,
        operator_email=OPERATOR,
        operator_password=PASSWORD,
    )


def told_embedded(folder: Path, mutate: int = 0) -> Telling:
    clock = ShiftedClock()
    with Embedded(folder, clock, 0, rate_limited=False) as maillon:
        maillon.create_operator(OPERATOR, PASSWORD)
        world = world_in(maillon.base_url, clock, maillon.outbox, maillon.inbox)
        return tell(world, read_places(world.register), print, mutate)


@pytest.mark.timeout(180)
def test_the_whole_story_holds_in_one_process(tmp_path: Path) -> None:
    telling = told_embedded(tmp_path)
    assert telling.failures == []
    assert telling.held == STEPS


@pytest.mark.timeout(300)
def test_the_whole_story_holds_on_five_processes(tmp_path: Path, servers: Servers, amqp_url: str) -> None:
    with five_processes(tmp_path, amqp_url, servers.new_database) as processes:
        processes.open_operator(OPERATOR, PASSWORD)
        clock = FileShiftedClock(processes.clock_file)
        world = world_in(processes.base_url, clock, processes.outbox, processes.inbox)
        telling = tell(world, read_places(world.register), print)
    assert telling.failures == []
    assert telling.held == STEPS


@pytest.mark.timeout(180)
@pytest.mark.parametrize("step", [3, 20, 31])
def test_a_story_whose_step_is_undone_fails_at_that_step(tmp_path: Path, step: int) -> None:
    telling = told_embedded(tmp_path, mutate=step)
    assert [failure.partition(":")[0] for failure in telling.failures] == [f"step {step}"]
