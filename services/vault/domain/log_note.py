"""A checkpoint as text that anyone may sign and check: C2SP's signed-note, tlog-checkpoint, tlog-cosignature.

    <origin>
    <size, decimal>
    <root, base64>
    <time, ISO 8601 UTC>

    — <name> <base64 of key id (4 bytes) ‖ signature>

The text that is signed ends before the empty line. A key id is the beginning of SHA-256(name ‖ 0x0A ‖
algorithm ‖ public key). The log signs the text itself (algorithm 0x01). A witness (0x04) signs
`cosignature/v1\\ntime <seconds since 1970>\\n` before the text, and gives that time in 8 bytes before its
signature.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from shared.eventstore.chain import instant_text

LOG_KEY, WITNESS_KEY = b"\x01", b"\x04"  # Ed25519 both; what they sign differs
KEY_ID_BYTES, TIME_BYTES, SIGNATURE_BYTES = 4, 8, 64
MARK = "\u2014 "


def tree_text(origin: str, size: int, root: bytes, signed_at: datetime) -> str:
    """What the log signs."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n{instant_text(signed_at)}\n"


def signed_part(note: str) -> str:
    """The text of a note, without its signatures."""
    return note.partition("\n\n")[0] + "\n"


def key_id(name: str, algorithm: bytes, public_key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + algorithm + public_key).digest()[:KEY_ID_BYTES]


def key_text(name: str, algorithm: bytes, public_key: bytes) -> str:
    """A public key as it is handed round: name, id, key (vkey)."""
    shown = base64.b64encode(algorithm + public_key).decode()
    return f"{name}+{key_id(name, algorithm, public_key).hex()}+{shown}"


def parse_key(text: str, algorithm: bytes) -> tuple[str, bytes]:
    """Name and public key (32 bytes) of a key's text. Raises ValueError."""
    name, written_id, shown = text.split("+", 2)
    raw = base64.b64decode(shown, validate=True)
    if len(raw) != 33 or raw[:1] != algorithm or not name or not name.isprintable() or " " in name:
        raise ValueError("not an Ed25519 key of this kind")
    if key_id(name, algorithm, raw[1:]).hex() != written_id.lower():
        raise ValueError("the key's id is not that of this name and key")
    return name, raw[1:]


def signature_line(name: str, algorithm: bytes, public_key: bytes, signature: bytes) -> str:
    """One line under a note; a witness's `signature` begins by its time."""
    shown = base64.b64encode(key_id(name, algorithm, public_key) + signature).decode()
    return f"{MARK}{name} {shown}\n"


def parse_line(line: str) -> tuple[str, bytes, bytes]:
    """Name, key id and signature of a line. Raises ValueError."""
    if not line.startswith(MARK):
        raise ValueError("a signature's line begins with a dash")
    name, _, shown = line.removeprefix(MARK).strip().rpartition(" ")
    raw = base64.b64decode(shown, validate=True)
    return name, raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:]


def cosigned_message(text: str, at_s: int) -> bytes:
    """What a witness signs; `at_s` in seconds since 1970."""
    return f"cosignature/v1\ntime {at_s}\n{text}".encode()
