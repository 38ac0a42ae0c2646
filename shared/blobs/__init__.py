"""Encrypted files of documents, used by the vault that decides and the gateway that streams (see `store`)."""

from shared.blobs.encryption import DamagedBlobError, new_document_key
from shared.blobs.staging import Staged, StagingWriter
from shared.blobs.store import BlobStore

__all__ = ["BlobStore", "DamagedBlobError", "Staged", "StagingWriter", "new_document_key"]
