"""The scanner's contract, on the stand-in and on a real clamd where this machine has one (`apt-get install
clamav-daemon`; its signatures are a file written here that knows EICAR only).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from services.vault.adapters.clamd import Clamd, address_of
from shared.problems import InvalidInput, Unavailable
from shared.testing.scanner import eicar, fake_clamd

START_MAX_S = 30.0
PROGRAM = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
REAL = ["clamd"] if PROGRAM or os.environ.get("MAILLON_REQUIRE_SERVERS") else []
Start = Callable[[bool], str]


def real_clamd(folder: Path, alert_exceeds_max: bool, stack: ExitStack) -> str:
    if PROGRAM is None:
        raise RuntimeError("no clamd on this machine: apt-get install clamav-daemon")
    (folder / "local.ndb").write_text(f"Eicar-Test-Signature:0:*:{eicar().hex()}\n")
    wire = folder / "clamd.ctl"
    alert = "yes" if alert_exceeds_max else "no"
    told = {"LocalSocket": wire, "DatabaseDirectory": folder, "Foreground": "yes", "AlertExceedsMax": alert}
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in told.items()))
    process = subprocess.Popen(
        [PROGRAM, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    stack.callback(process.wait, 10)
    stack.callback(process.terminate)
    end = time.monotonic() + START_MAX_S
    while not wire.exists():
        if time.monotonic() > end or process.poll() is not None:
            raise RuntimeError("clamd did not start")
        time.sleep(0.05)  # another process starts: nothing of ours tells when
    return f"unix:{wire}"


@pytest.fixture(params=["stand-in", *REAL])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def begin(alert_exceeds_max: bool) -> str:
            if request.param == "clamd":
                return real_clamd(tmp_path, alert_exceeds_max, stack)
            scanner = stack.enter_context(fake_clamd())
            scanner.alert_exceeds_max = alert_exceeds_max
            return scanner.address

        yield begin


@pytest.mark.timeout(60)
def test_what_is_clean_passes_and_a_virus_is_named(start: Start) -> None:
    scanner = Clamd(address_of(start(True)))
    scanner.scan(lambda: [b"a paper", b" in two pieces" * 10_000])
    for pieces in ([eicar()], [b"%PDF-1.4 " + eicar()[:30], eicar()[30:] + b" %%EOF"]):
        with pytest.raises(InvalidInput) as refusal:
            scanner.scan(lambda pieces=pieces: pieces)  # type: ignore[misc]
        assert refusal.value.code == "document_infected"


@pytest.mark.timeout(60)
def test_a_scanner_that_says_ok_above_its_limits_is_not_believed(start: Start) -> None:
    scanner = Clamd(address_of(start(False)))
    with pytest.raises(Unavailable) as refusal:
        scanner.scan(lambda: [b"a paper"])
    assert refusal.value.code == "scanner_misconfigured"
