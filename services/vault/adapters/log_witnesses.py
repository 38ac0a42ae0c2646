"""Which partners witness our checkpoints, by their public keys, and whose cosignature a line is."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.vault.domain.log_note import (
    SIGNATURE_BYTES,
    TIME_BYTES,
    WITNESS_KEY,
    cosigned_message,
    key_id,
    parse_key,
    parse_line,
    signed_part,
)
from shared.settings import SettingsError

WITNESSES_MAX = 20  # every checkpoint carries a line of each


class KnownWitnesses:
    """Implements the port `Witnesses`, from the setting `log_witnesses`."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self.keys = tuple(keys)
        self._by_name = dict(parse_key(key, WITNESS_KEY) for key in keys)

    @classmethod
    def from_setting(cls, text: str) -> KnownWitnesses:
        """Keys with white space between. Raises SettingsError."""
        keys = text.split()
        try:
            if len(keys) > WITNESSES_MAX:
                raise ValueError("too many witnesses")
            return cls(keys)
        except ValueError:
            raise SettingsError(
                f"MAILLON_LOG_WITNESSES : attendu au plus {WITNESSES_MAX} clés de témoins,"
                " de la forme nom+identifiant+clé, séparées par des espaces."
            ) from None

    def who_signed(self, note: str, line: str) -> str:
        """The witness whose valid cosignature of the note `line` is; empty when it is nobody's."""
        try:
            name, said_id, signed = parse_line(line)
        except ValueError:
            return ""
        public_key = self._by_name.get(name, b"")
        if not public_key or len(signed) != TIME_BYTES + SIGNATURE_BYTES:
            return ""
        if said_id != key_id(name, WITNESS_KEY, public_key):
            return ""
        at_s = int.from_bytes(signed[:TIME_BYTES], "big")
        message = cosigned_message(signed_part(note), at_s)
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signed[TIME_BYTES:], message)
        except InvalidSignature:
            return ""
        return name
