"""The ways a call gets no answer; all are `Unavailable`, worth a retry with the same idempotency key."""

from __future__ import annotations

from shared.problems import Unavailable


def broker_down() -> Unavailable:
    """Nothing was sent, or it is unknown whether it arrived."""
    return Unavailable("broker_down", "Le réseau interne est interrompu ; réessayez dans un instant.")


def service_absent() -> Unavailable:
    """The broker returned the call: no such service has ever started here."""
    return Unavailable(
        "service_absent", "Ce service n'est pas là pour le moment ; réessayez dans un instant."
    )


def service_busy() -> Unavailable:
    """The service's queue is full."""
    return Unavailable("service_busy", "Ce service est débordé ; réessayez dans un instant.")


def no_reply() -> Unavailable:
    """The deadline passed. If the call had not started by then, it never will."""
    return Unavailable("no_reply", "Le service n'a pas répondu à temps ; réessayez.")
