"""Settings of a process: read once from an environment it is given, checked, then never looked up again.

Every variable is `MAILLON_` + the field's name in capitals. A variable may instead be given as `<NAME>_FILE`,
the path of a file whose content is the value (compose secrets). A wrong or missing value names its variable
and says the way out; values never appear in errors, nor secrets in `repr`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Self, TypeVar

T = TypeVar("T")
PREFIX = "MAILLON_"
SECRET_FILE_MAX_BYTES = 64 * 1024


class SettingsError(Exception):
    """A setting is missing or wrong; the message names the variable and what to do."""


def _setting(default: T, doc: str, *, low: float = 0, high: float = 0, secret: bool = False) -> T:
    made: T = field(default=default, repr=not secret, metadata={"doc": doc, "low": low, "high": high})
    return made


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a process may be told from outside. Defaults suit one machine without broker (embedded mode)."""

    service: str = _setting("", "name of the process in logs and metrics")
    region: str = _setting("idf", "code of the region this installation serves, part of every fact's source")
    amqp_url: str = _setting(
        "", "broker, amqp://user:password@host:5672/vhost; empty: no broker", secret=True
    )
    database_url: str = _setting("", "events and views of this service, a SQLAlchemy address", secret=True)
    keys_database_url: str = _setting("", "the subjects' keys, in a database apart", secret=True)
    blob_folder: str = _setting("var/blobs", "folder of the encrypted documents")
    state_folder: str = _setting("var", "folder of local state: search index, outbox files, SQLite files")
    actor_public_keys_folder: str = _setting(
        "var/keys/public", "folder of the public keys allowed to call, with rights"
    )
    actor_private_key_file: str = _setting("", "PEM file of the key this process signs its calls with")
    master_key_file: str = _setting("", "file of the master keyset that wraps every other key")
    master_key_uri: str = _setting("", "KMS address of the key that seals that file; empty: it is in clear")
    erased_list_file: str = _setting(
        "", "list of the erased, kept apart from both stores; empty: erased.jsonl of the state folder"
    )
    key_backup_days: int = _setting(7, "days that a backup of the key store may be kept", low=1, high=35)
    key_backup_folder: str = _setting("", "folder of the key store's backups, that `maillon doctor` looks at")
    rpc_workers: int = _setting(10, "calls served at the same time by one process", low=1, high=200)
    rpc_timeout_s: float = _setting(
        5.0, "longest wait for the answer of another service, seconds", low=0.1, high=60
    )
    catch_up_s: float = _setting(
        20.0, "seconds between two readings of a producer's feed, whatever its queue says", low=0.5, high=300
    )
    checkpoint_every_s: float = _setting(
        60.0, "vault: seconds between two signed checkpoints of the access log", low=1, high=3600
    )
    log_witnesses: str = _setting(
        "", "vault: public keys of those who witness the access log, name+id+key, spaces between"
    )
    metrics_port: int = _setting(0, "port of /metrics and /health; 0: none", low=0, high=65535)
    metrics_host: str = _setting("127.0.0.1", "address of /metrics and /health; 0.0.0.0 in a container")
    log_level: str = _setting("info", "debug, info, warning or error")
    outbox_file: str = _setting(
        "", "file the SMS of the file provider are written to; empty: sms.jsonl of the state folder"
    )
    pages_url: str = _setting(
        "", "notifications: where people find the pages, for messages that give an address; empty: none does"
    )
    clamd_address: str = _setting(
        "", "antivirus of papers, unix:/path or tcp:host:port of a clamd; empty: none, and the pages say so"
    )
    vault_max_mb: int = _setting(500, "room of one vault, megabytes of papers", low=20, high=100_000)
    vault_max_documents: int = _setting(500, "room of one vault, number of papers", low=1, high=500)
    rehearsal_clock_file: str = _setting("", "rehearsals only: file holding the seconds added to the clock")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the variables of `env` (usually `os.environ`). Raises SettingsError."""
        values = {f.name: _read(f, env) for f in fields(cls)}
        if values["log_level"] not in {"debug", "info", "warning", "error"}:
            raise SettingsError(f"{PREFIX}LOG_LEVEL : attendu debug, info, warning ou error.")
        return cls(**values)

    def erased_list(self) -> Path:
        """Where the list of the erased is kept."""
        return Path(self.erased_list_file or Path(self.state_folder) / "erased.jsonl")

    def need(self, name: str) -> str:
        """The value of a setting this process cannot do without. Raises SettingsError when it is empty."""
        value = str(getattr(self, name))
        if not value:
            doc = next(f.metadata["doc"] for f in fields(self) if f.name == name)
            raise SettingsError(
                f"{PREFIX}{name.upper()} manque ({doc}). Donnez-lui une valeur, ou"
                f" {PREFIX}{name.upper()}_FILE avec le chemin d'un fichier qui la contient."
                " « maillon init » les prépare."
            )
        return value


def _read(setting: Field[Any], env: Mapping[str, str]) -> Any:
    name = PREFIX + setting.name.upper()
    text = env.get(name) or _from_file(f"{name}_FILE", env)
    if not text:
        return setting.default
    if isinstance(setting.default, str):
        return text
    kind: Any = type(setting.default)
    low, high = setting.metadata["low"], setting.metadata["high"]
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not low <= value <= high:
        noun = "entier" if kind is int else "nombre"
        raise SettingsError(
            f"{name} : attendu un {noun} entre {low:g} et {high:g}. Corrigez-le ou retirez-le."
        )
    return value


def _from_file(name: str, env: Mapping[str, str]) -> str:
    path = env.get(name, "")
    if not path:
        return ""
    try:
        with Path(path).open("rb") as file:
            return file.read(SECRET_FILE_MAX_BYTES).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as why:
        raise SettingsError(
            f"{name} désigne un fichier illisible ({type(why).__name__}). Vérifiez le chemin et les droits."
        ) from None
