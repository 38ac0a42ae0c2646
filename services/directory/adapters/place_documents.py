"""How a place stands in the search index: its words, its grams, its cells, its codes, and itself as JSON."""

from __future__ import annotations

import msgspec
import tantivy

from services.directory.adapters.geography import cells_of
from services.directory.adapters.place_words import grams
from services.directory.domain.names import folded
from shared.contracts.ingest import Place

SCHEMA_VERSION = 1  # part of the folder's name: a new shape is a new index, built beside
WORDS = "words"
MARK_KEY = "\x00mark"
_ARRONDISSEMENTS = (("751", "75056"), ("132", "13055"), ("6938", "69123"))


def build_schema() -> tantivy.Schema:
    """Text is cut here, in Python, and only split on spaces by the index: both sides of a search agree."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("name", tokenizer_name=WORDS, index_option="freq")
    builder.add_text_field("grams", tokenizer_name=WORDS, index_option="freq")
    builder.add_bytes_field("compared", stored=True)
    for codes in ("cells", "code_insee"):
        builder.add_text_field(codes, tokenizer_name=WORDS, index_option="basic")
    builder.add_text_field("category", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("body", stored=True)
    builder.add_text_field("mark", tokenizer_name="raw", stored=True, index_option="basic")
    return builder.build()


def key_of(source: str, place_id: str) -> str:
    return f"{source}:{place_id}"


def around(place: Place) -> str:
    """What people type beside the name."""
    return " ".join((place.long_name, place.commune, place.postal_code))


def document_of(place: Place) -> tantivy.Document:
    """The document that finds this place."""
    document = tantivy.Document()
    document.add_text("key", key_of(place.source, place.id))
    document.add_text("name", folded(place.name))
    name_grams, around_grams = " ".join(grams(place.name)), " ".join(grams(around(place)))
    document.add_text("grams", " ".join((name_grams, name_grams, around_grams)))  # the name counts twice
    document.add_bytes("compared", f"{name_grams}\n{around_grams}".encode())  # what the ranking reads
    document.add_text("category", place.category)
    document.add_text("code_insee", " ".join(communes_of(place.code_insee)))
    if place.lat is not None and place.lon is not None:
        document.add_text("cells", " ".join(cells_of(place.lat, place.lon)))
    document.add_bytes("body", msgspec.json.encode(place))
    return document


def communes_of(code_insee: str) -> list[str]:
    """The commune, and the whole city when the code is an arrondissement's (Paris, Marseille, Lyon)."""
    city = next((city for prefix, city in _ARRONDISSEMENTS if code_insee.startswith(prefix)), "")
    return [code for code in (code_insee, city) if code]
