"""Short transactions on the gateway's own database, in a bounded pool of threads of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.logs import failure, get_logger
from shared.problems import Unavailable

T = TypeVar("T")
POOL_THREADS = 6
FILE_NAME = "gateway.db"
_log = get_logger(__name__)


class IdentityDatabase:
    """Runs `work(connection)` in one transaction. A database that does not answer is `unavailable`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(POOL_THREADS, thread_name_prefix="identity")

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """A transaction that may write."""
        return await self._run(lambda: self.write_now(work))

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """A transaction that only reads."""

        def reading() -> T:
            with self._engine.connect() as connection:
                return work(connection)

        return await self._run(reading)

    def write_now(self, work: Callable[[sa.Connection], T]) -> T:
        """The same as `write`, in the caller's thread (command line, tests)."""
        with self._engine.begin() as connection:
            return work(connection)

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, copy_context().run, work)
        except (DBAPIError, PoolTimeout) as why:
            if isinstance(why, sa.exc.IntegrityError):
                raise
            _log.error("identity_database_failed", **failure(why))
            raise Unavailable("accounts_unavailable", "Les comptes ne répondent pas. Réessayez.") from None

    def close(self) -> None:
        """Wait for what runs and free the connections."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._engine.dispose()
