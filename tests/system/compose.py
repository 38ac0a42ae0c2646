"""`make compose-test`: the story on docker compose, on five images, then all taken down.

Everything it needs is made in a folder of its own: secrets, register, outbox, rehearsal clock.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from deploy.init import init
from deploy.story.register import read_places
from deploy.story.tell import tell
from deploy.story.world import World
from services.ingest.sources.generate import generate_register
from shared.clock import FileShiftedClock

ROOT = Path(__file__).resolve().parents[2]
FILES = ("docker-compose.yml", "tests/system/compose.rehearsal.yml")
SERVICES = ("ingest", "directory", "vault", "notifications", "gateway")
BUILD_TIMEOUT_S = 900
UP_TIMEOUT_S = 300
DOWN_TIMEOUT_S = 120
OPERATOR = "operateur@exemple.invalid"


class Compose:
    """One project of docker compose in `folder`, on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._environment = os.environ | {
            "MAILLON_SECRETS": str(folder / "secrets"),
            "MAILLON_PORT": str(self.port),
            "MAILLON_REHEARSAL": str(folder),
            "COMPOSE_PROJECT_NAME": f"maillon-rehearsal-{os.getpid()}",
            "DOCKER_BUILDKIT": "0",
        }

    def run(self, *words: str, timeout_s: int, stdin: str = "", check: bool = True) -> str:
        """Run `docker compose …`; its output, or RuntimeError with the end of it."""
        files = [part for name in FILES for part in ("-f", str(ROOT / name))]
        return _run(["docker", "compose", *files, *words], self._environment, timeout_s, stdin, check)

    def build(self) -> None:
        """The five images, by plain `docker build`, which every engine has."""
        for name in SERVICES:
            command = ["docker", "build", "--network", "host", "-q", "-f", "deploy/Dockerfile"]
            command += ["--build-arg", f"SERVICE={name}", "-t", f"maillon-{name}", "."]
            _run(command, self._environment, BUILD_TIMEOUT_S)

    def logs(self) -> str:
        return self.run("logs", "--no-color", "--tail", "40", timeout_s=60, check=False)


def _run(
    command: list[str], environment: dict[str, str], timeout_s: int, stdin: str = "", check: bool = True
) -> str:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:6])}…: {(done.stdout + done.stderr)[-3000:]}")
    return done.stdout + done.stderr


def prepare(folder: Path) -> None:
    """Secrets, and folders that the containers' user may write in."""
    init(folder / "secrets", readable_by_containers=True)
    (folder / "secrets").chmod(0o755)
    for name in ("inbox", "outbox", "clock"):
        (folder / name).mkdir()
        (folder / name).chmod(0o777)
    (folder / "clock" / "offset").write_text("0", encoding="ascii")


def world_of(compose: Compose) -> World:
    password = secrets.token_urlsafe(16)
    compose.run(
        "exec",
        "-T",
        "gateway",
        "python3",
        "-m",
        "deploy.container",
        "operator",
        OPERATOR,
        timeout_s=60,
        stdin=password + "\n",
    )
    register = compose.folder / "inbox" / "registre-engendre.csv"
    generate_register(register)
    return World(
        base_url=f"http://127.0.0.1:{compose.port}",
        clock=FileShiftedClock(compose.folder / "clock" / "offset"),
        outbox=compose.folder / "outbox" / "sms.jsonl",
        register=register,
        inbox=compose.folder / "inbox",
        operator_email=OPERATOR,
        operator_password=password,
    )


def main() -> int:
    """Build, start, tell, stop; the exit status says whether every step held."""
    with tempfile.TemporaryDirectory(prefix="maillon-compose-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        prepare(folder)
        compose = Compose(folder)
        started = time.monotonic()
        _say("building five images…", started)
        compose.build()
        try:
            _say("starting…", started)
            compose.run(
                "up",
                "-d",
                "--no-build",
                "--wait",
                "--wait-timeout",
                str(UP_TIMEOUT_S),
                timeout_s=UP_TIMEOUT_S + 60,
            )
            _say("healthy; telling the story", started)
            world = world_of(compose)
            telling = tell(world, read_places(world.register), print)
            held, failed = telling.held, len(telling.failures)
        except Exception as failure:  # noqa: BLE001  # whatever it was, the logs are told and all is taken down
            print(f"{type(failure).__name__}: {failure}")
            held, failed = 0, 1
        if failed:
            print(compose.logs())
        _say("stopping…", started)
        compose.run("down", "-v", "--timeout", "5", timeout_s=DOWN_TIMEOUT_S, check=False)
    print(f"maillon compose: {held} steps held, {failed} failed")
    return 1 if failed else 0


def _say(what: str, started: float) -> None:
    print(f"[{time.monotonic() - started:5.0f} s] {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
