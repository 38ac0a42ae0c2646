"""For developers: write a service's next revision by comparing its metadata with a scratch database."""

from __future__ import annotations

import importlib
import re
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code

from shared.eventstore.database import open_engine
from shared.eventstore.migrate import (
    KEY_MIGRATIONS,
    KEY_VERSION_TABLE,
    VERSION_TABLE,
    compared,
    scripts_of,
    upgrade,
)

SLUG_CHARS = 40
TEMPLATE = '''"""{message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down_revision!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''


def write_revision(package: str, metadata: sa.MetaData, message: str, version_table: str) -> Path:
    """Write the next revision file of `package`; returns its path. Read it before committing it."""
    script = scripts_of(package)
    head = script.get_current_head()
    revision = f"{int(head) + 1 if head else 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}", "scratch.db")
        upgrade(engine, package, version_table)
        with engine.connect() as connection:
            context = compared(connection, version_table)
            found = produce_migrations(context, metadata)
            if found.upgrade_ops is None or found.downgrade_ops is None:
                raise RuntimeError("nothing to compare")
            upgrade_code = render_python_code(found.upgrade_ops, render_item=context.opts["render_item"])
            downgrade_code = render_python_code(found.downgrade_ops, render_item=context.opts["render_item"])
        engine.dispose()
    text = TEMPLATE.format(
        message=message,
        revision=revision,
        down_revision=head,
        upgrade=_without_comments(upgrade_code),
        downgrade=_without_comments(downgrade_code),
    )
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")[:SLUG_CHARS]
    path = Path(script.dir) / f"r{revision}_{slug}.py"
    path.write_text(text, encoding="utf-8")
    return path


def _without_comments(code: str) -> str:
    return "\n".join(line for line in code.splitlines() if not line.strip().startswith("# ###")).lstrip()


def main(arguments: list[str]) -> None:
    """`revision <service> "message"`; the service `keys` stands for the subject keys."""
    match arguments:
        case ["revision", "keys", message]:
            keys = importlib.import_module("shared.eventstore.keys").KEY_METADATA
            path = write_revision(KEY_MIGRATIONS, keys, message, KEY_VERSION_TABLE)
        case ["revision", service, message]:
            metadata = importlib.import_module(f"services.{service}.adapters.tables").METADATA
            path = write_revision(f"services.{service}.migrations", metadata, message, VERSION_TABLE)
        case _:
            raise SystemExit('usage: python -m shared.eventstore.migrate revision <service> "message"')
    sys.stdout.write(f"{path}\n")
