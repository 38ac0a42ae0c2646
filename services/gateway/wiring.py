"""Composition: from the environment to the parts of the application (distributed mode)."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from services.gateway.backends.amqp import amqp_caller
from services.gateway.environment import GatewayEnvironment
from services.gateway.identity.database import FILE_NAME
from services.gateway.parts import Parts
from shared.blobs import BlobStore
from shared.clock import clock_from
from shared.eventstore.database import open_engine
from shared.rpc.aio import AioCaller


def open_identity_engine(database_url: str) -> sa.Engine:
    """The gateway's own database: PostgreSQL, or the file gateway.db in the folder of `sqlite:///folder`."""
    return open_engine(database_url, FILE_NAME)


def wire(settings: GatewayEnvironment) -> tuple[Parts, AioCaller]:
    """The parts, and the caller to close at the end. Raises SettingsError; connects to nothing yet."""
    clock = clock_from(settings.rehearsal_clock_file)
    caller = amqp_caller(settings, clock)
    parts = Parts(
        settings=settings.gateway_settings(),
        caller=caller,
        blobs=BlobStore(Path(settings.blob_folder)),
        clock=clock,
        engine=open_identity_engine(settings.need("database_url")),
    )
    return parts, caller
