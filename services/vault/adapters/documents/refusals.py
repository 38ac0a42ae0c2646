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
    "document_infected": "L'antivirus a trouvé un virus dans ce fichier. Il n'a pas été rangé.",
    "document_unscannable": (
        "L'antivirus ne peut pas tout lire dans ce fichier. Refaites une photo, ou un PDF plus simple."
    ),
    "document_active": (
        "Ce PDF contient un programme. Ouvrez-le, imprimez-le en PDF, puis envoyez le nouveau fichier."
    ),
    "document_attachments": (
        "Ce PDF cache d'autres fichiers. Envoyez-les un par un, ou imprimez-le en PDF puis envoyez-le."
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
