"""`make check`: everything that can be verified without a server, one line each, all of them even
after a failure.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
CHECK_TIMEOUT_S = 600
OUTPUT_MAX_LINES = 60


@dataclass(frozen=True)
class Check:
    """One command that must end with 0."""

    name: str
    command: tuple[str | Path, ...]


def checks() -> list[Check]:
    """The checks this machine can make; the compose file's needs docker's compose plugin."""
    python = (sys.executable, "-m")
    found = [
        Check("style (ruff check)", (*python, "ruff", "check", ".")),
        Check("layout (ruff format)", (*python, "ruff", "format", "--check", ".")),
        Check("types of shared, services, deploy (mypy --strict)", (*python, "mypy")),
        Check(
            "types of tests and bench (mypy)",
            (*python, "mypy", "--config-file", "tests/mypy.ini", *_tested()),
        ),
        Check("who imports whom (import-linter)", (BIN / "lint-imports", "--no-cache")),
        Check(
            "public facts as released (release_contracts)",
            (*python, "deploy.tooling.release_contracts", "--check"),
        ),
        Check(
            "docs/reference as the contracts say (interface)",
            (*python, "deploy.tooling.interface", "--check"),
        ),
        Check("sizes, names, addresses, libraries, docs", (*python, "pytest", "-q", "tests/architecture")),
        Check("shell scripts parse", ("sh", "-n", *sorted((ROOT / "deploy" / "setup").iterdir()))),
    ]
    if _has_compose():
        found.append(Check("compose file (docker compose config)", ("docker", "compose", "config", "-q")))
    return found


def main() -> int:
    """Run them all; 0 when all passed."""
    failed = 0
    chosen = checks()
    for check in chosen:
        began = time.monotonic()
        passed, output = _run(check)
        failed += not passed
        print(
            f"{'passed' if passed else 'FAILED'}  {check.name}  {time.monotonic() - began:.1f} s", flush=True
        )
        if not passed:
            print("\n".join(output.splitlines()[-OUTPUT_MAX_LINES:]), flush=True)
    print(f"maillon check: {len(chosen) - failed} checks passed, {failed} failed")
    return 1 if failed else 0


def _run(check: Check) -> tuple[bool, str]:
    try:
        done = subprocess.run(
            check.command, cwd=ROOT, capture_output=True, text=True, timeout=CHECK_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as why:
        return False, str(why)
    return done.returncode == 0, done.stdout + done.stderr


def _tested() -> list[str]:
    return [folder for folder in ("tests", "bench") if any((ROOT / folder).rglob("*.py"))]


def _has_compose() -> bool:
    if shutil.which("docker") is None:
        return False
    return _run(Check("compose", ("docker", "compose", "version")))[0]


if __name__ == "__main__":
    sys.exit(main())
