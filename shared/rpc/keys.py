"""Actor keys in files: `<folder>/<name>.pem` (private, mode 0600), `<folder>/public/<name>.pem` and `.json`
(rights).

The name is the key id. A process is given its own private file and the public folder, nothing else.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.rpc.actor import ActorSigner, ActorVerifier, KeyRights, PublicKeyGrant
from shared.settings import SettingsError

PUBLIC = "public"


def create_key_pair(folder: Path, name: str, rights: KeyRights) -> Path:
    """Make a key pair and its rights; returns the private file. Raises FileExistsError: a key is never
    replaced."""
    private = Ed25519PrivateKey.generate()
    public_folder = folder / PUBLIC
    public_folder.mkdir(parents=True, exist_ok=True)
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{name}.pem"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
    write_public_key(public_folder, name, private.public_key(), rights)
    return path


def write_public_key(public_folder: Path, name: str, key: Ed25519PublicKey, rights: KeyRights) -> None:
    """Put a public key and its rights where `load_verifier` finds them."""
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (public_folder / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(rights)))
    (public_folder / f"{name}.pem").write_bytes(pem)


def load_signer(private_key_file: Path, issuer: str = "") -> ActorSigner:
    """The signer of a private key file; its key id is the file's name without `.pem`. Raises
    SettingsError."""
    try:
        key = serialization.load_pem_private_key(private_key_file.read_bytes(), password=None)
    except (OSError, ValueError) as why:
        raise _unreadable("MAILLON_ACTOR_PRIVATE_KEY_FILE", private_key_file, why) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _unreadable("MAILLON_ACTOR_PRIVATE_KEY_FILE", private_key_file, TypeError("not Ed25519"))
    name = private_key_file.stem
    return ActorSigner(key, name, issuer or name)


def load_verifier(public_folder: Path) -> ActorVerifier:
    """Every `<name>.pem` of the folder, with the rights its `<name>.json` states. Raises SettingsError."""
    grants = {path.stem: _load_grant(path) for path in sorted(public_folder.glob("*.pem"))}
    if not grants:
        raise SettingsError(
            f"MAILLON_ACTOR_PUBLIC_KEYS_FOLDER : aucune clé publique dans {public_folder}."
            " « maillon init » les crée."
        )
    return ActorVerifier(grants)


def _load_grant(path: Path) -> PublicKeyGrant:
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
        rights = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=KeyRights)
    except (OSError, ValueError) as why:
        raise _unreadable("MAILLON_ACTOR_PUBLIC_KEYS_FOLDER", path, why) from None
    if not isinstance(key, Ed25519PublicKey):
        raise _unreadable("MAILLON_ACTOR_PUBLIC_KEYS_FOLDER", path, TypeError("not Ed25519"))
    return PublicKeyGrant(key, rights)


def _unreadable(variable: str, path: Path, why: Exception) -> SettingsError:
    return SettingsError(
        f"{variable} : {path} n'est pas une clé Ed25519 lisible avec ses droits ({type(why).__name__})."
        " « maillon init » prépare ces fichiers."
    )
