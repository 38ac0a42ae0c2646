"""The secret in a link's address: 192 bits, made again from the request that made it, kept nowhere.

The vault keeps only its hash. The same form sent twice gives the same link: the secret is derived from the
account and the form's key with a key that only this installation has.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from services.gateway.identity.keys import GatewayKeys

SECRET_MAX_CHARS = 64  # ours have 32: what is longer is not one, and is hashed as far as that


@dataclass(frozen=True)
class LinkSecrets:
    """Makes secrets, and what is kept of them."""

    keys: GatewayKeys

    def secret(self, account_id: str, key: str) -> str:
        """32 characters that an address may hold."""
        return base64.urlsafe_b64encode(self.keys.link_secret(account_id, key)).decode("ascii")


def secret_hash(secret: str) -> str:
    """What the vault finds a link by."""
    return hashlib.sha256(secret[:SECRET_MAX_CHARS].encode()).hexdigest()
