"""The key of a key management service that seals the master keyset's file, by its address (Tink's
KmsClient).

A client is taken from those registered with Tink; those of the known services are registered when first
needed, their libraries being extras of Tink. Tests register their own.
"""

from __future__ import annotations

import importlib
from typing import Any

import tink
from tink.aead import Aead

from shared.settings import SettingsError

CLIENTS = {
    "aws-kms://": ("tink.integration.awskms", "AwsKmsClient", "tink[awskms]"),
    "gcp-kms://": ("tink.integration.gcpkms", "GcpKmsClient", "tink[gcpkms]"),
}


def key_at(uri: str) -> Aead:
    """The cipher of the key at `uri`. Raises SettingsError when no client serves such an address."""
    try:
        client = tink.kms_client_from_uri(uri)
    except tink.TinkError:
        client = _client_for(uri)
    return client.get_aead(uri)


def _client_for(uri: str) -> Any:
    for prefix, (module, name, extra) in CLIENTS.items():
        if uri.startswith(prefix):
            try:
                return getattr(importlib.import_module(module), name)(uri, None)
            except ImportError:
                raise SettingsError(
                    f"MAILLON_MASTER_KEY_URI : ces adresses demandent l'extra « {extra} »."
                ) from None
    raise SettingsError(
        f"MAILLON_MASTER_KEY_URI : adresse inconnue. Préfixes possibles : {', '.join(CLIENTS)}."
    )
