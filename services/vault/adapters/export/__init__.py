"""A vault taken away by its owner: one sealed ZIP in open formats (docs/export-format.md)."""

from services.vault.adapters.export.archive import write_export
from services.vault.adapters.export.checkpoint import sign_checkpoint

__all__ = ["sign_checkpoint", "write_export"]
