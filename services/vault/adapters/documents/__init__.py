"""What a received file really is, and what it must not tell: type, soundness, location, preview.

Decoding strangers' files is dangerous: only `examination`, which starts `worker` in a process of its own with
memory, time and file limits, is meant to be used from outside. The others run inside that process.
"""

from services.vault.adapters.documents.examination import Examined, Examiner

__all__ = ["Examined", "Examiner"]
