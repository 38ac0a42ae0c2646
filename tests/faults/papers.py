"""T35, T36, T37: paths that climb out, files that explode, viruses and a scanner that is down."""

from __future__ import annotations

import base64
import http.client
import io
import threading
import time
import zipfile
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote
from uuid import UUID

import pikepdf

from shared.blobs import BlobStore
from shared.contracts import vault as v
from shared.ids import new_id
from shared.problems import Problem
from shared.rpc.reply import RemoteBug
from shared.testing.scanner import FakeClamd, eicar, fake_clamd
from tests.faults import bombs
from tests.faults import operations as op
from tests.faults.bed import Bed
from tests.faults.run import Fault, Mutant, Run
from tests.faults.web import Web

REFUSED_WITHIN_S = 2.0
MORE_MEMORY_MAX_BYTES = 100_000_000
TRIES = 3  # of each bomb; the machine has other work, the quickest counts
SAMPLE_S = 0.005
SECRET = "canari-que-personne-ne-doit-lire"
CLIMBS = ("../../outside/canary", "..%2f..%2foutside%2fcanary", "....//....//outside/canary", "/etc/passwd")
KNOWN = ("root:x:0:0", SECRET)


# ---------------------------------------------------------------- T35
def climb_out(run: Run) -> None:
    """Names, ids, addresses and titles that try to leave the folder of papers, by call and by HTTP."""
    outside = run.bed.folder / "outside"
    outside.mkdir(exist_ok=True)
    canary = outside / "canary"
    blobs = Path(run.bed.processes.environment("vault")["MAILLON_BLOB_FOLDER"])
    (blobs / "staging").mkdir(parents=True, exist_ok=True)
    vault_id = str(new_id())
    run.perform(op.open_vault(vault_id))
    for name in (f"../../{canary.relative_to(run.bed.folder)}", str(canary), "../" * 12 + str(canary)[1:]):
        canary.write_text(SECRET, encoding="ascii")
        _deposit_named(run, vault_id, name)
        if not canary.exists() or canary.read_text(encoding="ascii") != SECRET:
            run.blame("accepted", f"a file outside was touched under the name {name[:60]}")
    _climb_by_http(run, vault_id)
    _climb_by_title(run, vault_id, blobs)


def _deposit_named(run: Run, vault_id: str, name: str) -> None:
    holder = op.holder(vault_id)
    begin = v.BeginDeposit(vault_id=vault_id, category="health", title="Essai")
    ticket = run.bed.caller.call(begin, holder, key=str(new_id())).value
    end = v.DepositDocument(
        vault_id=vault_id, document_id=ticket.document_id, staged_name=name, size_bytes=1, sha256="0" * 64
    )
    run.attempts += 1
    try:
        run.bed.caller.call(end, holder, key=str(new_id()), timeout_s=20.0)
        run.blame("accepted", f"a paper was made of {name[:60]}")
    except RemoteBug as bug:
        run.blame("refused", f"the name {name[:60]} met a bug: {bug}")
    except Problem:
        run.ok += 1


def _climb_by_http(run: Run, vault_id: str) -> None:
    """Sent as written: no client tidies the path."""
    for climb in CLIMBS:
        for path in (
            f"/static/{climb}",
            f"/static/icons/..%2f{quote(climb, safe='')}",
            f"/api/v1/vaults/{quote(climb, safe='')}/documents",
            f"/api/v1/vaults/{vault_id}/documents/{quote(climb, safe='')}/content",
            f"/schema/facts/{quote(climb, safe='')}",
        ):
            wire = http.client.HTTPConnection("127.0.0.1", run.bed.processes.http_port, timeout=10)
            run.attempts += 1
            try:
                wire.request("GET", path)
                body = wire.getresponse().read().decode("utf-8", "replace")
            finally:
                wire.close()
            if any(known in body for known in KNOWN):
                run.blame("accepted", f"{path} showed a file outside")
            else:
                run.ok += 1


def _climb_by_title(run: Run, vault_id: str, blobs: Path) -> None:
    holder, store = op.holder(vault_id), BlobStore(blobs)
    for title in ("../../outside/canary", "/etc/cron.d/x", "..\\..\\x", "a/../../b"):
        begin = v.BeginDeposit(vault_id=vault_id, category="health", title=title)
        ticket = run.bed.caller.call(begin, holder, key=str(new_id())).value
        deposit_by_call(run, vault_id, ticket, store)
    export: Any = run.bed.caller.call(
        v.ExportVault(vault_id=vault_id), holder, key=str(new_id()), timeout_s=30.0
    ).value
    key, bound = _decoded(export.data_key), export.associated_data.encode()
    content = b"".join(store.open(UUID(export.blob), key, bound))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            run.attempts += 1
            if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or "\\" in name:
                run.blame("accepted", f"the export holds {name!r}")
            else:
                run.ok += 1


def deposit_by_call(run: Run, vault_id: str, ticket: Any, store: BlobStore) -> None:
    staged = store.stage(
        [paper()],
        data_key=_decoded(ticket.data_key),
        associated_data=ticket.associated_data.encode(),
        max_bytes=ticket.max_bytes,
    )
    end = v.DepositDocument(
        vault_id=vault_id,
        document_id=ticket.document_id,
        staged_name=staged.name,
        size_bytes=staged.size,
        sha256=staged.sha256,
    )
    run.bed.caller.call(end, op.holder(vault_id), key=str(new_id()), timeout_s=30.0)


# ---------------------------------------------------------------- T36
def explode(run: Run) -> None:
    """Each bomb through the front door: refused in time, with little more memory than before."""
    web = Web(run)
    web.sign_up()
    papers = {
        "PNG": bombs.png_flood(),
        "zip": bombs.zip_bomb(),
        "PDF": bombs.pdf_flood(1),
        "PDF in layers": bombs.pdf_flood(3),
    }
    for name, content in papers.items():
        _throw(run, name, lambda content=content: web.post_paper(content))  # type: ignore[misc]
    zipped = bombs.gzip_bomb()
    coded = {"Content-Encoding": "gzip"}
    _throw(run, "gzip body", lambda: web.post_paper(zipped, coded))
    _throw(run, "gzip JSON", lambda: web.post_json("/sessions", zipped, coded))
    _throw(run, "deep JSON", lambda: web.post_json("/sessions", bombs.deep_json(), {}))
    web.stop_quietly()


def explode_once(run: Run) -> None:
    web = Web(run)
    web.sign_up()
    content = bombs.png_flood()
    _throw(run, "PNG", lambda: web.post_paper(content))
    web.stop_quietly()


def _throw(run: Run, name: str, send: Any) -> None:
    quickest, most = 1e9, 0
    for _ in range(1 if run.mutated else TRIES):
        run.attempts += 1
        with Memory(run.bed) as memory:
            began = time.monotonic()
            answer = send()
            quickest = min(quickest, time.monotonic() - began)
        most = max(most, memory.more)
        if 400 <= answer.status_code < 500:
            run.ok += 1
        else:
            run.blame("accepted", f"{name}: HTTP {answer.status_code} {answer.text[:100]}")
    if quickest > REFUSED_WITHIN_S:
        run.blame("slow", f"{name} took {quickest:.1f} s")
    if most > MORE_MEMORY_MAX_BYTES:
        run.blame("memory", f"{name} took {most // 1_000_000} MB")


class Memory:
    """How much more than at first the vault, its workers and the gateway held at the worst moment."""

    def __init__(self, bed: Bed) -> None:
        self._pids = [bed.processes.running[name].pid for name in ("vault", "gateway")]
        self._stop, self.more = threading.Event(), 0
        self._looking = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._first = self._held()
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._looking.join(5)

    def _look(self) -> None:
        while not self._stop.wait(SAMPLE_S):
            self.more = max(self.more, self._held() - self._first)

    def _held(self) -> int:
        return sum(
            _resident(pid) for pid in (*self._pids, *(c for pid in self._pids for c in _children(pid)))
        )


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4_096
    except (OSError, IndexError):
        return 0


def _children(pid: int) -> list[int]:
    """Those that run a program of their own: one just forked still shows its parent's memory."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue
    return [child for child in found if _is_worker(child)]


def _is_worker(pid: int) -> bool:
    try:
        return b"adapters.documents" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


# ---------------------------------------------------------------- T37
def infect(run: Run) -> None:
    """A scanner in front: viruses refused, nothing let in while it is cut off, wrong or down."""
    with fake_clamd() as scanner:
        scanned(run, scanner.address)
        try:
            _infect(run, scanner)
        finally:
            run.bed.processes.overrides.pop("vault", None)
            run.bed.kill("vault")
            run.bed.revive("vault")


def scanned(run: Run, address: str) -> None:
    """The vault started again, with this scanner."""
    run.bed.processes.overrides["vault"] = {"MAILLON_CLAMD_ADDRESS": address}
    run.bed.kill("vault")
    run.bed.revive("vault")


def _infect(run: Run, scanner: FakeClamd) -> None:
    web = Web(run)
    web.sign_up()
    infected = paper() + b"\n" + eicar()
    _expect(run, "a clean paper", web.post_paper(paper()), 201)
    for _ in range(5):
        _expect(run, "a virus", web.post_paper(infected), 422, "document_infected")
    for behaviour in ("cut", "nonsense"):
        scanner.behaviour = behaviour
        for content in (paper(), infected):
            _expect(run, f"a scanner {behaviour}", web.post_paper(content), 503)
    scanner.behaviour = "sound"
    _expect(run, "a clean paper again", web.post_paper(paper()), 201)
    scanner.close()
    for content in (paper(), infected):
        _expect(run, "a scanner down", web.post_paper(content), 503, "scanner_unavailable")
    kept = len(web.papers())
    if kept != 2:
        run.blame("accepted", f"{kept} papers are kept instead of 2", abs(kept - 2))
    web.stop_quietly()


def _expect(run: Run, what: str, answer: Any, status: int, code: str = "") -> None:
    run.attempts += 1
    said = answer.json().get("code", "")
    if answer.status_code == status and (not code or said == code):
        run.ok += 1
    else:
        kind = "accepted" if answer.status_code < 400 else "refused"
        run.blame(kind, f"{what}: HTTP {answer.status_code} {answer.text[:120]}")


def paper() -> bytes:
    """A sound PDF of one blank page."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text)


def _of_vault(name: str, known_by: str, trial: Any = None) -> Mutant:
    return Mutant((("vault", name),), (known_by,), trial=trial)


FAULTS = (
    Fault("T35", climb_out, (_of_vault("staged_name_unchecked", "accepted"),)),
    Fault("T36", explode, (_of_vault("bombs_opened", "memory", explode_once),)),
    Fault(
        "T37", infect, (_of_vault("scanner_fails_open", "accepted"), _of_vault("scanner_ignored", "accepted"))
    ),
)
