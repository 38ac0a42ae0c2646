"""The gateway's own refusals: of the six kinds, with the HTTP status that says them best."""

from __future__ import annotations

import math

from shared.problems import Conflict, InvalidInput, NotAllowed, Unavailable

OFFSET_HEADER = "Upload-Offset"


class NotSignedIn(NotAllowed):
    """Nobody is known to be there, or no longer."""

    status = 401


class WrongMethod(NotAllowed):
    """This address takes other methods."""

    status = 405


class TooManyAttempts(Unavailable):
    """Throttled; `retry_after_s` says for how long."""

    status = 429

    def __init__(self, wait_s: float, code: str = "too_many_attempts") -> None:
        self.retry_after_s = max(1, math.ceil(wait_s))
        minutes = math.ceil(self.retry_after_s / 60)
        when = f"{self.retry_after_s} secondes" if self.retry_after_s < 60 else f"{minutes} minutes"
        super().__init__(code, f"Trop d'essais. Attendez {when}.", retry_after_s=self.retry_after_s)


class OffsetDiffers(Conflict):
    """An upload is not where the sender believes: `offset` is where to go on."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__("upload_offset_differs", "L'envoi en est ailleurs : continuez là.", offset=offset)


class TooLarge(InvalidInput):
    """The body is larger than this address takes."""

    status = 413


class Malformed(InvalidInput):
    """The body is not what it says it is."""

    status = 400


def not_signed_in() -> NotSignedIn:
    return NotSignedIn("not_signed_in", "Connectez-vous d'abord.")


def session_expired() -> NotSignedIn:
    return NotSignedIn("session_expired", "Votre connexion a pris fin. Connectez-vous de nouveau.")
