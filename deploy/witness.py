"""A witness of Maillon's access log, for a partner to run: `python witness.py ADDRESS --name NAME`.

Stands alone (standard library and `cryptography`). Keeps in one folder its key and the last checkpoint seen.
Each run reads the newest checkpoint, refuses it unless it is signed by the log and continues the last one
seen, then signs it and hands its signature in. What it prints first is the key that the installation is to be
given (MAILLON_LOG_WITNESSES). A checkpoint that does not continue the last one (a smaller log, another root
at one size, no proof) is never signed: the exit code is 1, both notes are printed and are the evidence.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ANSWER_MAX_BYTES = 1 << 20
TIMEOUT_S = 20.0
DASH = "\u2014 "
LOG_KEY, WITNESS_KEY = b"\x01", b"\x04"  # what a key signs, as C2SP numbers them


class RefusedError(Exception):
    """This checkpoint is not to be signed."""


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def consistent(first: int, second: int, first_root: bytes, second_root: bytes, path: list[bytes]) -> bool:
    """Whether the path shows that the first tree begins the second (RFC 9162, section 2.1.4.2)."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second or not path:
        return False
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    one = two = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            one, two = node(step, one), node(step, two)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            two = node(two, step)
        at, last = at >> 1, last >> 1
    return last == 0 and (one, two) == (first_root, second_root)


def key_id(name: str, algorithm: bytes, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + algorithm + public).digest()[:4]


def read_note(note: str, origin: str, log_key: bytes) -> tuple[int, bytes]:
    """Size and root of a checkpoint signed by the log. Raises RefusedError."""
    text, _, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if lines[0] != origin or len(lines) < 3:
        raise RefusedError("the checkpoint is another log's")
    for line in signatures.splitlines():
        name, _, shown = line.removeprefix(DASH).rpartition(" ")
        raw = base64.b64decode(shown)
        if name == origin and raw[:4] == key_id(origin, LOG_KEY, log_key):
            try:
                Ed25519PublicKey.from_public_bytes(log_key).verify(raw[4:], (text + "\n").encode())
            except InvalidSignature:
                continue
            return int(lines[1]), base64.b64decode(lines[2])
    raise RefusedError("the checkpoint is not signed by the log")


class Witness:
    """`fetch` reads a path of the API as JSON. The state is written before a signature leaves."""

    def __init__(self, folder: Path, name: str, origin: str, log_key: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._seen, self.name, self.origin, self.log_key = folder / "seen.json", name, origin, log_key
        secret = folder / "witness.key"
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
        self._key = Ed25519PrivateKey.from_private_bytes(secret.read_bytes())

    @property
    def key(self) -> str:
        """The public key as the installation is given it."""
        public = self._key.public_key().public_bytes_raw()
        shown = base64.b64encode(WITNESS_KEY + public).decode()
        return f"{self.name}+{key_id(self.name, WITNESS_KEY, public).hex()}+{shown}"

    def last(self) -> dict[str, Any] | None:
        return json.loads(self._seen.read_text()) if self._seen.exists() else None

    def cosign(self, note: str, path: list[bytes], at_s: int) -> str:
        """The line to hand in. `path` leads from the last checkpoint seen. Raises RefusedError."""
        size, root = read_note(note, self.origin, self.log_key)
        seen = self.last()
        if seen is not None:
            if size < seen["size"]:
                raise RefusedError(f"{seen['size']} lines were seen, {size} are left")
            if not consistent(seen["size"], size, bytes.fromhex(seen["root"]), root, path):
                raise RefusedError(f"{size} lines do not continue the {seen['size']} that were seen")
        beside = self._seen.with_suffix(".new")
        beside.write_text(json.dumps({"size": size, "root": root.hex(), "note": note}))
        beside.replace(self._seen)
        text = note.partition("\n\n")[0] + "\n"
        signature = self._key.sign(f"cosignature/v1\ntime {at_s}\n{text}".encode())
        public = self._key.public_key().public_bytes_raw()
        raw = key_id(self.name, WITNESS_KEY, public) + at_s.to_bytes(8, "big") + signature
        return f"{DASH}{self.name} {base64.b64encode(raw).decode()}"


def call(address: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if not address.startswith(("http://", "https://")):
        raise ValueError("the address begins by http:// or https://")
    request = urllib.request.Request(f"{address}/api/v1/log{path}", data, headers)  # noqa: S310  # checked
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310  # checked
        found: dict[str, Any] = json.loads(answer.read(ANSWER_MAX_BYTES))
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Witness the newest checkpoint of a Maillon access log.")
    parser.add_argument("address", help="of the installation, as https://maillon.example")
    parser.add_argument("--name", required=True, help="yours, without spaces, as a domain name")
    parser.add_argument("--folder", type=Path, default=Path("witness"), help="where key and memory are kept")
    parser.add_argument("--key", default="", help="fingerprint the log's key must have")
    given = parser.parse_args()
    told = call(given.address, "/checkpoints?limit=1")
    log_key = base64.b64decode(told["key"].split("+", 2)[2])[1:]
    if given.key and hashlib.sha256(log_key).hexdigest() != given.key.replace(" ", "").lower():
        print("refused: the log has another key", file=sys.stderr)
        return 1
    witness = Witness(given.folder, given.name, told["origin"], log_key)
    print(witness.key)
    if not told["checkpoints"]:
        return 0
    newest, seen = told["checkpoints"][0], witness.last()
    path: list[bytes] = []
    if seen is not None and seen["size"] < newest["size"]:
        proof = call(given.address, f"/consistency?from={seen['size']}&to={newest['size']}")
        path = [bytes.fromhex(step) for step in proof["path"]]
    try:
        line = witness.cosign(newest["note"], path, int(time.time()))
    except RefusedError as why:
        print(f"refused: {why}\n{seen['note'] if seen else ''}\n{newest['note']}", file=sys.stderr)
        return 1
    call(given.address, f"/checkpoints/{newest['size']}/cosignatures", {"cosignature": line})
    print(f"witnessed {newest['size']} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
