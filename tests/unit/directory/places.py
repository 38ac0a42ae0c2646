"""Fictitious places, in true places of France."""

from __future__ import annotations

from typing import Any

from shared.contracts.ingest import Place

NOTRE_DAME = (48.853, 2.3499)


def place(number: int, name: str, **values: Any) -> Place:
    stated = {"commune": "PARIS", "code_insee": "75104", "category": "355", "lat": 48.85, "lon": 2.35}
    return Place(source="finess", id=f"75000{number:04d}", name=name, **(stated | values))


HOSPITAL = place(1, "HÔPITAL DE L'ÎLE RÊVÉE", lat=48.8530, lon=2.3499)
CENTRE = place(2, "CENTRE DE SOINS DU PORT IMAGINAIRE", category="124", lat=48.8606, lon=2.3376)
FOYER_NORTH = place(
    3,
    "FOYER DE VIE LES ACACIAS",
    category="382",
    commune="ST DENIS",
    code_insee="93066",
    lat=48.936,
    lon=2.357,
)
FOYER_SOUTH = place(
    4, "FOYER DE VIE LES ACACIAS", category="382", commune="EVRY", code_insee="91228", lat=48.629, lon=2.441
)
NOWHERE = place(5, "MAISON SANS POSITION", commune="LYON", code_insee="69381", lat=None, lon=None)
ALL = [HOSPITAL, CENTRE, FOYER_NORTH, FOYER_SOUTH, NOWHERE]
