"""`maillon doctor`: every check in turn, one line each; exit status 1 when one fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from deploy.operations.doctor import access_log, keys, papers, positions, reach
from deploy.operations.doctor.findings import Check, Desk, Finding, look
from deploy.operations.doctor.patients import Patient, caller_of, patients
from deploy.operations.telling import said

MARKS = {"ok": "ok   ", "warn": "avis ", "fail": "PANNE"}
Service = Annotated[str, typer.Option(help="One service, by the settings in the environment.")]
Folder = Annotated[Path, typer.Option(help="The embedded installation's folder.")]


def doctor_command(
    service: Service = "",
    folder: Folder = Path("var"),
    key_backups: Annotated[
        Path | None, typer.Option(envvar="MAILLON_KEY_BACKUP_FOLDER", help="Folder of the keys' backups.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Neither digests, files nor the whole log.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A list of objects instead of lines.")] = False,
) -> None:
    """Look at settings, stores, positions, keys, papers, proofs, clocks and disks; nothing is changed."""
    with said(), patients(service, folder) as found:
        findings = list(_all(found, key_backups, quick))
    if as_json:
        typer.echo(msgspec.json.encode(findings).decode())
    else:
        for one in findings:
            typer.echo(f"{MARKS[one.level]} {one.service:13} {one.check:11} {one.said}")
            if one.way_out:
                typer.echo(f"      → {one.way_out}")
        counts = {level: sum(f.level == level for f in findings) for level in MARKS}
        typer.echo(f"{counts['ok']} ok, {counts['warn']} avis, {counts['fail']} pannes")
    if any(one.level == "fail" for one in findings):
        raise typer.Exit(1)


def _all(found: list[Patient], key_backups: Path | None, quick: bool) -> Iterator[Finding]:
    for patient in found:
        yield from look(patient.service, "settings", _assembling(patient))
    for patient in found:
        for name, check in _checks(patient, key_backups, quick).items():
            yield from look(patient.service, name, check)


def _assembling(patient: Patient) -> Check:
    """Opening the service by its settings is the check."""

    def check(desk: Desk) -> Iterator[Finding]:
        patient.assemble(caller_of(patient))
        yield desk.ok("réglages lus, secrets lisibles")

    return check


def _checks(patient: Patient, key_backups: Path | None, quick: bool) -> dict[str, Check]:
    def of(check: object) -> Check:
        return lambda desk: check(patient, desk)  # type: ignore[operator]

    found = {
        "secrets": of(reach.secrets),
        "database": of(reach.databases),
        "broker": of(reach.broker),
        "clock": of(reach.clocks),
        "disk": of(reach.room),
        "antivirus": of(reach.scanner),
        "views": of(positions.views),
        "facts": of(positions.consumers),
        "keys": of(keys.opened),
        "backup": lambda desk: keys.backed_up(patient, desk, key_backups),
        "erasures": of(keys.erased),
    }
    if not quick:
        found |= {"digests": of(positions.digests), "files": of(papers.files), "log": of(access_log.chains)}
    return found
