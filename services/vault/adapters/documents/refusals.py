"""Why a file is not kept: stable codes, and the sentence a person reads."""

from __future__ import annotations

from services.vault.adapters.documents.limits import MAX_DOCUMENT_BYTES, MAX_PAGES
from shared.problems import InvalidInput

SENTENCES = {
    "document_empty": "Ce fichier est vide.",
    "document_too_large": f"Ce fichier est trop lourd : {MAX_DOCUMENT_BYTES // 1_000_000} Mo au plus.",
    "document_type_refused": (
        "Ce type de fichier n'est pas accepté. Prenez le papier en photo, ou enregistrez-le en PDF."
    ),
    "document_damaged": (
        "Ce fichier est abîmé et ne peut pas être ouvert. Envoyez-le de nouveau, ou refaites la photo."
    ),
    "document_encrypted": (
        "Ce PDF est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis envoyez-le."
    ),
    "document_bomb": (
        f"Ce fichier demande trop de place pour être ouvert ({MAX_PAGES} pages au plus). "
        "Envoyez-le en plusieurs fois, ou refaites une photo plus petite."
    ),
}


class RefusedFileError(Exception):
    """Raised inside the worker: the file is not kept, for the reason coded."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def refusal(code: str) -> InvalidInput:
    """The problem to raise for a refusal the worker sent back; an unknown code reads as a damaged file."""
    known = code if code in SENTENCES else "document_damaged"
    return InvalidInput(known, SENTENCES[known], field="file")
