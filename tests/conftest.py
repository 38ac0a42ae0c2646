"""What every test may ask for: real servers, a fresh database, a fresh virtual host, real data.

Nothing here starts unless a test names it. Tests marked `real_data` are collected only when MAILLON_REAL_DATA
names their folder, and the summary says how many ran.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from shared.testing.servers import Servers, start_servers

REAL_DATA_VARIABLE = "MAILLON_REAL_DATA"
REQUIRE_SERVERS_VARIABLE = "MAILLON_REQUIRE_SERVERS"
RAN_ON_REAL_DATA: set[str] = set()  # in the process that reports, whichever worker ran them


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """RabbitMQ and PostgreSQL of the run, started when first used. A test that kills starts its own."""
    with start_servers() as started:
        yield started


@pytest.fixture
def postgres_url(servers: Servers) -> Iterator[str]:
    """An empty PostgreSQL database for this test alone."""
    url = servers.new_database()
    yield url
    servers.drop_database(url)


@pytest.fixture
def amqp_url(servers: Servers) -> Iterator[str]:
    """An empty virtual host of a real RabbitMQ for this test alone."""
    url = servers.new_vhost()
    yield url
    servers.drop_vhost(url)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public data to read; asked only by tests marked `real_data`."""
    return Path(os.environ[REAL_DATA_VARIABLE])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--on-servers", action="store_true", help="only tests on a real RabbitMQ or PostgreSQL")


def pytest_configure(config: pytest.Config) -> None:
    # a busy machine is not a bug: pytest-timeout alone judges how long a test may take
    settings.register_profile("maillon", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("maillon")
    if folder := os.environ.get(REAL_DATA_VARIABLE):
        if not Path(folder).is_dir():
            raise pytest.UsageError(f"{REAL_DATA_VARIABLE} names no folder: {folder}")
        os.environ[REAL_DATA_VARIABLE] = str(Path(folder).resolve())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_side_by_side(item.path)))
    left_out = set[pytest.Item]()
    if not os.environ.get(REAL_DATA_VARIABLE):
        left_out |= {item for item in items if item.get_closest_marker("real_data")}
    if config.getoption("--on-servers"):
        left_out |= {item for item in items if not _has_a_server(item)}
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))


def _has_a_server(item: pytest.Item) -> bool:
    """Whether a fixture, a parameter or the test itself starts one."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    starts = "start_servers" in vars(getattr(item, "module", None) or object)
    return "servers" in fixtures or "postgresql" in item.name or starts


def _side_by_side(path: Path) -> str:
    """What one worker runs one after the other: the tests of a file, or of a folder that shares servers."""
    kind, *rest = path.relative_to(Path(__file__).parent).parts
    return f"{kind}/{rest[0]}" if kind == "integration" else "/".join([kind, *rest])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and "real_data" in report.keywords:
        RAN_ON_REAL_DATA.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In continuous integration, a run in which a test was skipped has proven less than it says: it fails."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and os.environ.get(REQUIRE_SERVERS_VARIABLE):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    given = bool(os.environ.get(REAL_DATA_VARIABLE))
    terminalreporter.write_line(f"real data: {len(RAN_ON_REAL_DATA)} tests" if given else "real data: absent")
