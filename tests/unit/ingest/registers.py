"""Small register files in the official shapes, written for one test; and a desk that loads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from services.ingest.sources.numbers import finess_key
from services.ingest.wiring import IngestUses, assemble
from shared.clock import FrozenClock
from shared.contracts.ingest import LoadRegister, RegisterReport
from shared.contracts.shapes import PublishedFact
from shared.eventstore.database import Database
from shared.rpc.call import Actor, Call

OPERATOR = Actor(id="operator:cli", kind="operator")
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def number(ordinal: int) -> str:
    """A FINESS number that is right."""
    eight = f"99{ordinal:06d}"
    return eight + finess_key(eight)


def national_line(ordinal: int, name: str = "", **cells: str) -> str:
    """A `structureet` record; `cells` by the names of the official columns used here."""
    routing = cells.get("routing", "01440 VIRIAT")
    opened = cells.get("opened_on", "1979-02-13")
    return (
        f"structureet;{cells.get('id', number(ordinal))};{number(ordinal + 500_000)};"
        f"{name or f'FOYER {ordinal}'};;;;1;R;DES LILAS;;;{cells.get('commune', '451')};"
        f"{cells.get('departement', '01')};AIN;{routing};{cells.get('phone', '0353010203')};;"
        f"{cells.get('category', '355')};Centre Hospitalier (C.H.);1102;Centres Hospitaliers;"
        f"{cells.get('siret', '')};;03;;;;{opened};{opened};2020-02-04;\n"
    )


def national(lines: list[str], day: str = "2026-05-12") -> str:
    return f"finess;etalab;111;{day}\n" + "".join(lines)


REGIONAL_HEADER = (
    "FINESS_ET;FINESS_EJ;RAISON_SOCIALE;RAISON_SOCIALE_ENTITE_JURIDIQUE;ADRESSE_COMPLETE;NUM_DEPT;CP_VILLE;"
    "NUM_TEL;NUM_CAT;CATEGORIE_DE_L_ETABLISSEMENT;NUM_SIRET;DATE_OUVERTURE;lat;lng;WGS84\r\n"
)


def regional(ordinals: list[int], opened_on: str = "2013-02-01") -> str:
    lines = [
        f'{number(o)};{number(o + 500_000)};"FOYER ""{o}""";;1 R DES LILAS;75;75158 PARIS CEDEX 14;'
        f"01 99 00 12 34;382;Foyer de Vie;;{opened_on};48.83;2.32;48.83, 2.32\r\n"
        for o in ordinals
    ]
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + REGIONAL_HEADER + "".join(lines)


@dataclass
class Desk:
    """An operator before an ingest service whose database is `database`."""

    folder: Path
    uses: IngestUses
    clock: FrozenClock
    calls: int = field(default=0)

    def write(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def load(self, name: str, text: str = "", *, key: str = "", accept_fewer: bool = False) -> RegisterReport:
        path = self.write(name, text) if text else self.folder / name
        self.calls += 1
        call = Call(actor=OPERATOR, key=key or f"key-{self.calls}", digest=name)
        return self.uses.load_register(LoadRegister(path=str(path), accept_fewer=accept_fewer), call)

    def facts(self, after: int = 0) -> list[PublishedFact]:
        return self.uses.log.read_facts(after, 500).facts

    def told(self, after: int = 0) -> list[str]:
        return [fact.type.removeprefix("ingest.") for fact in self.facts(after)]

    def head(self) -> int:
        return self.uses.log.read_facts(0, 1).head


def desk_on(database: Database, folder: Path) -> Desk:
    clock = FrozenClock(NOW)
    return Desk(folder, assemble(database, clock, folder / "inbox"), clock)
