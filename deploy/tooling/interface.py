"""`python -m deploy.tooling.interface [--check]`: docs/reference, written from the contracts.

asyncapi.json, one JSON Schema for each fact and version, and facts.md for people; besides, the examples that
the gateway shows (shared/contracts/examples.json). `make check` fails when any of them is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from services.gateway.api.openapi import VERSION
from shared.contracts.catalogue import EXAMPLES, fact_kinds
from shared.contracts.fact_schema import FieldWords, fact_schema, fields_in_words, parts_in_words
from shared.messaging.asyncapi import asyncapi_document

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
COMMAND = "python -m deploy.tooling.interface"
TOP = f"""# Facts

Written by `{COMMAND}` from the contracts; `make check` compares them. For machines:
[asyncapi.json](asyncapi.json), and a JSON Schema of each fact and version in `facts/`. A running gateway
shows the same at `/interface`, `/schema/asyncapi.json` and `/schema/facts/<name>.json`.
"""


def pages() -> dict[Path, bytes]:
    """Every file that is generated, by path."""
    examples = {
        path.stem: msgspec.json.decode(path.read_bytes())
        for path in sorted((ROOT / "tests" / "contracts" / "examples").glob("*.json"))
    }
    kinds = fact_kinds()
    schemas = {name: fact_schema(kind, examples.get(name)) for name, kind in kinds.items()}
    made = {REFERENCE / "facts" / f"{name}.json": _json(schema) for name, schema in schemas.items()}
    made[REFERENCE / "asyncapi.json"] = _json(asyncapi_document(kinds, examples, VERSION))
    made[REFERENCE / "facts.md"] = _page(schemas).encode()
    made[EXAMPLES] = _json(examples)
    return made


def stale() -> list[str]:
    """The files that are not as they would be written, or that nothing writes any more."""
    made = pages()
    changed = [path for path, data in made.items() if not path.exists() or path.read_bytes() != data]
    left = [path for path in (REFERENCE / "facts").glob("*.json") if path not in made]
    return sorted(str(path.relative_to(ROOT)) for path in (*changed, *left))


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _page(schemas: dict[str, dict[str, Any]]) -> str:
    lines = [TOP]
    service = ""
    for name, schema in schemas.items():
        if name.partition(".")[0] != service:
            service = name.partition(".")[0]
            lines.append(f"## {service}\n")
        lines.append(f"### [{name}](facts/{name}.json)\n")
        lines.append(f"{' '.join(schema.get('description', '').split())}\n")
        lines += _table(fields_in_words(schema))
        for part, fields in parts_in_words(schema).items():
            lines += [f"{part}:\n", *_table(fields)]
    return "\n".join(lines)


def _table(fields: list[FieldWords]) -> list[str]:
    rows = [f"| `{f.name}` | {f.kind} | {_default(f.default)} |" for f in fields]
    return ["| field | type | when absent |", "|---|---|---|", *rows, ""]


def _default(text: str) -> str:
    return f"`{text}`" if text else "required"


def main(words: list[str]) -> int:
    """0 when all is as the contracts say (once written, unless `--check`)."""
    if "--check" in words:
        late = stale()
        print("\n".join([*late, f"run {COMMAND}"]) if late else "docs/reference is as the contracts say")
        return 1 if late else 0
    made = pages()
    for path in (REFERENCE / "facts").glob("*.json"):
        if path not in made:
            path.unlink()
    for path, data in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"written: {len(made)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
