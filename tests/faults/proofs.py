"""T21, T22, T23: a log tampered with, two views of one shown to witnesses, every proof up to 512 lines."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import random
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy import verify_log, witness
from services.vault.adapters.log_signer import LogSigner
from services.vault.domain import merkle
from shared.contracts import vault as v
from shared.eventstore.chain import GENESIS
from tests.faults.alone import Alone, Tried, in_place_of
from tests.unit.vault.house import AGNES, BRUNO, House, holder

TAMPERINGS, SPLITS, SIZE_MAX = 500, 200, 512
MUTANT_TAMPERINGS, MUTANT_SIZE_MAX = 60, 40
LINES = 24
NOW = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
Change = Callable[[dict[str, Any], int, random.Random], str]


def a_log(folder: Path) -> dict[str, Any]:
    """The log of an export made by the product."""
    house = House(folder)
    vault_id, awa = house.open_vault()
    document_id = house.deposit(AGNES, vault_id).id
    for _ in range(LINES - 4):
        house.see(BRUNO, vault_id, document_id)
    content = house.stream(house.ask(holder(vault_id), v.ExportVault(vault_id=awa.id)))
    (folder / "export.zip").write_bytes(content)
    house.close()
    with zipfile.ZipFile(folder / "export.zip") as archive:
        log: dict[str, Any] = json.loads(archive.read("access-log.json"))
    return log


def remake(log: dict[str, Any]) -> None:
    """Number and chain everything again, as a forger would."""
    previous = GENESIS
    for number, entry in enumerate(log["entries"], 1):
        entry["number"], entry["previous_hash"] = number, previous.hex()
        named = {name: entry[name] for name in ("kind", "number", "recorded_at")}
        header = verify_log.canonical({**named, "subject_id": log["vault"]})
        body = base64.b64decode(entry["body"])
        previous = hashlib.sha256(previous + len(header).to_bytes(4, "big") + header + body).digest()
        entry["hash"] = previous.hex()


def alter(log: dict[str, Any], at: int, chance: random.Random) -> str:
    entry = log["entries"][at]
    field = chance.choice(("body", "hash", "previous_hash", "kind", "recorded_at", "words", "salt"))
    if field == "words":
        entry["readable"]["actor"] = "Quelqu'un d'autre"
    else:
        text = entry[field]
        place = chance.randrange(len(text) - 4)  # not the padding of base64
        entry[field] = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
    return f"entry {at + 1} "


def delete(log: dict[str, Any], at: int, _chance: random.Random) -> str:
    del log["entries"][at]
    return f"entry {at + 1} "


def swap(log: dict[str, Any], at: int, chance: random.Random) -> str:
    other = chance.choice([one for one in range(len(log["entries"])) if one != at])
    log["entries"][at], log["entries"][other] = log["entries"][other], log["entries"][at]
    return f"entry {min(at, other) + 1} "


def truncate(log: dict[str, Any], at: int, _chance: random.Random) -> str:
    del log["entries"][at:]
    return f"entry {at + 1} missing"


def double(log: dict[str, Any], at: int, _chance: random.Random) -> str:
    log["entries"].insert(at, copy.deepcopy(log["entries"][at]))
    return f"entry {at + 2} "


def forge(log: dict[str, Any], at: int, _chance: random.Random) -> str:
    """Rewritten from an entry on, every hash made again: the signed entry after it is named."""
    log["entries"][at]["kind"] = "vault_seen_"
    remake(log)
    return "entry "


def forge_away(log: dict[str, Any], at: int, _chance: random.Random) -> str:
    del log["entries"][at]
    remake(log)
    return "entry "


def sign_less(log: dict[str, Any], at: int, _chance: random.Random) -> str:
    log["entries"] = log["entries"][:at]
    log["checkpoint"].update(size=at, head=log["entries"][-1]["hash"] if at else bytes(32).hex())
    return "checkpoint"


def lead_astray(log: dict[str, Any], _at: int, chance: random.Random) -> str:
    proof = chance.choice(log["tree"])
    if proof["path"] and chance.random() < 0.5:
        step = chance.randrange(len(proof["path"]))
        proof["path"][step] = hashlib.sha256(proof["path"][step].encode()).hexdigest()
    else:
        proof["note"] = proof["note"].replace("\n", "\n1", 1)
    return ""


CHANGES: tuple[Change, ...] = (
    alter, alter, delete, swap, truncate, double, forge, forge_away, sign_less, lead_astray,
)  # fmt: skip


def tamper(mutated: bool) -> Tried:
    """T21: each is found, and the place is named."""
    tried, chance = Tried(), random.Random(2026)
    with tempfile.TemporaryDirectory() as folder:
        log = a_log(Path(folder))
    told, holds = verify_log.check_log(log)
    tried.expect(holds, f"the log itself is refused: {told}")
    for number in range(MUTANT_TAMPERINGS if mutated else TAMPERINGS):
        change, at = CHANGES[number % len(CHANGES)], chance.randrange(len(log["entries"]))
        tampered = copy.deepcopy(log)
        named = change(tampered, at, chance)
        told, holds = verify_log.check_log(tampered)
        right = not holds and named in f"{told} "
        tried.expect(right, f"{change.__name__} at entry {at + 1}: {told}")
    return tried


class Trees:
    """The tree over some lines, in memory."""

    def __init__(self, lines: list[bytes]) -> None:
        self.size = len(lines)
        self._rows = [[merkle.leaf_hash(line) for line in lines]]
        while len(self._rows[-1]) > 1:
            row = self._rows[-1]
            pairs = range(0, len(row) - len(row) % 2, 2)
            self._rows.append([merkle.node_hash(row[at], row[at + 1]) for at in pairs])

    def node(self, height: int, index: int) -> bytes:
        return self._rows[height][index]

    def root(self, size: int = 0) -> bytes:
        return merkle.root_of(size or self.size, self.node)

    def since(self, first: int) -> list[bytes]:
        return merkle.consistency_path(first, self.size, self.node) if first <= self.size else []


def split_view(_mutated: bool) -> Tried:
    """T22: what continues is witnessed; another tree of the same size, smaller, or larger is not."""
    tried, chance = Tried(), random.Random(2026)
    with tempfile.TemporaryDirectory() as folder:
        signer = LogSigner(Path(folder))
        for number in range(SPLITS):
            common = [chance.randbytes(32) for _ in range(chance.randrange(1, 40))]
            shown = Trees([*common, *(chance.randbytes(32) for _ in range(chance.randrange(1, 20)))])
            count = max(0, shown.size - len(common) + chance.choice((-1, 0, 1, 5)))
            other = Trees([*common, *(chance.randbytes(32) for _ in range(count))])
            seen = witness.Witness(Path(folder) / str(number), "w.invalid", signer.origin, signer.public_key)

            def accepts(tree: Trees, seen: witness.Witness = seen) -> bool:
                last = seen.last()
                path = tree.since(last["size"]) if last else []
                try:
                    seen.cosign(signer.note(tree.size, tree.root(), NOW), path, 1)
                except witness.RefusedError:
                    return False
                return True

            tried.expect(accepts(Trees(common)) and accepts(shown), f"{number}: what continues is refused")
            tried.expect(not accepts(other), f"{number}: two views of {shown.size} and {other.size} lines")
    return tried


def brute_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, word for word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + brute_root(leaves[:split]) + brute_root(leaves[split:])).digest()


def prove_all(mutated: bool) -> Tried:
    """T23: every leaf in every tree, every tree in every larger one; and a wrong root never."""
    tried, most = Tried(), MUTANT_SIZE_MAX if mutated else SIZE_MAX
    lines = [hashlib.sha256(str(number).encode()).digest() for number in range(most)]
    tree = Trees(lines)
    roots = [b"", *(brute_root(lines[:size]) for size in range(1, most + 1))]
    leaves = [merkle.leaf_hash(line) for line in lines]
    wrong = bytes(32)
    for size in range(1, most + 1):
        tried.expect(tree.root(size) == roots[size], f"the root of {size} lines")
        for index in range(size):
            path = merkle.inclusion_path(index, size, tree.node)
            found = verify_log.climb(index, size, leaves[index], path)
            tried.expect(found == roots[size], f"line {index} in {size}")
        other = verify_log.climb(size - 1, size, wrong, merkle.inclusion_path(size - 1, size, tree.node))
        tried.expect(other != roots[size], f"a line that is not there is in {size}")
        for first in range(1, size + 1):
            path = merkle.consistency_path(first, size, tree.node)
            right = witness.consistent(first, size, roots[first], roots[size], path)
            tried.expect(right, f"{first} lines in {size}")
        holds = witness.consistent(size // 2 + 1, size, wrong, roots[size], path)
        tried.expect(not holds, f"a tree that never was is in {size}")
    return tried


FAULTS = (
    Alone("T21", tamper, (
        in_place_of(verify_log, "_check_entry", lambda _v, _p, entry, _b: bytes.fromhex(entry["hash"])),
        in_place_of(verify_log, "_checkpoint_problem", lambda *_: ""),
    )),
    Alone("T22", split_view, (
        in_place_of(witness, "consistent", lambda *_: True),
        in_place_of(witness.Witness, "last", lambda _self: None),
    )),
    Alone("T23", prove_all, (
        in_place_of(merkle, "_split", lambda width: width // 2),
        in_place_of(witness, "consistent", lambda *_: True),
    )),
)  # fmt: skip
