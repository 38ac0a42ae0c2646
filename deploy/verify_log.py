"""Verify a Maillon export without Maillon: `python verify_log.py EXPORT.zip [--key FINGERPRINT]`.

Stands alone (Python 3.9 or later, nothing to install) and is copied into every export. Checks that no byte of
the archive changed since it was made, that each file is the one listed, that the access log's chain has no
entry altered, removed, added or moved, that its end is the one the service signed, that the signed tree over
everybody's log (and, where there are, its witnesses) holds that end, and that receipts are those signed.

What is found and what cannot be: an entry altered, removed, moved or cut off is named. A log cut to what it
was at an older checkpoint, with that checkpoint put back, is exactly an older export: it is found only by
what others keep, so give `--key` and `--head` as printed on the key card (or a later one). The last line says
`log: N entries, chain holds, checkpoint signed` (or `no checkpoint`), exit code 0; otherwise what was altered
is named, exit code 1. The formats are described in docs/export-format.md.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LOG, MANIFEST, RECEIPTS = "access-log.json", "manifest.json", "receipts.json"
SEAL_PREFIX = b"maillon-sha256:"
SEAL_BYTES = len(SEAL_PREFIX) + 64
CHUNK_BYTES = 1 << 20
UNREADABLE = Exception  # whatever stops the reading, this is not the export that was made

# Ed25519 verification (RFC 8032, section 6): slow, short, and nothing to install.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, SQRT_M1 = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    s, t = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    u, v = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while factor:
        total = _add(total, point) if factor & 1 else total
        point, factor = _add(point, point), factor >> 1
    return total


def _point(written: bytes) -> Point:
    sign, y = written[31] >> 7, int.from_bytes(written, "little") & (1 << 255) - 1
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x * SQRT_M1 % P if (x * x - x2) % P else x
    if y >= P or (x * x - x2) % P or (x == 0 and sign):
        raise ValueError("not a point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature (64 bytes) of the message is by this key (32 bytes)."""
    s = int.from_bytes(signature[32:], "little")
    if len(public_key) != 32 or len(signature) != 64 or s >= L:
        return False
    try:
        key, nonce = _point(public_key), _point(signature[:32])
    except ValueError:
        return False
    digest = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % L
    left = _times(s, _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")))
    right = _add(nonce, _times(digest, key))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def canonical(values: Any) -> bytes:
    """JSON as it is hashed: keys sorted, no space, non-ASCII escaped."""
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def checkpoint_message(vault: str, size: int, head: str, signed_at: str) -> bytes:
    """What a checkpoint's signature covers."""
    return b"maillon-checkpoint-v1\n" + canonical(
        {"vault": vault, "size": size, "head": head, "signed_at": signed_at}
    )


def check_log(log: dict[str, Any], trusted_key: str = "") -> tuple[str, bool]:
    """The last line to print, and whether the log holds."""
    previous, heads = bytes(32), [bytes(32).hex()]
    for position, entry in enumerate(log["entries"], 1):
        try:
            previous = _check_entry(log["vault"], position, entry, previous)
        except (KeyError, TypeError, ValueError) as reason:
            text = f"{reason.args[0]} is missing" if isinstance(reason, KeyError) else str(reason)
            return f"log: entry {position} altered: {text}", False
        heads.append(previous.hex())
    checkpoint = log.get("checkpoint")
    summary = f"log: {len(heads) - 1} entries, chain holds"
    if checkpoint is None and trusted_key:
        return "log: the signed checkpoint is missing", False
    if checkpoint is None:
        return f"{summary}, no checkpoint", True
    try:
        problem = _checkpoint_problem(log["vault"], checkpoint, heads, trusted_key)
        key, witnesses = bytes.fromhex(checkpoint["public_key"]), log.get("witnesses", [])
        for proof in log.get("tree", []):
            problem = problem or _tree_problem(proof, heads, key, witnesses)
    except (KeyError, TypeError, ValueError, IndexError):
        problem = "the checkpoint is altered"
    return (f"log: {problem}", False) if problem else (f"{summary}, checkpoint signed", True)


def _check_entry(vault: str, position: int, entry: dict[str, Any], previous: bytes) -> bytes:
    number = entry["number"]
    if number != position or isinstance(number, bool):
        raise ValueError(f"number {number} stands in its place, some entry was removed, added or moved")
    header = canonical(
        {"kind": entry["kind"], "number": number, "recorded_at": entry["recorded_at"], "subject_id": vault}
    )
    body = base64.b64decode(entry["body"], validate=True)
    if bytes.fromhex(entry["previous_hash"]) != previous:
        raise ValueError(f"it does not follow entry {position - 1}")
    found = hashlib.sha256(previous + len(header).to_bytes(4, "big") + header + body).digest()
    if bytes.fromhex(entry["hash"]) != found:
        raise ValueError("its content does not match its hash")
    committed = json.loads(body).get("commitment") if body.startswith(b"{") else None
    if committed is not None and entry.get("readable") is not None:
        salted = bytes.fromhex(entry.get("salt", "")) + canonical(entry["readable"])
        if committed != hashlib.sha256(salted).hexdigest():
            raise ValueError("its readable words are not those recorded")
    return found


def _checkpoint_problem(vault: str, checkpoint: dict[str, Any], heads: list[str], trusted_key: str) -> str:
    size, head, signed_at = checkpoint["size"], checkpoint["head"], checkpoint["signed_at"]
    key = bytes.fromhex(checkpoint["public_key"])
    message = checkpoint_message(vault, size, head, signed_at)
    if not signature_holds(key, message, bytes.fromhex(checkpoint["signature"])):
        return "the checkpoint is altered: its signature does not hold"
    if trusted_key and fingerprint(key) != trusted_key.replace(":", "").replace(" ", "").lower():
        return f"the checkpoint is signed by another key, {fingerprint(key)}"
    if size >= len(heads):
        return f"entry {len(heads)} missing: {size} entries were counted and signed on {signed_at}"
    if heads[size] != head:
        return f"entry {size} altered: it is not the one signed on {signed_at}"
    return ""


def _tree_problem(proof: dict[str, Any], heads: list[str], key: bytes, witnesses: list[str]) -> str:
    """Checks a checkpoint of the tree (C2SP signed note), its witnesses, and the path from an entry."""
    text, _, signatures = proof["note"].partition("\n\n")
    origin, size, root = text.split("\n")[:3]
    keys, signed = {origin: (b"\x01", key)}, False
    for written in witnesses:
        name, _, shown = written.split("+", 2)
        keys[name] = (b"\x04", base64.b64decode(shown)[1:])
    for line in signatures.splitlines():
        name, _, shown = line[2:].rpartition(" ")
        if name not in keys:
            continue
        algorithm, public_key = keys[name]
        raw, message = base64.b64decode(shown), f"{text}\n".encode()
        if algorithm == b"\x04":
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(raw[4:12], "big") + message
        if not signature_holds(public_key, message, raw[-64:]):
            return f"the signature of {name} under the checkpoint of {size} lines does not hold"
        signed = signed or name == origin
    number, path = proof["number"], [bytes.fromhex(step) for step in proof["path"]]
    if not signed:
        return f"the checkpoint of {size} lines is not signed"
    if number >= len(heads):
        return f"entry {number} missing: it was in the signed tree of {size} lines"
    leaf = hashlib.sha256(b"\x00" + bytes.fromhex(heads[number])).digest()
    if climb(proof["index"], int(size), leaf, path) != base64.b64decode(root):
        return f"entry {number} altered: it is not the one in the signed tree of {size} lines"
    return ""


def climb(index: int, size: int, found: bytes, path: list[bytes]) -> bytes:
    """The root that a leaf and its path lead to (RFC 9162, section 2.1.3.2); empty when they lead nowhere."""
    last = size - 1
    for step in path:
        if not 0 <= index <= last or last == 0:
            return b""
        if index & 1 or index == last:
            found = hashlib.sha256(b"\x01" + step + found).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + step).digest()
        index, last = index >> 1, last >> 1
    return found if index == last == 0 else b""


def head_problem(log: dict[str, Any], printed: str) -> str:
    """Whether the log holds the line that a key card prints: its number, a colon, how its hash begins."""
    number, _, start = printed.replace(" ", "").lower().partition(":")
    entries = log["entries"]
    if not number.isdecimal() or len(start) < 8:
        return "--head is written as on the card: a number, a colon, at least 8 characters"
    if not 0 < int(number) <= len(entries):
        return f"entry {number} missing: the card was printed when it was there"
    if not entries[int(number) - 1]["hash"].startswith(start):
        return f"entry {number} altered: it is not the one printed on the card"
    return ""


def receipt_problems(path: Path, archive: zipfile.ZipFile) -> list[str]:
    """One line for each consent receipt that its signature (a detached JWS) does not cover."""
    if RECEIPTS not in archive.namelist():
        return []
    try:
        receipts = json.loads(stored_bytes(path, archive, RECEIPTS))["receipts"]
        checkpoint = json.loads(stored_bytes(path, archive, LOG))["checkpoint"] if receipts else None
        key = bytes.fromhex(checkpoint["public_key"]) if checkpoint else b""
    except UNREADABLE:
        return [f"{RECEIPTS}: cannot be checked"]
    problems = []
    for place, receipt in enumerate(receipts, 1):
        try:
            header, _, signature = receipt["signature"].partition("..")
            payload = base64.urlsafe_b64encode(canonical(receipt["record"])).rstrip(b"=").decode()
            raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
            holds = signature_holds(key, f"{header}.{payload}".encode(), raw)
        except (AttributeError, KeyError, TypeError, ValueError):
            holds = False
        if not holds:
            problems.append(f"receipt {place}: altered, its signature does not hold")
    return problems


def fingerprint(public_key: bytes) -> str:
    """How a signer's key is named: SHA-256 of its 32 bytes, in hexadecimal."""
    return hashlib.sha256(public_key).hexdigest()


def chunks_of(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member's bytes; raises where the archive is damaged."""
    with archive.open(name) as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def stored_bytes(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    """A member's bytes, even when the archive tells they are damaged: the damage can then be named."""
    try:
        return b"".join(chunks_of(archive, name))
    except zipfile.BadZipFile:
        info = archive.getinfo(name)
        if info.compress_type != zipfile.ZIP_STORED:
            raise
    with path.open("rb") as file:
        file.seek(info.header_offset + 26)
        file.seek(sum(struct.unpack("<HH", file.read(4))), 1)
        return file.read(info.file_size)


def seal_problem(path: Path) -> str:
    """What is wrong with the seal: the archive's comment is the SHA-256 of every byte before it."""
    digest, left = hashlib.sha256(), max(0, path.stat().st_size - SEAL_BYTES)
    with path.open("rb") as file:
        while chunk := file.read(min(CHUNK_BYTES, left)):
            digest.update(chunk)
            left -= len(chunk)
        seal = file.read()
    if not seal.startswith(SEAL_PREFIX):
        return "archive: its seal is missing, it was cut, altered or packed again"
    if seal != SEAL_PREFIX + digest.hexdigest().encode():
        return "archive: altered, its bytes are not those that were sealed"
    return ""


def file_problems(path: Path, archive: zipfile.ZipFile) -> list[str]:
    """One line for each file that is not the one exported."""
    try:
        manifest = json.loads(stored_bytes(path, archive, MANIFEST))
        listed = {file["name"]: file["sha256"] for file in manifest["files"]}
    except UNREADABLE:
        return [f"file {MANIFEST}: altered, it cannot be read"]
    names = archive.namelist()
    added = sorted(set(names) - {MANIFEST, *listed})
    problems = [f"file {name}: added, it was not exported" for name in added]
    problems += ["archive: altered, some file is there twice"] if len(set(names)) < len(names) else []
    for name, sha256 in listed.items():
        digest = hashlib.sha256()
        try:
            for chunk in chunks_of(archive, name):
                digest.update(chunk)
        except UNREADABLE:
            digest = hashlib.sha256(digest.digest())
        if digest.hexdigest() != sha256:
            problems.append(f"file {name}: {'altered' if name in names else 'missing'}")
    return problems


def log_verdict(path: Path, archive: zipfile.ZipFile, trusted_key: str, head: str) -> tuple[str, bool]:
    """The log's last line, and whether it holds. Each entry has a line of its own, to be named by."""
    try:
        written = stored_bytes(path, archive, LOG).decode(errors="replace")
        log = json.loads(written)
        told, holds = check_log(log, trusted_key)
        problem = head_problem(log, head) if head and holds else ""
        return (f"log: {problem}", False) if problem else (told, holds)
    except json.JSONDecodeError as reason:
        line = reason.lineno - 1
    except UNREADABLE:
        line = 0
    return f"log: entry {line} altered: it cannot be read" if line else f"log: {LOG} cannot be read", False


def verify(path: Path, trusted_key: str = "", head: str = "") -> tuple[list[str], bool]:
    """The lines to print, the last being the verdict; and whether everything holds."""
    problems = [problem for problem in [seal_problem(path)] if problem]
    try:
        with zipfile.ZipFile(path) as archive:
            problems += [*file_problems(path, archive), *receipt_problems(path, archive)]
            last, log_holds = log_verdict(path, archive, trusted_key, head)
    except UNREADABLE:
        return [*problems, "archive: altered, it cannot be opened"], False
    if log_holds and problems:
        return [last, *problems], False
    return [*problems, last], log_holds


def main() -> int:
    parser = argparse.ArgumentParser(description="Verify a Maillon export and its access log.")
    parser.add_argument("export", type=Path, help="the ZIP archive")
    parser.add_argument("--key", default="", help="fingerprint of the key the checkpoint must be signed with")
    parser.add_argument("--head", default="", help="a line as a key card prints it: number:hash")
    arguments = parser.parse_args()
    if not arguments.export.is_file():
        parser.error("no such file")
    lines, holds = verify(arguments.export, arguments.key, arguments.head)
    print("\n".join(lines))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
