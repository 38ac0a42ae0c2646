"""Chapters 6 and 7: the person reads who looked, stops sharing, takes everything away and can prove
the log.
"""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path

from deploy.story import papers
from deploy.story.client import ApiProblemError
from deploy.story.telling import StepFailedError, Telling, expect, require
from deploy.story.vault import terms
from deploy.story.world import Cast, refused

VERIFY_TIMEOUT_S = 60


def tell_withdrawal(telling: Telling, cast: Cast) -> None:
    telling.chapter("6. Awa lit qui a regardé, et arrête le partage")
    _who_looked(telling, cast)
    _stop_sharing(telling, cast)


def _who_looked(telling: Telling, cast: Cast) -> None:
    def reads_log() -> None:
        lines = cast["holder"].get(f"/vaults/{cast.ids['vault']}/access-log", limit=200)["lines"]
        seen = set() if cast.things.get("blind") else {(line["kind"], line["actor"]) for line in lines}
        for kind, who in (
            ("document_seen", "Bruno Fictif"),
            ("document_seen", "Chloé Imaginaire"),
            ("access_refused", "Chloé Imaginaire"),
            ("access_refused", "Bruno Fictif"),
        ):
            require((kind, who) in seen, f"the log does not tell {kind} by {who}: {sorted(seen)}")
        require("consent_granted" in {kind for kind, _ in seen}, "the log tells no consent")

    telling.step(
        "le journal dit qui a ouvert quoi, et qui a été refusé",
        lambda: None,
        reads_log,
        undo=lambda: cast.things.update(blind=True),
    )


def _stop_sharing(telling: Telling, cast: Cast) -> None:
    vault = cast.ids["vault"]

    def stop() -> None:
        for consent in cast["holder"].get(f"/vaults/{vault}")["consents"]:
            if consent["state"] == "live":
                cast["holder"].delete(f"/vaults/{vault}/consents/{consent['id']}")

    def colleague_refused() -> None:
        path = f"/vaults/{vault}/documents/{cast.ids['identity_paper']}/content"
        refused(lambda: cast["bruno"].download(path, manner="see"), 403, "consent_revoked")

    def nobody_followed() -> None:
        for name in ("agnes", "bruno", "chloe"):
            expect(cast[name].get("/vaults")["people"], [], f"people that {name} still follows")

    def share_again() -> None:
        body = {"terms": terms(cast, "org1", ["identity"], timedelta(days=3))}
        cast["holder"].post(f"/vaults/{vault}/consents", body)

    telling.step("Awa arrête tout partage : Bruno est refusé aussitôt", stop, colleague_refused)
    telling.step("plus personne ne la voit dans sa liste", lambda: None, nobody_followed, undo=share_again)


def tell_export(telling: Telling, cast: Cast) -> None:
    telling.chapter("7. Awa emporte tout, et la preuve avec")
    with tempfile.TemporaryDirectory(prefix="maillon-export-") as folder:
        archive = Path(folder, "export.zip")
        _take_away(telling, cast, archive)
        _prove(telling, archive, Path(folder, "altered.zip"))


def _take_away(telling: Telling, cast: Cast, archive: Path) -> None:
    def export() -> None:
        archive.write_bytes(cast["holder"].download(f"/vaults/{cast.ids['vault']}/export", method="POST"))

    def whole() -> None:
        require(archive.exists(), "no export")
        with zipfile.ZipFile(archive) as z:
            names = z.namelist()
            for needed in ("vault.json", "index.html", "access-log.json", "manifest.json", "verify_log.py"):
                require(needed in names, f"{needed} is missing from the export")
            contents = [z.read(n) for n in names if n.startswith("documents/")]
        require(papers.a_pdf() in contents, "the identity paper is not in the export, byte for byte")

    telling.step("l'export contient les originaux, les données et une page lisible", export, whole)


def _prove(telling: Telling, archive: Path, altered: Path) -> None:
    entries: list[int] = []

    def holds() -> None:
        code, last = _verify(archive)
        require(code == 0 and "chain holds" in last, f"verify_log: {last}")

    def found() -> None:
        require(altered.exists(), "nothing was altered")
        code, last = _verify(altered)
        require(code != 0, "the alteration was not found")
        require(f"entry {entries[0]}" in last, f"the entry is not named: {last}")

    telling.step(
        "verify_log.py, seul, vérifie la chaîne du journal",
        lambda: None,
        holds,
        undo=lambda: _alter_one_byte(archive, archive),
    )
    telling.step(
        "un octet changé dans le journal est trouvé, et l'entrée nommée",
        lambda: entries.append(_alter_one_byte(archive, altered)),
        found,
        undo=lambda: altered.write_bytes(archive.read_bytes()),
    )


def tell_strangers(telling: Telling, cast: Cast) -> None:
    """What a wrong card or an ended session is told."""

    def wrong_card() -> None:
        refused(lambda: cast.world.client().sign_in(card="0000-0000-0000-0000-0000-0000-00", pin="4807"), 422)

    def ended() -> None:
        cast["holder"].delete("/sessions/current")
        cast["holder"].credentials = None

    def gone() -> None:
        try:
            cast["holder"].get(f"/vaults/{cast.ids['vault']}")
        except ApiProblemError as problem:
            expect(problem.status, 401, "status after signing out")
            wrong_card()
            return
        raise StepFailedError("the session is still open")

    telling.step("Awa sort : sa session est finie, une carte inconnue n'ouvre rien", ended, gone)


def _verify(archive: Path) -> tuple[int, str]:
    """Run the verifier found in the export itself, from an empty folder, isolated from this project."""
    with tempfile.TemporaryDirectory() as empty:
        with zipfile.ZipFile(archive) as z:
            Path(empty, "verify_log.py").write_bytes(z.read("verify_log.py"))
        done = subprocess.run(
            [sys.executable, "-I", "verify_log.py", str(archive)],
            cwd=empty,
            capture_output=True,
            text=True,
            timeout=VERIFY_TIMEOUT_S,
            check=False,
        )
    lines = (done.stdout + done.stderr).strip().splitlines()
    return done.returncode, lines[-1] if lines else ""


def _alter_one_byte(source: Path, target: Path) -> int:
    """Copy an export with one byte of the stored body of its third log entry changed; gives the
    entry's number.
    """
    with zipfile.ZipFile(source) as z:
        members = {n: z.read(n) for n in z.namelist()}
    log = json.loads(members["access-log.json"])
    entry = log["entries"][2]
    body = bytearray(base64.b64decode(entry["body"]))
    body[len(body) // 2] ^= 1
    entry["body"] = base64.b64encode(bytes(body)).decode()
    members["access-log.json"] = json.dumps(log).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, content in members.items():
            z.writestr(name, content)
    target.write_bytes(out.getvalue())
    return int(entry["number"])
