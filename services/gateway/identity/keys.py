"""Keys of this installation's gateway, all derived from one secret: look-up of e-mails, of addresses,
sealing.

The derived keys never leave this object. Losing the secret loses every professional's sign-in, never a
vault.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_MIN_BYTES = 32
KEY_BYTES = 32
NONCE_BYTES = 12
LINK_SECRET_BYTES = 24


class GatewayKeys:
    """HMACs and seals of the gateway. `secret`: at least 32 random bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < SECRET_MIN_BYTES:
            raise ValueError("the gateway's secret needs at least 32 bytes")
        self._lookup, self._seal, self._device, self._pin, self._link = (
            HKDF(hashes.SHA256(), KEY_BYTES, None, f"maillon-gateway-{name}".encode()).derive(secret)
            for name in ("lookup", "seal", "device", "pin", "link")
        )

    def email_key(self, email: str) -> str:
        """What an e-mail is found by: the same for any case and surrounding space."""
        return self._mac(self._lookup, "email", email.strip().lower())

    def subject_key(self, kind: str, name: str) -> str:
        """What attempts are counted under: an address, a card, an e-mail; unreadable."""
        return self._mac(self._lookup, kind, name)

    def device_mark(self, nonce: str, subject: str) -> str:
        """Proves that a browser has signed in to this subject before."""
        return self._mac(self._device, nonce, subject)

    def pin_key(self, account_id: str) -> bytes:
        """What an account's PIN is bound to, kept nowhere: a stolen database alone guesses nothing."""
        return bytes.fromhex(self._mac(self._pin, account_id))

    def link_secret(self, account_id: str, key: str) -> bytes:
        """24 bytes that this account's request always gives: sent again, it finds the same link."""
        return bytes.fromhex(self._mac(self._link, account_id, key))[:LINK_SECRET_BYTES]

    def seal(self, clear: bytes, context: str) -> bytes:
        """Encrypt a few bytes, bound to `context`."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self._seal).encrypt(nonce, clear, context.encode())

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """The clear bytes. Raises ValueError when they were altered or belong elsewhere."""
        try:
            return AESGCM(self._seal).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
        except InvalidTag:
            raise ValueError("sealed value altered") from None

    @staticmethod
    def _mac(key: bytes, *parts: str) -> str:
        return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
