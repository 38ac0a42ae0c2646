"""`maillon init`: every secret an installation needs, generated on the spot, never replaced, never in
the repository.

Layout of the folder (mode 0700): `keys/<process>.pem` (what a process signs its calls with), `keys/public/`
(what each key may vouch for), `master.json` (wraps every person's key: losing it loses what is sealed),
`passwords/<name>` (databases, broker). For compose also `urls/<name>` (addresses with their password)
and `rabbitmq.env`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from shared.eventstore.master_key import MasterKey
from shared.rpc.actor import KeyRights
from shared.rpc.keys import create_key_pair

PASSWORD_BYTES = 24
MASTER_KEYS = ("vault", "directory")
DATABASES = ("directory", "vault", "notifications", "ingest", "gateway")
PASSWORDS = (
    "rabbitmq",
    "postgres",
    "postgres-keys",
    *DATABASES,
    "keys-vault",
    "keys-directory",
    "gateway-pepper",
)

RIGHTS = {
    "gateway": KeyRights(kinds=("holder", "professional", "operator", "anonymous")),
    "gateway-worker": KeyRights(
        kinds=("service",), actor_ids=("service:gateway",), methods=("vault.read_facts",)
    ),
    "operator": KeyRights(kinds=("operator",)),
    "directory": KeyRights(
        kinds=("service",),
        actor_ids=("service:directory",),
        methods=("ingest.read_facts", "ingest.read_vintage"),
    ),
    "ingest": KeyRights(kinds=("service",), actor_ids=("service:ingest",), methods=()),
    "vault": KeyRights(kinds=("service",), actor_ids=("service:vault",), methods=("directory.read_facts",)),
    "notifications": KeyRights(
        kinds=("service",),
        actor_ids=("service:notifications",),
        methods=("vault.read_facts", "vault.get_reach"),
    ),
}


def init(folder: Path, *, readable_by_containers: bool = False) -> list[str]:
    """Create what is missing in `folder`; returns the names of what was created.

    `readable_by_containers`: files get mode 0444 inside the private folder, since compose mounts them
    one by one for processes that are not root.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = [
        *_actor_keys(folder / "keys"),
        *_master_keys(folder),
        *_passwords(folder / "passwords", PASSWORDS),
    ]
    if readable_by_containers:
        made += _compose_files(folder)
        for file in folder.rglob("*"):
            file.chmod(0o755 if file.is_dir() else 0o444)
    return made


def _actor_keys(folder: Path) -> Iterable[str]:
    for name, rights in RIGHTS.items():
        if not (folder / f"{name}.pem").exists():
            create_key_pair(folder, name, rights)
            yield f"keys/{name}.pem"


def _master_keys(folder: Path) -> Iterable[str]:
    for name in MASTER_KEYS:
        path = folder / f"master-{name}.json"
        if not path.exists():
            MasterKey.create_file(path)
            yield path.name


def _passwords(folder: Path, names: Iterable[str]) -> Iterable[str]:
    folder.mkdir(exist_ok=True)
    for name in names:
        path = folder / name
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(PASSWORD_BYTES))
            yield f"passwords/{name}"


def _compose_files(folder: Path) -> list[str]:
    """Addresses of the databases and of the broker as the compose file names them, made from the
    passwords.
    """
    urls = folder / "urls"
    urls.mkdir(exist_ok=True)

    def password(name: str) -> str:
        return (folder / "passwords" / name).read_text(encoding="ascii")

    contents = {
        urls / name: f"postgresql://{name}:{password(name)}@postgres:5432/{name}" for name in DATABASES
    }
    for name in MASTER_KEYS:
        secret = password(f"keys-{name}")
        contents[urls / f"{name}-keys"] = f"postgresql://{name}:{secret}@postgres-keys:5432/{name}_keys"
    broker = password("rabbitmq")
    contents[urls / "amqp"] = f"amqp://maillon:{broker}@rabbitmq:5672//"
    contents[folder / "rabbitmq.env"] = f"RABBITMQ_DEFAULT_USER=maillon\nRABBITMQ_DEFAULT_PASS={broker}\n"
    new = [path for path in contents if not path.exists()]
    for path in new:
        path.write_text(contents[path], encoding="ascii")
    return [str(path.relative_to(folder)) for path in new]
