"""Encrypted files of documents, used by the vault that decides and the gateway that streams (see `store`)."""

from shared.blobs.encryption import DamagedBlobError, new_document_key
from shared.blobs.pieces import PIECE_BYTES, PIECES_MAX, Pieces
from shared.blobs.staging import Staged, StagingWriter
from shared.blobs.store import BlobStore

__all__ = [
    "PIECES_MAX", "PIECE_BYTES", "BlobStore", "DamagedBlobError", "Pieces", "Staged", "StagingWriter",
    "new_document_key",
]  # fmt: skip
