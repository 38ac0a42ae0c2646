"""The parts of the daily JSON feed we read. Keys are absent rather than null; every number is a string; all
optional.

The published schema and the real feed disagree on the case of some keys: both spellings are read.
"""

from __future__ import annotations

import msgspec

Text = str | int | float | bool | None
Code = Text | dict[str, Text]


class Position(msgspec.Struct, rename="camel"):
    """`coordonnee_x` holds the northing and `coordonnee_y` the easting (swapped in the feed)."""

    coordonnee_x: Text = None
    coordonnee_y: Text = None
    direction_latitude: Text = None
    direction_longitude: Text = None


class Address(msgspec.Struct, rename="camel"):
    usage_adresse: Text = None
    complement_adresse: Text = None
    ligne_quatre: Text = None
    lieu_dit: Text = None
    code_postal: Text = None
    cog_commune: Text = None
    ligne_acheminement: Text = None
    coordonnees_geographique: Position | None = None


class Telecom(msgspec.Struct, rename="camel"):
    telephone: Text = None


class Contact(msgspec.Struct, rename="camel"):
    telecom: Telecom | None = None


class EstablishmentIdentity(msgspec.Struct, rename="camel"):
    num_finess_ege: Text = None
    nom_ege_court: Text = None
    nom_ege_long: Text = None
    siret: Text = None
    date_ouverture: Text = None
    date_fermeture: Text = None


class Establishment(msgspec.Struct, rename="camel"):
    identity: EstablishmentIdentity = msgspec.field(
        name="informationsGeneralesEGE", default_factory=EstablishmentIdentity
    )
    category: Code = msgspec.field(name="categorieentiteGeographiqueExercice", default=None)
    category_by_schema: Code = msgspec.field(name="categorieEntiteGeographiqueExercice", default=None)
    adresse: list[Address] = []
    contact: list[Contact] = []
    etat_objet: Code = None


class EntityIdentity(msgspec.Struct, rename="camel"):
    num_finess_pm: Text = None


class LegalEntity(msgspec.Struct, rename="camel"):
    identity: EntityIdentity = msgspec.field(name="informationsGeneralesPMEJ", default_factory=EntityIdentity)
    ege: list[Establishment] = []


class Feed(msgspec.Struct, rename="camel"):
    generated_at: str
    pmej: list[LegalEntity]


def text(value: Code) -> str:
    """A leaf as text: absent and null are empty, a coded object gives its code."""
    if isinstance(value, dict):
        value = value.get("code")
    return "" if value is None else str(value)
