"""Passwords: argon2id in a small pool of its own, so that a rush at the door slows nobody already inside.

OWASP's and the design's numbers: 19 MiB, 2 passes, 1 lane (about 25 ms). An unknown account costs the
same work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.problems import InvalidInput, Unavailable

T = TypeVar("T")
POOL_THREADS = 2
QUEUE_MAX = 40
PASSWORD_MIN_CHARS = 12
PASSWORD_MAX_CHARS = 128
_ARGON2 = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = _ARGON2.hash("nobody signs in with this")


def check_password(password: str) -> None:
    """Refuse a password too short or too long to hash. Raises InvalidInput naming `password`."""
    if len(password) < PASSWORD_MIN_CHARS:
        sentence = (
            f"Le mot de passe doit avoir au moins {PASSWORD_MIN_CHARS} caractères. Une phrase convient bien."
        )
        raise InvalidInput("password_too_short", sentence, field="password", min_chars=PASSWORD_MIN_CHARS)
    if len(password) > PASSWORD_MAX_CHARS:
        sentence = f"Le mot de passe peut avoir {PASSWORD_MAX_CHARS} caractères au plus."
        raise InvalidInput("password_too_long", sentence, field="password", max_chars=PASSWORD_MAX_CHARS)


def hash_password(password: str) -> str:
    """The argon2id string to keep."""
    return _ARGON2.hash(password)


def verify_password(kept: str, password: str) -> bool:
    """Whether the password is the one hashed in `kept`; an empty `kept` takes the same time and says no."""
    try:
        _ARGON2.verify(kept or NOBODY, password[: PASSWORD_MAX_CHARS + 1])
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


class SignInPool:
    """Runs the costly hashing, a few at a time; beyond `QUEUE_MAX` waiting, says so at once."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(POOL_THREADS, thread_name_prefix="argon2")
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`. Raises Unavailable when too many wait."""
        if self._waiting >= QUEUE_MAX:
            raise Unavailable("sign_in_busy", "Beaucoup de monde se connecte. Réessayez dans une minute.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Finish what runs."""
        self._pool.shutdown(wait=True, cancel_futures=True)
