"""The signed actor: a caller proves who acts, for this one request only, for a minute.

A token is `<key id>.<content>.<Ed25519 signature>`, base64url. Its content names the actor, the audience (one
service) and the hash of method, arguments and idempotency key: a captured token opens nothing else. Each
public key has a grant: which kinds of actor, which names and which methods it may vouch for. The network is
not trusted.
"""

from __future__ import annotations

import base64
import hashlib
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.problems import NotAllowed
from shared.rpc.call import Actor

LIFETIME_S = 60
LEEWAY_S = 60
TOKEN_MAX_CHARS = 4096
CONTEXT = b"maillon-actor-1\x00"


class KeyRights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a key may vouch for. `methods` and `actor_ids`: None means all; a method is `name` or
    `service.name`."""

    kinds: tuple[str, ...]
    methods: tuple[str, ...] | None = None
    actor_ids: tuple[str, ...] | None = None


@dataclass(frozen=True)
class PublicKeyGrant:
    """A public key that may sign actors, and its rights."""

    public_key: Ed25519PublicKey
    rights: KeyRights


class _Content(msgspec.Struct, frozen=True, kw_only=True):
    iss: str
    aud: str
    iat: float
    exp: float
    hash: str
    actor: Actor


def request_hash(method: str, payload: bytes, key: str = "") -> str:
    """SHA-256, in hexadecimal, of method, arguments and idempotency key, each preceded by its length."""
    digest = hashlib.sha256()
    for part in (method.encode(), payload, key.encode()):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


class ActorSigner:
    """Signs the actors of one process with its private key."""

    def __init__(self, private_key: Ed25519PrivateKey, key_id: str, issuer: str) -> None:
        self._key = private_key
        self.key_id = key_id
        self.issuer = issuer

    def public_key(self) -> Ed25519PublicKey:
        return self._key.public_key()

    def sign(self, actor: Actor, service: str, method: str, payload: bytes, key: str, now: datetime) -> str:
        """A token good for this request only, from `now` for LIFETIME_S seconds."""
        at = now.timestamp()
        hashed = request_hash(method, payload, key)
        content = msgspec.json.encode(
            _Content(iss=self.issuer, aud=service, iat=at, exp=at + LIFETIME_S, hash=hashed, actor=actor)
        )
        signature = self._key.sign(CONTEXT + self.key_id.encode() + b"\x00" + content)
        return f"{self.key_id}.{_b64(content)}.{_b64(signature)}"


class ActorVerifier:
    """Checks tokens against the known public keys and their rights."""

    def __init__(self, grants: Mapping[str, PublicKeyGrant]) -> None:
        self._grants = dict(grants)

    def verify(self, token: str, service: str, method: str, payload: bytes, key: str, now: datetime) -> Actor:
        """The actor that the token proves. Raises NotAllowed, always with the same code."""
        if len(token) > TOKEN_MAX_CHARS or token.count(".") != 2:
            raise _not_proven()
        key_id, content_text, signature_text = token.split(".")
        grant = self._grants.get(key_id)
        if grant is None:
            raise _not_proven()
        try:
            content_bytes = _unb64(content_text)
            signed = CONTEXT + key_id.encode() + b"\x00" + content_bytes
            grant.public_key.verify(_unb64(signature_text), signed)
            content = msgspec.json.decode(content_bytes, type=_Content)
        except (InvalidSignature, msgspec.MsgspecError, NotBase64, ValueError):
            raise _not_proven() from None
        at = now.timestamp()
        fresh = content.iat - LEEWAY_S <= at <= min(content.exp, content.iat + LIFETIME_S) + LEEWAY_S
        same = content.aud == service and content.hash == request_hash(method, payload, key)
        if not (fresh and same and _may(grant.rights, content.actor, service, method)):
            raise _not_proven()
        return content.actor


def _may(rights: KeyRights, actor: Actor, service: str, method: str) -> bool:
    methods, ids = rights.methods, rights.actor_ids
    return (
        actor.kind in rights.kinds
        and (methods is None or method in methods or f"{service}.{method}" in methods)
        and (ids is None or actor.id in ids)
    )


def _not_proven() -> NotAllowed:
    return NotAllowed("actor_not_proven", "L'auteur de cette demande n'est pas prouvé.")


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _unb64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
