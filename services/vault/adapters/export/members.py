"""The JSON files of an export: the vault's data, and the access log with one entry a line."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec

from services.vault.application.export_content import Checkpoint, ExportContent, ExportedLine, TreeProof
from shared.eventstore.chain import instant_text

VAULT_FORMAT, LOG_FORMAT = "maillon-vault-v1", "maillon-access-log-v1"
RECEIPTS_FORMAT = "maillon-receipts-v1"


def vault_json(content: ExportContent, names: Mapping[str, str]) -> bytes:
    """Everything but the log, indented for whoever opens it with a text editor."""
    documents = [
        {
            "id": document.id,
            "file": names[document.id],
            "category": document.category,
            "folder": document.folder,
            "title": document.title,
            "content_type": document.content_type,
            "size_bytes": document.size,
            "sha256": document.sha256,
            "pages": document.pages,
            "deposited_at": document.deposited_at,
            "deposited_by": document.deposited_by,
        }
        for document in content.documents
    ]
    values = {
        "format": VAULT_FORMAT,
        "vault": str(content.vault_id),
        "holder_name": content.holder_name,
        "exported_at": content.exported_at,
        "documents": documents,
        "appointments": [asdict(appointment) for appointment in content.appointments],
        "notes": [asdict(note) for note in content.notes],
        "contacts": [msgspec.structs.asdict(contact) for contact in content.contacts],
        "project": msgspec.to_builtins(content.project),
        "consents": [asdict(consent) for consent in content.consents],
        **content.more,
    }
    return json.dumps(values, ensure_ascii=False, indent=1, default=_plain).encode() + b"\n"


def receipts_json(content: ExportContent) -> bytes:
    """The signed receipts of every consent."""
    receipts = [{"record": dict(record), "signature": signature} for record, signature in content.receipts]
    values = {"format": RECEIPTS_FORMAT, "receipts": receipts}
    return json.dumps(values, ensure_ascii=False, indent=1).encode() + b"\n"


def access_log_json(content: ExportContent) -> Iterator[bytes]:
    """One entry a line, so that damage to the file can be told by entry."""
    yield f'{{"format":"{LOG_FORMAT}","vault":"{content.vault_id}","entries":['.encode()
    for index, line in enumerate(content.log):
        yield ("," if index else "").encode() + b"\n" + json.dumps(_entry(line), default=_plain).encode()
    checkpoint = _checkpoint(content.checkpoint) if content.checkpoint else None
    yield b'\n],"checkpoint":' + json.dumps(checkpoint).encode()
    tree = [_tree_proof(proof) for proof in content.tree]
    yield b',"tree":' + json.dumps(tree).encode()
    yield b',"witnesses":' + json.dumps(list(content.witness_keys)).encode() + b"}\n"


def _entry(line: ExportedLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "recorded_at": instant_text(line.recorded_at),
        "kind": line.kind,
        "body": base64.b64encode(line.stored_body).decode(),
        "previous_hash": line.previous_hash.hex(),
        "hash": line.hash.hex(),
        "readable": None if line.readable is None else dict(line.readable),
        "salt": line.salt.hex(),
    }


def _checkpoint(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "size": checkpoint.size,
        "head": checkpoint.head.hex(),
        "signed_at": instant_text(checkpoint.signed_at),
        "public_key": checkpoint.public_key.hex(),
        "signature": checkpoint.signature.hex(),
    }


def _tree_proof(proof: TreeProof) -> dict[str, Any]:
    return {
        "note": proof.note,
        "number": proof.number,
        "index": proof.index,
        "path": [step.hex() for step in proof.path],
    }


def _plain(value: object) -> str:
    return instant_text(value) if isinstance(value, datetime) else str(value)
